"""Apple's tokens with something changed: before signing, as if by someone with Apple's key, or after it, as anyone could.

`is_apples` decides without siwakit's rules whether a token is still one that Apple sends.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from siwakit.apple import ISSUER
from siwakit.jose import base64url
from siwakit.samples import APPLE_KID, BUNDLE_ID, JTI, NONCE, NOW, OTHER_APPLE_KID, SERVICES_ID, USER, event, sign_rs256

CLIENTS = (BUNDLE_ID, SERVICES_ID)
Pairs = tuple[tuple[str, Any], ...]
HEADER: Pairs = (("kid", APPLE_KID), ("alg", "RS256"))
IDENTITY: Pairs = (
    *(("iss", ISSUER), ("aud", SERVICES_ID), ("exp", NOW + 86400), ("iat", NOW), ("sub", USER), ("nonce", NONCE)),
    *(("email", "jane@example.com"), ("email_verified", True), ("auth_time", NOW - 5), ("nonce_supported", True)),
)
NOTIFICATION: Pairs = (("iss", ISSUER), ("aud", BUNDLE_ID), ("exp", NOW + 86400), ("iat", NOW), ("jti", JTI))
EVENT: Pairs = tuple(event(event_time=NOW * 1000).items())
NO_DATE = ("", "soon", str(NOW), True, None, [NOW], {"at": NOW})
MOVED = (-31_536_000, -86_401, -86_400, -86_399, -60, -1, 0, 1, 59, 60, 61, 900, 3600, 86_400, 0.5, 60.5)
OTHERS = (None, True, False, 0, 7, 1.5, "", "x", [], ["x"], {}, {"x": 1}, [BUNDLE_ID], [SERVICES_ID], "Ω", "com.example.other", f"{ISSUER}/")
HARMLESS = (("x5t", "AAAA"), ("x5t#S256", "AAAA"), ("typ", "JWT"), ("url", "https://example.com"), ("iss", ISSUER))
HARMFUL = (
    *(("typ", "at+jwt"), ("typ", "jwt"), ("typ", None), ("cty", "JWT"), ("enc", "A128GCM"), ("zip", "DEF"), ("crit", ["exp"]), ("b64", True)),
    *(("jwk", {}), ("jku", "https://example.com"), ("x5c", []), ("x5u", "x"), ("alg", "none"), ("alg", "HS256"), ("alg", ["RS256"]), ("alg", None)),
    *(("kid", OTHER_APPLE_KID), ("kid", ""), ("kid", 7), ("kid", "siwakit999"), ("epk", {}), ("p2c", 1)),
)
NEW_CLAIMS = (("org_id", "1"), ("nbf", NOW), ("nbf", NOW + 61), ("nbf", NOW + 60), ("nbf", "now"), ("events", event()), ("scopes", []), ("azp", "x"))
REFUSED_HEADER = {"cty", "crit", "b64", "jwk", "jku", "x5c", "x5u", "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"}


@dataclass(frozen=True)
class Mutant:
    """A token before it is signed; *cut* changes it behind the signature."""

    header: Pairs = HEADER
    claims: Pairs = IDENTITY
    event: Pairs | None = None
    is_text: bool = True
    cut: tuple[int, str] | None = None

    def text(self) -> str:
        claims = self.claims
        if self.event is not None:
            written = _written(self.event)
            claims = (*claims, ("events", written if self.is_text else _Raw(written)))
        signing_input = f"{_encoded(self.header)}.{_encoded(claims)}"
        text = f"{signing_input}.{base64url.encode(sign_rs256(signing_input.encode()))}"
        if self.cut is None:
            return text
        at, letter = self.cut
        return text[: at % len(text)] + letter + text[at % len(text) + 1 :]

    def is_changed_behind_the_signature(self) -> bool:
        return self.text() != replace(self, cut=None).text()


class _Raw(str):
    __slots__ = ()


def _written(pairs: Pairs) -> str:
    members = (f"{json.dumps(name)}:{value if isinstance(value, _Raw) else json.dumps(value)}" for name, value in pairs)
    return "{" + ",".join(members) + "}"


def _encoded(pairs: Pairs) -> str:
    return base64url.encode(_written(pairs).encode())


def mutant(random: Random, right: Mutant) -> Mutant:
    """Return *right* with one to three things changed."""
    made = right
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        made = random.choice(_CHANGES)(random, made)
    return made


def _drop(pairs: Pairs, random: Random) -> Pairs:
    at = random.randrange(len(pairs)) if pairs else 0
    return pairs[:at] + pairs[at + 1 :]


def _repeat(pairs: Pairs, random: Random) -> Pairs:
    return (*pairs, random.choice(pairs)) if pairs else pairs


def _retype(pairs: Pairs, random: Random) -> Pairs:
    at = random.randrange(len(pairs)) if pairs else 0
    return pairs[:at] + tuple((name, random.choice(OTHERS)) for name, _ in pairs[at : at + 1]) + pairs[at + 1 :]


def _shuffle(pairs: Pairs, random: Random) -> Pairs:
    return tuple(random.sample(pairs, len(pairs)))


def _set(pairs: Pairs, name: str, value: Any) -> Pairs:
    return (*((one, held) for one, held in pairs if one != name), (name, value))


def _change_claims(random: Random, one: Mutant) -> Mutant:
    return replace(one, claims=random.choice((_drop, _repeat, _retype, _retype, _shuffle))(one.claims, random))


def _change_times(random: Random, one: Mutant) -> Mutant:
    value = random.choice((*(NOW + moved for moved in MOVED), *NO_DATE))
    return replace(one, claims=_set(one.claims, random.choice(("iat", "exp", "nbf")), value))


def _change_header(random: Random, one: Mutant) -> Mutant:
    how = random.choice((_drop, _repeat, _retype, _shuffle, None, None, None, None))
    return replace(one, header=how(one.header, random) if how else _set(one.header, *random.choice((*HARMLESS, *HARMLESS, *HARMFUL))))


def _add_claim(random: Random, one: Mutant) -> Mutant:
    name, value = random.choice(NEW_CLAIMS)
    return one if one.event is not None and name == "events" else replace(one, claims=_set(one.claims, name, value))


def _change_event(random: Random, one: Mutant) -> Mutant:
    if one.event is None:
        return _change_claims(random, one)
    if random.random() < 0.2:
        return replace(one, is_text=not one.is_text)
    if random.random() < 0.2:
        kind = random.choice(("email-enabled", "account-delete", "account-deleted", "brand-new"))
        return replace(one, event=_set(one.event, "type", kind))
    return replace(one, event=random.choice((_drop, _repeat, _retype, _shuffle))(one.event, random))


def _cut(random: Random, one: Mutant) -> Mutant:
    return replace(one, cut=(random.randrange(2000), random.choice("AQgw-_.=+ \n\u00e9")))


_CHANGES = (_change_claims, _change_times, _change_header, _add_claim, _change_event, _change_event, _cut)


def is_apples(one: Mutant) -> bool:
    """Return whether Apple sends a token like this one, to one of `CLIENTS`, at `NOW`."""
    if one.is_changed_behind_the_signature() or any(_repeats(pairs) for pairs in (one.header, one.claims, one.event or ())):
        return False
    header, claims = dict(one.header), dict(one.claims)
    if header.get("kid") != APPLE_KID or header.get("alg") != "RS256" or header.get("typ", "JWT") != "JWT" or header.keys() & REFUSED_HEADER:
        return False
    if claims.get("iss") != ISSUER or not isinstance(claims.get("aud"), str) or claims["aud"] not in CLIENTS:
        return False
    return _is_timely(claims, one.event is not None) and (_is_sign_in(claims) if one.event is None else _is_event(claims, dict(one.event)))


def _repeats(pairs: Pairs) -> bool:
    return len(dict(pairs)) != len(pairs)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_timely(claims: dict[str, Any], may_lack_exp: bool) -> bool:  # noqa: FBT001  a test's own question
    iat, exp, nbf = (claims.get(name) for name in ("iat", "exp", "nbf"))
    if not _is_number(iat) or math.floor(iat) > NOW + 60 or ("nbf" in claims and not _is_number(nbf)):
        return False
    if _is_number(nbf) and math.floor(nbf) > NOW + 60:
        return False
    if "exp" not in claims:
        return may_lack_exp and iat > NOW - 86_400
    return _is_number(exp) and math.floor(exp) > NOW and math.floor(iat) < math.floor(exp)


def _is_sign_in(claims: dict[str, Any]) -> bool:
    # A device that cannot pass a nonce on says so in nonce_supported.
    has_nonce = claims.get("nonce") == NONCE or ("nonce" not in claims and claims.get("nonce_supported") is False)
    return isinstance(claims.get("sub"), str) and claims["sub"] != "" and has_nonce and "events" not in claims


def _is_event(claims: dict[str, Any], event_: dict[str, Any]) -> bool:
    kind, sub, time = (event_.get(name) for name in ("type", "sub", "event_time"))
    if not isinstance(claims.get("jti"), str) or not claims["jti"] or not isinstance(kind, str):
        return False
    is_new = kind not in {"consent-revoked", "email-enabled", "account-delete", "account-deleted"}
    has_sub = isinstance(sub, str) and sub != ""
    return (has_sub or (is_new and "sub" not in event_)) and (_is_number(time) or (is_new and "event_time" not in event_))
