"""The report on a key file, which shows no character of the private key."""

from __future__ import annotations

import json
from typing import Any

from siwakit.escape import visible, visible_json
from siwakit.evidence.evidence import KeyAtHand
from siwakit.evidence.keys import is_in_store
from siwakit.jose.jwk import public_jwk, thumbprint
from siwakit.jose.keys import key_advice
from siwakit.jose.keys.key_kinds import KeyDamage, KeyForm
from siwakit.render.wrapping import wrapped

WIDTH = 80
_LABEL = 14
_GREEN, _RED, _PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[0m"


def key_facts(key: KeyAtHand) -> dict[str, Any]:
    """Return the facts about *key* that may be shown: nothing from its private half."""
    reading = key.reading
    facts: dict[str, Any] = {
        "name": key.name or None,
        "form": reading.form.value,
        "curve": reading.curve,
        "usable": reading.is_usable or is_in_store(key),
        "damages": [damage.value for damage in reading.damages],
        "repairable": reading.repaired is not None and not reading.is_usable,
        "key_id": key.file_name.key_id,
        "service": key.file_name.service.value if key.file_name.service else None,
        "origin": reading.origin,
        "mode": f"{key.mode:04o}" if key.mode is not None else None,
    }
    if reading.public is not None and KeyDamage.SECOND_KEY not in reading.damages:
        facts |= {"public_jwk": public_jwk(reading.public), "thumbprint": thumbprint(reading.public)}
    return facts


def key_json(key: KeyAtHand) -> str:
    """Return the facts about *key* as JSON."""
    return visible_json(json.dumps({"version": 1, **key_facts(key)}, indent=2))


def key_text(key: KeyAtHand, *, colour: bool = False) -> str:
    """Return the facts about *key* in lines of at most 80 columns, except for the public JWK, which is on one line for copying."""
    facts = key_facts(key)
    lines = [_verdict(key, colour=colour), ""]
    lines += _line("key" if is_in_store(key) else "file", facts["name"])
    lines += _line("address", key.path if is_in_store(key) and key.path != key.name else None)
    lines += _line("form", facts["form"])
    lines += _line("curve", facts["curve"])
    lines += _line("Key ID", facts["key_id"] or _no_key_id(key))
    lines += _line("service", facts["service"])
    lines += _line("origin", facts["origin"])
    lines += _line("mode", facts["mode"])
    lines += _line("damage", "; ".join(facts["damages"]))
    lines += _line("thumbprint", facts.get("thumbprint"))
    if "public_jwk" in facts:
        lines += ["", "public JWK", json.dumps(facts["public_jwk"], separators=(",", ":"))]
    advice = _advice(key)
    return "\n".join([*lines, *(["", *advice] if advice else [])])


def _no_key_id(key: KeyAtHand) -> str:
    if is_in_store(key):
        return "not in the name: only a name like AuthKey_<KEYID> contains it"
    return "not in the file name: only a name like AuthKey_<KEYID>.p8 contains it"


def _verdict(key: KeyAtHand, *, colour: bool) -> str:
    reading = key.reading
    if reading.is_usable:
        text, code = "A valid key: PKCS#8 on P-256, as Apple issues it.", _GREEN
    elif is_in_store(key):
        text, code = "A key on P-256 in a store, which shows only its public half.", _GREEN
    elif KeyDamage.SECOND_KEY in reading.damages:
        text, code = "Two different private keys: it is not known which one is meant.", _RED
    elif reading.form is KeyForm.PKCS8 and reading.damages:
        text, code = f"A damaged key: {reading.damages[0].value}.", _RED
    elif reading.form is KeyForm.PKCS8 and reading.curve:
        text, code = f"Not Apple's key: on {reading.curve}, expected P-256.", _RED
    else:
        text, code = f"Not Apple's key: {reading.form.value}.", _RED
    return f"{code}{text}{_PLAIN}" if colour else text


def _advice(key: KeyAtHand) -> list[str]:
    reading = key.reading
    if reading.is_usable or is_in_store(key):
        return []
    damages = [key_advice.OF_DAMAGE[damage] for damage in reading.damages]
    steps = damages if reading.form is KeyForm.PKCS8 and damages else [key_advice.OF_FORM[reading.form]]
    lines = [line for step in steps for line in wrapped(step, WIDTH, "       ", "  fix  ")]
    if reading.repaired is not None:
        lines += ["  or   siwakit key --repair FILE > AuthKey_<KEYID>.p8", "       (it prints the private key itself)"]
    return lines


def _line(label: str, value: str | None) -> list[str]:
    if not value:
        return []
    return wrapped(visible(value), WIDTH, " " * _LABEL, f"{label:<{_LABEL}}")
