"""A text with two private keys: nothing is signed with either, and the same key twice is one key."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

import pytest
from tests.each import each

from siwakit.errors import KeyFault
from siwakit.jose.keys.p8 import KeyDamage, read_key, repair
from siwakit.jose.signer import load_signer
from siwakit.samples import key_texts, other_key_text, team_key_text

FIRST, SECOND = team_key_text(), other_key_text()


def base64_of(text: str) -> str:
    return "".join(text.splitlines()[1:-1])


TWO = {
    "one behind the other": FIRST + SECOND,
    "in the other order": SECOND + FIRST,
    "without the END line of the first": FIRST.partition("-----END")[0] + SECOND,
    "three, the last of which differs": FIRST + FIRST + SECOND,
    "on one line": (FIRST + SECOND).replace("\n", " "),
    "with escaped line breaks": (FIRST + SECOND).replace("\n", "\\n"),
    "in two settings": f'FIRST_KEY="{FIRST}"\nSECOND_KEY="{SECOND}"\n',
    "in two members": json.dumps({"first": FIRST, "second": SECOND}),
    "in base64": b64encode((FIRST + SECOND).encode()).decode(),
    "as base64 alone": f"{base64_of(FIRST)}\n{base64_of(SECOND)}",
    "a key on another curve": FIRST + key_texts.p384(),
    "an RSA key": FIRST + key_texts.rsa(),
    "the first, cut off": FIRST + FIRST.replace(base64_of(FIRST)[-20:], "")[:-60],
}
ONE = {
    "the same twice": FIRST + FIRST,
    "the same in two forms": FIRST + key_texts.sec1(),
    "with its public half": FIRST + key_texts.public(),
    "with a certificate in front": key_texts.certificate() + FIRST,
    "in JSON with its public half": json.dumps({"public": key_texts.public(), "private": FIRST}),
    "below a comment that names the lines": f"# BEGIN PRIVATE KEY and END PRIVATE KEY are part of it\n{FIRST}",
}


@each("text", TWO.values(), ids=list(TWO))
def test_nothing_is_signed_with_one_of_two_keys(text: str):
    reading = read_key(text)
    assert KeyDamage.SECOND_KEY in reading.damages
    assert (reading.private, reading.repaired) == (None, None)


@each("text", ONE.values(), ids=list(ONE))
def test_one_key_is_one_key_whatever_else_is_there(text: str):
    reading = read_key(text)
    assert KeyDamage.SECOND_KEY not in reading.damages
    assert reading.private is not None


def test_two_keys_in_der_are_two_keys():
    assert KeyDamage.SECOND_KEY in read_key(b64decode(base64_of(FIRST)) + b64decode(base64_of(SECOND))).damages


@pytest.mark.parametrize("use", [load_signer, lambda text: repair(read_key(text))], ids=["sign", "repair"])
def test_two_keys_are_refused_with_what_to_do(use):
    with pytest.raises(KeyFault) as fault:
        use(FIRST + SECOND)
    assert fault.value.message == "the text contains two different private keys, expected one"
    assert "keep one key" in fault.value.hint


def test_a_key_set_with_two_private_keys_is_not_one_key():
    members = {"kty": "EC", "crv": "P-256", "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}
    keys = [{**members, "d": "AQ"}, {**members, "d": "Ag"}]
    assert KeyDamage.SECOND_KEY in read_key(json.dumps({"keys": keys})).damages
    assert KeyDamage.SECOND_KEY not in read_key(json.dumps({"keys": [keys[0], members]})).damages
