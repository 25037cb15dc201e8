"""Every word of Apple that has been reported is on the page that reads its errors backwards."""

from __future__ import annotations

from pathlib import Path

from pages.words_elsewhere import PAGE_WORDS, WITHOUT_WORDS
from tests.each import each

from siwakit.emulator.endpoints.authorize_rules import UNWORDED
from siwakit.emulator.portal.return_urls import INVALID
from siwakit.flow.callback import CANCELLED
from siwakit.readers.messages.entries import MESSAGES
from siwakit.rules.catalogue import BY_ID

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "errors.md").read_text("utf-8")
# What public reports and Apple's documentation quote, copied from them. The page shows an identifier in the words as …
QUOTED = (
    "Invalid client.",
    "Invalid client id or web redirect url.",
    "Invalid web redirect url.",
    "response_mode must be form_post when name or email scope is requested.",
    "Invalid response type.",
    "Invalid client scope",
    "Request missing required parameter or unsupported parameters or invalid redirect url",
    "user_cancelled_authorize",
    "Your request could not be completed because of an error. Please try again later.",
    "Sign Up Not Completed",
    "popup_closed_by_user",
    "popup_blocked_by_browser",
    "user_trigger_new_signin_flow",
    "One or more Return URLs are invalid.",
    "The code has expired or has been revoked.",
    "The code has already been used.",
    "client_id mismatch. The code was not issued to …",
    "redirect_uri mismatch. The code was not issued to …",
    "The token has expired or has been revoked.",
    "User not found.",
    "403 Forbidden",
)
CODES = ("invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type")
WORDLESS = (
    *(("/auth/authorize", "404"), ("/auth/authorize", "500"), ("/auth/token", "500 or 503"), ("/auth/revoke", "200, empty")),
    *(("/auth/keys", "200 and HTML"), ("/.well-known/openid-configuration", "302"), ("/auth/usermigrationinfo", "400")),
    ("your endpoint for notifications", "any but 200"),
)


def headings() -> list[str]:
    return [line for line in PAGE.splitlines() if line.startswith("#")]


@each("words", QUOTED)
def test_words_that_have_been_reported_have_a_section(words: str) -> None:
    assert [heading for heading in headings() if words in heading]


@each("error", CODES)
def test_every_error_code_has_a_section(error: str) -> None:
    assert f"## `400 {error}`" in headings()


@each(("place", "answer"), WORDLESS)
def test_answers_without_words_are_in_the_table(place: str, answer: str) -> None:
    assert (place, answer) in [(row[0], row[1]) for row in WITHOUT_WORDS]
    assert f"{place}` | {answer} |" in PAGE or f"{place} | {answer} |" in PAGE


def test_the_page_has_the_words_that_the_code_knows() -> None:
    assert {UNWORDED, INVALID, CANCELLED} <= {words.words for words in PAGE_WORDS}


def test_every_message_of_apple_is_on_the_page() -> None:
    samples = {message.id: message.samples for message in MESSAGES if message.speaker in {"Apple", "Apple JS"} and not message.answer}
    assert len(samples) > 5
    shown = [heading.strip("# `") for heading in headings()]
    quoted = [*QUOTED, *shown]
    assert [name for name, texts in samples.items() if not any(words in text for words in quoted for text in texts)] == []


def test_a_wrong_notification_url_is_a_cause_of_a_sign_up_that_is_not_completed() -> None:
    section = PAGE.partition("### `Sign Up Not Completed`")[2].partition("\n###")[0]
    assert "server-to-server notification URL" in section
    assert "one report, 2022" in section


def test_every_cause_names_a_rule_or_a_report() -> None:
    causes = [cause for words in PAGE_WORDS for cause in words.causes]
    assert len(causes) > 10
    assert [cause for cause in causes if not cause.rule and not (cause.source and cause.seen)] == []
    assert [cause.rule for cause in causes if cause.rule and cause.rule not in BY_ID] == []
