"""What people paste whose Ruby application refused a sign-in: the names are made up, the messages are the libraries'."""

from __future__ import annotations

REPORTS = (
    (
        "ruby-jwt verifies for the Services ID",
        """JWT::InvalidAudError (Invalid audience. Expected com.acmefit.web, received com.acmefit.app):

app/services/apple_token.rb:21:in `decode'
app/controllers/api/v1/sessions_controller.rb:8:in `apple'""",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "ruby-jwt expects the issuer without https",
        "JWT::InvalidIssuerError: Invalid issuer. Expected appleid.apple.com, received https://appleid.apple.com",
        ("identity-token-iss-from-discovery", "identity-token-iss-not-apple"),
    ),
    (
        "ruby-jwt holds an old key set",
        "2026-11-29T14:12:03.511Z pid=4 tid=1k ERROR: JWT::DecodeError: Could not find public key for kid T8tIJ1zSrO",
        ("identity-token-key-unknown", "jwks-kept-for-ever"),
    ),
    (
        "ruby-jwt verifies with another key",
        '{"status":500,"error":"Internal Server Error","exception":"#<JWT::VerificationError: Signature verification failed>"}',
        ("jwks-first-key-only", "jwks-kept-for-ever"),
    ),
    (
        "ruby-jwt reads an expired token",
        "JWT::ExpiredSignature (Signature has expired)\n  app/lib/apple_id_token.rb:14:in `verify!'",
        ("identity-token-expired",),
    ),
    (
        "ruby-jwt gets no token",
        "JWT::DecodeError (Nil JSON web token)",
        ("identity-token-missing",),
    ),
    (
        "the key lost its line breaks on the way to omniauth-apple",
        """{
    "status": 500,
    "error": "Internal Server Error",
    "exception": "#<OpenSSL::PKey::ECError: invalid curve name>",
    "traces": {"Framework Trace": [{"id": 0, "trace": "/bundle/gems/omniauth-apple-1.0.2/lib/omniauth/strategies/apple.rb:83:in `initialize'"}]}
}""",
        ("key-newlines-escaped",),
    ),
    (
        "the key has no PEM lines",
        "OpenSSL::PKey::PKeyError (Could not parse PKey: no start line)",
        ("key-is-a-path", "key-pem-lines-missing"),
    ),
    (
        "the key is an RSA key",
        "OpenSSL::PKey::PKeyError: incorrect pkey type: rsaEncryption",
        ("key-is-rsa", "key-wrong-curve"),
    ),
    (
        "OmniAuth lost the session cookie",
        """I, [2026-11-29T14:12:01.114 #4]  INFO -- omniauth: (apple) Callback phase initiated.
E, [2026-11-29T14:12:01.115 #4] ERROR -- omniauth: (apple) Authentication failure! csrf_detected: OmniAuth::Strategies::OAuth2::CallbackError, \
csrf_detected | CSRF detected""",
        ("callback-lost-cookie",),
    ),
    (
        "omniauth-apple lost the nonce with the session",
        "(apple) Authentication failure! nonce_mismatch: OmniAuth::Strategies::OAuth2::CallbackError, nonce_mismatch | nonce mismatch",
        ("callback-lost-cookie",),
    ),
    (
        "omniauth-apple refuses the audience",
        "Authentication failure! invalid_credentials: OmniAuth::Strategies::OAuth2::CallbackError, id_token_claims_invalid | aud invalid",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "Devise shows a flash message",
        '<div class="alert alert-danger">Could not authenticate you from Apple because &quot;Csrf detected&quot;.</div>',
        ("callback-lost-cookie",),
    ),
    (
        "Devise shows it in German",
        'Die Anmeldung mit Ihrem Apple-Konto war aufgrund des folgenden Grundes nicht möglich: "Nonce mismatch".',
        ("callback-lost-cookie",),
    ),
    (
        "Devise shows that the user cancelled, in Spanish",
        'No has sido autorizado en la cuenta Apple porque "User cancelled authorize".',
        ("callback-cancel-not-handled",),
    ),
    (
        "Rails refuses the Origin of Apple's POST",
        """Started POST "/users/auth/apple/callback" for 17.58.55.10 at 2026-11-29 14:12:03 +0000
Processing by Users::OmniauthCallbacksController#apple as HTML
  Parameters: {"state"=>"[FILTERED]", "code"=>"[FILTERED]"}
HTTP Origin header (https://appleid.apple.com) didn't match request.base_url (https://acmefit.example)
Completed 422 Unprocessable Entity in 1ms (ActiveRecord: 0.0ms | Allocations: 218)
ActionController::InvalidAuthenticityToken (ActionController::InvalidAuthenticityToken):""",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Rails cannot verify its token",
        """Can't verify CSRF token authenticity.
Completed 422 Unprocessable Entity in 2ms (ActiveRecord: 0.0ms | Allocations: 671)
ActionController::InvalidAuthenticityToken (ActionController::InvalidAuthenticityToken)""",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Rails routes only GET",
        'ActionController::RoutingError (No route matches [POST] "/auth/apple/callback"):',
        ("callback-route-is-get-only",),
    ),
    (
        "apple_id compares the nonce",
        "AppleID::IdToken::VerificationFailed (Claims Verification Failed at [:nonce])",
        ("nonce-hashed-on-one-side", "nonce-differs"),
    ),
    (
        "json-jwt does not know the kid",
        "JSON::JWK::Set::KidNotFound (JSON::JWK::Set::KidNotFound):\n\napp/models/apple_identity.rb:31:in `verify!'",
        ("identity-token-key-unknown",),
    ),
    (
        "the oauth2 gem quotes Apple",
        '(apple) Authentication failure! invalid_credentials: OAuth2::Error, invalid_client:\n{"error":"invalid_client"}',
        ("secret-expired", "services-id-for-native-code"),
    ),
    (
        "Rails finds no code",
        "ActionController::ParameterMissing (param is missing or the value is empty or invalid: code):",
        ("callback-body-not-read-as-form", "callback-route-is-get-only"),
    ),
    (
        "the key file is not on the server",
        "Errno::ENOENT (No such file or directory @ rb_sysopen - config/AuthKey_ABC123DEFG.p8):",
        ("key-never-reached-the-signer",),
    ),
    (
        "only the name of an exception",
        "After the login at Apple I get InvalidAuthenticityToken",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "a returning user has no name",
        """Started POST "/users/auth/apple/callback" for 17.58.55.10
ActiveRecord::RecordInvalid (Validation failed: First name can't be blank, Last name can't be blank):""",
        ("callback-user-lost", "callback-user-required-always"),
    ),
)
