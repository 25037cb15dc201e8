"""Decoded claims with a program: they are the claims of the client_secret unless the program mints its own."""

from __future__ import annotations

from siwakit import diagnose

NOW = 1_796_004_660
CLAIMS = """\
HEADER:
{
  "alg": "ES256",
  "kid": "Q7M2T9XK4C"
}
PAYLOAD:
{
  "iss": "69a6de7b-4f21-47e3-e053-5b8c7c11a4d1",
  "iat": 1796004600,
  "exp": 1796005200,
  "aud": "https://appleid.apple.com",
  "sub": "com.softco.reader"
}

"""
SENDS = """\
var request = URLRequest(url: URL(string: "https://appleid.apple.com/auth/token")!)
request.httpMethod = "POST"
request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
request.httpBody = "client_id=com.softco.reader&client_secret=\\(jwt)&code=\\(code)&grant_type=authorization_code".data(using: .utf8)
"""


def test_claims_above_a_program_that_only_sends_are_judged() -> None:
    root = diagnose(CLAIMS + SENDS, now=NOW).root
    assert root is not None
    assert root.rule.id == "secret-iss-is-issuer-uuid"


def test_the_same_program_without_claims_is_right() -> None:
    assert diagnose(SENDS, now=NOW).root is None
