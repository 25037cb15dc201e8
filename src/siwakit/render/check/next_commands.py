"""What to do next about a place, as commands that can be copied."""

from __future__ import annotations

from siwakit.escape import visible
from siwakit.flow.deployed.place import CheckedPlace, CheckedSecret, Part, Standing
from siwakit.render.next_step.shell import command_text, options, path_word

_INDENT = 10  # of the report, in front of each line
_LIFETIME = "180d"


def next_lines(place: CheckedPlace, secret: CheckedSecret | None) -> list[str]:
    """Return the lines that say what helps next, as a command or options of it; none if nothing needs to be done."""
    if place.standing is Standing.GOOD or (secret is not None and secret.standing is Standing.GOOD):
        return []
    if secret is not None and secret.is_minted:
        is_plain = visible(place.address) == place.address
        return _lines("siwakit doctor", [path_word(place.address) if is_plain else "'<PLACE>'"])
    if secret is not None and secret.standing in {Standing.SOON, Standing.WRONG}:
        return _renewal(place, secret)
    if secret is not None and secret.unknown and secret.diagnosis is not None and not secret.diagnosis.assumed:
        return _again(secret)
    return ["siwakit renew --dry-run"] if place.is_renewed else []


def _renewal(place: CheckedPlace, secret: CheckedSecret) -> list[str]:
    """Return the command that makes a new client_secret; what the old one disagrees about is left blank."""
    if place.is_renewed:
        return ["siwakit renew --once"]
    wrong = {part for part, agrees in secret.agrees if agrees is False}
    key_file = path_word(f"AuthKey_{secret.key_id}.p8") if secret.key_id and Part.KEY not in wrong else "'<KEY_FILE>'"
    team = secret.team_id if Part.TEAM not in wrong else ""
    client = secret.client_id if Part.CLIENT not in wrong else ""
    pairs = [("--team", team or "<TEAM_ID>"), ("--client-id", client or "<CLIENT_ID>"), ("--expires-in", _LIFETIME)]
    return _lines("siwakit secret", [f"--key {key_file}", *options(pairs)])


def _again(secret: CheckedSecret) -> list[str]:
    """Return what to add to the command that was given."""
    groups = [f"--key AuthKey_{secret.key_id}.p8" if secret.key_id else "--key '<KEY_FILE>'"] if Part.KEY in secret.unknown else []
    groups += ["--team '<TEAM_ID>'"] if Part.TEAM in secret.unknown else []
    groups += ["--services-id '<SERVICES_ID>'"] if Part.CLIENT in secret.unknown else []
    return [*_lines("add", groups), "or, if only the time left matters, --secret-only"]


def _lines(first: str, groups: list[str]) -> list[str]:
    return command_text(first, groups, width=80 - _INDENT).split("\n")
