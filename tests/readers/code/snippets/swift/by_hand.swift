import CryptoKit
import Foundation

struct Header: Encodable { let alg = "ES256", kid: String }
struct Payload: Encodable {
    let iss: String, iat: Int, exp: Int
    let aud = "https://appleid.apple.com"
    let sub: String
}

extension Data {
    var base64URL: String {
        base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}

let pem = """
    -----BEGIN PRIVATE KEY-----
    YOUR_PRIVATE_KEY
    -----END PRIVATE KEY-----
    """

func makeSecret() throws -> String {
    let key = try P256.Signing.PrivateKey(pemRepresentation: pem)
    let now = Int(Date().timeIntervalSince1970)
    let header = try JSONEncoder().encode(Header(kid: "Q7M2T9XK4C")).base64URL
    let payload = try JSONEncoder().encode(Payload(iss: "R5T8Q2WM7K", iat: now, exp: now + 3600, sub: "com.acmefit.web")).base64URL
    let signature = try key.signature(for: Data("\(header).\(payload)".utf8)).rawRepresentation.base64URL
    return [header, payload, signature].joined(separator: ".")
}

func refresh(_ token: String) async throws -> Data {
    var components = URLComponents()
    components.queryItems = [
        URLQueryItem(name: "client_id", value: "com.acmefit.web"),
        URLQueryItem(name: "client_secret", value: try makeSecret()),
        URLQueryItem(name: "refresh_token", value: token),
        URLQueryItem(name: "grant_type", value: "refresh_token"),
    ]
    var request = URLRequest(url: URL(string: "https://appleid.apple.com/auth/token")!)
    request.httpMethod = "POST"
    request.addValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    request.httpBody = components.query?.data(using: .utf8)
    let (data, _) = try await URLSession.shared.data(for: request)
    return data
}
