"""Programs and documents that have nothing to do with Apple are not read for evidence; what somebody pastes alone is."""

from __future__ import annotations

import pytest
from tests.each import each

from siwakit import NotReadable, diagnose, samples
from siwakit.readers.recognise import recognise

WORDS = "Some words about another thing.\n\n"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIICiTCCAfICCQD6m7oRw0uXOjANBgkqhkiG9w0BAQUFADCBiDELMAkGA1UEBhMC\n-----END CERTIFICATE-----"
OTHERS = {
    "a member of a class": "class Full(Error):\n    code = 'Full'\n    message = 'Wait.'\n\ndef f(x):\n    pass\n",
    "a list of a compiler": "def compile(p):\n    flags = p.flags\n    code = []\n\n    emit(code)\n",
    "parameters of a docstring": "Args:\n    token: The access token.\n\nReturns:\n    nothing\n",
    "paths of keys": f"{WORDS}certificates/xkey.pem\n",
    "a certificate in a document": f'{WORDS}{{"Certificate": "{CERTIFICATE}"}}\n',
    "a token of another service": f"{WORDS}eyJhbGciOiJIUzI1NiJ9.eyJzb21lIjoicGF5bG9hZCJ9.AAAA\n",
    "a request of a specification": f"{WORDS}POST /token HTTP/1.1\nHost: server.example.com\nContent-Type: application/x-www-form-urlencoded\n\n"
    "grant_type=refresh_token&refresh_token=abc\n",
}


@each("text", OTHERS.values(), ids=OTHERS)
def test_what_stands_in_other_peoples_programs_and_documents_is_no_evidence(text):
    with pytest.raises(NotReadable):
        recognise(text, "other.py")


@each("text", OTHERS.values(), ids=OTHERS)
def test_a_word_about_apple_makes_it_evidence_that_accuses_nobody_by_itself(text):
    assert recognise(f"Sign in with Apple fails.\n\n{text}")


def test_a_client_secret_between_words_is_judged_without_the_name_of_apple():
    secret = samples.Scenario().secret(aud="https://example.com").compact_secret()
    assert diagnose(f"{WORDS}{secret}\n\nmore words\n", now=samples.NOW).root.rule.id == "secret-aud-not-apple"
