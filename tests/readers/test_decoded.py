"""A JWT that was taken apart: what counts as written out, what does not, and what is never said of the part not shown."""

from __future__ import annotations

import json

import pytest
from tests.each import each

from siwakit.evidence.evidence import UNKNOWN
from siwakit.evidence.join import join
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.evidence.parts import HEADER, SIGNATURE
from siwakit.evidence.sign_in.identity_parts import CHECKED, OPENED
from siwakit.evidence.sign_in.identity_parts import HEADER as IDENTITY_HEADER
from siwakit.evidence.sign_in.signer_trial import IS_SIGNED, TRIAL, WRITTEN
from siwakit.judge.askers import evaluate
from siwakit.judge.diagnosis import diagnose
from siwakit.readers.decoded import find_decoded
from siwakit.readers.recognise import recognise
from siwakit.samples import example_keys

NOW = 1_790_000_000
HEAD = {"alg": "ES256", "kid": "ABC123DEFG"}
CLAIMS = {"iss": "A1B2C3D4E5", "iat": NOW, "exp": NOW + 600, "aud": "https://appleid.apple.com", "sub": "com.example.web"}
IDENTITY = {"iss": "https://appleid.apple.com", "aud": "com.example.app", "exp": NOW + 600, "iat": NOW, "sub": "001234.ab.0815"}
KEYS = '{"keys": [{"kty": "RSA", "kid": "k", "use": "sig", "alg": "RS256", "n": "AQAB", "e": "AQAB"}]}'
ERROR = '{"error":"invalid_client"}'


def _json(**changes):
    return json.dumps({name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}, indent=2)


def _given(*texts, keys=()):
    return join([piece for text in texts for piece in recognise(text)], Known(now=NOW, keys=keys))


def _root(*texts):
    leading = diagnose(_given(*texts)).leading
    return leading.rule.id if leading else None


def _printed(opening, closing, arrow, quote=""):
    return (
        opening
        + ", ".join(f"{quote}{name}{quote}{arrow}{value if isinstance(value, int) else quote + value + quote}" for name, value in CLAIMS.items())
        + closing
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"HEADER: ALGORITHM & TOKEN TYPE\n{json.dumps(HEAD)}\nPAYLOAD: DATA\n{_json(aud='https://appleid.apple.com/auth/token')}", id="a page"
        ),
        pytest.param(
            json.dumps({"header": HEAD, "payload": {**CLAIMS, "aud": "https://appleid.apple.com/auth/token"}, "signature": "x"}), id="one document"
        ),
        pytest.param(f"{json.dumps(HEAD)}.{_json(aud='https://appleid.apple.com/auth/token')}.[Signature]", id="with dots"),
        pytest.param(f"```json\n{_json(aud='https://appleid.apple.com/auth/token')}\n```", id="the payload alone"),
    ],
)
def test_a_mistake_in_the_claims_is_named_without_the_token(text):
    assert _root(text) == "secret-aud-is-endpoint"


@each(
    "text",
    [
        pytest.param(_printed("{", "}", "=>", '"'), id="Ruby"),
        pytest.param(_printed("{", "}", ": ", "'"), id="Python"),
        pytest.param(_printed("{", "}", ": "), id="Dart"),
        pytest.param("Array\n(\n" + "".join(f"    [{name}] => {value}\n" for name, value in CLAIMS.items()) + ")\n", id="PHP"),
        pytest.param("{ iss: 'A1B2C3D4E5', sub: 'com.example.web', iat: 1790000000.5, exp: 1790000600, admin: true }", id="Node"),
    ],
)
def test_claims_are_read_as_programs_print_them(text):
    (piece,) = find_decoded(text)
    assert piece.value.claims["iss"] == "A1B2C3D4E5"
    assert piece.value.claims["exp"] == NOW + 600
    assert piece.value.header is None


