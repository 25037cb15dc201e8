"""First inputs for fuzzing: a correct one of each kind, and the files in `examples/`."""

from __future__ import annotations

import json
from pathlib import Path

from fuzz.own_seeds import OWN_SEEDS
from siwakit.samples import Scenario

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
_HAR_ENTRY = {
    "startedDateTime": "2026-11-25T10:00:00Z",
    "request": {"method": "POST", "url": "https://appleid.apple.com/auth/token", "headers": [], "postData": {"text": "code=c"}},
    "response": {"status": 400, "content": {"text": '{"error":"invalid_client"}'}},
}


def seeds(name: str = "") -> list[bytes]:
    """Return the first inputs of the target *name*: its own, or the texts that all other targets share."""
    own = OWN_SEEDS.get(name)
    return own() if own else _texts()


def _texts() -> list[bytes]:
    scenario = Scenario()
    secret = scenario.compact_secret()
    form = f"grant_type=authorization_code&client_id=com.example.web&client_secret={secret}&code=c0&redirect_uri=https%3A%2F%2Fexample.com"
    made = [
        secret,
        form,
        f"curl -X POST https://appleid.apple.com/auth/token -H 'Accept: */*' \\\n  -d '{form}' --data-urlencode $'a=\\x41' -F \"b=@c\"",
        f'curl ^\n  https://appleid.apple.com/auth/token ^\n  -d "{form}"',
        "POST /auth/token HTTP/1.1\r\nHost: appleid.apple.com\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\nHTTP/1.1 400 Bad\r\n\r\n{}",
        '{"error":"invalid_grant","error_description":"client_id mismatch. The code was not issued to com.example.web."}',
        "https://appleid.apple.com/auth/authorize?client_id=com.example.web&redirect_uri=https%3A%2F%2Fexample.com&response_type=code%20id_token",
        f'2026-11-25T10:00:00Z ERROR apple: {{"error":"invalid_client"}} {form}',
        "APPLE_TEAM_ID=A1B2C3D4E5\nAPPLE_KEY_ID='ABC123DEFG'\n",
        "apple:\n  team_id: &a A1B2C3D4E5\n  key_id: *a\n",
        "[apple]\nteam_id = 'A1B2C3D4E5'\n",
        "SOCIALACCOUNT_PROVIDERS = {'apple': {'APP': {'client_id': 'a', 'secret': 'b'}}}\n",
        json.dumps({"keys": [{"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB"}]}),
        json.dumps({"payload": secret}),
        json.dumps(_HAR_ENTRY),
        '{"a":[1,2.5e3,null,true,"\\u00e9\\ud83d\\ude00"]}',
        "\x1b]52;c;AAAA\x07\u202e\u200b\x9b31m",
    ]
    files = [file.read_bytes() for file in sorted(EXAMPLES.iterdir()) if file.is_file()]
    return [*(text.encode() for text in made), *files]
