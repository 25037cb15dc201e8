"""The one question that would decide most, and the command that answers it.

What only the developer portal shows cannot be given to a command, so it is the question only if there is no other.
"""

from __future__ import annotations

import shlex

from siwakit.apple import IDENTIFIER
from siwakit.evidence.evidence import LACKING, Absence
from siwakit.evidence.parts import ASK_ANSWER, ASK_REQUEST, ASK_SECRET, HEADER, KEYS, PORTAL
from siwakit.flow.correction import choose_key
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.wanted import Wanted
from siwakit.patterns import pattern
from siwakit.render.next_step.mint_command import mint_step
from siwakit.render.next_step.print_value import what_to_print
from siwakit.render.next_step.right_values import read_right_values
from siwakit.render.next_step.shell import blanks_in, command_text, is_shown_whole, path_word
from siwakit.render.next_step.step import NextStep, StepKind
from siwakit.render.sealing import Veil

_FILE_BLANK = "<FILE>"
_PASTED_BLANK = "<PASTED_FILE>"
_ALL_FILES = "<YOUR_FILES>"
_OPTION = pattern(r"--[a-z-]+")
# The kid of the client_secret is not the name of the key's file before that is known: it may be the mistake.
_VALUES = {
    "--key": "AuthKey_<KEY_ID>.p8",
    "--team": "<TEAM_ID>",
    "--key-id": "<KEY_ID>",
    "--bundle-id": "<BUNDLE_ID>",
    "--services-id": "<SERVICES_ID>",
    "--origin": "<NATIVE_OR_WEB>",
    "--redirect-uri": "<REDIRECT_URI>",
    "--response": "<ANSWER_FILE>",
    "--now": "<TIME>",
}
_FILES = {ASK_REQUEST: "<REQUEST_FILE>", ASK_SECRET: "<SECRET_FILE>", ASK_ANSWER: "<ANSWER_FILE>"}


def ask_step(diagnosis: Diagnosis, veil: Veil) -> NextStep:
    """Return the step that answers the question that would decide most."""
    wanted = first_wanted(diagnosis)
    if wanted is not None and wanted.part.option == KEYS.option:
        other = _other_key(diagnosis, veil)
        if other is not None:
            return other
    install = next((unread.install for unread in diagnosis.unread if unread.install), "")
    if install:
        return NextStep(kind=StepKind.COMMAND, sentence="Your source code was not read. Run this, and then the same command again:", text=install)
    told = what_to_print(diagnosis, veil)
    if told:
        text = command_text("siwakit doctor", [*_given(diagnosis, veil), shlex.quote(_FILES[ASK_SECRET])])
        return NextStep(
            kind=StepKind.ACTION, sentence=f"{told}. Then run, with the settings too if they are in a file:", text=text, blanks=blanks_in(text)
        )
    if wanted is None:
        return _look(diagnosis) or NextStep(kind=StepKind.ACTION, sentence=f"Add {ASK_REQUEST}, and {ASK_ANSWER}.")
    text = command_text("siwakit doctor", [*_given(diagnosis, veil), *_adding(wanted)])
    return NextStep(kind=StepKind.ACTION, sentence=_asking(wanted), text=text, blanks=blanks_in(text))


def first_wanted(diagnosis: Diagnosis) -> Wanted | None:
    """Return what would decide most of what a command can be given, or None."""
    return next((wanted for wanted in diagnosis.wanted if _can_be_given(wanted, diagnosis)), None)


def _asking(wanted: Wanted) -> str:
    how = wanted.how.rstrip(".")
    return f"Add {wanted.part.ask}, which decides most. {how}. Then run:" if how else f"Add {wanted.part.ask}, which decides most:"


def _can_be_given(wanted: Wanted, diagnosis: Diagnosis) -> bool:
    """Return whether *wanted* is something that a command can be given, and that most sign-ins have."""
    part = wanted.part
    return bool(part.ask) and part is not PORTAL and not part.is_extra and diagnosis.evidence.get(part) is not LACKING


def _other_key(diagnosis: Diagnosis, veil: Veil) -> NextStep | None:
    """Return the step that tries the key that was given, if the client_secret names another one; None if it names this one."""
    evidence = diagnosis.evidence
    key, header = choose_key(evidence), evidence.get(HEADER)
    kid = None if isinstance(header, Absence) else header.get("kid")
    if key is None or not isinstance(kid, str) or not IDENTIFIER.fullmatch(kid) or key.file_name.key_id in (None, kid):
        return None
    words = f"If {key.file_name.key_id} is the key to use, make a client_secret with it; the one that was sent names the key {kid}:"
    return mint_step(read_right_values(diagnosis, veil), evidence, words)


def _look(diagnosis: Diagnosis) -> NextStep | None:
    """Return the step that looks where the most likely suspect says: the portal, if that would decide most."""
    suspects = [suspect for suspect in diagnosis.suspects if suspect.rule.suspicion]
    suspects.sort(key=lambda suspect: PORTAL not in suspect.missing)
    suspicion = suspects[0].rule.suspicion if suspects else None
    if suspicion is None:
        return None
    return NextStep(kind=StepKind.ACTION, sentence=f"{suspicion.look[:1].upper()}{suspicion.look[1:]}.")


def _given(diagnosis: Diagnosis, veil: Veil) -> list[str]:
    """Return the words of the command line that this diagnosis was made with; a blank for what was pasted."""
    shown = [word if is_shown_whole(word, veil) else _PASTED_BLANK for word in diagnosis.given]
    groups: list[str] = []
    for word in shown or [_ALL_FILES]:
        if groups and _OPTION.fullmatch(groups[-1]):
            groups[-1] += f" {shlex.quote(word)}"
        else:
            groups.append(word if _OPTION.fullmatch(word) else path_word(word))
    return groups


def _adding(wanted: Wanted) -> list[str]:
    """Return the words that add what is *wanted* to the command line."""
    options = [match[0] for match in _OPTION.finditer(wanted.part.option)]
    if not options:
        return [shlex.quote(_FILES.get(wanted.part.ask, _FILE_BLANK))]
    return [f"{option} {shlex.quote(_VALUES[option])}" for option in options]
