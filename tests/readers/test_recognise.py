from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.apple import Endpoint
from siwakit.errors import NotReadable, SiwakitError, TooLarge
from siwakit.evidence.join import join
from siwakit.evidence.parts import ENDPOINT
from siwakit.evidence.pieces import PieceKind
from siwakit.jose import base64url
from siwakit.readers.recognise import MAX_CHARACTERS, recognise
from siwakit.samples.scenario import Scenario

URL = "https://appleid.apple.com/auth/token"
CURL = f"curl {URL} -d grant_type=authorization_code -d code=c"
ERROR = '{"error":"invalid_client"}'
JWT = ".".join([*(base64url.encode(json.dumps(part).encode()) for part in ({"alg": "ES256"}, {"iss": "A1B2C3D4E5"})), "c2ln"])
APPLES = ".".join([*(base64url.encode(json.dumps(part).encode()) for part in ({"alg": "RS256"}, {"iss": "https://appleid.apple.com"})), "c2ln"])
DER = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg" + "A" * 40
PEM = f"-----BEGIN PRIVATE KEY-----\n{DER}\n-----END PRIVATE KEY-----\n"
REQUEST = "POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\nclient_id=x"
CALLBACK = "POST /callback HTTP/1.1\nHost: app.example.com\n\ncode=c&state=s"
VERBOSE = f"* Trying\n> POST /auth/token HTTP/2\n> Host: appleid.apple.com\n>\n< HTTP/2 400\n<\n{ERROR}"


def _kinds(text, name=""):
    return [piece.kind.name for piece in recognise(text, name)]


