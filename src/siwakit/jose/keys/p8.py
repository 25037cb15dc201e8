"""Read a developer's private key in any state, without raising because of its contents.

The text is parsed here and the DER inside is recognised by its outline; `cryptography` sees only DER that is
complete, so that each key is parsed once and nothing depends on how lenient a PEM parser is. Nothing here asks for a
password or runs a key derivation function.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import a2b_base64
from dataclasses import field, replace

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey, derive_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_der_public_key,
)

from siwakit.errors import KeyFault, TooLarge
from siwakit.jose.keys import key_advice
from siwakit.jose.keys.armour import Armour, find_armour, private_blocks
from siwakit.jose.keys.der import Outline, public_of_certificate, read_outline
from siwakit.jose.keys.key_damage import unwrap
from siwakit.jose.keys.key_kinds import KeyDamage, KeyForm
from siwakit.jose.keys.non_pem_key import NonPemKey, recognise
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.patterns import pattern
from siwakit.record import record

__all__ = ["P256", "KeyDamage", "KeyForm", "KeyReading", "load_private_key", "read_key", "repair"]

MAX_KEY_CHARACTERS = 16 * 1024
P256 = "P-256"
APPLE_DER_BYTES = 150  # observed: Apple's file names the curve a second time inside
OPENSSL_DER_BYTES = 138  # observed: OpenSSL leaves that out
_LOADABLE = frozenset((P256, "P-224", "P-384", "P-521", "secp256k1"))
_SHORTEST_BODY = 40
_FOREIGN = pattern(r"[^A-Za-z0-9+/]")
_URL_LETTERS = str.maketrans("-_", "+/")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@record
class KeyReading:
    """What a text contains: its form, its curve, its damage outermost first, and the keys that were found.

    *public* is on P-256; a key on another curve is in *foreign_public*. *repaired* is the clean PKCS#8 text of every
    private key on P-256 that loads, damaged or not.
    """

    form: KeyForm
    curve: str | None = None
    damages: tuple[KeyDamage, ...] = ()
    private: EllipticCurvePrivateKey | None = field(default=None, repr=False)
    public: EllipticCurvePublicKey | None = field(default=None, repr=False)
    foreign_public: EllipticCurvePublicKey | None = field(default=None, repr=False)
    repaired: str | None = field(default=None, repr=False)
    der_length: int | None = None

    __reduce__ = refuse_pickling

    @property
    def is_usable(self) -> bool:
        """Return whether this is Apple's form on P-256, without damage."""
        return self.form is KeyForm.PKCS8 and self.private is not None and not self.damages

    @property
    def origin(self) -> str | None:
        """Return what the length of the DER suggests about where the file came from; it is not proof."""
        if self.form is not KeyForm.PKCS8 or self.curve != P256:
            return None
        if self.der_length == APPLE_DER_BYTES:
            return "150 bytes of DER, as in Apple's download"
        if self.der_length == OPENSSL_DER_BYTES:
            return "138 bytes of DER, as OpenSSL writes: re-encoded after the download, or created locally"
        return None


def read_key(text: str | bytes) -> KeyReading:
    """Return what *text* (from a setting, a file, a form) contains.

    Raises:
        TooLarge: more than 16 KiB.
    """
    if len(text) > MAX_KEY_CHARACTERS:
        raise TooLarge(f"a key of {len(text)} characters, expected at most {MAX_KEY_CHARACTERS}", hint="give the text of one .p8 file")
    if isinstance(text, bytes):
        if text[:1] == b"0" and read_outline(text):
            return _read_der(text, Armour("", None, has_begin=False, has_end=False, damages=()), is_damaged=False)
        text = _as_text(text)
    inner, damages = unwrap(text)
    reading = _read_text(inner)
    if _contain_different_keys(private_blocks(inner)):
        reading = _without_private(reading)
    return replace(reading, damages=tuple(dict.fromkeys(damages + reading.damages)))


def repair(reading: KeyReading) -> str:
    """Return the key of *reading* as a clean PKCS#8 text.

    Raises:
        KeyFault: no private key on P-256 was found in it.
    """
    if reading.repaired is None:
        raise _fault(reading)
    return reading.repaired


