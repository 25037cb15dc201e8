"""The page about source code: the languages and libraries that are read, from the code that reads them, and examples that are run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import siwakit
from pages.markup import code, link, page, prose, sentence, slug, table
from siwakit.flow.diagnose import diagnose
from siwakit.readers.code.known_languages import LANGUAGES, lowering_of
from siwakit.readers.code.parse import MAX_BYTES, MAX_SECONDS
from siwakit.render.formats.text import render_text
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.source import keys, times, tokens

_LIBRARIES = Path(siwakit.__file__).parent / "readers/code/libraries"
# Files that describe what a language has in itself, or what the others share.
_WITHIN = frozenset(
    {
        *("__init__", "any_case", "claims", "collections", "data", "files", "lists", "members", "options", "requests", "spans", "urls", "words"),
        "language",
    }
)
ECOSYSTEMS = {
    "beam": "Elixir",
    "dart": "Dart",
    "dotnet": "C#",
    "go": "Go",
    "javascript": "JavaScript and TypeScript",
    "jvm": "Java, Kotlin and Scala",
    "php": "PHP",
    "powershell": "PowerShell",
    "python": "Python",
    "ruby": "Ruby",
    "rust": "Rust",
    "shell": "Shell",
    "swift": "Swift",
}
_NAMES = {
    "csharp": "C#",
    "javascript": "JavaScript",
    "php": "PHP",
    "powershell": "PowerShell",
    "shell": "Shell (Bash)",
    "tsx": "TypeScript with JSX",
    "typescript": "TypeScript",
}
_NOW = 1_790_000_000
_SILENCE = link("Silence a rule for a line", f"scan.md#{slug('Silence a rule for a line')}")
_MISTAKE = """const jwt = require('jsonwebtoken');

function clientSecret() {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: process.env.APPLE_TEAM_ID, iat: now, exp: now + 600,
    aud: 'https://appleid.apple.com/auth/token',
    sub: 'com.example.web',
  };
  return jwt.sign(claims, process.env.APPLE_KEY, { algorithm: 'ES256', keyid: 'ABC123DEFG' });
}
"""
_OPEN = _MISTAKE.replace("'https://appleid.apple.com/auth/token'", "process.env.APPLE_AUD").replace(
    "const jwt = require('jsonwebtoken');", "const jwt = require('jsonwebtoken');\nconst TOKEN_URL = 'https://appleid.apple.com/auth/token';"
)


def source_code_page() -> str:
    """Return the page."""
    return page(
        "# Source code",
        "<!-- Written by tools/build_docs.py from the code that reads source code: edit tools/pages/source_code_page.py, then `make docs`. -->",
        (
            "Give the doctor, the page or `siwakit scan` the function that creates the `client_secret` or sends the request. siwakit "
            "follows what "
            "the program would mint and send, and judges that by the same rules as a real request. The report shows the line, and a "
            "diff if the rules "
            "accept the corrected program."
        ),
        (
            "Nothing is executed, imported or sent: the text is parsed with tree-sitter, and its values are followed. This needs the extra "
            "`[code]` "
            "(`pip install -e '.[code]'`). Without it the doctor names the command and diagnoses the rest."
        ),
        "## A mistake in the text is a root cause",
        _example("sign.js", _MISTAKE),
        "## A value from elsewhere is a suspect",
        (
            "What comes from the environment, a setting, a database or a function in another file is not known. Nothing is decided "
            "by it: no rule "
            "accuses a program because of a value that is not in the text. The usual mistakes in its place are suspects, with the "
            "line, before those that "
            "are only frequent. The next step names the one statement to print, in the language of the program."
        ),
        _example("sign.js", _OPEN),
        (
            "Give the settings beside the program (`siwakit doctor sign.js .env`), and the variables that it reads have their "
            "values. Files of one "
            "language that are given together are read together, so that imports between them are followed."
        ),
        "## Languages",
        table(("language", "files", "parser"), _languages()),
        "A paste is recognised by its words, a block in Markdown by the word behind its fence.",
        "## Libraries",
        (
            "Functions of libraries mean what is written down for them here. A call of anything else has a result that is not known, "
            "and may have changed "
            "what it was given."
        ),
        *(page(f"### {title}", _libraries(name)) for name, title in ECOSYSTEMS.items()),
        "## Rules that only source code can break",
        table(("rule", "mistake"), _rules()),
        (
            "Code that reads an identity token without verifying it is named only if the token comes with a request to the program, "
            "and nothing in the "
            "program may verify it. A token that your server received from Apple's token endpoint may be trusted without its signature "
            "(OpenID Connect Core, 3.1.3.7)."
        ),
        "## What is not followed",
        "\n".join(f"- {line}" for line in _NOT_FOLLOWED),
        "## Limits",
        _limits(),
        "## Ignore a finding",
        (
            f"In a repository, a comment at the line switches off one rule: see {_SILENCE}. The doctor has "
            "no such comment: it is asked about one sign-in."
        ),
        "## Report a wrong reading",
        (
            "If siwakit accuses a line that is right, or does not follow a library that you use, open an issue with the function, "
            "its imports, and "
            "what the program really sends. Replace identifiers, and leave out keys and secrets: the reading does not depend on them. "
            "`siwakit doctor --format json` shows what was read, under `evidence.client_secret` and `evidence.form`."
        ),
    )


_NOT_FOLLOWED = (
    "Conditions that are not known: all ways are followed, and only what they agree about is known.",
    "Loops: they are run once, for any number of rounds.",
    "Reflection, macros, decorators and annotations, templates, generated code, and code in strings.",
    "Inheritance from types that are not in the files, and dependency injection.",
    "Functions of libraries that are not listed above.",
)


def _example(name: str, program: str) -> str:
    report = render_text(replace(diagnose((name, program), now=_NOW), given=(name,)))
    return page(f"```js\n{program.strip()}\n```", f"```text\n{report.strip()}\n```")


def _languages() -> Iterator[tuple[str, str, str]]:
    for language in sorted(LANGUAGES, key=lambda language: language.id):
        lowering = lowering_of(language)
        package = lowering.grammar[0].replace("_", "-") if lowering else ""
        name = _NAMES.get(language.id, language.id.capitalize())
        yield name, ", ".join(code(f".{ending}") for ending in language.endings), code(package)


def _libraries(name: str) -> str:
    lines = [
        f"- {sentence(words)}"
        for path in sorted((_LIBRARIES / name).glob("*.py"))
        if path.stem not in _WITHIN
        for words in [(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]]
    ]
    return "\n".join(lines)


def _rules() -> Iterator[tuple[str, str]]:
    for rule in (*times.RULES, *keys.RULES, *tokens.RULES):
        yield link(code(rule.id), f"rules/{rule.id}.md"), prose(BY_ID[rule.id].title)


def _limits() -> str:
    return (
        f"At most {MAX_BYTES // 1024} KiB of source code are read at once, and less of Elixir and PowerShell. The parser is stopped after "
        f"{MAX_SECONDS} seconds, and a whole reading takes about half a second: what is not reached by then is not known. The report lists what was "
        "not read, and why."
    )
