from __future__ import annotations

import pytest
from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

# Claims as structs, in the two libraries.
JWT_KIT_4 = """
import JWTKit
import Vapor

struct AppleClaims: JWTPayload {
    enum CodingKeys: String, CodingKey {
        case issuer = "iss", issuedAt = "iat", expiration = "exp", audience = "aud", subject = "sub"
    }
    let issuer: IssuerClaim
    let issuedAt: IssuedAtClaim
    let expiration: ExpirationClaim
    let audience: AudienceClaim
    let subject: SubjectClaim
    func verify(using signer: JWTSigner) throws { try expiration.verifyNotExpired() }
}

struct AppleService {
    static let teamID = "R5T8Q2WM7K"
    static let keyID = "Q7M2T9XK4C"
    static let clientID = "com.acmefit.web"

    func clientSecret(_ req: Request) throws -> String {
        let signers = JWTSigners()
        let pem = try String(contentsOfFile: "/run/secrets/AuthKey_Q7M2T9XK4C.p8", encoding: .utf8)
        signers.use(.es256(key: try .private(pem: pem)), kid: .init(string: Self.keyID))
        let now = Date()
        let claims = AppleClaims(
            issuer: .init(value: Self.teamID),
            issuedAt: .init(value: now),
            expiration: .init(value: now.addingTimeInterval(60 * 60 * 24 * 30)),
            audience: .init(value: "https://appleid.apple.com"),
            subject: .init(value: Self.clientID)
        )
        return try signers.sign(claims, kid: .init(string: Self.keyID))
    }

    func exchange(_ code: String, _ req: Request) async throws -> ClientResponse {
        let body = AppleBody(client_id: Self.clientID, client_secret: try clientSecret(req), code: code, grant_type: "authorization_code")
        return try await req.client.post("https://appleid.apple.com/auth/token") { request in
            try request.content.encode(body, as: .urlEncodedForm)
        }
    }
}

struct AppleBody: Content {
    let client_id: String
    let client_secret: String
    let code: String
    let grant_type: String
}
"""
JWT_KIT_5 = """
import JWTKit
import AsyncHTTPClient

struct Claims: JWTPayload {
    var iss: IssuerClaim
    var iat: IssuedAtClaim = .init(value: .now)
    var exp: ExpirationClaim
    var aud: AudienceClaim = ["https://appleid.apple.com"]
    var sub: SubjectClaim
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

let keys = JWTKeyCollection()
let key = try ES256PrivateKey(pem: Environment.get("APPLE_KEY")!)
await keys.add(ecdsa: key, kid: "Q7M2T9XK4C")

func secret() async throws -> String {
    let claims = Claims(iss: "R5T8Q2WM7K", exp: .init(value: .now + 3600), sub: "com.acmefit.web")
    return try await keys.sign(claims, kid: "Q7M2T9XK4C")
}

func refresh(_ token: String) async throws {
    var request = HTTPClientRequest(url: "https://appleid.apple.com/auth/token")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    let secret = try await secret()
    request.body = .bytes(ByteBuffer(string: "client_id=com.acmefit.web&client_secret=\\(secret)&grant_type=refresh_token&refresh_token=\\(token)"))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    print(response.status)
}
"""
SWIFT_JWT = """
import SwiftJWT
import Alamofire

struct MyClaims: Claims {
    let iss: String
    let iat: Int
    let exp: Int
    let aud: String
    let sub: String
}

final class AppleRevoker {
    let keyID = "Q7M2T9XK4C"

    func makeSecret() -> String {
        let header = Header(kid: keyID)
        let iat = Int(Date().timeIntervalSince1970)
        let exp = iat + 3600
        let claims = MyClaims(iss: "R5T8Q2WM7K", iat: iat, exp: exp, aud: "https://appleid.apple.com", sub: "com.acmefit.app")
        var jwt = JWT(header: header, claims: claims)
        guard let url = Bundle.main.url(forResource: "AuthKey_Q7M2T9XK4C", withExtension: "p8") else { return "" }
        let privateKey = try! Data(contentsOf: url, options: .alwaysMapped)
        let signer = JWTSigner.es256(privateKey: privateKey)
        return try! jwt.sign(using: signer)
    }

    func getRefreshToken(code: String, completion: @escaping (String?) -> Void) {
        let secret = makeSecret()
        let url = "https://appleid.apple.com/auth/token"
        let parameters: Parameters = [
            "client_id": "com.acmefit.app", "client_secret": secret, "code": code, "grant_type": "authorization_code",
        ]
        AF.request(url, method: .post, parameters: parameters, encoding: URLEncoding.default).responseData { response in
            completion(nil)
        }
    }
}
"""
CRYPTO_KIT = """
import CryptoKit
import Foundation

extension Data {
    func urlSafe() -> String {
        return base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}

struct Header: Codable { let alg: String; let kid: String }
struct Payload: Codable { let iss: String; let iat: TimeInterval; let exp: TimeInterval; let aud: String; let sub: String }

func makeClientSecret(pem: String) throws -> String {
    let now = Date().timeIntervalSince1970.rounded()
    let header = try JSONEncoder().encode(Header(alg: "ES256", kid: "Q7M2T9XK4C")).urlSafe()
    let payload = try JSONEncoder().encode(
        Payload(iss: "R5T8Q2WM7K", iat: now, exp: now + 15_000_000, aud: "https://appleid.apple.com", sub: "com.acmefit.web")
    ).urlSafe()
    let input = header + "." + payload
    let key = try P256.Signing.PrivateKey(pemRepresentation: pem)
    let signature = try key.signature(for: Data(input.utf8))
    return "\\(input).\\(signature.rawRepresentation.urlSafe())"
}

func revoke(_ token: String, pem: String) async throws {
    var components = URLComponents()
    components.queryItems = [
        URLQueryItem(name: "client_id", value: "com.acmefit.web"),
        URLQueryItem(name: "client_secret", value: try makeClientSecret(pem: pem)),
        URLQueryItem(name: "token", value: token),
        URLQueryItem(name: "token_type_hint", value: "refresh_token"),
    ]
    var request = URLRequest(url: URL(string: "https://appleid.apple.com/auth/revoke")!)
    request.httpMethod = "POST"
    request.httpBody = components.percentEncodedQuery?.data(using: .utf8)
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    let (_, response) = try await URLSession.shared.data(for: request)
    print(response)
}
"""
SECURITY = """
import Security

let header: [String: Any] = ["alg": "ES256", "kid": "Q7M2T9XK4C", "typ": "JWT"]
let now = Int(NSDate().timeIntervalSince1970)
let payload: [String: Any] = ["iss": "R5T8Q2WM7K", "iat": now, "exp": now + 3600, "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"]

func base64url(_ data: Data) -> String {
    data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").trimmingCharacters(in: ["="])
}

func sign(_ privateKey: SecKey) throws -> String {
    let parts = try [header, payload].map { base64url(try JSONSerialization.data(withJSONObject: $0)) }
    let input = parts.joined(separator: ".")
    var error: Unmanaged<CFError>?
    let signed = SecKeyCreateSignature(privateKey, .ecdsaSignatureMessageRFC4754SHA256, Data(input.utf8) as CFData, &error)! as Data
    return [input, base64url(signed)].joined(separator: ".")
}
"""
DICTIONARY = """
let parameters: [String: String] = [
    "client_id": "com.acmefit.web",
    "client_secret": clientSecret,
    "code": code,
    "grant_type": "authorization_code",
    "redirect_uri": "https://acmefit.example/callback",
]
var request = URLRequest(url: URL(string: "https://appleid.apple.com/auth/token")!)
request.httpMethod = "POST"
request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
request.httpBody = parameters.map { "\\($0.key)=\\($0.value)" }.joined(separator: "&").data(using: .utf8)
let task = URLSession.shared.dataTask(with: request) { data, response, error in
    print(String(data: data!, encoding: .utf8)!)
}
task.resume()
"""
PROGRAMS = {
    "JWTKit 4": JWT_KIT_4,
    "JWTKit 5": JWT_KIT_5,
    "SwiftJWT": SWIFT_JWT,
    "CryptoKit": CRYPTO_KIT,
    "Security": SECURITY,
    "a dictionary": DICTIONARY,
}

