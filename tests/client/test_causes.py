"""What the exception of a refused call says: the root cause, the fix, and where to read more, whatever the emulator refused."""

from __future__ import annotations

import pickle
import traceback
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from tests.client.party import APP, RETURN, WEB, configuration, sign_in
from tests.client.spoiled import Altered, Spoiled

from siwakit.emulator.faults import read_rule
from siwakit.evidence.keys import SIGNER
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.evidence.sign_in.signer_trial import TRIAL
from siwakit.flow.failures import AppleError, AppleRefusal
from siwakit.http import Response
from siwakit.jose.signer import KeySigner
from siwakit.jose.trials.examine import SignatureKind
from siwakit.judge.diagnosis import diagnose, find_root_cause

DECIDED = ("signature-", "key-is-", "key-has-", "secret-kid-")


class Elsewhere:
    """Signer whose key is on another machine; it counts how often its public key is fetched."""

    def __init__(self, private):
        self.private, self.fetched = private, 0

    @property
    def public(self):
        self.fetched += 1
        return self.private.public_key()

    def sign(self, data):
        return KeySigner(self.private).sign(data)


def refused(driver, name, *args, **options):
    with pytest.raises(AppleError) as caught:
        driver(name, *args, **options)
    return caught.value


def exchange(driver, code):
    return refused(driver, "exchange_web_code", code, redirect_uri=RETURN)


# On the way to Apple something becomes something else, as in a proxy; the client does not know it.
ALTERED = {
    "client-id-unknown": ("InvalidClient", "client_id=com.example.web", "client_id=com.example.wrong"),
    "grant-type-unknown": ("UnsupportedGrantType", "grant_type=authorization_code", "grant_type=authorisation_code"),
    "code-missing": ("InvalidRequest", "&code=", "&kode="),
    "signature-does-not-verify": ("InvalidClient", "client_secret=eyJhbGci", "client_secret=eyJhbGcj"),
    "redirect-uri-mismatch": ("InvalidGrant", "callback", "callbacks"),
}


@pytest.mark.parametrize("case", ALTERED)
def test_the_rule_that_the_emulator_names_is_the_root_cause(apple, drive, case):
    kind, before, after = ALTERED[case]
    transport = Altered(apple, before, after)
    error = exchange(drive(configuration(apple), transport=transport), sign_in(apple))
    assert (type(error).__name__, transport.was_altered) == (kind, True)
    assert error.diagnosis.root.covers(error.diagnosis.root.rule)
    assert transport.rules == [error.diagnosis.root.rule.id]
    assert f"(rule {transport.rules[0]})" in str(error)


def test_a_scope_that_does_not_exist_is_named(apple, drive):
    transport = Altered(apple, "user.migration", "user.emigration")
    error = refused(drive(configuration(apple), transport=transport), "migration_token", client_id=WEB)
    assert type(error).__name__ == "InvalidScope"
    assert [error.diagnosis.root.rule.id] == transport.rules


def test_a_key_that_is_not_live_yet_is_named(apple, drive):
    apple.emulator.set_faults((read_rule({"kind": "key-not-live"}),))
    error = exchange(drive(configuration(apple), transport=Spoiled(apple)), sign_in(apple))
    assert error.diagnosis.root.rule.id == "configuration-too-fresh"
    assert str(error).startswith("Apple answered invalid_client: ")


def test_a_key_that_apple_does_not_know_is_named(apple, drive):
    stranger = replace(configuration(apple), signer=KeySigner(generate_private_key(SECP256R1())))
    transport = Altered(apple, "", "")
    error = exchange(drive(stranger, transport=transport), sign_in(apple))
    # The emulator has only the registered keys, and the client the one that signed: together they know more.
    assert (transport.rules, error.diagnosis.root.rule.id) == (["signature-does-not-verify"], "signature-by-other-key")


@pytest.mark.parametrize("signer", [KeySigner, Elsewhere], ids=["in memory", "elsewhere"])
def test_what_signed_is_known_to_the_diagnosis(apple, drive, signer):
    ours = configuration(apple)
    ours = replace(ours, signer=signer(ours.signer.private))
    # Apple itself, which names no rule.
    error = exchange(
        drive(ours, transport=Altered(apple, "client_id=com.example.web", "client_id=com.example.wrong", is_silent=True)), sign_in(apple)
    )
    trial = error.diagnosis.evidence.get(TRIAL)
    assert (trial.finding.kind, trial.key, trial.key_id) == (SignatureKind.VERIFIES, SIGNER, ours.key_id)
    assert error.diagnosis.root is None
    assert [one for one in error.diagnosis.named if one.startswith(DECIDED)] == []
    assert str(error) == "Apple answered invalid_client"
    assert error.__notes__[0].startswith("most likely causes: ")


