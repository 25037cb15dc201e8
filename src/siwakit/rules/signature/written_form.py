"""Rules about how the signature is encoded: 64 raw bytes, base64url-encoded once."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.aspects import SECRET_MADE, SIGNATURE_FORM
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.signer_trial import TRIAL, TRIAL_KIND, WRITTEN, WRITTEN_KIND, Trial
from siwakit.jose import base64url, es256
from siwakit.jose.trials.examine import SignatureKind
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, of_kind
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, APPWRITE_13320, DER_REPORT, RFC_7515, RFC_7518

AT = "client_secret.signature"
EXPECTED = "64 raw bytes, r and then s, in base64url"


def _written(kind: SignatureKind, mended: str) -> Check:
    """Return a check for a form that is visible without a key; *mended* says what was undone to prove it with one."""

    @of_kind(WRITTEN_KIND, kind, WRITTEN)
    def look(trial: Trial) -> Outcome:
        """Find a signature that is not encoded as 64 raw bytes."""
        return Fail(AT, trial.finding.detail, EXPECTED, _proof(trial, mended))

    return look


@of_kind(WRITTEN_KIND, SignatureKind.MISSING, WRITTEN)
def is_missing(trial: Trial) -> Outcome:
    """Find an empty third segment."""
    return Fail(AT, trial.finding.detail, EXPECTED, "there is nothing after the second dot")


def _permuted(kind: SignatureKind, mended: str) -> Check:
    """Return a check for a byte order that only a key can prove."""

    @of_kind(TRIAL_KIND, kind, TRIAL)
    def look(trial: Trial) -> Outcome:
        """Find the two numbers of the signature in another order."""
        return Fail(AT, trial.finding.detail, EXPECTED, _proof(trial, mended))

    return look


def _proof(trial: Trial, mended: str) -> str:
    finding = trial.finding
    if not finding.proved:
        return "its form is enough to show it; with the key, the doctor can prove who made it"
    if finding.also is SignatureKind.WRONG_CURVE:
        return f"it verifies with {trial.key}, but that key is not on P-256"
    second = f"; a second mistake in it: {finding.also.value}" if finding.also else ""
    return f"{mended}, it verifies with {trial.key}{second}"


def _of(change: Callable[[bytes], bytes]) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return the change to a sign-in in which *change* is applied to the correct signature."""
    return lambda s: s.signed(lambda data: change(_right(data)))


def _right(data: bytes) -> bytes:
    return es256.sign_deterministic(samples.team_key(), data)


