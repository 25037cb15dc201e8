"""A clock that is behind is blamed for a day at most: after that the answer is from another attempt."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from siwakit.judge.diagnosis import diagnose
from siwakit.samples import NOW, Scenario

DAY = 86_400


@pytest.mark.parametrize(("behind", "is_blamed"), [(599, False), (600, True), (DAY - 1, True), (DAY, False)])
def test_a_clock_is_blamed_from_the_lifetime_of_the_secret_to_a_day(behind: int, *, is_blamed: bool) -> None:
    scenario = Scenario().secret(iat=NOW, exp=NOW + 600).answered(400, {"error": "invalid_client"}, date=formatdate(NOW + behind, usegmt=True))
    named = diagnose(scenario.evidence()).named
    assert (named[:1] == ("secret-exp-by-slow-clock",)) is is_blamed


@pytest.mark.parametrize("changed", [{"iat": NOW + 1}, {"exp": NOW}])
def test_a_secret_that_is_not_valid_by_the_own_clock_either_is_not_put_down_to_it(changed: dict[str, int]) -> None:
    scenario = Scenario().secret(**{"iat": NOW - 60, "exp": NOW + 540, **changed})
    answered = scenario.answered(400, {"error": "invalid_client"}, date=formatdate(NOW + 3600, usegmt=True))
    assert "secret-exp-by-slow-clock" not in diagnose(answered.evidence()).named
