"""The page's judge is the doctor: the same root cause for the same input, and nothing secret in what else it shows."""

from __future__ import annotations

import contextlib
import json
import re
from base64 import b64decode
from html import unescape
from time import process_time

import pytest
from tests.each import each
from tests.web.corpus import cases

from siwakit.cli.doctor import command
from siwakit.cli.doctor_input import read_input
from siwakit.cli.doctor_options import read_settings
from siwakit.errors import SiwakitError
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.gather import gather
from siwakit.jose import base64url
from siwakit.jose.jwk import public_jwk
from siwakit.jose.keys import other_forms, pkcs8
from siwakit.jose.signer import KeySigner
from siwakit.judge.diagnosis import diagnose
from siwakit.render.explanation import explanation_of
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, Scenario
from siwakit.sources import Source
from siwakit.web.examples import examples
from siwakit.web.judge_api import judge, share
from siwakit.web.page_input import gather_page_input, read_page_input
from siwakit.web.pages import rule_page

NOW = 1_790_000_000
STAND_IN, OWNER = (pkcs8.private_key(number) for number in (1234567, 7654321))


def asked(**members):
    return read_page_input(json.dumps(members).encode())


def root_of(judgement):
    root = judgement["report"]["root"]
    return root["rule"] if root else None


@each("case", cases(), ids=lambda case: case["id"])
def test_every_case_has_the_root_cause_of_the_command_line(case, tmp_path):
    folder = tmp_path / case["id"]
    folder.mkdir()
    paths = []
    for one in case["inputs"]:
        path = folder / one["name"]
        path.write_text(one["text"], newline="")
        paths.append(str(path))
    given = command.make_context("doctor", [*paths, *case["args"], "--config", "/dev/null"]).params
    try:
        expected = diagnose(gather(read_input(given["pieces"], read_settings(given))).evidence).root
    except SiwakitError as error:
        with pytest.raises(type(error)):
            judge(asked(inputs=case["inputs"], known=case["known"]), NOW)
        return
    found = judge(asked(inputs=case["inputs"], known=case["known"]), NOW)
    assert root_of(found) == (expected.rule.id if expected else None)


@each("example", examples(), ids=lambda one: one["title"])
def test_every_example_names_a_root_cause_and_can_be_minted(example):
    found = judge(asked(inputs=example["inputs"], known=example["known"]), NOW)
    assert root_of(found)
    assert found["mint"]["missing"] == []
    assert found["mint"]["signing_input"].count(".") == 1


def test_a_stand_in_is_read_as_the_key_and_the_owner_verifies():
    token = mint_client_secret(KeySigner(OWNER), team_id="A1B2C3D4E5", key_id="ABC123DEFG", client_id="com.example.app", now=NOW)
    inputs = [{"name": "AuthKey_ABC123DEFG.p8", "text": pkcs8.pem(STAND_IN)}, {"name": "", "text": token}]
    pair = {"stand_in": public_jwk(STAND_IN.public_key()), "public": public_jwk(OWNER.public_key())}
    with_owner, without = (judge(asked(inputs=inputs, keys=keys, known={"now": NOW}), NOW) for keys in ([pair], []))
    assert root_of(with_owner) is None
    assert root_of(without) == "signature-does-not-verify"
    assert with_owner["mint"]["stand_in"] == pair["stand_in"]


@each(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"inputs": 3}',
        b'{"inputs": [3]}',
        b'{"inputs": [{"name": 1, "text": "x"}]}',
        b'{"inputs": [{"name": "x"}]}',
        b'{"inputs": [], "keys": {}}',
        b'{"inputs": [], "keys": [{"stand_in": {}, "public": {}}]}',
        b'{"inputs": [], "keys": [3]}',
        b'{"inputs": [], "known": []}',
        b'{"inputs": [], "known": {"origin": "moon"}}',
        b"[" * 100_000,
        b"\xff\xfe",
        json.dumps({"inputs": [{"name": "", "text": "x"}] * 33}).encode(),
        json.dumps({"inputs": [{"name": "", "text": "x" * (1024 * 1024 + 1)}]}).encode(),
    ],
)
def test_input_that_the_page_never_sends_is_refused_by_name(body):
    with pytest.raises(SiwakitError) as caught:
        judge(read_page_input(body), NOW) if b'"inputs": [' in body and b"}]" in body else read_page_input(body)
    assert caught.value.hint


