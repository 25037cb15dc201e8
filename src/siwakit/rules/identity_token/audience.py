"""Rules about aud: the identity token must be issued to one of your clients."""

from __future__ import annotations

import re
from enum import Enum, auto

from siwakit import samples
from siwakit.apple import IDENTIFIER
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.parts import CLIENT_IDS
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.identity_parts import AUD, AUDIENCES, CLAIMS
from siwakit.patterns import pattern
from siwakit.rules.model import Check, Enforcer, Example, Fail, Harm, Outcome, Question, Remedy, Rule, Suspicion, of_kind
from siwakit.sources import (
    APPLE_AUTHENTICATING,
    APPLE_ID_TOKEN,
    APPLE_SIGNIN_UNITY_135,
    EXPO_16162,
    PARSE_SERVER_6394,
)

AT_AUD = "identity_token.claims.aud"
AT_LIST = "verifier.audiences"
_VERIFY = (Enforcer.VERIFY,)
_EXPO_GO = "host.exp.Exponent"  # EXPO_16162
_PARTS_OF_APPS = (".watchkitapp", ".watchkitapp.watchkitextension", ".clip", ".extension")
_SHORT = 3
_SHARED = frozenset({"github", "gitlab", "herokuapp", "firebaseapp"})
_DIGITS = pattern(r"\d{5,}")


class Aud(Enum):
    """The kinds of aud, for a verifier that accepts certain client ids."""

    ACCEPTED = auto()
    MISSING = auto()
    NONE_ACCEPTED = auto()
    NO_CLIENT_ID_ACCEPTED = auto()
    OTHER_CLIENT = auto()
    HAS_SUFFIX = auto()
    FOREIGN = auto()


def classify(aud: object, accepted: tuple[str, ...], own: tuple[str, ...]) -> Aud:
    """Return the kind of *aud*; exactly one rule of this file reports each mistake."""
    if not isinstance(aud, str) or not aud:
        return Aud.MISSING
    if not accepted:
        return Aud.NONE_ACCEPTED
    if aud in accepted:
        return Aud.ACCEPTED
    if all(name_other_kind(one) for one in accepted):
        return Aud.NO_CLIENT_ID_ACCEPTED
    if aud in own:
        return Aud.OTHER_CLIENT
    return Aud.HAS_SUFFIX if any(aud.startswith(f"{one}.") for one in (*accepted, *own)) else Aud.FOREIGN


def name_other_kind(value: str) -> str:
    """Return what *value* is recognised as if it is not a client id; an empty string if it may be one."""
    if _DIGITS.fullmatch(value):
        return "the number of an app in the App Store"
    if value.startswith(("https://", "http://")):
        return "an address"
    if IDENTIFIER.fullmatch(value) and re.search(r"\d", value):
        return "a Team ID or a Key ID"
    return ""


def _own(evidence: Evidence) -> tuple[str, ...]:
    ids = evidence.get(CLIENT_IDS)
    return () if isinstance(ids, Absence) else ids


def _read_kind(evidence: Evidence) -> Aud | Absence:
    aud, accepted = evidence.get(AUD), evidence.get(AUDIENCES)
    if isinstance(aud, Absence) or accepted is LACKING:
        return LACKING
    if not isinstance(accepted, Absence) and isinstance(evidence.get(CLAIMS), Absence):
        return _classify_said(str(aud), accepted, _own(evidence))
    if not isinstance(accepted, Absence):
        # The developer's own ids distinguish one foreign audience from another, so they matter only if the audience is not accepted.
        return classify(aud, accepted, () if aud in accepted else _own(evidence))
    own = _own(evidence)
    # The verifier's list is unknown: an aud that is not one of the developer's own ids is not on it, or should not be.
    found = classify(aud, own, own) if own else Aud.ACCEPTED
    return UNKNOWN if found is Aud.ACCEPTED else found if found in _TOLD_BY_OWN_IDS else Aud.ACCEPTED


def _classify_said(aud: str, accepted: tuple[str, ...], own: tuple[str, ...]) -> Aud | Absence:
    """Return the kind of an *aud* that a verifier says it refused; whose it is shows only if it is named like what was expected, or known."""
    if aud in own or any(_owner(aud) == _owner(one) for one in accepted):
        return Aud.ACCEPTED if aud in accepted else Aud.HAS_SUFFIX if aud.lower().endswith(_PARTS_OF_APPS) else Aud.OTHER_CLIENT
    return Aud.FOREIGN if aud.lower() == _EXPO_GO.lower() else UNKNOWN


