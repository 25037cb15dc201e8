"""The bad examples of the catalogue, as the tests of every report format need them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.evidence.evidence import Absence
from siwakit.evidence.parts import FIELDS, SECRET
from siwakit.judge import Diagnosis
from siwakit.samples import ACCESS_TOKEN, CODE, REFRESH_TOKEN, VERIFIER, example_keys

BODY_LINE = re.compile(r"[A-Za-z0-9+/=]{20,}")
SECRET_FIELDS = {"code", "token", "refresh_token", "code_verifier"}
CONSTANTS = {
    "the code": CODE,
    "the end of the code": CODE[-16:],
    "the refresh token": REFRESH_TOKEN,
    "the access token": ACCESS_TOKEN,
    "the code verifier": VERIFIER,
    "the key in hexadecimal": f"{example_keys.TEAM_KEY_SCALAR:x}",
    "the key as a number": str(example_keys.TEAM_KEY_SCALAR),
}


def leaks(diagnosis: Diagnosis, shown: str) -> list[str]:
    """Return which keys, codes, tokens and signatures of this sign-in *shown* contains: only names, so that a failure shows none."""
    return [name for name, value in _canaries(diagnosis) if value in shown]


def _canaries(diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    yield from CONSTANTS.items()
    for text in (example_keys.team_key_text(), example_keys.other_key_text()):
        yield from (("a line of a key", line) for line in BODY_LINE.findall(text))
    secret, fields = diagnosis.evidence.get(SECRET), diagnosis.evidence.get(FIELDS)
    if not isinstance(secret, Absence):
        yield from (("a piece of the client_secret", part) for part in (secret.sent, *secret.inside.split(".")) if len(part) > 24)
    if not isinstance(fields, Absence):
        yield from (
            (f"the field {form_field.name}", form_field.value)
            for form_field in fields.every
            if form_field.name in SECRET_FIELDS and len(form_field.value) > 24
        )
