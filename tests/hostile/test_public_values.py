"""No public value and no error shows a secret: not in its repr, its text or a traceback."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import traceback

import pytest
from tests.each import each
from tests.hostile.canaries import ACCESS_TOKEN, BASIC, CLAIMS, CLIENT_SECRET, CODE, COOKIE, IDENTITY_TOKEN, PEM, REFRESH_TOKEN, VERIFIER, find_leaks
from tests.hostile.inputs import ANSWER, CURL, FORM

import siwakit
from siwakit import testing
from siwakit.errors import SiwakitError
from siwakit.flow.apple_answers import failure_of

WEB = "com.example.web"
KEY = siwakit.key_at_hand(PEM, "AuthKey_ABC123DEFG.p8")
REQUEST = siwakit.Request("POST", f"https://appleid.apple.com/auth/token?code={CODE}", (("Authorization", f"Basic {BASIC}"),), FORM.encode())
TOKENS = f'{{"access_token":"{ACCESS_TOKEN}","refresh_token":"{REFRESH_TOKEN}","error":"invalid_client","error_description":"{CODE}"}}'
RESPONSE = siwakit.Response(400, (("Set-Cookie", f"sid={COOKIE}"),), TOKENS.encode())
DIAGNOSIS = siwakit.diagnose(f"{CURL}\n\n{ANSWER}\n\n{IDENTITY_TOKEN}", known=siwakit.Known(keys=(KEY,)), now=1_764_000_100)
CONFIGURATION = siwakit.AppleConfiguration("A1B2C3D4E5", "ABC123DEFG", siwakit.load_signer(PEM), (), (WEB,))
CLIENT = siwakit.AppleClient(CONFIGURATION)
EVENT = siwakit.NotificationEvent(siwakit.EventType.CONSENT_REVOKED, "consent-revoked", "001999.a", WEB, 1, 1, VERIFIER)
SAMPLES = {
    "Apple": siwakit.Apple.PRODUCTION,
    "AppleClient": CLIENT,
    "AppleConfiguration": CONFIGURATION,
    "AppleUser": siwakit.AppleUser("Jane"),
    "AsgiNotifications": siwakit.AsgiNotifications(CLIENT.verify_notification, handle=print),
    "AsyncAppleClient": siwakit.AsyncAppleClient(CONFIGURATION),
    "AsyncKeyKeeper": siwakit.AsyncKeyKeeper(lambda: None),
    "Callback": siwakit.Callback(CODE, IDENTITY_TOKEN),
    "ClientSecrets": siwakit.ClientSecrets(CONFIGURATION),
    "Correction": siwakit.Correction(CLIENT_SECRET),
    "Diagnosis": DIAGNOSIS,
    "Discovery": siwakit.Discovery("https://appleid.apple.com", "a", "b", "c", "d"),
    "Evidence": dataclasses.replace(DIAGNOSIS.evidence, nonce=VERIFIER),
    "Exchange": siwakit.Exchange(REQUEST, RESPONSE),
    "Finding": DIAGNOSIS.root,
    "IdentityToken": siwakit.IdentityToken("001999.a", WEB, {**CLAIMS, "nonce": VERIFIER}),
    "KeyAtHand": KEY,
    "KeyKeeper": siwakit.KeyKeeper(lambda: None),
    "KeySet": siwakit.read_key_set({"keys": []}),
    "KeySigner": siwakit.load_signer(PEM),
    "Known": siwakit.Known(keys=(KEY,)),
    "MigratedUser": siwakit.MigratedUser("001999.a"),
    "NotificationEvent": EVENT,
    "Request": REQUEST,
    "Response": RESPONSE,
    "RetryPolicy": siwakit.RetryPolicy(),
    "Rule": siwakit.CATALOGUE[0],
    "StoredKeys": siwakit.StoredKeys(b"{}", 1),
    "Tokens": siwakit.Tokens(ACCESS_TOKEN, 3600, REFRESH_TOKEN, IDENTITY_TOKEN),
    "UserCancelled": siwakit.UserCancelled(),
    "WsgiNotifications": siwakit.WsgiNotifications(CLIENT.verify_notification, handle=print),
}
# `dataclasses.asdict` takes a value apart, and so reveals what these values exist to carry: logging its result logs the contents.
CARRIES_INPUT = frozenset(
    {
        *("Callback", "Correction", "Diagnosis", "Evidence", "Exchange", "IdentityToken"),
        *("KeyAtHand", "Known", "NotificationEvent", "Request", "Response", "Tokens"),
    }
)


def is_value(name: str) -> bool:
    kind = getattr(siwakit, name)
    return isinstance(kind, type) and not issubclass(kind, enum.Enum | Exception) and not getattr(kind, "_is_protocol", False)


def kinds_of_error(kind: type[SiwakitError] = SiwakitError) -> list[type[SiwakitError]]:
    return [kind, *(descendant for child in kind.__subclasses__() for descendant in kinds_of_error(child))]


def shown_by(value: object) -> str:
    return f"{value!r} {value} {value:} {[value]} {getattr(value, '__dict__', '')}"


def test_every_public_class_has_a_sample():
    assert {name for name in siwakit.__all__ if is_value(name)} == SAMPLES.keys()


@each("name", SAMPLES)
def test_a_public_value_shows_no_secret(name):
    assert find_leaks(shown_by(SAMPLES[name])) == set()


@each("name", SAMPLES.keys() - CARRIES_INPUT)
def test_only_what_is_made_to_hold_secrets_hands_them_out(name):
    with contextlib.suppress(TypeError):  # no dataclass, or one that refuses to be copied
        assert find_leaks(repr(dataclasses.asdict(SAMPLES[name]))) == set()


@each("kind", [error for error in kinds_of_error() if issubclass(error, siwakit.AppleError)], ids=lambda kind: kind.__name__)
def test_an_error_of_a_call_shows_neither_the_request_nor_the_answer(kind):
    with pytest.raises(siwakit.AppleError) as caught:
        raise kind("Apple answered invalid_client", request=REQUEST, response=RESPONSE)
    error = caught.value
    shown = shown_by(error) + "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert find_leaks(shown + repr(error.diagnosis) + repr(error.args)) == set()


@each("body", [TOKENS, f'{{"error":"{CODE}"}}', f'{{"error":"invalid_grant","error_description":"no {VERIFIER}"}}'])
@each("status", [200, 302, 400, 403, 429, 500])
def test_the_failure_that_an_answer_means_repeats_nothing_that_was_sent(body, status):
    request = dataclasses.replace(REQUEST, body=f"{FORM}&code={CODE}&password=plum&code_verifier={VERIFIER}".encode())
    error = failure_of(siwakit.Response(status, RESPONSE.headers, body.replace("no ", "plum no ").encode()), request)
    shown = shown_by(error) + error.hint + error.proves
    assert find_leaks(shown) == set()
    assert "plum" not in shown


@each(
    "call",
    [
        lambda: siwakit.verify_identity_token(IDENTITY_TOKEN, keys=siwakit.read_key_set({"keys": []}), audience=WEB, nonce=VERIFIER, now=1),
        lambda: siwakit.verify_notification(IDENTITY_TOKEN, keys=siwakit.read_key_set({"keys": []}), audience=WEB, now=1),
        lambda: siwakit.read_callback(f"code={CODE}&state={VERIFIER}", state=COOKIE),
        lambda: siwakit.read_callback(f"error={CODE}&state={VERIFIER}", state=VERIFIER),
        lambda: siwakit.cookie_header(COOKIE, f"{VERIFIER};{CODE}", path="/"),
        lambda: siwakit.load_signer(CLIENT_SECRET),
        lambda: siwakit.mint_client_secret(siwakit.load_signer(PEM), team_id=CODE, key_id=VERIFIER, client_id=REFRESH_TOKEN, now=1),
        lambda: siwakit.authorization_url(WEB, CODE, state="", nonce=VERIFIER),
        lambda: siwakit.read_evidence(CODE),
    ],
    ids=["identity token", "notification", "state", "callback", "cookie", "key", "mint", "authorize", "evidence"],
)
def test_a_refusal_of_a_public_function_shows_no_secret(call):
    with pytest.raises(SiwakitError) as caught:
        call()
    error = caught.value
    assert find_leaks(f"{shown_by(error)} {error.hint} {error.args} {error.__cause__!r} {error.__context__!r}") == set()
    assert find_leaks("".join(traceback.format_exception(error)[-1:])) == set()


def test_what_an_emulator_keeps_and_notes_shows_no_secret_of_itself():
    with testing.emulator(seed=7) as apple:
        secret = apple.mint_secret(WEB)
        signed_in = apple.sign_in_fully(WEB, nonce=VERIFIER, state=COOKIE)
        configuration = siwakit.AppleConfiguration(
            apple.team_id, apple.key_id, siwakit.load_signer(apple.key_text), (), (WEB,), siwakit.Apple.emulator(apple.url)
        )
        with siwakit.AppleClient(configuration) as client:
            tokens = client.exchange_web_code(signed_in.code, redirect_uri="https://app.example.com/callback")
            with pytest.raises(siwakit.InvalidGrant) as caught:
                client.exchange_web_code(signed_in.code, redirect_uri="https://app.example.com/callback")
        rows = (signed_in, apple, apple.server, *apple.journal, apple.store.get_code(signed_in.code), apple.store.get_token(tokens.refresh_token))
        shown = " ".join(map(shown_by, (*rows, caught.value, caught.value.diagnosis)))
        given = (signed_in.code, tokens.access_token, tokens.refresh_token, tokens.id_token, secret, apple.key_text[40:90])
    assert [name for name in given if name[-20:] in shown or name[:40] in shown] == []
    assert find_leaks(shown) == set()
