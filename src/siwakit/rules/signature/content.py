"""Rules about the hash and the bytes that were signed, proved by repeating the mistake with the key."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.aspects import SIGNATURE_FORM
from siwakit.evidence.sign_in.signer_trial import TRIAL, TRIAL_KIND, Trial
from siwakit.jose import base64url, es256
from siwakit.jose.keys.other_forms import sign_with_hash
from siwakit.jose.trials.examine import SignatureKind
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, of_kind
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, RFC_7515, RFC_7518

AT = "client_secret.signature"


def _made(kind: SignatureKind, expected: str, words: str) -> Check:
    @of_kind(TRIAL_KIND, kind, TRIAL)
    def look(trial: Trial) -> Outcome:
        """Find the mistake under which the signature verifies."""
        return Fail(AT, trial.finding.detail, expected, f"{words} {trial.finding.detail}, it verifies with {trial.key}")

    return look


def _over(change: Callable[[bytes], bytes]) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return the change to a sign-in that signs *change* of the bytes that should be signed."""
    return lambda s: s.signed(lambda data: es256.sign_deterministic(samples.team_key(), change(data)))


def _hashed(name: str) -> Callable[[samples.Scenario], samples.Scenario]:
    return lambda s: s.signed(lambda data: sign_with_hash(samples.team_key(), data, name))


def _decoded(data: bytes) -> tuple[bytes, bytes]:
    first, _, second = data.decode().partition(".")
    return base64url.decode(first), base64url.decode(second)


def _pretty(data: bytes) -> bytes:
    return b".".join(base64url.encode(json.dumps(json.loads(part), indent=2).encode()).encode() for part in _decoded(data))


def _padded(data: bytes) -> bytes:
    return b".".join(segment + b"=" * (-len(segment) % 4) for segment in data.split(b"."))


SIGNATURE_HAS_WRONG_HASH = Rule(
    id="signature-wrong-hash",
    title="the signature uses a hash other than SHA-256",
    question=Question.SIGNATURE,
    since="0.1",
    why="ES256 hashes with SHA-256, once. Key services and low-level APIs use a hash of their own by default, or expect the digest.",
    fix="Sign with SHA-256; pass the API either the data or its digest, whichever it expects.",
    references=(APPLE_CLIENT_SECRET, RFC_7518),
    check=_made(SignatureKind.WRONG_HASH, "SHA-256 of header.payload, hashed once", "treated as"),
    wire=INVALID_CLIENT,
    speaks_of=(SIGNATURE_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check which hash the signer uses", "it is SHA-256"),
    good=lambda: (Example("SHA-256", lambda s: s),),
    bad=lambda: (
        Example("SHA-384", _hashed("SHA-384")),
        Example("SHA-512", _hashed("SHA-512")),
        Example("SHA-1", _hashed("SHA-1")),
        Example("SHA-256 twice", _over(lambda data: sha256(data).digest())),
    ),
)

SIGNATURE_IS_OVER_OTHER_BYTES = Rule(
    id="signature-over-other-bytes",
    title="the signature was made over bytes other than header.payload",
    question=Question.SIGNATURE,
    since="0.1",
    why="The key is correct and the signature is genuine, but what was signed is not what was sent. Apple verifies the two segments exactly as sent.",
    fix="Sign the two base64url segments with a dot between them, as they are sent, and change nothing afterwards.",
    references=(APPLE_TN3107, APPLE_CLIENT_SECRET, RFC_7515),
    check=_made(SignatureKind.OTHER_BYTES, "the two base64url segments, with a dot between them", "treated as made over"),
    wire=INVALID_CLIENT,
    speaks_of=(SIGNATURE_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check that nothing changes the first two segments after they were signed", "the client_secret verifies with the key"),
    good=lambda: (Example("header.payload as sent", lambda s: s),),
    bad=lambda: (
        Example("the decoded JSON of both", _over(lambda data: b".".join(_decoded(data)))),
        Example("pretty-printed JSON", _over(_pretty)),
        Example("the segments with padding", _over(_padded)),
        Example("without the header", _over(lambda data: data.partition(b".")[2])),
        Example("with a trailing line break", _over(lambda data: data + b"\n")),
    ),
)

RULES = (SIGNATURE_HAS_WRONG_HASH, SIGNATURE_IS_OVER_OTHER_BYTES)
