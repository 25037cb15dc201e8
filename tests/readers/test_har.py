from __future__ import annotations

import builtins
import json
import time
import tracemalloc
from base64 import b64encode
from io import BytesIO
from urllib.parse import parse_qsl, urlencode

import pytest
from tests.each import each

from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.fields import read_fields
from siwakit.evidence.join import join
from siwakit.evidence.pieces import PieceKind
from siwakit.readers.recognise import recognise
from siwakit.readers.requests.har import MAX_BYTES, is_har, read_har
from siwakit.samples import Scenario

TOKEN = "https://appleid.apple.com/auth/token"
APP = "https://app.example.com"
FORM = {"content-type": "application/x-www-form-urlencoded"}
REFUSED = '{"error":"invalid_client"}'


def headers(of):
    return [{"name": name, "value": value} for name, value in of.items()]


def entry(method, url, *, sent=None, posted=None, status=200, came=None, content=None, **more):
    """Return an entry as HAR 1.2 has it; *posted* and *content* are postData and content."""
    request = {"method": method, "url": url, "httpVersion": "HTTP/2", "headers": headers(sent or {}), "queryString": [], "cookies": []}
    request |= {"headersSize": -1, "bodySize": -1 if method == "POST" else 0} | ({"postData": posted} if posted else {})
    response = {"status": status, "statusText": "", "httpVersion": "HTTP/2", "headers": headers(came or {}), "cookies": [], "redirectURL": ""}
    response["content"] = content or {"size": 0, "mimeType": "x-unknown"}
    return {"startedDateTime": "2026-09-21T14:13:20.000Z", "time": 12, "request": request, "response": response, "timings": {}, **more}


def text_of(form):
    return {"mimeType": "application/x-www-form-urlencoded", "text": urlencode(form)}


def authorize(state, **more):
    query = {"client_id": "com.example.web", "redirect_uri": f"{APP}/callback", "response_type": "code", "response_mode": "form_post", "state": state}
    return f"https://appleid.apple.com/auth/authorize?{urlencode(query | more)}"


def callback(state, code, **more):
    sent = FORM | {"origin": "https://appleid.apple.com", "referer": "https://appleid.apple.com/"}
    return entry("POST", f"{APP}/callback", sent=sent, posted=text_of({"state": state, "code": code}), **more)


def token_call(code="c1", answer=REFUSED, status=400, **more):
    posted = text_of(dict(Scenario().fields()) | {"code": code})
    content = {"size": len(answer), "mimeType": "application/json", "text": answer}
    return entry("POST", TOKEN, sent=FORM, posted=posted, status=status, content=content, **more)


def har(*entries, creator="WebInspector"):
    return json.dumps({"log": {"version": "1.2", "creator": {"name": creator, "version": "537.36"}, "pages": [], "entries": list(entries)}}).encode()


def read(*entries, creator="WebInspector"):
    return read_har(BytesIO(har(*entries, creator=creator)))


def kinds(pieces):
    return [piece.kind.name for piece in pieces]


def judged(pieces):
    return join(pieces).request


def test_a_har_is_told_by_how_it_begins():
    assert is_har(har())
    assert is_har(b'\xef\xbb\xbf{\r\n  "log" : {')
    assert not is_har(b'{"log":"a line of Docker"}')


def test_a_sign_in_is_read_from_the_button_to_the_answer():
    pieces = read(
        entry("GET", f"{APP}/login", status=302, came={"location": authorize("s1"), "set-cookie": "session=1; SameSite=Lax; Secure"}),
        entry("GET", authorize("s1"), content={"size": 10, "mimeType": "text/html", "text": "<html>sign in</html>"}),
        entry("GET", "https://appleid.cdn-apple.com/appleauth/static/app.js"),
        entry("POST", "https://appleid.apple.com/appleauth/auth/oauth/authorize", posted={"mimeType": "application/json", "text": "{}"}),
        callback("s1", "c1", status=302, came={"location": "/welcome"}),
        entry("GET", f"{APP}/welcome"),
        token_call(),
    )
    assert kinds(pieces) == ["AUTHORIZE", "CALLBACK", "CALLBACK", "CALLBACK", "EXCHANGE"]
    evidence = join(pieces)
    assert [cookie.name for cookie in evidence.callback.cookies] == ["session"]
    assert evidence.callback.following.request.url == f"{APP}/welcome"
    assert evidence.authorize.url == authorize("s1")
    assert evidence.answer.body == REFUSED.encode()


