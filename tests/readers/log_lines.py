"""Lines as frameworks and libraries log them, with what is in them: the error, its description, the kinds of piece."""

# ruff: noqa: E501  a line of a log is as long as it is
from __future__ import annotations

from dataclasses import dataclass

from siwakit.samples import NOW, Scenario

SECRET = Scenario().compact_secret()
CODE = "c" + "0123456789abcdef" * 2 + ".0.mrtqz.AbCdEfGhIjKlMnOpQrStUv"
FORM = f"client_id=com.example.web&client_secret={SECRET}&grant_type=authorization_code&code={CODE}"
BODY = '{"error":"invalid_client"}'
ESCAPED = BODY.replace('"', '\\"')
TWICE = ESCAPED.replace("\\", "\\\\").replace('"', '\\"')
USED = "The code has already been used."
EXPIRED = "The code has expired or has been revoked."
MISMATCH = "client_id mismatch. The code was not issued to com.example.web."


@dataclass(frozen=True)
class Case:
    """A line, the error and the description that Apple gave in it, and the kinds of the other pieces."""

    name: str
    line: str
    error: str | None = "invalid_client"
    description: str | None = None
    kinds: tuple[str, ...] = ()


ANSWERS = (
    Case("JSON alone", BODY),
    Case("JSON with spaces", '2026-09-21 14:13:20 apple: { "error" : "invalid_client" }'),
    Case("JSON in JSON", f'{{"time":"2026-09-21T14:13:20Z","level":"error","body":"{ESCAPED}"}}'),
    Case(
        "JSON in JSON in JSON", f'{{"log":"{{\\"level\\":\\"error\\",\\"body\\":\\"{TWICE}\\"}}\\n","stream":"stderr","time":"2026-09-21T14:13:20Z"}}'
    ),
    Case("JSON as entities", "<p>apple said {&quot;error&quot;:&quot;invalid_client&quot;}</p>"),
    Case("JSON as \\u0022", "[2026-09-21 14:13:20] apple {\\u0022error\\u0022:\\u0022invalid_client\\u0022}"),
    Case(
        "Rails, omniauth",
        "E, [2026-09-21T14:13:20.123456 #42] ERROR -- omniauth: (apple) Authentication failure! invalid_credentials: OAuth2::Error, invalid_client",
    ),
    Case("Ruby, oauth2 with a body", f"OAuth2::Error: invalid_client: \n{BODY}"),
    Case("Ruby, a hash", 'oauth2 parsed={"error"=>"invalid_grant", "error_description"=>"The code has already been used."}', "invalid_grant", USED),
    Case("Ruby, a hash of 3.4", 'apple answered {error: "invalid_client"}'),
    Case("Devise's callback", "Processing by Users::OmniauthCallbacksController#failure as HTML apple error=invalid_client"),
    Case("Python, social_core", "social_core.exceptions.AuthFailed: Authentication failed: invalid_client"),
    Case("Python, authlib", "authlib.integrations.base_client.errors.OAuthError: invalid_client: "),
    Case("Python, authlib with words", f"OAuthError: invalid_grant: {EXPIRED}", "invalid_grant", EXPIRED),
    Case("Python, allauth", f"allauth.socialaccount.providers.oauth2.client.OAuth2Error: Error retrieving access token: b'{BODY}'"),
    Case("Python, oauthlib", "oauthlib.oauth2.rfc6749.errors.InvalidClientError: (invalid_client)"),
    Case(
        "Python, a dict", "apple response: {'error': 'invalid_grant', 'error_description': 'The code has already been used.'}", "invalid_grant", USED
    ),
    Case("Python, requests", f"requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: https://appleid.apple.com/auth/token {BODY}"),
    Case("Python, httpx logging", f'INFO:httpx:HTTP Request: POST https://appleid.apple.com/auth/token "HTTP/1.1 400 Bad Request" {BODY}'),
    Case("Django", f"2026-09-21 14:13:20,123 ERROR django.request Internal Server Error: /auth/apple/ AppleOAuth2 {BODY}"),
    Case("Node, apple-signin-auth", "Error: Failed to get token: invalid_client at getAuthorizationToken (/app/index.js:12:9)"),
    Case("Node, passport-apple", 'InternalOAuthError: Failed to obtain access token { statusCode: 400, data: \'{"error":"invalid_client"}\' }'),
    Case(
        "Node, passport TokenError",
        "TokenError: invalid_client\n    at OAuth2Strategy.parseErrorResponse (/app/node_modules/passport-oauth2/lib/strategy.js:373:12)",
    ),
    Case(
        "Node, openid-client 5",
        "OPError: invalid_client\n    at processResponse (/app/node_modules/openid-client/lib/helpers/process_response.js:38:13)",
    ),
    Case("Node, openid-client 6", "ResponseBodyError: server responded with an error in the response body { error: 'invalid_client', status: 400 }"),
    Case("NextAuth", "[next-auth][error][OAUTH_CALLBACK_ERROR] invalid_client { error: OPError: invalid_client, providerId: 'apple' }"),
    Case("Auth.js", 'CallbackRouteError: cause: {"error":"invalid_client","provider":"apple"}'),
    Case("Better Auth", 'ERROR [Better Auth]: {"error":"invalid_client","status":400}'),
    Case("axios with its data", f"AxiosError: Request failed with status code 400 code: 'ERR_BAD_REQUEST' data: {BODY}"),
    Case("pino", f'{{"level":50,"time":{NOW}123,"pid":1,"hostname":"web","err":{{"type":"Error","message":"{ESCAPED}"}},"msg":"apple"}}'),
    Case("winston", '{"level":"error","message":"apple token: invalid_client","timestamp":"2026-09-21T14:13:20.000Z"}'),
    Case(
        "Laravel, Guzzle in two lines",
        f"[2026-09-21 14:13:20] production.ERROR: Client error: `POST https://appleid.apple.com/auth/token` resulted in a `400 Bad Request` response:\n{BODY}\n",
    ),
    Case(
        "Laravel, Guzzle in one",
        f"local.ERROR: Client error: POST https://appleid.apple.com/auth/token resulted in a 400 Bad Request response: {BODY} ",
    ),
    Case(
        "PHP, league/oauth2",
        "League\\OAuth2\\Client\\Provider\\Exception\\IdentityProviderException: invalid_client in /app/vendor/patrickbussmann/oauth2-apple/src/Provider/Apple.php:212",
    ),
    Case("PHP, print_r", "Array ( [error] => invalid_client )"),
    Case("Symfony", f'request.CRITICAL: Uncaught PHP Exception: "HTTP/1.1 400 Bad Request returned for https://appleid.apple.com/auth/token" {BODY}'),
    Case("Spring Security", "[invalid_client] Client authentication failed: apple"),
    Case(
        "Spring, OAuth2AuthorizationException",
        "o.s.s.oauth2.core.OAuth2AuthenticationException: [invalid_grant] The code has already been used.",
        "invalid_grant",
        USED,
    ),
    Case(
        "Java, Feign",
        f"feign.FeignException$BadRequest: [400 Bad Request] during [POST] to [https://appleid.apple.com/auth/token] [AppleClient#token(String)]: [{BODY}]",
    ),
    Case("Java, RestTemplate", f'org.springframework.web.client.HttpClientErrorException$BadRequest: 400 Bad Request: "{BODY}"'),
    Case(
        "Java, a stack trace",
        f"2026-09-21 14:13:20.123 ERROR 1 --- [nio-8080-exec-1] c.e.Apple : failed\njava.lang.IllegalStateException: {BODY}\n\tat com.example.Apple.token(Apple.java:42)",
    ),
    Case("Java, Google's client", f"com.google.api.client.auth.oauth2.TokenResponseException: 400 Bad Request\n{BODY}"),
    Case(
        "Kotlin, Ktor",
        f'io.ktor.client.plugins.ClientRequestException: Client request(POST https://appleid.apple.com/auth/token) invalid: 400 Bad Request. Text: "{BODY}"',
    ),
    Case(".NET, OAuthHandler", f"OAuth token endpoint failure: Status: BadRequest;Headers: Server: Apple\\r\\nConnection: keep-alive;Body: {BODY};"),
    Case(
        ".NET, OpenIdConnect",
        "OpenIdConnectProtocolException: Message contains error: 'invalid_client', error_description: 'error_description is null', error_uri: 'error_uri is null'.",
    ),
    Case(".NET, Serilog", f'{{"@t":"2026-09-21T14:13:20.0000000Z","@mt":"Apple {{Body}}","Body":"{ESCAPED}"}}'),
    Case("Go, x/oauth2 of today", 'oauth2: "invalid_client"'),
    Case("Go, x/oauth2 with words", f'oauth2: "invalid_grant" "{USED}"', "invalid_grant", USED),
    Case("Go, x/oauth2 before", f"2026/09/21 14:13:20 oauth2: cannot fetch token: 400 Bad Request\nResponse: {BODY}"),
    Case("Go, slog", f'time=2026-09-21T14:13:20.000Z level=ERROR msg="apple token" body="{ESCAPED}"'),
    Case("Go, zap", f'{{"level":"error","ts":{NOW}.123,"caller":"auth/apple.go:42","msg":"exchange","error":"oauth2: \\"invalid_client\\""}}'),
    Case("Rust, oauth2 for debugging", "ServerResponse(StandardErrorResponse { error: InvalidClient, error_description: None, error_uri: None })"),
    Case("Rust, oauth2 for people", "Server returned error response: invalid_client"),
    Case("Swift, Vapor", '[ ERROR ] Abort.400: {"error":"invalid_client"} [request-id: 8A4C6F0E]'),
    Case("Swift, an enum", "AppleTokenError.invalidClient"),
    Case(
        "Dart, Serverpod",
        'Exception: Failed to exchange code: {"error":"invalid_grant","error_description":"The code has already been used."}',
        "invalid_grant",
        USED,
    ),
    Case("Elixir, Ueberauth", '%OAuth2.Error{reason: %OAuth2.Response{status_code: 400, body: %{"error" => "invalid_client"}}}'),
    Case(
        "Elixir, Assent",
        'Server responded with status: 400 %{"error" => "invalid_grant", "error_description" => "The code has already been used."}',
        "invalid_grant",
        USED,
    ),
    Case("Supabase", '{"level":"error","msg":"400: Unable to exchange external code: oauth2: \\"invalid_client\\"","path":"/callback"}'),
    Case("Firebase", "INVALID_CLIENT : apple.com"),
    Case("Appwrite", "user_oauth2_provider_failure 424: OAuth provider returned invalid_client"),
    Case("Keycloak's broker", f"ERROR [org.keycloak.broker.oidc] Failed to make identity provider oauth callback: apple 400 {BODY}"),
    Case(
        "nginx, an error log",
        f'2026/09/21 14:13:20 [error] 31#31: *5 lua: apple says {BODY}, client: 192.0.2.1, request: "POST /auth/apple HTTP/1.1"',
    ),
    Case(
        "nginx, a callback with an error",
        '192.0.2.1 - - [21/Sep/2026:14:13:20 +0000] "GET /auth/apple/failure?message=invalid_client HTTP/1.1" 302 0',
    ),
    Case("journald", f"Sep 21 14:13:20 web01 app[1234]: apple {BODY}"),
    Case("Docker", f'{{"log":"apple {ESCAPED}\\n","stream":"stdout","time":"2026-09-21T14:13:20.123456789Z"}}'),
    Case("Kubernetes", f"2026-09-21T14:13:20.123456789Z stderr F apple {BODY}"),
    Case("CloudWatch, Lambda", f"2026-09-21T14:13:20.123Z\t8a4c6f0e-0000-4000-8000-000000000000\tERROR\tapple {BODY}"),
    Case("Heroku", f"2026-09-21T14:13:20.123456+00:00 app[web.1]: apple {BODY}"),
    Case("words alone", f"apple: {MISMATCH}", "invalid_grant", MISMATCH),
    Case(
        "a refresh token",
        'apple {"error":"invalid_grant","error_description":"The token has expired or has been revoked."}',
        "invalid_grant",
        "The token has expired or has been revoked.",
    ),
    Case("a grant type", 'apple {"error":"unsupported_grant_type"}', "unsupported_grant_type"),
    Case("a request", 'apple {"error":"invalid_request"}', "invalid_request"),
    Case("a form with its answer", f"POST appleid.apple.com/auth/token {FORM} -> 400 {BODY}", kinds=("FORM",)),
    Case("a form in JSON with its answer", f'{{"body":"{FORM.replace("&", chr(92) + "u0026")}","answer":"{ESCAPED}"}}', kinds=("FORM",)),
)