@each(
    ("text", "kind"),
    [
        pytest.param(CURL, "REQUEST", id="a curl command"),
        pytest.param("curl https://proxy.example/x -d client_secret=s", "REQUEST", id="Apple's fields at a wrong host"),
        pytest.param("curl https://proxy.example/auth/revoke/", "REQUEST", id="Apple's path at a wrong host"),
        pytest.param("curl -d code=c", "REQUEST", id="a command without an address"),
        pytest.param(f"# why?\n$ {CURL}\n{ERROR}%", "EXCHANGE", id="a command with its answer below"),
        pytest.param(f"{CURL}\n\n<html>\n\n<body>403</body></html>", "EXCHANGE", id="a command with a page below"),
        pytest.param(f"{CURL} -i | cat\n\nHTTP/2 400\n\n{ERROR}", "EXCHANGE", id="a command with raw HTTP below"),
        pytest.param(f"{CURL} -v\n{VERBOSE}", "EXCHANGE", id="a command with all that it prints"),
        pytest.param(f"```sh\n{CURL}\n```\n\n```\ninvalid_client\n```", "EXCHANGE", id="fences of Markdown"),
        pytest.param(REQUEST, "REQUEST", id="a raw request"),
        pytest.param(f"{REQUEST}\n\nHTTP/1.1 400\n\n{ERROR}", "EXCHANGE", id="a raw exchange"),
        pytest.param(VERBOSE, "EXCHANGE", id="what curl prints"),
        pytest.param(f"HTTP/1.1 400\n\n{ERROR}", "RESPONSE", id="a raw answer"),
        pytest.param(ERROR, "RESPONSE", id="an error as JSON"),
        pytest.param(f"{ERROR}me@host:~$ ", "RESPONSE", id="an error with the prompt behind it"),
        pytest.param("invalid_client", "RESPONSE", id="an error's name"),
        pytest.param('error: "invalid_grant": the code has expired', "RESPONSE", id="an error as a log shows it"),
        pytest.param('{"access_token":"a","id_token":"b"}', "RESPONSE", id="an answer with tokens"),
        pytest.param('{"sub":"a","email":"b"}', "RESPONSE", id="an answer of the migration"),
        pytest.param("<!DOCTYPE html><title>x", "RESPONSE", id="a page"),
        pytest.param("client_id=x&client_secret=y", "FORM", id="a form"),
        pytest.param("?code=x&state=y", "FORM", id="a query"),
        pytest.param("client_id: x\ngrant_type: y", "FORM", id="a list of fields"),
        pytest.param('{"grant_type":"a","code":"b"}', "FORM", id="fields as JSON"),
        pytest.param('{"client_secret":"a","token":"b"}', "FORM", id="fields of revocation as JSON"),
        pytest.param("https://appleid.apple.com/auth/authorize?client_id=x&scope=name email", "AUTHORIZE", id="an authorize URL"),
        pytest.param("<https://appleid.apple.com/auth/authorize?client_id=x\n  &scope=name>", "AUTHORIZE", id="a wrapped authorize URL"),
        pytest.param(f"  {JWT}\n", "TOKEN", id="a JWT"),
        pytest.param(f"{JWT.rsplit('.', 1)[0]}.", "TOKEN", id="an unsigned JWT"),
        pytest.param(f"JWT={JWT}", "TOKEN", id="a JWT in a setting"),
        pytest.param(f'"{JWT}"', "SECRET_TEXT", id="a JWT in quotes"),
        pytest.param(f"Authorization: Bearer {JWT}", "SECRET_TEXT", id="a JWT behind Bearer"),
        pytest.param(JWT[:30], "SECRET_TEXT", id="a JWT that was cut off"),
        pytest.param(JWT.replace(".", "%2E"), "SECRET_TEXT", id="a JWT in percent signs"),
        pytest.param(f"{JWT[:25]}\n {JWT[25:]}", "SECRET_TEXT", id="a JWT in two lines"),
        pytest.param(PEM, "KEY", id="a key"),
        pytest.param("\ufeff" + PEM, "KEY", id="a key behind a byte order mark"),
        pytest.param(PEM.replace("\n", "\\n"), "KEY", id="a key with escaped line ends"),
        pytest.param(f'APPLE_KEY="{PEM}"', "KEY", id="a key in a setting"),
        pytest.param(f'APPLE_KEY="{DER}"', "KEY", id="a bare key in a setting"),
        pytest.param("----BEGIN PRIVATE KEY----", "KEY", id="what is left of a key"),
        pytest.param(DER, "KEY", id="a bare key"),
        pytest.param("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JR0hBZ0VB", "KEY", id="a key in base64"),
        pytest.param("prime256v1", "KEY", id="a curve's name"),
        pytest.param("config/AuthKey_ABC123DEFG.p8", "KEY", id="a key's path"),
        pytest.param('{"kty":"EC","d":"x"}', "KEY", id="a private JWK"),
        pytest.param('{"kty":"EC"}', "KEY_SET", id="a public JWK"),
        pytest.param('{"keys":[]}', "KEY_SET", id="a key set"),
        pytest.param('{"payload":"eyJ"}', "NOTIFICATION", id="a notification"),
        pytest.param('POST /hook HTTP/1.1\nHost: app.example.com\n\n{"payload":"eyJ"}', "NOTIFICATION", id="a notification as it came"),
        pytest.param(CALLBACK, "CALLBACK", id="a callback"),
        pytest.param('POST /callback HTTP/1.1\nHost: app.example.com\n\n{"code":1}', "APP_CALL", id="a call of the app in JSON"),
        pytest.param("https://app.example.com/callback#id_token=x", "CALLBACK", id="a callback's address"),
        pytest.param('{"teamId":"A1B2C3D4E5"}', "SETTINGS", id="settings"),
        pytest.param("# mine\nexport APPLE_TEAM_ID=A1B2C3D4E5\nAPPLE_KEY_ID='ABC123DEFG'\n\n", "SETTINGS", id="settings of an environment"),
        pytest.param("APPLE_TEAM_ID=A1B2C3D4E5", "SETTINGS", id="one setting"),
    ],
)
def test_a_text_is_recognised_by_itself(text, kind):
    assert _kinds(text) == [kind]


@each(
    ("text", "name", "kind"),
    [
        ("", "AuthKey_ABC123DEFG.p8", "KEY"),
        ("ABC123DEFG", "AuthKey_X.p8", "KEY"),
        ("some words", "C:\\Users\\me\\apple.p8", "KEY"),
        ("some words", "AuthKey_ABC123DEFG.txt", "KEY"),
        (JWT, "AuthKey_X.p8", "TOKEN"),
        (CURL, "key.txt", "REQUEST"),
        (f"words\n\n{CURL}", "key.sh", "UNREAD REQUEST"),
    ],
)
def test_a_name_helps_and_the_content_wins(text, name, kind):
    assert _kinds(text, name) == kind.split()


