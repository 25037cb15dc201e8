"""Every reader, with the shapes of text that are most expensive for it; a reader that is added here is tested like all others.

A shape is a beginning and a unit that is repeated up to the requested size.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from siwakit.errors import SiwakitError
from siwakit.evidence.form_fields import read_form, read_json_fields, read_listing, read_multipart
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.evidence.sign_in.secret_text import read_secret
from siwakit.flow.diagnose import diagnose
from siwakit.flow.identity_token import verify_identity_token
from siwakit.flow.logs.log_records import Judge, Line
from siwakit.flow.notifications import verify_notification
from siwakit.http import Response
from siwakit.jose import base64url, jws, strictjson
from siwakit.jose.jwks import read_key_set
from siwakit.jose.keys.p8 import read_key
from siwakit.readers.decoded import find_decoded
from siwakit.readers.documents import read_answer_text
from siwakit.readers.logs.access_lines import find_callbacks
from siwakit.readers.logs.log_blocks import block_of, count_lines, find_records
from siwakit.readers.logs.log_lines import read_log_line
from siwakit.readers.logs.timestamps import read_time
from siwakit.readers.messages.entries import MESSAGES
from siwakit.readers.model import Text
from siwakit.readers.plain_words.find import statements_in
from siwakit.readers.recognise import recognise
from siwakit.readers.registry import BY_ID
from siwakit.readers.requests.addressee import classify_address
from siwakit.readers.requests.collections import read_collection
from siwakit.readers.requests.curl import read_curl
from siwakit.readers.requests.har import read_har
from siwakit.readers.requests.raw_http import read_http
from siwakit.readers.requests.verbose import find_verbose, read_verbose
from siwakit.readers.settings.any_settings import find_settings, read_settings
from siwakit.render.decode import decode_text
from siwakit.render.formats.text import render_text
from siwakit.render.key import key_json, key_text
from siwakit.web.judge_api import judge
from siwakit.web.page_input import read_page_input

NOW = 1_764_000_000
KIB, MIB = 1024, 1024 * 1024
CLIENT = "com.example.web"
KEYS = read_key_set('{"keys":[{"kty":"RSA","kid":"k","use":"sig","alg":"RS256","n":"AQAB","e":"AQAB"}]}')
TOKEN_URL = "https://appleid.apple.com/auth/token"
Shape = tuple[str, str]
QUOTES: tuple[Shape, ...] = (("", '"'), ("", "'\""), ("", '\\"'), ("", "\\"))
LINES: tuple[Shape, ...] = (("", "\n"), ("", "a\n"), ("", " \n"), ("", "x" * 4000 + "\n"))
BRACKETS: tuple[Shape, ...] = (("", "{"), ("", "["), ("", '{"a":'), ("", "[[],"), ("", '{"a":1},'))
SIGNS: tuple[Shape, ...] = (("", "="), ("", "A="), ("", "."), ("", "%25"), ("", "&"), ("", " "), ("", "\u00e9"))


@dataclass(frozen=True, slots=True)
class HostileReader:
    """A reader and its worst shapes; *id* is its id in the registry, if it has one."""

    name: str
    read: Callable[[str], object]
    shapes: tuple[Shape, ...]
    id: str = ""

    def text(self, number: int, size: int) -> str:
        """Return a text of *size* bytes in the shape with this *number*."""
        head, unit = self.shapes[number]
        return head + unit * ((size - len(head)) // len(unit.encode()))

    def run(self, text: str) -> None:
        """Read *text*; refusing it with one of our errors is an answer too."""
        try:
            self.read(text)
        except SiwakitError:
            pass
        except ValueError as error:
            # This is the only reader that raises ValueError if the text is not a token at all.
            if "segments, expected" not in str(error):
                raise


def _registered(name: str, shapes: tuple[Shape, ...], *, begin: str = "", file: str = "") -> HostileReader:
    """Return the reader *name* of the registry with its worst *shapes*, each behind *begin*."""
    reader = BY_ID[name]
    return HostileReader(f"reader {name}", lambda text: (list(reader.find(begin + text)), reader.read(Text(begin + text, file))), shapes, name)


def _settings(name: str) -> Callable[[str], object]:
    return lambda text: read_settings(text, name)


def _records(text: str) -> object:
    block = block_of(text.encode())
    # Records are read as a stream, and not kept.
    return sum(len(found.text) for found in find_records(block)), count_lines(block)


def _summary(text: str) -> object:
    block = block_of(text.encode())
    return Judge(Known(), NOW).tally(Line(found.line, found.text, found.dated) for found in find_records(block))


def _cut(read: Callable[[str], object], limit: int) -> Callable[[str], object]:
    return lambda text: read(text[:limit])


def _page(text: str) -> object:
    asked = read_page_input(json.dumps({"inputs": [{"name": "", "text": text}], "known": {}, "keys": []}).encode())
    return judge(asked, NOW)


def _key_text(text: str) -> object:
    key = key_at_hand(text, "AuthKey_ABC123DEFG.p8")
    return key_text(key), key_json(key)


# What people paste, over and over: text in which most lines are something to most readers.
PASTES: tuple[Shape, ...] = (
    *(("", "invalid_client\n"), ("", "Traceback (most recent call last):\n  File x\ninvalid_client\n"), ("", "Traceback\n"), ("", " at x\n")),
    *(("", "curl "), ("", "curl -d a=b https://appleid.apple.com/auth/token\n"), ("", "Authorization: Bearer eyJ\n"), ("", "\\n"), ("", "\\\\n")),
    *(
        ("", "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.A\n"),
        ("", "eyJhbGciOiJFUzI1NiJ9."),
        ("ey", "A"),
        ("", "client_secret=ey"),
        ("", "client_secret='"),
    ),
    *(("", "-----BEGIN PRIVATE KEY-----\n"), ("", "-----BEGIN EC PRIVATE KEY-----\nA\n-----END EC PRIVATE KEY-----\n"), ("", "-----BEGIN ")),
    *(("", '{"level":"error","msg":"apple","error":"invalid_client"}\n'), ("", '{\n  "error": "invalid_client"\n}\n'), ("", '{"log":{"entries":[')),
    *(
        ('{"log":{"entries":[', '{"request":{}},'),
        ("", "APPLE_TEAM_ID=A1B2C3D4E5\n"),
        ("", "apple:\n  team_id: A\n"),
        ("", "[apple]\n"),
        ("", "'use strict';\n"),
    ),
    *(("", "POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\nclient_id=a&client_secret=b\n\n"), ("", "a=b&client_secret=c&"), ("", "X: y\n")),
    *(
        ("", "https://appleid.apple.com/auth/authorize?client_id=a "),
        ("", "> POST / HTTP/1.1\n"),
        ("", "```\n"),
        ("", "<html>"),
        ("", "status code 400 apple\n"),
    ),
    *(*QUOTES, *LINES, *BRACKETS, *SIGNS),
)


_PROGRAMS: tuple[Shape, ...] = (
    *(
        ("", "f(a)."),
        ("", "a + "),
        ("", "f(g("),
        ("", "x = [1, 2, 3]\n"),
        ("", "if (a) {\n"),
        ("", "a(b)"),
        ("", "a = a + a\n"),
        ("a = 'b'\n", "a = a + a\n"),
    ),
)


def _doctor_of(name: str, text: str) -> None:
    with contextlib.suppress(SiwakitError):
        diagnose((name, f"# appleid.apple.com sign\n{text}"), now=NOW)


# Sentences over and over, and what prose is found between.
_SENTENCES: tuple[Shape, ...] = (
    *(("", "only "), ("", "only on the "), ("", "since the key "), ("", "since the key rotated "), ("", "rotated "), ("", "not the key ")),
    *(("", "works fails "), ("", "works on iOS and not on the web "), ("", "for six months "), ("", "worked for a a "), ("", "after a a a months ")),
    *(("", "Only on the web, iOS works.\n"), ("", "Why?\n"), ("", ", any ideas?"), ("", "nach sechs sechs sechs "), ("", "depuis la clé changée ")),
    *(
        ("", "seit dem der die das neue Schlüssel "),
        ("", "Webだけ失敗、"),
        ("", "以外は"),
        ("", "自从密钥换了\uff0c"),
        ("", "除了安卓都"),
        ("", "키를 교체한 후 "),
    ),
    *(("", "/*"), ("", "'''"), ("", "<!--"), ("", "«"), ("", "\u201c"), ("", "`"), ("", "~~~\n"), ("", "10:32 a: "), ("", "a=b "), ("", "- ")),
    *(
        ("", "a: b\n b\n"),
        ("", "a."),
        ("", "a_a"),
        ("", "<a"),
        ("", "a://"),
        ("", "[a]"),
        ("", "a ("),
        ("", "import a "),
        ("", "Only on the web.\n\n"),
    ),
)
_COMMANDS: tuple[Shape, ...] = (("", "curl -d a=b https://appleid.apple.com/auth/token\n"), ("", "curl -d '\n"))

READERS: tuple[HostileReader, ...] = (
    HostileReader("doctor", lambda text: render_text(diagnose(text, now=NOW), colour=False), PASTES),
    HostileReader("judge API of the page", _page, (*QUOTES, *BRACKETS, *SIGNS, *PASTES[:8])),
    HostileReader("summary of a log", _summary, PASTES),
    # These refuse any text over their limit, so each of them also gets the longest text that is allowed.
    *(
        HostileReader(f"{name}{words}", _cut(read, limit), PASTES)
        for name, longest, read in (
            ("decode", 16 * KIB, lambda text: decode_text(text, NOW)),
            ("what a key holds", 16 * KIB, _key_text),
            ("notification", 64 * KIB, lambda text: verify_notification(text, keys=KEYS, audience=CLIENT, now=NOW)),
            ("identity token", 16 * KIB, lambda text: verify_identity_token(text, keys=KEYS, audience=CLIENT, nonce="n", now=NOW)),
        )
        for words, limit in (("", MIB), (", the longest", longest))
    ),
    HostileReader(
        "paste",
        recognise,
        (
            *(("", "AB="), ("", "A" * 43 + "="), ("", "export A="), ("", 'A="'), ("", "A='\n"), ("", ">"), ("", "> a\n"), ("", "? "), ("", "&a ")),
            *(("", "eyJ."), ("", "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.A "), ("", "-----BEGIN PRIVATE KEY-----\n"), ("", "MIGH"), ("", "https://")),
            *(("", "curl -d '\n"), ("", "HTTP/1.1 200 OK\n\n"), ("", "```\n"), ("", "invalid_client\n"), ("", "a: b\n\n"), ("", "{}\n\n")),
            *(*QUOTES, *LINES, *BRACKETS, *SIGNS),
        ),
    ),
    HostileReader(
        "curl",
        read_curl,
        tuple(
            (f"curl {start}{TOKEN_URL} ", unit)
            for start, units in (
                ("", ("-d a=b ", "$(", "$'", "\\\n", "'\"", "\\a", "`", "<a>", "-d '", "#a\n-d ", "-F 'a=\"\\\"' ", "%25")),
                ("^\n", ("^", '^"', '\\"', "^\n", "a^&")),
                ("`\n", ("`", '`"', "''", "`\n")),
            )
            for unit in units
        ),
    ),
    HostileReader(
        "raw HTTP",
        lambda text: read_http(f"POST /auth/token HTTP/1.1\n{text}"),
        (
            ("", "a: b\n"),
            ("", "a:\n b\n"),
            ("\n", "&a=%25"),
            ("Transfer-Encoding: chunked\n\n", "1\na\n"),
            ("\n", "HTTP/1.1 200 OK\n\n"),
            ("", "\r\n"),
        ),
    ),
    HostileReader(
        "verbose curl",
        lambda text: (list(find_verbose(text)), read_verbose(text)),
        (("", "> a\n"), ("", "< HTTP/1.1 200 OK\n"), ("", "* a\n"), ("", ">"), ("", "> POST /auth/token HTTP/1.1\n>\n")),
    ),
    HostileReader(
        "HAR",
        lambda text: read_har(BytesIO(b'{"log":{"entries":[' + text.encode() + b"]}}")),
        (("", "{},"), ("", '{"request":{"url":"https://appleid.apple.com/auth/token"}},'), ('{"request":', "["), ('{"request":"', '\\"'), ("", "1,")),
    ),
    HostileReader(
        "collection",
        read_collection,
        (
            ('{"info":{"schema":"https://schema.getpostman.com/"},"item":', '[{"item":'),
            ('{"info":{},"item":[', '{"request":"https://a"},'),
            *BRACKETS,
        ),
    ),
    HostileReader("form", read_form, (("", "a=%25&"), ("", "%"), ("", "&"), ("", "a"), ("", "+"), ("", "%ff"), ("", "a=b&"))),
    HostileReader("list of fields", read_listing, (("", "a: b\n"), ("", "a=%25"), ("", "a: 'b',\n"), ("", "//\n"), ("a: ", "x"), *QUOTES)),
    HostileReader("JSON fields", read_json_fields, (*BRACKETS, ('{"a":"', '\\"'), ('{"a":"', "\\u0041"))),
    HostileReader(
        "multipart",
        lambda text: read_multipart("multipart/form-data; boundary=x", text.encode()),
        (
            ("", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
            ("", "--x"),
            ("--x\r\n", 'a; name="'),
            ("--x\r\nContent-Type: multipart/form-data; boundary=y\r\n\r\n", "--y\r\n"),
        ),
    ),
    HostileReader("media type", lambda text: read_multipart(text, b""), (("", ";boundary="), ("", "; "), ("", ';boundary="'))),
    HostileReader(
        "settings: .env", _settings(".env"), (("", 'A="\n'), ("", "A='\n"), ("", "A=`"), ("", "A=-----BEGIN PRIVATE KEY-----\n"), ("", 'A="\\"\n'))
    ),
    HostileReader(
        "settings: YAML",
        lambda text: read_settings(text[: 256 * 1024], "a.yaml"),
        (
            ("", "- "),
            ("", "["),
            ("", "{a: "),
            ("", "a: b\n"),
            ("", "? "),
            ("a: &a [b]\nb: [", "*a,"),
            ("", "&a "),
            ("", "'"),
            ("", "- - - a\n"),
            ("", "---\n"),
        ),
    ),
    HostileReader(
        "settings: TOML",
        lambda text: read_settings(text[: 256 * 1024], "a.toml"),
        (("", "[a]\n"), ("", "a."), ("a = ", "["), ("a = ", "{b="), ("", "[[a]]\n"), ("", '"""'), ("a = [", "1,")),
    ),
    HostileReader("settings: properties", _settings("a.properties"), (("", "a=b\n"), ("", "a\\\n"), ("", "\\u0041"), ("", "="))),
    *(
        HostileReader(f"settings: {name}, the longest", _cut(_settings(f"a{name}"), 256 * KIB), shapes)
        for name, shapes in (
            (".env", (("A=", " "), ("A=x", " " * 199 + "y"), ("", 'A="\n'), ("", "#\n"), ("A='", "\\'"), ("A=", " #"))),
            (".properties", (("", "a=b\n"), ("A=", "x\\\n"), ("A=", "\\\n"), ("", "\\u0041"), ("", "="), ("", "\n"))),
        )
    ),
    HostileReader(
        "settings: Python",
        lambda text: read_settings(text[: 256 * 1024], "a.py"),
        (("", "a\n"), ("", "A="), ("A = ", "("), ("A = ", "-"), ("A = [", "1,"), ("A = 1", "+1"), ("", "[a]\n"), ("", '"""'), ("A = ", "{1:")),
    ),
    HostileReader(
        "settings: JSON",
        _settings("a.json"),
        (*BRACKETS, ("{", "//\n"), ("{", "/*"), ("{", '"'), ("{//\n", ", "), ("", "/**/"), ("", "//\n"), ("/*/", "*"), ("{", '"\\"')),
    ),
    HostileReader(
        "settings: code",
        _settings("a.js"),
        (
            ("apple: {", "a: 'b',"),
            ("", "apple: {"),
            ("", "apple("),
            ("apple: {", '\\"'),
            ("apple: {", "a: `"),
            ("", "AppleStrategy({"),
            ("", "a" * 40),
        ),
    ),
    HostileReader(
        "settings by their marks",
        find_settings,
        (
            ("AppleStrategy(", '\\"'),
            ("SOCIAL_AUTH_APPLE_ID_TEAM = ", "1\n"),
            ("apiVersion: v1\n", "a: b\n"),
            ("[apple]\n", "a.b=1\n"),
            ("", "/**/"),
            ("", "/*"),
            ("", "//\n"),
            *QUOTES,
            *LINES,
            *BRACKETS,
        ),
    ),
    HostileReader(
        "token taken apart",
        lambda text: find_decoded(f"iss {text}"),
        (("", "{iss:1}"), ("{", "a: 1, "), ("", "(iss"), ("", "{'iss': '"), ("{", '"'), ("{iss:", " "), ("", "{" + "a" * 3990 + "}")),
    ),
    HostileReader(
        "answer",
        lambda text: (read_answer_text(text), read_answer(Response(None, (), text.encode()))),
        (*BRACKETS, ("", "<a>"), ("", "<"), ("<html>", "\n")),
    ),
    HostileReader(
        "log line",
        lambda text: read_log_line(f"apple {text}", NOW),
        (
            *(("client_secret=", "x&"), ("", "client_secret="), ("", "client_secret: 'a "), ("client_secret code=", "code="), ("", " 400")),
            *(
                ("", '{"error":"a"}'),
                ("", '"error":'),
                ("", "eyJ" + "a" * 20 + "."),
                ("", "eyJaaaaaaaaa.aaaaaaaaa.a "),
                ("", "curl -d '"),
                ("", "&amp;"),
            ),
            *(
                ("", "/authorize?https://appleid.apple.com/ "),
                ("", 'fetch("https://appleid.apple.com/auth/token", {'),
                ("", "\\\\\\\\n"),
                ("", "12:34:56 "),
            ),
            *(("POST /auth/token HTTP/1.1\n", "a: b\n"), ("", "invalid_client "), ("", "status "), ("", "client_secret=\u2026"), *QUOTES),
        ),
    ),
    HostileReader(
        "access log", lambda text: list(find_callbacks(text)), (("", '"POST /'), ("", '"GET / HTTP/1.1" 200 1 "https://appleid.apple.com" '))
    ),
    HostileReader("time of a log line", lambda text: read_time(text, NOW), (("{", '"time":"'), ("{", "=1790000000"), ("{", "t="), ("", "12:34:56 "))),
    HostileReader(
        "records of a log",
        _records,
        (
            *(
                ("", "invalid_client\n"),
                ("", "invalid_client "),
                ("", " invalid_client\n"),
                ("", "client_secret=a\ninvalid_client\n"),
                ("client_secret\n", " a\n"),
            ),
            *(("", "Traceback\n    at x\ninvalid_grant\n"), ("invalid_grant", "{\n"), ("", "12:34:56 invalid_client\n"), ("", "nvalid"), *LINES),
        ),
    ),
    HostileReader("client_secret", read_secret, (("", "A"), ("", "%25"), ("", '\\"'), ("", " "), ("ey", "."), ("", "Bearer "))),
    HostileReader(
        "client_secret of the longest length",
        lambda text: read_secret(text[: 32 * 1024]),
        (("", "A"), ("", "%25"), ("", '\\"'), ("", "b'"), ("ey", ".")),
    ),
    HostileReader(
        "address",
        lambda text: classify_address(f"{TOKEN_URL}?{text}"),
        (("", "code=a&"), ("", "["), ("", "%25"), ("", "#"), ("", "\u00e9"), ("", "#{")),
    ),
    HostileReader("key", read_key, (("", "A"), ("", "-----BEGIN PRIVATE KEY-----\n"), ("", "\\n"))),
    HostileReader(
        "key of the longest length",
        lambda text: read_key(text[: 16 * 1024]),
        (
            ("", "A"),
            ("", "MIGH"),
            ("", "-----BEGIN PRIVATE KEY-----\n"),
            ("-----BEGIN PRIVATE KEY-----\n", "A\n"),
            ("", "\\n"),
            ("", "LS0tLS1CRUdJTi"),
            ("", "30 81 "),
        ),
    ),
    HostileReader("key set", read_key_set, (('{"keys":[', "{},"), *BRACKETS)),
    HostileReader("JSON", strictjson.read, (*BRACKETS, ('"', "\\u0041"), ('"', "\\"), ("", "1"), ("[", "1,"))),
    HostileReader("base64url", base64url.decode, (("", "A"), ("", "-_"), ("", "="), ("A", "\u00e9"))),
    HostileReader("JWS", jws.read, (("", "."), ("eyJ", "A"))),
    # The readers of the registry, each as it is asked.
    _registered("har", (("", "{},"), ("", '{"request":{"url":"https://appleid.apple.com/auth/token"}},'), ("", " ")), begin='{"log":{"entries":['),
    _registered("collection", (*BRACKETS, ("", '{"item":['), ("", " ")), begin='{"info":{"schema":"https://schema.getpostman.com/"},"item":'),
    _registered("settings-file", (("", 'A="\n'), ("", "A='\n"), ("", 'A="\\"\n')), file=".env"),
    _registered("curl-command", (*_COMMANDS, *LINES, ("", "curl "), ("", "curl\n"), ("", "A=a "), ("", "$ curl -d a\n"))),
    _registered("raw-http", (("", "POST / HTTP/1.1\n"), ("", "POST "), ("", "HTTP/1.1 200 "), *LINES)),
    _registered("verbose-curl", (("", "> POST / HTTP/1.1\n"), ("", "< HTTP/1.1 200\n"), ("HTTP/", "> "), *LINES)),
    *(
        _registered(name, (("", '{"a":'), ('{"keys":[', "{},"), ('{"a":"', "\\u0041")))
        for name in ("key-set", "private-jwk", "notification", "app-call", "json-answer", "json-request", "json-settings")
    ),
    _registered("token", (("", "."), ("eyJ", "A"), ("eyJ", "A."))),
    _registered("answer", (*BRACKETS, *QUOTES, ("invalid_client", " "), ("<html>", "<a>"), ("", "error: "), ("{", "}%"))),
    _registered("damaged-token", (("eyJ", "A"), ("eyJ", "A\n"), ("eyJ", "A.\n\n"), ("", " "), ("", "Bearer "), ("eyJ", "%2E"))),
    _registered("environment", (("", "A=a\n"), ("", 'A="\n'), ("", "export A="), ("", "A=-----BEGIN PRIVATE KEY-----\n"), ("A=", "A="))),
    _registered("address", (("https://", "a"), ("https://a?", "a=b&"), ("https://a", "\n&a"), ("https://", "["), ("https://a#", "%25"), *LINES)),
    _registered(
        "key", (("", "A"), ("", "MIGH"), ("", "-----BEGIN PRIVATE KEY-----\n"), ("", "\\n"), ("", '-----BEGIN EC KEY-----"+"'), ("", "a=b "))
    ),
    _registered("form", (("", "a=%25&"), ("", "a: b\n"), ("", "code=a&"), ("", "a: 'b',\n"), *SIGNS, *LINES)),
    _registered("key-file", PASTES[:4], file="AuthKey_ABC123DEFG.p8"),
    _registered(
        "broker-answer",
        (
            *(("", '"error":'), ("", '{"error":'), ("", '{"error":"a"}'), ("", "?error_code="), ("", "?error_code=a "), ("", "&error_description=%")),
            *(("https://a/?", "error=a&error_code=b&"), ("{", '"error_code":1,'), ("", "identity_provider_login_failur"), *BRACKETS, *LINES),
        ),
    ),
    _registered(
        "message",
        (
            ("", " ".join(sample for message in MESSAGES for sample in message.samples) + "\n"),
            ("", " ".join(message.literal for message in MESSAGES) + "\n"),
            *(
                ("", "\\u0041"),
                ("", "\\n"),
                ("", "&quot;"),
                ("https://a/?a=", "%41+"),
                ("", "=a+"),
                ("", "apple error nonce "),
                ("", "apple error nonce\n"),
            ),
            *(*QUOTES, *LINES, *SIGNS),
        ),
    ),
    _registered("source-code", (*_PROGRAMS, *QUOTES, *LINES, *SIGNS), begin="// appleid.apple.com sign\n"),
    *(
        HostileReader(f"source code, {name}", _cut(lambda text, name=name: _doctor_of(name, text), 60_000), _PROGRAMS)
        for name in ("a.js", "a.py", "a.rb", "a.java", "a.ex", "a.ps1")
    ),
    _registered("plain-words", (*_SENTENCES, *QUOTES, *LINES, *SIGNS), begin="Sign in with Apple fails.\n\n"),
    HostileReader("plain words, the longest", _cut(lambda text: statements_in((text.lower(),)), 6000), _SENTENCES),
    _registered("noted-answer", (("", "#\n"), ("", '# {"error":"a"}\n'), ("#", '{"error"'), ("#", "{"), ("", "//"), *LINES)),
    _registered("marked-settings", (("[apple]\n", "a.b=1\n"), ("apple: {", "a: 'b',"), ("a:\n", "  b: c\n"), *QUOTES, *LINES, *BRACKETS)),
    _registered(
        "settings-paragraph", (("apple.a=", "b\n"), ("", "apple.a=b\n"), ("", "a."), ("", "a.apple"), ("apple.a=", "("), ("apple.a=", " "), *LINES)
    ),
    *(_registered(name, (("", '{"error":"a"}'), ("", "client_secret="), ("", "12:34:56 "), *QUOTES)) for name in ("json-log-record", "log-record")),
    _registered(
        "access-log",
        (
            ("POST /callback ", "a=b&"),
            ("", "POST /callback?a=b&"),
            ("", "POST /a "),
            ("", "GET /callback?code=a&state=b 400 "),
            ("POST /", "a"),
            ("", '"POST /'),
            ("", '"GET / HTTP/1.1" 200 1 "https://appleid.apple.com" '),
        ),
    ),
    _registered(
        "key-literal",
        (
            ("`", "A"),
            ("", '"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEH'),
            ("", '"A",'),
            ("`", "\\n"),
            ("", '"-----BEGIN PRIVATE KEY-----"+'),
            ("k = <<~A\n", "A\n"),
            ("", "'"),
        ),
        begin="-----END \nk = `-----BEGIN PRIVATE KEY-----",
    ),
    _registered("endpoint-addresses", (("", "https://appleid.apple.com/auth/"), ("", "https://appleid.apple.com/auth/token "), ("", "wget"), *LINES)),
    _registered("decoded-token", (("", "{iss:1}"), ("{", "a: 1, "), ("", "(iss"), ("{", '"'), ("{iss:", " ")), begin="iss "),
)
