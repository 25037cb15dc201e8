"""Access logs in a summary: what the application answered to Apple's callback."""

from __future__ import annotations

import json

from tests.each import each

from siwakit.evidence.known import Known
from siwakit.flow.logs.log_records import Judge, Line
from siwakit.flow.logs.summary import Fate

NOW = 1_790_000_000  # 2026-09-21 14:13:20 UTC
APPLE = "https://appleid.apple.com/"


def caddy(status, referrer):
    request = {"method": "POST", "host": "app.example.com", "uri": "/auth/callback", "headers": {"Referer": [referrer], "User-Agent": ["x"]}}
    return json.dumps({"level": "info", "ts": NOW + 0.5, "logger": "http.log.access", "msg": "handled request", "request": request, "status": status})


FORMATS = {
    "nginx and apache": lambda status, referrer: (
        f'192.0.2.1 - - [21/Sep/2026:14:13:20 +0000] "POST /auth/callback HTTP/1.1" {status} 12 "{referrer}" "Mozilla/5.0"'
    ),
    "caddy": caddy,
    "nginx in json": lambda status, referrer: json.dumps(
        {"time": "2026-09-21T14:13:20Z", "request_method": "POST", "request_uri": "/auth/callback", "status": str(status), "http_referer": referrer}
    ),
    "cloudfront": lambda status, referrer: (
        f"2026-09-21\t14:13:20\tFRA56-P1\t512\t192.0.2.1\tPOST\td1.cloudfront.net\t/auth/callback\t{status}\t{referrer}\tMozilla/5.0\t-\t-\tMiss"
    ),
}


def tally(line):
    return Judge(Known(), NOW + 9).tally([Line(0, line)])


@each("name", FORMATS)
def test_a_refused_callback_is_counted_at_its_time(name):
    ((key, group),) = tally(FORMATS[name](403, APPLE)).groups
    assert (key.name, group.count, group.first) == ("callback-refused-by-own-csrf", 1, NOW)


@each("name", FORMATS)
def test_an_accepted_callback_is_no_mistake(name):
    found = tally(FORMATS[name](302, APPLE))
    assert (found.groups, found.count(Fate.SOUND), found.refused) == ((), 1, 0)


@each("name", FORMATS)
def test_requests_from_other_pages_are_left_alone(name):
    for referrer in ("https://app.example.com/?from=https://appleid.apple.com/", "https://appleid.apple.com.example.net/", "-"):
        assert tally(FORMATS[name](403, referrer)).records == 0
