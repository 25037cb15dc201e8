"""What people read is plain English: patterns of translated text, each with a ceiling that only falls.

A ceiling is a limit and not a record. Whoever removes some of a pattern may lower its ceiling, and nothing fails if they do not, so that branches
which remove some at the same time do not get in each other's way. If this test fails, write the new sentence as CONTRIBUTING.md shows; do not
raise the ceiling.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "siwakit"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

Kind = Literal["docstring", "comment", "user text", "page"]

# The arguments that carry sentences for users: members of rules and readers, help of options, hints of errors.
USER_TEXTS = {"title", "why", "fix", "look", "rules_out", "help", "short_help", "epilog", "hint", "because", "reason", "note"}
CODE_IN_PAGES = re.compile(r"^```.*?^```|^(?: {4}|\t).*?$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A turn of phrase that English does not have, and how many of it are left."""

    name: str
    regex: str
    instead: str
    at_most: int
    """How many there are at most. Lower it when you remove some."""
    allowed: tuple[str, ...] = ()
    """Phrases that match and are English."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that somebody reads, and where it is."""

    kind: Kind
    place: str
    text: str


PATTERNS = (
    Pattern("alone", r"\balone\b", 'write "only X", before what it limits', 7, allowed=("token-alone", "left alone", "leave alone", "let alone")),
    Pattern("where-condition", r"\b[Ww]here (?:it|no|none|a|one|that|this|there)\b", 'a condition takes "if" or "when"', 27),
    Pattern(
        "is-no",
        r"\b(?:is|are) (?:no|none)\b|, and (?:no|not|none)\b",
        'write "is not a …" or "but not …"',
        47,
        allowed=("there is no", "there are no"),
    ),
    Pattern(
        "stand-hold",
        r"\b(?:stand|hold)s?\b",
        'write "is", "appears", "contains", "limits" or "evaluates"',
        9,
        allowed=("stand-in", "stands for", "stand for"),
    ),
    Pattern("odd-docstring", r"\A(?:Hold|Be|Name|Say|Give|Tell|Keep|Know) ", 'a class is a noun phrase, a predicate "Return whether …"', 1),
    Pattern("nobody", r"\b(?:no|some|any|every)body\b|\b[Ww]hoever\b", "name the actor: Apple, your server, an attacker", 3),
    Pattern(
        "bug-of",
        r"\b(?:bug|code|token)s? of (?:the|siwakit)\b|of Apple's(?=[.,;:)\"]|$| (?:that|is|or|and|with|in|on|to|for)\b)",
        'write "from", "in" or a possessive: "a bug in siwakit"',
        17,
    ),
    Pattern("dated-words", r"\b(?:anew|for ever|lately|all the same|at hand)\b", 'write "again", "forever", "recently", "anyway", "available"', 1),
    Pattern("none-that", r"\bis none (?:of|that)\b|\bit is (?:the )?one of none\b", 'write "is not one of"', 0),
    Pattern("taken-for", r"\b(?:takes?|taken|took) (?:\w+ ){0,3}for (?:a|an|the|Apple)\b", 'write "treat as" or "mistake for"', 0),
    Pattern("held-against", r"\b[Hh]eld against\b", 'rules are "evaluated on" evidence, values are "compared with" others', 0),
    Pattern("white-space", r"\bwhite space\b", 'write "whitespace"', 2),
    Pattern("breaks-off", r"\bbreaks? off\b|\bbroken off\b", 'write "is truncated", or "ends early"', 3),
    # A loop variable `one` was renamed in a whole file, sentences included.
    Pattern(
        "renamed-word",
        r"\b(?:as|in|within|write|when|only) (?:member|field|finding|rule) (?:word|clause|report|object|is added)\b",
        'write "one": the name of a variable has replaced it',
        0,
    ),
    Pattern("way-back", r"\bway back\b|\bgood in (?:everything|every)\b|\bright in everything\b", 'write "callback" and "correct"', 0),
)


