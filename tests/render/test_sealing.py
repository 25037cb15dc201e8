"""What is shown of a secret and what is not, and report sections that the catalogue's examples do not reach."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.each import each

from siwakit.evidence.evidence import UNKNOWN, Evidence
from siwakit.http import Request
from siwakit.judge import VerdictKind, diagnose
from siwakit.judge.findings import Finding
from siwakit.render.formats.json import render_json
from siwakit.render.formats.text import render_text
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.report.place import find_place, shown_url
from siwakit.render.report.verdict import exit_code, focus, verdict_sentence
from siwakit.render.sealing import Veil, veil_over
from siwakit.render.wrapping import cut
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Fail, Question
from siwakit.samples import CODE, NOW, SERVICES_ID, Scenario

AUD = BY_ID["secret-aud-is-endpoint"]
SECRET_PLACES = [f"request.form.{name}" for name in ("code", "token", "refresh_token")]
SECRET_PLACES += ["request.headers.authorization", "client_secret", "key[a.p8]"]


def lines_of(at: str, evidence: Evidence) -> str:
    place = find_place(at, evidence, veil_over(evidence), 76)
    return "\n".join((place.title, *(line.text for line in place.lines)))


@each("at", SECRET_PLACES)
@each("raw", ["hunter2", CODE, "a b c0123456789abcdef0123456789abcdef"])
def test_a_raw_value_in_the_place_of_a_secret_is_described(at: str, raw: str) -> None:
    assert raw not in str(Veil().plain(at, raw))
    assert raw not in str(Veil().plain(at, {"a": [raw]}))


@pytest.mark.parametrize("words", ["an identity token", "authorization code, 64 characters, sha256 1a2b3c4d", "grant_type", "Basic"])
def test_words_about_a_secret_are_shown(words: str) -> None:
    assert Veil().plain("request.form.code", words) == words


def test_a_known_secret_is_described_wherever_it_turns_up() -> None:
    scenario = Scenario().form(code="opaque-and-of-no-known-shape", redirect_uri="https://a.example/?x=opaque-and-of-no-known-shape")
    diagnosis = diagnose(scenario.evidence())
    assert "opaque-and-of-no-known-shape" not in render_text(diagnosis, colour=False) + render_json(diagnosis)


def test_show_secrets_shows_them() -> None:
    diagnosis = diagnose(Scenario().form(redirect_uri="https://other.example.com/").evidence())
    assert CODE[:16] in render_text(diagnosis, colour=False, show_secrets=True)
    assert CODE in render_json(diagnosis, show_secrets=True)


def test_a_corrected_secret_stands_alone_on_its_line() -> None:
    diagnosis = diagnose(Scenario().secret(aud="x").evidence())
    fix = FixedSecret("eyJ.corrected.secret", "signed with ABC123DEFG")
    assert "\neyJ.corrected.secret\n" in render_text(diagnosis, colour=False, fix=fix)
    assert json.loads(render_json(diagnosis, fix=fix))["fix"] == {"client_secret": fix.text, "note": fix.note}
    assert fix.text not in repr(fix)


@pytest.mark.parametrize("value", ["bad\x1b[31m", "a\u202eb"])
def test_a_value_to_copy_cannot_drive_the_terminal(value: str) -> None:
    diagnosis = diagnose(Scenario().secret(aud="x").evidence())
    text = render_text(replace(diagnosis, root=Finding(AUD, Fail("client_secret.claims.aud", "x", "y z", correct=value))), colour=False)
    assert value not in text


@each(
    ("scenario", "kind", "code"),
    [
        (Scenario(), VerdictKind.CLEAN, 0),
        (Scenario().answered(200, {"access_token": "a"}), VerdictKind.ACCEPTED, 0),
        (Scenario().secret(aud="x"), VerdictKind.ROOT_CAUSE, 1),
        (Scenario().unknown("keys", "portal").answered(400, {"error": "invalid_client"}), VerdictKind.SUSPECTS, 3),
        (Scenario().unknown("keys", "portal"), VerdictKind.UNDECIDED, 3),
    ],
)
def test_each_way_to_end_has_a_sentence_and_an_exit_code(scenario: Scenario, kind: VerdictKind, code: int) -> None:
    diagnosis = diagnose(scenario.evidence())
    assert diagnosis.kind is kind
    assert exit_code(diagnosis) == code
    assert verdict_sentence(diagnosis).endswith(".")


def test_one_question_leaves_the_others_out() -> None:
    diagnosis = diagnose(Scenario().secret(aud="com.example.web").header(alg="RS256").unknown("portal").evidence())
    payload = focus(diagnosis, Question.PAYLOAD)
    assert payload.root is not None
    assert payload.root.rule.id == "secret-aud-not-apple"
    assert [answered.question for answered in payload.questions] == [Question.PAYLOAD]
    assert focus(diagnosis, Question.TRANSPORT).kind is VerdictKind.CLEAN
    assert render_text(diagnosis, colour=False, question=Question.HEADER).startswith("header: ")


def test_the_query_of_an_address_is_described_where_it_may_be_secret() -> None:
    shown = shown_url(f"https://user:pass@appleid.apple.com/auth/token?code={CODE}&client_id={SERVICES_ID}&empty=", Veil())
    assert "user:pass" not in shown
    assert CODE not in shown
    assert f"client_id={SERVICES_ID}&empty=" in shown


def test_a_header_with_credentials_is_described() -> None:
    shown = lines_of("request.headers.authorization", Scenario().basic().evidence())
    assert "Authorization: Basic credentials, " in shown


@each(
    ("at", "words"),
    [
        ("client_secret.header.kid", '"kid": "ABC123DEFG"'),
        ("client_secret.header.typ", '"typ": (missing)'),
        ("client_secret.claims", '"iss": "A1B2C3D4E5"'),
        ("client_secret.payload", "client_secret, payload"),
        ("identity_token.claims.aud", f'"aud": "{SERVICES_ID}"'),
        ("newer_secret.claims.iat", "newer client_secret, claims"),
        ("request.form.scope", "scope          (missing)"),
        ("request.body", "grant_type     authorization_code"),
        ("request.url", "POST https://appleid.apple.com/auth/token"),
        ("request.headers.accept", "accept: (missing)"),
        ("authorize.state", "state          value, 11 characters"),
        ("configuration.team_id", 'team_id       "A1B2C3D4E5"'),
        ("answer.error", "answer, error"),
        ("key[AuthKey_ABC123DEFG.p8]", "-----BEGIN PRIVATE KEY-----"),
        ("key[other.p8]", "key other.p8"),
        ("now", f"now = {NOW}"),
        ("somewhere.else", "somewhere, else"),
    ],
)
def test_every_kind_of_place_is_shown(at: str, words: str) -> None:
    assert words in lines_of(at, Scenario().evidence())


@each("at", ["client_secret.claims.aud", "client_secret", "request.form.code", "request.url", "authorize.state", "answer.error", "now", "key[a]"])
def test_a_place_of_which_nothing_is_known_is_named_alone(at: str) -> None:
    assert find_place(at, Evidence(), Veil(), 76).lines == ()


def test_settings_are_listed_and_sealed() -> None:
    evidence = replace(Scenario().evidence(), settings={"team_id": "A1B2C3D4E5", "private_key": "hunter2", "pkce": True})
    shown = lines_of("configuration.private_key", evidence)
    assert "hunter2" not in shown
    assert "value, 7 characters" in shown


def test_a_sketch_of_an_empty_secret_says_so() -> None:
    assert "(empty)" in lines_of("client_secret", Evidence(secret=""))
    assert "opaque text, 7 characters" in lines_of("client_secret", Evidence(secret="hunter2"))


def test_a_lifted_veil_sketches_the_secret_itself() -> None:
    evidence = Evidence(secret="hunter2")
    assert find_place("client_secret", evidence, veil_over(evidence, show_secrets=True), 76).lines[0].text == "hunter2"


def test_a_long_value_is_cut_in_the_middle_and_its_length_told() -> None:
    assert cut("a" * 100 + "z", 40) == f"{'a' * 12}...(101 characters)...{'a' * 5}z"
    assert len(cut("a" * 1000, 40)) == 40


def test_a_report_on_a_request_without_fields_shows_that_there_are_none() -> None:
    evidence = Evidence(request=Request("POST", "https://appleid.apple.com/auth/token"), answer=UNKNOWN)
    assert "(no fields)" in lines_of("request.form.code", evidence)


def test_a_long_payload_shows_what_stands_around_the_mark() -> None:
    claims = {f"claim{number}": number for number in range(30)}
    shown = lines_of("client_secret.claims.claim9", Scenario().secret(**claims).evidence()).splitlines()
    assert shown[1] == shown[-1] == "..."
    assert len(shown) == 14


def test_a_mark_falls_back_to_the_member_that_holds_the_place() -> None:
    shown = find_place("client_secret.claims.events.sub", Scenario().secret(events={"sub": "x"}).evidence(), Veil(), 76)
    assert [line.text for line in shown.lines if line.mark] == ['  "events": {"sub": "x"}']


def test_assumptions_and_other_mistakes_stand_after_the_root_cause() -> None:
    text = render_text(diagnose(Scenario().secret(aud="https://appleid.apple.com/").header(alg="RS256").evidence()), verbose=True)
    assert text.index("root cause[") < text.index("not known whether Apple accepts this")
    two = replace(diagnosis := diagnose(Scenario().secret(aud="x").evidence()), others=(diagnosis.root, diagnosis.root))
    assert render_text(two, verbose=True).count("\nalso wrong[") == 2


def test_a_question_outside_the_checklist_has_no_list_of_questions() -> None:
    assert "questions" not in render_text(diagnose(Scenario().evidence()), colour=False, question=Question.TRANSPORT)


def test_an_answer_that_cannot_be_read_says_so() -> None:
    text = render_text(diagnose(Scenario().answered(403, "<html>no</html>").evidence()), colour=False)
    assert "HTTP 403, an HTML page" in text


def test_values_that_are_no_json_are_described() -> None:
    assert Veil().plain("request.body", b"hunter2") == "7 bytes"
    assert Veil().plain("key[a.p8]", object)
    assert Veil().plain("now", VerdictKind.CLEAN) == "nothing is wrong"


def test_what_was_accepted_stays_accepted_when_one_question_is_asked() -> None:
    diagnosis = diagnose(Scenario().answered(200, {"access_token": "a"}).evidence())
    assert focus(diagnosis, Question.PAYLOAD).kind is VerdictKind.ACCEPTED


def test_suspects_of_what_looks_right_are_for_the_case_that_apple_refuses() -> None:
    text = render_text(diagnose(Scenario().unknown("portal").evidence()), colour=False)
    assert text.startswith("No visible problem: ")
    assert "if Apple refuses anyway: suspects" in text


def test_an_answer_that_proves_nothing_is_quoted_anyway() -> None:
    assert "HTTP 200, an empty body" in render_text(diagnose(Scenario().answered(200, "").evidence()), colour=False)
