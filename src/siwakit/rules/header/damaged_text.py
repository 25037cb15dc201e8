"""Rules about a client_secret damaged in transit: the damage is undone, and the JWT inside is still checked."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote, urlencode

from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.parts import SECRET
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.secret_text import Damage, SecretText
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, DART_108, RFC_7515

AT = "client_secret"


def _has(damage: Damage, *, unless: Damage | None = None) -> Check:
    @on(SECRET)
    def look(text: SecretText) -> Outcome:
        if damage not in text.damages or unless in text.damages:
            return None
        damages = ", then ".join(damage.value for damage in text.damages)
        because = (
            f"found from the outside in: {damages}; without it there is a JWT of {len(text.inside)} characters inside, which the other rules check"
        )
        return Fail(AT, sealed("a damaged JWT", text.sent), "only the JWT", because)

    return look


HAS_QUOTES = Rule(
    id="secret-has-quotes-or-whitespace",
    title="client_secret has quotes around it",
    question=Question.HEADER,
    since="0.1",
    why="The quotes of a settings file became part of the value. Quoted, it is no longer a JWT, and Apple cannot identify the client.",
    fix="Remove the quotes from the value where it is stored: Docker's env files and some settings panels take them literally.",
    references=(APPLE_TN3107, DART_108),
    check=_has(Damage.QUOTES),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    also_seen=(INVALID_CLIENT.cited(DART_108),),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        "print client_secret between brackets and check that nothing is between the bracket and the leading ey",
        "it starts with ey and ends in a letter",
    ),
    told_by={Proof.ONLY_SERVER_FAILS: 35, Proof.SINCE_DEPLOYMENT: 30},
    good=lambda: (Example("no quotes", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("double quotes", lambda s: s.sent(lambda text: f'"{text}"')),
        Example("a quote at the end", lambda s: s.sent(lambda text: f"{text}'")),
        Example("quotes and a line break", lambda s: s.sent(lambda text: f'"{text}"\n')),
        Example("an escaped line break, as two characters", lambda s: s.sent(lambda text: f"{text}\\n")),
    ),
)

HAS_WHITESPACE = Rule(
    id="secret-has-whitespace",
    title="client_secret has whitespace around or inside it",
    question=Question.HEADER,
    since="0.1",
    why="A line break or a space became part of the value. Whether Apple trims it is not known; a JWT may not contain any.",
    fix="Strip the value when you read it, and write it to its file without a trailing line break.",
    references=(RFC_7515, APPLE_CLIENT_SECRET),
    check=_has(Damage.WHITESPACE, unless=Damage.QUOTES),
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether there is a line break or a space in client_secret", "it is one line without spaces"),
    good=lambda: (Example("no whitespace", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("a line break at the end", lambda s: s.sent(lambda text: f"{text}\n")),
        Example("broken into lines", lambda s: s.sent(lambda text: f"{text[:76]}\r\n{text[76:]}")),
        Example("a leading byte order mark", lambda s: s.sent(lambda text: f"\ufeff{text}")),
    ),
)

HAS_BEARER_PREFIX = Rule(
    id="secret-has-bearer-prefix",
    title="client_secret starts with Bearer or another word",
    question=Question.HEADER,
    since="0.1",
    why="The word belongs in an Authorization header. In the form it becomes part of the value, which is then not a JWT.",
    fix="Send only the JWT, without the word in front of it.",
    references=(APPLE_TN3107, APPLE_CLIENT_SECRET),
    check=_has(Damage.PREFIX),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-has-whitespace",),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_secret starts with Bearer", "it starts with eyJ"),
    good=lambda: (Example("only the JWT", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("Bearer", lambda s: s.sent(lambda text: f"Bearer {text}").body(lambda fields: urlencode(fields, quote_via=quote))),
        Example("the field's name in front", lambda s: s.sent(lambda text: f"client_secret={text}")),
    ),
)

IS_URL_ENCODED = Rule(
    id="secret-is-url-encoded",
    title="client_secret is percent-encoded before the form encodes it",
    question=Question.HEADER,
    since="0.1",
    why="Encoded twice, the value that reaches Apple still contains %2E in place of the dots, so it is not a JWT.",
    fix="Pass the JWT to the form library as it is; the library does the encoding.",
    references=(APPLE_TN3107,),
    check=_has(Damage.URL_ENCODED),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_secret contains a percent sign", "it consists of letters, digits, - and _ and two dots"),
    good=lambda: (Example("encoded once, by the form", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (Example("dots encoded", lambda s: s.sent(lambda text: text.replace(".", "%2E"))),),
)

IS_WRAPPED_TWICE = Rule(
    id="secret-is-wrapped-twice",
    title="client_secret is base64-encoded a second time",
    question=Question.HEADER,
    since="0.1",
    why="The JWT was encoded once more, as Kubernetes secrets and some settings pages require, and not decoded before use.",
    fix="Decode the stored value once before you send it, or store the JWT as it is.",
    references=(APPLE_TN3107, RFC_7515),
    check=_has(Damage.WRAPPED_TWICE),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-has-whitespace",),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_secret is base64 of a JWT", "it starts with eyJ and has two dots"),
    good=lambda: (Example("the JWT itself", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("base64 of the JWT", lambda s: s.sent(lambda text: b64encode(text.encode()).decode())),
        Example("base64 of the JWT and a line break", lambda s: s.sent(lambda text: b64encode(f"{text}\n".encode()).decode())),
    ),
)

RULES = (HAS_QUOTES, HAS_BEARER_PREFIX, IS_URL_ENCODED, IS_WRAPPED_TWICE, HAS_WHITESPACE)