def test_an_unrecognised_piece_is_listed_with_the_others():
    found = judge(asked(inputs=[{"name": "a", "text": "lorem ipsum"}, {"name": "b", "text": '{"error":"invalid_client"}'}]), NOW)
    assert [piece["is_read"] for piece in found["recognised"]] == ["yes", ""]


def test_nothing_recognised_says_what_to_give():
    with pytest.raises(SiwakitError, match="recognises"):
        judge(asked(inputs=[{"name": "", "text": "lorem ipsum"}]), NOW)


def test_the_time_line_joins_what_does_not_match():
    case = next(example for example in examples() if example["title"] == "a different redirect_uri than in the authorization request")
    found = judge(asked(inputs=case["inputs"], known=case["known"]), NOW)["timeline"]
    assert [stage["name"] for stage in found["stages"]][:2] == ["authorize", "request"]
    [pair] = found["pairs"]
    assert {end["stage"] for end in pair["ends"]} == {"authorize", "request"}
    assert {end["name"] for end in pair["ends"]} == {"redirect_uri"}


def test_the_report_to_share_contains_no_secret():
    case = examples()[5]
    token = case["inputs"][1]["text"].partition("client_secret=")[2].partition(" ")[0]
    text = share(asked(inputs=case["inputs"], known=case["known"]), NOW)["markdown"]
    assert "sub-differs-from-client-id" in text
    assert token.rpartition(".")[2] not in text


