"""A renewal with real servers: the key is in SoftHSM2 or OpenBao, and the client_secret goes to OpenBao and to a file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from siwakit import verify_signature
from siwakit.edge.files.renew_toml import read_renew
from siwakit.edge.renewal.opening import open_renewals
from siwakit.edge.renewal.whole_run import run_all
from siwakit.flow.configuration import Apple
from siwakit.flow.renewal.outcome import Standing
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, example_keys

pytestmark = pytest.mark.programs
TOML = """
[[renew]]
client_id = "{client_id}"
team_id = "{team_id}"
key_id = "{key_id}"
signer = "{signer}"
stores = ["vault:secret/shop/apple#client_secret", "file:secret.txt"]
"""


def test_a_key_in_a_token_renews_what_is_in_openbao_and_destroys_the_old_version(hsm, bao, tmp_path):
    hsm.add_key("apple", example_keys.team_key(), "AppleKey")
    signer = hsm.address("token=apple;object=AppleKey")
    (tmp_path / "siwakit.toml").write_text(TOML.format(client_id=SERVICES_ID, team_id=TEAM_ID, key_id=KEY_ID, signer=signer))
    file = read_renew(str(tmp_path / "siwakit.toml"))
    renewals = open_renewals(file)
    first = run_all(renewals, tmp_path / "state", tmp_path, Apple.PRODUCTION)[0]
    assert [(store.standing, store.read_back) for store in first.stores] == [(Standing.DELIVERED, True)] * 2
    assert verify_signature((tmp_path / "secret.txt").read_text(), example_keys.team_key().public_key())
    again = run_all(renewals, tmp_path / "state", tmp_path, Apple.PRODUCTION)[0]
    assert {store.standing for store in again.stores} == {Standing.CURRENT}
    # As if 121 days had passed.
    due = tuple(replace(renewal, lifetime=181 * 86400, renew_before=180 * 86400) for renewal in renewals)
    second = run_all(due, tmp_path / "state", tmp_path, Apple.PRODUCTION)[0]
    assert [(store.standing, store.remaining, store.cleaning_problem) for store in second.stores] == [(Standing.DELIVERED, (), "")] * 2
    metadata = bao.call("GET", "secret/metadata/shop/apple")["data"]["versions"]
    assert {number: version["destroyed"] for number, version in metadata.items()} == {"1": True, "2": False}
