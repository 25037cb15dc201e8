"""One case of the demonstration in a few lines: what was reported, the cause, and the proof that it is fixed."""

from __future__ import annotations

from siwakit.escape import visible
from siwakit.evidence.parts import ANSWER
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.flow.correction import Correction
from siwakit.judge.diagnosis import Diagnosis
from siwakit.render.wrapping import wrapped

WIDTH = 80
_BOLD, _RED, _GREEN, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[0m"
_INDENT = " " * 15


def render_case(number: int, title: str, origin: str, diagnosis: Diagnosis, correction: Correction, *, verifies: bool, colour: bool) -> str:
    """Return the lines of one case, at most 80 columns wide."""
    root = diagnosis.root
    lines = [_paint(f"{number:2}  {title}", _BOLD, colour=colour), *wrapped(origin, WIDTH, "    ")]
    lines += _line("Apple said", _answer(diagnosis), "", colour=colour)
    if root is None:
        return "\n".join([*lines, "    no root cause found", "", ""])
    lines += _line("root cause", f"{root.rule.id}: {root.rule.title}", _RED, colour=colour)
    lines += _line("where", root.fail.at + (f": {root.fail.because}" if root.fail.because else ""), "", colour=colour)
    lines += _line("fix", root.rule.fix, "", colour=colour)
    proof = f"client_secret for {correction.client_id}: signature verified, every rule passes" if verifies else "no corrected client_secret"
    lines += _line("corrected", proof, _GREEN if verifies else _RED, colour=colour)
    return "\n".join([*lines, "", ""])


def render_end(count: int, named: int, verified: int) -> str:
    """Return the last lines: what was shown, and which commands to try next."""
    return "\n".join(
        (
            f"{count} real failures: {named} root causes found, {verified} corrected client_secrets verify.",
            "The full report on one of them:  siwakit demo 2",
            "Your own failure:                siwakit doctor request.sh --key AuthKey_<KEYID>.p8",
        )
    )


def _answer(diagnosis: Diagnosis) -> str:
    answer = diagnosis.evidence.get(ANSWER)
    if not isinstance(answer, AppleAnswer):
        return "not reported"
    return " ".join(filter(None, (str(answer.status or ""), answer.error, answer.description)))


def _line(label: str, text: str, code: str, *, colour: bool) -> list[str]:
    lines = wrapped(visible(text), WIDTH, _INDENT, f"    {label:<11}")
    return [_paint(line, code, colour=colour) for line in lines]


def _paint(text: str, code: str, *, colour: bool) -> str:
    return f"{code}{text}{_PLAIN}" if colour and code else text
