"""Tokens of a PKCS#11 module: find the one that an address means, and log in.

A token locks itself after a few wrong PINs, and then its keys are lost for good. So a PIN is tried once: after a refusal this process does not try
the token again, and a token that has only one try left is not tried at all, because a service that is started again and again would use it up.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11 import exceptions

from siwakit.edge.signers.addresses import MODULE_VARIABLE, PIN_VARIABLE, Pkcs11Address
from siwakit.errors import KeyFault, NotReadable, SignerUnavailable, UsageError
from siwakit.evidence.showing.redact import named

_MAX_PIN_BYTES = 256
_REFUSED: set[tuple[str, bytes]] = set()
_PROCESSES: dict[str, int] = {}
_GONE = (
    exceptions.TokenNotPresent,
    exceptions.DeviceRemoved,
    exceptions.SlotIDInvalid,
    exceptions.TokenNotRecognised,
    exceptions.NoSuchToken,
)
# The session has ended, or the key in it: the token was taken out and put back, or another program has logged it out.
LOST = (
    *_GONE,
    exceptions.SessionHandleInvalid,
    exceptions.SessionClosed,
    exceptions.KeyHandleInvalid,
    exceptions.ObjectHandleInvalid,
    exceptions.UserNotLoggedIn,
    exceptions.DeviceError,
    exceptions.GeneralError,
)
_WRONG_PIN = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange)


def open_session(address: Pkcs11Address, environment: Mapping[str, str], *, writes: bool = False) -> Any:
    """Return a session with the token of *address*, logged in; it can change the token if it *writes*.

    Raises:
        UsageError: no module, no PIN, or several tokens that the address may mean.
        NotReadable: the file with the PIN cannot be read.
        SignerUnavailable: the token is not there.
        KeyFault: the token refused the PIN, or is locked.
    """
    module = address.module or environment.get(MODULE_VARIABLE)
    if not module:
        raise UsageError(
            "no PKCS#11 module given",
            hint=f"add ?module-path=FILE to the address or set {MODULE_VARIABLE}; with SoftHSM2 it is /usr/lib/softhsm/libsofthsm2.so",
        )
    token = _find_token(_load(module), address)
    return _log_in(token, module, address, environment, writes=writes)


def explain(error: pkcs11.PKCS11Error, address: Pkcs11Address) -> KeyFault:
    """Return the error of siwakit for *error*, which a call of the token of *address* raised."""
    name = _name(address)
    if isinstance(error, _GONE):
        return SignerUnavailable(f"{name} is not there any more", hint="plug it in again, and check that its module lists it")
    if isinstance(error, exceptions.UserNotLoggedIn):
        return KeyFault(f"{name} wants the PIN again for this key", hint="use a key that does not ask for the PIN at each signature")
    if isinstance(error, exceptions.MechanismInvalid | exceptions.KeyTypeInconsistent):
        return KeyFault(f"{name} cannot sign with ECDSA", hint="import the .p8 file from Apple's portal: siwakit key import-into")
    return SignerUnavailable(f"{name} failed with {type(error).__name__}", hint="check the token with the tools of its maker, and try again")


def _load(path: str) -> Any:
    try:
        module: Any = pkcs11.lib(path)
        if _PROCESSES.setdefault(path, os.getpid()) != os.getpid():
            # A module must be initialised again after a fork.
            module.reinitialize()
            _PROCESSES[path] = os.getpid()
    except (RuntimeError, OSError) as error:
        # RuntimeError is the base of every PKCS#11 error, too.
        raise UsageError(
            f"{path} cannot be loaded as a PKCS#11 module ({type(error).__name__})", hint="name the library of your token: ?module-path=FILE"
        ) from None
    return module


def _find_token(module: Any, address: Pkcs11Address) -> Any:
    try:
        tokens = [slot.get_token() for slot in module.get_slots(token_present=True) if address.slot in (None, slot.slot_id)]
    except pkcs11.PKCS11Error as error:
        raise explain(error, address) from None
    tokens = [token for token in tokens if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags]
    found = [token for token in tokens if _is_meant(token, address)]
    if not found:
        raise SignerUnavailable(f"{_name(address)} is not there", hint=f"plug it in; the module lists {_list(tokens)}")
    if len(found) > 1:
        serials = " or ".join(f"serial={token.serial.decode('ascii', 'replace')}" for token in found[:4])
        raise UsageError(f"the address means {len(found)} tokens", hint=f"add {serials} to it")
    return found[0]


def _is_meant(token: Any, address: Pkcs11Address) -> bool:
    wanted = (
        (address.token, token.label),
        (address.serial, token.serial.decode("ascii", "replace").strip()),
        (address.manufacturer, token.manufacturer_id),
        (address.model, token.model),
    )
    return all(value is None or value == actual for value, actual in wanted)


def _list(tokens: list[Any]) -> str:
    return ", ".join(f"token={named(token.label, 32)}" for token in tokens[:5]) or "no other token"


def _name(address: Pkcs11Address) -> str:
    return f"the token {named(address.token, 40)}" if address.token else "the token"


def _log_in(token: Any, module: str, address: Pkcs11Address, environment: Mapping[str, str], *, writes: bool) -> Any:
    flags, key = token.flags, (module, bytes(token.serial))
    if pkcs11.TokenFlag.LOGIN_REQUIRED not in flags:
        return _open(token, address, None, writes=writes)
    if pkcs11.TokenFlag.USER_PIN_LOCKED in flags:
        raise KeyFault(f"{_name(address)} is locked: too many wrong PINs", hint="unlock it with the tools of its maker and its SO PIN or PUK")
    if key in _REFUSED:
        raise KeyFault(f"{_name(address)} refused the PIN before, and it is not tried again", hint="check the PIN, and start the program again")
    if pkcs11.TokenFlag.USER_PIN_FINAL_TRY in flags:
        raise KeyFault(
            f"{_name(address)} has one try of the PIN left, which siwakit does not use",
            hint="log in once with the tools of the token's maker: the right PIN resets the counter",
        )
    pin = _read_pin(address, environment, has_pad=pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH in flags)
    try:
        return _open(token, address, pin, writes=writes)
    except _WRONG_PIN:
        _REFUSED.add(key)
        raise KeyFault(
            f"{_name(address)} refused the PIN; it was tried once",
            hint=f"check pin-source or {PIN_VARIABLE}; after a few wrong PINs the token locks itself",
        ) from None
    except exceptions.PinLocked:
        raise KeyFault(f"{_name(address)} is locked: too many wrong PINs", hint="unlock it with the tools of its maker") from None
    except (exceptions.PinExpired, exceptions.UserPinNotInitialized) as error:
        raise KeyFault(f"{_name(address)} has no valid PIN ({type(error).__name__})", hint="set one with the tools of its maker") from None


def _open(token: Any, address: Pkcs11Address, pin: Any, *, writes: bool) -> Any:
    try:
        return token.open(rw=writes, user_pin=pin)
    except exceptions.UserAlreadyLoggedIn:
        # A log-in counts for the whole process, and another signer has done it.
        return token.open(rw=writes)
    except (*_WRONG_PIN, exceptions.PinLocked, exceptions.PinExpired, exceptions.UserPinNotInitialized):
        raise
    except pkcs11.PKCS11Error as error:
        raise explain(error, address) from None


def _read_pin(address: Pkcs11Address, environment: Mapping[str, str], *, has_pad: bool) -> Any:
    if address.pin_file is not None:
        try:
            with Path(address.pin_file).open("rb") as file:
                pin = file.read(_MAX_PIN_BYTES + 1).decode("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            said = (getattr(error, "strerror", None) or "cannot be read").lower()
            raise NotReadable(f"{address.pin_file}: {said}", hint="pin-source names a file with only the PIN in it") from None
    else:
        pin = environment.get(PIN_VARIABLE, "")
    if pin and len(pin) <= _MAX_PIN_BYTES:
        return pin
    if has_pad and not pin:
        return pkcs11.PROTECTED_AUTH
    raise UsageError(
        "the PIN is too long" if pin else "no PIN given for the token",
        hint=f"put it into a file that only you can read and add ?pin-source=FILE to the address, or set {PIN_VARIABLE}",
    )
