"""Write docs/conformance.md from the results."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

from conformance import python_library
from conformance.cases import NONCE, STEPS, UNUSUAL
from conformance.libraries import HERE, LIBRARIES, Library

PAGE = HERE.parent / "docs" / "conformance.md"
Row = dict[str, Any]
LEFT = "left to the caller"
HEAD = """\
# Conformance

<!-- Written by `make conformance` from conformance/results.json: do not edit it. -->

Which of the published test vectors other libraries answer as Apple documents it, or as it was observed. The vectors are the examples of siwakit's
[rules](rules/index.md), in the folder `vectors`. These are facts about single versions, measured on {date}; they say nothing about a library's other
uses. `make conformance` measures again.

- Only vectors whose right answer is documented or observed are used. Rules that also rest on an inference or on our own advice are left out, such
  as a limit for an `iat` in the future, the hashes `at_hash` and `c_hash`, and replayed tokens. So are rules that rest only on a published
  standard, such as `crit` and `typ`.
- Every library is used as its own documentation says, with the lines that are printed below. A check that the library has no option for is *left to
  the caller* and not counted.
- All tokens but those of the column *signature*, and two damaged ones, are signed with the key that stands for Apple's: only Apple could issue them.
- A word in brackets after a rule is the strongest basis of its sources, which the rule's page lists.
"""
TOKENS = """
## Identity tokens

