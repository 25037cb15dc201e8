"""Programs that remove the line breaks of their key, as Node, PHP, Ruby and Go cannot read it, and programs that may be right."""

from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import root_of

from siwakit.readers.code.libraries.line_breaks import REMOVES_LINE_BREAKS

JOINED = "key-line-breaks-removed-in-code"
PROGRAMS = {
    "app.js": """
const jwt = require('jsonwebtoken'), fs = require('fs'), now = Math.floor(Date.now() / 1000);
const key = KEY;
const claims = { iss: 'R5T8Q2WM7K', iat: now, exp: now + 600, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' };
const secret = jwt.sign(claims, key, { algorithm: 'ES256', keyid: 'Q7M2T9XK4C' });
""",
    "app.php": """<?php
$key = KEY;
$claims = ['iss' => 'R5T8Q2WM7K', 'iat' => time(), 'exp' => time() + 600, 'aud' => 'https://appleid.apple.com', 'sub' => 'com.acmefit.web'];
$secret = JWT::encode($claims, $key, 'ES256', 'Q7M2T9XK4C');
""",
    "app.rb": """
now = Time.now.to_i
key = KEY
claims = { iss: 'R5T8Q2WM7K', iat: now, exp: now + 600, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' }
secret = JWT.encode(claims, key, 'ES256', { kid: 'Q7M2T9XK4C' })
""",
    "main.go": """package main
func secret() (string, error) {
	now := time.Now().Unix()
	key, err := KEY
	claims := jwt.MapClaims{"iss": "R5T8Q2WM7K", "iat": now, "exp": now + 600, "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	token.Header["kid"] = "Q7M2T9XK4C"
	return token.SignedString(key)
}
""",
    "app.py": """
import jwt, os, time
key = KEY
now = int(time.time())
claims = {"iss": "R5T8Q2WM7K", "iat": now, "exp": now + 600, "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"}
jwt.encode(claims, key, algorithm="ES256", headers={"kid": "Q7M2T9XK4C"})
""",
}
WRONG = [
    ("a line break", "app.js", r"process.env.KEY.replace(/\n/g, '')"),
    ("the first one, which ends the BEGIN line", "app.js", r"process.env.KEY.replace('\n', '')"),
    ("a string, and then spaces", "app.js", r"process.env.KEY.replaceAll('\n', '').trim()"),
    ("of a file, loaded by Node", "app.js", r"require('crypto').createPrivateKey(fs.readFileSync('key.p8', 'utf8').replace(/\r?\n|\r/g, ''))"),
    ("all whitespace", "app.js", r"process.env.KEY.replace(/\s+/g, '')"),
    ("a choice", "app.js", r"process.env.KEY.replace(/(\r\n|\n|\r)/gm, '')"),
    ("a class of characters", "app.js", r"process.env.KEY.replace(/[\r\n]+/g, '')"),
    ("str_replace", "app.php", r"""str_replace("\n", '', getenv('KEY'))"""),
    ("a list of characters", "app.php", r"""str_replace(["\r", "\n"], '', getenv('KEY'))"""),
    ("a pattern, loaded by OpenSSL", "app.php", r"openssl_pkey_get_private(preg_replace('/\s+/', '', file_get_contents('key.p8')))"),
    ("gsub", "app.rb", r"""OpenSSL::PKey::EC.new(ENV['KEY'].gsub("\n", ''))"""),
    ("delete", "app.rb", r"""OpenSSL::PKey.read(ENV.fetch('KEY').delete("\n"))"""),
    ("a pattern", "app.rb", r"OpenSSL::PKey::EC.new(File.read('key.p8').gsub(/\n/, ''))"),
    ("golang-jwt", "main.go", r"""jwt.ParseECPrivateKeyFromPEM([]byte(strings.ReplaceAll(os.Getenv("KEY"), "\n", "")))"""),
    ("encoding/pem", "main.go", """error(nil)
	block, _ := pem.Decode([]byte(strings.ReplaceAll(os.Getenv("KEY"), "\\n", "")))
	key, err = x509.ParsePKCS8PrivateKey(block.Bytes)"""),
]  # fmt: skip
RIGHT = [
    ("line breaks put in", "app.js", r"process.env.KEY.replace(/\\n/g, '\n')"),
    ("the two characters \\n removed, which the key may not have", "app.js", r"process.env.KEY.replace(/\\n/g, '')"),
    ("base64 of the whole file", "app.js", r"Buffer.from(process.env.KEY.replace(/\n/g, ''), 'base64').toString('utf8')"),
    ("only carriage returns", "app.js", r"process.env.KEY.replace(/\r/g, '')"),
    ("line breaks put back", "app.js", r"process.env.KEY.replace(/\n/g, '').replace(/\\n/g, '\n')"),
    ("a PEM made of the base64", "app.js", r"`-----BEGIN PRIVATE KEY-----\n${process.env.KEY.replace(/\n/g, '')}\n-----END PRIVATE KEY-----`"),
    ("jose, which needs no line breaks", "app.js", r"await require('jose').importPKCS8(process.env.KEY.replace(/\n/g, ''), 'ES256')"),
    ("quotes", "app.js", """process.env.KEY.replace(/"/g, '')"""),
    ("spaces to line breaks", "app.js", r"process.env.KEY.replace(/ /g, '\n')"),
    ("line breaks put in", "app.php", r"""str_replace('\n', "\n", getenv('KEY'))"""),
    ("base64 of the whole file", "app.php", r"""base64_decode(str_replace("\n", '', getenv('KEY')))"""),
    ("a PEM made of the base64", "app.php",
     r""""-----BEGIN PRIVATE KEY-----\n" . chunk_split(str_replace("\n", '', getenv('KEY')), 64, "\n") . "-----END PRIVATE KEY-----" """),
    ("line breaks put in", "app.rb", r"""OpenSSL::PKey::EC.new(ENV['KEY'].gsub('\n', "\n"))"""),
    ("base64 of the whole file", "app.rb", r"""OpenSSL::PKey::EC.new(Base64.decode64(ENV['KEY'].delete("\n")))"""),
    ("line breaks put in", "main.go", r"""jwt.ParseECPrivateKeyFromPEM([]byte(strings.ReplaceAll(os.Getenv("KEY"), "\\n", "\n")))"""),
    ("DER in base64", "main.go", """error(nil)
	der, _ := base64.StdEncoding.DecodeString(strings.ReplaceAll(os.Getenv("KEY"), "\\n", ""))
	key, err = x509.ParsePKCS8PrivateKey(der)"""),
    ("cryptography, which needs no line breaks", "app.py", r"os.environ['KEY'].replace('\n', '')"),
]  # fmt: skip


