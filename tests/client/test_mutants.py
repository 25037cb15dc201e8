"""Two thousand mutated tokens: verification decides as the rules do, refuses what Apple never sends, and accepts the rest."""

from __future__ import annotations

import json
from random import Random

from tests.client.mutants import CLIENTS, EVENT, NOTIFICATION, Mutant, is_apples, mutant
from tests.each import each

from siwakit.errors import SiwakitError
from siwakit.evidence.evidence import LACKING, Evidence
from siwakit.flow.identity_token import IdentityToken, verify_identity_token
from siwakit.flow.notifications import NotificationEvent, read_document, verify_notification
from siwakit.flow.refused import IdentityTokenRefused, NotificationRefused
from siwakit.jose.jwks import read_key_set
from siwakit.judge.decide import Accepted, Refused, decide
from siwakit.rules.model import Enforcer
from siwakit.samples import APPLE_KID, NONCE, NOW, OTHER_APPLE_KID, apple_keys

KEYS = read_key_set(apple_keys(OTHER_APPLE_KID, APPLE_KID))
SEED = 20261130
BATCHES = range(10)
EACH = 100
HELD = {"now": NOW, "key_set": KEYS, "audiences": CLIENTS, "settings": LACKING}


def batch(number: int, right: Mutant) -> list[Mutant]:
    random = Random(SEED + number)  # noqa: S311  the same mutants each time
    return [mutant(random, right) for _ in range(EACH)]


def verify_sign_in(text: str) -> IdentityToken | SiwakitError:
    try:
        return verify_identity_token(text, keys=KEYS, audience=CLIENTS, nonce=NONCE, now=NOW)
    except IdentityTokenRefused as refused:
        return refused


def verify_event(body: str | bytes) -> NotificationEvent | SiwakitError:
    try:
        return verify_notification(body, keys=KEYS, audience=CLIENTS, now=NOW)
    except NotificationRefused as refused:
        return refused


def decide_sign_in(text: str) -> Accepted | Refused:
    absent = dict.fromkeys(("identity_token", "access_token", "code"), LACKING)
    found = decide(Evidence(identity_text=text, nonce=NONCE, was_redeemed=False, **HELD, **absent), Enforcer.VERIFY)  # type: ignore[arg-type]  # fields of Evidence by name
    assert isinstance(found, Accepted | Refused)
    return found


def decide_event(body: str) -> Accepted | Refused:
    found = decide(Evidence(notification=read_document(body), **HELD), Enforcer.NOTIFY)  # type: ignore[arg-type]  # fields of Evidence by name
    assert isinstance(found, Accepted | Refused)
    return found


@each("number", BATCHES)
def test_a_changed_identity_token_is_accepted_only_if_apple_sends_such_tokens(number: int):
    for one in batch(number, Mutant()):
        text = one.text()
        verified = verify_sign_in(text)
        assert isinstance(verified, IdentityToken) is isinstance(decide_sign_in(text), Accepted), one
        assert isinstance(verified, IdentityToken) is is_apples(one), (one, verified)


@each("number", BATCHES)
def test_a_changed_notification_is_accepted_only_if_apple_sends_such_notifications(number: int):
    for one in batch(number, Mutant(claims=NOTIFICATION, event=EVENT)):
        body = json.dumps({"payload": one.text()})
        verified = verify_event(body)
        assert isinstance(verified, NotificationEvent) is isinstance(decide_event(body), Accepted), one
        assert isinstance(verified, NotificationEvent) is is_apples(one), (one, verified)


def test_a_body_with_bytes_changed_is_refused_or_means_the_same():
    random = Random(SEED)  # noqa: S311  the same bodies each time
    right = json.dumps({"payload": Mutant(claims=NOTIFICATION, event=EVENT).text()}).encode()
    event = verify_event(right)
    for _ in range(500):
        body = bytearray(right)
        for _ in range(random.choice((1, 1, 2, 5))):
            body[random.randrange(len(body))] = random.randrange(256)
        verified = verify_event(bytes(body))
        assert verified == event or isinstance(verified, NotificationRefused), bytes(body)


@each("length", range(0, 300, 7))
def test_a_body_that_breaks_off_is_refused(length: int):
    body = json.dumps({"payload": Mutant(claims=NOTIFICATION, event=EVENT).text()})
    assert isinstance(verify_event(body[:length]), NotificationRefused)


def test_the_mutants_are_of_both_kinds():
    rights = (Mutant(), Mutant(claims=NOTIFICATION, event=EVENT))
    shares = [sum(map(is_apples, batch(number, right))) for right in rights for number in BATCHES]
    assert all(10 < share < 90 for share in shares), shares
