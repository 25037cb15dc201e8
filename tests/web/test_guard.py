"""The page answers only its own requests, and refuses a wrong host, another page and a missing cookie."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from tests.each import each

from siwakit.edge.server.journal_page import JournalPage
from siwakit.edge.server.page_listener import open_listener
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.http import Request
from siwakit.web import app, pages
from siwakit.web.app import WebApp
from siwakit.web.guard import Guard
from siwakit.web.start_codes import StartCodes

HOST = "127.0.0.1:9595"
COOKIE = ("Cookie", "siwakit=opened")
JSON = ("Content-Type", "application/json")
ORIGIN = ("Origin", f"http://{HOST}")
CODES = StartCodes(lambda: secrets.token_urlsafe(9))
GUARD = Guard(frozenset({HOST, "localhost:9595"}), CODES, "opened")
APP = WebApp(GUARD, lambda _: [])
GETS = (
    "/",
    "/start?t=none",
    "/start",
    "/rules",
    "/rules/secret-alg-not-es256",
    "/rules/none",
    "/examples",
    "/examples/0",
    "/journal?after=0",
    *(f"/static/{name}" for name in sorted(pages._names())),
    "/static/none",
    "/none",
)
POSTS = tuple(app._TASKS)
NOT_HERE = {"/rules/none": 404, "/static/none": 404, "/none": 404}
ROUTES = [*(("GET", path) for path in GETS), *(("HEAD", path) for path in GETS), *(("POST", path) for path in (*POSTS, "/", "/none"))]
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


def ask(method, path, *headers, host=HOST, body=b"{}", now=0):
    own = [("Host", host)] if host is not None else []
    return APP.answer(Request(method, f"http://{HOST}{path}", (*own, *headers), body), now)


def right(method):
    return (COOKIE, JSON, ORIGIN) if method == "POST" else (COOKIE,)


@each(("method", "path"), ROUTES)
def test_the_page_itself_has_access(method, path):
    expected = {404} if (method, path) == ("POST", "/") else {NOT_HERE[path]} if path in NOT_HERE else {200, 303, 422}
    assert ask(method, path, *right(method)).status in expected


@each("host", WRONG_HOSTS)
def test_a_wrong_host_is_refused_on_every_route(host):
    assert {ask(method, path, *right(method), host=host).status for method, path in ROUTES} == {421}


def test_no_host_and_two_hosts_are_refused_on_every_route():
    assert {ask(method, path, *right(method), host=None).status for method, path in ROUTES} == {421}
    assert {ask(method, path, *right(method), ("Host", HOST)).status for method, path in ROUTES} == {421}


@each("headers", FOREIGN.values(), ids=FOREIGN)
def test_another_page_is_refused_on_every_route(headers):
    assert {ask(method, path, COOKIE, JSON, *headers).status for method, path in ROUTES} == {403}


@pytest.fixture(scope="module")
def beside():
    """The page as an emulator serves it, and the cookie that its URL gives."""
    with JournalPage(open_listener(), MemoryStore()) as page:
        answer = over_http(
            page.listener, "GET", page.listener.start_url.removeprefix(page.listener.url), [("Host", f"127.0.0.1:{page.listener.port}")]
        )
        yield page.listener, answer.headers["Set-Cookie"].partition(";")[0]


def over_http(door, method, path, headers):
    connection = HTTPConnection("127.0.0.1", door.port, timeout=10)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in (*headers, ("Content-Length", "2")):
        connection.putheader(name, value.replace("9595", str(door.port)))
    connection.endheaders(b"{}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_the_page_of_an_emulator_is_as_shut_on_every_route(beside):
    door, cookie = beside
    own = [("Cookie", cookie), JSON]
    assert over_http(door, "GET", "/journal?after=0", [("Host", HOST), *own]).status == 200
    # Whitespace around a value belongs to the protocol, and is removed before the value is read.
    hosts = [host.strip() for host in WRONG_HOSTS if host.strip() != HOST]
    for method, path in ROUTES:
        by_host = {over_http(door, method, path, [("Host", host), *own, ORIGIN]).status for host in hosts}
        by_page = {over_http(door, method, path, [("Host", HOST), *own, *headers]).status for headers in FOREIGN.values()}
        assert (by_host, by_page) == ({421}, {403}), path
        assert path.startswith("/start") or over_http(door, method, path, [("Host", HOST), JSON, ORIGIN]).status == 403


@pytest.mark.parametrize("path", POSTS)
def test_a_post_says_where_it_comes_from_and_that_it_is_json(path):
    assert ask("POST", path, COOKIE, JSON).status == 403
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"):
        assert ask("POST", path, COOKIE, ORIGIN, ("Content-Type", kind)).status == 415
    assert ask("POST", path, COOKIE, ORIGIN).status == 415


@each("cookie", [(), (("Cookie", "siwakit=other"),), (("Cookie", "siwakit="),), (("Cookie", "other=opened"),), (("Cookie", "siwakit=opened2"),)])
def test_without_the_cookie_every_route_but_the_start_is_shut(cookie):
    shut = [route for route in ROUTES if not route[1].startswith("/start")]
    assert {ask(method, path, *cookie, *right(method)[1:]).status for method, path in shut} == {403}


@each("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"])
def test_other_methods_are_refused(method):
    assert ask(method, "/", COOKIE, ORIGIN).status in {403, 405}


def test_a_start_code_is_exchanged_for_a_cookie_of_this_page_alone():
    answer = ask("GET", f"/start?t={CODES.issue()}")
    cookie = answer.header("set-cookie")
    assert (answer.status, answer.header("location")) == (303, "/")
    assert cookie == "siwakit=opened; Path=/; HttpOnly; SameSite=Strict"


def is_let_in(answer):
    return (answer.status, answer.header("set-cookie") is not None) == (303, True)


def test_a_start_code_gives_access_once():
    code = CODES.issue()
    assert [is_let_in(ask("GET", f"/start?t={code}")) for _ in range(3)] == [True, False, False]


def test_of_many_browsers_with_one_code_one_gets_access():
    code = CODES.issue()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: is_let_in(ask("GET", f"/start?t={code}")), range(64)))
    assert answers.count(True) == 1


def test_a_code_that_was_used_still_shows_the_page_to_the_browser_that_used_it():
    code = CODES.issue()
    assert is_let_in(ask("GET", f"/start?t={code}"))
    again = ask("GET", f"/start?t={code}", COOKIE)
    assert (again.status, again.header("location")) == (303, "/")


def test_a_browser_that_is_in_does_not_use_up_a_code():
    code = CODES.issue()
    assert ask("GET", f"/start?t={code}", COOKIE).status == 303
    assert is_let_in(ask("GET", f"/start?t={code}"))


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_a_preview_of_the_address_does_not_use_up_the_code(method):
    code = CODES.issue()
    assert ask(method, f"/start?t={code}", JSON, ORIGIN).status == 403
    assert is_let_in(ask("GET", f"/start?t={code}"))


def test_a_code_expires_at_its_time_limit():
    assert is_let_in(ask("GET", f"/start?t={CODES.issue(60)}", now=59))
    assert not is_let_in(ask("GET", f"/start?t={CODES.issue(60)}", now=60))


def test_a_refused_start_says_what_to_do():
    assert "open the newest one that siwakit printed in the terminal" in ask("GET", "/start?t=other").text


def test_the_use_of_a_printed_code_is_announced_and_that_of_a_launched_browser_is_not():
    announced = []
    codes = StartCodes(lambda: secrets.token_urlsafe(9))
    codes.when_used = lambda: announced.append(True)
    for until, expected in ((60, 0), (None, 1)):
        assert codes.redeem(codes.issue(until), 0)
        assert len(announced) == expected


@each("query", ["", "?t=", "?t=other", "?t={code}&t={code}", "?t={code}x", "?x={code}", "?t=%ED%A0%80", "?t=%00"])
def test_another_code_opens_nothing(query):
    answer = ask("GET", f"/start{query.format(code=CODES.issue())}")
    assert (answer.status, answer.header("set-cookie")) == (403, None)


@each(("method", "path"), ROUTES)
def test_every_answer_is_guarded(method, path):
    for answer in (ask(method, path, *right(method)), ask(method, path, *right(method), host="evil.example")):
        policy = answer.header("content-security-policy")
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert answer.header("cache-control") == "no-store"
        assert answer.header("x-content-type-options") == "nosniff"


@each(
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
