"""Rules about configurations that have not reached Apple's servers yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLAIMS, CLIENT_ID, CLOCK, HEADER, PORTAL
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.authorize_page import PAGE_CLIENT_ID
from siwakit.evidence.sign_in.portal import Portal
from siwakit.rules.model import Example, Fail, Missing, Outcome, Question, Rule, Suspicion, Verdict, on, reading
from siwakit.rules.wire import INVALID_CLIENT, PAGE_INVALID_CLIENT, PAGE_INVALID_PAIR, PAGE_INVALID_REDIRECT
from siwakit.sources import APPLE_TN3107, SERVERPOD_TROUBLESHOOTING


@on(HEADER, CLIENT_ID, CLAIMS, PORTAL, CLOCK)
def _is_live_later(header: Mapping[str, Any], client_id: str, _claims: Mapping[str, Any], portal: Portal, now: int) -> Outcome:
    kid = header.get("kid")
    key, client = portal.keys.get(kid) if isinstance(kid, str) else None, portal.clients.get(client_id)
    if key is not None and key.live_at > now:
        return _fail("client_secret.header.kid", key.key_id, key.live_at - now)
    if client is not None and client.live_at > now:
        return _fail("request.form.client_id", client_id, client.live_at - now)
    return None


def _page_is_live_later(evidence: Evidence) -> Verdict:
    client_id, portal, now = evidence.get(PAGE_CLIENT_ID), evidence.get(PORTAL), evidence.get(CLOCK)
    if isinstance(client_id, Absence) or isinstance(portal, Absence) or isinstance(now, Absence):
        return Missing((PORTAL,), 1)
    client = portal.clients.get(client_id)
    return _fail("authorize.client_id", client_id, client.live_at - now) if client is not None and client.live_at > now else None


@reading(PAGE_CLIENT_ID, HEADER, CLIENT_ID, CLAIMS, PORTAL, CLOCK)
def is_too_fresh(evidence: Evidence) -> Verdict:
    """Find a key or a client that was changed so recently that Apple's servers do not know it yet."""
    # If only Apple's sign-in page was reached, there is no client_secret that could be wrong: what is left is the portal.
    return _is_live_later(evidence) if isinstance(evidence.get(PAGE_CLIENT_ID), Absence) else _page_is_live_later(evidence)


def _fail(at: str, name: str, seconds: int) -> Fail:
    return Fail(at, name, "a configuration that Apple's servers know", f"{name} was changed recently: Apple's servers will know it in {seconds} s")


def _key_live_at(when: int) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, keys={**portal.keys, samples.KEY_ID: replace(portal.keys[samples.KEY_ID], live_at=when)})


def _client_live_at(when: int) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, clients={**portal.clients, samples.SERVICES_ID: replace(portal.clients[samples.SERVICES_ID], live_at=when)})


CONFIGURATION_IS_TOO_FRESH = Rule(
    id="configuration-too-fresh",
    title="the key, identifier or capability is too new for Apple's servers",
    question=Question.PORTAL,
    since="0.1",
    why="A change in the portal takes 5 to 15 minutes to reach Apple's servers, in one report two days. Until then they refuse a correct request.",
    fix="Wait a quarter of an hour and send the identical request again; if that fails, save the capability in the portal once more.",
    references=(SERVERPOD_TROUBLESHOOTING, APPLE_TN3107),
    check=is_too_fresh,
    wire=INVALID_CLIENT.cited(SERVERPOD_TROUBLESHOOTING),
    also_seen=(PAGE_INVALID_CLIENT, PAGE_INVALID_PAIR, PAGE_INVALID_REDIRECT),
    enforced_at=(Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.MIGRATION, Endpoint.AUTHORIZE),
    suspicion=Suspicion(
        "open Certificates, Identifiers & Profiles and check when the key, the identifier and its capability were created or last saved",
        "nothing in the portal was changed in the last two days",
    ),
    told_by={
        Proof.ONLY_SOMETIMES_FAILS: 20,
        Proof.WORKED_BEFORE: 25,
        Proof.SINCE_KEY_REPLACED: 40,
        Proof.SINCE_CLIENT_ID_CHANGED: 35,
        Proof.SINCE_ADDRESS_CHANGED: 25,
        Proof.SINCE_REGISTRATION: 80,
    },
    good=lambda: (Example("known for a long time", lambda s: s), Example("known as of this second", lambda s: s.portal(_key_live_at(samples.NOW)))),
    bad=lambda: (
        Example("a key created a minute ago", lambda s: s.portal(_key_live_at(samples.NOW + 840))),
        Example("a Services ID created a minute ago", lambda s: s.portal(_client_live_at(samples.NOW + 1))),
        Example("at Apple's page", lambda s: samples.authorizing(s).portal(_client_live_at(samples.NOW + 1))),
    ),
)

RULES = (CONFIGURATION_IS_TOO_FRESH,)