REQUESTS = (
    Case("a form", f"DEBUG body={FORM}", None, kinds=("FORM",)),
    Case("a form in an address", f"POST https://appleid.apple.com/auth/token?{FORM}", None, kinds=("FORM",)),
    Case(
        "parameters of Ruby",
        f'Parameters: {{"client_id"=>"com.example.web", "client_secret"=>"{SECRET}", "grant_type"=>"authorization_code", "code"=>"{CODE}"}}',
        None,
        kinds=("FORM",),
    ),
    Case(
        "parameters of Python",
        f"data={{'client_id': 'com.example.web', 'client_secret': '{SECRET}', 'grant_type': 'authorization_code', 'code': '{CODE}'}}",
        None,
        kinds=("FORM",),
    ),
    Case(
        "parameters of revocation", f"client_id=com.example.web client_secret={SECRET} token=r1 token_type_hint=refresh_token", None, kinds=("FORM",)
    ),
    Case(
        "parameters of which one is masked",
        f'{{"client_id"=>"com.example.web", "client_secret"=>"{SECRET}", "grant_type"=>"authorization_code", "code"=>"[FILTERED]"}}',
        None,
        kinds=("TOKEN",),
    ),
    Case("a command", f"2026-09-21 14:13:20 DEBUG curl -X POST https://appleid.apple.com/auth/token -d '{FORM}'", None, kinds=("REQUEST",)),
    Case(
        "a command in JSON",
        f'{{"time":"2026-09-21T14:13:20Z","msg":"curl -X POST \\"https://appleid.apple.com/auth/token\\" -d \\"{FORM}\\""}}',
        None,
        kinds=("REQUEST",),
    ),
    Case(
        "what http.client sends",
        f"send: b'POST /auth/token HTTP/1.1\\r\\nHost: appleid.apple.com\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\n\\r\\n{FORM}'",
        None,
        kinds=("REQUEST",),
    ),
    Case("a token that is named", f"apple client_secret: {SECRET}", None, kinds=("TOKEN",)),
    Case("a token that is Apple's own", f"generated {SECRET}", None, kinds=("TOKEN",)),
    Case(
        "an authorize URL",
        'GET /login 302 location="https://appleid.apple.com/auth/authorize?client_id=com.example.web&response_type=code"',
        None,
        kinds=("AUTHORIZE",),
    ),
)

