"""Apple's authorize page as the rules define it, and what the examples of the authorize and callback rules cannot show."""

from __future__ import annotations

import json

import pytest
from tests.each import check_each, each

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import LACKING, Evidence
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.http import Request, Response
from siwakit.judge import Accepted, Refused, Undecidable, decide, diagnose
from siwakit.judge.askers import evaluate
from siwakit.judge.consequences import all_consequences_of
from siwakit.readers.recognise import recognise
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Example, Rule
from siwakit.samples import DROP, Scenario, authorizing, came_back, registered, seen_by_authorize

URL = (
    "https://appleid.apple.com/auth/authorize?client_id=com.example.web&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback"
    "&response_type=code&response_mode=form_post&scope=name%20email&state=s1&nonce=n1"
)
RIGHT = {
    "a form": {},
    "a code and a token": {"response_type": "code id_token"},
    "a code in the query": {"scope": DROP, "response_mode": "query"},
    "a code in the fragment": {"scope": DROP, "response_mode": "fragment"},
    "openid in the query": {"scope": "openid", "response_mode": DROP},
    "no state and no nonce": {"state": DROP, "nonce": DROP},
    "what Apple does not know and ignores": {"prompt": "login", "login_hint": "x", "locale": "de_DE", "frame_id": "1"},
}
CALLBACK = "POST /callback HTTP/1.1\nHost: app.example.com\nContent-Type: application/x-www-form-urlencoded\n\ncode=c1&state=s1\n"


def seen_at_the_page(rule: Rule) -> list[Example]:
    return [example for example in rule.bad() if "portal" not in example.change(Scenario()).hidden]


ENFORCED = [rule for rule in CATALOGUE if rule.enforced_at == (Endpoint.AUTHORIZE,) and seen_at_the_page(rule)]


def broken(evidence: Evidence) -> set[str]:
    return {rule.id for rule, _ in evaluate(evidence).fails}


def given(*texts: str, **known: object) -> Evidence:
    return join([piece for text in texts for piece in recognise(text)], Known(now=1_790_000_000, **known))


@each("query", RIGHT.values(), ids=RIGHT)
def test_a_right_authorize_request_is_accepted(query):
    assert decide(seen_by_authorize(Scenario().authorize(**query)), Endpoint.AUTHORIZE) == Accepted()


@each("name", ["client_id", "redirect_uri", "response_type"])
def test_an_authorize_request_without_a_required_parameter_is_refused(name):
    assert isinstance(decide(seen_by_authorize(Scenario().authorize(**{name: DROP})), Endpoint.AUTHORIZE), Refused)


@pytest.mark.parametrize("rule", ENFORCED, ids=lambda rule: rule.id)
def test_the_page_refuses_bad_examples_by_their_rule_or_by_one_that_it_explains(rule: Rule):
    def is_refused(example: Example) -> None:
        decision = decide(seen_by_authorize(example.change(Scenario())), Endpoint.AUTHORIZE)
        assert isinstance(decision, Refused)
        assert decision.rule.id in {rule.id, *all_consequences_of(rule), *rule.also}

    check_each(seen_at_the_page(rule), is_refused)


def test_without_an_authorize_request_nothing_is_accepted():
    assert isinstance(decide(Evidence(), Endpoint.AUTHORIZE), Undecidable)


def test_a_code_proves_that_the_page_was_passed():
    evidence = Scenario().authorize(response_mode=DROP, client_id=DROP, redirect_uri="http://localhost/x", scope="profile", state=DROP)
    page = {"response-mode-must-be-form-post", "authorize-client-id-missing", "redirect-uri-is-localhost", "scope-unknown", "state-missing"}
    assert not broken(evidence.evidence()) & page


def test_a_callback_proves_that_the_page_was_passed():
    evidence = came_back(Scenario().authorize(response_mode=DROP, scope="profile"), 200).evidence()
    assert not broken(evidence) & {"response-mode-must-be-form-post", "scope-unknown"}


