"""What the examples of the request rules cannot show: incomplete evidence, and which of several mistakes comes first."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import UNKNOWN, Evidence
from siwakit.evidence.form_fields import FormField
from siwakit.http import Exchange, Request, Response
from siwakit.judge.askers import evaluate
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Missing, Skip
from siwakit.samples import CODE, DROP, Scenario, example_keys

MISSING = (
    "client-id-missing",
    "client-secret-missing",
    "grant-type-missing",
    "code-missing",
    "refresh-token-missing",
    "token-missing",
    "migration-sub-missing",
    "migration-target-missing",
)
HOST = "https://appleid.apple.com"


def broken(evidence: Evidence) -> set[str]:
    return {rule.id for rule, _ in evaluate(evidence).fails}


def as_json(fields: list[tuple[str, str]]) -> str:
    return json.dumps(dict(fields))


@pytest.mark.parametrize("endpoint", ["keys", "authorize"])
def test_endpoints_without_credentials_demand_no_field(endpoint):
    request = Request("GET", f"{HOST}/auth/{endpoint}", (("Content-Type", "application/json"), ("Authorization", "Bearer x")))
    assert broken(Evidence(request=request)) == set()


def test_a_body_that_was_left_out_of_the_record_lacks_nothing_for_certain():
    evidence = Scenario().body(lambda _: "").sends(content_length="612").evidence()
    assert isinstance(BY_ID["grant-type-missing"].check(evidence), Missing)
    assert isinstance(BY_ID["request-body-empty"].check(evidence), Skip)


def test_a_body_that_stands_in_a_file_nobody_gave_lacks_nothing_for_certain():
    evidence = replace(Scenario().body(lambda _: "").evidence(), body_is_known=False)
    assert not broken(evidence) & {*MISSING, "request-body-empty"}


def test_a_body_that_is_compressed_lacks_nothing_for_certain():
    evidence = Scenario().body(lambda _: "\x1f\x8b").sends(content_encoding="gzip").evidence()
    assert not broken(evidence) & {*MISSING, "request-body-empty"}


def test_headers_that_were_left_out_of_the_record_accuse_nobody():
    evidence = Evidence(request=replace(Scenario().request(), headers=()))
    assert isinstance(BY_ID["request-content-type-missing"].check(evidence), Skip)


def test_a_form_alone_is_held_against_the_endpoint_that_it_fits():
    fields = tuple(FormField(name, "x", "x") for name in ("client_id", "client_secret", "code", "grant_typ"))
    found = broken(Evidence(form=fields))
    assert {"field-name-misspelt", "grant-type-missing"} <= found
    assert not any(rule_id.startswith("request-") for rule_id in found)


def test_without_a_request_nobody_is_accused():
    assert isinstance(BY_ID["request-body-is-json"].check(Evidence()), Missing)
    assert broken(Evidence()) == set()


@pytest.mark.parametrize("name", ["client_id", "client_secret", "grant_type", "code"])
def test_a_field_that_stands_in_json_is_not_called_missing(name):
    evidence = Scenario().body(as_json).sends(content_type="application/json").evidence()
    assert f"{name.replace('_', '-')}-missing" not in broken(evidence)


def test_a_request_to_a_host_of_ones_own_is_not_held_against_apples_paths():
    request = Request("GET", f"https://app.example.com/callback?code={CODE}&state=x", (("Host", "app.example.com"),))
    assert not broken(Evidence(request=request)) & {"request-url-wrong", "request-host-wrong", "request-method-not-post", *MISSING}


def test_a_host_header_tells_the_host_where_the_address_does_not():
    request = replace(Scenario().request(), url="/auth/token", headers=(("Host", "appleid.aple.com"), ("Content-Type", "text/plain")))
    assert {"request-host-wrong", "request-content-type-wrong"} <= broken(Evidence(request=request))


def test_basic_credentials_without_the_same_code_in_a_body_are_accused_all_the_same():
    other = Exchange(Scenario().form(code="c0123456789abcdef0123456789abcdef.0.other.AbCdEfGhIjKlMnOpQrStUv").request(), Response(400))
    assert "request-credentials-in-basic-auth" in broken(Scenario().basic().after(other).evidence())


@pytest.mark.parametrize("endpoint", [Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.MIGRATION])
def test_the_emulator_can_decide_every_rule_that_it_enforces_by_request_portal_and_clock(endpoint):
    right = {Endpoint.TOKEN: Scenario(), Endpoint.REVOKE: Scenario().revoke(), Endpoint.MIGRATION: Scenario().migration()}[endpoint]
    hidden = ("keys", "origin", "authorize", "identity_token", "team_id", "key_id", "bundle_ids", "services_ids")
    evidence = right.unknown(*hidden).evidence()
    assert evidence.keys is UNKNOWN
    verdicts = {rule.id: rule.check(evidence) for rule in BY_ID.values() if endpoint in rule.enforced_at and rule.id.startswith("request-")}
    assert [one for one, verdict in verdicts.items() if verdict is not None] == []


def test_the_spaces_of_a_key_sent_as_client_secret_are_no_lack_of_encoding() -> None:
    evidence = Scenario().form(client_secret=example_keys.team_key_text()).evidence()
    assert "request-not-percent-encoded" not in {rule.id for rule, _ in evaluate(evidence).fails}


@pytest.mark.parametrize("hidden", ["<your client secret>", "(the jwt)", "my client secret", "eyJhbGciOiJFUzI1NiJ9.e30.<signature>"])
def test_a_value_that_is_hidden_was_not_sent_so(hidden: str) -> None:
    sent = Scenario().form(client_secret=DROP).body(lambda fields: f"{urlencode(fields)}&client_secret={hidden}")
    assert broken(sent.unknown("portal").evidence()) == set()
