"""The sources that may be cited. Every statement about Apple names one of them."""

from __future__ import annotations

from enum import Enum

from siwakit.record import record


class Basis(Enum):
    """How certain a statement about Apple is."""

    DOCUMENTED = "documented by Apple"
    OBSERVED = "observed in public reports"
    STANDARD = "a published standard"
    INFERRED = "inferred"
    OURS = "our own advice"


@record
class Source:
    """A page; *seen* is the day, month or year in which it made the statement."""

    id: str
    title: str
    address: str
    basis: Basis
    seen: str


_DOCS = "https://developer.apple.com/documentation/"
_HELP = "https://developer.apple.com/help/account/"


def _documented(name: str, title: str, address: str) -> Source:
    return Source(name, title, address, Basis.DOCUMENTED, "2026-11")


def _observed(name: str, title: str, address: str, seen: str) -> Source:
    return Source(name, title, address, Basis.OBSERVED, seen)


def _issue(repository: str, number: int, title: str, seen: str) -> Source:
    name = f"{repository.split('/')[1].lower()}-{number}"
    return _observed(name, title, f"https://github.com/{repository}/issues/{number}", seen)


def _forum(number: int, title: str, seen: str) -> Source:
    return _observed(f"forum-{number}", title, f"https://developer.apple.com/forums/thread/{number}", seen)


