"""Rules about the file that contains a key: its name and its permissions."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.evidence.aspects import SECRET_MADE
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, KeyAtHand
from siwakit.evidence.parts import ANSWER, HEADER, KEYS, PORTAL
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.signer_trial import DOUBTED_KEYS
from siwakit.jose.keys.key_file_name import KeyService
from siwakit.jose.keys.p8 import KeyDamage, KeyForm
from siwakit.rules.model import Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Verdict, on, reading
from siwakit.sources import APPLE_KEY_DOWNLOAD, APPLE_KEY_HELP, OUR_ADVICE

_OTHERS_MAY_READ = 0o004
_PUBLIC = frozenset({KeyForm.PUBLIC, KeyForm.PUBLIC_JWK, KeyForm.CERTIFICATE})


@reading(KEYS, ANSWER, PORTAL, HEADER, needs=KEYS)
def says_other_service(evidence: Evidence) -> Verdict:
    """Find another service's file name on the only available key, or on the one that kid refers to."""
    keys = evidence.get(KEYS)
    if isinstance(keys, Absence):
        return Missing((KEYS,)) if keys is UNKNOWN else Skip("no key is available")
    if not any(key.file_name.says_other_service for key in keys):
        return None
    answer, portal = evidence.get(ANSWER), evidence.get(PORTAL)
    if not isinstance(answer, Absence) and answer.has_tokens:
        return Skip("Apple accepts what this key signs")
    header = evidence.get(HEADER)
    kid = None if isinstance(header, Absence) else header.get("kid")
    registered = {} if isinstance(portal, Absence) else portal.keys
    used = keys if len(keys) == 1 else tuple(key for key in keys if key.file_name.key_id == kid)
    doubted = (key for key in used if key.file_name.says_other_service and key.file_name.key_id not in registered)
    return next((_fail(key) for key in doubted), None)


def _fail(key: KeyAtHand) -> Fail:
    service = key.file_name.service or KeyService.PORTAL
    return Fail(f"key[{key.name}]", key.name, "AuthKey_<Key ID>.p8", f"a file of this name is {service.value}")


@on(KEYS)
def others_may_read(keys: tuple[KeyAtHand, ...]) -> Outcome:
    """Find a private key's file that every user of the machine can read."""
    for key in keys:
        if key.mode is not None and key.mode & _OTHERS_MAY_READ and key.reading.form not in _PUBLIC:
            return Fail(f"key[{key.name or 'text'}]", f"mode {key.mode:03o}", "mode 600", "every user of this machine can read the private key")
    return None


@on(DOUBTED_KEYS)
def holds_two(keys: tuple[KeyAtHand, ...]) -> Outcome:
    """Find a text with two different private keys."""
    for key in keys:
        if KeyDamage.SECOND_KEY in key.reading.damages:
            at = f"key[{key.name or 'text'}]"
            return Fail(at, "two different private keys", "one private key", "signers use the first one, the last one, or neither")
    return None


def _with_second(text: Callable[[], str]) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return the change that puts the team's key and *text* in one file."""
    return lambda s: s.key(f"{samples.team_key_text()}{text()}").unknown("request")


FILE_HOLDS_TWO_KEYS = Rule(
    id="key-file-holds-two-keys",
    title="the key file contains two different private keys",
    question=Question.SIGNATURE,
    since="0.1",
    why="Nothing says which of them is the right one. If the signer uses the wrong one, Apple refuses its signatures.",
    fix="Keep one private key in the file: the one whose Key ID you use.",
    references=(OUR_ADVICE, APPLE_KEY_DOWNLOAD),
    check=holds_two,
    told_by={Proof.SINCE_KEY_REPLACED: 25},
    harm=Harm.DEFEATS,
    # Only the first key is tried against signatures, and the second one may have signed.
    explains=("signature-does-not-verify",),
    voids=(SECRET_MADE,),
    good=lambda: (
        Example("one key", lambda s: s),
        Example("the same key twice", _with_second(samples.team_key_text)),
        Example("the same key in two forms", _with_second(samples.key_texts.sec1)),
        Example("followed by its public half", _with_second(samples.key_texts.public)),
        Example("two keys, and the first has signed", lambda s: s.key(samples.team_key_text() + samples.other_key_text()).unknown("portal")),
    ),
    bad=lambda: (
        Example("two keys of the same team", _with_second(samples.other_key_text)),
        Example("a key on another curve", _with_second(samples.key_texts.p384)),
        Example("two keys, and an empty secret", lambda s: s.key(samples.team_key_text() + samples.other_key_text()).form(client_secret="")),
        Example(
            "two keys, and the second has signed",
            lambda s: s.key(samples.team_key_text() + samples.other_key_text()).signed_by_other_key().unknown("portal"),
        ),
    ),
)

FILE_NAME_SAYS_OTHER_SERVICE = Rule(
    id="key-file-name-says-other-service",
    title="the key file is named like a key for another Apple service",
    question=Question.SIGNATURE,
    since="0.1",
    why="In-App Purchase and App Store Connect keys look the same inside; only the file name differs. Sign in with Apple does not accept them.",
    fix="Use the file AuthKey_<Key ID>.p8 of a key that has Sign in with Apple enabled in Certificates, Identifiers & Profiles > Keys.",
    references=(APPLE_KEY_HELP, APPLE_KEY_DOWNLOAD),
    check=says_other_service,
    told_by={Proof.SINCE_KEY_REPLACED: 25},
    harm=Harm.DEFEATS,
    good=lambda: (
        Example("AuthKey", lambda s: s),
        Example("a name that identifies no service", lambda s: s.key(samples.team_key_text(), "apple.p8")),
        Example("a key that the portal has for Sign in with Apple", lambda s: s.key(samples.team_key_text(), f"ApiKey_{samples.KEY_ID}.p8")),
    ),
    bad=lambda: (
        Example("In-App Purchase", lambda s: s.key(samples.team_key_text(), f"SubscriptionKey_{samples.KEY_ID}.p8").unknown("portal")),
        Example("App Store Connect", lambda s: s.key(samples.team_key_text(), f"ApiKey_{samples.KEY_ID}.p8").unknown("portal")),
    ),
)

FILE_IS_READABLE_BY_OTHERS = Rule(
    id="key-file-readable-by-others",
    title="other users of this machine can read the private key",
    question=Question.SIGNATURE,
    since="0.1",
    why="Anyone who has the key can sign as your team. On a shared machine, a file that every user can read is as good as published.",
    fix="Make it readable only by its owner: chmod 600 FILE.",
    references=(OUR_ADVICE,),
    check=others_may_read,
    harm=Harm.UNSAFE,
    good=lambda: (
        Example("only its owner", lambda s: s.key(samples.team_key_text(), mode=0o600)),
        Example("its owner and the group of the service", lambda s: s.key(samples.team_key_text(), mode=0o640)),
        Example("not known", lambda s: s),
    ),
    bad=lambda: (
        Example("everyone", lambda s: s.key(samples.team_key_text(), mode=0o644)),
        Example("everyone but the group", lambda s: s.key(samples.team_key_text(), mode=0o604)),
    ),
)

RULES = (FILE_HOLDS_TWO_KEYS, FILE_NAME_SAYS_OTHER_SERVICE, FILE_IS_READABLE_BY_OTHERS)
