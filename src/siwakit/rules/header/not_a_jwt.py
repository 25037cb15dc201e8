"""Rules about other things sent as client_secret: each is recognised by its own format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, ISSUER
from siwakit.evidence.aspects import ISS, KID, LIFETIME, SECRET_MADE, SECRET_SPELLING, SIGNATURE_FORM, SIGNED_BY, SUB_AND_CLIENT_ID
from siwakit.evidence.evidence import LACKING, Absence, Evidence
from siwakit.evidence.parts import CLAIMS, CLIENT_SECRET, HEADER, SECRET, SECRET_KIND
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.secret_text import SecretKind, SecretText
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, Verdict, of_kind, on, reading
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, APPWRITE_13320, FORUM_686227, RFC_7515

AT = "client_secret"
_EXPECTED = "a JWT of three segments, signed with your key"
_OTHERS = frozenset({SecretKind.OTHER, SecretKind.OTHER_TOKEN, SecretKind.NOTHING_IN_WORDS})


def _is(kind: SecretKind) -> Check:
    @of_kind(SECRET_KIND, kind, SECRET)
    def look(text: SecretText) -> Outcome:
        return Fail(AT, sealed(kind.value, text.sent) if text.sent else kind.value, _EXPECTED, text.detail)

    return look


@reading(SECRET, CLIENT_SECRET, needs=SECRET)
def _no_jwt(evidence: Evidence) -> Verdict:
    """Report a value that is not a JWT and that no other rule of this file recognises."""
    verdict = _look_for_other(evidence)
    text = evidence.get(SECRET)
    if verdict is None and not isinstance(text, Absence) and text.kind is SecretKind.JWT and evidence.get(CLIENT_SECRET) is LACKING:
        return Fail(AT, sealed("text", text.sent), _EXPECTED, "neither its first nor its second segment is base64url of a JSON object")
    return verdict


@on(SECRET)
def _look_for_other(text: SecretText) -> Outcome:
    return Fail(AT, sealed("text", text.sent), _EXPECTED, text.detail or "it is not a JWT") if text.kind in _OTHERS else None


@on(SECRET)
def _is_cut(text: SecretText) -> Outcome:
    """Find a truncated JWT: fewer than three segments, or a signature that ends at a common column width."""
    if text.kind is SecretKind.TRUNCATED:
        return Fail(AT, sealed("the beginning of a JWT", text.sent), _EXPECTED, text.detail)
    if text.cut_at is None:
        return None
    because = f"it ends within the signature after {text.cut_at} characters, the width of a database column or form field"
    return Fail(AT, sealed("a truncated JWT", text.sent), "all 86 characters of the signature", because)


@on(HEADER, CLAIMS)
def _is_identity_token(header: Mapping[str, Any], claims: Mapping[str, Any]) -> Outcome:
    """Find a token that Apple issued: its iss is Apple, its alg is the one Apple uses, and its aud is an app."""
    if claims.get("iss") != ISSUER or header.get("alg") != "RS256" or claims.get("aud") == ISSUER:
        return None
    return Fail(AT, "an identity token", _EXPECTED, f"iss is {ISSUER} and alg is RS256: Apple signed this JWT, you did not")


def _with_percent_twenty(fields: list[tuple[str, str]]) -> str:
    return urlencode(fields, quote_via=quote)


def _identity_like(scenario: samples.Scenario) -> samples.Scenario:
    return scenario.header(alg="RS256", kid=samples.APPLE_KID).secret(iss=ISSUER, aud=samples.SERVICES_ID, sub=samples.USER)


EMPTY = Rule(
    id="secret-empty",
    title="client_secret is present but empty",
    question=Question.HEADER,
    since="0.1",
    told_by={Proof.KEY_NOT_GIVEN: 20, Proof.SECRET_NOT_MADE: 30, Proof.ONLY_SERVER_FAILS: 35, Proof.ONLY_LOCAL_FAILS: 35, Proof.SINCE_DEPLOYMENT: 40},
    why="The field was sent empty: the client_secret was never created, or its variable is empty. Apple then cannot identify the client.",
    fix="Check the code that creates the client_secret: raise an error if the key cannot be read, and do not call Apple with an empty value.",
    references=(APPWRITE_13320, APPLE_CLIENT_SECRET),
    check=_is(SecretKind.EMPTY),
    wire=INVALID_CLIENT.cited(APPWRITE_13320),
    also_seen=(INVALID_REQUEST.cited(FORUM_686227),),
    speaks_of=(SECRET_MADE,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("print the length of client_secret before the request is sent: it should be about 250", "it is longer than 200 characters"),
    good=lambda: (Example("a JWT", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("an empty field", lambda s: s.form(client_secret="").unknown("keys")),
        Example("quotes with nothing between them", lambda s: s.form(client_secret='""').unknown("keys")),
        Example("a line break", lambda s: s.form(client_secret="\n").unknown("keys")),
    ),
)

PRIVATE_KEY = Rule(
    id="secret-is-private-key",
    title="client_secret is the private key itself",
    question=Question.HEADER,
    since="0.1",
    told_by={Proof.SECRET_IS_NO_JWT: 30, Proof.ONLY_APPLE_FAILS: 35},
    why="The key signs the client_secret; it is not the client_secret. Apple refuses it, and your private key has now left your server.",
    fix="Sign a JWT with the key and send that; then revoke this key in the portal and create a new one, because it was sent over the network.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(SecretKind.PRIVATE_KEY),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_secret starts with -----BEGIN: then the key is sent in its place", "it starts with eyJ"),
    good=lambda: (Example("a JWT", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("the text of the .p8", lambda s: s.form(client_secret=samples.team_key_text()).body(_with_percent_twenty)),
        Example("on one line, without its BEGIN and END", lambda s: s.form(client_secret="".join(samples.team_key_text().split("\n")[1:-2]))),
    ),
)

KEY_IDENTIFIER = Rule(
    id="secret-is-key-id",
    title="client_secret is a Key ID or a Team ID",
    question=Question.HEADER,
    since="0.1",
    why="Apple does not issue a client_secret. The Key ID only identifies the key that you sign one with.",
    fix="Create a JWT signed with the .p8 key: the Key ID goes in its header as kid, the Team ID in its payload as iss.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(SecretKind.IDENTIFIER),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_secret is ten capitals and digits", "it starts with eyJ"),
    good=lambda: (Example("a JWT", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (Example("the Key ID", lambda s: s.form(client_secret=samples.KEY_ID)),),
)

IDENTITY_TOKEN = Rule(
    id="secret-is-identity-token",
    title="client_secret is an identity token that Apple issued",
    question=Question.HEADER,
    since="0.1",
    why="An identity token says who the user is. The client_secret says who you are, and you sign it yourself.",
    fix="Create the client_secret on your server, signed ES256 with your .p8 key, and do not send the identity token in this field.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is_identity_token,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    # These claims belong to the token that Apple issued.
    explains=("secret-alg-not-es256", "secret-header-has-extra-fields", "secret-aud-not-apple", "secret-has-extra-claims"),
    voids=(SIGNATURE_FORM, SIGNED_BY, SUB_AND_CLIENT_ID, LIFETIME, KID, ISS),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_secret is a token from Apple: its iss is https://appleid.apple.com", "its iss is the Team ID"),
    good=lambda: (Example("a secret of your own", lambda s: s.secret(iss="A1B2C3D4E5")),),
    bad=lambda: (
        Example("the user's identity token", _identity_like),
        Example("the app's identity token", lambda s: _identity_like(s).secret(aud="com.example.app")),
    ),
)

AUTHORIZATION_CODE = Rule(
    id="secret-is-authorization-code",
    title="client_secret is an authorization code",
    question=Question.HEADER,
    since="0.1",
    why="The code from the sign-in is in the wrong field. Apple expects a JWT here that proves which client is asking.",
    fix="Send the code as code, and as client_secret the JWT that you signed with your .p8 key.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(SecretKind.CODE),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_secret is the authorization code", "it starts with eyJ"),
    good=lambda: (Example("a JWT", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (Example("the code", lambda s: s.form(client_secret=samples.CODE)),),
)

JSON_TEXT = Rule(
    id="secret-is-json",
    title="client_secret is JSON",
    question=Question.HEADER,
    since="0.1",
    why="Apple accepts a finished JWT. A JSON object, of claims or of settings from which a library would create one, is not signed.",
    fix="Let your library or siwakit create the JWT, and send its compact form: three segments with two dots.",
    references=(APPLE_CLIENT_SECRET, RFC_7515),
    check=_is(SecretKind.JSON),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(SIGNATURE_FORM, SIGNED_BY, SECRET_SPELLING),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_secret starts with a brace", "it starts with eyJ"),
    good=lambda: (Example("a JWT", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("the settings of a library", lambda s: s.form(client_secret='{"teamId":"A1B2C3D4E5","keyId":"ABC123DEFG"}')),
        Example("the response of your own service, which contains the JWT", lambda s: s.sent(lambda text: f'{{"token":"{text}"}}')),
        Example("the claims", lambda s: s.form(client_secret='{"iss":"A1B2C3D4E5","aud":"https://appleid.apple.com"}')),
    ),
)

NOT_A_JWT = Rule(
    id="secret-is-not-a-jwt",
    title="client_secret is not a JWT",
    question=Question.HEADER,
    since="0.1",
    told_by={Proof.SECRET_IS_NO_JWT: 40, Proof.ONLY_APPLE_FAILS: 50},
    why="Other providers hand out a password; Apple does not. Its client_secret is a JWT that you create and sign.",
    fix="Create a JWT with your Team ID, Key ID and .p8 key (`siwakit secret`), and send that as client_secret.",
    references=(APPLE_CLIENT_SECRET,),
    check=_no_jwt,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check the first characters of client_secret: a JWT starts with ey and has two dots", "it starts with ey and has two dots"),
    good=lambda: (Example("a JWT", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("a password", lambda s: s.form(client_secret="my-client-secret")),
        Example("the text of an unset variable", lambda s: s.form(client_secret="undefined")),
        Example("three words with dots", lambda s: s.form(client_secret="com.example.web")),
        Example("five segments, as in an encrypted JWT", lambda s: s.sent(lambda text: f"{text}.AAAA.AAAA")),
    ),
)

TRUNCATED = Rule(
    id="secret-is-truncated",
    title="client_secret is truncated",
    question=Question.HEADER,
    since="0.1",
    why="Only the beginning of the JWT arrived. A database column, a form field or a copied line was too short for it.",
    fix="Store the client_secret in a column of at least 1024 characters, and compare its length before and after.",
    references=(RFC_7515, APPLE_TN3107),
    check=_is_cut,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(SIGNATURE_FORM, SIGNED_BY, SECRET_SPELLING),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("compare the length of client_secret where it is created with its length where it is sent", "both lengths are the same"),
    good=lambda: (Example("the whole JWT", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("truncated within the payload", lambda s: s.sent(lambda text: text[:120])),
        Example("without its last segment", lambda s: s.sent(lambda text: text.rsplit(".", 1)[0])),
        Example("truncated at 255 characters", lambda s: s.sent(lambda text: text[:255])),
        Example("only the header", lambda s: s.sent(lambda text: text.split(".", 1)[0])),
    ),
)

RULES = (EMPTY, PRIVATE_KEY, KEY_IDENTIFIER, AUTHORIZATION_CODE, JSON_TEXT, TRUNCATED, NOT_A_JWT, IDENTITY_TOKEN)
