"""Rules about header members that Apple does not document; typ is not reported, because Apple accepts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.parts import HEADER
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, OUR_ADVICE, RFC_7515

_KNOWN = frozenset({"alg", "kid", "typ", "crit"})


@on(HEADER)
def _has_crit(header: Mapping[str, Any]) -> Outcome:
    """Find crit, which requires the reader to understand an extension."""
    return Fail("client_secret.header.crit", header["crit"], "no crit") if "crit" in header else None


@on(HEADER)
def _has_extra_fields(header: Mapping[str, Any]) -> Outcome:
    """Find members that Apple does not document; crit and what it lists belong to another rule."""
    extra = [] if "crit" in header else [name for name in header if name not in _KNOWN]
    return Fail("client_secret.header", ", ".join(extra), "alg and kid") if extra else None


HAS_CRIT = Rule(
    id="secret-header-has-crit",
    title="the header of client_secret requires an extension (crit)",
    question=Question.HEADER,
    since="0.1",
    why="A parser that does not support what crit lists must refuse the token. Whether Apple does is not known.",
    fix="Remove crit, and the members it lists, from the header.",
    references=(RFC_7515, APPLE_CLIENT_SECRET),
    check=_has_crit,
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the header of the client_secret", "it has no crit"),
    good=lambda: (Example("only alg and kid", lambda s: s.header(alg="ES256")),),
    bad=lambda: (Example("b64 as critical", lambda s: s.header(crit=["b64"], b64=True)),),
)

HAS_EXTRA_FIELDS = Rule(
    id="secret-header-has-extra-fields",
    title="the header of client_secret contains more than alg and kid",
    question=Question.HEADER,
    since="0.1",
    why="Apple documents alg and kid, and accepts typ. Nothing is known about other members; nobody has reported that one was refused.",
    fix="Remove every member other than alg, kid and typ from the header.",
    references=(APPLE_CLIENT_SECRET, OUR_ADVICE),
    check=_has_extra_fields,
    harm=Harm.FRAGILE,
    good=lambda: (Example("typ, as most libraries write it", lambda s: s.header(typ="JWT")),),
    bad=lambda: (Example("cty", lambda s: s.header(cty="JWT")), Example("x5t", lambda s: s.header(x5t="AAAA"))),
)

RULES = (HAS_CRIT, HAS_EXTRA_FIELDS)