FAULTS = [
    *changed(
        JWT_KIT_4,
        [
            ("no kid", "sign(claims, kid: .init(string: Self.keyID))", "sign(claims)", "secret-kid-missing"),
            ("HS256", ".es256(key: try .private(pem: pem))", ".hs256(key: pem)", "secret-alg-not-es256"),
            ("iss and sub swapped", "Self.teamID),\n            iss", "Self.clientID),\n            iss", "secret-iss-is-client-id"),
            ("a year", "60 * 60 * 24 * 30", "60 * 60 * 24 * 365", "secret-lives-too-long"),
            ("aud with a slash", 'https://appleid.apple.com")', 'https://appleid.apple.com/")', "secret-aud-has-slash"),
            ("exp is in the past", "addingTimeInterval(60", "addingTimeInterval(-60", "secret-exp-before-iat"),
            ("JSON, which is Vapor's default", ", as: .urlEncodedForm", "", "request-body-is-json"),
            ("GET", "client.post(", "client.get(", "request-method-not-post"),
            ("misspelt field", "grant_type", "grantType", "field-name-misspelt"),
            ("no claim sub", ', subject = "sub"', ', subject = "subject"', "secret-sub-missing"),
        ],
    ),
    *changed(
        JWT_KIT_5,
        [
            ("no kid", 'sign(claims, kid: "Q7M2T9XK4C")', "sign(claims)", "secret-kid-missing"),
            ("HMAC", "add(ecdsa: key,", 'add(hmac: "secret", digestAlgorithm: .sha256,', "secret-alg-not-es256"),
            ("a year", ".now + 3600", ".now + 3600 * 24 * 365", "secret-lives-too-long"),
            ("the token endpoint as aud", '["https://appleid.apple.com"]', '"https://appleid.apple.com/auth/token"', "secret-aud-is-endpoint"),
            ("another sub", 'sub: "com.acmefit.web"', 'sub: "com.acmefit.app"', "sub-differs-from-client-id"),
            ("no media type", "request.headers.add(", "print(", "request-content-type-missing"),
            ("JSON media type", "x-www-form-urlencoded", "json", "request-content-type-wrong"),
            ("GET", "request.method = .POST", "", "request-method-not-post"),
        ],
    ),
    *changed(
        SWIFT_JWT,
        [
            ("no kid", "Header(kid: keyID)", "Header()", "secret-kid-missing"),
            ("no header", "JWT(header: header, claims: claims)", "JWT(claims: claims)", "secret-kid-missing"),
            ("HS256", ".es256(privateKey:", ".hs256(key:", "secret-alg-not-es256"),
            ("milliseconds", "Date().timeIntervalSince1970)", "Date().timeIntervalSince1970 * 1000)", "secret-iat-in-milliseconds"),
            ("exp is a span", "let exp = iat + 3600", "let exp = 3600", "secret-exp-is-a-duration"),
            ("seconds since 2001", "timeIntervalSince1970", "timeIntervalSinceReferenceDate", "secret-expired"),
            ("the key id as iss", 'iss: "R5T8Q2WM7K"', "iss: keyID", "secret-iss-is-key-id"),
            ("JSON", "URLEncoding.default", "JSONEncoding.default", "request-body-is-json"),
            ("JSON encoder", "encoding: URLEncoding.default", "encoder: JSONParameterEncoder.default", "request-body-is-json"),
            ("in the query", "URLEncoding.default", "URLEncoding.queryString", "request-fields-in-query"),
            ("GET", ", method: .post", "", "request-method-not-post"),
            ("the web page as address", "/auth/token", "/auth/authorize", "request-to-other-endpoint"),
        ],
    ),
    *changed(
        CRYPTO_KIT,
        [
            ("DER", "rawRepresentation.urlSafe", "derRepresentation.urlSafe", "signature-is-der"),
            ("a year", "15_000_000", "31_536_000", "secret-lives-too-long"),
            ("dates of a plain encoder", "iat: now, exp: now + 15_000_000", "iat: Date(), exp: Date().addingTimeInterval(600)", "secret-expired"),
            ("alg", 'alg: "ES256"', 'alg: "HS256"', "secret-alg-not-es256"),
            ("misspelt field", 'name: "client_secret"', 'name: "clientSecret"', "field-name-misspelt"),
            ("GET", 'httpMethod = "POST"', 'httpMethod = "GET"', "request-method-not-post"),
        ],
    ),
    *changed(
        SECURITY,
        [
            ("DER", "ecdsaSignatureMessageRFC4754SHA256", "ecdsaSignatureMessageX962SHA256", "signature-is-der"),
            ("no kid", ', "kid": "Q7M2T9XK4C"', "", "secret-kid-missing"),
            ("no iat", '"iat": now, ', "", "secret-iat-missing"),
            (
                "six months",
                "now + 3600",
                "Int(Calendar.current.date(byAdding: .month, value: 6, to: Date())!.timeIntervalSince1970)",
                "lifetime-in-calendar-months",
            ),
        ],
    ),
    *changed(
        DICTIONARY,
        [
            (
                "JSON",
                'parameters.map { "\\($0.key)=\\($0.value)" }.joined(separator: "&").data(using: .utf8)',
                "try? JSONEncoder().encode(parameters)",
                "request-body-is-json",
            ),
            ("no grant_type", '    "grant_type": "authorization_code",\n', "", "grant-type-missing"),
            ("http", "https://appleid", "http://appleid", "request-not-https"),
        ],
    ),
]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_right_program_has_no_root_cause(name: str):
    assert root_of("Apple.swift", PROGRAMS[name]) is None


@each("title, program, rule", FAULTS)
def test_each_mistake_is_the_root_cause(title: str, program: str, rule: str):
    assert root_of("Apple.swift", program) == rule
