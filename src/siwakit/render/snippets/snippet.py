"""The fix as a few lines in the developer's own language: how to mint the client_secret and how to send the request.

The templates are in `snippets/`, one file for each language. The code reads the key from its file; the key is never written into the code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import Template

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.snippets.snippet_values import FormValue, mint_values, request_address, request_fields
from siwakit.rules.model import Question

_TITLES = {
    "python": "Python",
    "node": "Node.js",
    "ruby": "Ruby",
    "php": "PHP",
    "java": "Java",
    "kotlin": "Kotlin",
    "go": "Go",
    "csharp": "C#",
    "swift": "Swift",
    "dart": "Dart",
}
LANGUAGES = tuple(_TITLES)
AUTO = "auto"
_FENCES = {"node": "js"}
_SNAKE = frozenset({"python", "ruby"})
_HASH_COMMENTS = frozenset({"python", "ruby"})
_SINGLE_QUOTES = frozenset({"php", "dart"})  # these interpolate variables in double quotes
_SECTION = pattern(r"^=== (.+)\n", re.MULTILINE)
_MINT, _REQUEST = "mint", "request"
_OF_THE_SECRET = frozenset({Question.HEADER, Question.PAYLOAD, Question.SIGNATURE})
_OF_THE_REQUEST = frozenset({Question.REQUEST, Question.GRANT})
# Lower-case marks in User-Agent. The first match decides, so a library comes before the platform that it runs on.
_AGENTS = (
    ("python", r"python-|python/|aiohttp|urllib3"),
    ("node", r"axios|undici|node-fetch|\bnode(?:js)?\b|\bgot\b|superagent"),
    ("ruby", r"ruby|faraday|rest-client|httparty"),
    ("php", r"guzzle|\bphp\b|symfony"),
    ("kotlin", r"ktor"),
    ("java", r"okhttp|\bjava\b|java-http-client|apache-httpclient|reactornetty|jersey"),
    ("go", r"go-http-client|go-resty"),
    ("csharp", r"\.net\b|dotnet|restsharp"),
    ("dart", r"\bdart\b"),
    ("swift", r"cfnetwork|alamofire|swift"),
)
_BROWSER = "mozilla/"
_MAX_AGENT = 500


@record
class Snippet:
    """The fix as code in one language."""

    language: str
    text: str

    @property
    def title(self) -> str:
        """Return the display name of the language."""
        return _TITLES[self.language]

    @property
    def fence(self) -> str:
        """Return the name of the language in Markdown code fences."""
        return _FENCES.get(self.language, self.language)


def guess_language(evidence: Evidence) -> str | None:
    """Return the language of the program that sent the request, by its User-Agent, or None if that does not say."""
    agent = None if isinstance(evidence.request, Absence) else evidence.request.header("user-agent")
    agent = (agent or "")[:_MAX_AGENT].lower()
    if _BROWSER in agent:
        return None
    return next((language for language, pattern in _AGENTS if re.search(pattern, agent)), None)


def snippet_for(diagnosis: Diagnosis, choice: str) -> Snippet | None:
    """Return the fix in the language *choice*; `auto` guesses the language, and returns None without a root cause or a guess."""
    language = guess_language(diagnosis.evidence) if choice == AUTO and diagnosis.root else choice
    parts = _parts(diagnosis)
    if language not in _TITLES or not parts:
        return None
    values = mint_values(diagnosis)
    address = request_address(diagnosis.evidence)
    template = read_template(language)
    fields = request_fields(diagnosis, values["client_id"])
    values |= {"url": address or "", "fields": write_fields(language, template, fields)}
    bodies = [fill(template[part], values) for part in parts]
    if parts == (_MINT,):
        bodies = [*bodies, *([template["alone"]] if "alone" in template else [])]
    else:
        needed = [
            _name(language, form_field.variable)
            for form_field in fields
            if form_field.variable and not (form_field.name == "client_secret" and _MINT in parts)
        ]
        bodies.insert(len(parts) - 1, _comment(language, bodies[-1], needed))
    return Snippet(language, compose(template, parts, [body for body in bodies if body]))


def read_template(language: str) -> dict[str, str]:
    """Return the sections of the template for *language* by name."""
    from importlib.resources import files  # noqa: PLC0415  slow to load, and most reports have no snippet

    text = files("siwakit.render").joinpath("snippets", f"{language}.txt").read_text("utf-8")
    _, *pieces = _SECTION.split(text)
    return {name: body.rstrip("\n") for name, body in zip(pieces[::2], pieces[1::2], strict=True)}


def write_fields(language: str, template: Mapping[str, str], fields: Sequence[FormValue]) -> str:
    """Return the lines that set each field to its value."""
    quote = "'" if language in _SINGLE_QUOTES else '"'
    values = {
        form_field.name: _name(language, form_field.variable) if form_field.literal is None else f"{quote}{form_field.literal}{quote}"
        for form_field in fields
    }
    return "\n".join(fill(template["field"], {"name": name, "value": value}) for name, value in values.items())


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return *text* with its placeholders filled."""
    return Template(text).substitute(values)


def compose(template: Mapping[str, str], parts: Sequence[str], bodies: Sequence[str]) -> str:
    """Return a complete program made of *bodies*, with the imports that *parts* need, each once."""
    lines: list[str] = []
    for line in "\n\n".join(template.get(f"{part} imports", "") for part in parts).split("\n"):
        if line not in lines if line.strip() else bool(lines) and bool(lines[-1]):
            lines.append(line)
    imports, body = "\n".join(lines).strip("\n"), "\n\n".join(bodies)
    program = fill(template.get("frame", "$imports\n\n$body"), {"imports": imports, "body": body})
    return re.sub(r"\n{3,}", "\n\n", program).strip("\n")


def _parts(diagnosis: Diagnosis) -> tuple[str, ...]:
    """Return which parts of the fix help against the root cause; both if it is not known but something is wrong."""
    is_open = diagnosis.kind in {VerdictKind.SUSPECTS, VerdictKind.UNDECIDED}
    unknown = (_MINT, _REQUEST) if is_open else ()
    parts: tuple[str, ...] = _parts_against(diagnosis.root) if diagnosis.root else unknown
    return parts if request_address(diagnosis.evidence) else tuple(part for part in parts if part == _MINT)


def _parts_against(root: Finding) -> tuple[str, ...]:
    rule = root.rule
    if rule.question is Question.CLIENT_ID or root.fail.at == "client_secret.claims.sub" or rule.id == "client-secret-missing":
        return _MINT, _REQUEST
    if rule.question in _OF_THE_SECRET:
        return (_MINT,)
    return (_REQUEST,) if rule.question in _OF_THE_REQUEST or root.fail.at.endswith(".redirect_uri") else ()


def _comment(language: str, body: str, needed: Sequence[str]) -> str:
    """Return a comment before the request that lists the names the developer must supply."""
    if not needed:
        return ""
    indent = body[: len(body) - len(body.lstrip())]
    return f"{indent}{'#' if language in _HASH_COMMENTS else '//'} yours: {', '.join(dict.fromkeys(needed))}"


def _name(language: str, name: str) -> str:
    if language in _SNAKE:
        return name
    first, *rest = name.split("_")
    return f"{'$' if language == 'php' else ''}{first}{''.join(word.title() for word in rest)}"
