import Vapor
import JWT

struct AppleSecret: JWTPayload {
    enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case issuedAt = "iat"
        case expiration = "exp"
        case audience = "aud"
        case subject = "sub"
    }
    var issuer: IssuerClaim
    var issuedAt: IssuedAtClaim
    var expiration: ExpirationClaim
    var audience: AudienceClaim
    var subject: SubjectClaim

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

func routes(_ app: Application) throws {
    app.post("apple") { req async throws -> ClientResponse in
        let kid = JWKIdentifier(string: "Q7M2T9XK4C")
        let payload = AppleSecret(
            issuer: "R5T8Q2WM7K",
            issuedAt: .init(value: .now),
            expiration: .init(value: .now + 300),
            audience: "https://appleid.apple.com",
            subject: "com.acmefit.web"
        )
        let secret = try await req.jwt.sign(payload, kid: kid)
        let code = try req.query.get(String.self, at: "code")
        return try await req.client.post("https://appleid.apple.com/auth/token", headers: ["Content-Type": "application/x-www-form-urlencoded"]) {
            try $0.content.encode([
                "client_id": "com.acmefit.web",
                "client_secret": secret,
                "code": code,
                "grant_type": "authorization_code",
            ], as: .urlEncodedForm)
        }
    }
}
