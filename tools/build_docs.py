"""Write the pages of the documentation that are generated from the catalogue, the commands, the public names and the schema.

    python tools/build_docs.py [--check]

A page of docs/rules or docs/python that belongs to no rule or name is removed; with --check it counts as not current.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pages.checklist import questions_page
from pages.drawing import diagnosis_drawing
from pages.emulator_page import emulator_page
from pages.error_page import errors_page
from pages.messages_page import messages_page
from pages.plain_words_page import plain_words_page
from pages.python_api import python_pages
from pages.reader_page import readers_page
from pages.reference import cli_page, sources_page
from pages.report_page import report_page
from pages.retired import RETIRED, retired_page
from pages.rule_pages import rule_page, rules_page
from pages.schema_page import schema_page
from pages.source_code_page import source_code_page
from pages.suspects_page import suspects_page

from siwakit.rules.catalogue import CATALOGUE

FOLDER = Path(__file__).parent.parent / "docs"


def build() -> dict[str, str]:
    """Return every generated page by its path in the folder."""
    return {
        "_static/diagnosis.svg": diagnosis_drawing(),
        "cli.md": cli_page(),
        "emulator.md": emulator_page(),
        "errors.md": errors_page(),
        **python_pages(),
        "questions.md": questions_page(),
        "report-json.md": report_page(),
        "json-documents.md": schema_page(),
        "source-code.md": source_code_page(),
        "sources.md": sources_page(),
        "suspects.md": suspects_page(),
        "readers/index.md": readers_page(),
        "readers/messages.md": messages_page(),
        "readers/plain-words.md": plain_words_page(),
        "rules/index.md": rules_page(),
        **{f"rules/{retired.id}.md": retired_page(retired) for retired in RETIRED},
        **{f"rules/{rule.id}.md": rule_page(rule) for rule in CATALOGUE},
    }


def main() -> int:
    """Write the pages, or with --check say whether they are current."""
    pages = build()
    generated = [path for name in ("python", "rules") for path in sorted((FOLDER / name).glob("*.md"))]
    left_over = [path for path in generated if path.relative_to(FOLDER).as_posix() not in pages]
    changed = [name for name, text in pages.items() if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for name in (*changed, *(path.relative_to(FOLDER).as_posix() for path in left_over)):
            print(f"docs/{name} is not current")
        return 1 if changed or left_over else 0
    for name in ("python", "readers", "rules"):
        (FOLDER / name).mkdir(exist_ok=True)
    for path in left_over:
        path.unlink()
    for name in changed:
        (FOLDER / name).write_text(pages[name], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
