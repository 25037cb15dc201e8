"""Logs, errors and settings of other services: nobody is accused of a mistake with Apple."""

from __future__ import annotations

import json

from tests.each import each

from siwakit import NotReadable, diagnose

NOW = 1_796_004_660
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.AAAAAAAAAAAAAAAAAAAAAA"
GOOGLE = "407408718192.apps.googleusercontent.com"

JSON_LOGS = (
    {"level": "info", "msg": "request completed", "path": "/token", "grant_type": "password", "status": 200},
    {"level": "error", "code": "ECONNREFUSED", "client_id": "mobile-app", "syscall": "connect"},
    {"level": "warn", "logger": "auth", "msg": "login failed", "provider": "google", "error": "invalid_grant"},
    {"severity": "ERROR", "message": "google oauth: invalid_client", "client_id": GOOGLE},
    {"timestamp": "2026-11-30T01:00:00Z", "service": "checkout", "error": "card_declined", "code": "insufficient_funds", "charge": "ch_3N"},
    {"ts": 1796004660.1, "level": "error", "caller": "smtp.go:44", "msg": "send mail", "code": 535, "response": "authentication failed"},
    {
        "level": "error",
        "ts": "2026-11-30",
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
        "host": "oauth2.googleapis.com",
    },
    {"@timestamp": "2026-11-30T01:00:00Z", "kubernetes": {"pod": "api-0"}, "message": "liveness probe failed", "code": 503},
    {"time": "2026-11-30", "level": "ERROR", "msg": "token exchange failed", "error": "bad_verification_code", "provider": "github"},
    {"log": "auth0", "type": "fepft", "client_id": "aBcD1234", "description": "Invalid refresh token", "grant_type": "refresh_token"},
    {"date": "2026-11-30", "type": "feacft", "description": "Invalid authorization code", "client_name": "SPA", "level": "warn"},
    {"level": "info", "msg": "oidc discovery", "issuer": "https://acme.okta.com", "client_id": "0oa1", "redirect_uri": "https://app/cb"},
    {"level": 50, "msg": "jwt expired", "name": "TokenExpiredError", "token": JWT},
    {"level": 30, "time": 1796004660, "req": {"method": "POST", "url": "/oauth/token"}, "res": {"statusCode": 401}, "msg": "request completed"},
    {"event": "payment_intent.payment_failed", "code": "authentication_required", "message": "3DS", "level": "error"},
    {"level": "error", "msg": "webhook signature", "stripe_signature": "t=1,v1=abc", "code": "signature_verification_failed"},
    {"logger": "django.request", "level": "WARNING", "msg": "Forbidden (CSRF token missing.): /accounts/login/", "status_code": 403},
    {"level": "error", "msg": "keycloak", "error": "invalid_client_credentials", "clientId": "account", "realmId": "master"},
    {"severity": "NOTICE", "textPayload": "refresh_token rotated", "labels": {"client_id": "web"}},
    {"level": "debug", "msg": "cookie", "state": "abc", "nonce": "def", "code_verifier": "ghi", "provider": "linkedin"},
)
TEXT_LOGS = (
    '203.0.113.7 - - [30/Nov/2026:01:02:03 +0000] "POST /oauth/token HTTP/1.1" 400 61 "-" "okhttp/4.12"',
    '203.0.113.7 - - [30/Nov/2026:01:02:03 +0000] "GET /login?code=abc&state=def HTTP/1.1" 302 0 "https://accounts.google.com/" "Mozilla/5.0"',
    '203.0.113.7 - - [30/Nov/2026:01:02:03 +0000] "POST /auth/google/callback HTTP/2" 403 12 "https://accounts.google.com/" "Mozilla/5.0"',
    '2026/11/30 01:02:03 [error] 31#31: *1 upstream timed out (110: Connection timed out) while reading response header, request: "POST /auth/token"',
    'Started POST "/users/auth/google_oauth2/callback" for 127.0.0.1 at 2026-11-30 01:02:03 +0000',
    "ERROR -- omniauth: (google_oauth2) Authentication failure! invalid_credentials: OAuth2::Error, invalid_grant: Bad Request",
    "(github) Authentication failure! redirect_uri_mismatch encountered.",
    "ActionController::InvalidAuthenticityToken (Can't verify CSRF token authenticity.): SessionsController#create",
    "OAuth2::Error (invalid_grant: The provided authorization grant is invalid, expired, revoked, does not match the redirection URI)",
    "o.s.s.o.c.a.OAuth2LoginAuthenticationProvider : [invalid_token_response] 401 Unauthorized: https://github.com/login/oauth/access_token",
    "o.s.s.oauth2.client: authorization_request_not_found for registration google",
    "java.security.InvalidKeyException: IOException : DER input, Integer tag error (keystore of the payment gateway)",
    "com.stripe.exception.CardException: Your card was declined.; code: card_declined; request-id: req_1",
    "stripe.error.AuthenticationError: Invalid API Key provided: sk_test_****1234",
    "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted')",
    "google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.', {'error': 'invalid_grant'})",
    "oauthlib.oauth2.rfc6749.errors.InvalidClientIdError: (invalid_request) Invalid client_id parameter value. accounts.google.com",
    "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://login.microsoftonline.com/common/oauth2/v2.0/token",
    "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID",
    "AADSTS50011: The redirect URI 'https://app/cb' specified in the request does not match",
    '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}',
    '{"error":"invalid_grant","error_description":"Malformed auth code."} from https://oauth2.googleapis.com/token',
    '{"error":"bad_verification_code","error_description":"The code passed is incorrect or expired.","error_uri":"https://docs.github.com"}',
    '{"error":"access_denied","error_description":"Unauthorized","client":"auth0"}',
    '{"error":{"message":"Invalid OAuth access token.","type":"OAuthException","code":190}}',
    "facebook: (#100) redirect_uri isn't an absolute URI. Check RFC 3986.",
    'level=warning ts=2026-11-30 component=dispatcher msg="Notify attempt failed" receiver=mail err="535 5.7.8"',
    'level=error msg="failed to refresh token" grant_type=refresh_token client_id=argo-cd error="oauth2: cannot fetch token: 401 Unauthorized"',
    'E1130 01:02:03.000000 1 oidc.go:224] oidc: authenticator for issuer "https://accounts.google.com" initialized',
    'E1130 01:02:03.000000 1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, token is expired]"',
    "Warning  Unhealthy  3m (x5 over 4m)  kubelet  Readiness probe failed: HTTP probe failed with statuscode: 503",
    'Error: secret "client-secret" not found (namespace payments)',
    "vault: error validating token: 1 error occurred: * permission denied, code: 403",
    "E/GoogleSignIn: com.google.android.gms.common.api.ApiException: 10: DEVELOPER_ERROR",
    "FirebaseError: Firebase: Error (auth/invalid-api-key).",
    "TokenExpiredError: jwt expired at verify (/srv/app/node_modules/jsonwebtoken/verify.js:190:21)",
    "JsonWebTokenError: invalid signature (session cookie)",
    "cognito: NotAuthorizedException: Incorrect username or password.",
    f"[debug] session token={JWT} user=42",
    "SlackApiError: An API error occurred: invalid_auth",
    "discord.errors.LoginFailure: Improper token has been passed.",
    "spotipy.oauth2.SpotifyOauthError: error: invalid_client, error_description: Invalid client",
    'twitch: 400 {"status":400,"message":"Invalid authorization code"}',
    'paypal: {"error":"invalid_client","error_description":"Client Authentication failed"}',
    'sendgrid: {"errors":[{"message":"The provided authorization grant is invalid, expired, or revoked"}]}',
    "cognito: NotAuthorizedException: Invalid Refresh Token; client_id=1example23456789",
)
SETTINGS = (
    f"GOOGLE_CLIENT_ID={GOOGLE}\nGOOGLE_CLIENT_SECRET=GOCSPX-abcdefghijklmnop\n",
    "GITHUB_ID=Iv1.8a61f9b3a7aba766\nGITHUB_SECRET=0123456789abcdef0123456789abcdef01234567\n",
    "AUTH0_DOMAIN=acme.eu.auth0.com\nAUTH0_CLIENT_ID=aBcD1234\nAUTH0_CLIENT_SECRET=xyz\nAUTH0_CALLBACK_URL=http://localhost:3000/cb\n",
    "STRIPE_SECRET_KEY=sk_test_1\nSTRIPE_WEBHOOK_SECRET=whsec_1\n",
    "SMTP_HOST=mail.example.com\nSMTP_USER=app\nSMTP_PASSWORD=secret\nDKIM_PRIVATE_KEY_FILE=/etc/dkim/example.com.pem\n",
    "JWT_SECRET=change-me\nJWT_EXPIRES_IN=7d\nSESSION_SECRET=keyboard cat\n",
    "FIREBASE_PRIVATE_KEY_ID=abc\nFIREBASE_CLIENT_EMAIL=svc@example.iam.gserviceaccount.com\n",
    "spring.security.oauth2.client.registration.google.client-id=abc\nspring.security.oauth2.client.registration.google.client-secret=def\n",
    "spring:\n  security:\n    oauth2:\n      client:\n        registration:\n          github:\n            clientId: a\n",
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: c2VjcmV0\n",
    "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata:\n  name: tls\nstringData:\n  tls.key: none\n",
    "oidc:\n  issuer: https://accounts.google.com\n  clientID: abc\n  clientSecret: $oidc.google.clientSecret\n",
    "server {\n  listen 443 ssl;\n  ssl_certificate /etc/ssl/cert.pem;\n  ssl_certificate_key /etc/ssl/key.pem;\n}\n",
    "SOCIALACCOUNT_PROVIDERS = {'google': {'APP': {'client_id': 'a', 'secret': 'b', 'key': ''}}}\n",
    "Rails.application.config.middleware.use OmniAuth::Builder do\n  provider :google_oauth2, ENV['ID'], ENV['SECRET']\nend\n",
    "passport.use(new GoogleStrategy({ clientID: 'a', clientSecret: 'b', callbackURL: '/cb' }, done));\n",
    "providers: [GoogleProvider({ clientId: process.env.ID, clientSecret: process.env.SECRET })]\n",
    "'github' => ['client_id' => env('GITHUB_ID'), 'client_secret' => env('GITHUB_SECRET'), 'redirect' => '/cb'],\n",
    '{"web":{"client_id":"abc.apps.googleusercontent.com","auth_uri":"https://accounts.google.com/o/oauth2/auth","client_secret":"GOCSPX-x"}}',
    '{"type":"service_account","project_id":"p","private_key_id":"k","client_email":"a@p.iam.gserviceaccount.com","client_id":"1"}',
    '[auth.google]\nclient_id = "a"\nsecret = "b"\nenabled = true\n',
    "GOTRUE_EXTERNAL_GOOGLE_CLIENT_ID=a\nGOTRUE_EXTERNAL_GOOGLE_SECRET=b\nGOTRUE_EXTERNAL_GITHUB_ENABLED=true\n",
    'data "aws_secretsmanager_secret" "db" {\n  name = "prod/db"\n}\n',
    "Authentication__Google__ClientId=a\nAuthentication__Google__ClientSecret=b\n",
    "env:\n  - name: CLIENT_SECRET\n    valueFrom:\n      secretKeyRef:\n        name: google\n        key: secret\n",
)
REQUESTS = (
    "curl -X POST https://oauth2.googleapis.com/token -d client_id=a -d client_secret=b -d code=c -d grant_type=authorization_code",
    "curl -X POST https://github.com/login/oauth/access_token -d client_id=a -d client_secret=b -d code=c",
    "curl -u a:b https://api.stripe.com/v1/charges -d amount=100",
    f"curl -H 'Authorization: Bearer {JWT}' https://api.example.com/me",
    "https://accounts.google.com/o/oauth2/v2/auth?client_id=a&redirect_uri=https%3A%2F%2Fapp%2Fcb&response_type=code&scope=email",
    "https://github.com/login/oauth/authorize?client_id=Iv1.a&state=b",
    "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=a&response_type=code&redirect_uri=https%3A%2F%2Fapp",
    "POST /realms/master/protocol/openid-connect/token HTTP/1.1\nHost: keycloak.example.com\n\ngrant_type=password&username=a&password=b&client_id=c",
    'POST /oauth/token HTTP/1.1\nHost: acme.eu.auth0.com\nContent-Type: application/json\n\n{"grant_type":"client_credentials","client_id":"a"}',
)
ALL = (*(json.dumps(record) for record in JSON_LOGS), *TEXT_LOGS, *SETTINGS, *REQUESTS)


def accused(text: str, name: str = "") -> str | None:
    try:
        root = diagnose((name, text), now=NOW).root
    except NotReadable:
        return None
    return root.rule.id if root else None


def test_there_are_a_hundred():
    assert len(set(ALL)) >= 100


@each("text", ALL)
def test_nobody_is_accused(text):
    assert accused(text) is None


@each("text", ALL)
def test_nobody_is_accused_whatever_the_file_is_called(text):
    assert {name: accused(text, name) for name in ("client_secret.txt", "private-key.log", ".env")} == dict.fromkeys(
        ("client_secret.txt", "private-key.log", ".env")
    )