def _owner(client_id: str) -> list[str]:
    """Return the labels of *client_id* that are the domain of its owner: three if others share the first two, as in uk.co and io.github."""
    labels = client_id.lower().split(".")
    return labels[: 3 if len(labels[1]) <= _SHORT or labels[1] in _SHARED else 2]


def _read_accepted(evidence: Evidence) -> tuple[str, ...] | Absence:
    accepted = evidence.get(AUDIENCES)
    return _own(evidence) if accepted is UNKNOWN else accepted


_TOLD_BY_OWN_IDS = frozenset({Aud.MISSING, Aud.HAS_SUFFIX, Aud.FOREIGN})
KIND: Part[Aud] = Part("kind_of_identity_aud", _read_kind, AUDIENCES.ask)
_ACCEPTED: Part[tuple[str, ...]] = Part("accepted_audiences", _read_accepted, AUDIENCES.ask)


def _aud_is(kind: Aud) -> Check:
    @of_kind(KIND, kind, AUD, KIND, _ACCEPTED)
    def look(aud: object, found: Aud, accepted: tuple[str, ...]) -> Outcome:
        """Find an audience of this kind."""
        return _fail(found, aud, accepted)

    return look


def _fail(kind: Aud, aud: object, accepted: tuple[str, ...]) -> Fail:
    names = ", ".join(accepted) or "none"
    match kind:
        case Aud.NONE_ACCEPTED:
            return Fail(AT_LIST, [], aud, "the verifier accepts no client id, so it refuses every token", str(aud))
        case Aud.NO_CLIENT_ID_ACCEPTED:
            return Fail(AT_LIST, names, aud, f"{accepted[0]} is {name_other_kind(accepted[0])}", str(aud))
        case Aud.OTHER_CLIENT:
            return Fail(AT_LIST, names, aud, f"the token was issued to {aud}, but the verifier accepts only {names}", str(aud))
        case Aud.HAS_SUFFIX:
            return Fail(AT_AUD, aud, names, f"the token was issued to {aud}: a watch app, an app clip or another target of yours signed the user in")
        case Aud.FOREIGN if str(aud).lower() == _EXPO_GO.lower():
            return Fail(AT_AUD, aud, names, "host.exp.Exponent is Expo Go: the token was issued to that app, not to yours")
    return Fail(AT_AUD, aud, names)


AUD_MISSING = Rule(
    id="identity-token-aud-missing",
    title="the identity token has no valid aud",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="aud is the client that Apple issued the token to, as one string; without it a token for any app would be accepted.",
    fix="Refuse the token: Apple never sends one like it.",
    references=(APPLE_ID_TOKEN,),
    check=_aud_is(Aud.MISSING),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("the Services ID", lambda s: s.verifying()),),
    bad=lambda: (
        Example("no aud", lambda s: s.verifying(lambda i: i.claims(aud=samples.DROP))),
        Example("a list", lambda s: s.verifying(lambda i: i.claims(aud=[samples.SERVICES_ID]))),
    ),
)

NONE_ACCEPTED = Rule(
    id="identity-token-audiences-empty",
    title="the verifier accepts no client id",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.AUDIENCE_REFUSED: 30},
    why="aud must be one of your client ids, but the list of them is empty: every token is refused, or aud is not checked.",
    fix="List your bundle ID and your Services ID as the client ids to accept.",
    references=(APPLE_AUTHENTICATING,),
    check=_aud_is(Aud.NONE_ACCEPTED),
    remedy=Remedy.ACTION,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("one", lambda s: s.verifying(lambda i: i.audiences(samples.SERVICES_ID))),),
    bad=lambda: (
        Example("an empty list", lambda s: s.verifying(lambda i: i.audiences())),
        Example("an empty setting", lambda s: s.verifying(lambda i: i.audiences_unknown().verifier_says(expected_aud=""))),
    ),
)

NO_CLIENT_ID = Rule(
    id="identity-token-audience-is-no-client-id",
    title="the audience that the verifier expects is not a client id",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.AUDIENCE_REFUSED: 15},
    why="aud is the bundle ID or the Services ID; it is never an App Store number, a Team ID or an address.",
    fix="Expect the bundle ID (native) and the Services ID (web).",
    references=(APPLE_AUTHENTICATING, APPLE_SIGNIN_UNITY_135),
    check=_aud_is(Aud.NO_CLIENT_ID_ACCEPTED),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("a client id and a number", lambda s: s.verifying(lambda i: i.audiences("1234567890", samples.SERVICES_ID))),),
    bad=lambda: (
        Example("the number of the app", lambda s: s.verifying(lambda i: i.audiences("1234567890"))),
        Example("the Team ID", lambda s: s.verifying(lambda i: i.audiences("A1B2C3D4E5"))),
        Example("an address", lambda s: s.verifying(lambda i: i.audiences("https://app.example.com"))),
    ),
)

