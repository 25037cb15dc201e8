"""Determine in which form the fields of a call were sent, from the code or error that shows them, if that is certain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from siwakit.apple import ISSUER
from siwakit.http import Request
from siwakit.patterns import pattern

_ADDRESS = pattern(r"https://appleid\.apple\.com/auth/(?:oauth2/v2/)?(?:token|revoke|usermigrationinfo)(?![\w/])")
# `json=` of Python's clients and `json:` of JavaScript's; axios keeps the text that it sent in `data`.
_JSON_OPTION = pattern(r"(?<![\w.])json\s?[:=]\s?\{[^{}]{0,9000}?\bclient_secret\b")
_JSON_TYPE = pattern(r"content-type[\"']?\s{0,3}(?:=>|[:,=])\s{0,3}[\"']?application/json\b", re.IGNORECASE)
_FORM_TYPE = pattern(r"application/x-www-form-urlencoded", re.IGNORECASE)
_JSON_TEXT = pattern(r"(?:data|body)[\"']?\s?[:=]\s?(?:[\"'`]\{|JSON\.stringify\(\s{0,20}\{|json\.dumps\(\s{0,20}\{)[^{}]{0,9000}?\bclient_secret\b")
# The first argument of a call, or what is named its address: the fields belong to the nearest one above them.
_CALLED = pattern(r"(?:\(|(?<!\w)ur[il][\"']?\s?[:=])\s{0,9}[\"'`](?P<address>https?://[^\s\"'`]{1,200}|/(?=\w))", re.IGNORECASE)
# PHP sends a list as multipart, and a text as it is.
_PHP_LIST = pattern(r"CURLOPT_POSTFIELDS\s{0,3}(?:,|=>)\s{0,3}\$(?P<name>\w{1,40})\s{0,3}[),\]]")
_PHP_TEXT = ("http_build_query", "json_encode", "implode")
_FETCH = pattern(r"(?<![\w.])fetch\(\"(?P<address>https://appleid\.apple\.com/auth/[\w/]{1,40})\",\s{0,9}(?=\{)")
_MAX_CALLS = 5
_NEAR = 4000
_MAX_LIST = 9000
_BOUNDARY = "----fields"


def call_of(fields: Mapping[str, str], text: str) -> Request | None:
    """Return the request that *text* shows beside its *fields*, or None if it does not show how they were sent."""
    address = _ADDRESS.search(text)
    if address is None:
        return None
    is_typed = _JSON_TYPE.search(text) is not None and _FORM_TYPE.search(text) is None
    if _is_sent(_JSON_OPTION, text) or (is_typed and _is_sent(_JSON_TEXT, text)):
        body = json.dumps(dict(fields), ensure_ascii=False).encode("utf-8", "replace")
        return Request("POST", address.group(), (("Content-Type", "application/json"),), body)
    return _multipart(address.group(), fields) if _is_php_list(text) else None


def find_fetches(text: str) -> Iterator[Request]:
    """Yield each `fetch` call to Apple as copied from a browser: an address, and its options as JSON."""
    if "fetch(" not in text:
        return
    for found in islice(_FETCH.finditer(text), _MAX_CALLS):
        try:
            options, _ = json.JSONDecoder().raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        headers, body = options.get("headers"), options.get("body")
        named = headers.items() if isinstance(headers, dict) else ()
        pairs = [(str(name), str(value)) for name, value in named] + ([("Referer", options["referrer"])] if options.get("referrer") else [])
        yield Request(
            str(options.get("method", "GET")), found["address"], tuple(pairs), body.encode("utf-8", "replace") if isinstance(body, str) else b""
        )


def _is_sent(written: re.Pattern[str], text: str) -> bool:
    """Return whether what is *written* like this is sent to Apple: programs also send JSON to others nearby."""
    for found in islice(written.finditer(text), _MAX_CALLS):
        above = [one["address"] for one in _CALLED.finditer(text, max(0, found.start() - _NEAR), found.start())]
        if not above or above[-1].startswith(ISSUER):
            return True
    return False


def _is_php_list(text: str) -> bool:
    found = _PHP_LIST.search(text)
    if found is None or any(word in text for word in _PHP_TEXT):
        return False
    name = found["name"]
    if re.search(rf"\bfunction\b[^{{}};]{{0,200}}\${name}\b", text):
        # The parameter of a function: its value comes from another variable.
        return False
    made = list(islice(re.finditer(rf"\${name}\s{{0,3}}\.?=(?![=>])\s{{0,3}}(?P<list>\[|array\s?\()?", text), _MAX_CALLS))
    if not all(one["list"] for one in made):
        return False
    return any("client_secret" in text[one.end() : one.end() + _MAX_LIST].partition(";")[0] for one in made)


def _multipart(address: str, fields: Mapping[str, str]) -> Request:
    parts = [f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    kind = f"multipart/form-data; boundary={_BOUNDARY}"
    return Request("POST", address, (("Content-Type", kind),), f"{''.join(parts)}--{_BOUNDARY}--\r\n".encode("utf-8", "replace"))
