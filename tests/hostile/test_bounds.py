"""Each documented limit: the largest allowed input is read, and one more is refused by name."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO, TextIOWrapper

import pytest
from tests.each import each
from tests.hostile.canaries import CLIENT_SECRET, JWK, PEM, SEC1
from tests.hostile.inputs import CURL

from siwakit.edge.files.reading import MAX_KEY_BYTES, MAX_TEXT_BYTES, read_file, read_standard_input
from siwakit.errors import Base64Fault, JsonFault, NotReadable, TooLarge
from siwakit.evidence.form_fields import MAX_FIELDS, read_form, read_multipart
from siwakit.evidence.join import join
from siwakit.flow.diagnose import diagnose
from siwakit.jose import base64url, jws, strictjson
from siwakit.jose.jwks import KeySetFault, read_key_set
from siwakit.jose.keys.key_kinds import KeyForm
from siwakit.jose.keys.p8 import read_key
from siwakit.readers.logs.log_blocks import block_of, count_lines, find_records
from siwakit.readers.recognise import recognise
from siwakit.readers.requests import har
from siwakit.readers.requests.shell import MAX_WORDS
from siwakit.readers.settings.bounds import limit_toml
from siwakit.render.decode import decode_text

KIB = 1024
MIB = 1024 * 1024


def a_token(size: int) -> str:
    head, claims, _ = CLIENT_SECRET.split(".")
    return f"{head}.{claims}.".ljust(size, "A")


def test_a_token_has_at_most_16_kib():
    assert len(jws.read(a_token(16 * KIB)).text) == 16 * KIB
    with pytest.raises(TooLarge, match="expected at most 16384"):
        jws.read(a_token(16 * KIB + 1))


def test_decode_takes_a_token_of_16_kib():
    assert decode_text(a_token(16 * KIB), 0).startswith("a client_secret")
    with pytest.raises(TooLarge):
        decode_text(a_token(16 * KIB + 1), 0)


def test_pasted_text_has_at_most_1_mib():
    filler = "client_id=com.example.web&x="
    assert recognise(filler.ljust(MIB, "x"))
    with pytest.raises(TooLarge, match="expected at most 1048576"):
        recognise(filler.ljust(MIB + 1, "x"))


@pytest.mark.parametrize("cap", [MAX_TEXT_BYTES, MAX_KEY_BYTES])
def test_a_file_has_at_most_as_many_bytes_as_its_limit(cap, tmp_path):
    (tmp_path / "right").write_bytes(b"x" * cap)
    (tmp_path / "large").write_bytes(b"x" * (cap + 1))
    assert len(read_file(str(tmp_path / "right"), cap=cap).text) == cap
    with pytest.raises(TooLarge, match=f"more than {cap} bytes"):
        read_file(str(tmp_path / "large"), cap=cap)


def test_the_caps_are_1_mib_and_16_kib():
    assert (MAX_TEXT_BYTES, MAX_KEY_BYTES) == (MIB, 16 * KIB)


def test_standard_input_has_1_mib(monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"x" * MIB)))
    assert len(read_standard_input().text) == MIB
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"x" * (MIB + 1))))
    with pytest.raises(TooLarge, match="standard input: more than 1048576 bytes"):
        read_standard_input()


def test_a_path_that_cannot_be_one_is_not_readable():
    with pytest.raises(NotReadable, match="cannot be read"):
        read_file("a\x00b.p8")


def a_har(size: int) -> BytesIO:
    entry = {"request": {"method": "POST", "url": "https://appleid.apple.com/auth/token"}, "response": {"status": 400}}
    whole = json.dumps({"log": {"entries": [entry]}}).encode()
    return BytesIO(whole.ljust(size, b" "))


def test_a_har_has_64_mib():
    pytest.importorskip("ijson")
    assert har.read_har(a_har(64 * MIB))
    with pytest.raises(TooLarge, match="a HAR of more than 67108864 bytes"):
        har.read_har(a_har(64 * MIB + 1))


@pytest.mark.parametrize(("depth", "is_too_deep"), [(32, False), (33, True)])
def test_a_har_nests_32_deep(depth, is_too_deep):
    pytest.importorskip("ijson")
    inner = "[" * (depth - 5) + "]" * (depth - 5)
    text = '{"log":{"entries":[{"request":{"url":"https://appleid.apple.com/auth/token","x":' + inner + "}}]}}"
    assert refuses(TooLarge, har.read_har, BytesIO(text.encode())) is is_too_deep


def test_brackets_in_the_strings_of_a_har_do_not_nest():
    pytest.importorskip("ijson")
    parts = har._Nesting()
    parts.hold(b'{"a":"' + b"[" * 100 + b"\\")
    parts.hold(b'"' + b"{" * 100 + b'","b":[')
    parts.hold(b"[" * 30)
    with pytest.raises(TooLarge, match="nested deeper than 32"):
        parts.hold(b"[")


def test_a_log_line_over_1_mib_is_cut_and_counted():
    assert count_lines(block_of(b"x" * MIB + b"\nx\n")).cut == 0
    assert count_lines(block_of(b"x" * (MIB + 1) + b"\nx\n")).cut == 1


def test_of_a_log_line_the_first_mebibyte_is_read():
    line = b"apple invalid_client ".ljust(2 * MIB, b"x")
    assert [len(found.text) for found in find_records(block_of(line))] == [MIB]


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def members(count: int) -> str:
    return json.dumps({str(number): number for number in range(count)})


@each(
    ("right", "wrong", "words"),
    [
        (nested(32), nested(33), "nested deeper than 32"),
        (members(1000), members(1001), "more than 1000 members"),
        (f"[{members(999)},{{'a':1}}]".replace("'", '"'), f"[{members(999)},{members(2)}]", "more than 1000 members"),
        (json.dumps([1] * 10_000), json.dumps([1] * 10_001), "more than 10000 values"),
        ("9" * 20, "9" * 21, "a number of more than 20 digits"),
        ("-" + "9" * 20, "-" + "9" * 21, "a number of more than 20 digits"),
        ("1e308", "1e309", "a number that is too large"),
        ('"\\ud83d\\ude00"', '"\\ud83d"', "half of a surrogate pair"),
        ('"\U0001f600"', '"\ud83d"', "half of a surrogate pair"),
        ("null", "NaN", "NaN, which is not JSON"),
        ("1", "-Infinity", "-Infinity, which is not JSON"),
    ],
)
def test_json_is_limited(right, wrong, words):
    assert strictjson.read(right).value == json.loads(right)
    with pytest.raises(JsonFault, match=words):
        strictjson.read(wrong)


def test_characters_in_strings_are_not_counted():
    text = json.dumps({"a": "[{:," * 30_000 + '\\"'})
    assert strictjson.read(text).value == json.loads(text)


def test_json_is_strict_utf_8():
    assert strictjson.read('"\u00e9"'.encode()).value == "\u00e9"
    for data in (b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"'):
        with pytest.raises(JsonFault, match="bytes that are not UTF-8"):
            strictjson.read(data)


def test_a_repeated_member_is_named_at_every_depth():
    assert strictjson.read('{"a":[{"b":1,"b":2}]}').repeated == ("b",)


@each("text", ["QQ==", "QR", "Q", "Q+Q_", "QQ\n", " QQ", "Q\u212a"])
def test_base64url_has_one_encoding_for_each_value(text):
    assert base64url.decode("QQ") == b"A"
    with pytest.raises(Base64Fault):
        base64url.decode(text)


def test_a_key_has_16_kib():
    assert read_key(PEM.ljust(16 * KIB, "\n")).is_usable
    with pytest.raises(TooLarge, match="expected at most 16384"):
        read_key(PEM.ljust(16 * KIB + 1, "\n"))


@pytest.mark.parametrize(
    "text",
    [
        PEM.replace("PRIVATE", "ENCRYPTED PRIVATE"),
        SEC1.replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1),
    ],
)
def test_an_encrypted_key_is_refused_without_asking_for_a_password(text):
    reading = read_key(text)
    assert (reading.form, reading.private, reading.repaired) == (KeyForm.ENCRYPTED, None, None)


def a_key_set(count: int) -> str:
    public = {name: JWK[name] for name in ("kty", "crv", "x", "y")}
    return json.dumps({"keys": [{**public, "kid": str(number)} for number in range(count)]})


def test_a_key_set_has_50_keys():
    assert read_key_set(a_key_set(50)).fault is None
    assert read_key_set(a_key_set(51)).fault is KeySetFault.TOO_LARGE
    assert read_key_set(json.loads(a_key_set(51))).fault is KeySetFault.TOO_LARGE


def test_a_key_set_has_64_kib():
    assert read_key_set(a_key_set(2).ljust(64 * KIB)).fault is None
    assert read_key_set(a_key_set(2).ljust(64 * KIB + 1)).fault is KeySetFault.TOO_LARGE


def test_a_pasted_key_set_has_64_kib_and_no_repeated_member():
    assert join(recognise(a_key_set(2).replace(" ", " " * 9000, 1))).key_set.fault is None
    assert join(recognise(a_key_set(2).replace(" ", " " * 70_000, 1))).key_set.fault is KeySetFault.TOO_LARGE
    assert join(recognise(a_key_set(2).replace('"kid": "0"', '"kid": "0", "kid": "2"'))).key_set.fault is KeySetFault.REPEATED_MEMBER


def test_a_form_has_1000_fields():
    assert read_form("a=b&" * 1000).faults == ()
    reading = read_form("a=b&" * 1001)
    assert len(reading.fields) == MAX_FIELDS
    assert [fault.detail for fault in reading.faults] == ["more than 1000 fields"]


def test_a_multipart_body_has_1000_parts():
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    assert len(read_multipart("multipart/form-data; boundary=x", part * 2000)) == MAX_FIELDS


def test_a_command_has_4000_words():
    def command(words: int) -> str:
        return "curl https://appleid.apple.com/auth/token" + " -v" * (words - 2)

    assert recognise(command(MAX_WORDS))
    with pytest.raises(TooLarge, match="a command of more than 4000 words"):
        recognise(command(MAX_WORDS + 1))


def test_a_command_has_100000_quotes():
    with pytest.raises(TooLarge, match="100000 quotes and escapes"):
        recognise("curl https://appleid.apple.com/auth/token -d " + "\\a" * 100_001)


def test_a_text_has_a_thousand_messages():
    with pytest.raises(TooLarge, match="commands and messages"):
        recognise("curl https://a.b\n" * 1000)


def test_names_in_toml_nest_32_deep():
    limit_toml(".".join(["a"] * 33) + " = 1")
    with pytest.raises(NotReadable, match="nested deeper than 32"):
        limit_toml(".".join(["a"] * 34) + " = 1")


def test_percent_encoding_is_undone_in_any_length():
    text = "\u00e9&+ " * 20_000
    from urllib.parse import quote, quote_plus

    for encode in (quote, quote_plus):
        assert read_form(f"a={encode(text)}").get("a") == text
    assert read_form("a=%ff%e").faults[0].detail == "bytes that are not UTF-8"


def refuses(kind, function, *given) -> bool:
    try:
        function(*given)
    except kind:
        return True
    return False


WATCHED = """
import sys
from siwakit.flow.diagnose import diagnose
from siwakit.render.formats.json import render_json
from siwakit.render.formats.text import render_text
import siwakit.rules.catalogue, yaml
text = sys.stdin.read()
render_text(diagnose(text, now=1), colour=False)
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event.split(".")[0] in
    {"open", "subprocess", "os", "socket", "ctypes", "exec", "shutil", "urllib", "tempfile"} else None)
