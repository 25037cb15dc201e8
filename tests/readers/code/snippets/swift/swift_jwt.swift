import Foundation
import SwiftJWT

struct AppleClaims: Claims {
    let iss: String
    let iat: Date
    let exp: Date
    let aud: String
    let sub: String
}

class RevokeService {
    static let shared = RevokeService()

    private var clientSecret: String? {
        let header = Header(kid: "Q7M2T9XK4C")
        let claims = AppleClaims(
            iss: "R5T8Q2WM7K",
            iat: Date(),
            exp: Date(timeIntervalSinceNow: 12000),
            aud: "https://appleid.apple.com",
            sub: Bundle.main.bundleIdentifier!
        )
        var jwt = JWT(header: header, claims: claims)
        guard let url = Bundle.main.url(forResource: "AuthKey_Q7M2T9XK4C", withExtension: "p8"),
              let privateKey = try? Data(contentsOf: url, options: .alwaysMapped)
        else { return nil }
        return try? jwt.sign(using: .es256(privateKey: privateKey))
    }

    func revoke(refreshToken: String, completion: @escaping (Result<Void, Error>) -> Void) {
        let secret = clientSecret ?? ""
        let url = URL(string: "https://appleid.apple.com/auth/revoke?client_id=com.acmefit.app&client_secret=\(secret)&token=\(refreshToken)")!
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        URLSession.shared.dataTask(with: request) { [weak self] data, response, error in
            guard self != nil else { return }
            if let error = error {
                completion(.failure(error))
            } else if (response as? HTTPURLResponse)?.statusCode == 200 {
                completion(.success(()))
            }
        }.resume()
    }
}
