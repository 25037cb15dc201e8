import Foundation
import JWTKit
import Vapor

struct AppleClientSecret: JWTPayload {
    enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case issuedAt = "iat"
        case expiration = "exp"
        case audience = "aud"
        case subject = "sub"
    }

    let issuer: IssuerClaim
    let issuedAt: IssuedAtClaim
    let expiration: ExpirationClaim
    var audience: AudienceClaim = "https://appleid.apple.com"
    let subject: SubjectClaim

    func verify(using signer: JWTSigner) throws {
        try expiration.verifyNotExpired()
    }
}

final class AppleService {
    private static let halfAYear: TimeInterval = 60 * 60 * 24 * 180
    let teamID = Environment.get("APPLE_TEAM_ID") ?? "R5T8Q2WM7K"
    let keyID: String

    init(keyID: String = "Q7M2T9XK4C") {
        self.keyID = keyID
    }

    func clientSecret(for clientID: String) throws -> String {
        guard let pem = Environment.get("APPLE_PRIVATE_KEY") else {
            throw Abort(.internalServerError, reason: "no key")
        }
        let signers = JWTSigners()
        let key = try ECDSAKey.private(pem: pem)
        signers.use(.es256(key: key), kid: JWKIdentifier(string: keyID))
        let now = Date()
        let payload = AppleClientSecret(
            issuer: .init(value: teamID),
            issuedAt: .init(value: now),
            expiration: .init(value: now.addingTimeInterval(Self.halfAYear)),
            subject: .init(value: clientID)
        )
        return try signers.sign(payload, kid: JWKIdentifier(string: keyID))
    }
}

extension AppleService {
    func exchange(code: String, on req: Request) async throws -> ClientResponse {
        let secret = try clientSecret(for: "com.acmefit.web")
        return try await req.client.post("https://appleid.apple.com/auth/token") { request in
            try request.content.encode([
                "client_id": "com.acmefit.web",
                "client_secret": secret,
                "code": code,
                "grant_type": "authorization_code",
            ], as: .urlEncodedForm)
        }
    }
}
