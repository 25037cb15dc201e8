"""The verdict on a program from its text is the verdict that it gets when it is executed.

Every program mints a client_secret and posts it to the emulator, once as it is and once with each of its mistakes. Whatever a report would
change in it is executed too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from tests.readers.code.execution import javascript, python, shell
from tests.readers.code.execution.known import DISAGREEMENTS, IN_OTHER_ZONES, WRONG_CHANGES
from tests.readers.code.execution.programs import WORLD, Machine, Outcome, Program, agrees, judge, patched, programs

from siwakit.testing import Apple, emulator

NODE_MODULES = Path(__file__).resolve().parents[3] / "npm" / "node_modules"
ZONES = ("UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland")
OF_JAVASCRIPT, OF_PYTHON, OF_SHELL = (tuple(programs(module.PROGRAMS)) for module in (javascript, python, shell))
LEAST_AGREEMENT, LEAST_CHANGES = 0.95, 0.9
# Of the tools of the shell only curl is understood.
UNDERSTOOD = (OF_JAVASCRIPT, OF_PYTHON)


@pytest.fixture(scope="module")
def apple() -> Iterator[Apple]:
    with emulator(WORLD) as running:
        yield running


@pytest.fixture(scope="module")
def machine(apple: Apple, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Machine]]:
    """Return the machine in each zone."""
    folder = tmp_path_factory.mktemp("programs")
    (folder / "node_modules").symlink_to(NODE_MODULES)
    machines: dict[str, Machine] = {}

    def in_zone(zone: str) -> Machine:
        if zone not in machines:
            machines[zone] = Machine(apple, folder, zone)
        return machines[zone]

    yield in_zone
    for each in machines.values():
        each.close()


@dataclass(frozen=True)
class Compared:
    """A program, what became of it, whether the text says the same, and what became of the change that the report proposes."""

    program: Program
    outcome: Outcome
    is_agreed: bool
    changed: Outcome | None


def compare(machine: Machine, program: Program) -> Compared:
    outcome = machine.run(program)
    diagnosis = judge(program, machine.apple.clock.now())
    changed = None if outcome.is_accepted else patched(program, diagnosis)
    return Compared(program, outcome, agrees(diagnosis, outcome), machine.run(changed) if changed else None)


def check(machine: Machine, some: tuple[Program, ...]) -> list[Compared]:
    """Compare *some*, which have the known disagreements and no others."""
    found = [compare(machine, program) for program in some]
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
    assert sum(outcome.is_accepted for outcome in changed) >= LEAST_CHANGES * len(changed) > 0


def has_tools() -> bool:
    return all(shutil.which(tool) for tool in ("bash", "openssl", "curl", "xxd", "jq"))


def test_right_programs_and_some_mistakes_of_python(machine: Callable[[str], Machine]) -> None:
    some = tuple(program for number, program in enumerate(OF_PYTHON) if not program.fault or number % 7 == 0)
    check(machine("UTC"), some)


@pytest.mark.slow
def test_every_mistake_in_python(machine: Callable[[str], Machine]) -> None:
    check_shares(check(machine("UTC"), OF_PYTHON))


@pytest.mark.slow
@pytest.mark.skipif(not has_tools(), reason="needs bash, openssl, curl, xxd and jq")
def test_every_mistake_in_the_shell(machine: Callable[[str], Machine]) -> None:
    check(machine("UTC"), OF_SHELL)


@pytest.mark.npm
def test_every_mistake_in_javascript(machine: Callable[[str], Machine]) -> None:
    check_shares(check(machine("UTC"), OF_JAVASCRIPT))


@pytest.mark.slow
@pytest.mark.npm
@pytest.mark.parametrize("zone", ZONES[1:])
def test_times_in_other_zones(machine: Callable[[str], Machine], zone: str) -> None:
    of_time = tuple(program for program in chain(OF_JAVASCRIPT, OF_PYTHON, OF_SHELL if has_tools() else ()) if program.is_of_the_zone)
    found = [compare(machine(zone), program) for program in of_time]
    assert {result.program.id for result in found if not result.is_agreed} <= {*DISAGREEMENTS, *IN_OTHER_ZONES}
    # Somewhere the wrong ones are refused.
    assert {result.program.id for result in found if not result.outcome.is_accepted}


@cache
def ids() -> frozenset[str]:
    return frozenset(program.id for program in (*OF_JAVASCRIPT, *OF_PYTHON, *OF_SHELL))


def test_every_known_disagreement_is_of_a_program_and_has_a_reason() -> None:
    listed = {**DISAGREEMENTS, **IN_OTHER_ZONES, **WRONG_CHANGES}
    assert set(listed) <= ids()
    assert all(listed.values())
    assert all(sum(not program.fault for program in some) >= 10 for some in UNDERSTOOD)
