"""Faults in JSON have the same message on every Python."""

from __future__ import annotations

import pytest
from tests.each import each

from siwakit.errors import JsonFault
from siwakit.jose import strictjson

BROKEN = {
    '{"a":1,}': ("a trailing comma", 6),
    '{"a":1 , }': ("a trailing comma", 7),
    "[1,\n]": ("a trailing comma", 2),
    '{"a":[1,],"b":2}': ("a trailing comma", 7),
    "{,}": ("expecting property name enclosed in double quotes", 1),
    "[,]": ("expecting value", 1),
    "[1,}": ("expecting value", 3),
    '{"a":1,]': ("expecting property name enclosed in double quotes", 7),
    '[",]': ("unterminated string starting at", 1),
    "{'a':1}": ("expecting property name enclosed in double quotes", 1),
    '{"a" 1}': ("expecting ':' delimiter", 5),
    "[1 2]": ("expecting ',' delimiter", 3),
    "{} {}": ("extra data", 3),
    '"\\x"': ("invalid \\escape", 1),
    '"\\u12"': ("invalid \\uXXXX escape", 2),
    '"\n"': ("invalid control character at", 1),
    "\ufeff{}": ("unexpected UTF-8 BOM (decode using utf-8-sig)", 0),
    "": ("expecting value", 0),
}


@each(("text", "expected"), BROKEN.items())
def test_the_words_and_the_place_are_those_of_every_python(text, expected):
    with pytest.raises(JsonFault) as caught:
        strictjson.read(text)
    assert (caught.value.message, caught.value.position) == expected
