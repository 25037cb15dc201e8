"""An identity token that is written in a file of a program is an example, and not the one that fails."""

from __future__ import annotations

from tests.each import each

from siwakit import diagnose
from siwakit.apple import ISSUER
from siwakit.jose import base64url

NOW = 1_796_004_660


def token(**claims: object) -> str:
    return ".".join((base64url.encode(b'{"alg":"RS256","kid":"AIDOPK1"}'), base64url.encode(repr(claims).replace("'", '"').encode()), "c2ln"))


OLD = token(iss=ISSUER, aud="com.softco.reader", sub="000123.abc.123", iat=1_569_459_400, exp=1_569_460_000)
PROGRAMS = {
    "AppleTest.php": f"<?php\n// https://appleid.apple.com\nconst TOKEN = '{OLD}';\n$claims = decode_token(TOKEN);\n",
    "apple_model.dart": f"/// A user, https://appleid.apple.com\n/// identityToken: {OLD}\nclass Apple {{\n  final String token;\n}}\n",
    "apple.test.js": f"const token = '{OLD}'\nit('signs in with https://appleid.apple.com', () => verify(token))\n",
}


@each(("name", "text"), PROGRAMS.items(), ids=PROGRAMS)
def test_an_example_in_a_program_is_not_judged(name: str, text: str) -> None:
    assert diagnose((name, text), now=NOW).root is None
    assert diagnose((name, text), '{"error":"invalid_client"}', now=NOW).root is None


def test_a_token_that_is_given_beside_a_program_is_judged() -> None:
    root = diagnose(("apple.test.js", PROGRAMS["apple.test.js"]), OLD, now=NOW).root
    assert root is not None
    assert root.rule.id == "identity-token-expired"
