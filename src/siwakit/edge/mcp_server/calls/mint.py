"""The tool `mint`."""

from __future__ import annotations

from typing import Any

from siwakit.edge import clock
from siwakit.edge.files.stated_times import read_span
from siwakit.edge.mcp_server.folders import fingerprint
from siwakit.edge.mcp_server.given import read_key_file, read_stated
from siwakit.edge.mcp_server.session import Session
from siwakit.errors import UsageError
from siwakit.flow.checked_secret import mint_checked, sign_with_file
from siwakit.mcp.next_call import call


def answer(session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    """Mint a client_secret into a file, and return the file's path."""
    read_stated(arguments)
    key = read_key_file(arguments["key"], session.folders)
    key_id = arguments.get("key_id") or key.file_name.key_id
    if key_id is None:
        raise UsageError("no Key ID: the name of the key file does not contain it", hint="the developer portal lists it under Keys")
    seconds, now = read_span(arguments.get("expires_in", "10m"), "expires_in"), clock.now()
    names = {"team_id": arguments["team_id"], "key_id": key_id, "client_id": arguments["client_id"]}
    token = mint_checked(sign_with_file(key), key, **names, now=now, seconds=seconds)
    path = session.folders.keep(f"{token}\n", "client_secret.jwt")
    case = session.remember({**arguments, "key_id": key_id}).case
    damages = [damage.value for damage in key.reading.damages]
    return {
        "minted": True,
        "client_secret_file": str(path),
        "fingerprint": fingerprint(f"{token}\n"),
        "expires_at": now + seconds,
        **({"key_is_damaged": damages} if damages else {}),
        "next": call("emulator", client_secret_file=str(path), case=case),
    }
