"""What people paste whose Python application refused a sign-in: the names are made up, the messages are the libraries'."""

from __future__ import annotations

_SEE = "See https://cryptography.io/en/latest/faq/#why-can-t-i-import-my-pem-file for more details."
_FORMAT = "The data may be in an incorrect format, it may be encrypted with an unsupported algorithm, or it may be an unsupported key type"

REPORTS = (
    (
        "PyJWT verifies for the Services ID, the app sends a token for the bundle ID",
        """Traceback (most recent call last):
  File "/srv/acmefit/auth/apple.py", line 41, in verify
    claims = jwt.decode(identity_token, key.key, algorithms=["RS256"], audience=settings.APPLE_CLIENT_ID)
  File "/srv/venv/lib/python3.12/site-packages/jwt/api_jwt.py", line 407, in _validate_aud
    raise InvalidAudienceError("Audience doesn't match")
jwt.exceptions.InvalidAudienceError: Audience doesn't match
""",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "an old PyJWT says only that the audience is invalid",
        """[2023-02-11 09:21:18,911] ERROR in app: Exception on /login/apple [POST]
  File "/usr/local/lib/python3.8/site-packages/jwt/api_jwt.py", line 171, in _validate_aud
    raise InvalidAudienceError('Invalid audience')
jwt.exceptions.InvalidAudienceError: Invalid audience""",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "PyJWT does not find the kid",
        """  File "/opt/app/.venv/lib/python3.11/site-packages/jwt/jwks_client.py", line 115, in get_signing_key
    raise PyJWKClientError(
jwt.exceptions.PyJWKClientError: Unable to find a signing key that matches: "pggnQeNCOU"
""",
        ("identity-token-key-unknown", "jwks-kept-for-ever", "identity-token-key-retired"),
    ),
    (
        "PyJWT verifies with the first key of the set",
        """ERROR:root:apple sign in: Signature verification failed
Traceback (most recent call last):
  File "main.py", line 77, in apple_login
    payload = jwt.decode(token, RSAAlgorithm.from_jwk(json.dumps(keys[0])), algorithms=["RS256"], audience=CLIENT_ID)
jwt.exceptions.InvalidSignatureError: Signature verification failed""",
        ("jwks-first-key-only",),
    ),
    (
        "the clock of the verifier is behind",
        '{"detail": "Invalid Apple token: The token is not yet valid (iat)"}',
        ("identity-token-iat-ahead", "identity-token-iat-ahead-by-time-zone", "identity-token-iat-in-future"),
    ),
    (
        "an old token is verified",
        """2026-11-29 14:12:03,511 WARNING django.request: Unauthorized: /api/auth/apple/
jwt.exceptions.ExpiredSignatureError: Signature has expired""",
        ("identity-token-expired",),
    ),
    (
        "no algorithms are given",
        """    claims = jwt.decode(id_token, public_key, audience="com.acmefit.web")
jwt.exceptions.DecodeError: It is required that you pass in a value for the "algorithms" argument when calling decode().""",
        ("identity-token-alg-not-rs256",),
    ),
    (
        "the key comes from an environment variable with \\n in it",
        f"""  File "/app/apple.py", line 23, in client_secret
    return jwt.encode(claims, os.environ["APPLE_PRIVATE_KEY"], algorithm="ES256", headers={{"kid": KEY_ID}})
  File "/app/.venv/lib/python3.12/site-packages/jwt/algorithms.py", line 424, in prepare_key
    crypto_key = load_pem_private_key(key_bytes, password=None)
ValueError: Unable to load PEM file. {_SEE} InvalidData(InvalidByte(0, 92))""",
        ("key-newlines-escaped",),
    ),
    (
        "the key was masked",
        f"ValueError: Unable to load PEM file. {_SEE} InvalidData(Invalid symbol 42, offset 12.)",
        ("key-is-masked",),
    ),
    (
        "the name of the key file stands in place of the key",
        f"""  File "/app/allauth/socialaccount/providers/apple/client.py", line 56, in generate_client_secret
    client_secret = jwt_encode(
ValueError: Unable to load PEM file. {_SEE} MalformedFraming""",
        ("key-is-a-path", "key-pem-lines-missing", "key-newlines-escaped"),
    ),
    (
        "an old cryptography does not read the key",
        f"""ValueError: ('Could not deserialize key data. {_FORMAT} (e.g. EC curves with explicit parameters).',
 [_OpenSSLErrorWithText(code=503841036, lib=60, reason=524556, reason_text=b'error:1E08010C:DECODER routines::unsupported')])""",
        ("key-newlines-escaped", "key-base64-damaged", "key-armour-damaged"),
    ),
    (
        "the public half of the key was given",
        """  File "/app/venv/lib/python3.10/site-packages/jwt/algorithms.py", line 425, in sign
    der_sig = key.sign(msg, ec.ECDSA(self.hash_alg()))
AttributeError: '_EllipticCurvePublicKey' object has no attribute 'sign'""",
        ("key-is-public",),
    ),
    (
        "an RSA key was given",
        "TypeError: sign() missing 1 required positional argument: 'algorithm'",
        ("key-is-rsa", "key-wrong-curve"),
    ),
    (
        "the certificate of a push service was given",
        "ValueError: Valid PEM but no BEGIN/END delimiters for a private key found. Are you sure this is a private key?",
        ("key-is-certificate", "key-is-public"),
    ),
    (
        "the environment has no key",
        """  File "/usr/src/app/siwa.py", line 19, in make_secret
    jwt.encode(payload, os.getenv("APPLE_KEY"), algorithm="ES256")
TypeError: Expecting a PEM-formatted key.""",
        ("key-never-reached-the-signer",),
    ),
    (
        "Authlib lost the session cookie",
        """INFO:     17.58.55.10:0 - "POST /auth/apple/callback HTTP/1.1" 500 Internal Server Error
  File "/app/.venv/lib/python3.12/site-packages/authlib/integrations/starlette_client/apps.py", line 81, in authorize_access_token
    params = self._format_state_params(state_data, params)
authlib.integrations.base_client.errors.MismatchingStateError: mismatching_state: CSRF Warning! State not equal in request and response.""",
        ("callback-lost-cookie",),
    ),
    (
        "Authlib takes the issuer from elsewhere",
        "authlib.jose.errors.InvalidClaimError: invalid_claim: Invalid claim 'iss'",
        ("identity-token-iss-from-discovery", "identity-token-iss-not-apple"),
    ),
    (
        "Authlib compares a nonce",
        'authlib.jose.errors.InvalidClaimError: invalid_claim: Invalid claim "nonce"',
        ("nonce-differs", "nonce-hashed-on-one-side"),
    ),
    (
        "Authlib wants a nonce in the token",
        "joserfc.errors.MissingClaimError: missing_claim: Missing claim: 'nonce'",
        ("nonce-absent",),
    ),
    (
        "social-auth-app-django with SameSite=Lax",
        """AuthStateMissing at /account/social/complete/apple-id/

Session value state missing.

Request Method:\tPOST
Request URL:\thttps://acmefit.example/account/social/complete/apple-id/
Django Version:\t4.2.7""",
        ("callback-lost-cookie",),
    ),
    (
        "social-core gets no identity token from the app",
        """  File "/usr/local/lib/python3.9/site-packages/social_core/backends/apple.py", line 167, in do_auth
    raise AuthFailed(self, "Missing id_token parameter")
social_core.exceptions.AuthFailed: Authentication failed: Missing id_token parameter""",
        ("identity-token-missing",),
    ),
    (
        "social-core verifies for another audience",
        "social_core.exceptions.AuthFailed: Authentication failed: Token validation failed by Audience doesn't match",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "dj-rest-auth is sent the code without the identity token",
        """Internal Server Error: /dj-rest-auth/apple/
  File "/home/acme/venv/lib/python3.8/site-packages/allauth/socialaccount/providers/apple/views.py", line 92, in parse_token
    identity_data = self.get_verified_identity_data(data["id_token"])
KeyError: 'id_token'""",
        ("identity-token-missing",),
    ),
    (
        "allauth refuses the identity token of the native app",
        """  File "/app/allauth/socialaccount/providers/apple/views.py", line 74, in get_verified_identity_data
    raise OAuth2Error("Invalid id_token") from e
allauth.socialaccount.providers.oauth2.client.OAuth2Error: Invalid id_token""",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "allauth has no key",
        "django.core.exceptions.ImproperlyConfigured: Apple 'certificate_key' missing",
        ("key-never-reached-the-signer",),
    ),
    (
        "Django refuses Apple's POST by its Origin",
        """WARNING log Forbidden (Origin checking failed - https://appleid.apple.com does not match any trusted origins.): /auth/apple/
[29/Nov/2026 14:12:03] "POST /auth/apple/ HTTP/1.1" 403 2569""",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Django misses its CSRF cookie",
        'Forbidden (CSRF cookie not set.): /signin/apple/return\n[29/Nov/2026 14:12:03] "POST /signin/apple/return HTTP/1.1" 403 2870',
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Django's page of a refused form",
        "Forbidden (403)\n\nCSRF verification failed. Request aborted.\n\nReason given for failure:\n\n    CSRF token missing or incorrect.",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "fastapi-sso finds no code",
        """INFO:     10.0.0.4:51422 - "GET /auth/apple/callback HTTP/1.1" 400 Bad Request
{"detail":"'code' parameter was not found in callback request"}""",
        ("callback-body-not-read-as-form", "callback-route-is-get-only"),
    ),
    (
        "Flask-Dance finds no session",
        "INFO:flask_dance.consumer.oauth2:state not found, redirecting user to login",
        ("callback-lost-cookie",),
    ),
    (
        "python-jose decodes something else",
        "jose.exceptions.JWTError: Error decoding token headers.",
        ("identity-token-is-not-a-jws", "identity-token-damaged"),
    ),
    (
        "FastAPI looks for the code in the query of a form_post",
        """INFO:     17.58.55.10:0 - "POST /auth/apple/callback HTTP/1.1" 422 Unprocessable Entity
{"detail":[{"type":"missing","loc":["query","code"],"msg":"Field required","input":null}]}""",
        ("callback-body-not-read-as-form",),
    ),
    (
        "FastAPI has no parser for forms",
        'RuntimeError: Form data requires "python-multipart" to be installed.',
        ("callback-body-not-read-as-form",),
    ),
    (
        "Django reads the code from the query",
        """MultiValueDictKeyError at /auth/apple/callback/

'code'

Request Method:\tPOST""",
        ("callback-body-not-read-as-form",),
    ),
    (
        "Flask reads the code from the query",
        """werkzeug.exceptions.BadRequestKeyError: 400 Bad Request: The browser (or proxy) sent a request that this server could not understand.
KeyError: 'code'""",
        ("callback-body-not-read-as-form",),
    ),
    (
        "a view of Django takes only GET",
        "WARNING:django.request:Method Not Allowed (POST): /auth/apple/callback/",
        ("callback-route-is-get-only",),
    ),
    (
        "the server cannot reach Apple",
        """requests.exceptions.ConnectionError: HTTPSConnectionPool(host='appleid.apple.com', port=443): Max retries exceeded with url: /auth/keys
(Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno 101]'))""",
        ("jwks-broken", "edge-forbidden"),
    ),
    (
        "the key file is not in the image",
        """  File "/app/siwa/secret.py", line 11, in client_secret
    key = open("keys/AuthKey_ABC123DEFG.p8").read()
FileNotFoundError: [Errno 2] No such file or directory: 'keys/AuthKey_ABC123DEFG.p8'""",
        ("key-never-reached-the-signer",),
    ),
    (
        "Authlib does not find the kid",
        "ValueError: Invalid JSON Web Key Set",
        ("identity-token-key-unknown", "jwks-kept-for-ever"),
    ),
    (
        "only the name of an exception",
        "Sign in with Apple on my Django site gives AuthStateMissing, Google works",
        ("callback-lost-cookie",),
    ),
    (
        "drf-social-oauth2 wraps Apple's answer in its own",
        '{"error":"invalid_request","error_description":"Backend responded with HTTP400: {\\"error\\":\\"invalid_client\\"}."}',
        ("secret-expired", "services-id-for-native-code"),
    ),
    (
        "a user without an e-mail address cannot be stored",
        """django.db.utils.IntegrityError: null value in column "email" of relation "accounts_user" violates not-null constraint
DETAIL:  Failing row contains (41, 001234.abc.1200, null, 2026-11-29).""",
        ("identity-token-email-missing", "identity-token-claims-missing"),
    ),
)