def test_the_pages_are_those_of_the_sign_in_that_failed():
    pieces = read(
        entry("GET", authorize("good")),
        callback("good", "c1"),
        token_call("c1"),
        entry("GET", authorize("other", client_id="com.example.other")),
        callback("other", "c2"),
        token_call("c2", '{"access_token":"a","id_token":"b"}', 200),
    )
    evidence = join(pieces)
    assert kinds(pieces).count("EXCHANGE") == 2
    assert dict(parse_qsl(evidence.authorize.query))["state"] == "good"
    assert read_fields(evidence.callback.request).get("code") == read_fields(evidence.request).get("code") == "c1"


def test_without_a_call_to_apple_the_last_sign_in_counts():
    evidence = join(read(entry("GET", authorize("s1")), callback("s1", "c1"), entry("GET", authorize("s2")), callback("s2", "c2")))
    assert read_fields(evidence.callback.request).get("code") == "c2"
    assert "state=s2" in evidence.authorize.url


def test_what_an_application_passes_on_of_apples_answer_is_read():
    content = {"size": 40, "mimeType": "text/html", "text": "<pre>{&quot;error&quot;:&quot;invalid_client&quot;}</pre>"}
    pieces = read(entry("GET", authorize("s1")), callback("s1", "c1", status=500, content=content))
    assert kinds(pieces) == ["AUTHORIZE", "CALLBACK", "RESPONSE"]


def test_the_way_to_apple_is_read_from_where_the_exporter_says_it_leads():
    one = entry("GET", f"{APP}/login", status=302)
    one["response"]["redirectURL"] = authorize("s1")
    assert join(read(one)).authorize.url == authorize("s1")


def test_an_error_of_the_applications_own_is_no_answer_of_apples():
    content = {"size": 40, "mimeType": "text/html", "text": "invalid_csrf_token"}
    assert kinds(read(callback("s1", "c1", status=422, content=content))) == ["CALLBACK"]


def test_an_error_page_of_apples_keeps_its_words():
    content = {"size": 40, "mimeType": "text/html", "text": '{"direct":{"errorCode":"invalid_client","errorMessage":"Invalid client."}}'}
    (piece,) = read(entry("GET", authorize("s1"), content=content))
    assert b"Invalid client." in piece.value.response.body


def test_chrome_writes_http2_names_and_text():
    one = token_call(_initiator={"type": "script"}, _webSocketMessages=[{"data": "x"}], _priority="High")
    one["request"]["headers"] += headers({":authority": "appleid.apple.com", ":method": "POST"})
    one["request"]["postData"]["params"] = [{"name": "client_id", "value": "com.example.other"}]
    request = judged(read(one))
    assert [name for name, _ in request.headers] == ["content-type"]
    assert read_fields(request).get("client_id") == "com.example.web"


@pytest.mark.parametrize("value", ["https%3A%2F%2Fapp.example.com%2Fcallback", "https://app.example.com/callback"])
def test_parameters_are_read_encoded_as_chrome_keeps_them_and_decoded_as_firefox_does(value):
    params = [{"name": "client_id", "value": "com.example.web"}, {"name": "redirect_uri", "value": value}]
    posted = {"mimeType": "application/x-www-form-urlencoded", "params": params, "text": ""}
    request = judged(read(entry("POST", TOKEN, posted=posted), creator="Firefox"))
    assert read_fields(request).get("redirect_uri") == "https://app.example.com/callback"
    assert request.header("content-type") == "application/x-www-form-urlencoded"


def test_parameters_of_multipart_are_put_together():
    kind = "multipart/form-data; boundary=----x"
    posted = {"mimeType": kind, "params": [{"name": "client_secret", "value": "a b"}, {"name": "grant_type", "value": "refresh_token"}]}
    request = judged(read(entry("POST", TOKEN, sent={"Content-Type": kind}, posted=posted), creator="Safari"))
    assert [(one.value, one.place) for one in read_fields(request).every] == [("a b", "multipart"), ("refresh_token", "multipart")]


def test_base64_bodies_are_decoded_as_proxies_write_them():
    content = {"size": 26, "mimeType": "application/json", "text": b64encode(REFUSED.encode()).decode(), "encoding": "base64"}
    posted = {"mimeType": FORM["content-type"], "text": b64encode(b"client_id=x&grant_type=y").decode(), "encoding": "base64"}
    (piece,) = read(entry("POST", TOKEN, posted=posted, status=400, content=content), creator="Charles Proxy")
    assert (piece.value.request.body, piece.value.response.body) == (b"client_id=x&grant_type=y", REFUSED.encode())


def test_mitmproxy_in_front_of_a_server_shows_the_call_itself():
    one = token_call(serverIPAddress="192.0.2.1", comment="")
    one["request"]["headers"] = headers({"Host": "appleid.apple.com", "Content-Type": "application/x-www-form-urlencoded", "User-Agent": "okhttp"})
    assert kinds(read(one, creator="mitmproxy")) == ["EXCHANGE"]


