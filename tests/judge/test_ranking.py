"""Of all cases and reports without a root cause, the true one is among the five that a report shows in nine of ten."""

from __future__ import annotations

from tests.cases import run as cases
from tests.reports import run as reports
from tests.shown import names_shown

import siwakit
from siwakit.judge.suspects import SHOWN
from siwakit.samples import NOW

AT_LEAST = 0.9
FEWEST = 90  # so that the share says something


def test_the_true_cause_is_among_the_five_in_nine_of_ten():
    for way in reports.WAYS:
        lines = [*(line for line in reports.run() if line.way == way), *cases.run(cases.DATA / "cases.jsonl", set())]
        places = {line: line.place for line in lines if line.place != "-"}
        missed = [str(line) for line, place in places.items() if place == "none"]
        assert len(places) >= FEWEST
        assert len(missed) <= (1 - AT_LEAST) * len(places), "\n".join(missed)


def test_five_are_shown_and_advice_beside_them():
    diagnosis = siwakit.diagnose('{"error":"invalid_client"}', clock=NOW)
    assert names_shown(diagnosis) == tuple(suspect.rule.id for suspect in diagnosis.suspects[:SHOWN])
