"""The same for programs with a mistake: the client applies the diff of `next`, and the emulator gets what the corrected program would send."""

from __future__ import annotations

import pytest
from tests.mcp.mechanical import Client, Way
from tests.readers.code.faults import FAULTS, Fault, faults

LANGUAGES = sorted(path.stem for path in FAULTS.glob("*.txt"))
EACH_LANGUAGE = 6
# The correction of service.go changes a constant that the address of the request is made of too.
NOT_ACCEPTED = 2


def walk(fault: Fault, folder) -> Way:
    folder.mkdir()
    (folder / fault.name).write_text(fault.program, encoding="utf-8")
    with Client(folder) as client:
        return client.follow("doctor", {"files": [fault.name]}, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_with_a_mistake_end_at_a_request_that_the_emulator_accepts(language, tmp_path):
    found = list(faults(language))
    sample = found[:: max(1, len(found) // EACH_LANGUAGE)][:EACH_LANGUAGE]
    ways = [walk(fault, tmp_path / str(number)) for number, fault in enumerate(sample)]
    assert len([way for way in ways if way.is_accepted]) >= max(3, len(sample) - NOT_ACCEPTED)


def test_what_a_program_does_not_state_is_not_shown_as_its_value(tmp_path):
    fault = next(fault for fault in list(faults("java")) if fault.rule == "secret-aud-is-endpoint")
    way = walk(fault, tmp_path / "program")
    assert "STANDIN" not in str(way.answers)
    assert "stand-in" not in str(way.answers)