def test_an_origin_that_is_no_address_is_not_apples():
    opened = callback("s1", "c1")
    assert kinds(read(opened, token_call())) == ["CALLBACK", "EXCHANGE"]
    for header in opened["request"]["headers"]:
        header["value"] = "https://[" if header["name"] in {"origin", "referer"} else header["value"]
    assert kinds(read(opened, token_call())) == ["EXCHANGE"]


def test_a_body_that_was_not_kept_is_not_an_empty_one():
    sent = FORM | {"content-length": "400"}
    (piece,) = read(entry("POST", TOKEN, sent=sent, status=400, content={"size": 26, "mimeType": "application/json"}))
    assert (piece.kind, bool(piece.unread_files)) == (PieceKind.REQUEST, True)
    assert not join((piece,)).body_is_known


def test_a_request_that_got_no_answer_has_none():
    assert kinds(read(token_call(status=0))) == ["REQUEST"]


def test_a_call_to_a_wrong_host_is_seen_by_its_fields():
    one = token_call()
    one["request"]["url"] = "https://api.apple.example/token"
    assert kinds(read(one)) == ["EXCHANGE"]


@each("broken", [None, [], 1, "x", {"request": None}, {"request": {"url": 1}}, {"request": {"url": "data:,x"}}])
def test_an_entry_that_is_none_is_passed_over(broken):
    assert kinds(read(broken, token_call())) == ["EXCHANGE"]


@each(
    "damage",
    [
        {"headers": None, "postData": None},
        {"headers": [1, {"name": 2}], "postData": {"params": 3}},
        {"headers": {}, "postData": {"text": "\ud800", "params": [1]}},
        {"postData": {"text": "A", "encoding": "base64"}},
        {"url": "https://[appleid.apple.com/auth/token"},
    ],
)
def test_members_of_a_wrong_type_do_no_harm(damage):
    one = token_call()
    one["request"] |= damage
    one["response"] |= {"headers": 1, "content": [], "redirectURL": None}
    assert kinds(read(one, token_call()))[-1] == "EXCHANGE"


def test_a_har_of_another_site_is_refused_with_a_hint():
    with pytest.raises(NotReadable, match="holds 1 requests, none of them") as caught:
        read(entry("GET", APP))
    assert "curl" in caught.value.hint


@pytest.mark.parametrize("data", [har(token_call())[:-20], b'{"log":{', b'{"log":{"entries":[{]}}'])
def test_a_har_that_breaks_off_is_refused(data):
    with pytest.raises(NotReadable, match="is truncated"):
        read_har(BytesIO(data))


def test_pasted_text_is_recognised_as_a_har():
    assert kinds(recognise(har(token_call()).decode(), "x.json")) == ["EXCHANGE"]
    assert kinds(recognise("\ufeff" + har(token_call()).decode())) == ["EXCHANGE"]


@pytest.fixture
def no_ijson(monkeypatch):
    load = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "ijson":
            raise ImportError(name)
        return load(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)


@pytest.mark.usefixtures("no_ijson")
def test_without_ijson_a_small_har_is_read_and_a_large_one_says_what_is_missing():
    assert kinds(read(token_call())) == ["EXCHANGE"]
    with pytest.raises(NotReadable, match="needs ijson") as caught:
        read(token_call(_x="x" * 1024 * 1024))
    assert "siwakit[har]" in caught.value.hint
    for data in (b'{"log":{', b'{"log":[]}', b"[]"):
        with pytest.raises(NotReadable):
            read_har(BytesIO(data))


class Endless:
    """A HAR of *size* bytes that is never whole in memory."""

    def __init__(self, size):
        self.size = size
        picture = {"size": 60000, "mimeType": "image/png", "text": "A" * 60000, "encoding": "base64"}
        self.parts = [har(token_call())[:-3] + b","] + [json.dumps(entry("GET", APP, content=picture)).encode() + b","] * (size // 60500)
        self.parts.append(json.dumps(token_call()).encode() + b"]}}")
        self.ahead = b""

    def read(self, size=-1):
        while len(self.ahead) < size and self.parts:
            self.ahead += self.parts.pop(0)
        data, self.ahead = self.ahead[:size], self.ahead[size:]
        return data


def test_a_large_har_is_read_in_flat_memory_and_fast():
    pytest.importorskip("ijson")
    start = time.process_time()
    tracemalloc.start()
    assert kinds(read_har(Endless(20 * 1024 * 1024))) == ["EXCHANGE", "EXCHANGE"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024
    assert time.process_time() - start < 10


def test_a_har_over_the_cap_is_refused():
    pytest.importorskip("ijson")
    with pytest.raises(TooLarge, match="a HAR of more than"):
        read_har(Endless(MAX_BYTES + 1024 * 1024))