def test_the_public_key_of_a_signer_elsewhere_is_not_fetched_for_a_diagnosis(apple, drive):
    ours = configuration(apple)
    signer = Elsewhere(ours.signer.private)
    error = exchange(drive(replace(ours, signer=signer), transport=Spoiled(apple)), "junk")
    assert (error.diagnosis.root.rule.id, signer.fetched) == ("code-unknown", 1)


def test_the_time_of_the_answer_is_the_time_of_the_diagnosis(apple, drive):
    apple.store.set_clock_offset(-5 * 3600)
    error = exchange(drive(configuration(apple), transport=Altered(apple, "", "", is_silent=True)), sign_in(apple))
    assert error.diagnosis.root.rule.id in {"secret-iat-in-future", "secret-times-in-local-time"}


def test_a_call_without_a_client_secret_knows_no_key(apple, drive):
    apple.emulator.set_faults((read_rule({"kind": "edge-403"}),))
    error = refused(drive(configuration(apple), transport=Spoiled(apple)), "keys")
    assert error.diagnosis.evidence.keys.name == "UNKNOWN"


def test_a_failure_that_is_not_a_refusal_accuses_nothing(apple, drive):
    apple.emulator.set_faults((read_rule({"kind": "server-503"}),))
    error = exchange(drive(configuration(apple), transport=Spoiled(apple)), sign_in(apple))
    assert str(error) == "Apple answered 503"
    assert [note for note in error.__notes__ if not note.startswith("hint: ")] == []


def test_a_traceback_says_the_cause_the_fix_and_where_to_read_more(apple, drive):
    code = sign_in(apple)
    driver = drive(configuration(apple), transport=Spoiled(apple))
    driver("exchange_web_code", code, redirect_uri=RETURN)
    error = exchange(driver, code)
    shown = "".join(traceback.format_exception(error))
    assert "Apple answered invalid_grant: The code has already been used: the code was redeemed before (rule code-used-twice)" in shown
    assert "fix: Redeem each code" in shown
    assert "more: siwakit explain code-used-twice" in shown
    assert "siwakit.render_text(error.diagnosis)" in shown


def test_a_note_of_the_caller_is_kept(apple, drive):
    error = exchange(drive(configuration(apple), transport=Spoiled(apple)), "junk")
    error.add_note("while signing in")
    assert error.__notes__[-1] == "while signing in"
    assert "more: siwakit explain code-unknown" in error.__notes__


def test_no_byte_of_the_private_key_leaves_with_an_error(apple, drive):
    ours = configuration(apple)
    error = exchange(drive(ours, transport=Spoiled(apple)), "junk")
    (text,) = apple.key_texts.values()
    number = ours.signer.private.private_numbers().private_value
    shown = f"{error} {error!r} {error.__notes__} {error.diagnosis!r} {error.diagnosis.evidence!r} {error.diagnosis.evidence.keys!r} {vars(error)}"
    assert text.splitlines()[1] not in shown
    assert str(number) not in shown
    assert f"{number:x}" not in shown
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(error)


def test_a_rule_that_does_not_exist_is_not_believed(apple, drive):
    error = exchange(drive(configuration(apple), transport=Spoiled(apple)), "junk")
    for named in ("no-such-rule", "", "code-unknown, code-expired"):
        answer = Response(400, ((RULE_HEADER, named),), b'{"error":"invalid_grant"}')
        evidence = replace(error.diagnosis.evidence, answer=answer)
        assert diagnose(evidence).root is None
        assert find_root_cause(evidence) is None


def test_a_rule_beside_tokens_is_not_believed(apple, drive):
    error = exchange(drive(configuration(apple), transport=Spoiled(apple)), "junk")
    answer = Response(200, ((RULE_HEADER, "code-unknown"),), b'{"access_token":"a"}')
    assert diagnose(replace(error.diagnosis.evidence, answer=answer)).root is None


def test_the_native_client_is_diagnosed_in_the_same_way(apple, drive):
    error = refused(drive(configuration(apple), transport=Spoiled(apple)), "exchange_native_code", "junk", client_id=APP)
    assert isinstance(error, AppleRefusal)
    assert error.diagnosis.root.rule.id == find_root_cause(error.diagnosis.evidence).rule.id == "code-unknown"
