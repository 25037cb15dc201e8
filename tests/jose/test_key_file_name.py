"""What the name of a key file tells."""

from __future__ import annotations

import pytest
from tests.each import each

from siwakit.jose.keys.key_file_name import KeyFileName, KeyService, read_key_file_name


@each(
    "name",
    [
        "AuthKey_ABCDE12345.p8",
        "AuthKey_ABCDE12345 (1).p8",
        "AuthKey_ABCDE12345(2).p8",
        "AuthKey_ABCDE12345 2.p8",
        "AuthKey_ABCDE12345 copy.p8",
        "AuthKey_ABCDE12345.p8.txt",
        "AuthKey_ABCDE12345.pem",
        "AuthKey_ABCDE12345",
        "authkey_abcde12345.p8",
        "/home/me/keys/AuthKey_ABCDE12345.p8",
        "C:\\keys\\AuthKey_ABCDE12345.p8",
        '"keys/AuthKey_ABCDE12345.p8"',
    ],
)
def test_the_name_of_a_portal_key_holds_its_key_id(name):
    said = read_key_file_name(name)
    assert said == KeyFileName("ABCDE12345", KeyService.PORTAL)
    assert not said.says_other_service


@pytest.mark.parametrize(
    ("name", "service"),
    [("SubscriptionKey_ABCDE12345.p8", KeyService.IN_APP_PURCHASE), ("ApiKey_ABCDE12345.p8", KeyService.APP_STORE_CONNECT)],
)
def test_other_services_are_told_by_their_names(name, service):
    said = read_key_file_name(name)
    assert said == KeyFileName("ABCDE12345", service)
    assert said.says_other_service


def test_a_key_id_alone_before_the_suffix_says_no_service():
    assert read_key_file_name("ABCDE12345.p8") == KeyFileName("ABCDE12345", None)
    assert not read_key_file_name("ABCDE12345.p8").says_other_service


@each("name", ["", "apple.p8", "AuthKey_ABC.p8", "AuthKey_ABCDE123456.p8", "/", "AuthKey_" * 4000])
def test_other_names_say_nothing(name):
    assert read_key_file_name(name) == KeyFileName()