@each("text", ["", "some words", "secret = mint(team, key)\n", "module.exports = { keys: keys.map(f) }\n"])
@each(
    "name",
    [
        "client_secret.rb",
        "AppleClientSecret.ts",
        "generate_secret.js",
        "map-keys.js",
        "invalid_key_input.js",
        "trust_dir.rb",
        "revoke.jwt",
        "AuthKey.ts",
        "key.pem",
    ],
)
def test_a_name_makes_no_text_a_secret_or_a_key(text, name):
    with pytest.raises(NotReadable):
        recognise(text, name)


@each(
    ("text", "kinds"),
    [
        pytest.param(f"{CURL}\n\n{ERROR}\n\n{PEM}", "EXCHANGE KEY", id="command, answer, key"),
        pytest.param(f"I get\n\n{ERROR}\n\nwith\n{JWT}", "UNREAD RESPONSE TOKEN UNREAD", id="prose around"),
        pytest.param(f"The answer:\n{ERROR}\n\n# the key\n{PEM}", "RESPONSE KEY", id="labels and comments"),
        pytest.param(f"{REQUEST}\n\nHTTP/1.1 400\n\n{ERROR}\n\nAny idea?", "EXCHANGE UNREAD", id="prose below an answer"),
        pytest.param(f"{REQUEST}\n\n{PEM}", "REQUEST KEY", id="a key below a request"),
        pytest.param(f"{PEM}\n\n{PEM}", "KEY KEY", id="two keys"),
        pytest.param(f"{PEM}\n\n{ERROR}", "KEY RESPONSE", id="a key, then an answer"),
        pytest.param(f"{JWT}\n{JWT}", "TOKEN TOKEN", id="two tokens"),
        pytest.param(f"{JWT}\n\n{JWT}", "TOKEN TOKEN", id="two tokens apart"),
        pytest.param(f"// nothing\n\n{CURL}", "REQUEST", id="a comment alone"),
        pytest.param(f"{CURL}\n{CURL}\n{ERROR}", "REQUEST EXCHANGE", id="two commands"),
        pytest.param(f"{CURL}\n\n{REQUEST}", "REQUEST REQUEST", id="a command, then a request that is not its own"),
        pytest.param(f"{CURL}\n\nI wonder\n\n{REQUEST}", "REQUEST UNREAD REQUEST", id="prose between"),
        pytest.param(f"{CALLBACK}\n\nHTTP/1.1 307\nLocation: /x\n\n\nGET /x HTTP/1.1\nHost: app.example.com", "CALLBACK CALLBACK", id="a redirect"),
        pytest.param(f"{CURL} -i -L\nHTTP/1.1 301\n\nHTTP/1.1 400\n\n{ERROR}", "EXCHANGE RESPONSE", id="two answers"),
    ],
)
def test_several_things_in_one_text_are_told_apart(text, kinds):
    assert sorted(_kinds(text)) == sorted(kinds.split())


def test_the_answer_below_a_command_is_its_answer():
    (piece,) = recognise(f"{CURL}\n{ERROR}", "x.sh")
    assert (piece.value.request.text, piece.value.response.text, piece.name) == ("grant_type=authorization_code&code=c", ERROR, "x.sh")


def test_every_piece_holds_the_text_it_was_found_in():
    assert [piece.text.strip() for piece in recognise(f"Why?\n\n{CURL}\n{ERROR}\n\n{JWT}")] == ["Why?", f"{CURL}\n{ERROR}", JWT]


def test_files_that_were_not_read_are_named():
    assert recognise(f"curl {URL} -d @body.json")[0].unread_files == ("body.json",)


def test_comments_above_a_message_are_its_notes():
    assert recognise(f"# earlier answer: Set-Cookie: a=b\r\n{CALLBACK}")[0].notes == ("earlier answer: Set-Cookie: a=b",)


def test_a_key_keeps_every_character_it_was_given_with():
    assert recognise(f"\ufeff  {PEM}")[0].value == f"\ufeff  {PEM}"


def test_a_key_that_is_a_setting_is_the_value():
    assert recognise(f"APPLE_KEY='{DER}'")[0].value == DER


def test_a_description_behind_an_error_is_kept():
    said = json.loads(recognise("invalid_grant (client_id mismatch)")[0].value.text)
    assert said == {"error": "invalid_grant", "error_description": "client_id mismatch"}