def test_a_refusal_of_the_token_endpoint_proves_that_the_page_was_passed():
    evidence = authorizing(Scenario(), response_mode=DROP).answered(400, {"error": "invalid_grant"}).evidence()
    assert "response-mode-must-be-form-post" not in broken(evidence)


def test_an_address_of_apples_page_alone_says_that_no_request_was_sent():
    evidence = given(URL)
    assert evidence.request is LACKING
    assert not any(suspect.rule.id.startswith("secret-") for suspect in diagnose(evidence).suspects)


def test_a_callback_alone_says_that_no_request_was_sent():
    assert given(CALLBACK).request is LACKING


@each("sent", ["client_secret=x&grant_type=authorization_code", "client_secret=x&client_id=y&code=z"])
def test_a_form_beside_the_address_is_what_is_judged(sent):
    assert given(URL, sent).request is not LACKING


@each(
    "text",
    [
        "Invalid web redirect url.",
        "invalid_request\nInvalid web redirect url",
        "invalid_request: Invalid web redirect url.",
        json.dumps({"direct": {"errorMessage": "Invalid web redirect url.", "errorCode": "invalid_request"}}),
        '<html><script>var boot = {"direct":{"errorMessage":"Invalid web redirect url.","errorCode":"invalid_request"}}</script></html>',
        "<html><body><h1>invalid_request</h1><p>Invalid web redirect url.</p></body></html>",
    ],
)
def test_the_words_of_the_page_are_read_however_they_were_copied(text):
    evidence = given(URL, text)
    answer = read_answer(evidence.answer)
    assert (answer.error, answer.is_page, answer.is_html) == ("invalid_request", True, False)
    assert (answer.description or "").startswith("Invalid web redirect url")
    assert diagnose(evidence).suspects[0].rule.id == "redirect-uri-not-registered"


@each(
    ("words", "first"),
    [
        ("Invalid client.", "authorize-client-unknown"),
        ("Invalid web redirect url.", "redirect-uri-not-registered"),
    ],
)
def test_the_words_of_the_page_choose_the_suspects(words, first):
    diagnosis = diagnose(given(URL, words))
    assert first in {suspect.rule.id for suspect in diagnosis.suspects[:3]}


def test_other_words_of_the_page_rule_the_address_out():
    suspects = {suspect.rule.id for suspect in diagnose(given(URL, "Invalid client.")).suspects}
    assert "redirect-uri-not-registered" not in suspects


def test_a_healthy_page_is_no_error():
    answer = read_answer(Response(200, (), b"<html><title>Sign in to Apple Account</title><p>Invalid clients are nobody's friends</p></html>"))
    assert (answer.error, answer.is_page, answer.is_html) == (None, False, True)


def test_the_answer_of_the_page_is_read_with_its_request():
    text = f"GET {URL} HTTP/1.1\nHost: appleid.apple.com\n\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n<html><p>Invalid response type.</p></html>"
    evidence = given(text)
    assert read_answer(evidence.answer).description == "Invalid response type."


def test_the_way_to_apple_brings_cookies_and_the_address():
    start = f"HTTP/1.1 302 Found\nLocation: {URL}\nSet-Cookie: flow=1; Path=/; SameSite=Lax\n"
    evidence = given(start, f"{CALLBACK}\nHTTP/1.1 400 Bad Request\n\n")
    assert diagnose(evidence).root.rule.id == "callback-lost-cookie"
    assert not isinstance(evidence.authorize, str)


def test_a_redirect_to_the_home_page_alone_accuses_nobody():
    diagnosis = diagnose(given(URL, f"{CALLBACK}\nHTTP/1.1 302 Found\nLocation: /\n\n"))
    assert diagnosis.root is None
    assert "callback-lost-cookie" in {suspect.rule.id for suspect in diagnosis.suspects}


def test_a_callback_that_went_well_accuses_nobody():
    diagnosis = diagnose(came_back(Scenario(), 303).unknown("keys").evidence())
    assert (diagnosis.root, diagnosis.advice) == (None, ())