def load_private_key(text: str | bytes) -> EllipticCurvePrivateKey:
    """Return the private key in *text*, which must be Apple's form without damage.

    Raises:
        KeyFault: anything else; the message names the form or the damage, the hint the next step.
        TooLarge: more than 16 KiB.
    """
    reading = read_key(text)
    if reading.private is None or not reading.is_usable:
        raise _fault(reading)
    return reading.private


def _contain_different_keys(blocks: tuple[str, ...]) -> bool:
    """Return whether *blocks* are two different private keys; a block that contains nothing like a key does not count."""
    if len(blocks) < 2:  # noqa: PLR2004  two keys
        return False
    keys = [key for block in blocks if (key := _identify(_decode(armour.body)[0] if (armour := find_armour(block)) else b"")) is not None]
    return any(key != keys[0] for key in keys)


def _identify(der: bytes) -> object:
    """Return what identifies the private key in *der*: its public half, or its bytes if it does not load; None if it is not a key."""
    outline = read_outline(der)
    if outline is None or outline.form in (KeyForm.PUBLIC, KeyForm.CERTIFICATE):
        return None
    der = der[: outline.declared]
    return _load(der, outline)[1] or der


def _without_private(reading: KeyReading) -> KeyReading:
    """Return *reading* without its private key: the text contains two, and there is no way to tell which one is meant."""
    return replace(reading, damages=tuple(dict.fromkeys((KeyDamage.SECOND_KEY, *reading.damages))), private=None, repaired=None)


def _fault(reading: KeyReading) -> KeyFault:
    if KeyDamage.SECOND_KEY in reading.damages:
        return KeyFault("the text contains two different private keys, expected one", hint=key_advice.OF_DAMAGE[KeyDamage.SECOND_KEY])
    if reading.form is not KeyForm.PKCS8:
        return KeyFault(f"the private key is {reading.form.value}, expected Apple's .p8", hint=key_advice.OF_FORM[reading.form])
    if reading.curve not in (None, P256):
        return KeyFault(f"the private key is on {reading.curve}, expected {P256}", hint=key_advice.OF_FORM[KeyForm.PKCS8])
    if not reading.damages:
        return KeyFault("the private key cannot be loaded, expected Apple's .p8", hint=key_advice.OF_FORM[KeyForm.PKCS8])
    named = ", ".join(damage.value for damage in reading.damages)
    # Damage that cannot be undone decides the next step.
    worst = reading.damages[0] if reading.repaired else reading.damages[-1]
    return KeyFault(f"the private key has {named}, expected the text of Apple's .p8", hint=key_advice.OF_DAMAGE[worst])


def _as_text(data: bytes) -> str:
    if data.startswith(_UTF16_MARKS):
        return "\ufeff" + data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def _read_text(text: str) -> KeyReading:
    other = recognise(text)
    if other:
        return _read_other(other)
    armour = find_armour(text)
    if armour is None:
        return _read_without_armour(text)
    if armour.form is KeyForm.ENCRYPTED:
        return KeyReading(KeyForm.ENCRYPTED, damages=armour.damages)
    der, is_damaged = _decode(armour.body)
    if KeyDamage.ONE_LINE in armour.damages and not _is_complete(der):
        # In form encoding a plus sign becomes a space: if undoing only that completes the key, no line break was lost.
        with_plus, _ = _decode(armour.body.strip(" ").replace(" ", "+"))
        if _is_complete(with_plus):
            remaining = tuple(damage for damage in armour.damages if damage is not KeyDamage.ONE_LINE)
            return _read_der(with_plus, replace(armour, damages=remaining), is_damaged=True)
    return _read_der(der, armour, is_damaged=is_damaged)


def _read_other(other: NonPemKey) -> KeyReading:
    repaired = _write(other.private) if other.private else None
    damages = (KeyDamage.BASE64_DAMAGED,) if other.is_damaged else ()
    reading = KeyReading(other.form, other.curve, damages, other.private, other.public, repaired=repaired)
    return _without_private(reading) if other.has_second else reading


