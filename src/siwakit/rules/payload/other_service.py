"""The rule about tokens created for another Apple service, which are not a client_secret for Sign in with Apple."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.aspects import CLIENT_ID_FORM, CLIENT_KNOWN, ISS, ISSUED_TO, KID, REGISTERED_KEY, SIGNED_BY, SUB_AND_CLIENT_ID, TEAMS
from siwakit.evidence.parts import CLAIMS
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Outcome, Question, Remedy, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_ADS_OAUTH, FORUM_818652

_SERVICES = {"SEARCHADS": "Apple Ads", "SCHOOLAPI": "Apple School Manager", "BUSINESSAPI": "Apple Business Manager"}
_IDENTIFIER = pattern(rf"({'|'.join(_SERVICES)})\.[0-9A-Za-z-]{{1,80}}")
_EXPECTED = {"sub": "a bundle ID or a Services ID", "iss": "a Team ID"}
_ADS = "SEARCHADS.9f1c2d3e-4a5b-4c6d-8e7f-0a1b2c3d4e5f"
_SCHOOL = "SCHOOLAPI.1f9b7c3e-22d4-4b1a-8c55-90ab12cd34ef"
_UUID = "5d1c9e02-7b44-4a6f-9f10-2c8e71d3aa65"


@on(CLAIMS)
def _made_for_another(claims: Mapping[str, Any]) -> Outcome:
    for name in ("sub", "iss"):
        value = claims.get(name)
        match = _IDENTIFIER.fullmatch(value) if isinstance(value, str) else None
        if match:
            prefix = match.group(1)
            return Fail(f"client_secret.claims.{name}", value, _EXPECTED[name], f"identifiers of {_SERVICES[prefix]} start with {prefix}")
    return None


SECRET_IS_FOR_OTHER_APPLE_SERVICE = Rule(
    id="secret-is-for-other-apple-service",
    title="this token is for another Apple service, not for Sign in with Apple",
    question=Question.PAYLOAD,
    since="0.2",
    why=(
        "Apple Ads, Apple School Manager and Apple Business Manager accept tokens of the same form, partly at the same host. Their keys, teams "
        "and clients are not those of the developer portal, and siwakit does not know their rules. It checks only the form and the times of this "
        "token."
    ),
    fix="If you meant to call that service, follow its own documentation. For Sign in with Apple, set sub to your bundle ID or Services ID, iss to "
    "your Team ID, and sign with a key from the developer portal.",
    references=(APPLE_ADS_OAUTH, FORUM_818652),
    check=_made_for_another,
    remedy=Remedy.ACTION,
    assumed=INVALID_CLIENT,
    voids=(KID, ISS, TEAMS, SUB_AND_CLIENT_ID, REGISTERED_KEY, SIGNED_BY, CLIENT_ID_FORM, CLIENT_KNOWN, ISSUED_TO),
    suspicion=Suspicion(
        "check whether the token was made for App Store Connect, APNs or another of Apple's services", "its aud is https://appleid.apple.com"
    ),
    good=lambda: (Example("Sign in with Apple", lambda s: s.secret(sub=samples.SERVICES_ID)),),
    bad=lambda: (
        Example("Apple Ads", lambda s: s.secret(iss=_ADS, sub=_ADS).header(kid=_UUID)),
        Example("Apple School Manager", lambda s: s.secret(iss=_SCHOOL, sub=_SCHOOL).header(kid=_UUID)),
        Example("Apple School Manager, with an organization as iss", lambda s: s.secret(iss="60417722", sub=_SCHOOL).header(kid=_UUID)),
        Example("Apple Business Manager", lambda s: s.secret(iss=_SCHOOL.replace("SCHOOL", "BUSINESS"), sub=_SCHOOL.replace("SCHOOL", "BUSINESS"))),
    ),
)

RULES = (SECRET_IS_FOR_OTHER_APPLE_SERVICE,)
