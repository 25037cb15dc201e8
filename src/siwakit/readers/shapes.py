"""Recognise by its form a text that is one thing: a token, a key, an address, a form."""

from __future__ import annotations

import re

from siwakit.apple import ERRORS, FIELDS
from siwakit.evidence.addresses import plain_address
from siwakit.evidence.form_fields import FormReading, read_form, read_listing
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.jose import jws
from siwakit.jose.jws import is_compact
from siwakit.patterns import pattern
from siwakit.readers.key_literals import key_in_code
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.requests.addressee import classify_address
from siwakit.readers.sample_texts import KEY as KEY_TEXT
from siwakit.readers.sample_texts import TOKEN as TOKEN_TEXT
from siwakit.readers.settings.dotenv import read_dotenv

# A token with any damage that can happen in transit: quotes, a scheme, escapes, line breaks, a missing end.
_DAMAGED_TOKEN = pattern(
    r"[\s\"'`]{0,9}(?i:authorization:\s{0,3})?(?i:(?:bearer|jwt)[\s:]{1,3})?[\s\"'`]{0,9}(?:eyJ|ZXlK|%65%79)[\sA-Za-z0-9_+/=.%\"'`\\,;-]*"
)
_MIN_DAMAGED = 20
_ARMOUR = pattern(r"(?:BEGIN|(?P<end>END))[ _]?[A-Z0-9 ]{0,24}(?:KEY|CERTIFICATE)")
# What settings and source code contain beside a key; openssl puts attributes above one.
_PAIR_BESIDE = pattern(r"[\w\"']\s{0,3}(?:=>|[:=])\s{0,3}[\"'\[{\w]")
_MAX_PAIRS_BESIDE = 1
# Three words with spaces around them, in a text without a line of base64, are a sentence that names a line of a key.
_WORD = pattern(r"(?<!\S)[A-Za-z][\w.:'()]{1,60}(?!\S)")
_MIN_WORDS = 3
_BASE64_LINE = pattern(r"[A-Za-z0-9+/]{40}")
_BLANK_LINE = pattern(r"\n[^\S\n]*\n")
# PKCS#8, SEC1, RSA and public keys in DER, and PEM, each in base64.
_BASE64_KEY = pattern(r"[\s\"']*(?:MI[GHI]|MH[cQY]C|MFkw|MDQC|LS0tLS1CRUdJTi)[\sA-Za-z0-9+/=_\\\"'-]*")
_MIN_BASE64_KEY = 40
_CURVE = pattern(r"prime256v1|secp256r1|P-?256|ES256", re.IGNORECASE)
# A sentence, too, ends in the name of a file: before the first slash there is no space.
_KEY_PATH = pattern(r"(?:[A-Za-z]:|file:|[\w.~$@{}+-]{0,120})(?:[/\\][^\n\"'`,;:]{0,300})?(?: \(\d{1,2}\))?\.(?:p8|pem|key)")
# The name that Apple gives to the file. Any other name that contains "key" can be that of a program or a certificate.
_KEY_NAME = pattern(r"\.p8$|^AuthKey_[A-Z0-9]{10}(?![A-Za-z0-9_])", re.IGNORECASE)
_SETTING = pattern(r"[A-Z][A-Z0-9_]{1,60}")
# No host with user information is longer. What is not read here is tried as everything else, so refusing must be cheap.
_ADDRESS = pattern(r"[<\"'(]?(https?://[^/?#\s]{0,2048}?(?:/[^?#\s]*?)?(?:[?#][^\n]*?)?)[>\"')]?", re.IGNORECASE)
_WRAPPED_ADDRESS = pattern(r"(?<!\s)\s++(?=[&?])")
_FORM = pattern(r"[A-Za-z_][\w.\[\]-]{0,60}=[^\n]*")
_CALL = pattern(r"\w\(|\w\[[\"'\w]|;\Z")
_KNOWN_FIELDS = frozenset(FIELDS) | {"state", "user", "id_token", "error"}


def is_damaged_token(text: str) -> bool:
    """Return whether *text* is a damaged JWT."""
    if len(text) < _MIN_DAMAGED or not _DAMAGED_TOKEN.fullmatch(text) or _BLANK_LINE.search(text.strip()):
        return False
    return not all(is_compact(line.strip()) for line in text.strip().split("\n"))


def is_key(text: str) -> bool:
    """Return whether *text* is meant as a key: armour in any state, bare base64, a curve's name or a file's."""
    bare = text.strip("\ufeff \t\r\n\"'")
    if _is_armoured(bare) or _CURVE.fullmatch(bare) or _KEY_PATH.fullmatch(bare):
        return True
    return len(bare) >= _MIN_BASE64_KEY and bool(_BASE64_KEY.fullmatch(bare))