def _ends_in(change: Callable[[bytes], str]) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return the change to a sign-in that writes the third segment by *change*."""

    def end(text: str) -> str:
        head, _, signature = text.rpartition(".")
        return f"{head}.{change(base64url.decode(signature))}"

    return lambda s: s.sent(end)


SIGNATURE_IS_MISSING = Rule(
    id="signature-missing",
    title="client_secret is not signed",
    question=Question.SIGNATURE,
    since="0.1",
    why="The third segment is empty: the claims are there but unsigned. Apple refuses a client_secret without a signature.",
    fix="Sign the client_secret with the .p8 key, and check that a signing error stops your program.",
    references=(APPLE_CLIENT_SECRET, RFC_7515),
    check=is_missing,
    wire=INVALID_CLIENT,
    also_seen=(INVALID_CLIENT.cited(APPWRITE_13320),),
    speaks_of=(SIGNATURE_FORM, SECRET_MADE),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether the client_secret ends in a dot", "it has three segments"),
    good=lambda: (Example("a signature", lambda s: s),),
    bad=lambda: (Example("nothing after the second dot", lambda s: _ends_in(lambda _: "")(s).unknown("keys")),),
)

SIGNATURE_IS_DER = Rule(
    id="signature-is-der",
    title="the signature is ASN.1 DER instead of 64 raw bytes",
    question=Question.SIGNATURE,
    since="0.1",
    why="OpenSSL, PHP, Java, Ruby and most key services return DER. A JWT contains r and s as 64 plain bytes, and Apple accepts no other form.",
    fix="Convert the DER signature to 64 bytes before it is base64url-encoded, or let a JWT library make it (ES256).",
    references=(APPLE_TN3107, APPLE_CLIENT_SECRET, RFC_7518),
    check=_written(SignatureKind.DER, "converted to 64 bytes"),
    wire=INVALID_CLIENT,
    also_seen=(INVALID_CLIENT.cited(DER_REPORT),),
    explains=("signature-wrong-length",),
    speaks_of=(SIGNATURE_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check the length of the third segment: 86 characters are right, about 96 are DER", "it has 86 characters"),
    good=lambda: (Example("64 raw bytes", lambda s: s), Example("64 raw bytes, without a key to try", lambda s: s.unknown("portal", "keys"))),
    bad=lambda: (
        Example("as OpenSSL writes it", _of(es256.raw_to_der)),
        Example("as OpenSSL writes it, without a key to try", lambda s: _of(es256.raw_to_der)(s).unknown("portal", "keys")),
    ),
)

SIGNATURE_IS_HEX = Rule(
    id="signature-is-hex",
    title="the signature is hexadecimal text",
    question=Question.SIGNATURE,
    since="0.1",
    why="The signature was converted to hexadecimal digits. Apple reads the segment as base64url of the bytes themselves.",
    fix="Encode the 64 bytes in base64url, not their hexadecimal text.",
    references=(APPLE_CLIENT_SECRET, RFC_7515),
    check=_written(SignatureKind.HEX, "decoded from hexadecimal"),
    wire=INVALID_CLIENT,
    # Hexadecimal digits rarely decode from base64url to a correct length.
    explains=("secret-not-base64url", "signature-wrong-length"),
    speaks_of=(SIGNATURE_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether the third segment has 128 characters of 0 to 9 and a to f", "it has 86 characters"),
    good=lambda: (Example("base64url of the bytes", lambda s: s),),
    bad=lambda: (
        Example("hexadecimal text, then base64url", _of(lambda raw: raw.hex().encode())),
        Example("hexadecimal text in place of base64url", _ends_in(lambda raw: raw.hex())),
    ),
)

SIGNATURE_IS_BASE64_OF_TEXT = Rule(
    id="signature-is-base64-of-text",
    title="the signature is base64-encoded twice",
    question=Question.SIGNATURE,
    since="0.1",
    why="A library had already returned base64 text, and it was encoded again. Apple decodes once and finds text instead of 64 bytes.",
    fix="Encode the 64 bytes in base64url once.",
    references=(APPLE_CLIENT_SECRET, RFC_7515),
    check=_written(SignatureKind.BASE64_OF_TEXT, "decoded once more"),
    wire=INVALID_CLIENT,
    explains=("signature-wrong-length",),
    speaks_of=(SIGNATURE_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether the third segment is longer than 86 characters", "it has 86 characters"),
    good=lambda: (Example("encoded once", lambda s: s),),
    bad=lambda: (
        Example("base64 text, then base64url", _of(b64encode)),
        Example("base64 of DER, then base64url", _of(lambda raw: b64encode(es256.raw_to_der(raw)))),
    ),
)

SIGNATURE_HAS_WRONG_LENGTH = Rule(
    id="signature-wrong-length",
    title="the signature is not 64 bytes long",
    question=Question.SIGNATURE,
    since="0.1",
    why=(
        "An ES256 signature always has 64 bytes. Another length comes from another algorithm, another curve, or from leading zeros that were dropped."
    ),
    fix="Sign with ES256 and the P-256 key, and write r and s in 32 bytes each, including leading zeros.",
    references=(APPLE_CLIENT_SECRET, RFC_7518),
    check=_written(SignatureKind.WRONG_LENGTH, "with r and s in 32 bytes each"),
    wire=INVALID_CLIENT,
    speaks_of=(SIGNATURE_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check the length of the third segment of the client_secret", "it has 86 characters"),
    told_by={Proof.ONLY_SOMETIMES_FAILS: 35},
    good=lambda: (Example("64 bytes", lambda s: s),),
    bad=lambda: (
        Example("63 bytes", _of(lambda raw: raw[:-1])),
        Example("65 bytes, with the recovery byte of a blockchain library", _of(lambda raw: raw + b"\x1b")),
        Example("256 bytes, as RSA signs", _of(lambda raw: raw * 4)),
    ),
)

HALVES_ARE_SWAPPED = Rule(
    id="signature-halves-swapped",
    title="the two halves of the signature are swapped",
    question=Question.SIGNATURE,
    since="0.1",
    why="The signature is s and then r. Apple reads r first, so the signature does not verify.",
    fix="Write r, then s.",
    references=(APPLE_CLIENT_SECRET, RFC_7518),
    check=_permuted(SignatureKind.HALVES_SWAPPED, "with r before s"),
    wire=INVALID_CLIENT,
    speaks_of=(SIGNATURE_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("verify the client_secret with the public half of the key", "it verifies"),
    good=lambda: (Example("r, then s", lambda s: s),),
    bad=lambda: (Example("s, then r", _of(lambda raw: raw[32:] + raw[:32])),),
)

SIGNATURE_IS_LITTLE_ENDIAN = Rule(
    id="signature-little-endian",
    title="the signature's numbers are in little-endian order",
    question=Question.SIGNATURE,
    since="0.1",
    why="Some Windows and hardware crypto APIs write integers little-endian. A JWT contains them big-endian.",
    fix="Reverse the 32 bytes of r and the 32 bytes of s.",
    references=(APPLE_CLIENT_SECRET, RFC_7518),
    check=_permuted(SignatureKind.LITTLE_ENDIAN, "with its bytes in big-endian order"),
    wire=INVALID_CLIENT,
    speaks_of=(SIGNATURE_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("verify the client_secret with the public half of the key", "it verifies"),
    good=lambda: (Example("big-endian", lambda s: s),),
    bad=lambda: (
        Example("r and s each reversed", _of(lambda raw: raw[31::-1] + raw[:31:-1])),
        Example("all 64 bytes reversed", _of(lambda raw: raw[::-1])),
    ),
)

RULES = (
    SIGNATURE_IS_MISSING,
    SIGNATURE_IS_DER,
    SIGNATURE_IS_HEX,
    SIGNATURE_IS_BASE64_OF_TEXT,
    SIGNATURE_HAS_WRONG_LENGTH,
    HALVES_ARE_SWAPPED,
    SIGNATURE_IS_LITTLE_ENDIAN,
)
