"""The tools as their clients see them: names, descriptions and the schemas of their arguments."""

from __future__ import annotations

from typing import Any

from siwakit.record import record

MAX_TEXT = 1024 * 1024
_MAX_NAME = 300
_MAX_LIST = 32
INSTRUCTIONS = (
    "siwakit finds out why Apple's Sign in with Apple answers invalid_client, invalid_grant and the like. Call doctor first, with everything "
    "there is: the failing request, Apple's answer, the code that makes the client_secret, the .p8 key. Every answer has a `next`: a call "
    '{"tool", "arguments"} to make as it is; a question {"ask", "for", "then"} for the developer, whose reply goes into the arguments of '
    '`then` under the name in `for`; a change {"do", "then"} to make before the call in `then`; or {"done": true}. Do not guess a cause '
    "that no answer names."
)


def _name(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description, "minLength": 1, "maxLength": _MAX_NAME}


def _list(description: str, longest: int = _MAX_NAME) -> dict[str, Any]:
    return {"type": "array", "description": description, "maxItems": _MAX_LIST, "items": {"type": "string", "maxLength": longest}}


_TEXTS = _list("what was pasted: requests, answers, tokens, logs, settings, source code, words", MAX_TEXT)
_FILES = _list("paths of files with such texts, in the folders that the server was started with")
_KEY = _name("path of the .p8 key")
_CASE = _name("the case of an earlier answer: its texts and files are used again")
_TEAM, _KEY_ID = _name("Team ID, such as A1B2C3D4E5"), _name("Key ID, such as ABC123DEFG")
_CLIENT = _name("client_id: the Services ID on the web, the bundle ID in an app")
_ORIGIN = {"type": "string", "enum": ["native", "web"], "description": "where the code came from: the app, or the web (Android too)"}
_REDIRECT = {"type": "string", "description": "the redirect_uri of the authorization request", "maxLength": 2000}
_STATED = {
    "team_id": _TEAM,
    "key_id": _KEY_ID,
    "bundle_ids": _list("the app's bundle IDs"),
    "services_ids": _list("the Services IDs"),
}


@record
class Tool:
    """A tool: what it is for, and the *properties* of its arguments."""

    name: str
    title: str
    description: str
    properties: dict[str, Any]
    required: tuple[str, ...] = ()
    writes: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of its arguments."""
        return {
            "type": "object",
            "properties": self.properties,
            "required": [] if "case" in self.properties else list(self.required),
            "additionalProperties": False,
        }


TOOLS = (
    Tool(
        "doctor",
        "Find the root cause",
        "Find the root cause of a failing Sign in with Apple (invalid_client, invalid_grant, a refused identity token, a lost callback) from "
        "a request, an answer, a log, a client_secret, a key, settings or source code, and say what to do next. Nothing leaves this machine.",
        {
            "texts": _TEXTS,
            "files": _FILES,
            "case": _CASE,
            "key": _KEY,
            **_STATED,
            "origin": _ORIGIN,
            "redirect_uri": _REDIRECT,
            "now": _name("time of the request: seconds since 1970 UTC, or 2026-11-25T10:00:00Z"),
        },
    ),
    Tool(
        "explain",
        "Explain a rule, an answer or a message",
        "Explain a rule id (secret-aud-is-endpoint), an error of Apple (invalid_client) or the message of a library: the mistake, its causes, "
        "the fix.",
        {"words": {"type": "string", "description": "the id or the words", "minLength": 1, "maxLength": 4000}},
        ("words",),
    ),
    Tool(
        "scan",
        "Scan a repository",
        "Find the mistakes in a repository's Sign in with Apple, and committed keys, without running it: rule, file and line.",
        {
            "paths": _list("files and folders; by default the first folder that the server was started with"),
            "rule": _name("report only this rule"),
        },
    ),
    Tool(
        "check",
        "Check deployed client_secrets",
        "Say for how long the client_secrets in files (a token, .env, settings) are valid, and whether they agree with a key, a team and a client.",
        {"files": _FILES, "case": _CASE, "key": _KEY, **_STATED, "warn_before": _name("warn if less time is left, such as 60d")},
        ("files",),
    ),
    Tool(
        "mint",
        "Mint a client_secret",
        "Mint a client_secret that passes every rule, and write it to a file that only its owner can read. The answer has its path and "
        "its fingerprint. What is in texts and files is tried with it in the next call.",
        {
            "key": _KEY,
            "team_id": _TEAM,
            "client_id": _CLIENT,
            "key_id": _KEY_ID,
            "expires_in": _name("lifetime, such as 600, 30m, 12h or 180d (default: 10m)"),
            "origin": _ORIGIN,
            "texts": _TEXTS,
            "files": _FILES,
            "case": _CASE,
        },
        ("key", "team_id", "client_id"),
        writes=True,
    ),
    Tool(
        "emulator",
        "Try it on a strict local Apple",
        "Start a strict local Apple with this team, key and client, sign a user in, and send it the request or what the source code would send, "
        "with a code, tokens and a signature that it knows. It says whether it accepts, else which rule refuses. It keeps running.",
        {
            "client_secret_file": _name("path of a minted client_secret"),
            "key": _KEY,
            "team_id": _TEAM,
            "key_id": _KEY_ID,
            "client_id": _CLIENT,
            "origin": _ORIGIN,
            "redirect_uri": _REDIRECT,
            "texts": _TEXTS,
            "files": _FILES,
            "case": _CASE,
        },
        writes=True,
    ),
)
BY_NAME = {tool.name: tool for tool in TOOLS}