@each(
    ("text", "message"),
    [
        ("", "the text is empty"),
        ("hello", r"nothing that siwakit recognises \(5 characters\)"),
        ("{'client_id': 'x'}", "nothing that siwakit recognises"),
        ("[1]", "nothing that siwakit recognises"),
        ('{"a":', "nothing that siwakit recognises"),
        ("https://app.example.com/callback", "nothing that siwakit recognises"),
        (f"wget {URL}", "a command of wget"),
        ("c" + "0" * 32 + ".0.mrtqz.x", "an opaque value .authorization code."),
        ('{"log":{"entries":[]}}', "HAR"),
        (f"curl '{URL}", "is truncated"),
    ],
)
def test_what_is_not_known_is_refused_with_a_hint(text, message):
    with pytest.raises(NotReadable, match=message) as caught:
        recognise(text)
    assert caught.value.hint


def test_a_refusal_names_the_file_and_nothing_of_its_content():
    with pytest.raises(NotReadable) as caught:
        recognise("hidden words", "notes.txt")
    assert "notes.txt" in caught.value.message
    assert "hidden" not in caught.value.message + caught.value.hint


@each("text", ["a" * (MAX_CHARACTERS + 1), f"{CURL}\n" * 101, f"{JWT}\n\n" * 101, f"{JWT}\n\nx" * 101])
def test_a_text_over_a_cap_is_refused(text):
    with pytest.raises(TooLarge) as caught:
        recognise(text)
    assert caught.value.hint


@each("piece", [CURL, REQUEST, CALLBACK, JWT, PEM, f"{CURL}\n{ERROR}"])
def test_nothing_secret_shows(piece):
    shown = repr(recognise(piece))
    assert "code=" not in shown
    assert JWT not in shown
    assert DER not in shown


_SNIPPETS = [
    CURL,
    ERROR,
    JWT,
    PEM,
    REQUEST,
    VERBOSE,
    "\n",
    "\n\n",
    "```",
    "# x",
    "'",
    '"',
    "{",
    "}",
    "<html>",
    "[",
    "\0",
    "\u202e",
    "\ud800",
    "A=",
    "https://[",
    "=%&",
    "eyJ",
    "x",
]


@given(st.lists(st.sampled_from(_SNIPPETS), max_size=12), st.sampled_from(["", "a.p8", "a.jwt", "\ud800"]))
def test_nothing_but_our_own_errors_comes_out(parts, name):
    try:
        pieces = recognise("".join(parts), name)
    except SiwakitError:
        return
    assert any(piece.kind is not PieceKind.UNREAD for piece in pieces)
    assert repr(pieces)


@given(st.text(max_size=80))
def test_any_text_at_all_is_answered(text):
    try:
        pieces = recognise(text)
    except SiwakitError:
        return
    assert pieces


_HOSTILE = [
    "\n",
    " ",
    "#",
    "a",
    "(",
    "curl -d $(",
    "curl a\n",
    "curl -d ",
    '"',
    "'",
    "\\",
    "`",
    "^\n",
    "{",
    "[",
    '{"a":',
    "eyJ",
    "eyJ.",
    "A=b\n",
    "a: b\n",
    "%",
    "&a=",
    "HTTP/1.1 200\n",
    "> A / HTTP/\n",
    "}\n\n",
    "}\n \n\t",
    "BEGIN ",
    "-----BEGIN ",
    "MIG",
    "https://",
    "\n&",
    "A=b;",
    "$ A=b ",
]


