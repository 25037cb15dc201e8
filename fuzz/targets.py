"""The fuzz targets: functions that take bytes and raise if an answer breaks what must always be true.

The same targets run under Atheris (`make fuzz`), under the mutator in `mutate.py` if Atheris is not installed, and under
hypothesis in `tests/hostile/test_fuzz.py`.
"""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import suppress
from io import BytesIO

from fuzz.checks import Target, require_visible, text_of, timed
from fuzz.emulator_targets import fuzz_endpoints, fuzz_portal
from fuzz.log_targets import fuzz_summary
from fuzz.server_targets import fuzz_server
from fuzz.settings_targets import fuzz_settings
from siwakit.errors import InputError, JsonFault, SiwakitError
from siwakit.escape import visible
from siwakit.evidence.form_fields import read_form, read_json_fields, read_listing, read_multipart
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.showing.redact import redacted, veiled
from siwakit.evidence.sign_in.secret_text import read_secret
from siwakit.flow.client_secret import verify_signature
from siwakit.flow.diagnose import diagnose
from siwakit.jose import base64url, jws, strictjson
from siwakit.jose.jwks import read_key_set
from siwakit.jose.keys.der import read_outline
from siwakit.jose.keys.p8 import read_key
from siwakit.readers.logs.log_blocks import block_of, count_lines, find_records
from siwakit.readers.logs.log_lines import read_log_line
from siwakit.readers.recognise import recognise
from siwakit.readers.requests.curl import find_curl, read_curl_at
from siwakit.readers.requests.har import read_har
from siwakit.readers.requests.raw_http import read_http
from siwakit.readers.settings.any_settings import read_settings
from siwakit.render.decode import decode_text
from siwakit.render.formats.json import render_json
from siwakit.render.formats.text import render_text
from siwakit.render.key import key_json, key_text
from siwakit.samples.example_keys import team_key

NOW = 1_764_000_000
_NAMES = ("", ".env", "a.yaml", "a.toml", "a.properties", "a.py", "a.json", "a.js", "AuthKey_ABC123DEFG.p8", "client_secret.txt", "app.log", "a.har")
PUBLIC = team_key().public_key()


def fuzz_doctor(data: bytes) -> None:
    """Check that two diagnoses give the same report, with nothing raw and only errors of ours."""
    name = _NAMES[data[0] % len(_NAMES)] if data else ""
    given = (name, text_of(data[1:]))
    reports = []
    for _ in range(2):
        try:
            diagnosis = diagnose(given, now=NOW)
        except SiwakitError as error:
            reports.append(visible(veiled(f"{error.message} {error.hint}")))
        else:
            reports.append(render_text(diagnosis, colour=False) + render_json(diagnosis))
    assert reports[0] == reports[1], "two reports of one input"
    require_visible(reports[0])


def fuzz_readers(data: bytes) -> None:
    """Run each reader on the text."""
    text = text_of(data)
    for read in (recognise, read_http, lambda given: [read_curl_at(given, start) for start in find_curl(given)]):
        with suppress(InputError):
            read(text)
    for name in _NAMES:
        with suppress(InputError):
            read_settings(text, name)
    read_form(text), read_listing(text), read_json_fields(text), read_secret(text), read_key_set(text)
    read_multipart("multipart/form-data; boundary=x", data)


def fuzz_har(data: bytes) -> None:
    """Read a recording, whatever its entries contain."""
    with suppress(InputError):
        read_har(BytesIO(b'{"log":{"entries":[' + data + b"]}}"))


def fuzz_log(data: bytes) -> None:
    """Check that the lines of a log are counted correctly, and read its records."""
    block = block_of(data)
    assert count_lines(block).lines == data.count(b"\n") + bool(data and not data.endswith(b"\n"))
    for log_record in find_records(block):
        read_log_line(log_record.text, NOW)
    read_log_line(text_of(data), NOW)


def fuzz_json(data: bytes) -> None:
    """Check that all JSON that is accepted has the same value in Python's own reader."""
    try:
        document = strictjson.read(data)
    except JsonFault:
        return
    assert document.value == json.loads(data), "a different value than Python's"


def fuzz_base64url(data: bytes) -> None:
    """Check that all base64url that is accepted is the only encoding of its bytes."""
    text = data.decode("latin-1")
    try:
        decoded = base64url.decode(text)
    except InputError:
        return
    assert base64url.encode(decoded) == text, "a second spelling"


def fuzz_jws(data: bytes) -> None:
    """Parse and show a token, and check that other libraries verify every signature that is accepted."""
    text = text_of(data)
    with suppress(InputError, ValueError):
        jws.read(text)
    try:
        require_visible(decode_text(text, NOW))
    except InputError as error:
        require_visible(visible(error.message))
    if verify_signature(text, PUBLIC):
        _check_others_agree(text)


def fuzz_pem(data: bytes) -> None:
    """Check that a key that was repaired loads and is the same key."""
    for given in (data, text_of(data)):
        try:
            reading = read_key(given)
        except InputError:
            continue
        if reading.repaired is not None:
            again = read_key(reading.repaired)
            assert again.is_usable, "what was repaired does not load"
            assert reading.private is not None
            assert again.private is not None
            assert again.private.private_numbers() == reading.private.private_numbers(), "a different key than in the input"
        key = key_at_hand(text_of(data), "AuthKey_ABC123DEFG.p8")
        require_visible(key_text(key) + key_json(key))


def fuzz_der(data: bytes) -> None:
    """Read DER as it is and between PEM lines."""
    read_outline(data)
    fuzz_pem(b"-----BEGIN PRIVATE KEY-----\n" + b64encode(data) + b"\n-----END PRIVATE KEY-----\n")


def fuzz_escape(data: bytes) -> None:
    """Check that escaping leaves nothing raw, and that escaping twice changes nothing more."""
    text = data.decode("utf-8", "surrogateescape")
    shown = visible(redacted(text))
    require_visible(shown.replace("\n", ""))
    assert visible(shown) == shown, "escaped twice"


def _check_others_agree(text: str) -> None:
    import jwt
    from joserfc import jws as other
    from joserfc.jwk import ECKey

    claims = jws.read(text).claims
    unchecked = {"verify_exp": False, "verify_aud": False, "verify_iat": False, "verify_nbf": False, "verify_iss": False, "verify_sub": False}
    assert jwt.decode(text, PUBLIC, algorithms=["ES256"], options=unchecked) == claims, "PyJWT reads other claims"
    key = ECKey.import_key(json.loads(key_json(key_at_hand(_public_pem())))["public_jwk"])
    assert json.loads(other.deserialize_compact(text, key, algorithms=["ES256"]).payload) == claims, "joserfc reads other claims"


def _public_pem() -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


TARGETS: dict[str, Target] = {
    name: timed(target)
    for name, target in {
        "doctor": fuzz_doctor,
        "readers": fuzz_readers,
        "har": fuzz_har,
        "log": fuzz_log,
        "summary": fuzz_summary,
        "settings": fuzz_settings,
        "portal": fuzz_portal,
        "endpoints": fuzz_endpoints,
        "server": fuzz_server,
        "json": fuzz_json,
        "base64url": fuzz_base64url,
        "jws": fuzz_jws,
        "pem": fuzz_pem,
        "der": fuzz_der,
        "escape": fuzz_escape,
    }.items()
}
