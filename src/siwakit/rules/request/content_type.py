"""Rules about the body: it must be present and a form, and its header must say so."""

from __future__ import annotations

import json

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, FORM_TYPE, Endpoint
from siwakit.apple import FIELDS as KNOWN
from siwakit.evidence.aspects import FILLED_FIELDS, MEDIA_TYPE
from siwakit.evidence.fields import Fields, body_is_json
from siwakit.evidence.form_fields import FormField
from siwakit.evidence.parts import FIELDS, REQUEST
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.target import TARGET, body_was_seen
from siwakit.http import Request, media_type
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Skip, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST, UNSUPPORTED_GRANT_TYPE
from siwakit.sources import (
    APPLE_SIGNIN_AUTH_28,
    APPLE_TN3107,
    APPLE_TOKEN,
    FORUM_121739,
    FORUM_122593,
    FORUM_686227,
    FORUM_707610,
    FUSIONAUTH_885,
    INFERENCE,
    RN_APPLE_282,
)

AT = "request.headers.content-type"
MULTIPART = "multipart/form-data"
_ONLY_LETTERS = pattern(r"[^a-z]")
_KNOWN = frozenset(_ONLY_LETTERS.sub("", name) for name in KNOWN)
_NOT_A_FORM = (INVALID_CLIENT.cited(FUSIONAUTH_885), UNSUPPORTED_GRANT_TYPE.cited(FORUM_122593))
_NOTED_WITH_A_BODY = ("content-length", "transfer-encoding", "accept", "user-agent")
_UNSEEN = Skip("the body was left out of the record")


def _as_multipart(fields: list[tuple[str, str]]) -> str:
    parts = (f'--siwakit\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields)
    return f"{''.join(parts)}--siwakit--\r\n"


def _as_json(fields: list[tuple[str, str]]) -> str:
    return json.dumps(dict(fields))


def _is_meant(field: FormField) -> bool:
    return field.place != "basic" and (field.name in KNOWN or _ONLY_LETTERS.sub("", field.name.lower()) in _KNOWN)


@on(TARGET, REQUEST, FIELDS)
def holds_nothing(endpoint: Endpoint, request: Request, fields: Fields) -> Outcome:
    """Find a request whose form never reached its body."""
    if not endpoint.takes_credentials or any(_is_meant(field) for field in fields.every):
        return None
    if request.method.upper() != "POST" or (media_type(request.headers) == MULTIPART and request.body):
        return None
    if not body_was_seen(request):
        return _UNSEEN
    actual = sealed("body", request.text) if request.body else "an empty body"
    because = "the body contains no field that Apple knows" if request.body else "the body is empty"
    return Fail("request.body", actual, "the fields as a form: client_id=…&client_secret=…", because)


BODY_EMPTY = Rule(
    id="request-body-empty",
    title="the form never reached the body",
    question=Question.REQUEST,
    since="0.1",
    why="Apple finds none of the fields in the request: the HTTP library dropped them, or turned them into other text.",
    fix="Pass the encoded form to the library as text, and check what it sends.",
    references=(APPLE_TN3107, FORUM_686227, FORUM_707610),
    check=holds_nothing,
    wire=INVALID_REQUEST,
    also_seen=(INVALID_REQUEST.cited(FORUM_686227), INVALID_CLIENT.cited(FORUM_707610), UNSUPPORTED_GRANT_TYPE.cited(FORUM_122593)),
    explains=("request-body-is-json", "request-not-percent-encoded"),
    voids=(*FILLED_FIELDS, MEDIA_TYPE),
    enforced_at=CREDENTIAL_ENDPOINTS,
    answered_at=((Endpoint.REVOKE, INVALID_CLIENT.cited(FORUM_707610)),),
    suspicion=Suspicion("check what is really sent: whether the body is empty", "the body has the fields"),
    good=lambda: (
        Example("the form", lambda s: s.form()),
        Example("a body left out of the record", lambda s: s.body(lambda _: "").sends(content_length="612")),
    ),
    bad=lambda: (
        Example("nothing", lambda s: s.body(lambda _: "")),
        Example("empty, on revoke", lambda s: s.revoke().body(lambda _: "")),
        Example("what JavaScript makes of an object", lambda s: s.body(lambda _: "[object Object]")),
        Example("an empty JSON object", lambda s: s.body(lambda _: "{}").sends(content_type="application/json")),
        Example("JSON of other things", lambda s: s.body(lambda _: '{"headers": {}, "url": ""}').sends(content_type="application/json")),
    ),
)


@on(TARGET, REQUEST)
def is_json(endpoint: Endpoint, request: Request) -> Outcome:
    """Find fields that were sent as JSON."""
    if not endpoint.takes_credentials or not body_is_json(request):
        return None
    return Fail("request.body", "JSON", FORM_TYPE, f"the body starts with {request.text.lstrip()[:1]}", "client_id=…&client_secret=…")


BODY_IS_JSON = Rule(
    id="request-body-is-json",
    title="the fields were sent as JSON",
    question=Question.REQUEST,
    since="0.1",
    why="Apple reads a form, not JSON: it finds neither grant_type nor client_secret, and reports one or the other as missing.",
    fix="Send the body as application/x-www-form-urlencoded (URLSearchParams, urlencode, http_build_query).",
    references=(APPLE_TN3107, FORUM_122593, FORUM_121739, FUSIONAUTH_885),
    check=is_json,
    wire=UNSUPPORTED_GRANT_TYPE,
    also_seen=(INVALID_CLIENT.cited(FUSIONAUTH_885), INVALID_REQUEST.cited(APPLE_TN3107)),
    voids=(*FILLED_FIELDS, MEDIA_TYPE),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        look="check the body as it is sent (curl -v or a proxy): does it start with a brace?",
        rules_out="the body is client_id=…&client_secret=…",
    ),
    told_by={Proof.SINCE_DEPLOYMENT: 25},
    answered_at=((Endpoint.REVOKE, INVALID_REQUEST.cited(APPLE_TN3107)), (Endpoint.MIGRATION, INVALID_REQUEST.cited(APPLE_TN3107))),
    is_answer_disputed=True,
    good=lambda: (Example("a form", lambda s: s.form()),),
    bad=lambda: (
        Example("JSON with a JSON Content-Type", lambda s: s.body(_as_json).sends(content_type="application/json")),
        Example("JSON with the Content-Type of a form", lambda s: s.body(_as_json)),
        Example("JSON without a media type", lambda s: s.body(_as_json).sends(content_type=samples.DROP)),
        Example("JSON to the revoke endpoint", lambda s: s.revoke().body(_as_json).sends(content_type="application/json; charset=utf-8")),
    ),
)


