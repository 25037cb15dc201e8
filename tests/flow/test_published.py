"""What Apple publishes, compared with what siwakit knows; the emulator answers."""

from __future__ import annotations

import json

import pytest

from siwakit.apple import DISCOVERY_ADDRESSES, DISCOVERY_LISTS, ISSUER
from siwakit.edge.client.single_call import SingleCalls
from siwakit.flow.configuration import Apple
from siwakit.flow.deployed.place import Standing
from siwakit.flow.deployed.published import compare_published
from siwakit.http import Response
from siwakit.samples import apple_jwk
from siwakit.testing import emulator

KNOWN = {
    "issuer": ISSUER,
    **{name: f"{ISSUER}{endpoint.value}" for name, endpoint in DISCOVERY_ADDRESSES.items()},
    **{name: list(values) for name, values in DISCOVERY_LISTS.items()},
}

KEYS = [apple_jwk(kid) for kid in ("KEYONE0001", "KEYTWO0002")]


def answer(document: object, status: int = 200) -> Response:
    body = document if isinstance(document, str) else json.dumps(document)
    return Response(status, (("Content-Type", "application/json"),), body.encode())


def compare(discovery=KNOWN, keys=None, status=200):
    keys = {"keys": KEYS} if keys is None else keys
    return compare_published(Apple.PRODUCTION, lambda request: answer(keys if request.url.endswith("/auth/keys") else discovery, status))


def served(**switches):
    with emulator(seed=7) as apple, SingleCalls() as calls:
        apple.switch(**switches)
        return compare_published(Apple.emulator(apple.url), calls.send)


def test_what_the_emulator_publishes_is_as_known():
    discovery, keys = served()
    assert (discovery.standing, keys.standing, discovery.additions) == (Standing.GOOD, Standing.GOOD, ())
    assert len(keys.key_ids) == 3


def test_the_incident_of_june_2025_is_a_difference_and_accuses_nobody():
    discovery, keys = served(issuer_incident=True)
    assert (discovery.standing, keys.standing) == (Standing.UNDECIDED, Standing.GOOD)
    assert [difference.member for difference in discovery.differences] == ["address"]
    moved = {name: str(value).replace("appleid", "account") if isinstance(value, str) else value for name, value in KNOWN.items()}
    names = [difference.member for difference in compare(moved)[0].differences]
    assert names == ["issuer", *DISCOVERY_ADDRESSES]


def test_an_error_page_of_the_edge_is_a_document_that_was_not_read():
    assert [(document.standing, bool(document.fault)) for document in served(edge_403=True)] == [(Standing.UNDECIDED, True)] * 2


@pytest.mark.parametrize("name", KNOWN)
def test_each_member_counts(name):
    without = {member: value for member, value in KNOWN.items() if member != name}
    (difference,) = compare(without)[0].differences
    assert (difference.member, difference.published) == (name, None)
    (difference,) = compare({**KNOWN, name: {"other": 1}})[0].differences
    assert (difference.member, difference.published) == (name, '{"other": 1}')


@pytest.mark.parametrize("name", DISCOVERY_LISTS)
def test_a_list_may_be_in_any_order_and_have_more_but_not_less(name):
    known = DISCOVERY_LISTS[name]
    more = compare({**KNOWN, name: [*reversed(known), "new"]})[0]
    assert (more.standing, more.additions) == (Standing.GOOD, (f"{name}: new",))
    assert compare({**KNOWN, name: list(known[1:])})[0].standing is Standing.UNDECIDED


def test_a_member_that_siwakit_does_not_know_is_listed():
    assert compare({**KNOWN, "userinfo_endpoint": "https://x"})[0].additions == ("userinfo_endpoint",)


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"keys": []}', '{"keys": 3}', "{" * 5000])
def test_a_document_that_cannot_be_read_is_not_known(body):
    assert [document.standing for document in compare(body, body)] == [Standing.UNDECIDED] * 2


def test_a_key_that_cannot_verify_identity_tokens_is_a_difference():
    (difference,) = compare(keys={"keys": [KEYS[0], {**KEYS[0], "kid": "OTHERKEY01", "alg": "RS512"}]})[1].differences
    assert difference.member == "key OTHERKEY01"
    assert compare(keys={"keys": KEYS[:1]})[1].standing is Standing.GOOD


def test_new_kids_are_no_difference():
    keys = [{**key, "kid": f"NEWKEY{number:04}"} for number, key in enumerate(KEYS)]
    assert compare(keys={"keys": keys})[1].differences == ()
