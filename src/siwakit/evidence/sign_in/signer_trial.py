"""Which key signed a client_secret: the key that its kid names, another key, or an unknown one.

If the portal is known, only its key for the kid is tried, as Apple does. Otherwise the given keys are tried instead,
and if a key whose file name has another Key ID than the kid does not verify, that proves nothing.
"""

from __future__ import annotations

from typing import Any

from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, KeyAtHand, Part
from siwakit.evidence.parts import ANSWER, CLIENT_SECRET, SIGNATURE
from siwakit.evidence.sign_in.portal import Portal
from siwakit.jose import es256
from siwakit.jose.jws import Jws
from siwakit.jose.keys.key_kinds import KeyForm
from siwakit.jose.trials.examine import SignatureFinding, SignatureKind
from siwakit.record import record

_PRIVATE = frozenset({KeyForm.PKCS8, KeyForm.SEC1, KeyForm.ENCRYPTED, KeyForm.PRIVATE_JWK})
ASK_KEY = "the .p8 key file (read locally, never sent)"


@record
class Trial:
    """Kind of the signature and the key that made it; *is_other* means that the kid names another key.

    *key* is a name to show, *key_id* what its registration or its file name says; *named* is the key that the kid names.
    """

    finding: SignatureFinding
    key: str = ""
    key_id: str | None = None
    named: str = ""
    is_other: bool = False


def key_name(key: KeyAtHand) -> str:
    """Return the words that describe a given key."""
    return key.name or "the key given as text"


def _tried(evidence: Evidence) -> Trial | Absence:
    token = evidence.get(CLIENT_SECRET)
    finding = evidence.get(SIGNATURE)
    if isinstance(token, Absence) or isinstance(finding, Absence):
        return token if isinstance(token, Absence) else UNKNOWN
    kid = (token.header or {}).get("kid")
    if not isinstance(evidence.portal, Absence):
        return _with_portal(token, finding, str(kid), evidence.portal, evidence.keys)
    keys = () if isinstance(evidence.keys, Absence) else evidence.keys
    return UNKNOWN if finding.kind is SignatureKind.NOT_TRIED else _with_keys(finding, kid, keys)


def _with_portal(token: Jws, finding: SignatureFinding, kid: str, portal: Portal, keys: tuple[KeyAtHand, ...] | Absence) -> Trial | Absence:
    if kid not in portal.keys:
        return LACKING
    named = f"the registered key {kid}"
    if finding.kind is not SignatureKind.UNVERIFIED:
        return Trial(finding, named, kid, named)
    for key_id, registered in portal.keys.items():
        if _made(registered.public, token):
            return Trial(finding, f"the registered key {key_id}", key_id, named, is_other=True)
    for key in () if isinstance(keys, Absence) else keys:
        if _made(key.reading.public, token):
            return Trial(finding, key_name(key), key.file_name.key_id, named, is_other=True)
    return Trial(finding, named=named)


def _with_keys(finding: SignatureFinding, kid: object, keys: tuple[KeyAtHand, ...]) -> Trial | Absence:
    tried = [key for key in keys if key.reading.public is not None]
    named = next((key for key in tried if key.file_name.key_id == kid), None)
    words = key_name(named) if named else ""
    if finding.key is not None:
        made = keys[finding.key]
        is_other = named is not None and finding.kind is SignatureKind.VERIFIES and made.reading.public != named.reading.public
        return Trial(finding, key_name(made), made.file_name.key_id, words, is_other=is_other)
    could_be_named = named is not None or any(key.file_name.key_id is None for key in tried)
    if finding.kind is SignatureKind.UNVERIFIED and named is None and any(_is_untried(key) and key.file_name.key_id in {None, kid} for key in keys):
        return UNKNOWN
    if finding.kind is SignatureKind.UNVERIFIED and not could_be_named:
        return UNKNOWN
    return Trial(finding, named=words)


def _is_untried(key: KeyAtHand) -> bool:
    """Return whether *key* can sign, but its public half is not known: it is encrypted, damaged, or a browser cannot compute it."""
    return key.reading.form in _PRIVATE and key.reading.public is None and key.reading.foreign_public is None


def _made(public: Any, token: Jws) -> bool:
    return public is not None and token.signature is not None and es256.verify(public, token.signature, token.signing_input)


def _written(evidence: Evidence) -> Trial | Absence:
    """Return what can be seen of the signature even without a key to try."""
    finding = evidence.get(SIGNATURE)
    trial = evidence.get(TRIAL)
    if isinstance(finding, Absence):
        return finding
    return Trial(finding) if isinstance(trial, Absence) else trial


def _doubted_keys(evidence: Evidence) -> tuple[KeyAtHand, ...] | Absence:
    """Return the given keys, unless it is proved that one of them, or the key in Apple's own record, signed."""
    answer = evidence.get(ANSWER)
    finding = evidence.get(SIGNATURE)
    if not isinstance(answer, Absence) and answer.has_tokens:
        return LACKING
    is_proved = not isinstance(finding, Absence) and finding.proved and SignatureKind.WRONG_CURVE not in {finding.kind, finding.also}
    return LACKING if is_proved else evidence.keys


def _is_signed(evidence: Evidence) -> bool | Absence:
    token = evidence.get(CLIENT_SECRET)
    if token is LACKING:
        return False
    if "client_secret.signature" in evidence.unshown:
        return UNKNOWN
    return token if isinstance(token, Absence) else bool(token.segments[2])


def _kind_of(trial: Trial | Absence) -> SignatureKind | Absence:
    return trial if isinstance(trial, Absence) else trial.finding.kind


TRIAL: Part[Trial] = Part("signature.trial", _tried, ASK_KEY, "--key")
WRITTEN: Part[Trial] = Part("signature.written", _written, "the client_secret")
TRIAL_KIND: Part[SignatureKind] = Part("signature.kind", lambda e: _kind_of(e.get(TRIAL)), ASK_KEY, "--key")
WRITTEN_KIND: Part[SignatureKind] = Part("signature.written_kind", lambda e: _kind_of(e.get(WRITTEN)), "the client_secret")
DOUBTED_KEYS: Part[tuple[KeyAtHand, ...]] = Part("keys.doubted", _doubted_keys, ASK_KEY, "--key")
IS_SIGNED: Part[bool] = Part("client_secret.is_signed", _is_signed, "the client_secret")