@each(
    "text",
    [
        pytest.param("{ iss: 'A1B2C3D4E5', iat: now, exp: now + 86400, aud: 'https://appleid.apple.com', sub: 'x.y' }", id="code that counts"),
        pytest.param("{ iss: teamId, iat: 1790000000, exp: 1790000600, sub: 'x.y' }", id="a variable"),
        pytest.param("{ iss: 'A1B2C3D4E5', aud: 'https://appleid.apple.com', sub: 'x.y' }", id="no time: options may hold it"),
        pytest.param(_json(iss="XXXXXXXXXX"), id="a hidden Team ID"),
        pytest.param(_json(sub="<client id>"), id="a hidden client"),
        pytest.param(_json(iss="https://api.example.com", aud=None), id="the application's own token"),
        pytest.param(_json(iss="MYBACKEND1", aud="mobile", sub="user-17"), id="the application's own token, named like a team"),
        pytest.param(_json(iss="EXAMPLEAPI", aud=None, sub="17"), id="one without an audience"),
        pytest.param(json.dumps(HEAD) + _json(aud=None, sub=None, origin=["https://example.com"]), id="a token for music"),
        pytest.param(json.dumps({**HEAD, "id": "A1B2C3D4E5.com.example.weather"}) + _json(aud=None), id="one for the weather"),
        pytest.param(json.dumps(HEAD) + _json(aud="appstoreconnect-v1", sub=None, bid="com.example.app"), id="one for the App Store's server"),
        pytest.param(
            json.dumps(HEAD) + _json(iss="57246542-96fe-1a63-e053-0824d011072a", aud="appstoreconnect-v1", sub=None), id="App Store Connect"
        ),
        pytest.param(json.dumps(HEAD) + _json(aud=None, sub=None), id="a token of the team without a party"),
        pytest.param(_json(iss="MY_TEAM"), id="a word for the Team ID"),
        pytest.param(_json(iss="my team id"), id="words for the Team ID"),
        pytest.param(_json(iss="#TEAM#"), id="a gap in hashes"),
        pytest.param(_json(iss="---"), id="a line"),
        pytest.param(_json(iss="process.env.APPLE_TEAM"), id="a variable of the environment"),
        pytest.param(_json(iss="DEF123GHIJ", iat=1437179036, exp=1493298100), id="the example of Apple's documentation"),
        pytest.param(_printed("{", "}", ": ").replace("A1B2C3D4E5", "\u201cA1B2C3D4E5\u201d"), id="quotes of typography"),
        pytest.param(_json(events="{}"), id="a notification"),
        pytest.param('{"iss": "A1B2C3D4E5", "iat": 1790000000}', id="too little"),
        pytest.param('{"aud": "https://appleid.apple.com", "iat": 1790000000, "exp": 1790000600, "note": "iss"}', id="neither iss nor sub"),
        pytest.param("{iss}" * 200, id="more brackets than anybody prints"),
    ],
)
def test_what_was_not_written_out_is_no_token(text):
    assert find_decoded(text) == ()


def test_a_hidden_key_id_leaves_the_header_unknown():
    (piece,) = find_decoded(f'{{"alg":"ES256","kid":"XXXXXXXXXX"}} {_json()}')
    assert piece.value.header is None


def test_headers_that_belong_to_nobody_for_certain_are_left_aside():
    pieces = find_decoded(f"{json.dumps(HEAD)} {_json()} {json.dumps(IDENTITY)}")
    assert [piece.value.header for piece in pieces] == [None, None]


def test_nothing_is_said_of_a_signature_that_was_not_shown():
    key = key_at_hand(example_keys.team_key_text(), "AuthKey_ABC123DEFG.p8")
    evidence = _given(f"{json.dumps(HEAD)}\n{_json()}\n{ERROR}", keys=(key,))
    assert {evidence.get(part) for part in (SIGNATURE, TRIAL, WRITTEN, IS_SIGNED)} == {UNKNOWN}
    assert not evaluate(evidence).fails


def test_nothing_is_said_of_a_header_that_was_not_shown():
    evidence = _given(_json())
    assert evidence.get(HEADER) is UNKNOWN
    assert not evaluate(evidence).fails


def test_an_identity_token_is_judged_by_its_claims_alone():
    evidence = _given(json.dumps({**IDENTITY, "exp": NOW - 60, "iat": NOW - 660}), KEYS)
    assert {evidence.get(part) for part in (CHECKED, OPENED, IDENTITY_HEADER)} == {UNKNOWN}
    assert "identity-token-expired" in {rule.id for rule, _ in evaluate(evidence).fails}


def test_an_identity_token_with_its_header_is_opened_and_not_verified():
    evidence = _given(f'{{"kid":"k","alg":"RS256"}}\n{json.dumps(IDENTITY)}', KEYS)
    assert evidence.get(IDENTITY_HEADER)["alg"] == "RS256"
    assert evidence.get(CHECKED) is UNKNOWN


def test_a_token_that_was_sent_comes_before_one_that_was_taken_apart():
    sent = f"client_id=com.example.web&client_secret=&code=c&grant_type=authorization_code\n\n{_json(aud='x')}"
    assert _root(sent) == "secret-empty"


def test_a_secret_that_a_command_hides_may_be_given_apart():
    command = (
        "curl https://appleid.apple.com/auth/token -d client_id=com.example.app -d client_secret=$SECRET -d code=c -d grant_type=authorization_code"
    )
    assert _root(f"{command}\n{ERROR}\n\n{json.dumps(HEAD)}\n\n{_json()}") == "sub-differs-from-client-id"


def test_what_stands_beside_the_claims_is_read_too():
    assert [piece.kind.name for piece in recognise(f"{ERROR}\n\nmy claims\n\n{_json()}")] == ["RESPONSE", "DECODED"]
    settings = json.dumps({"verifier": {"audience": "com.example.web"}, "token": IDENTITY})
    assert [piece.kind.name for piece in recognise(settings)] == ["SETTINGS", "DECODED"]


@pytest.mark.parametrize("kid", ["XXXXXXXXXX", "MY_KEY", "key from apple"])
def test_a_word_for_the_key_id_leaves_the_header_unknown(kid):
    (piece,) = find_decoded(f'{{"alg":"ES256","kid":"{kid}"}} {_json()}')
    assert piece.value.header is None


def test_a_client_secret_with_a_wrong_audience_is_known_by_the_identifiers_that_made_it():
    assert _root(f"{json.dumps(HEAD)}\n{_json(aud=None)}\n{ERROR}") == "secret-aud-missing"
    assert _root(f"{_json(aud='https://apple.com')}\n{ERROR}") == "secret-aud-not-apple"