APPLE_AUTHORIZE = _documented(
    "apple-authorize",
    "Request an authorization to the Sign in with Apple server",
    f"{_DOCS}signinwithapplerestapi/request-an-authorization-to-the-sign-in-with-apple-server.",
)
APPLE_TOKEN = _documented("apple-token", "Generate and validate tokens", f"{_DOCS}signinwithapplerestapi/generate-and-validate-tokens")
APPLE_REVOKE = _documented("apple-revoke", "Revoke tokens", f"{_DOCS}signinwithapplerestapi/revoke-tokens")
APPLE_KEYS = _documented(
    "apple-keys",
    "Fetch Apple's public key for verifying token signature",
    f"{_DOCS}signinwithapplerestapi/fetch-apple's-public-key-for-verifying-token-signature",
)
APPLE_TOKEN_RESPONSE = _documented("apple-token-response", "TokenResponse", f"{_DOCS}signinwithapplerestapi/tokenresponse")
APPLE_ERROR_RESPONSE = _documented("apple-error-response", "ErrorResponse", f"{_DOCS}signinwithapplerestapi/errorresponse")
APPLE_CLIENT_SECRET = _documented(
    "apple-client-secret", "Creating a client secret", f"{_DOCS}accountorganizationaldatasharing/creating-a-client-secret"
)
APPLE_ENVIRONMENT = _documented(
    "apple-environment",
    "Configuring your environment for Sign in with Apple",
    f"{_DOCS}signinwithapple/configuring-your-environment-for-sign-in-with-apple",
)
APPLE_AUTHENTICATING = _documented(
    "apple-authenticating",
    "Authenticating users with Sign in with Apple",
    f"{_DOCS}signinwithapple/authenticating-users-with-sign-in-with-apple",
)
APPLE_VERIFYING = _documented("apple-verifying", "Verifying a user", f"{_DOCS}signinwithapple/verifying-a-user")
APPLE_TN3107 = _documented(
    "apple-tn3107",
    "TN3107: Resolving Sign in with Apple response errors",
    f"{_DOCS}technotes/tn3107-resolving-sign-in-with-apple-response-errors",
)
APPLE_TN3159 = _documented(
    "apple-tn3159",
    "TN3159: Migrating Sign in with Apple users for an app transfer",
    f"{_DOCS}technotes/tn3159-migrating-sign-in-with-apple-users-for-an-app-transfer",
)
APPLE_TN3194 = _documented(
    "apple-tn3194",
    "TN3194: Handling account deletions and revoking tokens for Sign in with Apple",
    f"{_DOCS}technotes/tn3194-handling-account-deletions-and-revoking-tokens-for-sign-in-with-apple",
)
APPLE_TRANSFER_IN = _documented(
    "apple-transfer-in",
    "Bringing new apps and users into your team",
    f"{_DOCS}signinwithapple/bringing-new-apps-and-users-into-your-team",
)
APPLE_TRANSFER_OUT = _documented(
    "apple-transfer-out",
    "Transferring your apps and users to another team",
    f"{_DOCS}signinwithapple/transferring-your-apps-and-users-to-another-team",
)
APPLE_KEY_HELP = _documented(
    "apple-key-help", "Create a Sign in with Apple private key", f"{_HELP}capabilities/create-a-sign-in-with-apple-private-key"
)
APPLE_KEY_DOWNLOAD = _documented("apple-key-download", "Create a private key", f"{_HELP}keys/create-a-private-key")
APPLE_WEB_HELP = _documented(
    "apple-web-help",
    "Configure Sign in with Apple for the web",
    f"{_HELP}configure-app-capabilities/configure-sign-in-with-apple-for-the-web",
)
APPLE_NOTIFICATIONS = _documented(
    "apple-notifications",
    "Processing changes for Sign in with Apple accounts",
    f"{_DOCS}signinwithapple/processing-changes-for-sign-in-with-apple-accounts",
)
APPLE_WEB_PAGE = _documented(
    "apple-web-page",
    "Configuring your webpage for Sign in with Apple",
    f"{_DOCS}signinwithapple/configuring-your-webpage-for-sign-in-with-apple",
)
APPLE_ID_TOKEN = _documented("apple-id-token", "id_token", f"{_DOCS}signinwithapplejs/authorizationi/id_token")
APPLE_RELAY_NEWS = Source(
    "apple-relay-news", "Updates to private relay addresses", "https://developer.apple.com/news/?id=1ptvdtcm", Basis.DOCUMENTED, "2026-08-24"
)
APPLE_ADS_OAUTH = Source(
    "apple-ads-oauth",
    "Apple Ads: Implementing OAuth for the Apple Search Ads API",
    "https://developer.apple.com/documentation/apple_ads/implementing-oauth-for-the-apple-search-ads-api",
    Basis.DOCUMENTED,
    "2026-11",
)
OIDC_CORE = Source("oidc-core", "OpenID Connect Core 1.0", "https://openid.net/specs/openid-connect-core-1_0.html", Basis.INFERRED, "2023-12")
RFC_7515 = Source("rfc-7515", "RFC 7515: JSON Web Signature", "https://www.rfc-editor.org/rfc/rfc7515", Basis.STANDARD, "2015-05")
RFC_7516 = Source("rfc-7516", "RFC 7516: JSON Web Encryption", "https://www.rfc-editor.org/rfc/rfc7516", Basis.STANDARD, "2015-05")
RFC_7518 = Source("rfc-7518", "RFC 7518: JSON Web Algorithms", "https://www.rfc-editor.org/rfc/rfc7518", Basis.STANDARD, "2015-05")
RFC_7519 = Source("rfc-7519", "RFC 7519: JSON Web Token", "https://www.rfc-editor.org/rfc/rfc7519", Basis.STANDARD, "2015-05")
RFC_8725 = Source("rfc-8725", "RFC 8725: JSON Web Token Best Current Practices", "https://www.rfc-editor.org/rfc/rfc8725", Basis.STANDARD, "2020-02")
RFC_6749 = Source("rfc-6749", "RFC 6749: The OAuth 2.0 Authorization Framework", "https://www.rfc-editor.org/rfc/rfc6749", Basis.STANDARD, "2012-10")
RFC_7636 = Source("rfc-7636", "RFC 7636: Proof Key for Code Exchange", "https://www.rfc-editor.org/rfc/rfc7636", Basis.STANDARD, "2015-09")
OUR_ADVICE = Source("our-advice", "siwakit's own advice", "", Basis.OURS, "2026-11")
INFERENCE = Source("inference", "inferred from documented and observed behaviour", "", Basis.INFERRED, "2026-11")

