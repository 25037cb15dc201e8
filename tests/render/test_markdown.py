"""Markdown for an issue: readable, redacted, and with no input interpreted as markup."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from tests.each import each

from siwakit.judge import diagnose
from siwakit.render.formats.markdown import block, code, prose, render_markdown
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.snippets.snippet import snippet_for
from siwakit.rules.model import Question
from siwakit.samples import CODE, DROP, SERVICES_ID, Scenario, example_keys

REFUSED = {"error": "invalid_client"}
HOSTILE = (
    "```\n</code><script>alert(1)</script>",
    "` ``` ````` @octocat #123 <img src=x onerror=alert(1)>",
    "| a | b |\n| --- | --- |",
    "[x](https://evil.example)![y](https://evil.example/z.png)",
    "\x1b[31m\u202e\u200b<!-- --> &lt;b&gt; ~~~",
    "`",
)
PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def markdown(scenario: Scenario, **options: object) -> str:
    return render_markdown(diagnose(scenario.evidence()), **options)


def outside_code(text: str) -> str:
    """Return *text* as Markdown renders it, without what is inside code."""
    return re.sub(r"<code[^>]*>.*?</code>", "", PARSER.render(text), flags=re.DOTALL)


def test_the_verdict_is_the_heading_and_the_root_cause_stands_first() -> None:
    text = markdown(Scenario().secret(aud="https://appleid.apple.com/auth/token").answered(400, REFUSED))
    assert text.startswith("### Apple refused this request: client\\_secret is addressed to the token endpoint instead of Apple.\n\n**Root cause:** ")
    assert "(`secret-aud-is-endpoint`)" in text
    assert '- **actual:** `"https://appleid.apple.com/auth/token"`' in text
    assert "```text\nhttps://appleid.apple.com\n```" in text
    assert "| `payload` | no | `secret-aud-is-endpoint` |" in text
    assert "**Apple said:** `HTTP 400, invalid_client`" in text


@each("value", HOSTILE)
@each("place", ["aud", "kid", "client_id", "redirect_uri", "error", "name"])
def test_input_appears_only_in_code(value: str, place: str) -> None:
    scenarios = {
        "aud": Scenario().secret(aud=value),
        "kid": Scenario().header(kid=value),
        "client_id": Scenario().form(client_id=value),
        "redirect_uri": Scenario().form(redirect_uri=value),
        "error": Scenario().secret(aud="x").answered(400, {"error": value, "error_description": value}),
        "name": Scenario().form(**{value: value, "grant_type": DROP}),
    }
    shown = outside_code(markdown(scenarios[place]))
    assert not re.search(r"<script|<img|onerror|@octocat|#123|evil\.example|alert|<b>|<!--", shown)


@each("value", [*HOSTILE, "a", "", " ", "``x``"])
def test_a_span_and_a_block_give_back_what_they_hold(value: str) -> None:
    token = PARSER.parseInline(code(value))[0].children
    assert [part.type for part in token] == ["code_inline"] or not value.strip()
    fenced = PARSER.parse("\n".join(block(value.split("\n"))))
    assert [(part.type, part.content) for part in fenced] == [("fence", f"{value}\n")] or "\x1b" in value


def test_prose_is_taken_for_words() -> None:
    assert PARSER.renderInline(prose("a_b_ *c* <d> [e](f) | `g` & #1")) == "a_b_ *c* &lt;d&gt; [e](f) | `g` &amp; #1"


def test_a_corrected_secret_is_announced_and_not_shown() -> None:
    wrong = Scenario().secret(aud="x")
    assert "eyJ.secret" not in markdown(wrong, fix=FixedSecret("eyJ.secret", "made"))
    assert "`not minted: add a key`" in markdown(wrong, fix=FixedSecret("", "not minted: add a key"))


def test_a_snippet_stands_in_a_block_of_its_language() -> None:
    wrong = Scenario().secret(aud="x")
    snippet = snippet_for(diagnose(wrong.evidence()), "node")
    assert "**The fix in Node.js:**\n\n```js\nimport" in markdown(wrong, snippet=snippet)


def test_suspects_and_what_to_give_are_listed() -> None:
    text = markdown(Scenario().unknown("keys", "portal", "origin").answered(400, REFUSED))
    assert "**Suspects, most likely first**\n\n1. " in text
    assert re.search(r"and \d+ more\.", text)
    assert "**What to add next**\n\n- " in text


def test_two_mistakes_a_doubt_and_advice_have_their_heads() -> None:
    scenario = Scenario().secret(aud="https://appleid.apple.com/").form(grant_type=DROP).header(alg="RS256")
    text = markdown(scenario.key(example_keys.team_key_text(), mode=0o644))
    assert [head for head in ("Root cause", "Also wrong", "Perhaps", "Advice") if f"**{head}:** " not in text] == []


def test_what_follows_from_the_root_cause_is_named() -> None:
    text = markdown(Scenario().header(alg="RS256").signed(lambda _: bytes(256)))
    assert "Consequences, resolved by the same fix: `" in text


def test_a_report_with_secrets_says_so() -> None:
    wrong = Scenario().form(redirect_uri=CODE)
    assert CODE not in markdown(wrong)
    assert "*Written by siwakit; secrets are described, not shown.*" in markdown(wrong)
    assert "**This report contains secrets.**" in markdown(wrong, show_secrets=True)


def test_one_question_leaves_the_others_out() -> None:
    text = markdown(Scenario().secret(aud="x"), question=Question.HEADER)
    assert "secret-aud" not in text
    assert SERVICES_ID not in text