def _read_without_armour(text: str) -> KeyReading:
    der, is_damaged = _decode(text) if text.startswith("M") and len(text) >= _SHORTEST_BODY else (b"", False)
    if read_outline(der) is None:
        return KeyReading(KeyForm.OTHER)
    damages = (KeyDamage.ONE_LINE,) if " " in text else ()
    return _read_der(der, Armour("", None, has_begin=False, has_end=False, damages=damages), is_damaged=is_damaged)


def _decode(body: str) -> tuple[bytes, bool]:
    """Return the bytes that *body* encodes, and whether it differs from their canonical base64."""
    compact = "".join(body.split())
    letters = _FOREIGN.sub("", compact.translate(_URL_LETTERS))
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    data = a2b_base64(letters + "=" * (-len(letters) % 4))
    return data, b64encode(data).decode("ascii") != compact


def _is_complete(der: bytes) -> bool:
    outline = read_outline(der)
    return outline is not None and outline.declared == len(der)


def _read_der(der: bytes, armour: Armour, *, is_damaged: bool) -> KeyReading:
    outline = read_outline(der)
    if outline is None:
        return _read_undecodable(der, armour)
    is_short = outline.declared > len(der)
    is_damaged = is_damaged or outline.declared < len(der)
    second = _identify(der[outline.declared :])
    der = der[: outline.declared]
    private, public = (None, None) if is_short else _load(der, outline)
    if outline.curve in _LOADABLE and public is None and not is_short:
        is_damaged = True
    damages = [*_damages_of_marks(armour, outline, is_short=is_short), *armour.damages]
    if is_damaged:
        damages.append(KeyDamage.BASE64_DAMAGED)
    if is_short:
        damages.append(KeyDamage.TRUNCATED)
    repaired = None
    if private and outline.curve == P256:
        repaired = _wrap(der) if outline.form is KeyForm.PKCS8 else _write(private)
    is_p256 = outline.curve == P256
    reading = KeyReading(
        outline.form,
        outline.curve,
        tuple(damages),
        private if is_p256 else None,
        public if is_p256 else None,
        None if is_p256 else public,
        repaired,
        len(der),
    )
    return reading if second is None or second == _identify(der) else _without_private(reading)


def _read_undecodable(der: bytes, armour: Armour) -> KeyReading:
    if armour.form is None:
        return KeyReading(KeyForm.OTHER)
    is_short = not der or not armour.has_end or not armour.has_begin
    return KeyReading(armour.form, damages=(*armour.damages, KeyDamage.TRUNCATED if is_short else KeyDamage.BASE64_DAMAGED))


def _damages_of_marks(armour: Armour, outline: Outline, *, is_short: bool) -> tuple[KeyDamage, ...]:
    if not armour.has_begin and not armour.has_end:
        return (KeyDamage.LINES_MISSING,)
    # A missing END line is not additional damage if the end of the key is missing with it.
    lacks_line = not armour.has_begin or (not armour.has_end and not is_short)
    says_other = armour.form not in (None, outline.form) and outline.form is not KeyForm.RSA
    return (KeyDamage.ARMOUR_DAMAGED,) if lacks_line or says_other else ()


def _load(der: bytes, outline: Outline) -> tuple[EllipticCurvePrivateKey | None, EllipticCurvePublicKey | None]:
    if outline.curve not in _LOADABLE:
        return None, None
    try:
        if outline.form in (KeyForm.PUBLIC, KeyForm.CERTIFICATE):
            spki = der if outline.form is KeyForm.PUBLIC else public_of_certificate(der)
            public = load_der_public_key(spki or b"")
            return None, public if isinstance(public, EllipticCurvePublicKey) else None
        private = load_der_private_key(der, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None, None
    # Not every supported release of cryptography compares the two halves, and nothing else would reveal a changed character.
    return (private, private.public_key()) if isinstance(private, EllipticCurvePrivateKey) and _halves_match(private) else (None, None)


def _halves_match(private: EllipticCurvePrivateKey) -> bool:
    return derive_private_key(private.private_numbers().private_value, private.curve).public_key() == private.public_key()


def _wrap(der: bytes) -> str:
    text = b64encode(der).decode("ascii")
    lines = (text[at : at + 64] for at in range(0, len(text), 64))
    return "\n".join(("-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----", ""))


def _write(private: EllipticCurvePrivateKey) -> str:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