@each("status", [200, 302, 303])
def test_a_get_callback_is_not_held_against_the_rules_of_form_post(status):
    text = f"GET /callback?code=c1&state=s1 HTTP/1.1\nHost: app.example.com\n\nHTTP/1.1 {status} X\n\n"
    assert not {rule_id for rule_id in broken(given(text)) if rule_id.startswith("callback-")}


def test_a_long_address_that_nobody_refused_is_not_accused():
    assert broken(registered(Scenario(), f"https://app.example.com/{'c' * 200}").evidence()) == set()


def test_the_state_and_the_cookies_value_stay_out_of_the_finding():
    evidence = came_back(Scenario(), 303, state="a-secret-state").evidence()
    fails = [str(fail) for rule, fail in evaluate(evidence).fails if rule.id == "state-mismatch"]
    assert fails
    assert not any("a-secret-state" in text or "af0ifjsldkj" in text for text in fails)


@each(
    ("words", "rule"),
    [
        pytest.param("response_mode must be form_post when name or email scope is requested.", "response-mode-must-be-form-post", id="form_post"),
        pytest.param("Invalid client scope", "scope-unknown", id="scope"),
    ],
)
def test_the_words_of_the_page_are_enough_where_its_address_is_not_given(words, rule):
    assert broken(given(f"invalid_request\n{words}")) == {rule}
    assert rule not in broken(given(f"invalid_request\n{words}", URL))


def test_the_words_of_the_page_accuse_the_identifier_and_never_the_key():
    diagnosis = diagnose(given("invalid_client\nInvalid client."))
    assert {"authorize-client-unknown", "authorize-client-not-enabled"} <= set(diagnosis.named)
    assert not [name for name in diagnosis.named if name.startswith(("key-form", "key-never", "key-is"))]


TEMPLATES = {
    "of JavaScript": ("${id}", "${encodeURIComponent(uri)}", "${state}"),
    "of Ruby": ("#{id}", "#{uri}", "#{state}"),
    "of Swift": ("\\(id)", "\\(uri)", "\\(state)"),
    "of documentation": ("[CLIENT_ID]", "[REDIRECT_URI]", "[STATE]"),
    "of a reader": ("YOUR_CLIENT_ID", "YOUR_REDIRECT_URI", "STATE"),
    "of a shell": ("$ID", "$URI", "$STATE"),
}


def _template(name: str, rest: str = "&response_mode=form_post&scope=name%20email") -> str:
    client_id, redirect_uri, state = TEMPLATES[name]
    query = f"client_id={client_id}&redirect_uri={redirect_uri}&response_type=code&state={state}&nonce=n1"
    return f"https://appleid.apple.com/auth/authorize?{query}{rest}"


@each("name", TEMPLATES)
def test_what_a_template_leaves_open_is_not_judged(name: str) -> None:
    assert broken(given(_template(name))) == set()


@each("name", TEMPLATES)
def test_what_a_template_says_is_judged(name: str) -> None:
    assert broken(given(_template(name, "&scope=name"))) == {"response-mode-must-be-form-post"}


def test_a_template_of_everything_is_judged_in_nothing() -> None:
    rest = "&response_type=[RESPONSE_TYPE]&response_mode=[RESPONSE_MODE]&scope=[SCOPES]"
    assert broken(given(_template("of documentation", rest))) == set()


def test_a_template_is_no_witness_against_what_came_of_it() -> None:
    assert broken(given(_template("of JavaScript"), CALLBACK)) == set()
    sent = Scenario().form(code_verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").evidence()
    page = Request("GET", _template("of documentation", "&code_challenge=[CHALLENGE]&code_challenge_method=S256"))
    evidence = Evidence(now=sent.now, request=sent.request, authorize=page)
    assert broken(evidence) == set()


def test_the_form_that_apples_page_posts_is_a_callback() -> None:
    evidence = given("code=c1&state=s1")
    assert evidence.request is LACKING
    assert evidence.callback.request.text == "code=c1&state=s1"
    assert broken(evidence) == set()
