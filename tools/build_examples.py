"""Write the files that README's commands use: a request that Apple refuses, its answer, and the key it was signed with.

    python tools/build_examples.py [--check]

The key is the public test key of the rules' examples; the signature is deterministic, so the files do not change.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from urllib.parse import urlencode

from siwakit.apple import TOKEN_URL
from siwakit.samples import KEY_ID, NOW, Scenario, example_keys

USED_EVERY, USED_AT, BROKEN_SINCE = 7, 5, 14  # hours of the day in the log
FOLDER = Path(__file__).parent.parent / "examples"


def build() -> dict[str, str]:
    """Return every file by name."""
    failing = Scenario().secret(aud=TOKEN_URL)
    lines = [f"curl -X POST {TOKEN_URL}", *(f"--data-urlencode '{name}={value}'" for name, value in failing.fields())]
    answer = ("HTTP/1.1 400 Bad Request", "Server: Apple", f"Date: {formatdate(NOW, usegmt=True)}", "Cache-Control: no-store")
    body = '{"error":"invalid_client"}'
    return {
        "request.sh": " \\\n  ".join(lines) + "\n",
        "answer.http": "\n".join((*answer, "Content-Type: application/json;charset=UTF-8", "", body)) + "\n",
        "app.log": _log(failing),
        "client_secret.jwt": failing.compact_secret() + "\n",
        f"AuthKey_{KEY_ID}.p8": example_keys.team_key_text(),
    }


def _log(failing: Scenario) -> str:
    """Return a day of an application's log: sign-ins that worked, a secret that is refused, a code that was used."""
    refused = '{"error":"invalid_client"}'
    used = '{"error":"invalid_grant","error_description":"The code has already been used."}'
    lines = []
    for hour in range(24):
        moment = datetime.fromtimestamp(NOW, UTC).replace(hour=hour, minute=hour * 2)
        lines += [f"{moment:%Y-%m-%dT%H:%M:%SZ} INFO apple sign-in ok user={hour:04d}"] * (3 + hour % 4)
        lines += [f"{moment:%Y-%m-%dT%H:%M:30Z} ERROR apple POST /auth/token 400 {used}"] * (hour % USED_EVERY == USED_AT)
        body = urlencode(failing.secret(iat=NOW - 86400, exp=NOW + 86400).fields())
        lines += [f"{moment:%Y-%m-%dT%H:%M:40Z} ERROR apple POST https://appleid.apple.com/auth/token {body} 400 {refused}"] * (hour >= BROKEN_SINCE)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the files, or with --check say whether they are current."""
    files = build()
    if "--check" in sys.argv[1:]:
        return 0 if all((FOLDER / name).exists() and (FOLDER / name).read_text() == text for name, text in files.items()) else 1
    FOLDER.mkdir(exist_ok=True)
    for name, text in files.items():
        (FOLDER / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