@each("seed", _HOSTILE, ids=range(len(_HOSTILE)))
def test_a_hostile_text_takes_linear_time(seed):
    text = seed * (128 * 1024 // len(seed))
    start = time.process_time()
    for prefix in ("", "curl -d '", "HTTP/1.1 200\n"):
        try:
            recognise(prefix + text)
        except SiwakitError:
            continue
    assert time.process_time() - start < 3


@each(
    ("text", "kinds"),
    [
        pytest.param(f"ExpiredSignatureError: Signature has expired\ntoken = '{APPLES}'", ["TOKEN", "MESSAGE"], id="a variable called token"),
        pytest.param(f"token={APPLES}", ["TOKEN"], id="the same on one line"),
        pytest.param("error: invalid_grant\ncode: c1", ["RESPONSE", "UNREAD"], id="an error beside a code"),
        pytest.param('{"level":"error","msg":"callback","error":"oauth2: \\"invalid_client\\""}', ["RESPONSE"], id="an error in a record of a log"),
        pytest.param(f"curl \u201c{URL}\u201d -d \u2018client_id=x&code=c\u2019", ["REQUEST"], id="quotes of typography"),
        pytest.param(
            f'{ERROR}\n\nAppleProvider({{ clientId: "com.example.web", clientSecret: "{JWT}" }})', ["SETTINGS", "RESPONSE"], id="code below"
        ),
    ],
)
def test_what_people_paste_together_is_taken_apart(text, kinds):
    assert _kinds(text) == kinds


@each("name", ["keycloak.log", "keychain.txt", "my-key.log"])
def test_a_log_is_no_key_whatever_its_name_says(name):
    assert _kinds(f"2026-09-21 ERROR apple callback failed: {ERROR}", name) == ["RESPONSE"]


FORM = "client_id=com.example.web&client_secret=s&code=c&grant_type=authorization_code"
RAW = f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nContent-Type: application/x-www-form-urlencoded\n\n{FORM}"


def _quoted(text, mark="> "):
    return "\n".join(f"{mark}{line}" for line in text.split("\n"))


@each(
    "text",
    [
        pytest.param(f"{RAW}\n\nThis returns an error. Why?", id="prose below it"),
        pytest.param(f"Hi,\n\nwe send\n\n{RAW}\n\nand get\n\nHTTP/1.1 400\n\n{ERROR}", id="prose and the answer"),
        pytest.param(f"```http\n{RAW}\n```\nResponse:\n```json\n{ERROR}\n```", id="a fence"),
        pytest.param(f"{RAW}   \n", id="spaces behind it"),
        pytest.param(_quoted(f"we send\n\n{RAW}\n\nand get\n\n{ERROR}"), id="a mail"),
        pytest.param(_quoted(f"we send\n\n{RAW}\n\nand get", ">> "), id="the answer to a mail that was answered"),
        pytest.param(f"On Monday Bob wrote:\n{_quoted(RAW)}\n\nTry again!", id="a part of a mail"),
        pytest.param("\n".join(f"    {line}" for line in f"{RAW}\n\nfails".split("\n")), id="an indent"),
    ],
)
def test_a_form_ends_where_other_text_begins(text):
    (sent,) = [piece.value for piece in recognise(text) if piece.kind.name in {"REQUEST", "EXCHANGE"}]
    assert getattr(sent, "request", sent).body.decode() == FORM


ENVIRONMENT = "APPLE_TEAM_ID=A1B2C3D4E5\nAPPLE_KEY_ID=ABC123DEFG"


@each(
    ("text", "kinds"),
    [
        (f"It is failing since today\nand this is what I have:\nmy .env\n{ENVIRONMENT}", {"SETTINGS", "UNREAD"}),
        (f"what I have\n{ENVIRONMENT}\n{ERROR}", {"SETTINGS", "RESPONSE", "UNREAD"}),
        (f"export {ENVIRONMENT}\nand it fails with:\n\n{ERROR}", {"SETTINGS", "RESPONSE", "UNREAD"}),
        (f"#!/bin/sh\nset -e\n{ENVIRONMENT}\nsiwakit secret --team $APPLE_TEAM_ID", set()),
        ("I know\nPORT=1\nHOST=2", set()),
    ],
)
def test_settings_between_other_lines_are_read(text, kinds):
    try:
        found = {piece.kind.name for piece in recognise(text)}
    except NotReadable:
        found = set()
    assert found & {"SETTINGS", "RESPONSE"} == kinds & {"SETTINGS", "RESPONSE"}


def test_a_mail_with_no_request_is_read_without_its_marks():
    assert "SETTINGS" in _kinds(f"Bob wrote:\n{_quoted('It is' + chr(10) + APPLE_SETTINGS + chr(10) + 'as you see')}\n\nAha.")


APPLE_SETTINGS = "const apple = { clientId: 'com.example.web', teamId: 'A1B2C3D4E5' };"


@each(
    "line",
    [
        *(
            'code = request.form["code"]',
            "code = req.body.code;",
            "token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)",
            'scope: "name email"',
        ),
        *("code: code,\nclient_secret: secret,\nclient_id: id,", "client_id = clientId\nclient_secret = secret\ngrant_type = 'authorization_code'"),
        *("https://appleid.apple.com/auth/authorize", "https://appleid.apple.com/auth/token"),
    ],
)
def test_a_line_of_source_code_or_an_address_alone_is_no_request(line):
    assert set(_kinds(f"{line}\n\n{ERROR}")) <= {"UNREAD", "RESPONSE"}


def test_two_forms_below_each_other_are_two():
    assert _kinds(f"{FORM}\n\n{FORM}") == ["FORM", "FORM"]


@each(
    "text",
    [
        pytest.param(f"self.team = 'x'\nself.kid = 'y'\nself.pem = `{PEM}`", id="lines above it"),
        pytest.param(f'"name": "apple", "team_id": "A1B2C3D4E5", "app_secret": "{PEM!r}"', id="members beside it"),
    ],
)
def test_a_key_among_other_settings_is_not_all_a_key(text):
    with pytest.raises(NotReadable):
        recognise(text)


def test_the_attributes_above_a_key_belong_to_it():
    assert _kinds(f"Bag Attributes\n    friendlyName: apple\n    localKeyID: 01\nKey Attributes: none\n{PEM}") == ["KEY"]


def test_a_fence_around_a_key_is_none_of_it():
    (piece,) = recognise(f"```\n{PEM}```\n")
    assert piece.value.strip() == PEM.strip()


def test_a_command_whose_lines_became_one_is_read_as_if_they_had_not():
    (piece,) = recognise(f"curl {URL} \\ -d grant_type=authorization_code \\ --data code=c")
    assert piece.value.body == b"grant_type=authorization_code&code=c"


def test_an_interim_answer_alone_is_nothing():
    with pytest.raises(NotReadable):
        recognise("HTTP/1.1 100 Continue\n\n")


def test_a_form_with_a_target_is_one_of_the_migration():
    assert join(recognise("client_id=x&client_secret=s&sub=u&target=A1B2C3D4E5")).get(ENDPOINT) is Endpoint.MIGRATION


@each(("depth", "kind"), [(1, PieceKind.TOKEN), (4, PieceKind.TOKEN), (5, PieceKind.SETTINGS), (20_000, PieceKind.SETTINGS)])
def test_a_token_is_found_behind_a_few_names_and_not_behind_any_number(depth, kind):
    (piece,) = recognise("APPLE_SECRET=" * depth + Scenario().compact_secret())
    assert piece.kind is kind


@each(
    "address",
    [
        'https://app.example.com/login?error=oauth2:+"invalid_client"',
        "https://login.example.com/ui/login?error=oauth2%3A%20%22invalid_client%22&id=1",
        "https://app.example.com/apple/failed?error=400+Bad+Request:+invalid_client",
    ],
)
def test_an_answer_that_an_application_quotes_in_an_address_is_apples(address):
    pieces = recognise(address)
    assert {piece.kind for piece in pieces} == {PieceKind.RESPONSE}
    assert all(b"invalid_client" in piece.value.body for piece in pieces)


@each(
    "address",
    [
        "https://app.example.com/callback?error=invalid_client",
        "https://app.example.com/callback?error=invalid_client+x&state=a",
        "https://app.example.com/google/callback?error=oauth2:+invalid_client",
        "https://app.example.com/callback?error=user_cancelled_authorize",
    ],
)
def test_an_error_that_may_be_the_applications_own_is_no_answer_of_apple(address):
    kinds = [piece.kind for piece in recognise(address)]
    assert kinds[0] is PieceKind.CALLBACK
    assert PieceKind.RESPONSE not in kinds


@each(
    "head",
    [
        "GET https://appleid.apple.com/auth/keys\n",
        "GET https://appleid.apple.com/auth/keys\n\n",
        "GET /auth/keys HTTP/1.1\nHost: appleid.apple.com\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n",
        "curl https://appleid.apple.com/auth/keys\n\n",
    ],
)
def test_a_key_set_below_its_address_is_read(head):
    pieces = recognise(head + '{"keys":[{"kty":"RSA","kid":"k","use":"sig","alg":"RS256","n":"AQAB","e":"AQAB"}]}\n')
    assert PieceKind.KEY_SET in [piece.kind for piece in pieces]
