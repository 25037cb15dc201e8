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


@each(
    ("expected", "actual"),
    [("uk.co.acme.web", "uk.co.other.app"), ("com.herokuapp.acme", "com.herokuapp.other"), ("com.acmefit.web", "org.other.app")],
)
def test_a_client_that_may_be_of_another_developer_is_only_suspected(expected, actual):
    diagnosis = diagnose(f'oidc: expected audience "{expected}" got ["{actual}"]', now=NOW)
    assert diagnosis.root is None
    assert diagnosis.named


def test_two_clients_under_one_domain_are_of_one_developer():
    diagnosis = diagnose('oidc: expected audience "uk.co.acmefit.web" got ["uk.co.acmefit.app"]', now=NOW)
    assert diagnosis.root.rule.id == "identity-token-aud-is-other-client"