NOTHING = (
    ("an access log line", '192.0.2.1 - - [21/Sep/2026:14:13:20 +0000] "GET / HTTP/1.1" 200 12 "-" "Mozilla/5.0 AppleWebKit/605.1.15"'),
    (
        "a callback that the application refused",
        '192.0.2.1 - - [21/Sep/2026:14:13:20 +0000] "POST /auth/apple HTTP/1.1" 422 12 "https://appleid.apple.com/" "Mozilla"',
    ),
    ("a session's own token", "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEyMyJ9.c2lnbmF0dXJl"),
    ("a secret that is masked", "client_id=com.example.web&client_secret=[FILTERED]&grant_type=authorization_code&code=x"),
    ("a secret in stars", "client_id=com.example.web&client_secret=********&grant_type=authorization_code&code=x"),
    ("a secret that is cut", f"client_id=com.example.web&client_secret={SECRET[:40]}...&grant_type=authorization_code&code=x"),
    ("a form that is cut", f"body client_id=com.example.web&client_secret={SECRET[:60]}... (truncated)"),
    ("a form whose secret was left out", "POST grant_type=authorization_code&code=x&client_id=com.example.web"),
    ("source code", "axios.post(url, { client_id: clientId, client_secret: clientSecret, grant_type: 'authorization_code', code: code })"),
    ("another word", "invalid_client_id and my_invalid_client are no words of Apple"),
    ("nothing", ""),
)
