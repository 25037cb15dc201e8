import Vapor
import JWT

final class AppleSecretStore: @unchecked Sendable {
    private var current: (value: String, expires: Date)?
    private let lock = NIOLock()
    let app: Application

    init(app: Application) { self.app = app }

    func secret() throws -> String {
        try lock.withLock {
            if let current, current.expires > Date().addingTimeInterval(60) { return current.value }
            let expires = Date().addingTimeInterval(60 * 60 * 24)
            let payload = Secret(iss: .init(value: Environment.get("TEAM_ID") ?? ""), iat: .init(value: Date()), exp: .init(value: expires),
                                 aud: .init(value: ["https://appleid.apple.com"]), sub: .init(value: Environment.get("SERVICE_ID") ?? ""))
            let value = try app.jwt.signers.sign(payload, kid: .init(string: Environment.get("KEY_ID") ?? ""))
            current = (value, expires)
            return value
        }
    }

    struct Secret: JWTPayload {
        var iss: IssuerClaim
        var iat: IssuedAtClaim
        var exp: ExpirationClaim
        var aud: AudienceClaim
        var sub: SubjectClaim
        func verify(using signer: JWTSigner) throws {}
    }
}