def _is_armoured(bare: str) -> bool:
    """Return whether *bare* is one key in armour, with at most an empty line before it or after it."""
    lines = list(_ARMOUR.finditer(bare))
    if not lines or len({line.group("end") for line in lines}) < len(lines):
        return False
    if _BLANK_LINE.search(bare, 0, lines[0].start()) or _BLANK_LINE.search(bare, lines[-1].end()):
        return False
    beside = f"{bare[: lines[0].start()]} {bare[lines[-1].end() :]}"
    if len(lines) == 1 and not _BASE64_LINE.search(beside) and len(_WORD.findall(beside)) >= _MIN_WORDS:
        return False
    return "Attributes" in beside or len(_PAIR_BESIDE.findall(beside)) <= _MAX_PAIRS_BESIDE


def is_key_name(name: str) -> bool:
    """Return whether *name* is one that Apple gives to a key file, whatever the file contains now."""
    return bool(_KEY_NAME.search(_last_part(name)))


def address_in(text: str) -> str | None:
    """Return the address that *text* is, with the line breaks of a wrapped one undone, or None."""
    if "://" not in text:
        return None
    joined = _WRAPPED_ADDRESS.sub(lambda gap: "" if "\n" in gap.group() else gap.group(), text.strip())
    found = _ADDRESS.fullmatch(joined)
    return found.group(1) if found else None


def form_in(text: str) -> FormReading | None:
    """Return the fields of *text*, written as a form or as a list, if Apple knows one of them."""
    bare = text.strip()
    is_form = bool(_FORM.fullmatch(bare.lstrip("?")))
    reading = read_form(bare.lstrip("?")) if is_form else read_listing(bare)
    known = {one.name for one in reading.fields} & _KNOWN_FIELDS
    if _is_statement(reading, known, is_form=is_form):
        return None
    if known == {"token"} and is_compact((reading.get("token") or "").strip("\"' ;,")):
        # A common name for any JWT: not a field of a revocation, which has others beside it.
        return None
    is_said = "\n" in bare and reading.get("error") in ERRORS
    return reading if known and not is_said else None


def _is_statement(reading: FormReading, known: set[str], *, is_form: bool) -> bool:
    """Return whether what looks like fields is source code or prose, which use names such as code and token for anything."""
    if is_form and len(reading.fields) > 1:
        return False
    if any(_CALL.search(one.value) for one in reading.fields):
        return True
    return not is_form and len(known) == 1 and len(reading.fields) == 1


def settings_in(text: str) -> dict[str, str] | None:
    """Return the settings of *text*, `NAME=value` on each line as in a `.env` file, or None."""
    made = read_dotenv(text)
    return made if made and all(map(_SETTING.fullmatch, made)) else None


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _read_token(text: Text) -> tuple[Piece, ...]:
    return (Piece(PieceKind.TOKEN, jws.read(text.text)),) if is_compact(text.text) else ()


def _read_damaged_token(text: Text) -> tuple[Piece, ...]:
    return (Piece(PieceKind.SECRET_TEXT, text.text),) if is_damaged_token(text.text) else ()


def _read_environment(text: Text) -> tuple[Piece, ...]:
    settings = settings_in(text.text)
    return (Piece(PieceKind.SETTINGS, settings),) if settings else ()


def _read_address(text: Text) -> tuple[Piece, ...]:
    address = address_in(text.text)
    piece = classify_address(plain_address(address)) if address else None
    return (piece,) if piece else ()


def _read_key(text: Text) -> tuple[Piece, ...]:
    return (Piece(PieceKind.KEY, key_in_code(text.text, text.name) or text.text),) if is_key(text.text) else ()


def _read_form(text: Text) -> tuple[Piece, ...]:
    form = form_in(text.text)
    return (Piece(PieceKind.FORM, form),) if form else ()