@on(TARGET, REQUEST)
def is_multipart(endpoint: Endpoint, request: Request) -> Outcome:
    """Find fields that were sent as multipart/form-data."""
    if not endpoint.takes_credentials or not request.body or media_type(request.headers) != MULTIPART:
        return None
    return Fail(AT, MULTIPART, FORM_TYPE, "the header says multipart/form-data")


BODY_IS_MULTIPART = Rule(
    id="request-body-is-multipart",
    title="the fields were sent as multipart/form-data",
    question=Question.REQUEST,
    since="0.1",
    why="That is the format of file uploads (curl -F, FormData, Postman's form-data); Apple reads none of its fields.",
    fix="Send the body as application/x-www-form-urlencoded (curl -d, URLSearchParams, Postman's x-www-form-urlencoded).",
    references=(APPLE_TN3107, RN_APPLE_282),
    check=is_multipart,
    # TN3107 says that the body has to be a form; a program of 2020 that sent its fields in parts is reported to work once it was signed right.
    wire=INVALID_REQUEST.cited(INFERENCE),
    also_seen=_NOT_A_FORM,
    explains=("request-content-type-wrong", "request-not-percent-encoded", "request-repeats-field", "field-name-misspelt"),
    voids=FILLED_FIELDS,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        look="check the Content-Type as it is sent: is it multipart/form-data?",
        rules_out="Content-Type is application/x-www-form-urlencoded",
    ),
    good=lambda: (Example("a form", lambda s: s.form()),),
    bad=lambda: (
        Example("the form of a file upload", lambda s: s.body(_as_multipart).sends(content_type=f"{MULTIPART}; boundary=siwakit")),
        Example("without a boundary", lambda s: s.body(_as_multipart).sends(content_type=MULTIPART)),
        Example("a form with a multipart Content-Type", lambda s: s.sends(content_type=MULTIPART)),
    ),
)