LIVE_PROBE = _observed(
    "live-probe",
    "apple-signin-auth's tests against the live endpoints",
    "https://github.com/a-tokyo/apple-signin-auth/blob/main/__tests__/index.test.js",
    "2026-06-05",
)
PAGE_PROBES = _observed("page-probes", "texts of the authorize page, in public probe scripts and runbooks", "", "2026")
USER_NOT_FOUND_REPORT = _observed("user-not-found-report", "a public write-up of a migration", "", "2026")
WELL_KNOWN_SNAPSHOTS = _observed(
    "well-known-snapshots", "snapshots of Apple's discovery document and key set", "https://github.com/panva/wellknown", "2024-10"
)
INTEROP_CAPTURES = _observed(
    "interop-captures", "requests captured from real client libraries", "https://github.com/Timothylock/go-signin-with-apple", "2026-05"
)
SERVERPOD_TROUBLESHOOTING = _observed(
    "serverpod-troubleshooting",
    "Serverpod: Sign in with Apple troubleshooting",
    "https://docs.serverpod.dev/concepts/authentication/providers/apple/troubleshooting.md",
    "2026",
)
DER_REPORT = _observed("der-report", "A report of a DER signature", "https://newbedev.com/how-to-verify-code-from-sign-in-with-apple", "2021")

