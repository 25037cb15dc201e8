"""The rule about state in the callback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.fields import Fields
from siwakit.evidence.masked import is_gap
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.authorize_page import CALLBACK_FIELDS, SIGN_IN
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_AUTHORIZE, BETTER_AUTH_9491, RFC_6749


@on(SIGN_IN, CALLBACK_FIELDS)
def differs(query: Mapping[str, str], fields: Fields) -> Outcome:
    """Find a callback whose state is not the one that was sent."""
    sent, returned = query.get("state"), fields.get("state")
    if not sent or is_gap(sent) or returned == sent:
        return None
    actual = sealed("state", returned) if returned else None
    because = "Apple returns state unchanged" if returned else "Apple returns the state that it was given, but this callback has none"
    return Fail("callback.form.state", actual, sealed("state", sent), f"{because}: the callback belongs to another sign-in, or was forged")


def _not_found(scenario: samples.Scenario, **form: Any) -> samples.Scenario:
    statement = Statement("example-message", "example library", Proof.STATE_NOT_FOUND, "")
    return samples.came_back(scenario, 400, **form).configured(statements=(statement,))


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


@on(SAID[Proof.STATE_NOT_FOUND], SIGN_IN, CALLBACK_FIELDS)
def is_not_found(statement: Statement, query: Mapping[str, str], fields: Fields) -> Outcome:
    """Find a state that came back unchanged, and that the application does not know."""
    sent = query.get("state")
    if not sent or is_gap(sent) or fields.get("state") != sent:
        return None
    because = f"it came back as it was sent, and {statement.speaker} says that the application does not know it"
    return Fail("callback.form.state", sealed("state", sent), "a state that the application still knows", because)


STATE_NOT_FOUND = Rule(
    id="callback-state-not-found",
    title="the application no longer knows the state that it sent",
    question=Question.CALLBACK,
    since="0.1",
    told_by={Proof.STATE_NOT_FOUND: 35, Proof.ONLY_APPLE_FAILS: 25, Proof.ONLY_SOMETIMES_FAILS: 30, Proof.SINCE_DEPLOYMENT: 25},
    why=(
        "The state came back unchanged, but its record is gone: it was kept in the memory of another instance, in a store that is not shared, "
        "or for too short a time; or the callback was handled twice."
    ),
    fix="Keep the state in a store that all instances share, for as long as a sign-in may take, and delete it only after the callback.",
    references=(BETTER_AUTH_9491, RFC_6749),
    check=is_not_found,
    harm=Harm.DEFEATS,
    good=lambda: (
        Example("it is known", lambda s: samples.came_back(s, 303)),
        Example("another came back", lambda s: _not_found(s, state="another")),
    ),
    bad=lambda: (Example("it is gone", _not_found),),
)

RULES = (STATE_MISMATCH, STATE_NOT_FOUND)
