"""The page answers nobody but itself: the wrong name, another page, no cookie."""

from __future__ import annotations

import pytest

from siwakit.http import Request
from siwakit.web.app import WebApp
from siwakit.web.guard import Guard

HOST = "127.0.0.1:9595"
COOKIE = ("Cookie", "siwakit=opened")
JSON = ("Content-Type", "application/json")
ORIGIN = ("Origin", f"http://{HOST}")
GUARD = Guard(frozenset({HOST, "localhost:9595"}), "start-up", "opened")
APP = WebApp(GUARD, lambda _: [])
GETS = (
    "/",
    "/start?t=start-up",
    "/rules",
    "/rules/secret-alg-not-es256",
    "/examples",
    "/examples/0",
    "/journal?after=0",
    "/static/page.mjs",
    "/static/portal/key-id.svg",
)
POSTS = ("/judge", "/markdown")
ROUTES = [*(("GET", path) for path in GETS), *(("POST", path) for path in POSTS)]
WRONG_HOSTS = (
    *("", "127.0.0.1", "localhost", "127.0.0.1:9596", "127.0.0.1:09595", "127.0.0.1:9595:9595", "127.0.0.1:9595.", "127.0.0.1.:9595"),
    *("localhost.:9595", "evil.example", "evil.example:9595", "127.0.0.1.evil.example:9595", "localhost.evil.example:9595", "0.0.0.0:9595"),
    *("127.1:9595", "2130706433:9595", "0x7f000001:9595", "[::1]:9595", "user@127.0.0.1:9595", "127.0.0.1:9595, evil.example", " 127.0.0.1:9595\t"),
)
FOREIGN = {
    "another site by Origin": [("Origin", "https://evil.example")],
    "a page without an origin": [("Origin", "null")],
    "another port": [("Origin", "http://127.0.0.1:9596")],
    "another scheme": [("Origin", f"https://{HOST}")],
    "another name of this machine": [("Origin", "http://localhost:9595")],
    "our name as a beginning": [("Origin", f"http://{HOST}.evil.example")],
    "our name as user information": [("Origin", f"http://{HOST}@evil.example")],
    "two origins": [ORIGIN, ("Origin", "https://evil.example")],
    "an empty origin": [("Origin", "")],
    "cross-site by Fetch Metadata": [("Sec-Fetch-Site", "cross-site")],
    "same-site by Fetch Metadata": [("Sec-Fetch-Site", "same-site")],
    "cross-site that claims our origin": [ORIGIN, ("Sec-Fetch-Site", "cross-site")],
    "two words of Fetch Metadata": [ORIGIN, ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")],
}


def ask(method, path, *headers, host=HOST, body=b"{}"):
    own = [("Host", host)] if host is not None else []
    return APP.answer(Request(method, f"http://{HOST}{path}", (*own, *headers), body), 0)


def right(method):
    return (COOKIE, JSON, ORIGIN) if method == "POST" else (COOKIE,)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_the_page_itself_is_let_in(method, path):
    assert ask(method, path, *right(method)).status in {200, 303, 422}


@pytest.mark.parametrize("host", WRONG_HOSTS)
def test_a_wrong_host_is_refused_on_every_route(host):
    assert {ask(method, path, *right(method), host=host).status for method, path in ROUTES} == {421}


def test_no_host_and_two_hosts_are_refused_on_every_route():
    assert {ask(method, path, *right(method), host=None).status for method, path in ROUTES} == {421}
    assert {ask(method, path, *right(method), ("Host", HOST)).status for method, path in ROUTES} == {421}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_another_page_is_refused_on_every_route(headers):
    assert {ask(method, path, COOKIE, JSON, *headers).status for method, path in ROUTES} == {403}


@pytest.mark.parametrize("path", POSTS)
def test_a_post_says_where_it_comes_from_and_that_it_is_json(path):
    assert ask("POST", path, COOKIE, JSON).status == 403
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"):
        assert ask("POST", path, COOKIE, ORIGIN, ("Content-Type", kind)).status == 415
    assert ask("POST", path, COOKIE, ORIGIN).status == 415


@pytest.mark.parametrize(
    "cookie", [(), (("Cookie", "siwakit=other"),), (("Cookie", "siwakit="),), (("Cookie", "other=opened"),), (("Cookie", "siwakit=opened2"),)]
)
def test_without_the_cookie_every_route_but_the_start_is_shut(cookie):
    shut = [one for one in ROUTES if not one[1].startswith("/start")]
    assert {ask(method, path, *cookie, *right(method)[1:]).status for method, path in shut} == {403}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"])
def test_other_methods_are_refused(method):
    assert ask(method, "/", COOKIE, ORIGIN).status in {403, 405}


def test_the_start_up_token_is_exchanged_for_a_cookie_of_this_page_alone():
    answer = ask("GET", "/start?t=start-up")
    cookie = answer.header("set-cookie")
    assert (answer.status, answer.header("location")) == (303, "/")
    assert cookie == "siwakit=opened; Path=/; HttpOnly; SameSite=Strict"


@pytest.mark.parametrize("query", ["", "?t=", "?t=other", "?t=start-up&t=start-up", "?t=start-u", "?x=start-up"])
def test_another_token_opens_nothing(query):
    answer = ask("GET", f"/start{query}", COOKIE)
    assert (answer.status, answer.header("set-cookie")) == (403, None)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_answer_is_guarded(method, path):
    for answer in (ask(method, path, *right(method)), ask(method, path, *right(method), host="evil.example")):
        policy = answer.header("content-security-policy")
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert answer.header("cache-control") == "no-store"
        assert answer.header("x-content-type-options") == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/",
        "/static/portal",
        "/static//page.mjs",
        "/rules/none",
        "/examples/99",
        "/examples/-1",
        "/etc/passwd",
        "/judge",
    ],
)
def test_nothing_else_is_handed_out(path):
    assert ask("GET", path, COOKIE).status == 404


def test_a_post_elsewhere_finds_nothing():
    assert ask("POST", "/rules", COOKIE, JSON, ORIGIN).status == 404
