import JWTKit

struct Claims: JWTPayload {
    var iss: IssuerClaim
    var sub: SubjectClaim
    var aud: AudienceClaim
    var iat: IssuedAtClaim
    var exp: ExpirationClaim

    func verify(using _: some JWTAlgorithm) async throws {}
}

func mint(p8: String) async throws -> String {
    let keys = JWTKeyCollection()
    let key = try ES256PrivateKey(pem: p8)
    await keys.add(ecdsa: key, kid: "Q7M2T9XK4C")
    let claims = Claims(
        iss: "R5T8Q2WM7K",
        sub: "com.acmefit.web",
        aud: ["https://appleid.apple.com"],
        iat: .init(value: .now),
        exp: .init(value: .now + 86400 * 30)
    )
    return try await keys.sign(claims, kid: "Q7M2T9XK4C")
}
