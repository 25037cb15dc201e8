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
    if values.client_id is None and values.clients:
        first, second = (f"{client}{kind_of_client(evidence, client)}" for client in values.clients)
        sentence = f"Find out where the code came from: the client_id is {first} or {second}. Then run:"
    return NextStep(kind=StepKind.COMMAND, sentence=sentence, text=text, blanks=blanks_in(text, TEAM_BLANK, KEY_BLANK, CLIENT_BLANK))


def mint_command(values: RightValues) -> str:
    """Return the command line for `siwakit secret`."""
    named = f"AuthKey_{values.key_id or KEY_BLANK}.p8"
    groups = [f"--key {path_word(values.key_file or named)}"]
    groups += options([("--team", values.team_id or TEAM_BLANK), ("--client-id", values.client_id or CLIENT_BLANK)])
    # The name of the file says which key it is, unless somebody has renamed it.
    is_named = values.key_file is None or (values.key_id is not None and values.key_id in values.key_file)
    groups += [] if is_named else options([("--key-id", values.key_id or KEY_BLANK)])
    return command_text("siwakit secret", groups)
