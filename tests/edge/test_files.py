"""Files as text: a file that is not text is converted, or reported."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from siwakit.edge.files.reading import read_file
from siwakit.jose.keys.p8 import KeyDamage, KeyForm, read_key
from siwakit.samples.example_keys import team_key

PKCS8 = team_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
SEC1 = team_key().private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())


@pytest.mark.parametrize(("data", "form"), [(PKCS8, KeyForm.PKCS8), (SEC1, KeyForm.SEC1)])
def test_a_key_in_der_is_read_as_a_key(tmp_path, data, form):
    (tmp_path / "AuthKey_ABC123DEFG.p8").write_bytes(data)
    reading = read_key(read_file(str(tmp_path / "AuthKey_ABC123DEFG.p8")).text)
    assert (reading.form, reading.damages) == (form, (KeyDamage.LINES_MISSING,))
    assert reading.public == team_key().public_key()


@pytest.mark.parametrize("data", [b"0", b"0123456789", PKCS8[:60], PKCS8 + b"x"])
def test_what_only_begins_like_der_is_text(tmp_path, data):
    (tmp_path / "file").write_bytes(data)
    assert read_file(str(tmp_path / "file")).text == data.decode("utf-8", "replace")