@on(TARGET, REQUEST)
def says_other_type(endpoint: Endpoint, request: Request) -> Outcome:
    """Find a body whose Content-Type is not that of a form."""
    if not endpoint.takes_credentials or not request.body:
        return None
    kind = media_type(request.headers)
    if kind is None or kind == FORM_TYPE:
        return None
    return Fail(AT, kind, FORM_TYPE, "whatever the body is, Apple reads it according to this header")


CONTENT_TYPE_WRONG = Rule(
    id="request-content-type-wrong",
    title="Content-Type does not say that the body is a form",
    question=Question.REQUEST,
    since="0.1",
    why="Apple parses the body according to its Content-Type; with this one it does not look for form fields.",
    fix="Set Content-Type to application/x-www-form-urlencoded.",
    references=(APPLE_TN3107, APPLE_TOKEN, APPLE_SIGNIN_AUTH_28),
    check=says_other_type,
    wire=INVALID_REQUEST,
    also_seen=(INVALID_CLIENT.cited(APPLE_SIGNIN_AUTH_28), UNSUPPORTED_GRANT_TYPE.cited(FORUM_122593)),
    voids=FILLED_FIELDS,
    speaks_of=(MEDIA_TYPE,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        look="check the Content-Type as it is sent",
        rules_out="Content-Type is application/x-www-form-urlencoded",
    ),
    good=lambda: (
        Example("with a charset", lambda s: s.sends(content_type=f"{FORM_TYPE};charset=UTF-8")),
        Example("in upper case", lambda s: s.sends(content_type="Application/X-WWW-Form-URLEncoded; Charset=utf-8")),
        Example("without a body", lambda s: s.sends(method="GET", url="https://appleid.apple.com/auth/keys", content_type="application/json")),
    ),
    bad=lambda: (
        Example("a form with a JSON Content-Type", lambda s: s.sends(content_type="application/json")),
        Example("plain text", lambda s: s.sends(content_type="text/plain;charset=UTF-8")),
        Example("a form with a misspelt media type", lambda s: s.sends(content_type="application/form-urlencoded")),
        Example("an empty header", lambda s: s.sends(content_type="")),
    ),
)


@on(TARGET, REQUEST)
def says_no_type(endpoint: Endpoint, request: Request) -> Outcome:
    """Find a body without a Content-Type."""
    if not endpoint.takes_credentials or not request.body or media_type(request.headers) is not None:
        return None
    if all(request.header(name) is None for name in _NOTED_WITH_A_BODY):
        return Skip("headers were left out of the record: a body has a length, or comes in chunks")
    return Fail(AT, None, FORM_TYPE, "the request has a body but no Content-Type")


CONTENT_TYPE_MISSING = Rule(
    id="request-content-type-missing",
    title="the body has no Content-Type",
    question=Question.REQUEST,
    since="0.1",
    why="Apple expects the header to say that the body is a form; without it Apple may not look for fields.",
    fix="Add the header Content-Type: application/x-www-form-urlencoded.",
    references=(APPLE_TN3107, APPLE_TOKEN),
    check=says_no_type,
    wire=INVALID_REQUEST,
    also_seen=_NOT_A_FORM,
    voids=FILLED_FIELDS,
    speaks_of=(MEDIA_TYPE,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether the request has a Content-Type", "it is application/x-www-form-urlencoded"),
    good=lambda: (
        Example("with the header", lambda s: s.form()),
        Example("the key set, without a body", lambda s: s.sends(method="GET", url="https://appleid.apple.com/auth/keys", content_type=samples.DROP)),
        Example("a request recorded with only its Host header", lambda s: s.sends(content_type=samples.DROP)),
    ),
    bad=lambda: (
        Example("no header", lambda s: s.sends(content_type=samples.DROP, accept="*/*")),
        Example("no header, on revoke", lambda s: s.revoke().sends(content_type=samples.DROP, accept="*/*")),
    ),
)

RULES = (BODY_EMPTY, BODY_IS_JSON, BODY_IS_MULTIPART, CONTENT_TYPE_WRONG, CONTENT_TYPE_MISSING)
