"""The documentation is current and complete, and has no broken links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
from build_docs import build
from click.testing import CliRunner
from pages.checklist import PLACES, STATEMENTS, Statement, rules_of
from pages.error_page import causes_of, heading
from pages.markup import code, prose, slug
from pages.report_page import MEANINGS, SCHEMA_FILE, paths_of
from pages.retired import RETIRED, Retired, retired_page
from pages.source_code_page import ECOSYSTEMS
from tests.each import each

from siwakit import cli as command_line
from siwakit.cli.group import COMMANDS, cli
from siwakit.judge.questions import CHECKLIST
from siwakit.readers.code.known_languages import LANGUAGES
from siwakit.readers.registry import READERS
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.sources import every_source

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md")) if "_build" not in path.parts}
_FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(<?([^)>\s]+)>?\)")
_HEADING = re.compile(r"^#{1,3} (.*)$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    return {slug(heading.replace("`", "").replace("\\", "")) for heading in _HEADING.findall(_FENCE.sub("", text))}


def broken_links(name: str) -> list[str]:
    found = []
    for target in _LINK.findall(_FENCE.sub("", PAGES[name])):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        there = (DOCS / name).parent.joinpath(path).resolve() if path else DOCS / name
        if not there.exists() or (anchor and anchor not in anchors(there.read_text("utf-8"))):
            found.append(target)
    return found


def test_the_generated_pages_are_current() -> None:
    # The layout of help also depends on the version of click, so only `make generated` checks that page.
    assert [name for name, text in build().items() if name != "cli.md" and (DOCS / name).read_text("utf-8") != text] == []


def test_every_rule_has_its_page_and_no_page_is_without_a_rule() -> None:
    pages = {Path(name).stem for name in PAGES if name.startswith("rules/") and name != "rules/index.md"}
    assert pages == {*BY_ID, *(retired.id for retired in RETIRED)}


def test_a_retired_id_is_not_used_again() -> None:
    assert {retired.id for retired in RETIRED} & set(BY_ID) == set()


def test_a_retired_id_says_why_and_what_says_it_now() -> None:
    text = retired_page(Retired("secret-old", "0.9", "two rules say it better.", ("secret-empty",)))
    assert "two rules say it better." in text
    assert "[`secret-empty`](secret-empty.md)" in text


@each("name", PAGES)
def test_a_link_leads_somewhere(name: str) -> None:
    assert broken_links(name) == []


@each("statement", [*STATEMENTS, *PLACES], ids=lambda one: one.subject)
def test_a_statement_of_the_checklist_is_watched_over_by_a_rule(statement: Statement) -> None:
    assert rules_of(statement)


@each("pattern", [pattern for statement in (*STATEMENTS, *PLACES) for pattern in statement.rules])
def test_a_pattern_of_the_checklist_names_a_rule(pattern: str) -> None:
    assert any(re.fullmatch(pattern.replace("*", ".*"), rule.id) for rule in CATALOGUE)


def test_the_checklist_asks_the_four_questions_in_order() -> None:
    assert tuple(dict.fromkeys(statement.question for statement in STATEMENTS)) == CHECKLIST


def test_every_rule_of_the_four_questions_stands_on_the_page_of_questions() -> None:
    assert [rule.id for rule in CATALOGUE if rule.question in CHECKLIST and f"(rules/{rule.id}.md)" not in PAGES["questions.md"]] == []


def test_every_answer_of_the_catalogue_stands_on_the_page_of_errors_with_its_rules() -> None:
    sections = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGES["errors.md"], re.MULTILINE | re.DOTALL))
    for words, causes in causes_of().items():
        section = sections[code(heading(words))]
        assert [cause.rule.id for cause in causes if f"(rules/{cause.rule.id}.md)" not in section] == []


def test_every_command_is_documented() -> None:
    assert [name for name in COMMANDS if f"## `siwakit {name}`" not in PAGES["cli.md"]] == []


def helps(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield every command and the commands below it, each with what `--help` prints."""
    printed = CliRunner().invoke(cli, [*words, "--help"], prog_name="siwakit", terminal_width=80, max_content_width=80).output
    yield " ".join(("siwakit", *words)), printed
    for name in command.list_commands(click.Context(command)) if isinstance(command, click.Group) else ():
        below = command.get_command(click.Context(command), name)
        if below is not None and not below.hidden:
            yield from helps(below, (*words, name))


def test_the_whole_help_of_every_command_is_on_the_page() -> None:
    # The layout depends on the version of click, and the names of --help on what was called first in this process: click caches them.
    page = " ".join(PAGES["cli.md"].replace("-h, --help", "--help").split())
    found = {name: printed.replace("-h, --help", "--help") for name, printed in helps(cli)}
    assert {"siwakit token exchange", "siwakit key import-into", "siwakit doctor"} <= set(found)
    assert [name for name, printed in found.items() if " ".join(printed.split()) not in page] == []


def test_every_reader_and_every_sample_is_documented() -> None:
    text = PAGES["readers/index.md"]
    samples = [sample for reader in READERS for sample in (*reader.good(), *reader.bad())]
    assert [reader.id for reader in READERS if f"\n### {reader.id}\n" not in text] == []
    assert [sample.title for sample in samples if f" {prose(sample.title)}" not in text] == []


def test_every_language_and_library_that_is_read_is_documented() -> None:
    shown = (DOCS / "source-code.md").read_text("utf-8")
    folders = {language.ecosystem for language in LANGUAGES}
    assert [language.id for language in LANGUAGES if f"`.{language.endings[0]}`" not in shown] == []
    assert sorted(folders) == sorted(ECOSYSTEMS)


def test_every_source_is_listed() -> None:
    assert [source.id for source in every_source() if prose(source.title) not in PAGES["sources.md"]] == []


def test_every_member_of_the_report_is_explained_and_no_other() -> None:
    assert set(MEANINGS) == set(paths_of(json.loads(SCHEMA_FILE.read_text("utf-8"))))


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    codes = {command_line.CLEAN, command_line.RULE_FAILED, command_line.WRONG_USE, command_line.NOT_ENOUGH, command_line.OUR_BUG}
    assert {int(digit) for digit in re.findall(r"^\| (\d) \|", PAGES["exit-codes.md"], re.MULTILINE)} == codes


def test_prose_is_shown_as_it_is_and_names_become_code() -> None:
    assert prose("the AuthKey_<Key ID>.p8 of client_secret, *not* `a_b`") == r"the AuthKey\_\<Key ID\>.p8 of `client_secret`, \*not\* `a_b`"


def test_code_holds_backticks_and_bars() -> None:
    assert code("a|b") == r"`a\|b`"
    assert code("`x`") == "`` `x` ``"
