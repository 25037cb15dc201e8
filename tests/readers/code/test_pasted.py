from __future__ import annotations

import pytest
from tests.each import each
from tests.readers.code.libraries.roots import root_of
from tests.readers.code.shown import SNIPPETS

from siwakit.readers.code.known_languages import LANGUAGES, language_of_file, language_of_text
from siwakit.readers.code.pasted import without_prose

SOURCES = [path for path in sorted(SNIPPETS.rglob("*.*")) if language_of_file(path.name)]
# TypeScript without types is JavaScript.
FAMILY = {"tsx": "javascript", "typescript": "javascript"}


@each("path", SOURCES, ids=[path.name for path in SOURCES])
def test_the_language_of_a_snippet_is_recognised_by_its_words(path):
    named, found = language_of_file(path.name), language_of_text(path.read_text(encoding="utf-8"))
    assert found is not None
    assert FAMILY.get(found.id, found.id) == FAMILY.get(named.id, named.id)


@pytest.mark.parametrize("language", [language.id for language in LANGUAGES if language.id != "tsx"])
def test_most_excerpts_of_a_language_are_recognised_by_their_words(language):
    excerpts = []
    for path in SOURCES:
        if language_of_file(path.name).id == language:
            lines = path.read_text(encoding="utf-8").split("\n")
            excerpts += ["\n".join(lines[start : start + 20]) for start in range(0, max(1, len(lines) - 20), 10)]
    right = [found for excerpt in excerpts if (found := language_of_text(excerpt)) and found.id == language]
    assert len(right) >= 0.8 * len(excerpts)


@each(
    "before",
    [
        "Hi, I always get this error from Apple:\n",
        'I get {"error":"invalid_client"} from Apple with this:\n\n',
        '{"error":"invalid_client"}\n\n',
        "HTTP/1.1 400 Bad Request\n\nWhat is wrong with this code?\n\n",
    ],
)
@pytest.mark.parametrize("behind", ["", "\nWhat am I doing wrong here? Thanks in advance.\n"])
def test_sentences_around_a_program_are_left_out_and_its_lines_stay_where_they_are(before, behind):
    program = "fun secret(team: String): String {\n    return team\n}\n"
    kept = without_prose(before + program + behind)
    assert kept == "\n" * before.count("\n") + program + "\n" * behind.count("\n")


@each(
    "line",
    [
        "from jwt import encode",
        "for key in keys:",
        "# the team of the client_id",
        "public sealed class AppleOptions",
        'puts "the secret of Apple"',
        "    a b c d e",
        "private const val TEAM = value",
        'import { sign } from "jsonwebtoken"',
    ],
)
def test_lines_of_a_program_are_no_prose(line):
    assert without_prose(f"{line}\nx = 1\n") == f"{line}\nx = 1\n"


def test_prose_alone_stays():
    assert without_prose("this is only a sentence of words") == "this is only a sentence of words"


JAVA_FORM = """
class Exchange {
    static String form(String id, String secret, String code) {
        String data = "client_id=" + URLEncoder.encode(id, "UTF-8")
            + "&client_secret=" + URLEncoder.encode(secret, "UTF-8")
            + "&code=" + URLEncoder.encode(code, "UTF-8")
            + "&grant_type=authorization_code";
        return post("https://appleid.apple.com/auth/token", data);
    }
}
"""


@each("name", ["Exchange.java", ""])
def test_the_pieces_of_a_form_that_a_program_joins_are_no_form(name):
    assert root_of(name, JAVA_FORM) is None


SCALA = """
import pdi.jwt.{Jwt, JwtAlgorithm, JwtClaim, JwtHeader}

object Secret {
  def mint(teamId: String, keyId: String, clientId: String, key: PrivateKey): String = {
    val claim = JwtClaim(issuer = Some(teamId), subject = Some(clientId), audience = Some(Set("https://appleid.apple.com"))).expiresIn(300)
    Jwt.encode(JwtHeader(JwtAlgorithm.ES256).withKeyId(keyId), claim, key)
  }
}
"""
KOTLIN = """
fun secret(teamId: String, keyId: String, clientId: String, key: PrivateKey): String = Jwts.builder()
    .setHeaderParam("kid", keyId)
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience("https://appleid.apple.com")
    .setExpiration(Date(System.currentTimeMillis() + 600_000))
    .signWith(key, SignatureAlgorithm.ES256)
    .compact()
"""


@each("program", [SCALA, KOTLIN], ids=["Scala", "Kotlin"])
def test_a_program_behind_a_sentence_is_read(program):
    assert root_of("", f"I get invalid_client from Apple with this code:\n{program}") == "secret-iat-missing"


AXIOS = (
    "axios.post('https://appleid.apple.com/auth/token', {\n"
    "  client_id: 'com.example.app', client_secret: clientSecret, code, grant_type: 'authorization_code',\n})"
)
PHP = (
    "$token = JWT::encode(['iss' => $team, 'iat' => time(), 'exp' => time() + 600,\n"
    "  'aud' => 'https://appleid.apple.com', 'sub' => $client], $key, 'HS256', $id);"
)
DOTNET = (
    'var response = await client.PostAsJsonAsync("https://appleid.apple.com/auth/token",\n'
    '  new { client_id = "com.example.app", client_secret = secret, code, grant_type = "authorization_code" });'
)
FETCH = (
    "fetch('https://appleid.apple.com/auth/token', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },\n"
    "  body: JSON.stringify({ client_id, client_secret, code, grant_type: 'authorization_code' }) })"
)


@each(
    ("fragment", "rule"),
    [
        (AXIOS, "request-body-is-json"),
        (PHP, "secret-alg-not-es256"),
        (DOTNET, "request-body-is-json"),
        (FETCH, "request-body-is-json"),
        (AXIOS.replace("{\n", "new URLSearchParams({\n").replace("})", "}))"), None),
        (PHP.replace("HS256", "ES256"), None),
    ],
)
def test_one_call_is_read_without_its_imports(fragment, rule):
    assert root_of("", fragment) == rule
    assert root_of("", f"It fails with this:\n\n{fragment}\n\ninvalid_client") == rule