def test_one_mebibyte_is_judged_within_a_second():
    text = "curl https://appleid.apple.com/auth/token -d grant_type=authorization_code -d client_id=com.example.app\n"
    for filler in ("lorem ipsum dolor\n", "eyJ.", "-----BEGIN ", "%0A&"):
        began = process_time()
        with contextlib.suppress(SiwakitError):
            judge(asked(inputs=[{"name": "", "text": text + filler * ((1024 * 1024 - len(text)) // len(filler))}]), NOW)
        assert process_time() - began < 1, filler


@each("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_the_page_of_a_rule_says_what_explain_says(rule):
    page = " ".join(unescape(re.sub(r"<[^>]+>", " ", rule_page(rule.id).text)).split())
    assert [words for words in _words(explanation_of(rule, 72)) if " ".join(words.split()) not in page] == []


def _words(value):
    """Yield every text in *value*, an explanation; of a rule and a source, those that are shown."""
    match value:
        case str():
            yield value
        case tuple():
            yield from (words for item in value for words in _words(item))
        case Rule():
            yield from (value.id, value.title, value.why, value.fix, value.since, *_words(value.references))
        case Source():
            yield value.title
        case _:
            yield from (words for name in value.__slots__ for words in _words(getattr(value, name)))


@each("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_the_page_of_a_rule_links_its_sources_and_is_no_terminal_text(rule):
    page = unescape(rule_page(rule.id).text)
    sources = {answer.source for answer in rule.answers()} | set(rule.references)
    assert [source.id for source in sources if source.address and f'href="{source.address}"' not in page] == []
    assert rule.why not in "".join(re.findall(r"<pre.*?</pre>", page, re.DOTALL))


def test_only_public_halves_are_accepted_as_evidence():
    pair = {"stand_in": public_jwk(STAND_IN.public_key()), "public": public_jwk(OWNER.public_key())}
    stand_ins = asked(inputs=[], keys=[pair]).stand_ins
    assert stand_ins.owners == ((STAND_IN.public_key(), OWNER.public_key()),)


def test_a_stand_in_on_another_curve_is_its_owner_too():
    foreign = [other_forms.p384_key(number) for number in (1234567, 7654321)]
    halves = [base64url.encode(pem_body(other_forms.public_pem(key))) for key in foreign]
    inputs = [{"name": "a.p8", "text": other_forms.pkcs8_pem(foreign[0])}, {"name": "b.p8", "text": pkcs8.pem(OWNER)}]
    found = gather_page_input(asked(inputs=inputs, keys=[{"stand_in": halves[0], "public": halves[1]}]), NOW).evidence.keys
    assert [key.reading.foreign_public for key in found] == [foreign[1].public_key(), None]
    assert found[1].reading.public == OWNER.public_key()


def test_a_key_whose_public_half_is_not_known_is_tried_on_no_signature():
    text = Scenario().compact_secret()
    inputs = [{"name": "AuthKey_ABC123DEFG.p8", "text": pkcs8.pem(STAND_IN)}, {"name": "", "text": text}]
    pair = {"stand_in": public_jwk(STAND_IN.public_key()), "public": None}
    failed = {}
    for keys in ([pair], []):
        found = judge(asked(inputs=inputs, keys=keys), NOW)
        root = found["report"]["root"]
        failed[found["keys"][0]["is_checked"]] = root and root["rule"]
    assert failed == {False: None, True: "signature-does-not-verify"}


def test_nothing_is_minted_with_a_key_that_the_browser_cannot_check():
    inputs = [{"name": "AuthKey_ABC123DEFG.p8", "text": pkcs8.pem(STAND_IN)}, {"name": "", "text": Scenario().compact_secret()}]
    pair = {"stand_in": public_jwk(STAND_IN.public_key()), "public": None}
    found = judge(asked(inputs=inputs, keys=[pair]), NOW)["mint"]
    assert "signing_input" not in found
    assert any("siwakit secret --key FILE --key-id ID --team ID --client-id ID" in missing["ask"] for missing in found["missing"])


def test_a_client_secret_with_iss_and_sub_swapped_is_minted_with_each_in_its_place():
    request = "curl https://appleid.apple.com/auth/token" + "".join(f" -d {name}={value}" for name, value in SWAPPED.fields())
    inputs = [{"name": f"AuthKey_{KEY_ID}.p8", "text": pkcs8.pem(STAND_IN)}, {"name": "", "text": request}]
    found = judge(asked(inputs=inputs, known={"now": NOW}), NOW)
    assert found["mint"]["names"] == {"team_id": TEAM_ID, "key_id": KEY_ID, "client_id": SERVICES_ID}
    assert found["report"]["next"]["text"].split() == ["iss", "=", TEAM_ID, "sub", "=", SERVICES_ID]


SWAPPED = Scenario().secret(iss=SERVICES_ID, sub=TEAM_ID)


def test_what_is_missing_to_mint_names_the_field_that_takes_it():
    found = judge(asked(inputs=[{"name": "", "text": '{"error":"invalid_client"}'}]), NOW)["mint"]
    assert [missing["field"] for missing in found["missing"]] == ["team_id", "key_id", "client_id", "key"]


def pem_body(text):
    return b64decode("".join(text.splitlines()[1:-1]))


def test_a_stand_in_is_on_the_curve_of_its_key():
    foreign = base64url.encode(pem_body(other_forms.public_pem(other_forms.p384_key(7))))
    for pair in ({"stand_in": public_jwk(OWNER.public_key()), "public": foreign}, {"stand_in": "AAAA", "public": foreign}):
        with pytest.raises(SiwakitError, match="a key in the page"):
            asked(inputs=[], keys=[pair])


@pytest.mark.parametrize("clock", [1, 10**12], ids=["at the beginning of time", "in milliseconds"])
def test_what_would_break_a_rule_is_not_minted(clock):
    example = examples()[5]
    found = judge(asked(inputs=example["inputs"], known=example["known"]), clock)["mint"]
    assert "signing_input" not in found
    assert (found["missing"], found["refused"].startswith("Not minted")) == ([], True)


def test_a_token_that_cannot_be_read_has_no_members():
    text = "curl https://appleid.apple.com/auth/token -d grant_type=authorization_code -d client_secret=eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJB.c2ln"
    [sheet, *_] = judge(asked(inputs=[{"name": "", "text": text}]), NOW)["tokens"]
    assert ([member["name"] for member in sheet["header"]], sheet["claims"]) == (["alg"], None)
    assert sheet["faults"]


def test_a_half_typed_identifier_is_not_compared_with_the_paste():
    secret = Scenario().compact_secret()
    judged = judge(asked(inputs=[{"name": "", "text": secret}], known={"team_id": "A1B2C", "services_ids": ["com.example.web"]}, keys=[]), NOW)
    whole = judge(asked(inputs=[{"name": "", "text": secret}], known={"services_ids": ["com.example.web"]}, keys=[]), NOW)
    assert judged["report"] == whole["report"]
    assert judged["recognised"][-1] == {"name": "", "kind": "the value of Team ID is not a Team ID: ten of A-Z and 0-9", "is_read": ""}