@each("title, name, key", WRONG)
def test_a_key_whose_line_breaks_are_removed_is_the_root_cause(title: str, name: str, key: str) -> None:
    assert root_of(name, PROGRAMS[name].replace("KEY;", f"{key};").replace("= KEY\n", f"= {key}\n")) == JOINED, title


@each("title, name, key", RIGHT)
def test_a_key_that_may_be_read_is_not_accused(title: str, name: str, key: str) -> None:
    assert root_of(name, PROGRAMS[name].replace("KEY;", f"{key};").replace("= KEY\n", f"= {key}\n")) is None, title


@each("text", [r"\n", r"\r\n", r"\r?\n", r"\r?\n|\r", r"[\r\n]+", r"(\r\n|\n|\r)", r"(?:\r\n|\r|\n)", r"\s", r"\s+", r"\n+", r"\R"])
def test_a_pattern_of_line_breaks_is_known(text: str) -> None:
    assert REMOVES_LINE_BREAKS.fullmatch(text)


@each("text", [r"\r", r"\\n", r"\\\\n", " ", r"\r+", "n", "", r"^\s+", r"\n$", r"[ \t]", r"[\r]", r"[\t]+"])
def test_a_pattern_of_something_else_is_not(text: str) -> None:
    assert REMOVES_LINE_BREAKS.fullmatch(text) is None
