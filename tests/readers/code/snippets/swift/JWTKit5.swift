import Foundation
import JWTKit
import AsyncHTTPClient

struct AppleClientSecret: JWTPayload {
    var iss: IssuerClaim
    var iat: IssuedAtClaim
    var exp: ExpirationClaim
    var aud: AudienceClaim
    var sub: SubjectClaim

    func verify(using _: some JWTAlgorithm) async throws {
        try exp.verifyNotExpired()
    }
}

actor AppleSecretMinter {
    private let keys = JWTKeyCollection()
    private let teamId = "R5T8Q2WM7K"
    private let keyId = "Q7M2T9XK4C"
    private let clientId = "com.acmefit.ios"

    init(pem: String) async throws {
        try await keys.add(ecdsa: ES256PrivateKey(pem: pem), kid: JWKIdentifier(string: keyId))
    }

    func mint() async throws -> String {
        let payload = AppleClientSecret(
            iss: IssuerClaim(value: teamId),
            iat: IssuedAtClaim(value: Date()),
            exp: ExpirationClaim(value: Date(timeIntervalSinceNow: 3600)),
            aud: AudienceClaim(value: "https://appleid.apple.com"),
            sub: SubjectClaim(value: clientId)
        )
        return try await keys.sign(payload, kid: JWKIdentifier(string: keyId))
    }

    func refresh(_ token: String) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "https://appleid.apple.com/auth/token")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        let secret = try await mint()
        request.body = .bytes(ByteBuffer(string: "client_id=\(clientId)&client_secret=\(secret)&grant_type=refresh_token&refresh_token=\(token)"))
        return try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    }
}
