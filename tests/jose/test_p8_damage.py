"""Keys that were damaged on their way into a setting: the damage is named, and undone if that can be proved correct."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from time import process_time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from tests.each import each

from siwakit.errors import KeyFault
from siwakit.jose.keys.p8 import KeyDamage, KeyForm, load_private_key, read_key, repair

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def key_for(label, curve=None):
    scalar = int.from_bytes(sha256(label.encode()).digest(), "big") % (ORDER - 1) + 1
    return ec.derive_private_key(scalar, curve or ec.SECP256R1())


def wrap(der, label="PRIVATE KEY"):
    text = b64encode(der).decode()
    return "\n".join((f"-----BEGIN {label}-----", *(text[at : at + 64] for at in range(0, len(text), 64)), f"-----END {label}-----", ""))


KEY = key_for("p8")
SEC1_DER = KEY.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
OPENSSL_DER = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
# Apple's outline: the curve named once more inside.
APPLE_DER = bytes.fromhex("308193020100301306072a8648ce3d020106082a8648ce3d0301070479") + SEC1_DER
APPLE = wrap(APPLE_DER)
SEC1 = wrap(SEC1_DER, "EC PRIVATE KEY")
BODY = b64encode(APPLE_DER).decode()
ESCAPED = APPLE.strip().replace("\n", "\\n")
SPACED = APPLE.strip().replace("\n", " ")
LINES = APPLE.splitlines()
D = KeyDamage

SOUND = {
    "as downloaded": APPLE,
    "without the last line break": APPLE.rstrip("\n"),
    "with Windows line ends": APPLE.replace("\n", "\r\n"),
    "with the line ends of old Macs": APPLE.replace("\n", "\r"),
    "with trailing spaces": APPLE.replace("\n", "  \n"),
    "with blank lines around": f"\n\n{APPLE}\n\n",
    "with text before": f"Bag Attributes\n    friendlyName: apple\nKey Attributes: <No Attributes>\n{APPLE}",
    "as OpenSSL writes it": wrap(OPENSSL_DER),
    "as bytes": APPLE.encode(),
    "with its body on one line": f"{LINES[0]}\n{BODY}\n{LINES[-1]}\n",
    "as a YAML block": "private_key: |\n" + "".join(f"  {line}\n" for line in LINES),
    "as a JSON member": f'"private_key": {json.dumps(APPLE)},',
    "as a JSON object": json.dumps({"key_id": "ABCDE12345", "private_key": APPLE}),
    "as a quoted assignment of many lines": f'APPLE_KEY="{APPLE}"',
    "followed by its public key": APPLE + wrap(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), "PUBLIC KEY"),
}

DAMAGED = {
    "no BEGIN and END lines": ("\n".join(LINES[1:-1]), (D.LINES_MISSING,)),
    "the bare base64 on one line": (BODY, (D.LINES_MISSING,)),
    "the bare base64 assigned": (f"APPLE_KEY={BODY}", (D.LINES_MISSING,)),
    "the bare base64 with spaces for line breaks": (" ".join(LINES[1:-1]), (D.LINES_MISSING, D.ONE_LINE)),
    "binary": (APPLE_DER, (D.LINES_MISSING,)),
    "four dashes": (APPLE.replace("-----", "----"), (D.ARMOUR_DAMAGED,)),
    "four dashes at the end": (APPLE.rstrip()[:-1], (D.ARMOUR_DAMAGED,)),
    "lower-case lines": (APPLE.replace("BEGIN PRIVATE KEY", "begin private key"), (D.ARMOUR_DAMAGED,)),
    "typographic dashes": (APPLE.replace("--", "\u2014"), (D.ARMOUR_DAMAGED,)),
    "no dashes at all": (APPLE.replace("-", ""), (D.ARMOUR_DAMAGED,)),
    "a misspelt label": (APPLE.replace("PRIVATE", "PRIVAT"), (D.ARMOUR_DAMAGED,)),
    "the label of SEC1": (APPLE.replace("PRIVATE", "EC PRIVATE"), (D.ARMOUR_DAMAGED,)),
    "labels that differ": (APPLE.replace("END PRIVATE", "END EC PRIVATE"), (D.ARMOUR_DAMAGED,)),
    "no END line": ("\n".join(LINES[:-1]), (D.ARMOUR_DAMAGED,)),
    "no BEGIN line": ("\n".join(LINES[1:]), (D.ARMOUR_DAMAGED,)),
    "a glued END line": (APPLE.replace("\n-----END", "-----END"), (D.ARMOUR_DAMAGED,)),
    "a glued BEGIN line": (APPLE.replace("KEY-----\n", "KEY-----", 1), (D.ARMOUR_DAMAGED,)),
    "base64url letters": (wrap(APPLE_DER).replace("+", "-").replace("/", "_").replace("_", "_"), (D.BASE64_DAMAGED,)),
    "padding too many": (APPLE.replace("\n-----END", "==\n-----END"), (D.BASE64_DAMAGED,)),
    "a foreign character": (APPLE.replace(LINES[2], LINES[2] + "*"), (D.BASE64_DAMAGED,)),
    "a byte too many": (wrap(APPLE_DER + b"\0"), (D.BASE64_DAMAGED,)),
    "a plus that became a space": (APPLE.replace("+", " "), (D.BASE64_DAMAGED,)),
    "escaped line breaks": (ESCAPED, (D.NEWLINES_ESCAPED,)),
    "escaped Windows line breaks": (APPLE.strip().replace("\n", "\\r\\n"), (D.NEWLINES_ESCAPED,)),
    "doubly escaped line breaks": (APPLE.strip().replace("\n", "\\\\n"), (D.NEWLINES_ESCAPED,)),
    "percent-encoded line breaks": (APPLE.replace("\n", "%0A").replace("+", "%2B"), (D.NEWLINES_ESCAPED,)),
    "form-encoded": (APPLE.replace("+", "%2B").replace("\n", "%0A").replace(" ", "+"), (D.NEWLINES_ESCAPED,)),
    "escapes without their backslash": (APPLE.replace("\n", "n"), (D.NEWLINES_ESCAPED,)),
    "an assignment with escapes": (f'APPLE_KEY="{ESCAPED}"', (D.NEWLINES_ESCAPED,)),
    "one line": (APPLE.replace("\n", ""), (D.ONE_LINE,)),
    "spaces for line breaks": (SPACED, (D.ONE_LINE,)),
    "a folded YAML block": ("private_key: >\n" + "".join(f"  {line}\n" for line in LINES), (D.ONE_LINE,)),
    "double quotes": (f'"{APPLE}"', (D.QUOTES,)),
    "single quotes": (f"'{APPLE}'", (D.QUOTES,)),
    "typographic quotes": (f"\u201c{APPLE.strip()}\u201d", (D.QUOTES,)),
    "one quote at the start": (f'"{APPLE}', (D.QUOTES,)),
    "one quote at the end": (f"{APPLE}'", (D.QUOTES,)),
    "the literal of Python's bytes": (repr(APPLE.encode()), (D.QUOTES, D.NEWLINES_ESCAPED)),
    "a JSON string": (json.dumps(APPLE), (D.QUOTES, D.NEWLINES_ESCAPED)),
    "string literals joined by plus": (" +\n".join(f'  "{line}\\n"' for line in LINES), (D.QUOTES, D.NEWLINES_ESCAPED)),
    "base64 of the file": (b64encode(APPLE.encode()).decode(), (D.BASE64_OF_PEM,)),
    "base64 of the file in lines": (f"{b64encode(ESCAPED.encode()).decode()}\n", (D.BASE64_OF_PEM, D.NEWLINES_ESCAPED)),
    "quoted base64 of the file": (f'"{b64encode(APPLE.encode()).decode()}"', (D.QUOTES, D.BASE64_OF_PEM)),
    "a byte order mark": ("\ufeff" + APPLE, (D.BYTE_ORDER_MARK,)),
    "the bytes of a byte order mark": (b"\xef\xbb\xbf" + APPLE.encode(), (D.BYTE_ORDER_MARK,)),
    "UTF-16, as PowerShell writes": (("\ufeff" + APPLE).encode("utf-16-le"), (D.BYTE_ORDER_MARK,)),
    "indented": ("".join(f"    {line}\n" for line in LINES), (D.INDENTED,)),
    "indented by tabs but for the first line": ("\n\t".join(LINES), (D.INDENTED,)),
}

BROKEN = {
    "the first line alone": (LINES[0], (D.TRUNCATED,)),
    "the first line of an assignment": (f'KEY="{LINES[0]}', (D.TRUNCATED,)),
    "no end": ("\n".join(LINES[:3]), (D.TRUNCATED,)),
    "a line missing in the middle": ("\n".join(LINES[:2] + LINES[3:]), (D.TRUNCATED,)),
    "nothing between the lines": (f"{LINES[0]}\n{LINES[-1]}", (D.TRUNCATED,)),
    "its end alone": ("\n".join(LINES[2:]), (D.TRUNCATED,)),
    "the bare base64, cut": (BODY[:100], (D.LINES_MISSING, D.TRUNCATED)),
    "a letter changed": (APPLE.replace(LINES[2][20:24], "AAAA"), (D.BASE64_DAMAGED,)),
    "dots for the body": (f"{LINES[0]}\n...\n{LINES[-1]}", (D.TRUNCATED,)),
    "words for the body": (f"{LINES[0]}\nYOUR KEY HERE\n{LINES[-1]}", (D.ONE_LINE, D.BASE64_DAMAGED)),
}


@each("name", SOUND)
def test_a_sound_key_is_usable(name):
    reading = read_key(SOUND[name])
    assert (reading.form, reading.curve, reading.damages) == (KeyForm.PKCS8, "P-256", ())
    assert reading.is_usable
    assert load_private_key(SOUND[name]).private_numbers() == KEY.private_numbers()


@each("name", DAMAGED)
def test_damage_is_named_and_undone(name):
    text, damages = DAMAGED[name]
    reading = read_key(text)
    assert reading.damages == damages
    assert repair(reading) == APPLE
    assert reading.public == KEY.public_key()
    assert not reading.is_usable


@each("name", BROKEN)
def test_damage_that_cannot_be_undone_is_named_and_never_guessed(name):
    text, damages = BROKEN[name]
    reading = read_key(text)
    assert (reading.form, reading.damages) == (KeyForm.PKCS8, damages)
    assert (reading.private, reading.repaired) == (None, None)
    with pytest.raises(KeyFault):
        repair(reading)


@each("length", range(0, 150, 3))
def test_every_cut_of_a_key_is_truncated(length):
    text = f"-----BEGIN PRIVATE KEY-----\n{b64encode(APPLE_DER[:length]).decode()}"
    assert D.TRUNCATED in read_key(text).damages
    assert read_key(text).repaired is None


HOSTILE = [
    "-",
    "\\",
    "BEGIN",
    "END ",
    "-----BEGIN PRIVATE KEY-----",
    "\\r",
    '"\n"',
    " ",
    '"',
    "a/",
    "MIG",
    "%0A",
    "\n ",
    "{",
    "[",
    "n",
    "= ",
    "-----BEGIN ",
]


@each("seed", range(len(HOSTILE)))
@each("tail", ["", "x", "\x00", '"'])
def test_no_text_makes_the_reader_run_away(seed, tail):
    text = (HOSTILE[seed] * 16384)[:16383] + tail
    start = process_time()
    read_key(text)
    read_key("MIG" + text[3:])
    assert process_time() - start < 0.2
