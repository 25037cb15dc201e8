"""Rules about a valid key that its consumer cannot use, or was never given."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

from siwakit import samples
from siwakit.evidence.aspects import SECRET_MADE
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, KeyAtHand
from siwakit.evidence.parts import ANSWER, CLIENT_SECRET, KEYS, REQUEST, SECRET_SENT
from siwakit.evidence.said import Proof
from siwakit.evidence.settings.settings_keys import CONSUMER, KEY_SETTINGS, KeySettings
from siwakit.evidence.showing.redact import redacted
from siwakit.evidence.sign_in.signer_trial import DOUBTED_KEYS, IS_SIGNED
from siwakit.jose.keys.p8 import KeyForm
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Harm, Missing, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.sources import (
    ALLAUTH_2705,
    AMPLIFY_STUDIO_792,
    APPLE_CLIENT_SECRET,
    APPWRITE_13320,
    ASPNET_385,
    ASPNET_390,
    ASPNET_826,
    OUR_ADVICE,
)

# What libraries and services say about a valid key that they want in another form, and the form that they want.
_WANTS = (
    (
        pattern(r"base64.{0,20}(?:body|only|alone)|bare|without.{0,20}(?:armou?r|BEGIN|header)|strip.{0,30}(?:BEGIN|header)", re.IGNORECASE),
        "only the base64",
    ),
    (pattern(r"cannot be used for Sign in with Apple", re.IGNORECASE), "the key in another spelling: on one line, or only the base64"),
    (pattern(r"EC PRIVATE KEY|\bSEC ?1\b|ECPrivateKey", re.IGNORECASE), "SEC1 (EC PRIVATE KEY)"),
    (pattern(r"X509|certificate|\.pfx|PKCS ?#?12|asn1|nested asn", re.IGNORECASE), "a certificate store's file, not a .p8"),
)
# If there is only a valid key, the cause is probably what was done with it; if there is also a request, this is one suspicion of many.
_NOTHING_ELSE = 9
# Settings that were renamed between releases of their library.
_RENAMED = {"certificate_key": "django-allauth"}
_PRIVATE = frozenset({KeyForm.PKCS8, KeyForm.SEC1, KeyForm.PRIVATE_JWK})


@reading(DOUBTED_KEYS, IS_SIGNED, SECRET_SENT, CONSUMER, REQUEST, needs=DOUBTED_KEYS)
def wants_other_form(evidence: Evidence) -> Verdict:
    """Find the error of a consumer that refuses a valid key for its form; undecided without such an error."""
    keys = evidence.get(DOUBTED_KEYS)
    if evidence.get(IS_SIGNED) is True:
        return None
    if keys is UNKNOWN and evidence.get(SECRET_SENT) is LACKING:
        return Skip("no client_secret was sent, and no key is known")
    if isinstance(keys, Absence):
        return Skip("a key that has signed has the form that its signer wants") if keys is LACKING else Missing((KEYS, CONSUMER))
    good = next((key for key in keys if key.reading.is_usable), None)
    if good is None:
        return None
    message = evidence.get(CONSUMER)
    if isinstance(message, Absence):
        return Missing((CONSUMER,), _weight_of(evidence))
    wanted = next((form for pattern, form in _WANTS if pattern.search(message)), None)
    return (
        Fail(
            f"key[{good.name or 'text'}]", "a valid PKCS#8 key on P-256", wanted, f'the key loads here; its consumer says "{redacted(message)[:200]}"'
        )
        if wanted
        else None
    )


def _weight_of(evidence: Evidence) -> int:
    """Return how strongly a valid key points to its consumer: most if nothing is known that was made with it, or without it."""
    return _NOTHING_ELSE if isinstance(evidence.get(SECRET_SENT), Absence) and isinstance(evidence.request, Absence) else 1


@reading(DOUBTED_KEYS, KEYS, KEY_SETTINGS, SECRET_SENT, CLIENT_SECRET, IS_SIGNED, REQUEST, ANSWER)
def never_reached(evidence: Evidence) -> Verdict:
    """Find a key that is configured although the client_secret was not made with it."""
    if evidence.get(DOUBTED_KEYS) is LACKING and evidence.get(KEYS) is not LACKING:
        return Skip("the key has signed")
    keys, settings = evidence.get(KEYS), evidence.get(KEY_SETTINGS)
    held = keys if isinstance(keys, tuple) else ()
    stated = settings if isinstance(settings, KeySettings) else KeySettings()
    private = next((key for key in held if key.reading.form in _PRIVATE), None)
    sent = evidence.get(SECRET_SENT)
    if isinstance(sent, str):
        return _by_secret(evidence, sent, held, stated)
    if sent is LACKING or (private is None and not stated.keys):
        return Skip("no client_secret was sent") if sent is LACKING else Missing((KEYS, SECRET_SENT))
    # A setting that contains a key, without its owner's identifiers beside it, suggests a library that reads another name; it proves nothing.
    is_alone = bool(stated.keys) and not stated.names_owner and not stated.has_secret
    return _by_settings(evidence, stated) or Missing((SECRET_SENT, KEY_SETTINGS), _weight_of(evidence) + is_alone)


def _by_secret(evidence: Evidence, sent: str, keys: tuple[KeyAtHand, ...], stated: KeySettings) -> Verdict:
    where = _place(keys, stated)
    if sent.strip() and "PRIVATE KEY" in sent and stated.keys:
        return Fail(
            where,
            "a valid key, and a client_secret that is a key too",
            "a client_secret that is signed with it",
            "the key was sent instead of being used to sign",
        )
    if sent.strip() and evidence.get(IS_SIGNED) is not False:
        return None
    token = evidence.get(CLIENT_SECRET)
    if sent.strip() and (isinstance(token, Absence) or (token.header or {}).get("alg") != "ES256"):
        return None
    state = "unsigned" if sent.strip() else "empty"
    if not keys and not stated.keys:
        return Missing((KEYS, KEY_SETTINGS), 1)
    return Fail(
        where,
        f"a key, and a client_secret that is {state}",
        "a client_secret that is signed with it",
        f"a key is configured, and the client_secret is {state}",
    )


def _by_settings(evidence: Evidence, stated: KeySettings) -> Fail | None:
    if not stated.keys or stated.has_secret:
        return None
    key, switch = stated.keys[0], stated.switched_off
    if switch:
        return Fail(f"settings.{switch.path}", switch.value, "true", f"{key.path} contains a key, no client_secret is set, and {switch.path} is off")
    if key.name not in _RENAMED or stated.names_owner or not isinstance(evidence.request, Absence) or not isinstance(evidence.answer, Absence):
        return None
    because = (
        f"some releases of {_RENAMED[key.name]} read the key from a setting other than {key.name}, and no identifiers of the key's owner are "
        "beside it"
    )
    return Fail(
        f"settings.{key.path}", "a private key, without a Key ID, Team ID or client beside it", "a client_secret signed with this key", because
    )


def _place(keys: tuple[KeyAtHand, ...], stated: KeySettings) -> str:
    if keys:
        return f"key[{keys[0].name or 'text'}]"
    return f"settings.{stated.keys[0].path}" if stated.keys else "client_secret"


def _settings(**members: Any) -> Any:
    return lambda s: s.configured(settings={"apple": members}).unknown("request")


def _unsigned(text: str) -> str:
    return f"{text.rpartition('.')[0]}."


def _said(words: str) -> Any:
    return lambda s: s.configured(settings={"consumer_error": words}).unknown("request")


def _key_in_both_places(s: samples.Scenario) -> samples.Scenario:
    key = samples.team_key_text()
    sent = (
        s.configured(settings={"private_key": key, "kid": samples.KEY_ID})
        .form(client_secret=key)
        .body(lambda pairs: urlencode(pairs, quote_via=quote))
    )
    return sent.unknown("keys")


KEY_FORM_IS_NOT_EXPECTED = Rule(
    id="key-form-not-expected-by-consumer",
    title="the key is valid, but the code that signs with it wants another form",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={
        Proof.KEY_HOLDS_PEM_LINES: 40,
        Proof.KEY_NOT_BASE64: 40,
        Proof.KEY_REFUSED: 6,
        Proof.KEY_OF_OTHER_TYPE: 25,
        Proof.KEY_FORM_NOT_EXPECTED: 40,
        Proof.HOST_CANNOT_IMPORT_KEY: 30,
        Proof.SINCE_DEPLOYMENT: 30,
    },
    why="The file is as Apple issued it. The consumer wants only the base64, one line, SEC1 or another file type, and refuses this one.",
    fix="Supply the key in the form that the consumer's documentation shows; do not change the .p8 file itself.",
    references=(AMPLIFY_STUDIO_792, ASPNET_390, OUR_ADVICE),
    check=wants_other_form,
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE,),
    suspicion=Suspicion(
        "read the error from the library or service that was given the key. The key itself loads; check which form it wants: only the base64, "
        "one line, or SEC1",
        "a client_secret that verifies was made with this key by this consumer",
    ),
    good=lambda: (
        Example("the key has signed", lambda s: s),
        Example("the consumer reports something else", _said("connection refused")),
    ),
    bad=lambda: (
        Example("a consumer that wants only the base64", _said("expects the base64 body only")),
        Example("a consumer that reads certificates", _said("X509Certificate: nested asn1 error")),
        Example("a consumer that wants SEC1", _said("expected EC PRIVATE KEY")),
    ),
)

KEY_NEVER_REACHED_THE_SIGNER = Rule(
    id="key-never-reached-the-signer",
    title="a key is configured, but nothing was signed with it",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={
        Proof.KEY_WITHOUT_PEM_LINES: 15,
        Proof.KEY_REFUSED: 5,
        Proof.KEY_NOT_GIVEN: 40,
        Proof.KEY_FILE_NOT_FOUND: 40,
        Proof.HOST_CANNOT_IMPORT_KEY: 40,
        Proof.SECRET_NOT_MADE: 40,
        Proof.ONLY_SERVER_FAILS: 45,
        Proof.ONLY_LOCAL_FAILS: 30,
        Proof.SINCE_DEPLOYMENT: 50,
    },
    why=(
        "The key is there, but the client_secret was not made with it: a setting of another name, a switch left off, or a host that cannot import "
        "keys."
    ),
    fix=(
        "Check the name of the key's setting for your release and the switch that creates the client_secret, and that signing errors are not "
        "swallowed."
    ),
    references=(ASPNET_826, ALLAUTH_2705, ASPNET_385, APPWRITE_13320, APPLE_CLIENT_SECRET),
    check=never_reached,
    harm=Harm.DEFEATS,
    # The key that was sent as the client_secret is the one that should have signed it.
    explains=("secret-is-private-key",),
    voids=(SECRET_MADE,),
    speaks_of=(SECRET_MADE,),
    suspicion=Suspicion(
        "log what your library does with the key: is client_secret empty? Is its setting named as your release expects? Can the host import "
        "keys (on Azure App Service: WEBSITE_LOAD_USER_PROFILE=1)?",
        "a client_secret whose signature verifies with this key",
    ),
    good=lambda: (
        Example("the key has signed", lambda s: s),
        Example("the switch is on", _settings(PrivateKey=samples.team_key_text(), GenerateClientSecret=True, KeyId=samples.KEY_ID)),
        Example("only a key's setting, which does not identify its signer", _settings(private_key=samples.team_key_text())),
        Example("settings that identify the key's owner", _settings(private_key=samples.team_key_text(), kid=samples.KEY_ID, team=samples.TEAM_ID)),
    ),
    bad=lambda: (
        Example("an empty secret", lambda s: s.form(client_secret="")),
        Example("an unsigned secret", lambda s: s.sent(_unsigned)),
        Example("the switch is off", _settings(PrivateKey=samples.team_key_text(), GenerateClientSecret=False, ClientSecret=None)),
        Example("only a key's setting, of a name that differs between releases", _settings(certificate_key=samples.team_key_text())),
        Example("the key in its setting, and in the client_secret's setting too", _key_in_both_places),
    ),
)

RULES = (KEY_FORM_IS_NOT_EXPECTED, KEY_NEVER_REACHED_THE_SIGNER)
