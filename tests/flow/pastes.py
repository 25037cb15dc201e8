"""Pastes that the command line, the page and the Python API are all given: names, texts and the doctor's options."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

from siwakit.jose import base64url
from siwakit.samples import CODE, KEY_ID, NOW, REDIRECT_URI, SERVICES_ID, STATE, TEAM_ID, Scenario, compact, example_keys, sign_rs256

DAY = 86_400
CLOCK = ["--now", str(NOW)]
OWN = ["--team", TEAM_ID, "--services-id", SERVICES_ID]
REFUSED = '{"error":"invalid_client"}'
ANSWER = f"HTTP/1.1 400 Bad Request\nContent-Type: application/json\nDate: Mon, 21 Sep 2026 15:13:20 GMT\n\n{REFUSED}\n"
CURL = f"curl https://appleid.apple.com/auth/token -d {shlex.quote(Scenario().request().text)}"
SWAPPED_CURL = f"curl https://appleid.apple.com/auth/token -d {shlex.quote(Scenario().secret(sub=TEAM_ID).request().text)}"
FORM = Scenario().request().text
CALLBACK = f"""POST /callback HTTP/1.1
Host: app.example.com
Origin: https://appleid.apple.com
Content-Type: application/x-www-form-urlencoded

state={STATE}&code={CODE}

HTTP/1.1 403 Forbidden

CSRF verification failed.
"""
REPORTS = Path(__file__).parent / "data" / "reports.json"


def log_line(moment: str, form: str = FORM) -> str:
    """Return a line of a log with a call to Apple at *moment*, an hour and more after its client_secret was made."""
    return f"{moment} POST https://appleid.apple.com/auth/token {form} 400 {REFUSED}\n"


def json_log_lines() -> str:
    """Return two lines as a logger for JSON writes them, in milliseconds and after a day."""
    first = {"level": "info", "time": (NOW + DAY) * 1000, "msg": f"POST https://appleid.apple.com/auth/token {FORM}"}
    second = {"level": "error", "time": (NOW + DAY) * 1000 + 80, "msg": "apple", "err": REFUSED}
    return f"{json.dumps(first)}\n{json.dumps(second)}\n"


def har() -> str:
    """Return the recording of a browser in which a call to Apple was refused a day after its client_secret was made."""
    kind = {"name": "Content-Type", "value": "application/x-www-form-urlencoded"}
    url = "https://appleid.apple.com/auth/token"
    sent = {"method": "POST", "url": url, "headers": [kind], "postData": {"mimeType": kind["value"], "text": FORM}}
    answer = {"status": 400, "headers": [], "content": {"text": REFUSED, "size": len(REFUSED)}}
    entry = {"startedDateTime": "2026-09-22T16:13:20.000+02:00", "request": sent, "response": answer}
    return json.dumps({"log": {"version": "1.2", "entries": [entry]}})


def identity_token() -> str:
    """Return an identity token for another client."""
    claims = {"iss": "https://appleid.apple.com", "aud": "com.example.other", "sub": "001234.aaaa.1234", "iat": NOW, "exp": NOW + DAY}
    signing_input = f"{compact({'alg': 'RS256', 'kid': 'ABCDEFGHIJ'})}.{compact(claims)}"
    return f"{signing_input}.{base64url.encode(sign_rs256(signing_input.encode()))}"


def paste(title: str, *texts: str | tuple[str, str], args: list[str] | None = None) -> dict[str, Any]:
    """Return the paste of *texts*, each a text or the name and the text of a file."""
    inputs = [{"name": "", "text": text} if isinstance(text, str) else {"name": text[0], "text": text[1]} for text in texts]
    return {"id": title, "inputs": inputs, "args": args or []}


OWN_PASTES = (
    paste("a log line with its time", log_line("2026-09-22T14:13:20Z")),
    paste("a log line from before its client_secret expired", log_line("2026-09-21T14:14:20Z"), args=OWN),
    paste("a log line with an offset", log_line("2026-09-22 16:13:20,123 +0200")),
    paste("a log line, and the time of the request", log_line("2026-09-22T14:13:20Z"), args=CLOCK),
    paste("JSON log lines", json_log_lines()),
    paste("a curl command", CURL, args=CLOCK),
    paste("a curl command of a swapped secret", SWAPPED_CURL, args=[*CLOCK, *OWN]),
    paste("a curl command and an answer with its Date", ("request.sh", CURL), ("answer.http", ANSWER)),
    paste("a recording of a browser", ("sign-in.har", har())),
    paste(
        "settings and a client_secret",
        (".env", f"APPLE_TEAM_ID=Z9Y8X7W6V5\nAPPLE_CLIENT_ID={SERVICES_ID}\n"),
        Scenario().compact_secret(),
        args=CLOCK,
    ),
    paste(
        "a callback that was refused",
        CALLBACK,
        args=CLOCK,
    ),
    paste("an identity token", ("id_token.txt", identity_token()), args=[*CLOCK, "--bundle-id", "com.example.app"]),
    paste(
        "a key file and a client_secret of another key",
        (f"AuthKey_{KEY_ID}.p8", example_keys.team_key_text()),
        Scenario().signed_by_other_key().compact_secret(),
        args=CLOCK,
    ),
    paste(
        "a key file in a folder",
        (f"keys/AuthKey_{KEY_ID}.p8", example_keys.team_key_text()),
        Scenario().header(kid="ZZZZZZZZZZ").compact_secret(),
        args=CLOCK,
    ),
    paste("options with blanks around them", CURL, args=[*CLOCK, "--team", f" {TEAM_ID} ", "--redirect-uri", f" {REDIRECT_URI} "]),
    paste("a file that is not read beside one that is", ("notes.txt", "lorem ipsum dolor"), ("request.sh", SWAPPED_CURL), args=[*CLOCK, *OWN]),
    paste(
        "a broken command beside an answer",
        ("request.sh", "curl -d 'client_id=a https://appleid.apple.com/auth/token"),
        ("answer.json", REFUSED),
        args=CLOCK,
    ),
    paste("nothing that is read", "lorem ipsum dolor"),
    paste("two files that are not read", ("a.txt", "lorem ipsum"), ("b.txt", "dolor sit amet")),
    paste(
        "a log line of yesterday before one of today",
        ("old.log", log_line("2026-09-22T14:13:20Z")),
        ("new.log", "2026-09-23T14:13:20Z GET https://appleid.apple.com/auth/keys 200\n"),
    ),
)


def reports() -> list[dict[str, Any]]:
    """Return the reports kept here, and those of the folder that SIWAKIT_REPORTS names."""
    kept = json.loads(REPORTS.read_text("utf-8"))
    folder = os.environ.get("SIWAKIT_REPORTS")
    found = [_report(path) for path in sorted(Path(folder).glob("*/report.json"))] if folder else []
    return kept + [report for report in found if report["inputs"]]


def _report(path: Path) -> dict[str, Any]:
    report = json.loads(path.read_text("utf-8"))
    inputs = [{"name": name, "text": (path.parent / name).read_text("utf-8")} for name in report["files"]]
    return {"id": f"all/{report['id']}", "inputs": inputs, "args": report["args"]}


def as_one_text(given: dict[str, Any]) -> dict[str, Any]:
    """Return the paste *given* with all its texts in one, as somebody pastes them."""
    text = "\n\n".join(one["text"] for one in given["inputs"])
    return {**given, "id": f"{given['id']}, in one text", "inputs": [{"name": "", "text": text}]}


PASTES = [*OWN_PASTES, *reports()]
PASTES = [*PASTES, *map(as_one_text, PASTES)]
