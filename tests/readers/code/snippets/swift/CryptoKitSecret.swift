import CryptoKit
import Foundation

extension Data {
    func base64URL() -> String {
        base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}

struct Header: Encodable {
    let alg = "ES256"
    let kid: String
}

struct Payload: Encodable {
    let iss: String
    let iat: Int
    let exp: Int
    let aud = "https://appleid.apple.com"
    let sub: String
}

func clientSecret(pem: String, teamID: String, keyID: String, clientID: String) throws -> String {
    let key = try P256.Signing.PrivateKey(pemRepresentation: pem)
    let now = Int(Date().timeIntervalSince1970)
    let encoder = JSONEncoder()
    let header = try encoder.encode(Header(kid: keyID)).base64URL()
    let payload = try encoder.encode(Payload(iss: teamID, iat: now, exp: now + 3600, sub: clientID)).base64URL()
    let input = "\(header).\(payload)"
    let signature = try key.signature(for: Data(input.utf8))
    return "\(input).\(signature.rawRepresentation.base64URL())"
}
