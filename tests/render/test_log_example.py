"""The example of a log record: it shows everything useful, but no word that is not known to be harmless."""

from __future__ import annotations

from tests.each import each

from siwakit.render.logs.log_example import MAX_EXAMPLE, write_example

TIME = "2026-09-21T14:13:20Z"


@each(
    "text",
    [
        f'{TIME} ERROR apple {{"error":"invalid_client"}}',
        f"{TIME} POST https://appleid.apple.com/auth/token HTTP/1.1 400",
        '[25/Nov/2026:10:00:00 +0000] "POST /auth/token HTTP/1.1" status code 400',
        "client_id mismatch. The code was not issued to com.example.web.",
        "OAuth2::CallbackError: invalid_grant: The code has expired or has been revoked.",
        '{"level":"error","client_id":"com.example.web","grant_type":"authorization_code","status":400,"exp":1764003600}',
        '{"name":"grant_type","value":"authorization_code"}',
        "Traceback: Authorization header missing",
    ],
)
def test_what_is_known_to_be_harmless_is_shown(text):
    assert write_example(text) == text


@each(
    ("text", "shown"),
    [
        ("Authorization: Bearer plum", "Authorization: [11 characters]"),
        ('"Authorization": "Bearer plum", "status": 400', '"Authorization": "[11 characters]", "status": 400'),
        ("client_id=com.example.web&code=plum&grant_type=refresh_token", "client_id=com.example.web&code=[4 characters]&grant_type=refresh_token"),
        ("jane@example.com said plum", "[email] said \u2026"),
        ("password=the token", "password=[9 characters]"),
        ('{"pin": 4711}', '{"\u2026": [4 characters]}'),
        ("user plum pear apple", "user \u2026 apple"),
        ("client_id=plum", "client_id=[4 characters]"),
    ],
)
def test_what_is_not_known_is_replaced(text, shown):
    assert write_example(text) == shown


def test_show_secrets_shows_them():
    assert write_example("pwd=plum", show_secrets=True) == "pwd=plum"


def test_a_long_record_is_cut_around_what_matters():
    shown = write_example("status " * 2000 + "invalid_client" + " status" * 2000)
    assert "invalid_client" in shown
    assert len(shown) <= MAX_EXAMPLE + 6


def test_control_characters_are_escaped():
    assert write_example("a\x1b[31m\u202eb", show_secrets=True) == "a\\x1b[31m\\u202eb"
