"""Rules about the key that signed: the one that kid refers to, or another."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.aspects import SIGNED_BY
from siwakit.evidence.parts import CLIENT_SECRET
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.signer_trial import TRIAL, Trial
from siwakit.jose import base64url
from siwakit.jose.jws import Jws
from siwakit.jose.trials.examine import SignatureKind
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, DART_108, KEYCLOAK_47, OMNIAUTH_60

AT = "client_secret.signature"


@on(CLIENT_SECRET, TRIAL)
def made_by_other_key(secret: Jws, trial: Trial) -> Outcome:
    """Find a signature that verifies, but not with the key that kid refers to."""
    if not trial.is_other:
        return None
    kid = (secret.header or {}).get("kid")
    owner = f", whose Key ID is {trial.key_id}" if trial.key_id else ", whose file name contains no Key ID"
    because = f"kid is {kid}; the signature verifies with {trial.key}{owner}, not with {trial.named}"
    return Fail(AT, trial.key, trial.named, because)


@on(CLIENT_SECRET, TRIAL)
def verifies_with_nothing(secret: Jws, trial: Trial) -> Outcome:
    """Find a signature that no trial explains."""
    if trial.is_other or trial.finding.kind not in {SignatureKind.UNVERIFIED, SignatureKind.WRONG_CURVE}:
        return None
    kid = (secret.header or {}).get("kid")
    if trial.finding.kind is SignatureKind.WRONG_CURVE:
        return Fail(AT, trial.finding.detail, "the signature of a key on P-256", f"it verifies with {trial.key}, and {trial.finding.detail}")
    named = trial.named or "the available key"
    return Fail(AT, "64 bytes that do not verify", f"the signature of {named}", f"kid is {kid}; {trial.finding.detail}: none of these verifies")


def _by_unnamed_key(s: samples.Scenario) -> samples.Scenario:
    return s.signed_by_other_key().another_key(samples.other_key_text(), "sandbox.pem").unknown("portal")


def _edited(text: str) -> str:
    head, payload, signature = text.split(".")
    changed = base64url.encode(base64url.decode(payload).replace(b'"iat":1790000000', b'"iat":1789999999'))
    return f"{head}.{changed}.{signature}"


def _other_file() -> str:
    return f"AuthKey_{samples.OTHER_KEY_ID}.p8"


SIGNED_BY_OTHER_KEY = Rule(
    id="signature-by-other-key",
    title="client_secret was signed by a key other than the one in kid",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.SIGN_IN_NOT_FINISHED: 30, Proof.ONLY_SERVER_FAILS: 30, Proof.SINCE_KEY_REPLACED: 60, Proof.SINCE_TEAM_CHANGED: 25},
    why="Apple verifies with the public key that belongs to kid. Another of your keys signed the client_secret, so it does not verify.",
    fix="Use the .p8 file and the Key ID of the same key.",
    references=(APPLE_TN3107, APPLE_CLIENT_SECRET, KEYCLOAK_47),
    check=made_by_other_key,
    wire=INVALID_CLIENT,
    also_seen=(INVALID_CLIENT.cited(KEYCLOAK_47), INVALID_REQUEST.cited(OMNIAUTH_60)),
    voids=(SIGNED_BY,),
    speaks_of=(SIGNED_BY,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        "compare kid with the name of the .p8 file that signs, AuthKey_<Key ID>.p8, and with Certificates, Identifiers & Profiles > Keys",
        "the signature verifies with the file whose name contains the kid",
    ),
    good=lambda: (
        Example("the key that kid refers to", lambda s: s),
        Example("another key is available too", lambda s: s.another_key(samples.other_key_text(), _other_file()).unknown("portal")),
        Example("the key file's name has no Key ID", lambda s: s.key(samples.team_key_text(), "").unknown("portal")),
    ),
    bad=lambda: (
        Example("the second key of the team", lambda s: s.signed_by_other_key()),
        Example("an available key with another Key ID in its file name", _by_unnamed_key),
    ),
)

SIGNATURE_DOES_NOT_VERIFY = Rule(
    id="signature-does-not-verify",
    title="the signature does not verify",
    question=Question.SIGNATURE,
    since="0.1",
    why="Neither the key that kid refers to nor any known mistake gives this signature: another key made it, or the client_secret was changed.",
    fix="Create a new client_secret with the .p8 file whose name contains the kid, and send it unchanged.",
    references=(APPLE_TN3107, APPLE_CLIENT_SECRET),
    check=verifies_with_nothing,
    wire=INVALID_CLIENT,
    also_seen=(INVALID_CLIENT.cited(DART_108),),
    speaks_of=(SIGNED_BY,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        "supply the .p8 file that signs (--key): the doctor tries it on the signature locally, and never sends it",
        "the signature verifies with the key that kid refers to",
    ),
    good=lambda: (
        Example("it verifies", lambda s: s),
        Example("it verifies, and only the key shows it", lambda s: s.unknown("portal")),
    ),
    bad=lambda: (
        Example("a claim was changed afterwards", lambda s: s.sent(_edited)),
        Example("a claim was changed afterwards, without the portal", lambda s: s.sent(_edited).unknown("portal")),
        Example("64 bytes that are not a signature", lambda s: s.signed(lambda _: bytes(range(64)))),
    ),
)

RULES = (SIGNED_BY_OTHER_KEY, SIGNATURE_DOES_NOT_VERIFY)
