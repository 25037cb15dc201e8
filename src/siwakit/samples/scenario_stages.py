"""Other stages of a correct sign-in than the request to Apple, as changes of a `Scenario`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from siwakit.apple import FORM_TYPE, ISSUER
from siwakit.evidence.evidence import LACKING, Evidence
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.callback import Callback, SetCookie
from siwakit.evidence.sign_in.portal import Portal
from siwakit.http import Exchange, Request, Response
from siwakit.jose import base64url
from siwakit.samples.example_records import compact, sign_rs256
from siwakit.samples.example_values import APPLE_KID, BUNDLE_ID, CODE, NOW, REDIRECT_URI, SERVICES_ID, STATE, USER
from siwakit.samples.identity_scenario import changed
from siwakit.samples.scenario import Scenario

COOKIE = SetCookie("flow", "none", is_secure=True)
JTI = "AAAAAAAAAAAAAAAAAAAAAA"
_OF_THE_TOKEN = ("identity_token", "nonce", "audiences")
_FORM_HEADERS = (("Host", "app.example.com"), ("Content-Type", FORM_TYPE), ("Origin", ISSUER))


def authorizing(scenario: Scenario, **query: Any) -> Scenario:
    """Return *scenario* at Apple's authorize page, before anything else; DROP removes a parameter."""
    return scenario.authorize(**query).configured(request=LACKING, callback=LACKING).unknown(*_OF_THE_TOKEN, "key_set")


def with_clients(*names: str, **changes: Any) -> Callable[[Portal], Portal]:
    """Return a change of the portal: the clients of these *names* with *changes*."""

    def change(portal: Portal) -> Portal:
        return replace(portal, clients={**portal.clients, **{name: replace(portal.clients[name], **changes) for name in names}})

    return change


def registered(scenario: Scenario, *return_urls: str) -> Scenario:
    """Return *scenario* at the authorize page with the first of *return_urls*, all of which are registered."""
    return authorizing(scenario, redirect_uri=return_urls[0]).portal(with_clients(SERVICES_ID, return_urls=return_urls))


def came_back(scenario: Scenario, status: int | None = None, *, cookie: SetCookie = COOKIE, said: str = "", **form: Any) -> Scenario:
    """Return *scenario* after Apple's answer reached the application, which responds with the body *said*; DROP removes a field."""
    fields = changed({"code": CODE, "state": STATE}, form)
    request = Request("POST", REDIRECT_URI, (*_FORM_HEADERS, ("Cookie", "flow=x")), urlencode(fields).encode())
    answer = None if status is None else Response(status, (), said.encode())
    return with_callback(scenario, Callback(request, answer, (cookie,)))


def with_callback(scenario: Scenario, callback: Callback) -> Scenario:
    """Return *scenario* in which *callback* reached the application."""
    return scenario.configured(request=LACKING, callback=callback).unknown(*_OF_THE_TOKEN, "key_set")


def said(proof: Proof, **values: str) -> Callable[[Scenario], Scenario]:
    """Return a change after which nothing is known except what a library said, which proves *proof* and contains *values*."""
    statement = Statement("example-message", "example library", proof, "", values)
    return lambda scenario: scenario.configured(request=LACKING, statements=(statement,)).unknown(
        "keys", "portal", "authorize", "key_set", *_OF_THE_TOKEN
    )


def lost_cookie(scenario: Scenario, cookie: SetCookie, status: int | None = None) -> Scenario:
    """Return *scenario* with a *cookie* that the application set, and that is missing from the callback."""
    request = Request("POST", REDIRECT_URI, _FORM_HEADERS, urlencode({"code": CODE, "state": STATE}).encode())
    answer = None if status is None else Response(status)
    return with_callback(scenario, Callback(request, answer, (cookie,)))


def without_cookies(scenario: Scenario, status: int | None = None) -> Scenario:
    """Return *scenario* with a callback that carries no cookie, and of which it is not known what was set before it."""
    request = Request("POST", REDIRECT_URI, _FORM_HEADERS, urlencode({"code": CODE, "state": STATE}).encode())
    return with_callback(scenario, Callback(request, None if status is None else Response(status)))


def redirected(scenario: Scenario, status: int, following: int | None) -> Scenario:
    """Return *scenario* with a callback that answers *status* with a redirect, whose target answers *following*."""
    request = Request("POST", REDIRECT_URI, _FORM_HEADERS, urlencode({"code": CODE, "state": STATE}).encode())
    answer = Response(status, (("Location", "/welcome"),))
    after = None if following is None else Exchange(Request("POST", "https://app.example.com/welcome"), Response(following))
    return with_callback(scenario, Callback(request, answer, (), after))


def seen_by_authorize(scenario: Scenario) -> Evidence:
    """Return what Apple's authorize page can see: the query, its own records and its clock, and nothing else."""
    evidence = authorizing(scenario).evidence()
    lacking = ("answer", "keys", "newer_secret", "team_id", "key_id", "bundle_ids", "services_ids", "origin", "request", "form", "secret")
    absent = dict.fromkeys((*lacking, "callback", "redirect_uri", "identity_token", "settings"), LACKING)
    return Evidence(now=evidence.now, authorize=evidence.authorize, portal=evidence.portal, **absent)  # type: ignore[arg-type]  # fields of Evidence by name


def event(**members: Any) -> dict[str, Any]:
    """Return the event of a correct notification, changed; DROP removes a member."""
    return changed({"type": "consent-revoked", "sub": USER, "event_time": NOW}, members)


def notification(header: Mapping[str, Any] | None = None, **claims: Any) -> dict[str, Any]:
    """Return a correct notification with *claims* changed; DROP removes one."""
    correct = {"iss": ISSUER, "aud": BUNDLE_ID, "exp": NOW + 86400, "iat": NOW, "jti": JTI, "events": event()}
    head = changed({"kid": APPLE_KID, "alg": "RS256"}, header or {})
    signing_input = f"{compact(head)}.{compact(changed(correct, claims))}"
    return {"payload": f"{signing_input}.{base64url.encode(sign_rs256(signing_input.encode()))}"}


def notified(scenario: Scenario, document: Mapping[str, Any] | None = None, **claims: Any) -> Scenario:
    """Return *scenario* after Apple has sent a notification: *document*, or a correct one with *claims* changed."""
    body = notification(**claims) if document is None else document
    return scenario.configured(request=LACKING, callback=LACKING, authorize=LACKING, notification=body).unknown(*_OF_THE_TOKEN)


def event_text(**members: Any) -> str:
    """Return the event as it is sent: a string that contains JSON."""
    return json.dumps(event(**members), separators=(",", ":"))


def told(scenario: Scenario, **settings: Any) -> Scenario:
    """Return *scenario* with *settings* of the application."""
    return scenario.configured(settings=settings)
