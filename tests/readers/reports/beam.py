"""What people paste whose Elixir application refused a sign-in: the names are made up, the messages are the libraries'."""

from __future__ import annotations

REPORTS = (
    (
        "AshAuthentication lost the session",
        """[warning] Authentication failed:
Bread Crumbs:
%AshAuthentication.Errors.AuthenticationFailed{strategy: %{name: :apple}, caused_by: %Assent.CallbackCSRFError{key: "state"}}""",
        ("callback-lost-cookie",),
    ),
    (
        "PowAssent finds no key file",
        "[error] Strategy failed with error: :enoent",
        ("key-never-reached-the-signer", "key-is-a-path"),
    ),
    (
        "Assent is given a key without its lines",
        '{:error, "Invalid private key"}',
        ("key-is-a-path", "key-pem-lines-missing", "key-newlines-escaped"),
    ),
    (
        "Assent verifies for the Services ID",
        '[error] Strategy failed with error: "`:client_id` not in audience [\\"com.acmefit.app\\"] in ID Token"',
        ("identity-token-aud-is-other-client",),
    ),
    (
        "Assent expects another issuer",
        '{:error, "Invalid issuer \\"https://appleid.apple.com\\" in ID Token"}',
        ("identity-token-iss-from-discovery", "identity-token-iss-not-apple"),
    ),
    (
        "Assent lost the nonce with the session",
        "[error] Strategy failed with error: Invalid `nonce` included in ID Token",
        ("callback-lost-cookie", "nonce-differs"),
    ),
    (
        "Assent finds no code in the callback",
        'Expected "code" in params, got: ["provider"]',
        ("callback-body-not-read-as-form", "callback-route-is-get-only"),
    ),
    (
        "Ueberauth lost its cookie",
        """%Ueberauth.Failure{
  errors: [%Ueberauth.Failure.Error{message: "Cross-Site Request Forgery attack", message_key: "csrf_attack"}],
  provider: :apple,
  strategy: Ueberauth.Strategy.Apple
}""",
        ("callback-lost-cookie",),
    ),
    (
        "Plug refuses Apple's POST",
        """[error] #PID<0.812.0> running AcmeFitWeb.Endpoint terminated
Request: POST /auth/apple/callback
** (exit) an exception was raised:
    ** (Plug.CSRFProtection.InvalidCSRFTokenError) invalid CSRF (Cross Site Request Forgery) token, please make sure that:

  * The session cookie is being sent and session is loaded""",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Phoenix routes only GET",
        "** (Phoenix.Router.NoRouteError) no route found for POST /auth/apple/callback (AcmeFitWeb.Router)",
        ("callback-route-is-get-only",),
    ),
    (
        "Joken refuses the audience",
        '{:error, [message: "Invalid token", claim: "aud", claim_val: "com.acmefit.app"]}',
        ("identity-token-aud-is-other-client",),
    ),
    (
        "erlang-jose finds no key in the text",
        """** (ArgumentError) argument error: [[], {:jose_jws, {:jose_jws_alg_ecdsa, :ES256}, :undefined, %{"kid" => "ABC123DEFG"}}, %{}]
    (jose 1.11.2) src/jwt/jose_jwt.erl:184: :jose_jwt.sign/3""",
        ("key-newlines-escaped", "key-base64-damaged"),
    ),
    (
        "AshAuthentication has no key",
        "Secret for `authentication.strategies.apple.private_key_path` on the `AcmeFit.Accounts.User` resource is not accessible.",
        ("key-never-reached-the-signer",),
    ),
    (
        "Assent quotes Apple",
        '%Assent.InvalidResponseError{response: %Assent.HTTPAdapter.HTTPResponse{status: 400, body: %{"error" => "invalid_client"}}}',
        ("secret-expired", "services-id-for-native-code"),
    ),
    (
        "the user cancelled, and Ueberauth says so",
        '%Ueberauth.Failure{errors: [%Ueberauth.Failure.Error{message: "user_cancelled_authorize", message_key: "auth_failed"}], provider: :apple}',
        ("callback-cancel-not-handled",),
    ),
    (
        "the key file is not in the release",
        '** (File.Error) could not read file "priv/AuthKey_ABC123DEFG.p8": no such file or directory',
        ("key-never-reached-the-signer",),
    ),
)
