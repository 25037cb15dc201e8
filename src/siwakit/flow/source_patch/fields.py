"""A field or the media type that a request leaves out, written as the client library of the program writes the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.apple import FORM_TYPE
from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.written import end_of_value
from siwakit.patterns import pattern

# How the media type of a form is set, behind what creates a request.
_TYPES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("java", "kotlin", "scala"), r"(\s*)\.POST\(", rf'\1.header("Content-Type", "{FORM_TYPE}")\1.POST('),
    (("go",), r"(?m)^([ \t]*)([^\n]{0,60}\.Do\((\w+)\))", rf'\1\3.Header.Set("Content-Type", "{FORM_TYPE}")\n\1\2'),
    (("swift",), r"(?m)^([ \t]*)((\w+)\.httpMethod = [^\n]+)", rf'\1\2\n\1\3.setValue("{FORM_TYPE}", forHTTPHeaderField: "Content-Type")'),
    (("swift",), r"(?m)^([ \t]*)((\w+)\.method = \.POST)", rf'\1\2\n\1\3.headers.add(name: "Content-Type", value: "{FORM_TYPE}")'),
    (("csharp",), r"\bnew StringContent\(([^\n,()]+(?:\([^\n()]*\))?)\)", rf'new StringContent(\1, Encoding.UTF8, "{FORM_TYPE}")'),
    (("csharp",), r"\bnew StringContent\(([^\n,()]+(?:\([^\n()]*\))?), (Encoding\.\w+)\)", rf'new StringContent(\1, \2, "{FORM_TYPE}")'),
    (("elixir",), r"(\bheaders = )\[", rf'\1[{{"Content-Type", "{FORM_TYPE}"}}, '),
    (
        ("elixir",),
        r"(\b(?:HTTPoison|Finch)\.\w+!?\((?:[^\n()]{1,80}, )?\"https://appleid\.apple\.com[^\n()]{1,80}), \[\]",
        rf'\1, [{{"Content-Type", "{FORM_TYPE}"}}]',
    ),
    (("rust",), r"(\s*)\.body\(", rf'\1.header("Content-Type", "{FORM_TYPE}")\1.body('),
)
_TYPE_ANCHORS = tuple((languages, pattern(anchor), text) for languages, anchor, text in _TYPES)


def add_type(draft: Draft) -> Iterator[Edits]:
    """Add the media type of a form."""
    if draft.finding.rule.id not in {"request-content-type-missing", "request-content-type-wrong"}:
        return
    for languages, anchor, text in _TYPE_ANCHORS:
        if draft.family in languages:
            yield from draft.replaced(anchor, text)


_FIELD = pattern(
    r"(?m)^(?P<before>[^\n]*?)(?P<quote>[\"']?)\b(?P<name>client_secret|client_id)\b(?P=quote)(?P<sign>\]?\s*(?:=>|->|:|=|to\b|,)\s*)(?P<rest>[^\n]*)$"
)


def add_field(draft: Draft) -> Iterator[Edits]:
    """Add grant_type as another field is written, or give a field its right name."""
    rule, code = draft.finding.rule.id, draft.code
    if rule == "token-missing":
        yield from draft.replaced(pattern(r"(?<=[\"'(\[])(?:refresh_token|access_token)(?=[\"'\])]\s*(?:,|=|:|->))"), "token")
        yield from draft.replaced(pattern(r"\brefresh_token(?=:|=)"), "token")
    if rule == "field-name-misspelt" and (right := draft.finding.fail.correct or draft.finding.fail.expected):
        wrong = draft.finding.fail.at.rpartition(".")[2]
        yield from draft.replaced(pattern(rf"(?<=[\"']){re.escape(wrong)}(?=[\"'])"), str(right))
        yield from draft.replaced(pattern(rf"\b{re.escape(wrong)}(?=\s?[:=])"), str(right))
    if rule != "grant-type-missing":
        return
    grant = "refresh_token" if "request.form.refresh_token" in draft.source.places else "authorization_code"
    quote = "'" if draft.family == "dart" else '"'
    for match in _FIELD.finditer(code):
        end = end_of_value(match["rest"], 0)
        rest = match["rest"][end:]
        comma = "" if rest.rstrip().endswith((",", ";", ")")) else ","
        line = f"{match['before']}{match['quote']}grant_type{match['quote']}{match['sign']}{quote}{grant}{quote}{rest}{comma}"
        yield draft.whole(f"{code[: match.start()]}{line}\n{code[match.start() :]}")
