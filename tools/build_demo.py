"""Write the cases of `siwakit demo` into the package, from the corpus of the tests.

    python tools/build_demo.py [--check]

The cases are from `tests/cases/data`, which also lists their origin. A case whose files change with each build, because a token in
them is signed with a new key, is not suitable.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests/cases/data"
TARGET = ROOT / "src/siwakit/render/demo_cases.json"
NOT_INPUT = {"context.json", "expected.json"}
KEY_ID = ["--key-id", "ABC123DEFG"]
CHOSEN: dict[str, tuple[str, list[str]]] = {
    "omniauth-apple-60-wrong-key-id": ("the Key ID of a different key", []),
    "php-jwt-251-es256-der": ("a library that encodes the signature as DER", []),
    "aboutyou-303-wrong-timestamp": ("timestamps in milliseconds", []),
    "apple-signin-auth-57-short-default": ("a client_secret with a lifetime of five minutes, minted once and cached", []),
    "socialiteproviders-639-new-secret-overwritten": ("a new client_secret, but the old one is still sent", []),
    "klausbetz-5-sub-fixed-to-services-id": ("a client_secret minted for another client", []),
    "ananay-13-ios-code": ("a code from the iOS app, exchanged with the Services ID", []),
    "forum-122648-json-content-type": ("a JSON body", []),
    "next-auth-8189-client-secret-post": ("credentials in an Authorization header", []),
    "appwrite-13320-empty-secret-bad-pem": ("a key that lost its line breaks", KEY_ID),
    "socialite-635-no-kid": ("a header without kid", []),
    "ananay-31-redirect-uri-mismatch": ("a different redirect_uri than in the authorization request", []),
}


def build() -> str:
    """Return the text of the file."""
    spec = importlib.util.spec_from_file_location("build", DATA / "build.py")
    assert spec is not None
    assert spec.loader is not None
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    corpus = {case["id"]: case for case in map(json.loads, (DATA / "cases.jsonl").read_text().splitlines())}
    cases = [_entry(builder.build(corpus[name]), corpus[name], title, extra) for name, (title, extra) in CHOSEN.items()]
    origin = "Real failures as people reported them, rebuilt with made-up keys, identifiers, codes and tokens; `url` is the report."
    return json.dumps({"origin": origin, "cases": cases}, indent=1) + "\n"


def _entry(files: dict[str, str], case: dict[str, Any], title: str, extra: list[str]) -> dict[str, Any]:
    args = json.loads(files["context.json"])["args"] + extra
    given = {name: text for name, text in files.items() if name not in NOT_INPUT}
    return {"id": case["id"], "title": title, "url": case["url"], "date": case["date"], "args": args, "files": given}


def _is_current(text: str) -> bool:
    """Return whether *text* is what the file contains, apart from the texts of files: ECDSA signatures in them differ each time."""
    if not TARGET.exists():
        return False
    old, new = json.loads(TARGET.read_text()), json.loads(text)
    return [_comparable(case) for case in old["cases"]] == [_comparable(case) for case in new["cases"]]


def _comparable(case: dict[str, Any]) -> tuple[object, ...]:
    return case["id"], case["title"], case["args"], sorted(case["files"])


def main() -> int:
    """Write the file, or with --check say whether it is current."""
    text = build()
    if "--check" in sys.argv[1:]:
        return 0 if _is_current(text) else 1
    if not _is_current(text):
        TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
