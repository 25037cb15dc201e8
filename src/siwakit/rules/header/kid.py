"""Rules about kid: the Key ID of the key that signed, as the portal and the key file's name show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, IDENTIFIER
from siwakit.evidence.aspects import KID, REGISTERED_KEY, SIGNED_BY
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, KeyAtHand, Part
from siwakit.evidence.identifiers import CERTAIN_KEY_IDS, KNOWN_KEY_IDS, KNOWN_TEAM_IDS
from siwakit.evidence.parts import CLAIMS, CLIENT_SECRET, HEADER, KEYS, SOURCE, TEAM_ID
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.signer_trial import TRIAL
from siwakit.evidence.source import Source, is_stand_in
from siwakit.jose import es256
from siwakit.jose.jws import Jws
from siwakit.jose.keys.key_file_name import read_key_file_name
from siwakit.rules.model import Check, Example, Fail, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, of_kind, on, reading
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_KEY_DOWNLOAD, APPLE_TN3107, GO_SIWA_9, KEYCLOAK_47, OMNIAUTH_60

AT = "client_secret.header.kid"
_EXPECTED = "the ten characters of a Key ID"


class Kid(Enum):
    """The kinds of kid."""

    MISSING = auto()
    IN_PAYLOAD = auto()
    MALFORMED = auto()
    TEAM_ID = auto()
    PLAUSIBLE = auto()


def _read(evidence: Evidence) -> Kid | Absence:
    header, claims = evidence.get(HEADER), evidence.get(CLAIMS)
    if isinstance(header, Absence):
        return header
    payload: Mapping[str, Any] = {} if isinstance(claims, Absence) else claims
    kid = header.get("kid")
    if kid is None or kid == "":
        return Kid.IN_PAYLOAD if isinstance(payload.get("kid"), str) and payload["kid"] else Kid.MISSING
    if not isinstance(kid, str):
        return Kid.MALFORMED
    if kid in _of(evidence, CERTAIN_KEY_IDS):
        return Kid.PLAUSIBLE
    if not IDENTIFIER.fullmatch(kid):
        return Kid.MALFORMED
    return Kid.TEAM_ID if _is_team(kid, payload.get("iss"), evidence) else Kid.PLAUSIBLE


def _is_team(kid: str, iss: object, evidence: Evidence) -> bool:
    keys, teams = _of(evidence, KNOWN_KEY_IDS), _of(evidence, KNOWN_TEAM_IDS)
    if kid in teams:
        return True
    # iss is a known Key ID and kid is not: the two are swapped
    return kid not in keys and (kid == iss or (isinstance(iss, str) and iss in keys))


def _of(evidence: Evidence, part: Part[frozenset[str]]) -> frozenset[str]:
    known = evidence.get(part)
    return frozenset() if isinstance(known, Absence) else known


KIND: Part[Kid] = Part("kind_of_kid", _read, HEADER.ask)


def _is(kind: Kid) -> Check:
    @of_kind(KIND, kind, HEADER)
    def look(header: Mapping[str, Any]) -> Outcome:
        return Fail(AT, header.get("kid"), _EXPECTED)

    return look


@of_kind(KIND, Kid.IN_PAYLOAD, KIND, CLAIMS)
def _in_payload(_kind: Kid, claims: Mapping[str, Any]) -> Outcome:
    return Fail(AT, None, _EXPECTED if is_stand_in(claims["kid"]) else claims["kid"], "kid is among the claims instead")


@of_kind(KIND, Kid.MALFORMED, HEADER)
def _malformed(header: Mapping[str, Any]) -> Outcome:
    kid = header["kid"]
    clean = (read_key_file_name(kid).key_id or kid.strip().upper()) if isinstance(kid, str) else ""
    return Fail(AT, kid, _EXPECTED, _fault_of(kid), clean if IDENTIFIER.fullmatch(clean) else None)


def _fault_of(kid: object) -> str:
    if not isinstance(kid, str):
        return "it is not text"
    if re.search(r"key[_-]|\.p8|\.pem", kid, re.IGNORECASE):
        return "it is the name of the key file: the Key ID is the ten characters in it"
    if IDENTIFIER.fullmatch(kid.strip().upper()):
        return "Key IDs have no whitespace around them" if kid.strip() != kid else "Key IDs are written in capitals"
    return f"it has {len(kid)} characters, but a Key ID has ten: A-Z and 0-9"


@reading(KIND, HEADER, CLIENT_SECRET, KNOWN_KEY_IDS, KNOWN_TEAM_IDS, needs=HEADER)
def _team_id(evidence: Evidence) -> Verdict:
    """Find a Team ID in place of the Key ID; undecided if neither identifier is known."""
    verdict = _look_for_team_id(evidence)
    unknown = all(isinstance(evidence.get(part), Absence) for part in (KNOWN_KEY_IDS, KNOWN_TEAM_IDS))
    if verdict is None and unknown and evidence.get(KIND) is Kid.PLAUSIBLE:
        return Missing((TEAM_ID, KEYS), 1)
    return verdict


@of_kind(KIND, Kid.TEAM_ID, HEADER, CLIENT_SECRET)
def _look_for_team_id(header: Mapping[str, Any], token: Jws) -> Outcome:
    iss = (token.claims or {}).get("iss")
    if iss == header["kid"]:
        because = "kid and iss are the same ten characters, and a Key ID is never a Team ID"
    else:
        because = f"kid and iss look swapped: iss is {iss}" if iss else "these ten characters are the Team ID"
    return Fail(AT, header["kid"], "the Key ID of the key that signed", because)


@reading(KIND, HEADER, CLIENT_SECRET, KEYS, TRIAL, SOURCE)
def _differs(evidence: Evidence) -> Verdict:
    """Compare kid with the names of the available key files; if kid is not a Key ID at all, another rule reports it."""
    kind = evidence.get(KIND)
    if isinstance(kind, Kid) and kind is not Kid.PLAUSIBLE:
        return None
    keys = evidence.get(KEYS)
    verdict = _compare(evidence) if isinstance(keys, tuple) or isinstance(evidence.get(SOURCE), Absence) else _compare_in_source(evidence)
    if isinstance(keys, tuple) and len(keys) > 1 and not any(key.file_name.key_id for key in keys):
        # If there are several keys and none has a Key ID in its file name, kid cannot be matched to one of them.
        return Missing((KEYS,), 1)
    # A file with another Key ID whose key did not sign proves nothing: it may be the wrong file, and the client_secret may be correct.
    is_open = verdict is None and evidence.get(TRIAL) is UNKNOWN
    return Missing((KEYS,), 1) if is_open else verdict


@on(HEADER, CLIENT_SECRET, KEYS)
def _compare(header: Mapping[str, Any], token: Jws, keys: tuple[KeyAtHand, ...]) -> Outcome:
    named = {key.file_name.key_id: key for key in keys if key.file_name.key_id}
    if not named:
        return Skip("no key file's name contains a Key ID")
    kid = str(header["kid"])
    signer = None if kid in named and len(named) == 1 else _signer(token, named)
    if signer is None or signer == kid:
        return None
    because = f"the key in the file of {signer} made the signature, but Apple looks it up under {kid}"
    return Fail(AT, kid, signer, because, signer)


@on(HEADER, SOURCE)
def _compare_in_source(header: Mapping[str, Any], source: Source) -> Outcome:
    signer, kid = read_key_file_name(source.key_file).key_id, header["kid"]
    because = f"the program signs with the key in {source.key_file}, but Apple looks it up under {kid}"
    return None if signer in {None, kid} else Fail(AT, kid, signer, because, signer)


def _signer(token: Jws, named: Mapping[str, KeyAtHand]) -> str | None:
    """Return the Key ID in the name of the file whose key made the signature."""
    if token.signature is None:
        return None
    for key_id, key in named.items():
        public = key.reading.public
        if public is not None and es256.verify(public, token.signature, token.signing_input):
            return key_id
    return None


def _reading_from(scenario: samples.Scenario, name: str) -> samples.Scenario:
    return scenario.configured(source=Source(key_file=name)).unknown("portal", "keys")


def _other_file() -> str:
    return f"AuthKey_{samples.OTHER_KEY_ID}.p8"


KID_IS_MISSING = Rule(
    id="secret-kid-missing",
    title="the header of client_secret has no kid",
    question=Question.HEADER,
    since="0.1",
    why="A team can have several keys. Without kid Apple does not know which of them to check the signature with.",
    fix="Set kid in the header to the Key ID: the portal shows it under Keys, and it is in the file name AuthKey_….p8.",
    references=(APPLE_CLIENT_SECRET, GO_SIWA_9),
    check=_is(Kid.MISSING),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    also_seen=(INVALID_CLIENT.cited(GO_SIWA_9),),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        "decode the header of the client_secret (the part before the first dot) and check that it contains kid", "the header has a kid"
    ),
    good=lambda: (Example("the Key ID", lambda s: s.header(kid=samples.KEY_ID)),),
    bad=lambda: (Example("no kid", lambda s: s.header(kid=samples.DROP)), Example("an empty kid", lambda s: s.header(kid=""))),
)

KID_IN_PAYLOAD = Rule(
    id="secret-kid-in-payload",
    title="kid is in the payload instead of the header",
    question=Question.HEADER,
    since="0.1",
    why="Apple reads kid before it can trust the payload, so it looks for kid only in the header.",
    fix="Pass kid to your library as a header field (`headers=`, `header:`, `keyid`), not as a claim.",
    references=(APPLE_CLIENT_SECRET,),
    check=_in_payload,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    # The extra claim is kid itself.
    explains=("secret-has-extra-claims",),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether kid is in the payload: it belongs into the header", "the header has kid"),
    good=lambda: (Example("in the header", lambda s: s.header(kid=samples.KEY_ID)),),
    bad=lambda: (Example("among the claims", lambda s: s.header(kid=samples.DROP).secret(kid=samples.KEY_ID)),),
)

KID_IS_MALFORMED = Rule(
    id="secret-kid-malformed",
    title="kid is not a Key ID",
    question=Question.HEADER,
    since="0.1",
    why="Apple looks your key up by the exact ten characters of its Key ID, and no key has this one.",
    fix="Set kid to only the ten characters, in capitals, without AuthKey_ and without .p8.",
    references=(APPLE_CLIENT_SECRET, APPLE_KEY_DOWNLOAD),
    check=_malformed,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    also_seen=(INVALID_REQUEST.cited(OMNIAUTH_60),),
    # A key that kid does not identify cannot be compared with a team.
    explains=("key-of-other-team",),
    voids=(REGISTERED_KEY,),
    speaks_of=(KID,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether kid is ten capitals and digits, as in AuthKey_<Key ID>.p8", "kid is the Key ID"),
    good=lambda: (Example("ten characters", lambda s: s.header(kid=samples.KEY_ID)),),
    bad=lambda: (
        Example("the name of the file", lambda s: s.header(kid=f"AuthKey_{samples.KEY_ID}")),
        Example("with the file suffix", lambda s: s.header(kid=f"{samples.KEY_ID}.p8")),
        Example("lower case", lambda s: s.header(kid=samples.KEY_ID.lower())),
        Example("a trailing space", lambda s: s.header(kid=f"{samples.KEY_ID} ")),
        Example("nine characters", lambda s: s.header(kid=samples.KEY_ID[:9])),
        Example("eleven characters", lambda s: s.header(kid=f"{samples.KEY_ID}H")),
        Example("a number", lambda s: s.header(kid=1234567890)),
    ),
)

KID_IS_TEAM_ID = Rule(
    id="secret-kid-is-team-id",
    title="kid is the Team ID instead of the Key ID",
    question=Question.HEADER,
    since="0.1",
    why="Both are ten characters and easily swapped. Apple finds no key with your Team ID as its Key ID.",
    fix="Set kid to the Key ID, which the portal shows under Keys, and iss to the Team ID, which it shows under Membership details.",
    references=(APPLE_CLIENT_SECRET,),
    check=_team_id,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    also_seen=(INVALID_REQUEST.cited(OMNIAUTH_60),),
    # kid and iss are swapped.
    explains=("secret-kid-differs-from-key-file", "secret-iss-is-key-id", "secret-iss-differs-from-team", "key-of-other-team"),
    voids=(SIGNED_BY, REGISTERED_KEY),
    speaks_of=(KID,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("compare kid with the Key ID in the portal, under Keys", "kid is the Key ID shown there"),
    good=lambda: (Example("each in its place", lambda s: s.header(kid=samples.KEY_ID).secret(iss=samples.TEAM_ID)),),
    bad=lambda: (
        Example("swapped with iss", lambda s: s.header(kid=samples.TEAM_ID).secret(iss=samples.KEY_ID)),
        Example("the Team ID twice", lambda s: s.header(kid=samples.TEAM_ID)),
        Example("one identifier in both places", lambda s: s.header(kid=samples.OTHER_TEAM_ID).secret(iss=samples.OTHER_TEAM_ID)),
    ),
)

KID_DIFFERS_FROM_KEY_FILE = Rule(
    id="secret-kid-differs-from-key-file",
    title="kid is the Key ID of a different key file",
    question=Question.HEADER,
    since="0.1",
    why="Apple checks the signature with the key that kid identifies. The signature was made with another key, so it does not verify.",
    fix="Set kid to the ten characters in the name of the key file that signs, or sign with the key file that kid refers to.",
    references=(APPLE_KEY_DOWNLOAD, KEYCLOAK_47),
    check=_differs,
    wire=INVALID_CLIENT.cited(KEYCLOAK_47),
    also_seen=(INVALID_REQUEST.cited(OMNIAUTH_60),),
    # The key that is compared with the team is not the intended one.
    explains=("key-of-other-team",),
    voids=(SIGNED_BY, REGISTERED_KEY),
    speaks_of=(KID,),
    suspicion=Suspicion("compare kid with the name of the key file, AuthKey_<Key ID>.p8", "both are the same ten characters"),
    told_by={Proof.ONLY_SERVER_FAILS: 25, Proof.SINCE_KEY_REPLACED: 55},
    good=lambda: (
        Example("the Key ID of the file", lambda s: s.header(kid=samples.KEY_ID)),
        Example("the second of two files", lambda s: s.another_key(samples.other_key_text(), _other_file())),
        Example("another key's file, which was not used to sign here", lambda s: s.key(samples.other_key_text(), _other_file()).unknown("portal")),
        Example("a file that was renamed", lambda s: s.key(samples.team_key_text(), "apple-private.pem")),
        Example("source code that reads a renamed file", lambda s: _reading_from(s, "apple.p8")),
    ),
    bad=lambda: (
        Example("signed with one key, kid of another", lambda s: s.header(kid=samples.OTHER_KEY_ID)),
        Example("the wrong of two keys", lambda s: s.header(kid=samples.OTHER_KEY_ID).another_key(samples.other_key_text(), _other_file())),
        Example("source code that reads the file of another key", lambda s: _reading_from(s, _other_file())),
    ),
)

RULES = (KID_IN_PAYLOAD, KID_IS_MISSING, KID_IS_MALFORMED, KID_IS_TEAM_ID, KID_DIFFERS_FROM_KEY_FILE)
