"""The choice of the next step: from the place of the mistake and the question that its rule answers.

A rule whose remedy is another than that of its place says so (`Rule.remedy`). If there is no root cause, the next step is the question
that would decide most.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from siwakit.apple import AUTHORIZE_URL
from siwakit.evidence.evidence import Absence
from siwakit.evidence.parts import AUTHORIZE, CLAIMS, HEADER
from siwakit.evidence.showing.harmless import is_known_name
from siwakit.flow.correction import swapped_identifiers
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.next_step.corrected_request import request_step
from siwakit.render.next_step.mint_command import mint_step, which_client
from siwakit.render.next_step.open_question import ask_step
from siwakit.render.next_step.repair import repair_step
from siwakit.render.next_step.right_values import RightValues, read_right_values
from siwakit.render.next_step.settings_values import right_settings
from siwakit.render.next_step.shell import blanks_in, is_shown_whole
from siwakit.render.next_step.step import NextStep, StepKind
from siwakit.render.report.fixed import FixedSecret
from siwakit.render.sealing import Veil
from siwakit.rules.model import Question, Remedy

_BY_PLACE = {"client_secret": Remedy.SECRET, "newer_secret": Remedy.SECRET, "request": Remedy.REQUEST, "key": Remedy.KEY, "settings": Remedy.VALUES}
_BY_QUESTION = {Question.PORTAL: Remedy.ACTION, Question.TRANSPORT: Remedy.ACTION, Question.MIGRATION: Remedy.ACTION}
_BY_QUESTION |= {Question.CALLBACK: Remedy.ACTION, Question.AUTHORIZE: Remedy.VALUES, Question.CLIENT_ID: Remedy.CLIENT}


_SEND_FIXED = "Send this request, with the corrected client_secret as CLIENT_SECRET:"
_MOST_PARAMETERS = 15
_FIELD = pattern(r"[a-z_]{1,40}")
_OF_THE_SECRET = (Question.HEADER, Question.PAYLOAD, Question.SIGNATURE)
_BY_QUESTION |= {Question.REQUEST: Remedy.REQUEST}


@record
class _Case:
    """A finding to put right, and what is known for it."""

    diagnosis: Diagnosis
    finding: Finding
    values: RightValues
    veil: Veil
    fix: FixedSecret | None

    @property
    def words(self) -> str:
        """Return the rule's fix as a sentence."""
        return self.finding.rule.fix


def next_step(diagnosis: Diagnosis, veil: Veil, fix: FixedSecret | None = None) -> NextStep | None:
    """Return what to do next; None if Apple accepted the request or nothing is wrong.

    *fix* is the client_secret that was minted for this report, if it was asked for.
    """
    finding = diagnosis.root or next(iter(diagnosis.assumed), None)
    if finding is None and diagnosis.kind in {VerdictKind.ACCEPTED, VerdictKind.CLEAN}:
        return None
    values = read_right_values(diagnosis, veil)
    if finding is None:
        sent = request_step(diagnosis, values, veil, _SEND_FIXED) if fix and fix.text else None
        return sent or ask_step(diagnosis, veil)
    changed = _source(diagnosis, finding, veil)
    if changed is not None:
        return changed
    return _STEPS[remedy_of(finding)](_Case(diagnosis, finding, values, veil, fix if fix and fix.text else None))


def _source(diagnosis: Diagnosis, finding: Finding, veil: Veil) -> NextStep | None:
    """Return the change of the source code that shows *finding*, if source code was given."""
    if isinstance(diagnosis.evidence.source, Absence):
        return None
    from siwakit.render.next_step.source_change import source_step  # noqa: PLC0415  it loads all that reads source code

    return source_step(diagnosis, finding, veil)


def remedy_of(finding: Finding) -> Remedy:
    """Return what puts *finding* right: what its rule says, else what fits its question, else its place."""
    rule, at = finding.rule, finding.fail.at
    if rule.remedy is not None:
        return rule.remedy
    if rule.question is Question.CLIENT_ID and not at.startswith(("request.form", "client_secret", "answer")):
        return Remedy.VALUES
    place = at.replace("[", ".").partition(".")[0]
    if place == "answer" and rule.question in _OF_THE_SECRET:
        return Remedy.SECRET
    return _BY_QUESTION.get(rule.question) or _BY_PLACE.get(place, Remedy.VALUES)


def _secret(case: _Case) -> NextStep:
    """Return the step to a correct client_secret: the request with the one that was minted, both values, or the command that mints one."""
    if case.fix:
        return _send_fixed(case)
    evidence = case.diagnosis.evidence
    swapped = _swapped(case)
    if swapped:
        return _values(case, swapped)
    return mint_step(case.values, evidence, f"{case.words} For a correct client_secret now, run:")