def found_in(pattern: Pattern, texts: list[Text]) -> list[str]:
    """List every use of *pattern* that is not one of its allowed phrases."""
    found = []
    for text in texts:
        if pattern.name == "odd-docstring" and text.kind != "docstring":
            continue
        for match in re.finditer(pattern.regex, text.text):
            around = text.text[max(match.start() - 20, 0) : match.end() + 20]
            if not any(phrase in around.lower() for phrase in pattern.allowed):
                found.append(f"{text.place} ({text.kind}): …{' '.join(around.split())}…")
    return found


def texts_of_module(source: str, name: str) -> Iterator[Text]:
    """Yield what people read in a module: its docstrings, its comments and its sentences for users."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield Text("docstring", f"{name}:{node.lineno}", text)
            case ast.keyword(arg=argument, value=value) if argument in USER_TEXTS:
                strings = [part.value for part in ast.walk(value) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
                yield Text("user text", f"{name}:{value.lineno}", " ".join(strings))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text("comment", f"{name}:{token.start[0]}", token.string)


def texts_of_page(page: str, name: str) -> Iterator[Text]:
    """Yield the lines of a page in Markdown, without code."""
    prose = CODE_IN_PAGES.sub(lambda code: "\n" * code[0].count("\n"), page)
    for number, line in enumerate(prose.splitlines(), 1):
        yield Text("page", f"{name}:{number}", line)


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    modules = [text for path in sorted(PACKAGE.rglob("*.py")) for text in texts_of_module(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())]
    return modules + [text for path in PAGES for text in texts_of_page(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_no_pattern_of_translated_text_comes_back(pattern: Pattern, texts: list[Text]):
    found = found_in(pattern, texts)
    assert len(found) <= pattern.at_most, "\n".join(
        [f"{len(found)} of at most {pattern.at_most}: {pattern.instead}. Look at those that you wrote:", *found]
    )


PLANTED = '''
"""Name the bug of siwakit, where it is no token, and hold it against nobody alone."""

# A token that is written anew is taken for the old one, held against white space, and breaks off in member word.
RULE = Rule(title="the way back is none of those that you named")
'''


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_every_pattern_finds_what_it_is_for(pattern: Pattern):
    planted = list(texts_of_module(PLANTED, "planted.py"))
    assert len(found_in(pattern, planted)) >= 1


def test_a_page_is_read_without_its_code():
    page = "One alone.\n\n```\nhold alone\n```\n\n    hold alone\n\nA name, `hold`, is code.\n"
    assert [text.text for text in texts_of_page(page, "page.md") if "alone" in text.text or "hold" in text.text] == ["One alone."]


CODE_FOLDERS = ("src", "tools", "bench", "fuzz", "examples", "tests")
PREDICATE = re.compile(
    r"(?:Answer|Ask|Be|Call|Choose|Collect|Count|Draw|Follow|Give|Hold|Keep|Know|List|Make|Name|Put|Read|Remember|Return|Run|Say|Send|Serve"
    r"|Show|Sign|Stand|Take|Tell|Turn|Wait|Write) (?!of\b|for\b|in\b|that\b)"
)
NAMED_ONE = re.compile(r"\bfor (?:one|\w+, one|one, \w+) in\b")
AT_MOST_PREDICATES, AT_MOST_NAMED_ONE = 2, 165


def code_files() -> list[Path]:
    return [path for folder in CODE_FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) if "node_modules" not in path.parts]


def test_the_docstring_of_a_class_is_a_noun_phrase():
    found = []
    for path in code_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            words = ast.get_docstring(node) or "" if isinstance(node, ast.ClassDef) else ""
            if PREDICATE.match(words):
                found.append(f"{path.relative_to(ROOT)}: {words.splitlines()[0]}")
    assert len(found) <= AT_MOST_PREDICATES, "\n".join(found)


def test_a_loop_variable_says_what_it_is():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in code_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if NAMED_ONE.search(line)
    ]
    assert len(found) <= AT_MOST_NAMED_ONE, "\n".join([f"{len(found)} loops over `one`: name the thing", *found])


def test_an_allowed_phrase_is_not_found():
    alone = next(pattern for pattern in PATTERNS if pattern.name == "alone")
    assert found_in(alone, [Text("page", "page.md:1", "It is left alone.")]) == []
