"""The arguments of a call as the doctor's input."""

from __future__ import annotations

from typing import Any

from siwakit.edge import clock
from siwakit.edge.files.given_settings import Settings, read_origin
from siwakit.edge.files.har_files import har_pieces
from siwakit.edge.files.reading import MAX_KEY_BYTES
from siwakit.edge.files.stated_times import read_time
from siwakit.edge.mcp_server.folders import Folders
from siwakit.errors import TooLarge
from siwakit.evidence.evidence import KeyAtHand
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.stated import require_stated
from siwakit.flow.gather import AlreadyRead, GatherRequest, Pasted
from siwakit.mcp.tools import MAX_TEXT

_IDENTIFIERS = ("team_id", "key_id", "client_id", "bundle_ids", "services_ids", "redirect_uri")
_MAX_FILES = 4 * MAX_TEXT


def read_given(arguments: dict[str, Any], folders: Folders) -> GatherRequest:
    """Return what *arguments* give as the doctor's input.

    Raises:
        UsageError: a file outside of *folders*, or a malformed identifier, URL or time.
        NotReadable: a file that is missing or cannot be read.
        TooLarge: texts or a file over 1 MiB.
    """
    settings = read_stated(arguments)
    texts = tuple(arguments.get("texts", ()))
    if sum(map(len, texts)) > MAX_TEXT:
        raise TooLarge(f"the texts have more than {MAX_TEXT} characters", hint="give only the request, the answer and the key")
    files = tuple(_read(name, folders) for name in arguments.get("files", ()))
    if sum(len(file.text) for file in files if isinstance(file, Pasted)) > _MAX_FILES:
        raise TooLarge(
            f"the files have more than {_MAX_FILES} characters", hint="which files make the client_secret and send the request? Give only these"
        )
    key = read_key_file(arguments["key"], folders) if arguments.get("key") else None
    return GatherRequest((*map(Pasted, texts), *files), settings.known((key,) if key else ()), clock.now())


def read_stated(arguments: dict[str, Any]) -> Settings:
    """Return the identifiers in *arguments*.

    Raises:
        UsageError: a malformed identifier, URL, origin or time.
    """
    require_stated({name: arguments.get(name) for name in _IDENTIFIERS}, {name: name for name in _IDENTIFIERS})
    return Settings(
        team_id=arguments.get("team_id"),
        key_id=arguments.get("key_id"),
        bundle_ids=tuple(arguments.get("bundle_ids", ())),
        services_ids=tuple(arguments.get("services_ids", ())),
        origin=read_origin(arguments["origin"], "origin") if arguments.get("origin") else None,
        redirect_uri=arguments.get("redirect_uri"),
        now=read_time(arguments["now"], "now") if arguments.get("now") else None,
    )


def read_key_file(name: str, folders: Folders) -> KeyAtHand:
    """Return the key in the file *name*.

    Raises:
        UsageError: it is outside of *folders*.
        NotReadable: it is missing or cannot be read.
        TooLarge: it is larger than any key.
    """
    file = folders.read(name, MAX_KEY_BYTES)
    return key_at_hand(file.text, file.name, file.mode, path=name)


def _read(name: str, folders: Folders) -> Pasted | AlreadyRead:
    pieces = har_pieces(str(folders.find(name)))
    if pieces is not None:
        return AlreadyRead(pieces)
    file = folders.read(name)
    return Pasted(file.text, file.name)
