import Alamofire
import Foundation

final class AppleTokenClient {
    static let shared = AppleTokenClient()
    private let clientId = Bundle.main.bundleIdentifier ?? "com.acmefit.ios"

    func exchange(code: String, clientSecret: String, completion: @escaping (Result<AppleTokens, AFError>) -> Void) {
        let parameters: Parameters = [
            "client_id": clientId,
            "client_secret": clientSecret,
            "code": code,
            "grant_type": "authorization_code"
        ]
        AF.request("https://appleid.apple.com/auth/token",
                   method: .post,
                   parameters: parameters,
                   encoding: URLEncoding.default,
                   headers: ["Content-Type": "application/x-www-form-urlencoded"])
            .validate()
            .responseDecodable(of: AppleTokens.self) { completion($0.result) }
    }
}