def _swapped(case: _Case) -> dict[str, str] | None:
    """Return the right values of two members of the client_secret, if the mistake is that each is in the place of the other."""
    evidence, at = case.diagnosis.evidence, case.finding.fail.at
    team_and_client = swapped_identifiers(evidence)
    if team_and_client and at in {"client_secret.claims.iss", "client_secret.claims.sub"}:
        return {"iss": team_and_client[0], "sub": team_and_client[1]}
    header, claims, right = evidence.get(HEADER), evidence.get(CLAIMS), case.values
    if at not in {"client_secret.claims.iss", "client_secret.header.kid"} or isinstance(header, Absence) or isinstance(claims, Absence):
        return None
    is_swapped = right.key_id and right.team_id and (claims.get("iss"), header.get("kid")) == (right.key_id, right.team_id)
    return {"iss": str(right.team_id), "kid": str(right.key_id)} if is_swapped else None


def _send_fixed(case: _Case) -> NextStep:
    step = request_step(case.diagnosis, case.values, case.veil, f"{case.words} {_SEND_FIXED}")
    return step or NextStep(kind=StepKind.ACTION, sentence=f"Use the corrected client_secret. {case.words}")


def _client(case: _Case) -> NextStep:
    """Return the step to the right client_id: the request, with a new client_secret unless the one that was sent is for that client."""
    claims, right = case.diagnosis.evidence.get(CLAIMS), case.values.client_id
    sub = None if isinstance(claims, Absence) else claims.get("sub")
    if right is None:
        which = which_client(case.values, case.diagnosis.evidence)
        step = _request_with(case, which or f"{case.words} The whole request:", with_secret=True)
        return step or mint_step(case.values, case.diagnosis.evidence, f"{case.words} A client_secret for it:")
    step = None if case.fix else _request_with(case, f"{case.words} The whole request:", with_secret=right != sub or _is_secret_wrong(case))
    return step or _secret(case)


def _is_secret_wrong(case: _Case) -> bool:
    """Return whether the client_secret that was sent has a mistake of its own."""
    roots = (*((case.diagnosis.root,) if case.diagnosis.root else ()), *case.diagnosis.others)
    return any(finding.fail.at.startswith("client_secret") for finding in roots)


def _request(case: _Case) -> NextStep:
    if case.fix:
        return _send_fixed(case)
    return _request_with(case, f"{case.words} The whole request:", with_secret=_is_secret_wrong(case)) or _action(case)


def _request_with(case: _Case, sentence: str, *, with_secret: bool) -> NextStep | None:
    return request_step(case.diagnosis, case.values, case.veil, sentence, with_secret=with_secret)


def _key(case: _Case) -> NextStep:
    return repair_step(case.diagnosis, case.finding, case.veil, case.words) or _action(case)


def _set_values(case: _Case) -> NextStep:
    """Return the value to set, if the failure names it, else the rule's fix."""
    fail = case.finding.fail
    settings = right_settings(case.diagnosis.evidence, fail, case.values, case.veil) if fail.at.startswith("settings.") else {}
    value = fail.expected if fail.correct is None and fail.at.startswith("authorize.") else fail.correct
    name = fail.at.rpartition(".")[2]
    if len(settings) > 1 or (settings and fail.correct is None):
        return _values(case, settings)
    if isinstance(value, str) and value and not any(map(str.isspace, value)) and is_shown_whole(value, case.veil) and is_shown_whole(name, case.veil):
        return _values(case, {name: value})
    return _action(case)


def _values(case: _Case, values: dict[str, str]) -> NextStep:
    text = "\n".join(f"{name} = {value}" for name, value in values.items())
    blanks = tuple(dict.fromkeys(value for value in values.values() if blanks_in(value)))
    return NextStep(kind=StepKind.VALUES, sentence=_with_colon(case.words), text=text, blanks=blanks)


def _new_code(case: _Case) -> NextStep:
    """Return the step to a new code, with the address of the authorize page if it is known; what must be new each time is a blank."""
    query = case.diagnosis.evidence.get(AUTHORIZE)
    if isinstance(query, Absence) or not query.get("client_id") or len(query) > _MOST_PARAMETERS or not all(_FIELD.fullmatch(name) for name in query):
        return _action(case)
    shown = {name: _url_value(name, value, case.veil) for name, value in query.items()}
    text = f"{AUTHORIZE_URL}?{'&'.join(f'{name}={value}' for name, value in shown.items())}"
    return NextStep(kind=StepKind.ACTION, sentence=f"{case.words} Begin the new sign-in here:", text=text, blanks=blanks_in(text))


def _url_value(name: str, value: str, veil: Veil) -> str:
    is_open = is_known_name(name) and veil.field(name, value) == value and is_shown_whole(value, veil, is_address=True)
    return quote(value, safe="") if is_open else f"<{name.upper()}>"


def _action(case: _Case) -> NextStep:
    return NextStep(kind=StepKind.ACTION, sentence=case.words)


def _with_colon(words: str) -> str:
    return f"{words.rstrip('.')}:"


_STEPS: dict[Remedy, Callable[[_Case], NextStep]] = {
    Remedy.SECRET: _secret,
    Remedy.CLIENT: _client,
    Remedy.REQUEST: _request,
    Remedy.KEY: _key,
    Remedy.VALUES: _set_values,
    Remedy.CODE: _new_code,
    Remedy.ACTION: _action,
}
