"""Rules about the names of the fields: each must appear once, spelled as Apple spells it."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from urllib.parse import urlencode

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, Endpoint
from siwakit.apple import FIELDS as KNOWN
from siwakit.evidence.aspects import FILLED
from siwakit.evidence.fields import Fields
from siwakit.evidence.parts import FIELDS
from siwakit.evidence.sign_in.target import TARGET, WHOLE_FIELDS
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST, UNSUPPORTED_GRANT_TYPE
from siwakit.sources import APPLE_REVOKE, APPLE_TN3107, APPLE_TOKEN, APPLE_TRANSFER_OUT, FORUM_122593, OAUTH2_APPLE_3

_KNOWN = frozenset(KNOWN)
_ONLY_LETTERS = pattern(r"[^a-z]")
_DEMANDED = {
    Endpoint.TOKEN: ("client_id", "client_secret", "grant_type"),
    Endpoint.REVOKE: ("client_id", "client_secret", "token"),
    Endpoint.MIGRATION: ("client_id", "client_secret"),
}
_BY_GRANT = {"authorization_code": ("code",), "refresh_token": ("refresh_token",)}
_OTHER_WORDS = {"authorizationcode": "code", "authcode": "code", "secret": "client_secret", "grant": "grant_type", "refresh": "refresh_token"}
_ALIKE = 0.85
_LONGEST = 60  # no misspelling of a field is longer, and comparing takes time


@on(TARGET, FIELDS)
def stands_twice(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find a field that the form contains more than once."""
    if not endpoint.takes_credentials or not fields.has_repeats:
        return None
    counts = Counter(field.name for field in fields.every if field.place in {"body", "multipart"})
    repeated = next((name for name, count in counts.items() if count > 1 and name in _KNOWN), None)
    if repeated is None:
        return None
    return Fail(f"request.form.{repeated}", f"{counts[repeated]} times", "once", f"{repeated} appears {counts[repeated]} times in the form")


REPEATS_FIELD = Rule(
    id="request-repeats-field",
    title="a field appears more than once in the form",
    question=Question.REQUEST,
    since="0.1",
    why="Apple refuses a request that contains a field twice, even if both values are the same.",
    fix="Send each field once: some code adds a field that the library has already added.",
    references=(APPLE_TN3107,),
    check=stands_twice,
    wire=INVALID_REQUEST,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether a field is sent twice", "each is sent once"),
    good=lambda: (
        Example("each once", lambda s: s.form()),
        Example("fields of your own", lambda s: s.body(lambda fields: urlencode([*fields, ("note", "1"), ("note", "2")]))),
    ),
    bad=lambda: (
        Example("client_id twice", lambda s: s.body(lambda fields: urlencode([*fields, fields[0]]))),
        Example("an empty grant_type besides the correct one", lambda s: s.body(lambda fields: urlencode([*fields, ("grant_type", "")]))),
        Example("token twice, on revoke", lambda s: s.revoke().body(lambda fields: urlencode([*fields, ("token", samples.REFRESH_TOKEN)]))),
    ),
)


def demanded(endpoint: Endpoint, fields: Fields) -> tuple[str, ...]:
    """Return the names of the fields that this request requires."""
    grant = _BY_GRANT.get(fields.get("grant_type") or "", ()) if endpoint is Endpoint.TOKEN else ()
    return (*_DEMANDED.get(endpoint, ()), *grant)


def nearest(name: str, wanted: list[str]) -> str | None:
    """Return the one of *wanted* that *name* is a misspelling of, or None."""
    if len(name) > _LONGEST:
        return None
    letters = _ONLY_LETTERS.sub("", name.lower())
    for candidate in wanted:
        plain = candidate.replace("_", "")
        if letters == plain or _OTHER_WORDS.get(letters) == candidate or SequenceMatcher(None, letters, plain, autojunk=False).ratio() >= _ALIKE:
            return candidate
    return None


@on(TARGET, WHOLE_FIELDS)
def is_misspelt(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find an unknown field that is a misspelling of one of the missing ones."""
    names = fields.names
    absent = [name for name in demanded(endpoint, fields) if name not in names]
    if not absent:
        return None
    misspelt = {name: right for name in names if name not in _KNOWN and (right := nearest(name, absent))}
    if not misspelt:
        return None
    name, right = next(iter(misspelt.items()))
    voids = tuple(FILLED[name] for name in misspelt.values())
    return Fail(f"request.form.{name}", name, right, f"the form has {name} but no {right}", voids=voids)


FIELD_MISSPELT = Rule(
    id="field-name-misspelt",
    title="a field's name is misspelled",
    question=Question.REQUEST,
    since="0.1",
    why="Apple does not know the field under this name, so a required field is missing.",
    fix="Write the name as Apple does: lower case, with an underscore between the words.",
    references=(APPLE_TOKEN, APPLE_REVOKE, APPLE_TRANSFER_OUT, APPLE_TN3107),
    check=is_misspelt,
    wire=INVALID_REQUEST,
    also_seen=(UNSUPPORTED_GRANT_TYPE.cited(FORUM_122593), INVALID_CLIENT.cited(OAUTH2_APPLE_3)),
    voids=tuple(FILLED[name] for name in ("grant_type", "client_id", "client_secret", "code", "refresh_token", "token")),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        look="check the names of the fields as they are sent: client_id, client_secret, grant_type, code or refresh_token",
        rules_out="each of these names is in the body, spelled exactly so",
    ),
    good=lambda: (
        Example("the right names", lambda s: s.form()),
        Example("another spelling besides the correct one", lambda s: s.form(clientId=s.client_id)),
        Example("a field that Apple does not ask for", lambda s: s.native().form(redirectUri="https://app.example.com/callback")),
    ),
    bad=lambda: (
        Example("grand_type", lambda s: s.form(grant_type=samples.DROP, grand_type="authorization_code")),
        Example("grantType", lambda s: s.form(grant_type=samples.DROP, grantType="authorization_code")),
        Example("clientId", lambda s: s.form(client_id=samples.DROP, clientId=s.client_id)),
        Example("client_secert", lambda s: s.form(client_secret=samples.DROP, client_secert=s.compact_secret())),
        Example("authorization_code", lambda s: s.form(code=samples.DROP, authorization_code=samples.CODE)),
        Example("refreshToken", lambda s: s.refresh().form(refresh_token=samples.DROP, refreshToken=samples.REFRESH_TOKEN)),
        Example("Token, on revoke", lambda s: s.revoke().form(token=samples.DROP, Token=samples.REFRESH_TOKEN)),
    ),
)

RULES = (REPEATS_FIELD, FIELD_MISSPELT)