TOKEN = Reader(
    id="token",
    title="a JWT",
    scope=Scope.ONE,
    read=_read_token,
    good=lambda: (
        Sample("a JWT", f"  {TOKEN_TEXT}\n", (PieceKind.TOKEN,)),
        Sample("a JWT without a signature", f"{TOKEN_TEXT.rpartition('.')[0]}.", (PieceKind.TOKEN,)),
    ),
    bad=lambda: (
        Sample("a JWT in quotes", f'"{TOKEN_TEXT}"'),
        Sample("three words with dots between", "www.example.com"),
    ),
)
DAMAGED_TOKEN = Reader(
    id="damaged-token",
    title="a JWT with something around it, or a part of one",
    scope=Scope.ONE,
    read=_read_damaged_token,
    good=lambda: (
        Sample("a JWT in quotes", f'"{TOKEN_TEXT}"', (PieceKind.SECRET_TEXT,)),
        Sample("a JWT behind Bearer", f"Authorization: Bearer {TOKEN_TEXT}", (PieceKind.SECRET_TEXT,)),
        Sample("a JWT that was cut off", TOKEN_TEXT[:30], (PieceKind.SECRET_TEXT,)),
        Sample("a JWT on two lines", f"{TOKEN_TEXT[:25]}\n {TOKEN_TEXT[25:]}", (PieceKind.SECRET_TEXT,)),
    ),
    bad=lambda: (
        Sample("a whole JWT", TOKEN_TEXT),
        Sample("the beginning of any JSON in base64", "eyJhbGci"),
    ),
)
ENVIRONMENT = Reader(
    id="environment",
    title="settings of the environment, NAME=value on each line",
    scope=Scope.ONE,
    read=_read_environment,
    good=lambda: (
        Sample("two settings", "export APPLE_TEAM_ID=A1B2C3D4E5\nAPPLE_KEY_ID='ABC123DEFG'", (PieceKind.SETTINGS,)),
        Sample("a setting that is a key", f'APPLE_KEY="{KEY_TEXT}"', (PieceKind.KEY,)),
        Sample("a setting that is a JWT", f"SECRET={TOKEN_TEXT}", (PieceKind.TOKEN,)),
    ),
    bad=lambda: (Sample("a form", "client_id=x&client_secret=y"),),
)
ADDRESS = Reader(
    id="address",
    title="the address of one of Apple's pages, or of the callback",
    scope=Scope.ONE,
    read=_read_address,
    good=lambda: (
        Sample("an authorization request", "https://appleid.apple.com/auth/authorize?client_id=x&scope=name", (PieceKind.AUTHORIZE,)),
        Sample("a callback", "https://app.example.com/callback#id_token=x", (PieceKind.CALLBACK,)),
        Sample("a request in an address", "https://appleid.apple.com/auth/token?code=x", (PieceKind.REQUEST,)),
    ),
    bad=lambda: (
        Sample("a page of another site", "https://app.example.com/callback"),
        Sample("an address with what a program said of it", "https://appleid.apple.com/auth/token [400]"),
        Sample("the page of errors of an application", "https://app.example.com/login?error=sign_in_failed"),
        Sample("an address to which a program adds the fields", "https://appleid.apple.com/auth/authorize?${parameters}&state=${state}"),
        Sample("the base address of Apple's page", "https://appleid.apple.com/auth/authorize?response_mode=form_post"),
    ),
)
KEY = Reader(
    id="key",
    title="a key: PEM in any state, only its base64, or the name of its file or curve",
    scope=Scope.ONE,
    read=_read_key,
    good=lambda: (
        Sample("PEM", KEY_TEXT, (PieceKind.KEY,)),
        Sample("PEM with escaped line ends", KEY_TEXT.replace("\n", "\\n"), (PieceKind.KEY,)),
        Sample("only its base64", KEY_TEXT.split("\n")[1], (PieceKind.KEY,)),
        Sample("the path of its file", "config/AuthKey_ABC123DEFG.p8", (PieceKind.KEY,)),
        Sample("a path of Windows", "C:\\Users\\Jane Doe\\AuthKey_ABC123DEFG (1).p8", (PieceKind.KEY,)),
        Sample("the name of a curve", "prime256v1", (PieceKind.KEY,)),
    ),
    bad=lambda: (
        Sample("a sentence about keys", "Where does the private key belong?"),
        Sample("a sentence that names a line of a key", "java.io.IOException: -----END PRIVATE KEY not found"),
        Sample("a sentence that ends in a file's name", "could not read the key file: no such file, open './AuthKey.p8'"),
        Sample("a few words that end in a path", "cannot find keys/AuthKey_ABC123DEFG.p8"),
        Sample("other base64", "QWxsIGtleXMgaGF2ZSBhIGhlYWQgb2YgdGhlaXIgb3du"),
    ),
)
FORM = Reader(
    id="form",
    title="the fields of a request, as a form or as a list",
    scope=Scope.ONE,
    read=_read_form,
    good=lambda: (
        Sample("a form", "client_id=x&client_secret=y", (PieceKind.FORM,)),
        Sample("a query", "?code=x&state=y", (PieceKind.FORM,)),
        Sample("a list", "client_id: x\ngrant_type: y", (PieceKind.FORM,)),
    ),
    bad=lambda: (
        Sample("fields of another service", "page=1&sort=name"),
        Sample("a statement in source code", "code = request.form['code'];"),
    ),
)
