"""Suspects of a refused request that an accepted one rules out: what the rules say, and nothing more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from siwakit import samples
from siwakit.evidence.evidence import UNKNOWN
from siwakit.http import Response
from siwakit.judge.accepted import with_accepted
from siwakit.judge.answers import MIGRATION_GRANTED, MIGRATION_REFUSED
from siwakit.judge.diagnosis import diagnose
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Shared
from siwakit.samples import Scenario

JSON = (("Content-Type", "application/json"),)
REFUSED = Response(400, JSON, b'{"error":"invalid_client"}')
GRANTED = Response(200, JSON, b'{"access_token":"a","token_type":"Bearer","expires_in":3600}')
SHARING = {kind: {rule.id for rule in CATALOGUE if rule.suspicion and rule.suspicion.shared is kind} for kind in Shared}


def evidence(answer, scenario=None):
    """Return the evidence of a probe, of which the portal is not known."""
    built = (scenario or Scenario()).migration_token().evidence()
    return replace(built, answer=answer, portal=UNKNOWN)


def ruled_out_by(refused, *accepted):
    before = diagnose(refused)
    after = with_accepted(before, accepted)
    assert after.root is None
    left = {suspect.rule.id for suspect in after.suspects}
    out = {suspect.rule.id for suspect in before.suspects} - left
    assert out == {rule.id for rule in after.ruled_out} - {rule.id for rule in before.ruled_out}
    return out


OTHER_CLIENT = Scenario().native()
OTHER_KEY = Scenario().header(kid=samples.OTHER_KEY_ID)
OTHER_TEAM = Scenario().secret(iss=samples.OTHER_TEAM_ID)


@pytest.mark.parametrize(
    ("accepted", "kinds"),
    [
        (Scenario(), set(Shared)),
        (OTHER_CLIENT, {Shared.KEY}),
        (OTHER_KEY, {Shared.CLIENT}),
        (OTHER_TEAM, set()),
    ],
    ids=["the same", "another client", "another key", "another team"],
)
def test_a_rule_is_ruled_out_by_what_it_has_in_common(accepted, kinds):
    suspects = {suspect.rule.id for suspect in diagnose(evidence(REFUSED)).suspects}
    expected = {rule for kind in kinds for rule in SHARING[kind]} & suspects
    assert ruled_out_by(evidence(REFUSED), evidence(GRANTED, accepted)) == expected
    assert bool(expected) is bool(kinds)


def test_what_every_rule_says_and_what_is_shared_agree():
    words = {kind: {rule.suspicion.rules_out for rule in CATALOGUE if rule.suspicion and rule.suspicion.shared is kind} for kind in Shared}
    assert all("key" in sentence for sentence in words[Shared.KEY])
    assert all("key" in sentence and "client_id" in sentence for sentence in words[Shared.BOTH])
    assert all(len(rules) > 0 for rules in SHARING.values())


@pytest.mark.parametrize(("answer", "reading"), [(REFUSED, MIGRATION_REFUSED), (GRANTED, MIGRATION_GRANTED)])
def test_the_answer_to_a_probe_does_not_speak_of_a_code(answer, reading):
    assert diagnose(evidence(answer)).proof is reading
    assert "code" not in reading.proves.replace("without a code", "")
