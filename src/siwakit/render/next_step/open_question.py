"""The one question that would decide most, and the command that answers it.

What only the developer portal shows cannot be given to a command, so it is the question only if there is no other.
"""

from __future__ import annotations

import shlex

from siwakit.apple import IDENTIFIER
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import ASK_ANSWER, ASK_REQUEST, HEADER, PORTAL
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.suspects import Wanted
from siwakit.patterns import pattern
from siwakit.render.next_step.shell import blanks_in, command_text, is_shown_whole, path_word
from siwakit.render.next_step.step import NextStep, StepKind
from siwakit.render.sealing import Veil

FILE_BLANK = "<FILE>"
_ALL_FILES = "<YOUR_FILES>"
_OPTION = pattern(r"--[a-z-]+")
_VALUES = {
    "--team": "<TEAM_ID>",
    "--key-id": "<KEY_ID>",
    "--bundle-id": "<BUNDLE_ID>",
    "--services-id": "<SERVICES_ID>",
    "--origin": "<NATIVE_OR_WEB>",
    "--redirect-uri": "<REDIRECT_URI>",
    "--response": "<ANSWER_FILE>",
    "--now": "<TIME>",
}
_FILES = {ASK_REQUEST: "<REQUEST_FILE>", ASK_ANSWER: "<ANSWER_FILE>"}


def ask_step(diagnosis: Diagnosis, veil: Veil) -> NextStep:
    """Return the step that answers the question that would decide most."""
    wanted = next((wanted for wanted in diagnosis.wanted if wanted.part.ask and wanted.part is not PORTAL), None)
    if wanted is None:
        return _look(diagnosis) or NextStep(kind=StepKind.ACTION, sentence=f"Add {ASK_REQUEST}, and {ASK_ANSWER}.")
    text = command_text("siwakit doctor", [*_given(diagnosis, veil), *_adding(wanted, diagnosis.evidence)])
    return NextStep(kind=StepKind.ACTION, sentence=f"Add {wanted.part.ask}, which decides most:", text=text, blanks=blanks_in(text))


def _look(diagnosis: Diagnosis) -> NextStep | None:
    """Return the step that looks where the most likely suspect says."""
    suspicion = diagnosis.suspects[0].rule.suspicion if diagnosis.suspects else None
    if suspicion is None:
        return None
    return NextStep(kind=StepKind.ACTION, sentence=f"{suspicion.look[:1].upper()}{suspicion.look[1:]}.")


def _given(diagnosis: Diagnosis, veil: Veil) -> list[str]:
    """Return the words of the command line that this diagnosis was made with; a blank for what was pasted."""
    shown = [word if is_shown_whole(word, veil) or word == FILE_BLANK else FILE_BLANK for word in diagnosis.given]
    groups: list[str] = []
    for word in shown or [_ALL_FILES]:
        if groups and _OPTION.fullmatch(groups[-1]):
            groups[-1] += f" {shlex.quote(word)}"
        else:
            groups.append(word if _OPTION.fullmatch(word) else path_word(word))
    return groups


def _adding(wanted: Wanted, evidence: Evidence) -> list[str]:
    """Return the words that add what is *wanted* to the command line."""
    options = [match[0] for match in _OPTION.finditer(wanted.part.option)]
    if not options:
        return [shlex.quote(_FILES.get(wanted.part.ask, FILE_BLANK))]
    return [f"{option} {shlex.quote(_key_file(evidence) if option == '--key' else _VALUES[option])}" for option in options]


def _key_file(evidence: Evidence) -> str:
    """Return the name of the key's file, as Apple names it, if the client_secret names the key."""
    header = evidence.get(HEADER)
    kid = None if isinstance(header, Absence) else header.get("kid")
    return f"AuthKey_{kid if isinstance(kid, str) and IDENTIFIER.fullmatch(kid) else '<KEY_ID>'}.p8"