Apple documents five steps for [verifying a user](https://developer.apple.com/documentation/signinwithapple/verifying-a-user): the signature, the
nonce, `iss`, `aud`, and a time before `exp`. A column shows how many of its wrong tokens are accepted; 0 is right. *Right tokens* shows how many of
them are refused. *Unusual* counts the vectors whose form Apple never sends, such as a notification, a list in `aud`, or a key that
is meant for encryption: no documented step forbids accepting them, so they are listed without judgement.

"""
MINTED = """
## Minting a client_secret

Each library gets the same Team ID, Key ID, Services ID and key. The `client_secret` is evaluated with every rule of siwakit. The JWT
libraries get the claims from the caller; the others write them.

| library | broken rules | lifetime |
| --- | --- | --- |
"""
REQUESTS = """
## Emulators of Apple

{wrong} exchanges and refreshes that Apple refuses, as documented or observed, and {right} that it accepts. Each follows a sign-in that gave a fresh
code. Requests that need another history or another portal are left out. A request *refused with another error* gets another
`error` than Apple's. What `emulate` says about itself is an authorization code flow with PKCE, identity tokens and discovery; it does not promise to
check a `client_secret`.

| emulator | version | accepted, but Apple refuses | refused with another error | refused, but Apple accepts |
| --- | --- | --- | --- | --- |
"""


def write_page(results: dict[str, Any]) -> str:
    """Return the page."""
    parts = [HEAD.format(date=results["date"]), TOKENS, *_token_table(results), *(_section(library, results) for library in LIBRARIES)]
    return "".join([*parts, MINTED, *_minted(results), *_emulators(results)])


def _token_table(results: dict[str, Any]) -> list[str]:
    wrong = Counter(row["step"] for row in results["tokens"] if not row["is_right"])
    right = sum(row["is_right"] and row["step"] != UNUSUAL for row in results["tokens"])
    unusual = sum(row["step"] == UNUSUAL for row in results["tokens"])
    columns = ["library", "version", *(f"{step} (of {wrong[step]})" for step in STEPS), f"right tokens (of {right})", f"unusual (of {unusual})"]
    lines = [f"| {' | '.join(columns)} |\n", f"|{' --- |' * len(columns)}\n"]
    return [*lines, *(_token_line(library, results) for library in LIBRARIES)]


def _token_line(library: Library, results: dict[str, Any]) -> str:
    differing = [row for row in results["tokens"] if _differs(library, row)]
    cells = []
    for step in STEPS:
        accepted = sum(row["step"] == step and not row["is_right"] for row in differing)
        cells.append(LEFT if library.leaves(step, is_right=False) else str(accepted))
    refused = sum(row["is_right"] and row["step"] != UNUSUAL for row in differing)
    unusual = sum(row["step"] == UNUSUAL for row in differing)
    version = results["versions"][library.name]
    return f"| {' | '.join([f'[{library.name}](#{_anchor(library)})', version, *cells, str(refused), str(unusual)])} |\n"


def _differs(library: Library, row: Row) -> bool:
    return (library.name in row["accepted_by"]) != row["is_right"] and not library.leaves(row["step"], is_right=row["is_right"])


def _anchor(library: Library) -> str:
    return f"use-of-{library.name.lower()}"


def _section(library: Library, results: dict[str, Any]) -> str:
    differing = [row for row in results["tokens"] if _differs(library, row)]
    steps = [row for row in differing if row["step"] != UNUSUAL]
    unusual = [row for row in differing if row["step"] == UNUSUAL]
    language = "js" if library.is_of_npm else "python"
    title = f"\n### Use of {library.name}\n\n"
    head = f"{title}{library.documentation}. {library.note}\n{_leaves(library)}\n"
    lines = f"```{language}\n{_lines_of(library)}```\n\n"
    return head + lines + _listed("Differences", steps) + _listed("Unusual tokens", unusual)


def _leaves(library: Library) -> str:
    left = ["the nonce"] if library.leaves(NONCE, is_right=False) else []
    left += ["whether the app hashes the nonce"] if not left and library.leaves(NONCE, is_right=True) else []
    left += ["tokens for a second client_id"] if library.has_one_client else []
    return f"\nLeft to the caller: {', '.join(left)}.\n" if left else ""


def _listed(title: str, rows: list[Row]) -> str:
    if not rows:
        return f"{title}: none.\n\n"
    rules: dict[str, list[Row]] = {}
    for row in rows:
        rules.setdefault(row["rule"], []).append(row)
    return f"{title}:\n\n" + "".join(_rule_line(rule, own) for rule, own in rules.items()) + "\n"


def _rule_line(rule: str, rows: list[Row]) -> str:
    refused = [row["title"] for row in rows if row["is_right"]]
    accepted = [row["title"] for row in rows if not row["is_right"]]
    said = [f"{verb} {'; '.join(titles)}" for verb, titles in (("accepts:", accepted), ("refuses:", refused)) if titles]
    return f"- [{rule}](rules/{rule}.md) ({rows[0]['basis']}) {', '.join(said)}\n"


def _lines_of(library: Library) -> str:
    if library.is_of_npm:
        text = Path(HERE / "node_library.mjs").read_text("utf-8")
        start = text.index(f"  {library.name}: {{" if library.name.isidentifier() else f'  "{library.name}": {{')
        found = re.search(r"// What follows is printed[^\n]*\n(.*?)\n    },", text[start:], re.DOTALL)
        assert found is not None
        return textwrap.dedent(found[1]) + "\n"
    used: Any = python_library.LIBRARIES[library.name]
    source = inspect.getsource(used.verify)
    return textwrap.dedent(source.partition("# What follows is printed.\n")[2])


def _minted(results: dict[str, Any]) -> list[str]:
    return [_minted_line(library, results["minted"][library.name]) for library in LIBRARIES]


def _minted_line(library: Library, minted: dict[str, Any] | None) -> str:
    if minted is None:
        return f"| {library.name} | {LEFT} | |\n"
    broken = ", ".join(f"[{rule}](rules/{rule}.md)" for rule in minted["broken"]) or "none"
    return f"| {library.name} | {broken} | {minted['seconds']} seconds |\n"


def _emulators(results: dict[str, Any]) -> list[str]:
    rows = results["requests"]
    right = sum(row["is_right"] for row in rows)
    head = REQUESTS.format(wrong=len(rows) - right, right=right)
    names = results["emulators"]
    return [head, *(_emulator_line(name, version, rows) for name, version in names.items()), *(_emulator_list(name, rows) for name in names)]


def _emulator_line(name: str, version: str, rows: list[Row]) -> str:
    accepted = sum(name in row["accepted_by"] and not row["is_right"] for row in rows)
    other = sum(name in row["other_error_of"] for row in rows)
    refused = sum(name not in row["accepted_by"] and row["is_right"] for row in rows)
    return f"| {name} | {version} | {accepted} | {other} | {refused} |\n"


def _emulator_list(name: str, rows: list[Row]) -> str:
    differing = [row for row in rows if (name in row["accepted_by"]) != row["is_right"]]
    other = [row for row in rows if name in row["other_error_of"]]
    text = f"\n### Answers of {name}\n\n" + _listed("Differences", differing)
    return text + _listed("Refused with another error", other).replace("accepts: ", "")
