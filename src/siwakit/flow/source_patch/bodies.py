"""Corrections of requests: what is sent as JSON, in parts, in the address or in a header becomes a form in the body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from siwakit.apple import FORM_TYPE, REVOKE_URL, TOKEN_URL
from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.edits import Edit
from siwakit.flow.source_patch.expressions import Entry, deletion, end_of_value, entries
from siwakit.patterns import pattern

_JSON = ("request-body-is-json", "request-content-type-wrong", "request-content-type-missing")
_JSON_TYPE = pattern(r"(['\"])((?:[Cc]ontent-[Tt]ype: ?)?)application/json\1")
# In each language, what makes a body JSON or multipart, and what makes it a form; the simplest first.
_SWAPS: dict[str, tuple[tuple[str, str], ...]] = {
    "javascript": (
        (r"\bnew FormData\(\)", "new URLSearchParams()"),
        (r"\bJSON\.stringify\((?=\{|\w+\))", "new URLSearchParams("),
        (r"(?<=\.post)\((?=['\"`]https://appleid)", ""),
        (r"\.send\((?=\{)", ".type('form').send("),
        (r"\.toString\(\)(?=\s*[,}\n])", ""),
        (r"\bfetch\(`(https://appleid[^`?$]*)\?\$\{(\w+)(?:\.toString\(\))?\}`\)", r"fetch('\1', { method: 'POST', body: \2 })"),
        (r"\bbody: (?:qs|querystring)\.stringify\(", "body: new URLSearchParams("),
    ),
    "python": ((r"\bjson=", "data="), (r"\bfiles=", "data="), (r"\bparams=", "data="), (r"\bdata=json\.dumps\((\w+)\)", r"data=\1")),
    "php": (
        (r"(CURLOPT_POSTFIELDS\s*(?:,|=>)\s*)(\$\w+)\b", r"\1http_build_query(\2)"),
        (r"(CURLOPT_POSTFIELDS\s*(?:,|=>)\s*)json_encode\(", r"\1http_build_query("),
        (r"\b(?:wp_)?json_encode\(", "http_build_query("),
        (r"'multipart'", "'form_params'"),
        (r"->asMultipart\(\)", "->asForm()"),
        (r"(?<=\))->post\((?=['\"]/|['\"]https)", "->asForm()->post("),
    ),
    "ruby": ((r"(\b\w+\.request) :json\b", r"\1 :url_encoded"), (r"(?<=[})])\.to_json", ""), (r"\b(\w+)\.to_json", r"URI.encode_www_form(\1)")),
    "shell": ((r"(?<=\s)(?:-G|--get)\s+", ""),),
    "powershell": (
        (r"-Form\b", "-Body"),
        (r"\b(Invoke-(?:RestMethod|WebRequest))(?![^\n]*-Method)", r"\1 -Method Post"),
        (r"\s*\|\s*ConvertTo-Json(?: -\w+(?: \d+)?)*", ""),
    ),
}
_SHELL_PART = pattern(r"(?<=\s)(?:-F|--form)(?=[\s\"'])")
_SHELL_JSON = pattern(r"(?:-d|--data(?:-raw|-binary)?|--json)\s+(\"\{(?:\\.|[^\"\\])*\}\"|'\{[^']*\}')")
_SHELL_BASIC = pattern(r"(?<=\s)(?:-u|--user)\s+(\"?)([^\":\s]{1,200}):([^\"\s]{1,300})\1")
_SHELL_TYPE = pattern(r"[ \t]*(?:\\\n[ \t]*)?(?:-H|--header)\s+(['\"])[Cc]ontent-[Tt]ype:[^'\"\n]*\1[ \t]*(?:\\\n[ \t]*)?")
_PAIR = pattern(r"\\?\"(\w+)\\?\"\s*:\s*\\?\"(.*?)\\?\"\s*(?=[,}])")
_TUPLE = pattern(r"\(None, ")
_HEADERS = pattern(r"\bheaders: \{ ?")
_METHOD = pattern(r"\bmethod: ?(['\"])POST\1, ?")
_BASIC = pattern(r"(?:HTTPBasicAuth|httpx\.BasicAuth|aiohttp\.BasicAuth|BasicAuth)?\(")
_ENCODED = pattern(r"\b(?:encodeURIComponent|encodeURI|urlencode|rawurlencode|quote_plus|(?:urllib\.parse\.)?quote|CGI\.escape)\(")
_NULL = pattern(r",\s*(null|undefined|\{\}|''),\s*\{")
_ENDPOINT = pattern(r"(?:https?:)?//[\w.-]+(?:/[\w./-]*)?|/[\w./-]*")


def _swaps(draft: Draft) -> Iterator[Edits]:
    """Send the fields as a form, by what the library has for it, and say so."""
    wrong = {"request-body-is-multipart", "request-fields-in-query", "request-body-empty", "request-method-not-post", *_JSON}
    if not draft.rules & wrong:
        return
    types = [Edit(match.start(), match.end(), f"{match[1]}{match[2]}{FORM_TYPE}{match[1]}") for match in _JSON_TYPE.finditer(draft.raw)]
    for form, new in _SWAPS.get(draft.family, ()):
        for match in list(re.finditer(form, draft.raw))[:3] if new or form.startswith((r"\.", r"(?<=[", r"(?<=\s", r"\s")) else ():
            edit = Edit(match.start(), match.end(), match.expand(new))
            tuples = [Edit(pair.start(), pair.end(), "") for pair in _TUPLE.finditer(draft.raw)] if "files" in match[0] else []
            closing = _closings(draft, tuples)
            yield (edit, *tuples, *closing, *types)
    if types and draft.family == "powershell":
        yield tuple(types)


def _closings(draft: Draft, tuples: list[Edit]) -> list[Edit]:
    ends = [end_of_value(draft.raw, edit.end, len(draft.raw)) for edit in tuples]
    return [Edit(end, end + 1, "") for end in ends if draft.raw[end : end + 1] == ")"]


def _shell(draft: Draft) -> Iterator[Edits]:
    """Send the fields by curl as a form."""
    if draft.family != "shell":
        return
    if "request-body-is-multipart" in draft.rules:
        yield tuple(Edit(match.start(), match.end(), "--data-urlencode") for match in _SHELL_PART.finditer(draft.raw))
    if "request-credentials-in-basic-auth" in draft.rules:
        for basic in _SHELL_BASIC.finditer(draft.raw):
            yield (Edit(basic.start(), basic.end(), f'--data-urlencode "client_id={basic[2]}" --data-urlencode "client_secret={basic[3]}"'),)
    match = _SHELL_JSON.search(draft.raw) if draft.rules & {*_JSON} else None
    pairs = [(pair[1], pair[2].replace("\\", "")) for pair in _PAIR.finditer(match[1])] if match else []
    kind = _SHELL_TYPE.search(draft.raw)
    if match and pairs:
        words = " \\\n  ".join(f'--data-urlencode "{name}={value}"' for name, value in pairs)
        typed = [] if kind is None else [Edit(kind.start(), kind.end(), " " if "\n" not in kind[0] else " \\\n  ")]
        yield (Edit(match.start(), match.end(), words), *typed)


def _typed(draft: Draft) -> Iterator[Edits]:
    """Add the media type of a form."""
    if not draft.rules & {"request-content-type-missing", "request-content-type-wrong"} or draft.family != "javascript":
        return
    for form, words in ((_HEADERS, f"'Content-Type': '{FORM_TYPE}', "), (_METHOD, f"headers: {{ 'Content-Type': '{FORM_TYPE}' }}, ")):
        for match in form.finditer(draft.raw):
            yield (Edit(match.end(), match.end(), words),)


def _typed_python(draft: Draft) -> Iterator[Edits]:
    """Add the media type of a form in Python."""
    if draft.rules & {"request-content-type-missing", "request-content-type-wrong"} and draft.family == "python":
        for content in list(entries(draft.raw, "content|data|body", 0, len(draft.raw)))[:4]:
            yield (Edit(content.end, content.end, f', headers={{"Content-Type": "{FORM_TYPE}"}}'),)


def _in_body(draft: Draft) -> Iterator[Edits]:
    """Move the fields of axios from the address to the body."""
    if draft.family != "javascript" or not draft.rules & {"request-fields-in-query", "request-body-empty"}:
        return
    for match in _NULL.finditer(draft.raw):
        params = next(entries(draft.raw, "params", match.start(), len(draft.raw)), None)
        if params is not None:
            fields = f"new URLSearchParams({draft.between(params.value, params.end)})"
            yield (Edit(match.start(1), match.end(1), fields), deletion(draft.raw, params))


def _without_basic(draft: Draft) -> Iterator[Edits]:
    """Move the credentials of Basic to the fields."""
    if "request-credentials-in-basic-auth" not in draft.rules:
        return
    for auth in entries(draft.raw, "auth", 0, len(draft.raw)):
        pair = _credentials(draft, auth)
        for field in entries(draft.raw, "grant_type", 0, len(draft.raw)) if pair else ():
            quotes = '"' if draft.raw[field.start] == '"' else "'" if draft.raw[field.start] == "'" else ""
            sign = ": " if draft.raw[field.start : field.value].rstrip().endswith(":") else "="
            words = ", ".join(f"{quotes}{name}{quotes}{sign}{value}" for name, value in zip(("client_id", "client_secret"), pair, strict=True))
            yield (Edit(field.start, field.start, f"{words}, "), deletion(draft.raw, auth))


def _credentials(draft: Draft, auth: Entry) -> tuple[str, ...]:
    raw = draft.raw
    match = _BASIC.match(raw, auth.value)
    if match:
        first = end_of_value(raw, match.end(), auth.end)
        second = first + 1 + (len(raw[first + 1 :]) - len(raw[first + 1 :].lstrip()))
        return draft.between(match.end(), first), draft.between(second, end_of_value(raw, second, auth.end))
    found = [next(entries(raw, name, auth.value, auth.end), None) for name in ("username", "password")]
    return tuple(draft.between(entry.value, entry.end) for entry in found if entry) if all(found) else ()


def _encoded_once(draft: Draft) -> Iterator[Edits]:
    """Leave the encoding to the library."""
    if not draft.rules & {"request-encoded-twice", "code-encoded-twice"}:
        return
    for match in list(_ENCODED.finditer(draft.raw))[:4]:
        end = end_of_value(draft.raw, match.end(), len(draft.raw))
        if draft.raw[end : end + 1] == ")":
            yield (Edit(match.start(), match.end(), ""), Edit(end, end + 1, ""))


def _address(draft: Draft) -> Iterator[Edits]:
    """Send to the endpoint of the fields."""
    place = draft.place("request.url")
    if place is None or draft.finding.rule.id not in {"request-url-wrong", "request-not-https", "request-host-wrong", "request-to-other-endpoint"}:
        return
    right = REVOKE_URL if draft.place("request.form.token") else TOKEN_URL
    words = draft.at(place)
    match = _ENDPOINT.search(words)
    if match:
        start = place.start + len(words[: match.start()].encode())
        path = right if "//" in match[0] else right.removeprefix("https://appleid.apple.com")
        yield (Edit(start, start + len(match[0].encode()), path),)
    if words[:1] in {"'", '"', "`"}:
        yield (Edit(place.start, place.end, f"{words[0]}{right}{words[0]}"),)


def _renamed(draft: Draft) -> Iterator[Edits]:
    """Change the name of the token in a revocation to the one that Apple uses."""
    if draft.finding.rule.id in {"token-missing", "revoke-token-missing"}:
        for entry in entries(draft.raw, "refresh_token|access_token|refreshToken", 0, len(draft.raw)):
            old = draft.between(entry.start, entry.value)
            yield (Edit(entry.start, entry.value, re.sub("refresh_token|access_token|refreshToken", "token", old)),)


def _superagent(draft: Draft) -> Iterator[Edits]:
    """Make superagent send the fields as a form."""
    if draft.family == "javascript" and draft.rules & {*_JSON} and "superagent" in draft.raw:
        for match in list(re.finditer(r"\.send\(", draft.raw))[:3]:
            yield (Edit(match.start(), match.start(), ".type('form')"),)


def _wrapped(draft: Draft) -> Iterator[Edits]:
    """Make a form of the variable with the fields that is sent."""
    place = draft.place("request")
    if draft.family != "javascript" or not draft.rules & {*_JSON} or place is None:
        return
    form = re.compile(r"\b(?:post|put)(?:<[^>]{1,80}>)?\(\s*[^,()]{1,200},\s*(?=\{|\w+\s*[,)])")
    for match in form.finditer(draft.raw, place.start, place.end):
        end = end_of_value(draft.raw, match.end(), place.end)
        yield (Edit(match.end(), end, f"new URLSearchParams({draft.between(match.end(), end)})"),)


def _httparty(draft: Draft) -> Iterator[Edits]:
    """Leave a hash to the gem, which sends it as a form."""
    if draft.family != "ruby" or not draft.rules & {*_JSON}:
        return
    types = [Edit(match.start(), match.end(), f"{match[1]}{match[2]}{FORM_TYPE}{match[1]}") for match in _JSON_TYPE.finditer(draft.raw)]
    takes_hashes = re.search(r"HTTParty|RestClient", draft.raw) is not None
    for match in list(re.finditer(r"\.to_json\b", draft.raw))[:3]:
        yield (Edit(match.start(), match.end(), "" if takes_hashes else ".to_query"), *types)


CLIENTS: tuple[Callable[[Draft], Iterator[Edits]], ...] = (_superagent, _httparty)
BODIES: tuple[Callable[[Draft], Iterator[Edits]], ...] = (
    *(_shell, _wrapped, _swaps, _typed, _typed_python, _in_body),
    *(_without_basic, _encoded_once, _address, _renamed),
)
