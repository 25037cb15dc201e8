"""The rule about state in the callback."""

from __future__ import annotations

from collections.abc import Mapping

from siwakit import samples
from siwakit.evidence.fields import Fields
from siwakit.evidence.masked import is_gap
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.authorize_page import CALLBACK_FIELDS, SIGN_IN
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_AUTHORIZE, RFC_6749


@on(SIGN_IN, CALLBACK_FIELDS)
def differs(query: Mapping[str, str], fields: Fields) -> Outcome:
    """Find a callback whose state is not the one that was sent."""
    sent, returned = query.get("state"), fields.get("state")
    if not sent or is_gap(sent) or returned == sent:
        return None
    actual = sealed("state", returned) if returned else None
    because = "Apple returns state unchanged" if returned else "Apple returns the state that it was given, but this callback has none"
    return Fail("callback.form.state", actual, sealed("state", sent), f"{because}: the callback belongs to another sign-in, or was forged")


STATE_MISMATCH = Rule(
    id="state-mismatch",
    title="the callback's state is not the one that was sent",
    question=Question.CALLBACK,
    since="0.1",
    told_by={Proof.STATE_DIFFERS: 30, Proof.STATE_NOT_FOUND: 30, Proof.STATE_NOT_RETURNED: 20},
    why=(
        "The callback belongs to another sign-in, or an attacker sent your user there with a foreign code. Accepting it signs the user in to that "
        "account."
    ),
    fix="Refuse such a callback. If it is your own sign-in, check which tab or cookie the stored state came from.",
    references=(APPLE_AUTHORIZE, RFC_6749),
    check=differs,
    harm=Harm.UNSAFE,
    good=lambda: (
        Example("the same", lambda s: samples.came_back(s, 303)),
        Example("none was sent", lambda s: samples.came_back(s.authorize(state=samples.DROP), 303, state=samples.DROP)),
    ),
    bad=lambda: (
        Example("another", lambda s: samples.came_back(s, 303, state="another")),
        Example("none", lambda s: samples.came_back(s, 303, state=samples.DROP)),
    ),
)

RULES = (STATE_MISMATCH,)
