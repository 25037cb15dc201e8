"""A private key in every form in which someone may paste it."""

from __future__ import annotations

import gzip
import json
from base64 import b32encode, b64decode, b64encode, urlsafe_b64encode
from urllib.parse import quote

from siwakit.jose.keys import apple_p8


def _every(text: str, size: int, join: str) -> str:
    return join.join(text[at : at + size] for at in range(0, len(text), size))


def _numbers(data: bytes) -> dict[str, str]:
    digits, decimal = data.hex(), str(int.from_bytes(data, "big"))
    return {
        "hexadecimal": digits,
        "hexadecimal capitals": digits.upper(),
        "hexadecimal with 0x": f"0x{digits}",
        "hexadecimal under a name": f"private_key={digits}",
        "hexadecimal in JSON": f'{{"privateKey":"{digits}"}}',
        "hexadecimal in a comment": f"# key: {digits}",
        "hexadecimal pairs": data.hex(":"),
        "hexadecimal pairs of OpenSSL": f"priv:\n    {_every(data.hex(':'), 45, chr(10) + '    ')}",
        "hexadecimal bytes": data.hex(" "),
        "hexadecimal literals": "[]byte{" + ", ".join(f"0x{byte:02x}" for byte in data) + "}",
        "hexadecimal escapes": "".join(f"\\x{byte:02x}" for byte in data),
        "hexadecimal lines": _every(digits, 16, "\n"),
        "hexadecimal groups": _every(digits, 8, " "),
        "hexadecimal spaced": " ".join(digits),
        "hexadecimal behind a token": f"eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.AAAA {digits}",
        "hexadecimal, little-endian": data[::-1].hex(),
        "decimal": decimal,
        "decimal under a name": f"d = {decimal}",
        "decimal groups": f"{int(decimal):_}",
        "decimal lines": _every(decimal, 20, "\n"),
        "bytes": str(list(data)),
        "signed bytes": str([byte - 256 if byte > 127 else byte for byte in data]),
        "bytes as Python prints them": repr(data),
        "octal escapes": "".join(f"\\{byte:03o}" for byte in data),
        "percent-encoded number": "".join(f"%{byte:02X}" for byte in data),
        "base64": b64encode(data).decode(),
        "base64 without padding": b64encode(data).decode().rstrip("="),
        "base64 of base64": b64encode(b64encode(data)).decode(),
        "base64 of hexadecimal": b64encode(digits.encode()).decode(),
        "base64url": urlsafe_b64encode(data).decode().rstrip("="),
        "base64url under a name": f"secret: {urlsafe_b64encode(data).decode()}",
        "base64url below a token": f"client_secret=eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.AAAA\nKEY={urlsafe_b64encode(data).decode()}",
        "base64url in an address": f"https://example.com/?k={urlsafe_b64encode(data).decode()}&x=1",
        "member d without its JWK": f'"d":"{urlsafe_b64encode(data).decode().rstrip("=")}"',
        "base64 spaced": " ".join(b64encode(data).decode()),
        "base32": b32encode(data).decode(),
    }


def _files(pem: str) -> dict[str, str]:
    lines = pem.splitlines()
    body = "".join(lines[1:-1])
    return {
        "middle line": lines[2],
        "middle line under a name": f"key2={lines[2]}",
        "middle line in quotes": f'"{lines[2]}"',
        "last lines": f"{lines[2]}\n{lines[3]}",
        "middle line behind a mask": f"-----BEGIN PRIVATE KEY-----\n...\n{lines[2]}\n-----END PRIVATE KEY-----",
        "percent-encoded twice": quote(quote(pem, ""), ""),
        "percent-encoded three times": quote(quote(quote(pem, ""), ""), ""),
        "body percent-encoded twice": quote(quote(body, ""), ""),
        "every character percent-encoded": "".join(f"%{byte:02X}" for byte in pem.encode()),
        "every character escaped for JSON": "".join(f"\\u{byte:04x}" for byte in pem.encode()),
        "body escaped for JSON": body.replace("+", "\\u002b").replace("/", "\\/"),
        "every character escaped for HTML": "".join(f"&#{byte};" for byte in pem.encode()),
        "body escaped for HTML": body.replace("+", "&#43;").replace("/", "&#x2F;"),
        "spaced": " ".join(pem),
        "body spaced": " ".join(body),
        "body in fours": _every(body, 4, " "),
        "body in tens": _every(body, 10, " "),
        "body in lines of 30": _every(body, 30, "\n"),
        "body in literals": "\n".join(f'"{body[at : at + 20]}" +' for at in range(0, len(body), 20)),
        "body with commas": _every(body, 16, ","),
        "UTF-16 pasted as it is": "".join(f"{letter}\0" for letter in body),
        "UTF-16 in base64": b64encode(pem.encode("utf-16-le")).decode(),
        "UTF-16 in base64, the other way": b64encode(pem.encode("utf-16-be")).decode(),
        "UTF-16 in hexadecimal": pem.encode("utf-16-le").hex(),
        "base64 twice": b64encode(b64encode(pem.encode())).decode(),
        "packed": b64encode(gzip.compress(pem.encode(), mtime=0)).decode(),
        "PEM in hexadecimal": pem.encode().hex(),
        "DER in hexadecimal": b64decode(body).hex(),
        "a list of its lines": json.dumps(lines),
        "a list in YAML": "- " + "\n- ".join(lines[1:3]),
    }


def forms_of(scalar: int) -> dict[str, str]:
    """Return the key with the private number *scalar* in each form, by the name of the form."""
    return {**_numbers(scalar.to_bytes(32, "big")), **_files(apple_p8.write(scalar))}
