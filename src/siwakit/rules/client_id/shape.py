"""Rules about the spelling of client_id: whitespace, an asterisk, upper and lower case."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.aspects import CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLAIMS, CLIENT_ID, CLIENT_IDS, PORTAL
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.issued_to import HOLDER, known_or_none
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Missing, Outcome, Question, Remedy, Rule, Skip, Suspicion, Verdict, on, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_TN3107, APPLE_TOKEN

AT = "request.form.client_id"
WANTED = "the app's bundle ID, or the Services ID"
_SPACE = pattern(r"[\s\u200b-\u200f\u2060\ufeff]")
_EDGES = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WITNESSES = ("identity_token", "authorize", "portal", "bundle_ids", "services_ids")
# A client_id that is not a client identifier is also missing from every list, and differs from whatever the correct one is.


@on(CLIENT_ID)
def has_whitespace(client_id: str) -> Outcome:
    """Find whitespace in client_id, including the invisible kinds."""
    match = _SPACE.search(client_id)
    if not match:
        return None
    because = f"character {match.start() + 1} of client_id is whitespace (U+{ord(match[0]):04X})"
    bare = client_id.strip(_EDGES)
    return Fail(AT, client_id, WANTED if _SPACE.search(bare) else bare, because)


@on(CLIENT_ID)
def has_wildcard(client_id: str) -> Outcome:
    """Find the asterisk of a wildcard App ID."""
    return Fail(AT, client_id, WANTED, "client_id contains an asterisk") if "*" in client_id else None


def _names(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield every identifier from other sources than the request, with its source, the most reliable first."""
    holder = known_or_none(evidence.get(HOLDER))
    if holder is not None:
        yield holder.client_id, holder.witness
    portal = known_or_none(evidence.get(PORTAL))
    yield from ((name, "the developer portal") for name in (portal.clients if portal else ()))
    yield from ((name, "your configuration") for name in known_or_none(evidence.get(CLIENT_IDS)) or ())


@reading(CLIENT_ID, HOLDER, PORTAL, CLIENT_IDS, CLAIMS, needs=CLIENT_ID)
def differs_in_case(evidence: Evidence) -> Verdict:
    """Find a client_id that differs from a known identifier only in upper and lower case."""
    client_id = evidence.get(CLIENT_ID)
    if isinstance(client_id, Absence):
        return Skip("no client_id") if client_id is Absence.LACKING else Missing((CLIENT_ID,))
    names = tuple(_names(evidence))
    if any(name == client_id for name, _ in names):
        return None
    sub = (known_or_none(evidence.get(CLAIMS)) or {}).get("sub")
    witnesses = (*names, (sub, "the sub of the client_secret")) if isinstance(sub, str) else names
    for name, witness in witnesses:
        if name != client_id and name.casefold() == client_id.casefold():
            return Fail(AT, client_id, name, f"{witness} writes it {name}")
    return None if names else Missing((CLIENT_IDS,))


CLIENT_ID_HAS_WHITESPACE = Rule(
    id="client-id-has-whitespace",
    title="client_id contains whitespace",
    question=Question.CLIENT_ID,
    since="0.1",
    why="Apple compares client_id character by character, so a space or line end that was copied with it makes it another value.",
    fix="Remove the whitespace from the setting that client_id comes from.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=has_whitespace,
    wire=INVALID_CLIENT,
    explains=("client-id-has-team-prefix", "client-id-is-redirect-uri"),
    voids=(CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether there is a space or a line break around client_id", "there is none"),
    good=lambda: (Example("no whitespace", lambda s: s),),
    bad=lambda: (
        Example("a line end from an environment file", lambda s: s.client(f"{samples.SERVICES_ID}\n")),
        Example("a leading space, only in the request", lambda s: s.form(client_id=f" {samples.SERVICES_ID}")),
        Example("an invisible space", lambda s: s.client(f"{samples.SERVICES_ID}\u200b")),
    ),
)

CLIENT_ID_HAS_WILDCARD = Rule(
    id="client-id-has-wildcard",
    title="client_id is a wildcard App ID",
    question=Question.CLIENT_ID,
    since="0.1",
    why="A wildcard App ID covers many apps and cannot have Sign in with Apple. Apple wants the identifier of one app.",
    fix="Register an explicit App ID with Sign in with Apple, and use its bundle ID.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=has_wildcard,
    remedy=Remedy.ACTION,
    wire=INVALID_CLIENT,
    voids=(CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_id contains an asterisk", "it is one identifier"),
    good=lambda: (Example("an explicit App ID", lambda s: s.native()),),
    bad=lambda: (Example("an asterisk at the end", lambda s: s.client("com.example.*")),),
)

CLIENT_ID_CASE_DIFFERS = Rule(
    id="client-id-case-differs",
    title="client_id differs from the registered identifier in upper and lower case",
    question=Question.CLIENT_ID,
    since="0.1",
    why="Apple's comparison of client_id is case-sensitive: com.example.App and com.example.app are two clients.",
    fix="Copy client_id from the developer portal, with the same capitals.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=differs_in_case,
    wire=INVALID_CLIENT,
    voids=(CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        "open Certificates, Identifiers & Profiles > Identifiers and compare client_id with the identifier, character by character",
        "another request with the same client_id was accepted",
    ),
    told_by={Proof.ONLY_WEB_FAILS: 20, Proof.SINCE_CLIENT_ID_CHANGED: 30},
    good=lambda: (
        Example("the same letters", lambda s: s),
        Example("two clients, and the correct one", lambda s: s.configured(services_ids=("com.example.WEB", samples.SERVICES_ID))),
    ),
    bad=lambda: (
        Example("only in the request", lambda s: s.form(client_id="com.example.Web")),
        Example("by the configuration", lambda s: s.client("com.example.Web").unknown("identity_token", "authorize", "portal")),
        Example("by sub only", lambda s: s.form(client_id="com.example.WEB").unknown(*_WITNESSES)),
        Example(
            "by the identity token, with everything else consistent",
            lambda s: s.client("com.Example.web").identity_token(aud=samples.SERVICES_ID).unknown("portal"),
        ),
    ),
)

RULES = (CLIENT_ID_HAS_WHITESPACE, CLIENT_ID_HAS_WILDCARD, CLIENT_ID_CASE_DIFFERS)
