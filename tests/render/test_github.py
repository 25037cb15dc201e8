"""GitHub workflow commands: one on each line, which no input can end or forge."""

from __future__ import annotations

from siwakit.judge import diagnose
from siwakit.render.formats.github import render_github
from siwakit.rules.model import Question
from siwakit.samples import CODE, Scenario, example_keys

WRONG_AUD = Scenario().secret(aud="https://appleid.apple.com/auth/token")


def lines_of(scenario: Scenario, files: dict[str, str] | None = None, **options: object) -> list[str]:
    return render_github(diagnose(scenario.evidence()), files or {}, **options).splitlines()


def test_a_finding_is_an_error_at_its_place() -> None:
    secret = WRONG_AUD.compact_secret()
    first, *_, last = lines_of(WRONG_AUD, {"secret.jwt": secret})
    header, payload, _ = secret.split(".")
    start = len(header) + 2
    assert first.startswith(f"::error file=secret.jwt,line=1,col={start},endColumn={start + len(payload)},title=siwakit%3A secret-aud-is-endpoint::")
    assert last.startswith("Apple refuses this request: ")


def test_a_place_without_a_line_names_the_file_and_one_without_a_file_nothing() -> None:
    assert lines_of(WRONG_AUD, {"a.txt": "nothing"})[0].startswith("::error file=a.txt,title=")
    assert lines_of(WRONG_AUD)[0].startswith("::error title=")


def test_a_key_over_several_lines_ends_on_a_line() -> None:
    scenario = Scenario().sent(lambda text: text[:40] + "\n" + text[40:])
    first = lines_of(scenario, {"secret.txt": scenario.compact_secret()})[0]
    assert "file=secret.txt,line=1,col=1,endLine=2,title=" in first


def test_doubts_are_warnings_and_advice_is_a_notice() -> None:
    scenario = Scenario().secret(aud="https://appleid.apple.com/").key(example_keys.team_key_text(), mode=0o644)
    told = {line.partition(" ")[0] for line in lines_of(scenario)}
    assert {"::warning", "::notice"} <= told


def test_what_is_not_decided_is_a_warning_with_what_to_give() -> None:
    first, last = lines_of(Scenario().unknown("keys", "portal").answered(400, {"error": "invalid_client"}), {"a.sh": "x"})
    assert first.startswith("::warning file=a.sh,title=siwakit%3A not decided::suspects, most likely first: ")
    assert "%0Awhat to add next: " in first
    assert last.endswith("The most likely causes are listed below.")


def test_what_is_right_has_the_verdict_alone() -> None:
    assert len(lines_of(Scenario())) == 1


def test_one_question_leaves_the_others_out() -> None:
    assert len(lines_of(WRONG_AUD, question=Question.HEADER)) == 1


def test_what_was_given_neither_ends_a_line_nor_begins_a_command() -> None:
    hostile = "100%\r\n::stop-commands::x\n::add-mask::y\x1b[31m\u202e"
    lines = lines_of(Scenario().secret(aud=hostile), {"a,b:c\n%.jwt": "x"})
    assert [line.partition(" ")[0] for line in lines if line.startswith("::")] == ["::error"]
    assert "100%25\\\\r\\\\n::stop" in lines[0] or "100%25\\r\\n::stop" in lines[0]
    assert "file=a%2Cb%3Ac\\n%25.jwt," in lines[0]
    assert "\x1b" not in lines[0]


def test_a_secret_is_described_unless_it_is_asked_for() -> None:
    wrong = Scenario().form(redirect_uri=CODE)
    assert CODE not in "\n".join(lines_of(wrong))
    assert CODE in "\n".join(lines_of(wrong, show_secrets=True))
