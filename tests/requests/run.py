"""Judge what real clients send: `python tests/requests/run.py [DIR]`; by default the copy next to this file.

Every file in the folder contains `requests` and `authorize_urls`. None may be called wrong, except for those that must be: a request
that was answered with 400 or more, and an authorize URL that asks for name or email without form_post. It prints a line for each
mistake of ours, tab-separated: file, item, rule (`-` if an accusation is missing). The exit code is 1 if there is one, 2 if there is
nothing to judge.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from siwakit.apple import ISSUER
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.http import Request
from siwakit.judge.askers import evaluate
from siwakit.rules.catalogue import CATALOGUE

HERE = Path(__file__).resolve().parent
FORM_POST_RULE = "response-mode-must-be-form-post"
REFUSED = 400
PERSONAL = {"name", "email"}


def read_request(item: dict[str, Any]) -> Request:
    target = item["target"]
    url = target if "://" in target else f"{ISSUER}{target}"
    headers = tuple((str(name), str(value)) for name, value in item.get("headers") or ())
    return Request(item["method"], url, headers, (item.get("body") or "").encode("utf-8", "surrogateescape"))


def clock_of(item: dict[str, Any]) -> int | Absence:
    """Return the second at which the client_secret was created, by the client's clock."""
    claims = (item.get("client_secret") or {}).get("claims") or {}
    iat = claims.get("iat")
    return math.floor(iat) if isinstance(iat, int | float) else UNKNOWN


def accusations(evidence: Evidence) -> list[str]:
    return [rule.id for rule, _ in evaluate(evidence).fails if rule.wire is not None]


def must_be_form_post(url: str) -> bool:
    query = parse_qs(urlsplit(url).query)
    asked = {scope for value in query.get("scope", ()) for scope in value.split()}
    return bool(asked & PERSONAL) and query.get("response_mode") != ["form_post"]


def judge_request(item: dict[str, Any]) -> list[str]:
    """Return the rules that accuse wrongly, or `-` if an accusation is missing."""
    found = accusations(Evidence(request=read_request(item), now=clock_of(item)))
    if int(item.get("response_status") or 0) >= REFUSED:
        return [] if found else ["-"]
    return found


def judge_authorize_url(url: str) -> list[str]:
    found = accusations(Evidence(authorize=Request("GET", url)))
    if must_be_form_post(url):
        missed = [] if FORM_POST_RULE in found or all(rule.id != FORM_POST_RULE for rule in CATALOGUE) else ["-"]
        return missed + [rule for rule in found if rule != FORM_POST_RULE]
    return found


def judge_file(path: Path) -> Iterator[tuple[str, str, str]]:
    captured = json.loads(path.read_text("utf-8"))
    for number, item in enumerate(captured.get("requests") or ()):
        yield from ((path.name, f"requests[{number}]", rule) for rule in judge_request(item))
    for number, url in enumerate(captured.get("authorize_urls") or ()):
        yield from ((path.name, f"authorize_urls[{number}]", rule) for rule in judge_authorize_url(url))


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else HERE / "data"
    files = sorted(folder.glob("*.json"))
    if not files:
        print(f"error: there is no .json file in {folder}", file=sys.stderr)
        return 2
    mistakes = [mistake for path in files for mistake in judge_file(path)]
    for mistake in mistakes:
        print(*mistake, sep="\t")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
