"""The command that mints a correct client_secret."""

from __future__ import annotations

from siwakit.evidence.evidence import Evidence
from siwakit.render.next_step.right_values import RightValues, kind_of_client
from siwakit.render.next_step.shell import blanks_in, command_text, options, path_word
from siwakit.render.next_step.step import NextStep, StepKind

TEAM_BLANK, KEY_BLANK, CLIENT_BLANK = "<TEAM_ID>", "<KEY_ID>", "<CLIENT_ID>"


def mint_step(values: RightValues, evidence: Evidence, sentence: str) -> NextStep:
    """Return the step that mints a client_secret from *values*, with blanks for those that are not known."""
    text = mint_command(values)
    sentence = which_client(values, evidence) or sentence
    return NextStep(kind=StepKind.COMMAND, sentence=sentence, text=text, blanks=blanks_in(text, TEAM_BLANK, KEY_BLANK, CLIENT_BLANK))


def which_client(values: RightValues, evidence: Evidence) -> str:
    """Return the question that decides which of two client ids is right; empty if that is known, or if none are named."""
    if values.client_id is not None or not values.clients:
        return ""
    first, second = (f"{client}{kind_of_client(evidence, client)}" for client in values.clients)
    return f"Find out where the code came from: the client_id is {first} or {second}. Then run:"


def mint_command(values: RightValues, *, variable: str = "") -> str:
    """Return the command line for `siwakit secret`, which sets the shell's *variable* if one is named."""
    named = f"AuthKey_{values.key_id or KEY_BLANK}.p8"
    groups = [f"--key {path_word(values.key_file or named)}"]
    groups += options([("--team", values.team_id or TEAM_BLANK), ("--client-id", values.client_id or CLIENT_BLANK)])
    # The name of the file says which key it is, unless the file was renamed.
    is_named = values.key_file is None or (values.key_id is not None and values.key_id in values.key_file)
    groups += [] if is_named else options([("--key-id", values.key_id or KEY_BLANK)])
    if not variable:
        return command_text("siwakit secret", groups)
    return command_text(f"{variable}=$(siwakit secret", [*groups[:-1], f"{groups[-1]})"])
