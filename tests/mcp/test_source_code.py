"""The same for programs with a mistake: the client applies the diff of `next`, and the emulator gets what the corrected program would send."""

from __future__ import annotations

import pytest
from tests.mcp.mechanical import Client, Way
from tests.readers.code.faults import FAULTS, Fault, faults

LANGUAGES = sorted(path.stem for path in FAULTS.glob("*.txt"))
# No correction is known yet.
NOT_ACCEPTED = {
    ("HandMade.java", "signature-is-der", "der"),
    ("FuelApple.kt", "signature-is-der", "der"),
}


def walk(fault: Fault, folder) -> Way:
    folder.mkdir()
    (folder / fault.name).write_text(fault.program, encoding="utf-8")
    with Client(folder) as client:
        return client.follow("doctor", {"files": [fault.name]}, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_with_a_mistake_end_at_a_request_that_the_emulator_accepts(language, tmp_path):
    found = list(faults(language))
    ways = [walk(fault, tmp_path / str(number)) for number, fault in enumerate(found)]
    left = {(fault.name, fault.rule, fault.title) for fault, way in zip(found, ways, strict=True) if not way.is_accepted}
    assert len(found) > 10
    assert left <= NOT_ACCEPTED


def test_what_a_program_does_not_state_is_not_shown_as_its_value(tmp_path):
    fault = next(fault for fault in list(faults("java")) if fault.rule == "secret-aud-is-endpoint")
    way = walk(fault, tmp_path / "program")
    assert "STANDIN" not in str(way.answers)
    assert "stand-in" not in str(way.answers)