ALLAUTH_DOCS = _observed("allauth-docs", "django-allauth: Apple", "https://docs.allauth.org/en/latest/socialaccount/providers/apple.html", "2026-11")
SUPABASE_DOCS = _observed("supabase-docs", "Login with Apple", "https://supabase.com/docs/guides/auth/social-login/auth-apple", "2026-11")
AKEEBA_115 = _issue("akeeba/sociallogin", 115, "a key without its BEGIN and END lines", "2024-03")
ALLAUTH_2705 = _issue("pennersr/django-allauth", 2705, "the name of the setting for the key differs between releases", "2020-11")
ALLAUTH_2697 = _issue("pennersr/django-allauth", 2697, "an extra slash in the redirect_uri", "2020-10")
ALLAUTH_2836 = _issue("pennersr/django-allauth", 2836, "The code has already been used", "2021")
ALLAUTH_2718 = _issue("pennersr/django-allauth", 2718, "the first of two client ids always wins", "2022-05")
ALLAUTH_3158 = _issue("pennersr/django-allauth", 3158, "a BEGIN line with four dashes", "2022-09")
AMPLIFY_DOCS_4678 = _issue("aws-amplify/docs", 4678, "a prompt that reads only one line of the key", "2022-10")
AMPLIFY_STUDIO_792 = _issue("aws-amplify/amplify-studio", 792, "a service that expects the key without its BEGIN and END lines", "2023-01")
ANANAY_31 = _issue("ananay/apple-auth", 31, "redirect_uri mismatch", "2023")
APPLE_ID_3 = _issue("nov/apple_id", 3, "a plus between scopes, in Safari's sheet", "2019-10")
APPLE_ID_20 = _issue("nov/apple_id", 20, "Team ID glued to the bundle ID", "2023")
APPLE_ID_21 = _issue("nov/apple_id", 21, "a migration to the same team", "2024-08")
APPLE_SIGNIN_AUTH_115 = _issue("a-tokyo/apple-signin-auth", 115, "an old token whose key is retired", "2022-03")
APPLE_SIGNIN_AUTH_132 = _issue("a-tokyo/apple-signin-auth", 132, "an empty 200 from revoke", "2022-06")
APPLE_SIGNIN_AUTH_19 = _issue("a-tokyo/apple-signin-auth", 19, "the key set answered with HTML", "2020")
APPLE_SIGNIN_AUTH_28 = _issue("a-tokyo/apple-signin-auth", 28, "a form labelled as JSON", "2020-08")
APPLE_SIGNIN_AUTH_171 = _issue("a-tokyo/apple-signin-auth", 171, "fractional timestamps work", "2024")
APPLE_SIGNIN_AUTH_180 = _issue("a-tokyo/apple-signin-auth", 180, "PKCE enforced when used", "2024-10")
APPLE_SIGNIN_UNITY_135 = _issue("lupidan/apple-signin-unity", 135, "a number as audience", "2021")
APPAUTH_569 = _issue("FormidableLabs/react-native-app-auth", 569, "a redirect_uri that is not https", "2021")
APPAUTH_IOS_586 = _issue("openid/AppAuth-iOS", 586, "custom schemes refused by the portal", "2020")
APPLE_AUTH_29 = _issue("rootstrap/apple_auth", 29, "events is a string", "2021")
APPWRITE_13320 = _issue("appwrite/appwrite", 13320, "an empty client_secret", "2026-08")
ASPNET_385 = _issue("aspnet-contrib/AspNet.Security.OAuth.Providers", 385, "a host that cannot import the key", "2022-06")
ASPNET_390 = _issue("aspnet-contrib/AspNet.Security.OAuth.Providers", 390, "a release that cannot read a .p8 on Linux", "2020-03")
ASPNET_826 = _issue("aspnet-contrib/AspNet.Security.OAuth.Providers", 826, "the generation of secrets is off by default", "2024-02")
ASPNET_876 = _issue("aspnet-contrib/AspNet.Security.OAuth.Providers", 876, "clock skew of iat", "2024")
AUTHGEAR_4985 = _issue("authgear/authgear-server", 4985, "claims that Apple refuses", "2025")
AUTHORIZER_715 = _issue("authorizerdev/authorizer", 715, "a callback that demands user every time", "2026-07")
AZIMO_12 = _issue("AzimoLabs/apple-sign-in-php-sdk", 12, "claims that refresh tokens lack", "2021-03")
BETTER_AUTH_521 = _issue("better-auth/better-auth", 521, "a callback for GET only", "2024-11")
BETTER_AUTH_7357 = _issue("better-auth/better-auth", 7357, "user lost in a redirect", "2026-01")
BETTER_AUTH_8870 = _issue("better-auth/better-auth", 8870, "a hashed nonce refused", "2026-04")
BETTER_AUTH_8889 = _issue("better-auth/better-auth", 8889, "a callback that does not read the body", "2026-04")
BETTER_AUTH_9491 = _issue("better-auth/better-auth", 9491, "cookies of a cross-site POST", "2026")
BETTER_AUTH_10294 = _issue("better-auth/better-auth", 10294, "PKCE with Apple", "2026-07")
CAPACITOR_80 = _issue("Cap-go/capacitor-social-login", 80, "Invalid client scope", "2024-12")
CAPACITOR_86 = _issue("capacitor-community/apple-sign-in", 86, "localhost, and the bundle ID on the web", "2024-09")
CLOG_143 = _issue("depromeet/clog-server", 143, "an authorization code sent to revoke", "2025-03")
CORDOVA_FIREBASEX_867 = _issue("dpa99c/cordova-plugin-firebasex", 867, "a nonce that was not passed on", "2024-02")
DART_108 = _issue("aboutyou/dart_packages", 108, "one altered character", "2020")
DART_177 = _issue("aboutyou/dart_packages", 177, "the redirect_uri of a sample server", "2021-01")
DART_303 = _issue("aboutyou/dart_packages", 303, "timestamps in the wrong unit", "2022")
EXPO_16162 = _issue("expo/expo", 16162, "the audience of Expo Go", "2022-02")
FIREBASE_IOS_4434 = _issue("firebase/firebase-ios-sdk", 4434, "a token presented twice", "2020-02")
FIREBASE_IOS_9906 = _issue("firebase/firebase-ios-sdk", 9906, "a code is valid for five minutes", "2023-03")
FIREBASE_IOS_15571 = _issue("firebase/firebase-ios-sdk", 15571, "a nonce hashed into base64", "2025-12")
FIREBASE_IOS_16492 = _issue("firebase/firebase-ios-sdk", 16492, "a broker that needs the code", "2026-08")
DIRECTUS_21339 = _issue("directus/directus", 21339, "response_mode must be form_post", "2024")
FUSIONAUTH_885 = _issue("FusionAuth/fusionauth-issues", 885, "a body that is not a form", "2020")
FUSIONAUTH_1248 = _issue("FusionAuth/fusionauth-issues", 1248, "the same client id for web and app", "2021-05")
FXA_16029 = _issue("mozilla/fxa", 16029, "Apple's notifications are not RISC tokens", "2023-11")
GOTH_321 = _issue("markbates/goth", 321, "the first key of the set only", "2020-03")
GO_SIWA_9 = _issue("Timothylock/go-signin-with-apple", 9, "kid missing", "2020")
GO_SIWA_23 = _issue("Timothylock/go-signin-with-apple", 23, "a key on one line", "2022-08")
GO_SIWA_39 = _issue("Timothylock/go-signin-with-apple", 39, "an identity token sent as code", "2024")
HAVIT_307 = _issue("TeamHavit/Havit-Server", 307, "an account deleted without revoke", "2023-01")
JWT_KIT_59 = _issue("vapor/jwt-kit", 59, "is_private_email absent", "2021")
KEYCLOAK_5 = _issue("klausbetz/apple-identity-provider-keycloak", 5, "sub fixed to the Services ID", "2022")
KEYCLOAK_BF_28 = _issue("BenjaminFavre/keycloak-apple-social-identity-provider", 28, "a redirect_uri with http behind a proxy", "2022-08")
KEYCLOAK_47 = _issue("klausbetz/apple-identity-provider-keycloak", 47, "Key ID of another key", "2024")
KEYCLOAK_115 = _issue("klausbetz/apple-identity-provider-keycloak", 115, "asterisks in place of the key", "2026-02")
LARAVEL_9 = _issue("mikebronner/laravel-sign-in-with-apple", 9, "exp beyond the limit", "2020")
LARAVEL_24 = _issue("mikebronner/laravel-sign-in-with-apple", 24, "one code redeemed twice", "2020-06")
LARAVEL_32 = _issue("mikebronner/laravel-sign-in-with-apple", 32, "419 for the callback", "2021-03")
LARAVEL_43 = _issue("mikebronner/laravel-sign-in-with-apple", 43, "a redirect_uri that is not registered", "2022-08")
LARAVEL_49 = _issue("mikebronner/laravel-sign-in-with-apple", 49, "Apple answers 500", "2023")
NEXT_AUTH_6788 = _issue("nextauthjs/next-auth", 6788, "no userinfo endpoint", "2023")
NEXT_AUTH_8189 = _issue("nextauthjs/next-auth", 8189, "credentials in the Authorization header", "2023")
NEXT_AUTH_9893 = _issue("nextauthjs/next-auth", 9893, "cookies of a cross-site POST", "2024")
NODE_APPLE_SIGNIN_17 = _issue("Techofficer/node-apple-signin", 17, "the error page of 2019", "2020")
NOV_SIWA_6 = _issue("nov/signin-with-apple", 6, "the name of a curve in place of the key", "2020-01")
NESTJS_APPLE_2 = _issue("arendajaelu/nestjs-passport-apple", 2, "client_id mismatch", "2023")
OMNIAUTH_20 = _issue("nhosoya/omniauth-apple", 20, "escaped line breaks in the key", "2020-03")
OMNIAUTH_59 = _issue("nhosoya/omniauth-apple", 59, "blocked by User-Agent", "2021")
OMNIAUTH_60 = _issue("nhosoya/omniauth-apple", 60, "invalid_request for a wrong Key ID", "2020")
OMNIAUTH_68 = _issue("nhosoya/omniauth-apple", 68, "an empty client_id", "2021-03")
OMNIAUTH_70 = _issue("nhosoya/omniauth-apple", 70, "403 from Apple's edge", "2022")
OMNIAUTH_54 = _issue("nhosoya/omniauth-apple", 54, "CSRF protection refuses the callback", "2020-07")
OPENAUTH_241 = _issue("anomalyco/openauth", 241, "scope profile", "2025-04")
OAUTH2_APPLE_3 = _issue("patrickbussmann/oauth2-apple", 3, "client_secret or code missing", "2020-01")
OAUTH2_APPLE_9 = _issue("patrickbussmann/oauth2-apple", 9, "no id_token in a refresh answer", "2020")
PARSE_SERVER_6394 = _issue("parse-community/parse-server", 6394, "the audience of a watch app", "2020-02")
PASSPORT_APPLE_79 = _issue("nicokaiser/passport-apple", 79, "identity tokens valid for a day", "2021")
PASSPORT_APPLE_86 = _issue("nicokaiser/passport-apple", 86, "strings became booleans", "2024-02")
PASSPORT_APPLE_16 = _issue("ananay/passport-apple", 16, "a callback without a body parser", "2020-08")
PASSPORT_APPLE_22 = _issue("ananay/passport-apple", 22, "the framework's callback path is different", "2021")
POMERIUM_3973 = _issue("pomerium/pomerium", 3973, "no id_token in a refresh answer", "2023-02")
REACT_APPLE_LOGIN_17 = _issue("patelmayankce/react-apple-login", 17, "Invalid response type", "2020-11")
REACT_SIWA_84 = _issue("a-tokyo/react-apple-signin-auth", 84, "a popup and a server callback", "2025-01")
REACT_SIWA_85 = _issue("a-tokyo/react-apple-signin-auth", 85, "a popup that stays open", "2025")
REMARK42_1594 = _issue("umputun/remark42", 1594, "a redirect that keeps the POST", "2023-02")
RN_APPLE_227 = _issue("invertase/react-native-apple-authentication", 227, "revocation through a broker without a key", "2023-10")
RN_APPLE_282 = _issue("invertase/react-native-apple-authentication", 282, "a multipart body", "2022")
SOCIALITE_PROVIDERS_1354 = _issue("SocialiteProviders/Providers", 1354, "iat ahead of the local clock", "2025-05")
SOCIALITE_APPLE_2 = _issue("seoda/socialite-apple", 2, "response_mode must be form_post", "2019-08")
SUPABASE_47707 = _issue("supabase/supabase", 47707, "the Services ID must be first in the list", "2026-07")
SUPABASE_AUTH_2051 = _issue("supabase/auth", 2051, "the issuer of the discovery document changed", "2025-06")
SUPERTOKENS_580 = _issue("supertokens/supertokens-node", 580, "no email after a consent without scope", "2023-07")
TRAILBASE_284 = _issue("trailbaseio/trailbase", 284, "credentials in the Authorization header", "2026-09")
ZITADEL_7843 = _issue("zitadel/zitadel", 7843, "iat ahead of Apple's clock", "2024")
FORUM_121561 = _forum(121561, "a redirect_uri that was too long", "2019-08")
FORUM_121627 = _forum(121627, "a refresh token sent in the field code", "2019")
FORUM_121739 = _forum(121739, "redirect_uri with a native code; JSON bodies", "2019")
FORUM_122593 = _forum(122593, "JSON body answered unsupported_grant_type", "2019")
FORUM_123909 = _forum(123909, "refresh after the user withdrew", "2019")
FORUM_651237 = _forum(651237, "a password change ends the refresh token", "2020")
FORUM_656845 = _forum(656845, "an access token sent as refresh token", "2020")
FORUM_655485 = _forum(655485, "events is a string", "2020")
FORUM_679497 = _forum(679497, "client_id mismatch before the app record exists", "2021")
FORUM_686227 = _forum(686227, "fields missing", "2021")
FORUM_705275 = _forum(705275, "invalid_request for sub and transfer_sub", "2022")
FORUM_707610 = _forum(707610, "revoke answers 200 to everything", "2022")
FORUM_708984 = _forum(708984, "an identity token sent to revoke", "2022")
FORUM_720198 = _forum(720198, "intermittent invalid_client", "2022")
FORUM_761277 = _forum(761277, "a user's access token can be used once in a migration", "2024")
FORUM_811848 = _forum(811848, "a notification is repeated until it is answered 200", "2025")
FORUM_818652 = _forum(818652, "a token of the Apple School Manager API, answered invalid_client", "2026-03")
STAFF_ON_HOST = _forum(787645, "appleid.apple.com is the host to use", "2025-06")


def every_source() -> tuple[Source, ...]:
    """Return every source in this module, in the order of their definitions."""
    return tuple(value for value in globals().values() if isinstance(value, Source))
