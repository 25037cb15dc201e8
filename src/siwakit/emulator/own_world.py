"""What to say when a program brings something of its account at Apple to an emulator, which knows only its own world."""

from __future__ import annotations

import json
from shlex import quote

_ISSUED = "this local Apple knows only the codes and tokens that it issued itself, none of Apple's."
_LISTED = (
    "this local Apple knows only what is listed at the top, nothing of an account at Apple. "
    "Let the program take its team, key, client id and Return URL from the variables SIWAKIT_*, or list your own in a file for --world."
)
_BY_RULE = {
    "code-unknown": _ISSUED,
    "refresh-token-unknown": _ISSUED,
    "authorize-client-unknown": _LISTED,
    "client-not-registered": _LISTED,
    "key-not-registered": _LISTED,
    "redirect-uri-not-registered": _LISTED,
    "secret-iss-differs-from-team": _LISTED,
}
RULES = frozenset(_BY_RULE)


def of_another_world(rule: str) -> str | None:
    """Return what to say if *rule* has refused, or None if it refuses whatever the world of the emulator is."""
    return _BY_RULE.get(rule)


def is_about_issued(sentence: str) -> bool:
    """Return whether *sentence* is about a code or a token, so that a new code helps."""
    return sentence == _ISSUED


def code_command(portal_url: str, client_id: str) -> str:
    """Return the command that gets a code without a page."""
    return f"curl -s {portal_url}/api/sign-in --json {quote(json.dumps({'client_id': client_id}))}"
