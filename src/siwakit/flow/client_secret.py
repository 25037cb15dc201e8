"""Minting a client_secret: five claims, two header members, one signature.

The rules judge the identifiers once for each combination of team, key and client. For each client_secret, only the time, the lifetime and
the signature are checked.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from siwakit.apple import ISSUER, MAX_SECRET_SECONDS
from siwakit.errors import MintRefused, UsageError
from siwakit.jose import base64url, es256, jws
from siwakit.jose.signer import KeySigner, PublicKey, Signer, ask_signer

if TYPE_CHECKING:
    from siwakit.judge.findings import Finding

DEFAULT_SECONDS = 600
_FIRST_MILLISECONDS = 100_000_000_000  # read as seconds, a date after the year 5000
_LONGEST_SIGNATURE = 1024  # limit for judging: the longest known mistake is a 512-byte RSA signature in hexadecimal
_PROBE_TIME = 1_700_000_000
_PROBE_SIGNATURE = base64url.encode(bytes([1]) * es256.SIGNATURE_BYTES)


def mint_client_secret(signer: Signer, *, team_id: str, key_id: str, client_id: str, now: int, expires_in_seconds: int = DEFAULT_SECONDS) -> str:
    """Return a new client_secret for *client_id*, valid from *now* (seconds since 1970 UTC) for *expires_in_seconds*.

    Raises:
        MintRefused: Apple would refuse it: a malformed identifier, a time in milliseconds, a lifetime over 15777000
            seconds, or a signature that the signer's own public key does not verify.
        KeyFault: the signer fails, has no public key on P-256, or returns something other than bytes.
        UsageError: an identifier that is not text, or a time or lifetime that is not a whole number.
    """
    if type(now) is not int or type(expires_in_seconds) is not int:
        raise _refuse_type(now, expires_in_seconds)
    if not all(isinstance(name, str) for name in (team_id, key_id, client_id)):
        raise UsageError("team_id, key_id and client_id must be text", hint="decode bytes first, and pass one identifier each")
    header, before, after = _prepare(team_id, key_id, client_id)
    if not 0 < expires_in_seconds <= MAX_SECRET_SECONDS:
        raise _refuse_lifetime(expires_in_seconds)
    if now >= _FIRST_MILLISECONDS:
        raise MintRefused("now is in milliseconds, expected seconds", rules=("secret-iat-in-milliseconds",), hint="divide now by 1000")
    payload = base64url.encode(f'{before}{now:d},"exp":{now + expires_in_seconds:d}{after}'.encode())
    signing_input = f"{header}.{payload}"
    data = signing_input.encode()
    # A KeySigner checked its key when it was created. The signature from any other signer is always verified.
    if type(signer) is KeySigner:
        return f"{signing_input}.{base64url.encode(signer.sign(data))}"
    public, signature = ask_signer(signer, data)
    token = f"{signing_input}.{base64url.encode(signature)}"
    if not es256.verify(public, signature, data):
        raise _refuse_signature(token, len(signature), public, client_id, now)
    return token


@lru_cache(maxsize=256)
def _prepare(team_id: str, key_id: str, client_id: str) -> tuple[str, str, str]:
    header = base64url.encode(json.dumps({"alg": "ES256", "kid": key_id}, separators=(",", ":")).encode())
    before = f'{{"iss":{json.dumps(team_id)},"iat":'
    after = f',"aud":"{ISSUER}","sub":{json.dumps(client_id)}}}'
    payload = base64url.encode(f'{before}{_PROBE_TIME},"exp":{_PROBE_TIME + DEFAULT_SECONDS}{after}'.encode())
    # Load the rules for the first client_secret, not at import.
    from siwakit.judge.minting import judge_secret  # noqa: PLC0415  see the comment above

    broken = judge_secret(f"{header}.{payload}.{_PROBE_SIGNATURE}", client_id, _PROBE_TIME)
    if broken:
        raise _refuse(broken)
    return header, before, after


def _refuse(broken: tuple[Finding, ...]) -> MintRefused:
    first = broken[0]
    message = f"Apple would refuse this client_secret: {first.rule.title}"
    return MintRefused(message, rules=tuple(finding.rule.id for finding in broken), hint=f"{first.rule.fix} (rule {first.rule.id})")


def _refuse_lifetime(seconds: int) -> MintRefused:
    rule = "secret-lives-too-long" if seconds > 0 else "secret-exp-before-iat"
    message = f"a lifetime of {seconds} seconds, expected 1 to {MAX_SECRET_SECONDS}"
    return MintRefused(message, rules=(rule,), hint=f"use 15777000 seconds (182 days 14 hours 30 minutes) or less (rule {rule})")


def _refuse_type(now: object, expires_in_seconds: object) -> UsageError:
    name, value = ("expires_in_seconds", expires_in_seconds) if type(now) is int else ("now", now)
    return UsageError(f"{name} is {type(value).__name__}, expected int: whole seconds", hint="use int(time.time()), without a fraction")


def _refuse_signature(token: str, length: int, public: PublicKey, client_id: str, now: int) -> MintRefused:
    is_right_length = length == es256.SIGNATURE_BYTES
    rule_id = "signature-does-not-verify" if is_right_length else "signature-wrong-length"
    hint = "sign the unchanged data with the private half of `public`, and hash it once, with SHA-256"
    if 0 < length <= _LONGEST_SIGNATURE:
        from siwakit.judge.minting import explain_signature  # noqa: PLC0415  as in _prepare

        finding = explain_signature(token, public, client_id, now)
        if finding is not None and finding.rule.id != rule_id:
            rule_id, hint = finding.rule.id, finding.rule.fix
    expected = "that its public key does not verify" if is_right_length else f"expected {es256.SIGNATURE_BYTES}: r and s of 32 bytes each"
    message = f"the signer returned {length} bytes{' ' if is_right_length else ', '}{expected}"
    return MintRefused(message, rules=(rule_id,), hint=f"{hint} (rule {rule_id}, `siwakit explain {rule_id}`)")


def verify_signature(client_secret: str, public: PublicKey) -> bool:
    """Return whether *client_secret* was signed by the private half of *public*; its claims are not checked.

    Raises:
        TooLarge: more than 16 KiB.
    """
    try:
        token = jws.read(client_secret)
    except ValueError:
        return False
    if token.faults or token.signature is None or token.header is None or token.header.get("alg") != "ES256":
        return False
    # crit lists extensions that a reader must understand (RFC 7515, section 4.1.11); this one understands none.
    if "crit" in token.header or token.header.get("b64", True) is not True:
        return False
    return es256.verify(public, token.signature, token.signing_input)
