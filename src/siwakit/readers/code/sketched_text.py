"""How the parts of a sketch are written: segments of a token, fields of a form."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

from siwakit.jose import base64url
from siwakit.readers.code.libraries.encodings import PADDED


def json_segment(members: dict[str, Any]) -> str:
    """Return a JSON object as a segment of a token."""
    return base64url.encode(json.dumps(members, separators=(",", ":"), default=str).encode())


def segment_of(data: bytes, spelling: str) -> str:
    """Return *data* as a segment of a token, in the encoding that the program uses."""
    if spelling == "base64":
        return base64.b64encode(data).decode()
    return base64.urlsafe_b64encode(data).decode() if spelling == PADDED else base64url.encode(data)


def form_of(pairs: list[tuple[str, str]]) -> str:
    """Return fields as a form, in which a `$` stands for what is not known."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='$')}" for name, value in pairs)


def multipart_of(pairs: list[tuple[str, str]]) -> str:
    """Return fields as a body in parts."""
    parts = "".join(f'--stand-in\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs)
    return f"{parts}--stand-in--\r\n"
