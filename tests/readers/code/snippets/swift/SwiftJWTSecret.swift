import Foundation
import SwiftJWT

struct AppleClaims: Claims {
    let iss: String
    let iat: Date
    let exp: Date
    let aud: String
    let sub: String
}

func makeClientSecret(privateKey: Data) throws -> String {
    let header = Header(kid: "Q7M2T9XK4C")
    let claims = AppleClaims(
        iss: "R5T8Q2WM7K",
        iat: Date(),
        exp: Date(timeIntervalSinceNow: 60 * 60 * 24 * 100),
        aud: "https://appleid.apple.com",
        sub: "com.acmefit.web"
    )
    var jwt = JWT(header: header, claims: claims)
    return try jwt.sign(using: .es256(privateKey: privateKey))
}

func revoke(token: String, secret: String) {
    var request = URLRequest(url: URL(string: "https://appleid.apple.com/auth/revoke")!)
    request.httpMethod = "POST"
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    var components = URLComponents()
    components.queryItems = [
        URLQueryItem(name: "client_id", value: "com.acmefit.web"),
        URLQueryItem(name: "client_secret", value: secret),
        URLQueryItem(name: "token", value: token),
        URLQueryItem(name: "token_type_hint", value: "refresh_token")
    ]
    request.httpBody = components.query?.data(using: .utf8)
    URLSession.shared.dataTask(with: request) { data, response, error in
        print((response as? HTTPURLResponse)?.statusCode ?? 0)
    }.resume()
}