diagnosis = diagnose(text, now=1)
render_text(diagnosis, colour=False), render_json(diagnosis)
print(seen)
"""


@each(
    "text",
    [
        "curl https://appleid.apple.com/auth/token -d @/etc/passwd -F code=@/etc/passwd -T /etc/passwd -K /etc/passwd -b /etc/passwd -H @/etc/passwd",
        'curl https://appleid.apple.com/auth/token -d "code=$(cat /etc/passwd)" -d `id` --data-urlencode a@/etc/passwd ; touch ran | sh',
        f"{CURL}\n\n{PEM}",
        "apple:\n  team_id: !!python/object/apply:os.system ['id']\n  key_id: ABC123DEFG\n",
        "SOCIAL_AUTH_APPLE_ID_TEAM = open('/etc/passwd').read()\nSOCIAL_AUTH_APPLE_ID_KEY = exec('id')\nSOCIAL_AUTH_APPLE_ID_CLIENT = 'a'\n",
    ],
    ids=["files", "commands", "everything", "YAML", "Python"],
)
def test_nothing_is_run_opened_or_sent(text):
    pytest.importorskip("yaml")
    done = subprocess.run([sys.executable, "-c", WATCHED], input=text, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_files_that_a_command_names_are_named_not_read():
    command = "curl https://appleid.apple.com/auth/token -d @secret.txt -d 'grant_type=authorization_code&client_id=a&code=b'"
    assert diagnose(command, now=1).evidence.body_is_known is False
