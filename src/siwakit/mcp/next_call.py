"""The next call after a diagnosis, in a form that a program can follow without understanding the words.

A next call has one of four forms:

- `{"tool": ..., "arguments": {...}}`: call this tool.
- `{"ask": ..., "for": ..., "then": {...}}`: ask the developer, put the reply into the arguments of `then` under the name in `for`, and call it.
- `{"do": ..., "then": {...}}`: change what the sentence says, and call `then`. With `diff`, or the path `diff_file` of a long one, apply this change
  of the source code; with `run`, run this command; with `values`, set these.
- `{"done": true}`: nothing is left to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from siwakit.evidence.evidence import Absence, Origin
from siwakit.evidence.parts import CLAIMS
from siwakit.evidence.sign_in.issued_to import is_services_id
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.record import record
from siwakit.render.next_step import NextStep, StepKind, next_step
from siwakit.render.next_step.choose import remedy_of
from siwakit.render.next_step.corrected_request import request_step
from siwakit.render.next_step.open_question import first_wanted
from siwakit.render.next_step.right_values import RightValues, read_right_values
from siwakit.render.sealing import Veil
from siwakit.rules.model import Remedy

_ARGUMENTS = {
    "--key": "key",
    "--team": "team_id",
    "--key-id": "key_id",
    "--bundle-id": "bundle_ids",
    "--services-id": "services_ids",
    "--origin": "origin",
    "--redirect-uri": "redirect_uri",
    "--now": "now",
}
ASKED = {
    "key": "Which file is the .p8 key? Give its path.",
    "team_id": "What is the Team ID? It is at the top right of the developer portal, ten capital letters and digits.",
    "key_id": "What is the Key ID? The developer portal lists it under Keys, and the name AuthKey_<KEYID>.p8 contains it.",
    "client_id": "What is the client_id: the Services ID on the web, the bundle ID in an app?",
    "redirect_uri": "What is the redirect_uri of the authorization request?",
}
_PROVED_BY_TRYING = frozenset({Remedy.SECRET, Remedy.CLIENT, Remedy.REQUEST, Remedy.CODE})
_LONGEST_INLINE = 700
Call = dict[str, Any]


@record(kw_only=True)
class Following:
    """What the next call builds on: the *case* under which the input is remembered, and *keep*.

    *keep* stores a text in a file of the given name, and returns its path.
    """

    case: str
    keep: Callable[[str, str], str]


def call(tool: str, **arguments: Any) -> Call:
    """Return the call of *tool* with those of *arguments* that have a value."""
    return {"tool": tool, "arguments": {name: value for name, value in arguments.items() if value}}


def ask(name: str, then: Call, question: str = "") -> Call:
    """Return the question for the argument *name* of the call *then*."""
    return {"ask": question or ASKED[name], "for": name, "then": then}


def next_call(diagnosis: Diagnosis, veil: Veil, following: Following) -> Call:
    """Return what to do after *diagnosis*."""
    step = next_step(diagnosis, veil)
    if step is None:
        return {"done": True}
    if step.kind is StepKind.PATCH:
        return {"do": veil.clean(step.sentence), **_diff(step.text, following), "then": call("emulator", case=following.case)}
    finding = diagnosis.root or next(iter(diagnosis.assumed), None)
    if finding is None:
        return _ask_more(diagnosis, step, veil, following)
    if remedy_of(finding) in _PROVED_BY_TRYING:
        return _prove(diagnosis, finding, step, veil, following)
    return _change(step, finding, following)


def _diff(text: str, following: Following) -> Call:
    return {"diff": text} if len(text) <= _LONGEST_INLINE else {"diff_file": following.keep(text, "correction.diff")}


def _change(step: NextStep, finding: Finding, following: Following) -> Call:
    """Return the step that only the developer can take, after which the doctor looks again."""
    extra: Call = {}
    match step.kind:
        case StepKind.VALUES:
            extra = {"values": dict(line.split(" = ", 1) for line in step.text.split("\n") if " = " in line)}
        case StepKind.COMMAND:
            extra = {"run": step.text}
    return {"do": finding.rule.fix, **extra, "then": call("doctor", case=following.case)}


def _ask_more(diagnosis: Diagnosis, step: NextStep, veil: Veil, following: Following) -> Call:
    """Return the question that would decide most."""
    again = call("doctor", case=following.case)
    install = next((unread.install for unread in diagnosis.unread if unread.install), "")
    if install:
        return {"do": "Install what reads source code.", "run": install, "then": again}
    if step.kind is StepKind.COMMAND:
        return _mint(read_right_values(diagnosis, veil), {})
    wanted = first_wanted(diagnosis)
    if wanted is None:
        return {"do": veil.clean(step.sentence), "then": again}
    name = next((argument for option, argument in _ARGUMENTS.items() if option in wanted.part.option.split()), "texts")
    how = f" {wanted.how}" if wanted.how else ""
    return ask(name, again, f"Give {wanted.part.ask}.{how}")


def _prove(diagnosis: Diagnosis, finding: Finding, step: NextStep, veil: Veil, following: Following) -> Call:
    """Return the call that makes what is missing, or that tries the corrected request in the emulator."""
    values = read_right_values(diagnosis, veil)
    request = request_step(diagnosis, values, veil, "")
    if request is not None and request.blanks:
        return _ask_blank(request.blanks[0], values, finding, following)
    if request is None and remedy_of(finding) is Remedy.CODE:
        return _change(step, finding, following)
    tried = _tried(request, following)
    if _needs_secret(diagnosis, finding, values):
        return _mint(values, {**tried, **_kind(diagnosis, values)})
    return call("emulator", team_id=values.team_id, key_id=values.key_id, client_id=values.client_id, **tried, **_kind(diagnosis, values))


def _ask_blank(blank: str, values: RightValues, finding: Finding, following: Following) -> Call:
    """Return the question for the *blank* of the corrected request."""
    name, again = blank.strip("<>").lower(), call("doctor", case=following.case)
    if name == "client_id":
        return ask("origin", again, _which_client(values))
    return ask(name, again) if name in ASKED else {"do": finding.rule.fix, "then": again}


def _which_client(values: RightValues) -> str:
    """Return the question that decides between two client ids."""
    named = f" The client_id is {' or '.join(values.clients)}." if values.clients else ""
    return f"Where did the code come from: the app (native), or a browser (web; Android too)?{named}"


def _tried(request: NextStep | None, following: Following) -> dict[str, Any]:
    """Return the arguments with the request that the emulator tries; a long one is in a file."""
    if request is None:
        return {}
    return {"texts": [request.text]} if len(request.text) <= _LONGEST_INLINE else {"files": [following.keep(request.text, "request.sh")]}


def _kind(diagnosis: Diagnosis, values: RightValues) -> Mapping[str, Any]:
    """Return the argument that says which kind of client it is, if the evidence does."""
    if diagnosis.evidence.origin in {Origin.NATIVE, Origin.WEB}:
        return {"origin": diagnosis.evidence.origin.value}
    kind = is_services_id(diagnosis.evidence, values.client_id) if values.client_id else None
    return {} if kind is None else {"origin": "web" if kind else "native"}


def _needs_secret(diagnosis: Diagnosis, finding: Finding, values: RightValues) -> bool:
    """Return whether the client_secret that was sent cannot be used in the corrected request."""
    if remedy_of(finding) is Remedy.SECRET:
        return True
    findings = (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others, *diagnosis.assumed)
    claims = diagnosis.evidence.get(CLAIMS)
    sub = None if isinstance(claims, Absence) else claims.get("sub")
    return (sub is not None and sub != values.client_id) or any(each.fail.at.startswith("client_secret") for each in findings)


def _mint(values: RightValues, tried: Mapping[str, Any]) -> Call:
    """Return the call of `mint`, or the question for the first of its arguments that is not known."""
    known = {"key": values.key_file, "team_id": values.team_id, "key_id": values.key_id, "client_id": values.client_id}
    minted = call("mint", **known, **tried)
    missing = next((name for name in ("key", "team_id", "client_id") if not known[name]), None)
    if missing == "client_id" and values.clients:
        return ask(missing, minted, f"{_which_client(values)} Which of them is it?")
    if missing:
        return ask(missing, minted)
    return minted if values.key_id else ask("key_id", minted)
