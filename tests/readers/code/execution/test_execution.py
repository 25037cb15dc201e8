"""The verdict on a program from its text is the verdict that it gets when it is executed.

Every program mints a client_secret and posts it to the emulator, once as it is and once with each of its mistakes. Whatever a report would
change in it is executed too. Of the languages that are read, those are executed that Debian has an interpreter or a compiler of, with the
libraries that it packages: C#, Kotlin, Scala, Swift, Rust, Elixir, Dart and PowerShell are not. Perl is not read, so nothing is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from tests.readers.code.execution import go, java, javascript, php, python, ruby, shell
from tests.readers.code.execution.known import DISAGREEMENTS, IN_OTHER_ZONES, WRONG_CHANGES
from tests.readers.code.execution.machine import Machine, missing
from tests.readers.code.execution.programs import WORLD, Outcome, Program, agrees, judge, patched, programs

from siwakit.testing import Apple, emulator

ZONES = ("UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland")
# The months after them are shorter, or of another year; in another zone it may be another day.
DAYS = (datetime(2027, 8, 31, 10, tzinfo=UTC), datetime(2028, 2, 29, 10, tzinfo=UTC), datetime(2027, 12, 31, 23, 50, tzinfo=UTC))
OF_JAVASCRIPT, OF_PYTHON, OF_SHELL = (tuple(programs(module.PROGRAMS)) for module in (javascript, python, shell))
OF_RUBY, OF_PHP, OF_JAVA, OF_GO = (tuple(programs(module.PROGRAMS)) for module in (ruby, php, java, go))
EVERY = (*OF_JAVASCRIPT, *OF_PYTHON, *OF_SHELL, *OF_RUBY, *OF_PHP, *OF_JAVA, *OF_GO)
TOOLS = {
    "shell": (OF_SHELL, ("bash", "openssl", "curl", "wget", "xxd", "jq")),
    "Ruby": (OF_RUBY, ("ruby",)),
    "PHP": (OF_PHP, ("php",)),
    "Java": (OF_JAVA, ("java",)),
    "Go": (OF_GO, ("go",)),
}
LEAST_AGREEMENT, LEAST_CHANGES, LEAST_PROGRAMS = 0.95, 0.9, 60


@pytest.fixture(scope="module")
def apple() -> Iterator[Apple]:
    with emulator(WORLD) as running:
        yield running


@pytest.fixture(scope="module")
def machine(apple: Apple, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Machine]]:
    """Return the machine in each zone."""
    folder = tmp_path_factory.mktemp("programs")
    machines: dict[str, Machine] = {}

    def in_zone(zone: str) -> Machine:
        if zone not in machines:
            machines[zone] = Machine(apple, folder, zone)
        return machines[zone]

    yield in_zone
    for each_machine in machines.values():
        each_machine.close()


@dataclass(frozen=True)
class Compared:
    """A program, what became of it, whether the text says the same, and what became of the change that the report proposes."""

    program: Program
    outcome: Outcome
    is_agreed: bool
    changed: Outcome | None


def compare(machine: Machine, some: tuple[Program, ...]) -> list[Compared]:
    outcomes = machine.run_all(some)
    diagnoses = [judge(program, machine.apple.clock.now()) for program in some]
    rows = list(zip(some, outcomes, diagnoses, strict=True))
    changes = [None if outcome.is_accepted else patched(program, diagnosis) for program, outcome, diagnosis in rows]
    results = iter(machine.run_all(change for change in changes if change))
    return [
        Compared(program, outcome, agrees(diagnosis, outcome), next(results) if change else None)
        for (program, outcome, diagnosis), change in zip(rows, changes, strict=True)
    ]


def check(machine: Machine, some: tuple[Program, ...]) -> list[Compared]:
    """Compare *some*, which have the known disagreements and no others."""
    found = compare(machine, some)
    known = {program.id for program in some}
    assert [result.program.id for result in found if not result.program.fault and not result.outcome.is_accepted] == []
    wrong = {result.program.id: (result.outcome.rule or result.outcome.error) for result in found if not result.is_agreed}
    assert sorted(wrong) == sorted(known & set(DISAGREEMENTS)), wrong
    useless = {
        result.program.id: (result.changed.rule or result.changed.error) for result in found if result.changed and not result.changed.is_accepted
    }
    assert sorted(useless) == sorted(known & set(WRONG_CHANGES)), useless
    return found


def check_shares(found: list[Compared]) -> None:
    refused = [result for result in found if not result.outcome.is_accepted]
    assert sum(result.is_agreed for result in refused) >= LEAST_AGREEMENT * len(refused)
    changed = [result.changed for result in refused if result.changed]
    assert sum(outcome.is_accepted for outcome in changed) >= LEAST_CHANGES * len(changed)


def test_right_programs_and_some_mistakes_of_python(machine: Callable[[str], Machine]) -> None:
    some = tuple(program for number, program in enumerate(OF_PYTHON) if not program.fault or number % 7 == 0)
    check(machine("UTC"), some)


@pytest.mark.slow
def test_every_mistake_in_python(machine: Callable[[str], Machine]) -> None:
    check_shares(check(machine("UTC"), OF_PYTHON))


@pytest.mark.npm
def test_every_mistake_in_javascript(machine: Callable[[str], Machine]) -> None:
    check_shares(check(machine("UTC"), OF_JAVASCRIPT))


@pytest.mark.slow
@pytest.mark.parametrize("language", TOOLS)
def test_every_mistake_in_other_languages(machine: Callable[[str], Machine], language: str) -> None:
    some, tools = TOOLS[language]
    assert missing(*tools) == [], "needed to execute the programs; .ci/run installs the packages of Debian"
    check_shares(check(machine("UTC"), some))


@pytest.mark.slow
@pytest.mark.npm
@pytest.mark.parametrize("zone", ZONES[1:])
def test_times_in_other_zones(machine: Callable[[str], Machine], zone: str) -> None:
    of_time = tuple(program for program in EVERY if program.is_of_the_zone)
    found = compare(machine(zone), of_time)
    assert {result.program.id for result in found if not result.is_agreed} <= {*DISAGREEMENTS, *IN_OTHER_ZONES}
    # Somewhere the wrong ones are refused.
    assert {result.program.id for result in found if not result.outcome.is_accepted}


@pytest.mark.slow
@pytest.mark.npm
@pytest.mark.parametrize("moment", DAYS, ids=lambda moment: f"{moment:%d %B}")
def test_times_on_other_days(tmp_path: Path, moment: datetime) -> None:
    # Go does not take the time from the library that faketime replaces, and Java does not end.
    of_the_day = tuple(program for program in (*OF_JAVASCRIPT, *OF_PYTHON, *OF_SHELL, *OF_RUBY, *OF_PHP) if program.is_of_the_day)
    with emulator(WORLD) as apple:
        for zone in ZONES:
            apple.clock.set(int(moment.timestamp()))
            machine = Machine(apple, tmp_path, zone, is_faked=True)
            try:
                outcomes = dict(zip(of_the_day, machine.run_all(of_the_day), strict=True))
            finally:
                machine.close()
            assert [program.id for program, outcome in outcomes.items() if not program.fault and not outcome.is_accepted] == []
            wrong = {program.id: outcome for program, outcome in outcomes.items() if not agrees(judge(program, apple.clock.now()), outcome)}
            assert [name for name, outcome in wrong.items() if outcome.is_accepted] == []
            assert set(wrong) <= set(IN_OTHER_ZONES), wrong
            refused = {program.fault for program, outcome in outcomes.items() if not outcome.is_accepted}
            assert "seven months" in refused


@cache
def ids() -> frozenset[str]:
    return frozenset(program.id for program in EVERY)


def test_every_known_disagreement_is_of_a_program_and_has_a_reason() -> None:
    listed = {**DISAGREEMENTS, **IN_OTHER_ZONES, **WRONG_CHANGES}
    assert set(listed) <= ids()
    assert all(listed.values())
    assert sum(not program.fault for program in EVERY) >= LEAST_PROGRAMS
