"""Libraries of JavaScript that make the client_secret themselves, from settings: apple-signin-auth, passport-apple, arctic, and Auth.js.

passport-apple and arctic make one for each sign-in.
"""

from __future__ import annotations

from siwakit.apple import ISSUER, TOKEN_URL
from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.javascript.options import Options
from siwakit.readers.code.libraries.line_breaks import needs_lines
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.sending import Outgoing, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, KeyText, Table, Token, Unknown, Value, known, text_of

SIGN_IN = Library()
_function = SIGN_IN.function
_AN_HOUR = 3_600
_KEY_FILES = ("privateKeyLocation", "privateKeyPath", "keyFilePath")
_KEYS = ("privateKeyString", "privateKey", "key", "certificate", "pkcs8PrivateKey")
_PASSPORT = ("teamID", "keyID", "clientID")


def _key_of(options: Options) -> Value:
    """Return the key among *options*; if it is a path, the file is read."""
    for name in _KEYS:
        if options.has(name):
            return options.entries[name]
    path = next((options.entries[name] for name in _KEY_FILES if options.has(name)), None)
    return Unknown(name="key") if path is None else _file(path)


def _file(path: Value) -> KeyText:
    text = known(path)
    return KeyText(file=text.replace("\\", "/").rpartition("/")[2] if isinstance(text, str) else "", span=path.span)


def _mint(given: Given, team: Value | None, client: Value | None, kid: Value | None, key: Value | None, seconds: float | None) -> Token:
    """Return the client_secret that a library makes from settings, of which the program says no more than the identifiers and the key."""
    now = given.run.now
    claims = Table(span=given.span)
    claims.entries = {
        "iss": team or Unknown(name="teamID"),
        "iat": given.known(now),
        "exp": Unknown(name="exp") if seconds is None else given.known(now + seconds),
        "aud": given.known(ISSUER),
        "sub": client or Unknown(name="clientID"),
    }
    header = Table(entries={"alg": given.known("ES256"), "typ": given.known("JWT"), "kid": kid or Unknown(name="keyID")}, span=given.span)
    return mint(given, header, claims, key)


@_function("apple-signin-auth.getClientSecret", "apple-signin-auth.default.getClientSecret")
def _client_secret(given: Given) -> Value | None:
    """Return the client_secret of apple-signin-auth: it lives 300 seconds unless *expAfter* says otherwise."""
    options = Options(given.get(0))
    after = known(options.get("expAfter", given.known(300)))
    team = options.get("teamID") or options.get("teamId")
    key = _key_of(options)
    needs_lines(given, key)
    seconds = after if isinstance(after, int | float) else None
    token = _mint(given, team, options.get("clientID"), options.get("keyIdentifier"), key, seconds)
    if options.has("expAfter"):
        token.claims.entries["exp"].span = options.entries["expAfter"].span
    return token


@_function(
    *("passport-apple", "passport-apple.Strategy", "@nicokaiser/passport-apple", "@nicokaiser/passport-apple.Strategy"),
    *("@arendajaelu/nestjs-passport-apple.Strategy", "super"),
)
def _strategy(given: Given) -> Value | None:
    """Note the client_secret that a strategy of Passport makes for each sign-in; one in NestJS hands its settings to `super`."""
    options = Options(given.get(0))
    if given.words == "super" and not all(options.has(name) for name in _PASSPORT):
        return None
    team, kid, client = (options.get(name) for name in _PASSPORT)
    _mint(given, team, client, kid, _key_of(options), _AN_HOUR).is_kept = False
    return Instance(kind="passport strategy", span=given.span)


@_function("arctic.Apple", "arctic.default.Apple")
def _arctic(given: Given) -> Value | None:
    """Note the client_secret that arctic makes for each code: from arguments, or before version 2 from an object."""
    first = given.get(0)
    if isinstance(first, Table):
        options = Options(first)
        client, team, kid, key = options.get("clientId"), options.get("teamId"), options.get("keyId"), _key_of(options)
    else:
        client, team, kid = (given.get(number) for number in range(3))
        key = given.get(3) or Unknown(name="key")
    _mint(given, team, client, kid, key, _AN_HOUR).is_kept = False
    return Instance(kind="arctic.Apple", span=given.span)


@_function(
    *("next-auth/providers/apple", "next-auth/providers/apple.default", "@auth/core/providers/apple", "@auth/sveltekit/providers/apple"),
    *("@auth/express/providers/apple", "next-auth/providers.Apple", "@auth/core/providers/apple.default"),
)
def _provider(given: Given) -> Value | None:
    """Note the request that Auth.js sends with the client_secret of its settings."""
    options = Options(given.get(0))
    secret = options.get("clientSecret")
    if isinstance(secret, Token | KeyText) or isinstance(text_of(secret), str):
        fields = Table(span=given.span)
        fields.entries = {
            "client_id": options.get("clientId") or Unknown(name="clientId"),
            "client_secret": secret or Unknown(),
            "code": Unknown(name="code"),
            "grant_type": given.known("authorization_code"),
            "redirect_uri": Unknown(name="redirect_uri"),
        }
        send(given, Outgoing(method=given.known("POST"), url=given.known(TOKEN_URL), body=encode("form", fields, given.span)))
    return Instance(kind="provider", span=given.span)
