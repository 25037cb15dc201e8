"""First inputs of particular targets: keys, tokens, logs, settings, requests to the emulator and its portal, bytes for the server."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import urlencode

from tests.edge.framings import FRAMINGS
from tests.hostile.canaries import (
    ACCESS_TOKEN,
    BASIC,
    BEARER,
    CLIENT_SECRET,
    CODE,
    COOKIE,
    DER,
    IDENTITY_TOKEN,
    JWK,
    PASSWORD,
    PEM,
    REFRESH_TOKEN,
    SEC1,
    SEC1_DER,
)

from fuzz.emulator_targets import HOST, new_emulator
from siwakit.emulator.portal.actions import Action, FieldKind
from siwakit.emulator.portal.management_api import ACTIONS
from siwakit.emulator.portal.portal_app import PAGES
from siwakit.emulator.state.world import READY_BUNDLE_ID, READY_RETURN_URL, READY_SERVICES_ID, SigningKey, Team, User
from siwakit.samples import Scenario

_LONGEST_WIRE = 3000
_SENT = f"grant_type=authorization_code&client_id=com.example.web&client_secret={CLIENT_SECRET}&code={CODE}&redirect_uri=https%3A%2F%2Fexample.com"
_MISMATCH = '"error":"invalid_grant","error_description":"client_id mismatch. The code was not issued to com.example.web."'
_LOG = (
    f'2026-11-25T10:00:00Z ERROR apple: {{"error":"invalid_client"}} {_SENT}\n',
    f'{{"time":1764064800,"level":"error",{_MISMATCH},"code":"{CODE}"}}\n',
    f'10.0.0.1 - - [25/Nov/2026:10:00:00 +0000] "POST /auth/token?client_secret={CLIENT_SECRET} HTTP/1.1" 400 24 "-" appleid.apple.com\n',
    f'Traceback (most recent call last):\n  File "a.py", line 1\n    refresh_token={REFRESH_TOKEN}\nInvalidClientError: invalid_client\n',
    f"POST https://appleid.apple.com/auth/token\nAuthorization: Basic {BASIC}\nCookie: sid={COOKIE}\n\n{_SENT}\n\nHTTP/1.1 400 Bad\n\n{{}}\n",
    f"apple grant_type=refresh_token refresh_token={REFRESH_TOKEN} password={PASSWORD} token: {BEARER}\n",
    f'apple appleid.apple.com {{"access_token":"{ACCESS_TOKEN}","id_token":"{IDENTITY_TOKEN}","token_type":"bearer"}}\n',
    f'response of apple: {{\\"error\\":\\"invalid_client\\"}} {json.dumps(_SENT)}\n',
    "google grant_type=authorization_code oauth2.googleapis.com invalid_grant\n",
)


def _logs() -> list[bytes]:
    """Return logs; the first byte says how large the blocks are."""
    whole = "".join(_LOG)
    return [b"\x20" + text.encode() for text in (*_LOG, whole, "".join(reversed(_LOG)) * 2, f"  indented\n{_LOG[0]}\tgoes on\n" * 3)]


def _settings() -> list[bytes]:
    """Return settings in each language; the first byte chooses the file name."""
    one_line, indented = PEM.replace("\n", "\\n"), PEM.replace("\n", "\n    ")
    python = {"apple": {"APP": {"client_id": "com.example.web", "secret": "ABC123DEFG", "key": "A1B2C3D4E5", "settings": {"certificate_key": PEM}}}}
    section = {"TeamId": "A1B2C3D4E5", "KeyId": "ABC123DEFG", "ClientId": "com.example.web", "PrivateKey": PEM}
    spring = "spring.security.oauth2.client.registration.apple"
    written = (
        f'APPLE_TEAM_ID=A1B2C3D4E5\nexport APPLE_KEY_ID="ABC123DEFG"\nAPPLE_PRIVATE_KEY="{one_line}"\nAPPLE_CLIENT_SECRET={CLIENT_SECRET}\n',
        f"apple: &a\n  team_id: A1B2C3D4E5\n  key_id: ABC123DEFG\n  private_key: |\n    {indented}\nother:\n  <<: *a\n  client_id: com.example.web\n",
        f'[apple]\nteam_id = "A1B2C3D4E5"\nkey_id = "ABC123DEFG"\nprivate_key = """\n{PEM}"""\nclient_secret = "{CLIENT_SECRET}"\n',
        f"{spring}.client-id=com.example.web\n{spring}.client-secret={CLIENT_SECRET}\napple.team-id : A1B2C3D4E5\napple.key = {one_line}\n",
        f"SOCIALACCOUNT_PROVIDERS = {python!r}\nSOCIAL_AUTH_APPLE_ID_TEAM = 'A1B2C3D4E5'\nKEY = '''{PEM}'''\n",
        f"// comment\n{json.dumps({'Apple': section}, indent=1)}",
        f"new AppleStrategy({{ clientID: 'com.example.web', teamID: 'A1B2C3D4E5', keyID: 'ABC123DEFG', privateKeyString: `{PEM}` }})\n",
        f"config.omniauth :apple, 'com.example.web', '', {{ team_id: 'A1B2C3D4E5', key_id: 'ABC123DEFG', pem: \"{one_line}\" }}\n",
    )
    return [bytes([number]) + text.encode() for number, text in enumerate(written)]


_VALUES = {
    "identifier": "com.example.new",
    "client_id": READY_SERVICES_ID,
    "primary_app": READY_BUNDLE_ID,
    "group": READY_BUNDLE_ID,
    "email": "joe@example.com",
    "name": "<x-canary>New & Co",
    "first_name": "<x-canary>",
    "event_type": "consent-revoked",
    "kind": "server-503",
    "notify_url": "https://example.com/notify",
    "redirect_uri": READY_RETURN_URL,
    "number": "1",
    "scope": "name email",
}


def _portal() -> list[bytes]:
    """Return each page, and each action as a call, as a form, and as both followed by its page."""
    store = new_emulator().store
    key, team, user = store.list(SigningKey)[0].key_id, store.list(Team)[0].team_id, store.list(User)[0].user_id
    values = {**_VALUES, "key_id": key, "team_id": team, "to_team_id": team, "user_id": user}
    made = [f"GET {page}" for page in ("/api/openapi.json", f"/identifiers/{READY_SERVICES_ID}", "/journal/1", *(path for path, _ in PAGES))]
    for action in reversed(ACTIONS):
        call, form = _call(action, values), _form(action, values)
        made += [call, form, "\n###\n".join((form, call, f"GET {action.page or '/'}"))]
    return [text.encode() for text in made]


def _given(action: Action, values: dict[str, str]) -> dict[str, object]:
    """Return a value for each field of *action*, except for fields without a value in *values*."""
    kinds: dict[FieldKind, Callable[[str], object]] = {
        FieldKind.TEXT: lambda name: values.get(name, ""),
        FieldKind.LINES: lambda _: [READY_RETURN_URL, "https://b.example.com/cb"],
        FieldKind.FLAG: lambda _: True,
        FieldKind.COUNT: lambda _: 1,
    }
    return {field.name: value for field in action.fields if (value := kinds[field.kind](field.name)) != ""}


def _call(action: Action, values: dict[str, str]) -> str:
    path = action.path.format(**{name: values.get(name, "1") for name in action.parameters})
    body = f"\ncontent-type: application/json\n\n{json.dumps(_given(action, values))}" if action.method != "GET" else ""
    return f"{action.method} {path}{body}"


def _form(action: Action, values: dict[str, str]) -> str:
    given = {name: _typed(value) for name, value in _given(action, values).items()}
    given |= {name: values.get(name, "1") for name in action.parameters}
    return f"POST /do/{action.name}\norigin: http://{HOST}\n\n{urlencode(given)}"


def _typed(value: object) -> object:
    """Return *value* as a browser sends it."""
    return "\r\n".join(value) if isinstance(value, list) else "on" if value is True else value


def _endpoints() -> list[bytes]:
    form = "content-type: application/x-www-form-urlencoded\n\n"
    client = f"client_id={READY_SERVICES_ID}&client_secret={{secret}}"
    back = urlencode({"redirect_uri": READY_RETURN_URL})
    page = f"client_id={READY_SERVICES_ID}&{back}&response_type=code%20id_token&response_mode=form_post&scope=name%20email&nonce=n"
    as_json = json.dumps({"client_id": READY_SERVICES_ID, "client_secret": "{secret}", "code": "{code}"})
    made = [
        f"POST /auth/token\n{form}{client}&grant_type=authorization_code&code={{code}}&{back}",
        f"POST /auth/token\n{form}{client}&grant_type=refresh_token&refresh_token={{refresh}}",
        f"POST /auth/token\n{form}{client}&grant_type=client_credentials&scope=user.migration",
        f"POST /auth/token\n{form}client_id=com.example.app&client_secret={CLIENT_SECRET}&grant_type=authorization_code&code={CODE}",
        f"POST /auth/token\ncontent-type: application/json\n\n{as_json}",
        f"POST /auth/token\nsiwakit-fault: slow;seconds=3\n{form}{client}&grant_type=refresh_token&refresh_token={{refresh}}",
        f"POST /auth/token?{client}&code={{code}}\nauthorization: Basic {BASIC}\n\n",
        f"POST /auth/revoke\n{form}{client}&token={{refresh}}&token_type_hint=refresh_token",
        f"POST /auth/usermigrationinfo\nauthorization: Bearer {ACCESS_TOKEN}\n{form}{client}&sub=001&target=A1B2C3D4E5",
        "POST /auth/tokens/{code}/{refresh}\n\n",
        f"GET /auth/authorize?{page}",
        f"GET /auth/authorize?{page}&state=%3Cx-canary%3E&code_challenge=abc&code_challenge_method=S256",
        f"POST /auth/authorize\n{form}ticket={{ticket}}&step=continue&account={{account}}&first_name=%3Cx-canary%3E",
        f"POST /auth/authorize\n{form}ticket={{ticket}}&step=cancel",
        f"POST /auth/authorize\n{form}ticket={{ticket}}&account={{account}}",
        *("GET /auth/keys", "HEAD /auth/keys", "GET /.well-known/openid-configuration", "GET /auth/oauth2/v2/keys", "OPTIONS /auth/token"),
        *(f"POST /{path}\n{form}{client}" for path in ("token", "auth/token/", "auth//token", "appleauth/auth/oauth/token")),
    ]
    chains = ("\n###\n".join(made[:3]), "\n###\n".join((made[0], made[0], made[7], made[1])), "\n###\n".join(made[10:15]))
    return [text.encode() for text in (*made, *chains)]


def _wires() -> list[bytes]:
    """Return requests that servers have read in different ways; the first four bytes are the lengths of segments."""
    return [b"\x3c\x00\x05\x10" + framing.wire.replace(b"HOST", b"localhost") for framing in FRAMINGS if len(framing.wire) < _LONGEST_WIRE]


def _keys() -> list[bytes]:
    """Return a key as PKCS#8 and SEC1, and damaged as mail, settings and editors damage it."""
    body = "".join(line for line in PEM.splitlines() if "-----" not in line)
    made = (
        PEM,
        SEC1,
        PEM.replace("\n", "\r\n"),
        PEM.replace("\n", "\\n"),
        body,
        f'"{PEM}"',
        b64encode(PEM.encode()).decode(),
        PEM + SEC1,
        json.dumps(JWK),
    )
    return [*(text.encode() for text in made), DER, SEC1_DER]


def _ders() -> list[bytes]:
    return [DER, SEC1_DER, DER + b"\x00", DER[:-8]]


def _tokens() -> list[bytes]:
    """Return signed and unsigned tokens, and one whose claims contain control characters."""
    secret = Scenario().compact_secret()
    claims = urlsafe_b64encode(json.dumps({"iss": "\x1b[31m\u202e", "exp": 1e308, "aud": ["a", {"b": None}]}).encode()).rstrip(b"=").decode()
    head, _, signature = secret.partition(".")
    made = (
        secret,
        IDENTITY_TOKEN,
        f"{head}.{claims}.{signature.partition('.')[2]}",
        f"Bearer {secret}",
        json.dumps({"payload": secret}),
        f"{head}..",
        "a.b.c.d.e",
    )
    return [text.encode() for text in made]


OWN_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "jws": _tokens,
    "pem": _keys,
    "der": _ders,
    "summary": _logs,
    "settings": _settings,
    "portal": _portal,
    "endpoints": _endpoints,
    "server": _wires,
}
