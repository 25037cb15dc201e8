"""Reports of which a message is all the evidence: the cause is named first or among the first three suspects."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.each import each

from siwakit import diagnose

NOW = 1_796_004_660
_FOLDER = Path(__file__).parent / "reports"
REPORTS = [report for path in sorted(_FOLDER.glob("[a-z]*.py")) for report in import_module(f"tests.readers.reports.{path.stem}").REPORTS]


@each("report", REPORTS, ids=[report[0] for report in REPORTS])
def test_a_message_leads_to_the_cause(report):
    _, text, causes = report
    diagnosis = diagnose(text, now=NOW)
    if diagnosis.root:
        assert diagnosis.root.rule.id in causes
    else:
        assert set(diagnosis.named[:3]) & set(causes), diagnosis.named[:6]
