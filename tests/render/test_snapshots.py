"""Compare whole reports with files to read. `PYTHONPATH=. python tests/render/test_snapshots.py` writes them again: look at the difference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.each import each

from siwakit.judge import diagnose
from siwakit.render.decode import decode_text
from siwakit.render.explain import explain
from siwakit.render.formats.text import render_text
from siwakit.render.report.fixed import FixedSecret
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Question
from siwakit.samples import DROP, NOW, Scenario

SNAPSHOTS = Path(__file__).parent / "snapshots"
REFUSED = {"error": "invalid_client"}
NOT_FOR_THE_DOCTOR = ("portal", "keys", "origin")


def report(scenario: Scenario, **options: object) -> Callable[[], str]:
    return lambda: render_text(diagnose(scenario.evidence()), **{"colour": False, **options})


CASES: dict[str, Callable[[], str]] = {
    "aud-is-endpoint": report(Scenario().secret(aud="https://appleid.apple.com/auth/token")),
    "aud-is-endpoint-fixed": report(
        Scenario().secret(aud="https://appleid.apple.com/auth/token"),
        fix=FixedSecret("<the corrected client_secret>", "made with key ABC123DEFG, valid until 2026-09-21 14:23:20 UTC"),
    ),
    "aud-missing": report(Scenario().secret(aud=DROP).answered(400, REFUSED)),
    "everything-is-right": report(Scenario()),
    "accepted": report(Scenario().answered(200, {"access_token": "a", "refresh_token": "r", "id_token": "i"})),
    "suspects": report(Scenario().unknown(*NOT_FOR_THE_DOCTOR).answered(400, REFUSED)),
    "nothing-given": report(
        Scenario().unknown("request", "now", "authorize", "identity_token", "team_id", "key_id", "bundle_ids", "services_ids", *NOT_FOR_THE_DOCTOR)
    ),
    "signed-by-other-key": report(Scenario().signed_by_other_key().unknown("portal").answered(400, REFUSED)),
    "secret-in-quotes": report(Scenario().sent(lambda text: f'"{text}"')),
    "expired": report(Scenario().at(NOW + 17 * 86400).unknown("portal", "earlier").answered(400, REFUSED)),
    "code-missing": report(Scenario().form(code=DROP)),
    "method-get": report(Scenario().sends(method="GET")),
    "aud-has-slash": report(Scenario().secret(aud="https://appleid.apple.com/").unknown("portal")),
    "two-mistakes": report(Scenario().secret(aud="com.example.web").form(grant_type=DROP)),
    "one-question": report(Scenario().unknown(*NOT_FOR_THE_DOCTOR).answered(400, REFUSED), question=Question.SIGNATURE),
    "hostile": report(Scenario().secret(aud="\x1b[31m\u202ehttps://appleid.apple.com\u200b")),
    "explain-aud-is-endpoint": lambda: explain(BY_ID["secret-aud-is-endpoint"]),
    "explain-aud-has-slash": lambda: explain(BY_ID["secret-aud-has-slash"]),
    "decode-client-secret": lambda: decode_text(Scenario().compact_secret(), NOW),
}


@each("name", CASES)
def test_a_report_reads_as_it_did(name: str) -> None:
    assert CASES[name]() == (SNAPSHOTS / f"{name}.txt").read_text("utf-8")


def test_no_snapshot_is_left_over() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(CASES)


if __name__ == "__main__":
    for old in SNAPSHOTS.glob("*.txt"):
        old.unlink()
    for case, write in CASES.items():
        (SNAPSHOTS / f"{case}.txt").write_text(write(), "utf-8")
