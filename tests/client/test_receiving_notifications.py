"""A notification in any of Apple's spellings becomes one typed event, and both endpoints answer as Apple expects."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx2
import pytest
from tests.each import each

from siwakit import testing
from siwakit.edge.client.sync_client.key_keeper import KeyKeeper
from siwakit.edge.web_endpoints import AsgiNotifications, WsgiNotifications
from siwakit.errors import TooLarge, UsageError
from siwakit.evidence.evidence import UNKNOWN
from siwakit.flow.notifications import EventType, NotificationEvent, token_of, verify_notification
from siwakit.flow.refused import KeysUnavailable, NotificationRefused
from siwakit.http import Response
from siwakit.jose.jwks import KeySet, read_key_set
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Enforcer, Example
from siwakit.samples import (
    APPLE_KID,
    BUNDLE_ID,
    DROP,
    JTI,
    NOW,
    OTHER_APPLE_KID,
    SERVICES_ID,
    USER,
    Scenario,
    apple_keys,
    event,
    event_text,
    notification,
)

KEYS = read_key_set(apple_keys(OTHER_APPLE_KID, APPLE_KID))
CLIENTS = (BUNDLE_ID, SERVICES_ID)


def body(header: dict[str, Any] | None = None, /, **claims: Any) -> bytes:
    return json.dumps(notification(header or {}, **claims)).encode()


def read(sent: bytes | str, **changes: Any) -> NotificationEvent:
    return verify_notification(sent, **{"keys": KEYS, "audience": CLIENTS, "now": NOW, **changes})


SPELLINGS = [
    *(("email-disabled", EventType.EMAIL_DISABLED), ("email-enabled", EventType.EMAIL_ENABLED), ("consent-revoked", EventType.CONSENT_REVOKED)),
    *(("account-delete", EventType.ACCOUNT_DELETED), ("account-deleted", EventType.ACCOUNT_DELETED), ("brand-new", EventType.OTHER)),
]


@each("shape", [lambda one: one, json.dumps, lambda one: [one]], ids=["object", "string", "list"])
@each(("spelling", "kind"), SPELLINGS)
def test_every_spelling_of_an_event_is_typed(spelling: str, kind: EventType, shape: Callable[[Any], Any]):
    found = read(body(events=shape(event(type=spelling))))
    assert (found.type, found.spelling, found.sub, found.audience) == (kind, spelling, USER, BUNDLE_ID)
    assert (found.jti, found.is_repeated) == (JTI, False)


@each(("value", "is_private"), [(True, True), ("true", True), (False, False), ("false", False), (1, False), (DROP, False)])
def test_email_events_have_the_address(value: object, is_private: bool):  # noqa: FBT001  the expectation
    found = read(body(events=event(type="email-enabled", email="a@privaterelay.appleid.com", is_private_email=value)))
    assert (found.email, found.is_private_email) == ("a@privaterelay.appleid.com", is_private)


@pytest.mark.parametrize(("value", "seconds"), [(NOW * 1000 + 999, NOW), (NOW, NOW), (NOW + 0.5, NOW)])
def test_the_time_of_an_event_is_in_seconds(value: object, seconds: int):
    assert read(body(events=event(event_time=value))).happened_at == seconds


def test_an_event_of_a_new_type_may_lack_its_user_and_its_time():
    found = read(body(events=event(type="brand-new", sub=DROP, event_time=DROP)))
    assert (found.type, found.sub, found.happened_at) == (EventType.OTHER, "", None)


@each("events", [event(sub=DROP), event(sub=7), event(event_time=DROP), event(event_time="soon"), event(type="brand-new", sub=[])])
def test_an_event_of_another_form_is_refused(events: dict[str, Any]):
    with pytest.raises(NotificationRefused) as refused:
        read(body(events=events))
    assert refused.value.rules == ("notification-event-member-wrong",)


def test_without_a_jti_nothing_is_remembered():
    with pytest.raises(NotificationRefused):
        read(body(jti=DROP), seen=lambda _: pytest.fail("it was asked for"))


def test_an_identity_token_is_no_notification():
    token = Scenario().verifying(lambda i: i.claims(jti=JTI)).identity.text(BUNDLE_ID)
    with pytest.raises(NotificationRefused) as refused:
        read(json.dumps({"payload": token}))
    assert refused.value.rules == ("notification-events-unreadable",)


def test_the_same_notification_is_known_again():
    came: list[str] = []
    assert not read(body(), seen=lambda jti: jti in came or bool(came.append(jti))).is_repeated
    assert read(body(), seen=lambda jti: jti in came or bool(came.append(jti))).is_repeated
    assert came == [JTI]


def test_what_is_refused_is_not_remembered():
    with pytest.raises(NotificationRefused):
        read(body(aud="com.example.other"), seen=lambda _: pytest.fail("it was asked for"))


BAD = [pytest.param(example, id=f"{rule.id}: {example.title}") for rule in CATALOGUE if Enforcer.NOTIFY in rule.enforced_at for example in rule.bad()]


@each("example", BAD)
def test_a_bad_example_of_a_rule_is_refused(example: Example):
    evidence = example.change(Scenario()).evidence()
    keys = evidence.key_set if isinstance(evidence.key_set, KeySet) else KEYS
    with pytest.raises(NotificationRefused) as refused:
        read(json.dumps(evidence.notification), keys=KEYS if evidence.key_set is UNKNOWN else keys)
    assert refused.value.findings
    assert refused.value.diagnosis


RUBBISH = (
    *(b"", b"{}", b"[]", b"null", b"\xff", b"payload=x", b'{"payload": 7}', b'{"payload": ".."}', b'{"payload": {"events": {}}}', b"a" * 60_000),
    *(
        b'{"payload": "a.b.c", "payload": "a.b.c"}',
        b"[" * 50_000,
        json.dumps({"payload": Scenario().verifying().identity.text(SERVICES_ID)}).encode(),
    ),
)


@each("sent", RUBBISH, ids=lambda sent: sent[:24].hex())
def test_rubbish_is_refused(sent: bytes):
    with pytest.raises(NotificationRefused) as refused:
        read(sent)
    assert refused.value.rules


@pytest.mark.parametrize("sent", [None, 7, ["x"], {"payload": "x"}, memoryview(b"{}")], ids=lambda sent: type(sent).__name__)
def test_a_body_of_another_type_is_wrong_use(sent: Any):
    with pytest.raises(UsageError, match="expected bytes"):
        read(sent)


def test_claims_that_are_no_object_are_refused_by_a_rule():
    with pytest.raises(NotificationRefused) as refused:
        read(json.dumps({"payload": _signed(b"[]")}))
    assert refused.value.rules == ("notification-claims-not-an-object",)


def _signed(claims: bytes) -> str:
    from siwakit.jose import base64url
    from siwakit.samples import sign_rs256

    header = base64url.encode(json.dumps({"kid": APPLE_KID, "alg": "RS256"}).encode())
    text = f"{header}.{base64url.encode(claims)}"
    return f"{text}.{base64url.encode(sign_rs256(text.encode()))}"


def test_a_body_over_64_kib_is_not_looked_at():
    with pytest.raises(TooLarge):
        read(b"a" * 65_537)


def test_without_an_audience_nothing_is_accepted():
    for audience in ("", (), None):
        with pytest.raises(UsageError):
            read(body(), audience=audience)


def test_the_token_of_a_body_is_found_for_whoever_looks_up_its_key():
    assert token_of(body()) == notification()["payload"]
    assert token_of(b"{}") is None


# the endpoints


Reply = tuple[int, dict[str, str]]


def away(_: bytes) -> NotificationEvent:
    message = "away"
    raise KeysUnavailable(message)


def ask_asgi(sent: bytes, handle: Any, method: str = "POST", verify: Any = read) -> Reply:
    async def verify_later(body_: bytes) -> NotificationEvent:
        await asyncio.sleep(0)
        return verify(body_)

    app = AsgiNotifications(verify_later, handle=handle)
    parts = [sent[:10], sent[10:]]
    answer: dict[str, Any] = {}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: Any) -> None:
        answer.update(message)

    asyncio.run(app({"type": "http", "method": method}, receive, send))
    return answer["status"], {name.decode(): value.decode() for name, value in answer["headers"]}


def ask_wsgi(sent: bytes, handle: Any, method: str = "POST", verify: Any = read) -> Reply:
    app = WsgiNotifications(verify, handle=handle)
    answer: list[Any] = []
    environ = {"REQUEST_METHOD": method, "CONTENT_LENGTH": str(len(sent)), "wsgi.input": io.BytesIO(sent)}
    response = app(environ, lambda status, headers: answer.extend((status, headers)))
    assert b"".join(response) == b""
    response.close()  # type: ignore[attr-defined]  # servers do
    return int(answer[0][:3]), {name.lower(): value for name, value in answer[1]}


BOTH = pytest.mark.parametrize("ask", [ask_asgi, ask_wsgi])


@BOTH
def test_an_endpoint_answers_200_and_hands_on_the_event(ask):
    came: list[NotificationEvent] = []
    assert ask(body(events=event_text(type="consent-revoked")), came.append)[0] == 200
    assert [one.type for one in came] == [EventType.CONSENT_REVOKED]


@BOTH
def test_an_endpoint_answers_200_to_a_repeated_notification_and_hands_it_on_once(ask):
    came: list[NotificationEvent] = []
    seen: set[str] = set()

    def was_seen(jti: str) -> bool:
        return jti in seen or bool(seen.add(jti))

    for _ in range(2):
        assert ask(body(), came.append, verify=partial(read, seen=was_seen))[0] == 200
    assert len(came) == 1


ANSWERS = [
    pytest.param(read, body(aud="com.example.other"), "POST", 400, id="another app"),
    pytest.param(read, body({"alg": "none"}), "POST", 400, id="unsigned"),
    pytest.param(read, b"rubbish", "POST", 400, id="rubbish"),
    pytest.param(read, b"", "GET", 405, id="GET"),
    pytest.param(read, b"a" * 65_537, "POST", 413, id="too large"),
    pytest.param(read, body(events="rubbish"), "POST", 200, id="an event that nobody can read"),
    pytest.param(read, body(events=event(sub=DROP)), "POST", 200, id="an event without its user"),
    pytest.param(read, body(events=event(sub=DROP), aud="com.example.other"), "POST", 400, id="an event without its user, for another app"),
    pytest.param(read, body({"kid": "siwakit999"}), "POST", 503, id="a kid that is not known yet"),
    pytest.param(away, body(), "POST", 503, id="no keys"),
]


@BOTH
@pytest.mark.parametrize(("verify", "sent", "method", "status"), ANSWERS)
def test_an_endpoint_says_what_apple_is_to_do(ask, verify: Any, sent: bytes, method: str, status: int):
    answered, headers = ask(sent, lambda _: pytest.fail("it was handed on"), method, verify)
    assert answered == status
    assert headers["content-length"] == "0"
    assert ("retry-after" in headers) is (status == 503)
    assert headers.get("allow", "POST") == "POST"


@BOTH
def test_a_handler_that_fails_is_logged_without_a_secret(ask, caplog: pytest.LogCaptureFixture):
    def handle(_: NotificationEvent) -> None:
        message = "the queue is full"
        raise RuntimeError(message)

    with caplog.at_level(logging.ERROR, "siwakit.notifications"):
        assert ask(body(), handle)[0] == 200
    assert "the handler failed" in caplog.text
    assert USER not in caplog.text
    assert notification()["payload"] not in caplog.text


def test_an_asgi_handler_may_be_a_coroutine_function():
    came: list[NotificationEvent] = []

    async def handle(one: NotificationEvent) -> None:
        came.append(one)

    assert ask_asgi(body(), handle)[0] == 200
    assert len(came) == 1


def test_an_asgi_endpoint_has_nothing_to_do_with_other_protocols():
    async def fail(*_: object) -> Any:
        pytest.fail("it was used")

    asyncio.run(AsgiNotifications(read, handle=print)({"type": "lifespan"}, fail, fail))


def test_a_sender_that_disconnects_in_the_middle_is_not_answered_and_nothing_is_judged(caplog):
    messages = [{"type": "http.request", "body": b'{"payl', "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def fail(*_: object) -> Any:
        pytest.fail("it was used")

    asyncio.run(AsgiNotifications(fail, handle=fail)({"type": "http", "method": "POST"}, receive, fail))
    assert messages == []
    assert caplog.records == []


def test_without_a_length_there_is_no_body():
    answer: list[Any] = []
    for length in ("", "-1", "x", "\u0661"):
        WsgiNotifications(read, handle=print)(
            {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(b"{}")}, lambda status, _: answer.append(status)
        )
    assert answer == ["400 Bad Request"] * 4


def test_what_the_emulator_posts_is_answered_200_and_arrives():
    came: list[NotificationEvent] = []
    keeper = KeyKeeper(lambda: Response(200, (), httpx2.get(f"{apple.url}/auth/keys").content))

    def verify(sent: bytes) -> NotificationEvent:
        return verify_notification(sent, keys=keeper.keys_for(token_of(sent)), audience="com.example.app", now=apple.clock.now())

    with make_server("127.0.0.1", 0, WsgiNotifications(verify, handle=came.append), handler_class=Silent) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        world = {"team": [{"key": [{}], "app": [{"id": "com.example.app", "notify_url": f"http://127.0.0.1:{server.server_port}/"}]}]}
        with testing.emulator({**world, "user": [{"email": "jane@example.com"}]}, seed=3) as apple:
            kinds = ("email-disabled", "email-enabled", "consent-revoked", "account-deleted")
            assert [row.statuses for kind in kinds for row in apple.notify(kind)] == [(200,)] * 4
            assert [row.statuses for row in apple.notify("account-deleted", is_forged=True)] == [(400,)]
        server.shutdown()
    assert [one.type.value for one in came] == list(kinds)


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing."""
