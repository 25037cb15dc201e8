from __future__ import annotations

import pytest

from siwakit.readers.logs.log_lines import read_log_line

URL = "https://appleid.apple.com/auth/token"


@pytest.mark.parametrize(
    "line",
    [
        f"2026-09-21T14:13:20Z INFO POST {URL} -> 200 in 80 ms",
        f"POST {URL} 200 OK",
        f'HTTP Request: POST {URL} "HTTP/1.1 200 OK"',
        'DEBUG urllib3.connectionpool https://appleid.apple.com:443 "POST /auth/token HTTP/1.1" 200 None',
        '{"msg":"apple","url":"https://appleid.apple.com/auth/oauth2/v2/token","status":200}',
        f"{URL} returned 200",
        'apple answered {"access_token":"a","id_token":"b"}',
    ],
)
def test_an_accepted_request_is_seen(line):
    assert read_log_line(line).is_granted


@pytest.mark.parametrize(
    "line",
    [
        f'POST {URL} -> 400 {{"error":"invalid_client"}} after 200 ms',
        f'apple {URL} status=200 {{"error":"invalid_grant"}}',
        f"POST {URL} status 503, retry in 200 ms",
        f"POST {URL} client_id=a&grant_type=authorization_code&code=200",
    ],
)
def test_a_refusal_or_another_number_is_no_acceptance(line):
    record = read_log_line(line)
    assert record is None or not record.is_granted


@pytest.mark.parametrize(
    "line", ["GET https://appleid.apple.com/auth/keys 200 OK", "POST https://example.com/auth/token 200 OK", f"{URL} took 200 ms"]
)
def test_what_is_not_a_token_request_of_apple_says_nothing(line):
    assert read_log_line(line) is None
