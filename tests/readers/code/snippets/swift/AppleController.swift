import Vapor
import JWTKit

struct ClientSecretPayload: JWTPayload {
    let iss: IssuerClaim
    let iat: IssuedAtClaim
    let exp: ExpirationClaim
    let aud: AudienceClaim
    let sub: SubjectClaim

    func verify(using signer: JWTSigner) throws {
        try exp.verifyNotExpired()
    }
}

struct AppleTokenForm: Content {
    let clientID: String
    let clientSecret: String
    let code: String
    let grantType: String

    enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case code
        case grantType = "grant_type"
    }
}

struct AppleController {
    let teamID = Environment.get("APPLE_TEAM_ID")!
    let keyID = Environment.get("APPLE_KEY_ID")!
    let clientID = Environment.get("APPLE_CLIENT_ID")!

    func clientSecret() throws -> String {
        let pem = try String(contentsOfFile: "/app/AuthKey.p8")
        let signers = JWTSigners()
        try signers.use(.es256(key: .private(pem: pem)), kid: JWKIdentifier(string: keyID), isDefault: true)
        let now = Date()
        let payload = ClientSecretPayload(
            iss: .init(value: teamID),
            iat: .init(value: now),
            exp: .init(value: now.addingTimeInterval(5 * 60)),
            aud: .init(value: "https://appleid.apple.com"),
            sub: .init(value: clientID)
        )
        return try signers.sign(payload, kid: JWKIdentifier(string: keyID))
    }

    func exchange(req: Request) async throws -> ClientResponse {
        let code = try req.content.get(String.self, at: "code")
        let form = AppleTokenForm(clientID: clientID, clientSecret: try clientSecret(), code: code, grantType: "authorization_code")
        return try await req.client.post("https://appleid.apple.com/auth/token") { request in
            try request.content.encode(form, as: .urlEncodedForm)
        }
    }
}