OTHER_CLIENT = Rule(
    id="identity-token-aud-is-other-client",
    title="the identity token was issued to the other client of the same app",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={
        Proof.TOKEN_REFUSED: 40,
        Proof.AUDIENCE_REFUSED: 40,
        Proof.CREDENTIAL_REFUSED: 35,
        Proof.ONLY_WEB_FAILS: 40,
        Proof.ONLY_APP_FAILS: 50,
        Proof.ONLY_ANDROID_FAILS: 45,
        Proof.SINCE_CLIENT_ID_CHANGED: 45,
    },
    why="On Apple's devices aud is the bundle ID; on the web and on Android it is the Services ID. The verifier accepts only one of them.",
    fix="Accept both of your client ids, the bundle ID and the Services ID.",
    references=(APPLE_AUTHENTICATING, APPLE_ID_TOKEN),
    check=_aud_is(Aud.OTHER_CLIENT),
    remedy=Remedy.ACTION,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    suspicion=Suspicion(
        "check the audiences that your verifier accepts: the bundle ID for tokens from the app, the Services ID for tokens from the web",
        "both of them are in its list",
    ),
    good=lambda: (Example("both accepted", lambda s: s.verifying(lambda i: i.claims(aud=samples.BUNDLE_ID))),),
    bad=lambda: (
        Example(
            "a native token, the Services ID accepted",
            lambda s: s.verifying(lambda i: i.claims(aud=samples.BUNDLE_ID).audiences(samples.SERVICES_ID)),
        ),
        Example("a web token, the bundle ID accepted", lambda s: s.verifying(lambda i: i.audiences(samples.BUNDLE_ID))),
        Example("a verifier that names both", samples.said(Proof.AUDIENCE_REFUSED, expected=samples.SERVICES_ID, actual=samples.BUNDLE_ID)),
    ),
)

HAS_SUFFIX = Rule(
    id="identity-token-aud-has-suffix",
    title="the identity token was issued to a part of the app that has its own identifier",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="A watch app, an app clip or an extension signs in under its own bundle ID, which is the app's with a suffix.",
    fix="Add that identifier to the client ids that the verifier accepts, if it is one of yours.",
    references=(PARSE_SERVER_6394, APPLE_AUTHENTICATING),
    check=_aud_is(Aud.HAS_SUFFIX),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example(
            "the watch app accepted",
            lambda s: s.verifying(lambda i: i.claims(aud=f"{samples.BUNDLE_ID}.watchkitapp").audiences(f"{samples.BUNDLE_ID}.watchkitapp")),
        ),
    ),
    bad=lambda: (
        Example("the watch app", lambda s: s.verifying(lambda i: i.claims(aud=f"{samples.BUNDLE_ID}.watchkitapp"))),
        Example("an app clip", lambda s: s.verifying(lambda i: i.claims(aud=f"{samples.BUNDLE_ID}.Clip"))),
        Example("without the list", lambda s: s.verifying(lambda i: i.claims(aud=f"{samples.BUNDLE_ID}.watchkitapp").audiences_unknown())),
    ),
)

FOREIGN = Rule(
    id="identity-token-aud-foreign",
    title="the identity token was issued to another app",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.AUDIENCE_REFUSED: 20, Proof.SINCE_CLIENT_ID_CHANGED: 40},
    why="A token that was issued to another developer's client proves nothing to you: that developer could sign in as any of the app's users.",
    fix="Refuse the token. Under Expo Go, use a development build, which has your own bundle ID.",
    references=(APPLE_AUTHENTICATING, EXPO_16162),
    check=_aud_is(Aud.FOREIGN),
    harm=Harm.DEFEATS,
    # The same audience shows that the code is not from this app.
    explains=("code-issued-to-other-app",),
    enforced_at=_VERIFY,
    good=lambda: (Example("the Services ID", lambda s: s.verifying(lambda i: i.claims(aud=samples.SERVICES_ID))),),
    bad=lambda: (
        Example("Expo Go", lambda s: s.verifying(lambda i: i.claims(aud=_EXPO_GO))),
        Example("Expo Go, without the list", lambda s: s.verifying(lambda i: i.claims(aud=_EXPO_GO).audiences_unknown())),
        Example("another developer's app", lambda s: s.verifying(lambda i: i.claims(aud="org.example.other"))),
        Example("different letter case", lambda s: s.verifying(lambda i: i.claims(aud=samples.SERVICES_ID.upper()))),
    ),
)

RULES = (AUD_MISSING, NONE_ACCEPTED, NO_CLIENT_ID, HAS_SUFFIX, OTHER_CLIENT, FOREIGN)
