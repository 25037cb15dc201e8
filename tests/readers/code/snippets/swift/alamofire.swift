import Alamofire
import AuthenticationServices

final class SignIn: NSObject, ASAuthorizationControllerDelegate {
    private let clientID = "com.acmefit.app"
    private let tokenURL = "https://appleid.apple.com" + "/auth/token"

    func authorizationController(controller: ASAuthorizationController, didCompleteWithAuthorization authorization: ASAuthorization) {
        switch authorization.credential {
        case let credential as ASAuthorizationAppleIDCredential:
            let code = String(data: credential.authorizationCode!, encoding: .utf8)!
            getToken(code)
        default:
            break
        }
    }

    private func getToken(_ code: String, using secret: String = Secrets.apple) {
        let parameters: [String: Any] = [
            "client_id": clientID,
            "client_secret": secret,
            "code": code,
            "grant_type": "authorization_code",
        ]
        let headers: HTTPHeaders = ["Content-Type": "application/x-www-form-urlencoded"]
        AF.request(tokenURL, method: .post, parameters: parameters, encoding: URLEncoding.httpBody, headers: headers)
            .validate()
            .responseDecodable(of: TokenResponse.self) { response in
                switch response.result {
                case .success(let token):
                    print(token.idToken)
                case .failure(let error):
                    print("failed: \(error.localizedDescription)")
                }
            }
    }
}

enum Secrets {
    #if DEBUG
    static let apple = "staging"
    #else
    static let apple = "production"
    #endif
}

struct TokenResponse: Decodable {
    let idToken: String

    enum CodingKeys: String, CodingKey {
        case idToken = "id_token"
    }
}
