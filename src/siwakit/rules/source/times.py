"""Rules about times in source code that are right on one machine or one day and wrong on another."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.apple import MAX_SECRET_SECONDS
from siwakit.evidence.aspects import LIFETIME
from siwakit.evidence.dates import span_of
from siwakit.evidence.parts import SOURCE
from siwakit.evidence.sign_in.secret_life import LIFE, Life
from siwakit.evidence.source import Doubt, Source
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, INFERENCE

_CLAIMS = "client_secret.claims."
_TIMES = (f"{_CLAIMS}iat", f"{_CLAIMS}exp")
_SIX_SHORT_MONTHS = 15_552_000  # 180 days
_HOUR = 3_600


@on(SOURCE)
def _has_no_zone(source: Source) -> Outcome:
    place = next((path for path in _TIMES if source.doubts.get(path) is Doubt.ZONE), None)
    if place is None:
        return None
    return Fail(place, "local time, read as UTC", "a time in UTC", "the result is off by the zone's offset on every machine whose zone is not UTC")


@on(SOURCE, LIFE)
def _counts_months(source: Source, life: Life | None) -> Outcome:
    place = f"{_CLAIMS}exp"
    if life is None or source.doubts.get(place) is not Doubt.CALENDAR or not _SIX_SHORT_MONTHS <= life.left <= MAX_SECRET_SECONDS:
        return None
    why = f"today they are {span_of(life.left)}; six months can be 184 days, and Apple's limit is 182 days, 14 hours and 30 minutes"
    return Fail(place, "calendar months", f"at most {MAX_SECRET_SECONDS} seconds from now", why)


@on(SOURCE, LIFE)
def _outlives_itself(source: Source, life: Life | None) -> Outcome:
    if life is None or not source.is_kept or life.made_for is None or life.made_for > _HOUR:
        return None
    why = f"it is created once, when the program starts, and lives {span_of(life.made_for)}"
    return Fail("client_secret", "created once and kept", "a new client_secret for each request", why)


def _evidence_of(source: Source, **claims: int) -> Callable[[samples.Scenario], samples.Scenario]:
    return lambda scenario: scenario.secret(**claims).configured(source=source)


def _doubted(name: str, doubt: Doubt) -> Source:
    return Source(doubts={f"{_CLAIMS}{name}": doubt})


TIME_WITHOUT_ZONE = Rule(
    id="time-without-zone",
    title="the code treats local time as UTC",
    question=Question.PAYLOAD,
    since="0.1",
    why=(
        "A date without a zone is read as UTC in one place and as local time in another. On a machine in UTC the result is right; anywhere else "
        "iat is hours ahead of Apple's clock, or the client_secret has already expired."
    ),
    fix="Take the time from a function that counts seconds since 1970, or give the date its zone.",
    references=(APPLE_CLIENT_SECRET, INFERENCE),
    check=_has_no_zone,
    assumed=INVALID_CLIENT.cited(INFERENCE),
    # On a machine whose zone is not UTC the same date makes them fail.
    explains=("secret-iat-in-future", "secret-iat-hours-behind", "secret-expired"),
    suspicion=Suspicion("compare iat with `date -u +%s` on the machine that mints: are they whole hours apart?", "they are equal"),
    good=lambda: (Example("source code without such a date", _evidence_of(Source())),),
    bad=lambda: (
        Example("iat", _evidence_of(_doubted("iat", Doubt.ZONE))),
        Example("exp", _evidence_of(_doubted("exp", Doubt.ZONE))),
    ),
)

CALENDAR_MONTHS = Rule(
    id="lifetime-in-calendar-months",
    title="the lifetime is six calendar months, which can be longer than Apple allows",
    question=Question.PAYLOAD,
    since="0.1",
    why="Six months have 181 to 184 days. Whether exp is within Apple's limit depends on the day on which the client_secret is created.",
    fix="Count the lifetime in seconds or days: at most 15777000 seconds, or 182 days.",
    references=(APPLE_CLIENT_SECRET, INFERENCE),
    check=_counts_months,
    assumed=INVALID_CLIENT.cited(INFERENCE),
    # The same months are too long on another day.
    explains=("secret-lives-too-long",),
    speaks_of=(LIFETIME,),
    suspicion=Suspicion("check whether the code adds six months to a date", "it adds days or seconds"),
    good=lambda: (
        Example("180 days", _evidence_of(Source(), iat=samples.NOW, exp=samples.NOW + _SIX_SHORT_MONTHS)),
        Example("three months", _evidence_of(_doubted("exp", Doubt.CALENDAR), iat=samples.NOW, exp=samples.NOW + _SIX_SHORT_MONTHS // 2)),
    ),
    bad=lambda: (
        Example("six months, today 181 days", _evidence_of(_doubted("exp", Doubt.CALENDAR), iat=samples.NOW, exp=samples.NOW + 181 * 24 * _HOUR)),
    ),
)

OUTLIVED_BY_CACHE = Rule(
    id="secret-outlived-by-its-cache",
    title="the code keeps a client_secret longer than it lives",
    question=Question.PAYLOAD,
    since="0.1",
    why="The client_secret is created when the program starts, and every request sends it. It works at first and fails once exp has passed.",
    fix="Create the client_secret in the function that sends it, or let it live as long as the program runs between two restarts.",
    references=(APPLE_CLIENT_SECRET, INFERENCE),
    check=_outlives_itself,
    assumed=INVALID_CLIENT.cited(INFERENCE),
    # What is kept too long has expired.
    explains=("secret-cached-beyond-exp", "secret-expired"),
    suspicion=Suspicion("check whether the client_secret is created once, outside the function that sends it", "it is created for each request"),
    good=lambda: (
        Example("created for each request", _evidence_of(Source(), iat=samples.NOW, exp=samples.NOW + 600)),
        Example("kept, and valid for half a year", _evidence_of(Source(is_kept=True), iat=samples.NOW, exp=samples.NOW + _SIX_SHORT_MONTHS)),
    ),
    bad=lambda: (Example("kept, and valid for ten minutes", _evidence_of(Source(is_kept=True), iat=samples.NOW, exp=samples.NOW + 600)),),
)

RULES = (TIME_WITHOUT_ZONE, CALENDAR_MONTHS, OUTLIVED_BY_CACHE)
