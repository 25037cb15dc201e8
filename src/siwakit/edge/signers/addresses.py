"""Addresses of keys that are not in a file: `pkcs11:…` (RFC 7512), `transit:MOUNT/KEY` and `awskms:KEY`.

An address is written into `siwakit.toml` and command lines, which other users of the machine can read. So it never contains a secret, and an
address with a PIN is refused.
"""

from __future__ import annotations

from urllib.parse import unquote, unquote_to_bytes

from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.patterns import pattern
from siwakit.record import record

SCHEMES = ("pkcs11", "transit", "awskms")
PIN_VARIABLE = "SIWAKIT_PKCS11_PIN"
MODULE_VARIABLE = "SIWAKIT_PKCS11_MODULE"
_MAX_LENGTH = 1024
_PKCS11_EXAMPLE = "write pkcs11:token=NAME;object=NAME, with ?module-path=FILE if it is needed"
_TRANSIT_EXAMPLE = "write transit:MOUNT/KEY, such as transit:transit/AuthKey_ABC123DEFG"
_KMS_EXAMPLE = "write awskms: and the key's ARN, its ID or alias/NAME"
_PATH = frozenset({"token", "manufacturer", "model", "serial", "slot-id", "object", "id", "type"})
_QUERY = frozenset({"module-path", "pin-source"})
_MOUNT = pattern(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_KEY = pattern(r"[A-Za-z0-9._-]+")
_KMS = pattern(
    r"arn:aws[a-z-]*:kms:(?P<region>[a-z0-9-]+):\d{12}:(key/(mrk-)?[A-Za-z0-9-]+|alias/[A-Za-z0-9/_-]+)"
    r"|alias/[A-Za-z0-9/_-]+|mrk-[A-Za-z0-9]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)


@record(kw_only=True)
class Pkcs11Address:
    """What identifies a key in a PKCS#11 token; None for what the address leaves open."""

    text: str
    token: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    slot: int | None = None
    label: str | None = None
    id: bytes | None = None
    module: str | None = None
    pin_file: str | None = None


@record
class TransitAddress:
    """Key in a transit engine of OpenBao or Vault."""

    text: str
    mount: str
    key: str


@record
class KmsAddress:
    """Key in AWS KMS, by ARN, ID or alias; *region* is the one in the ARN."""

    text: str
    key: str
    region: str | None


SignerAddress = Pkcs11Address | TransitAddress | KmsAddress


def is_address(text: str) -> bool:
    """Return whether *text* is the address of a signer rather than a path; a file of such a name can be given as `./NAME`."""
    return text.partition(":")[0].lower() in SCHEMES and ":" in text


def key_name(address: SignerAddress) -> str:
    """Return the name that people gave the key: its label, its name in the engine, or its alias."""
    match address:
        case Pkcs11Address():
            return address.label or ""
        case TransitAddress():
            return address.key
        case KmsAddress():
            return address.key.rpartition("alias/")[2] if "alias/" in address.key else ""


def parse_address(text: str) -> SignerAddress:
    """Return the address *text*.

    Raises:
        UsageError: it is malformed, or contains a PIN.
    """
    scheme, _, rest = text.partition(":")
    if len(text) > _MAX_LENGTH:
        raise UsageError(f"the address of the key has {len(text)} characters, expected at most {_MAX_LENGTH}", hint=_PKCS11_EXAMPLE)
    match scheme.lower():
        case "pkcs11":
            return _pkcs11(text, rest)
        case "transit":
            return _transit(text, rest)
        case "awskms":
            return _kms(text, rest)
        case _:
            raise UsageError(f"{named(text, 40)} is not the address of a key", hint=f"it starts with {', '.join(f'{name}:' for name in SCHEMES)}")


def _pkcs11(text: str, rest: str) -> Pkcs11Address:
    path, _, query = rest.partition("?")
    # First of all, so that no other message shows it.
    if any(part.partition("=")[0].strip().lower() == "pin-value" for part in (*query.split("&"), *path.split(";"))):
        raise UsageError(
            "the address contains a PIN (pin-value), which other users of this machine could read in the list of processes",
            hint=f"change the PIN, and put the new one into a file that only you can read (pin-source=FILE) or into the variable {PIN_VARIABLE}",
        )
    parts = _attributes(path, ";", _PATH)
    options = _attributes(query, "&", _QUERY)
    if parts.get("type", "private") != "private":
        raise UsageError(f"type={named(parts['type'], 20)} in the address, expected private", hint="leave type out")
    if "object" not in parts and "id" not in parts:
        raise UsageError("the address names no key: neither object nor id is in it", hint=_PKCS11_EXAMPLE)
    slot = parts.get("slot-id")
    if slot is not None and not (slot.isascii() and slot.isdigit()):
        raise UsageError("slot-id is not a number", hint="token=NAME is better: slots are renumbered")
    return Pkcs11Address(
        text=text,
        token=_decode(parts.get("token")),
        manufacturer=_decode(parts.get("manufacturer")),
        model=_decode(parts.get("model")),
        serial=_decode(parts.get("serial")),
        slot=None if slot is None else int(slot),
        label=_decode(parts.get("object")),
        id=unquote_to_bytes(parts["id"]) if "id" in parts else None,
        module=_decode(options.get("module-path")),
        pin_file=_pin_file(_decode(options.get("pin-source"))),
    )


def _attributes(text: str, separator: str, known: frozenset[str]) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for part in text.split(separator) if text else ():
        name, equals, value = part.partition("=")
        if name not in known:
            hint = "use module-path: the whole path of the library" if name == "module-name" else f"known here are {', '.join(sorted(known))}"
            raise UsageError(f"{named(name, 30)} is not a known attribute of a pkcs11 address", hint=hint)
        if not equals or not value:
            raise UsageError(f"{name} in the address has no value", hint=_PKCS11_EXAMPLE)
        if name in attributes:
            raise UsageError(f"{name} is twice in the address", hint="write it once; in a name, write a semicolon as %3B")
        attributes[name] = value
    return attributes


def _decode(value: str | None) -> str | None:
    return None if value is None else unquote(value)


def _pin_file(source: str | None) -> str | None:
    if source is None:
        return None
    if source.startswith("|"):
        raise UsageError("pin-source names a command, which siwakit does not run", hint="name a file that contains the PIN")
    return source.removeprefix("file://").removeprefix("file:")


def _transit(text: str, rest: str) -> TransitAddress:
    mount, _, key = rest.strip("/").rpartition("/")
    if not mount or not _MOUNT.fullmatch(mount) or not _KEY.fullmatch(key) or {".", ".."} & set(rest.split("/")):
        raise UsageError(f"{named(text, 60)} is not the address of a transit key", hint=_TRANSIT_EXAMPLE)
    return TransitAddress(text, mount, key)


def _kms(text: str, rest: str) -> KmsAddress:
    found = _KMS.fullmatch(rest)
    if not found:
        raise UsageError(f"{named(text, 80)} is not the address of a key in AWS KMS", hint=_KMS_EXAMPLE)
    return KmsAddress(text, rest, found["region"])
