"""The programs in `snippets`, from end to end: the doctor reads each of them, and what it writes says only what they say."""

from __future__ import annotations

from pathlib import Path

from tests.each import each

from siwakit.flow.diagnose import diagnose

SNIPPETS = sorted(path for path in (Path(__file__).parent / "snippets").rglob("*") if path.is_file() and path.suffix != ".csv")
NOW = 1_796_004_660


@each("path", SNIPPETS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_doctor_reads_every_program(path: Path) -> None:
    assert diagnose((path.name, path.read_text()), now=NOW).unread == ()
