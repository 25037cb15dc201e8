"""What can be said about a signature that no available key made, if not every key could be tried."""

from __future__ import annotations

import pytest

from siwakit.evidence.evidence import UNKNOWN
from siwakit.evidence.sign_in.signer_trial import TRIAL
from siwakit.jose.trials.examine import SignatureKind
from siwakit.samples import KEY_ID, OTHER_KEY_ID, Scenario, key_texts, other_key_text


def with_keys(text, name):
    """Return the sign-in with a key that did not sign and tells no Key ID, beside another one under *name*."""
    return Scenario().key(text, name).another_key(other_key_text(), "sandbox.pem").unknown("portal").evidence()


@pytest.mark.parametrize("name", [f"AuthKey_{KEY_ID}.p8", "key.p8"], ids=["named by kid", "without a Key ID"])
def test_an_encrypted_key_may_have_signed(name):
    assert with_keys(key_texts.encrypted(), name).get(TRIAL) is UNKNOWN


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [(key_texts.encrypted(), f"AuthKey_{OTHER_KEY_ID}.p8", SignatureKind.UNVERIFIED), (key_texts.public(), "public.pem", SignatureKind.VERIFIES)],
    ids=["an encrypted key with another Key ID", "a public key that was tried"],
)
def test_a_key_that_cannot_be_meant_or_was_tried_leaves_nothing_open(text, name, kind):
    assert with_keys(text, name).get(TRIAL).finding.kind is kind
