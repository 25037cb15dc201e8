"""Callbacks that are saved are good for the doctor: what is described accuses nothing, and no secret is saved."""

from __future__ import annotations

import io
import json
from urllib.parse import parse_qsl, urlencode

import pytest

from siwakit.apple import AUTHORIZE_URL
from siwakit.evidence.sign_in.callback import Callback
from siwakit.flow.diagnose import diagnose_gathered
from siwakit.flow.gather import AlreadyRead, GatherRequest, gather
from siwakit.flow.watched import SignIns
from siwakit.http import Exchange, Request, Response
from siwakit.readers.requests.har import read_har
from siwakit.render.live.sealed_har import Recorded, har_entry
from siwakit.rules.catalogue import CATALOGUE
from siwakit.samples import NOW, Scenario

SHORTEST = 8  # to be looked for in a text
LOGIN = "https://app.example.com/login"
START = {"client_id": "com.example.web", "redirect_uri": "https://app.example.com/callback", "response_type": "code", "response_mode": "form_post"}


def as_header(cookie):
    attributes = [f"SameSite={cookie.same_site}"] if cookie.same_site else []
    attributes += ["Secure"] * cookie.is_secure + ["Partitioned"] * cookie.is_partitioned
    return "Set-Cookie", "; ".join((f"{cookie.name}=value-of-the-cookie", "Path=/", *attributes))


def exchanges_of(callback):
    """Return what a program answers before, to, and after *callback*."""
    state = dict(parse_qsl(callback.request.text)).get("state", "")
    headers = (("Location", f"{AUTHORIZE_URL}?{urlencode({**START, 'state': state})}"), *map(as_header, callback.cookies))
    own = Request(
        callback.request.method, callback.request.url, (*callback.request.headers, ("Origin", "https://appleid.apple.com")), callback.request.body
    )
    found = [Exchange(Request("GET", LOGIN), Response(302, headers, b"")), Exchange(own, callback.answer)]
    return [*found, callback.following] if callback.following else found


def finding_in(exchanges, *, show_secrets=False):
    text = saved(exchanges, show_secrets=show_secrets)
    pieces = read_har(io.BytesIO(text.encode()))
    return diagnose_gathered(gather(GatherRequest((AlreadyRead(pieces),), clock=NOW))).root


def saved(exchanges, *, show_secrets=False):
    entries = [har_entry(Recorded(exchange, NOW + n, NOW + n), show_secrets=show_secrets) for n, exchange in enumerate(exchanges)]
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


CASES = [
    pytest.param(scenario.evidence().callback, id=f"{rule.id}: {kind}: {example.title}")
    for rule in CATALOGUE
    if rule.id.startswith("callback-") or rule.id == "state-mismatch"
    for kind, examples in (("bad", rule.bad()), ("good", rule.good()))
    for example in examples
    if isinstance((scenario := example.change(Scenario())).evidence().callback, Callback)
]


@pytest.mark.parametrize("callback", CASES)
def test_what_is_described_accuses_nothing_else(callback):
    exchanges = exchanges_of(callback)
    direct = finding_in(exchanges, show_secrets=True)
    assert (finding := finding_in(exchanges)) is None or (direct and finding.rule.id == direct.rule.id)


@pytest.mark.parametrize("callback", CASES)
def test_what_is_watched_accuses_nothing_else_than_the_recording(callback):
    sign_ins, exchanges = SignIns(), exchanges_of(callback)
    direct = finding_in(exchanges[:2], show_secrets=True)
    start, back = exchanges[:2]
    sign_ins.answer(start, NOW)
    sign_ins.receive(back.request, NOW)
    seen = sign_ins.answer(back, NOW)
    found = seen.diagnosis.root if seen and seen.diagnosis else None
    assert found is None or (direct and found.rule.id == direct.rule.id)


@pytest.mark.parametrize("callback", CASES)
def test_no_secret_is_saved(callback):
    exchanges = exchanges_of(callback)
    sent = [value for name, value in parse_qsl(callback.request.text) if name in {"code", "id_token", "user"} and len(value) > SHORTEST]
    secrets = ["value-of-the-cookie", *sent]
    assert [secret for secret in secrets if secret in saved(exchanges) or urlencode({"": secret})[1:] in saved(exchanges)] == []


def test_the_cases_contain_mistakes_that_are_found_in_the_saved_file():
    found = {finding.rule.id for case in CASES if (finding := finding_in(exchanges_of(case.values[0])))}
    assert {"callback-refused-by-own-csrf", "callback-lost-cookie"} <= found
