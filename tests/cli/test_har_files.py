from __future__ import annotations

import json
import sys
from io import BufferedReader, BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from siwakit.cli import main
from siwakit.samples import Scenario

TOKEN = "https://appleid.apple.com/auth/token"


def har(*, padding=0):
    """Return a HAR with one refused call to Apple, and *padding* bytes of another site's picture."""
    body = "&".join(f"{name}={value}" for name, value in Scenario().secret(aud=TOKEN).fields())
    kind = {"name": "Content-Type", "value": "application/x-www-form-urlencoded"}
    call = {
        "startedDateTime": "2026-09-21T16:13:20.000+02:00",
        "request": {"method": "POST", "url": TOKEN, "headers": [kind], "postData": {"mimeType": kind["value"], "text": body}},
        "response": {"status": 400, "headers": [], "content": {"text": '{"error":"invalid_client"}', "size": 26}},
    }
    picture = {"request": {"method": "GET", "url": "https://app.example.com/"}, "response": {"status": 200, "content": {"text": "A" * padding}}}
    return json.dumps({"log": {"version": "1.2", "entries": [picture, call]}})


@pytest.fixture
def doctor_of(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*arguments, given=b""):
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BufferedReader(BytesIO(given))))
        monkeypatch.setattr(sys, "argv", ["siwakit", "doctor", *arguments, "--format", "json"])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *capsys.readouterr()

    return run


@pytest.mark.parametrize("name", ["sign-in.har", "AuthKey.p8"])
def test_the_doctor_reads_a_har_of_more_than_a_mebibyte_whatever_its_name(doctor_of, name):
    pytest.importorskip("ijson")
    Path(name).write_text(har(padding=3 * 1024 * 1024), "utf-8")
    code, out, _ = doctor_of(name)
    assert (code, json.loads(out)["root"]["rule"]) == (1, "secret-aud-is-endpoint")


def test_the_doctor_reads_a_har_on_standard_input(doctor_of):
    code, out, _ = doctor_of("-", given=har().encode())
    assert (code, json.loads(out)["root"]["rule"]) == (1, "secret-aud-is-endpoint")


def test_other_text_on_standard_input_is_not_changed(doctor_of):
    code, out, _ = doctor_of("-", given=b'{"error":"invalid_client"}')
    assert (code, json.loads(out)["answer"]["error"]) == (3, "invalid_client")


def test_a_line_of_a_log_is_diagnosed_as_it_was_pasted(doctor_of):
    line = b'{"level":"error","time":1790000000123,"msg":"apple","err":"{\\"error\\":\\"invalid_client\\"}"}'
    code, out, _ = doctor_of("-", given=line)
    told = json.loads(out)
    assert (code, told["answer"]["error"], told["evidence"]["now"]) == (3, "invalid_client", 1790000000)


def test_a_file_that_is_not_a_har_is_read_as_text(doctor_of):
    Path("answer.har").write_text('{"error":"invalid_client"}', "utf-8")
    code, out, _ = doctor_of("answer.har")
    assert (code, json.loads(out)["answer"]["error"]) == (3, "invalid_client")


def test_a_folder_is_not_a_har(doctor_of):
    code, _, err = doctor_of(".")
    assert (code, "is a directory" in err) == (2, True)
