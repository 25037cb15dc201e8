import Foundation
import SwiftJWT

final class AppleRevocation {
    private let teamId: String
    private let keyId: String
    private let bundleId = "com.acmefit.ios"
    private let p8: String

    init(teamId: String, keyId: String, p8: String) {
        self.teamId = teamId
        self.keyId = keyId
        self.p8 = p8
    }

    struct Payload: Claims {
        var iss: String
        var iat: Int
        var exp: Int
        var aud: String
        var sub: String
    }

    private func secret() throws -> String {
        let issued = Int(Date().timeIntervalSince1970)
        var jwt = JWT(header: Header(kid: keyId), claims: Payload(iss: teamId, iat: issued, exp: issued + 60 * 60, aud: "https://appleid.apple.com", sub: bundleId))
        return try jwt.sign(using: .es256(privateKey: Data(p8.utf8)))
    }

    func revoke(refreshToken: String) async throws {
        guard let url = URL(string: "https://appleid.apple.com/auth/revoke") else { return }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.addValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        let parameters = [
            "client_id": bundleId,
            "client_secret": try secret(),
            "token": refreshToken,
            "token_type_hint": "refresh_token"
        ]
        request.httpBody = parameters.map { "\($0.key)=\($0.value)" }.joined(separator: "&").data(using: .utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw URLError(.badServerResponse) }
    }
}
