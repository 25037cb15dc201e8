"""`[[renew]]` of siwakit.toml: what is read, what has a default, and what is refused."""

from __future__ import annotations

import pytest
from tests.each import each

from siwakit.edge.files.renew_toml import NamedKey, read_renew
from siwakit.edge.files.siwakit_toml import read_project
from siwakit.errors import NotReadable, UsageError

DAY = 86400
LEAST = """
[[renew]]
client_id = "com.example.web"
team_id = "A1B2C3D4E5"
signer = "keys/AuthKey_ABC123DEFG.p8"
stores = ["file:secret"]
"""


def read(tmp_path, text):
    path = tmp_path / "siwakit.toml"
    path.write_text(text)
    return read_renew(str(path)).tables


def test_the_least_table_has_defaults(tmp_path):
    (table,) = read(tmp_path, LEAST)
    assert (table.lifetime, table.renew_before, table.is_probed, table.hooks) == (180 * DAY, 60 * DAY, False, ())
    assert table.keys == (NamedKey(str(tmp_path / "keys/AuthKey_ABC123DEFG.p8"), "ABC123DEFG"),)


def test_every_member_is_read(tmp_path):
    more = """
key_id = "XYZ987WVUT"
lifetime = "90d"
renew_before = "45d"
probe = true
next_signer = "awskms:alias/apple"
next_key_id = "NEW123DEFG"
hooks = [["systemctl", "reload", "app"], ["true"]]
alarm_hooks = [["page"]]
"""
    (table,) = read(tmp_path, LEAST.replace('["file:secret"]', '["file:secret", {command = ["fly"]}]') + more)
    assert (table.lifetime, table.renew_before, table.is_probed) == (90 * DAY, 45 * DAY, True)
    assert table.keys[0] == NamedKey("awskms:alias/apple", "NEW123DEFG")
    assert table.keys[1].key_id == "XYZ987WVUT"
    assert table.hooks == (("systemctl", "reload", "app"), ("true",))
    assert table.stores == ("file:secret", {"command": ["fly"]})


def test_the_project_supplies_team_and_key(tmp_path):
    text = 'team_id = "A1B2C3D4E5"\nkeys = ["AuthKey_ABC123DEFG.p8"]\n[[renew]]\nclient_id = "com.example.web"\nstores = ["file:a"]\n'
    (table,) = read(tmp_path, text)
    assert (table.team_id, table.keys[0].key_id) == ("A1B2C3D4E5", "ABC123DEFG")


def test_the_other_commands_ignore_the_tables(tmp_path):
    path = tmp_path / "siwakit.toml"
    path.write_text('team_id = "A1B2C3D4E5"\n' + LEAST)
    assert read_project(str(path)).team_id == "A1B2C3D4E5"


WRONG = [
    ("", "no [[renew]]"),
    (LEAST.replace("[[renew]]", "[renew]"), "two brackets"),
    (LEAST.replace("client_id", "client"), "unknown member"),
    (LEAST.replace('client_id = "com.example.web"', ""), "client_id is missing"),
    (LEAST.replace('"com.example.web"', "7"), "client_id is not text"),
    (LEAST.replace('team_id = "A1B2C3D4E5"', ""), "team_id is missing"),
    (LEAST.replace("A1B2C3D4E5", "nonsense"), "team_id"),
    (LEAST.replace("AuthKey_ABC123DEFG", "apple"), "key_id is missing"),
    (LEAST.replace('["file:secret"]', "[]"), "stores is not a list"),
    (LEAST.replace('["file:secret"]', '"file:secret"'), "stores is not a list"),
    (LEAST + 'lifetime = "200d"\n', "lifetime"),
    (LEAST + 'lifetime = "60d"\n', "renew_before is not shorter"),
    (LEAST + 'renew_before = "0d"\n', "renew_before"),
    (LEAST + 'probe = "yes"\n', "probe is str"),
    (LEAST + 'hooks = ["reload"]\n', "hooks is not a list of commands"),
    (LEAST + "hooks = [[]]\n", "hooks is not a list of commands"),
    (LEAST + 'next_signer = "next.p8"\n', "next_key_id is missing"),
    (LEAST + 'next_signer = "other/AuthKey_ABC123DEFG.p8"\n', "next_key_id is key_id"),
]


@each("text, words", WRONG, ids=lambda value: value[:60])
def test_what_is_wrong_is_refused(text, words, tmp_path):
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert words in f"{caught.value.message} {caught.value.hint}"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotReadable, match=r"siwakit\.toml"):
        read_renew(str(tmp_path / "siwakit.toml"))
