"""A clock that was moved is named in every refusal that depends on it, and in no other."""

from __future__ import annotations

from dataclasses import replace

from tests.each import each

from siwakit.apple import CREDENTIAL_ENDPOINTS, Endpoint
from siwakit.emulator.moved_clock import with_moved_clock
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.switches import Switches
from siwakit.emulator.terminal import exchange_text
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.http import Response
from siwakit.judge.askers import plan_of_catalogue
from siwakit.judge.decide import Refused
from siwakit.judge.diagnosis import diagnose
from siwakit.render.paint import Paint
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Fail, Rule
from siwakit.samples import NOW, Scenario

MOVES = (301, -301, 4_000, 90_000, -90_000, 20_000_000, -20_000_000)
ENDPOINTS = {*CREDENTIAL_ENDPOINTS, Endpoint.AUTHORIZE}
# The rules of the endpoints whose verdict on one of their examples changes with the time. A new rule about time is added here when it is
# seen to be named.
TIMED = {
    "code-expired",
    "configuration-too-fresh",
    "emulator-clock-moved",
    "migration-bearer-expired",
    "migration-window-closed",
    "secret-cached-beyond-exp",
    "secret-expired",
    "secret-iat-ahead-of-apple",
    "secret-iat-hours-behind",
    "secret-iat-in-future",
    "secret-lives-too-long",
    "secret-nbf-in-future",
}


def failing() -> list[tuple[Rule, Fail, Evidence]]:
    found = []
    for rule in CATALOGUE:
        for example in rule.bad() if ENDPOINTS & set(rule.enforced_at) else ():
            evidence = example.evidence()
            fail = dict(plan_of_catalogue().evaluate(evidence).fails).get(rule)
            if fail is not None and not isinstance(evidence.portal, Absence) and not isinstance(evidence.now, Absence):
                found.append((rule, fail, evidence))
    return found


FAILING = failing()


def moved_by(seconds: int) -> MemoryStore:
    store = MemoryStore()
    store.set_clock_offset(seconds)
    return store


def because(rule: Rule, fail: Fail, evidence: Evidence, store: MemoryStore) -> str:
    decision = with_moved_clock(Refused(rule, fail), evidence, store, Switches())
    return (decision.fail.because or "") if isinstance(decision, Refused) else ""


def depends(rule: Rule, evidence: Evidence, seconds: int) -> bool:
    """Return whether *rule* would not fail by a clock that was not moved by *seconds*."""
    then = replace(evidence, now=evidence.now - seconds, portal=replace(evidence.portal, moved_seconds=0))
    return rule not in dict(plan_of_catalogue().evaluate(then).fails)


@each("move", MOVES)
def test_every_refusal_that_depends_on_the_move_names_it_and_no_other_does(move):
    for rule, fail, evidence in FAILING:
        words = because(rule, fail, evidence, moved_by(move))
        way = "ahead of" if move > 0 else "behind"
        named = (
            f"the emulator's clock was moved, and is {abs(move)} seconds {way} this machine's: by this machine's time this rule does not fail"
            in words
        )
        told_by_itself = "this machine's" in (fail.because or "")
        assert named == (depends(rule, evidence, move) and not told_by_itself), (rule.id, words)


def test_the_rules_that_depend_on_the_time_are_these():
    assert {rule.id for move in MOVES for rule, _, evidence in FAILING if depends(rule, evidence, move)} == TIMED


def emulated(emulate, scenario: Scenario, *offsets: int, now: int = NOW):
    emulator = emulate()
    for offset in offsets:
        emulator.store.set_clock_offset(offset)
    request = scenario.request()
    reply = emulator.exchange(request, now)
    return exchange_text(request, reply, now, Paint()), emulator.store.entries()[-1]


def test_a_secret_from_before_the_second_move_is_not_blamed_without_the_clock(emulate):
    shown, entry = emulated(emulate, Scenario().secret(iat=NOW - 302, exp=NOW - 2), 301, 602)
    assert entry.rule == "secret-cached-beyond-exp"
    for text in (shown, entry.report):
        assert "the emulator's clock was moved, and is 602 seconds ahead of this machine's" in " ".join(text.split())
    assert entry.clock_offset == 602
    assert "clock +602 s" in shown.split("\n", maxsplit=1)[0]


@each("rule", ["secret-cached-beyond-exp", "code-expired", "redirect-uri-mismatch"])
def test_the_doctor_names_the_clock_of_the_emulator_that_answered(rule):
    answer = Response(400, (("Siwakit-Rule", rule), ("Siwakit-Clock", "+301")), b'{"error":"invalid_grant"}')
    scenario = Scenario().secret(iat=NOW - 302, exp=NOW - 2).unknown("portal")
    diagnosis = diagnose(replace(scenario.evidence(), answer=answer))
    assert diagnosis.root is not None
    assert diagnosis.root.rule.id == rule
    assert "the emulator's clock was moved, and is 301 seconds ahead of this machine's" in diagnosis.root.fail.because


def test_only_a_refusal_under_a_moved_clock_says_so_in_its_headers(emulate):
    emulator = emulate()
    refused = Scenario().form(redirect_uri="https://x.example/").request()
    assert emulator.exchange(refused, NOW).response.header("Siwakit-Clock") is None
    emulator.store.set_clock_offset(-301)
    assert emulator.exchange(refused, NOW).response.header("Siwakit-Clock") == "-301"
    assert emulator.exchange(Scenario().request(), NOW).response.header("Siwakit-Clock") is None


def test_a_move_that_was_taken_back_is_named_too(emulate):
    _, entry = emulated(emulate, Scenario().secret(iat=NOW + 301, exp=NOW + 901), 301, 0)
    words = " ".join(entry.report.split())
    assert "the emulator's clock was moved, and is the same as this machine's again: when it was 301 seconds ahead of this machine's" in words


def test_times_in_a_report_about_something_else_say_whose_they_are(emulate):
    _, entry = emulated(emulate, Scenario().secret(aud="x"), 301)
    assert "times are by the emulator's clock, which is 301 seconds ahead of this machine's" in " ".join(entry.report.split())
    assert "this rule does not fail" not in entry.report


def test_a_clock_that_was_never_moved_is_not_named(emulate):
    for scenario in (Scenario().secret(iat=NOW - 302, exp=NOW - 2), Scenario().secret(aud="x")):
        shown, entry = emulated(emulate, scenario)
        assert ("emulator's clock" in entry.report, "clock +" in shown, entry.clock_offset) == (False, False, 0)


def test_a_report_without_times_does_not_name_the_clock(emulate):
    _, entry = emulated(emulate, Scenario().form(redirect_uri="https://x.example/"), 301)
    assert (entry.rule, "emulator's clock" in entry.report) == ("redirect-uri-mismatch", False)
