"""Rules about the form's encoding: each value must be percent-encoded exactly once."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, Endpoint
from siwakit.evidence.aspects import CODE_RECORD, SUB_AND_CLIENT_ID
from siwakit.evidence.fields import Fields
from siwakit.evidence.form_fields import FormField
from siwakit.evidence.masked import is_masked
from siwakit.evidence.parts import FIELDS
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.target import TARGET
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import CODE_UNKNOWN, INVALID_CLIENT, REDIRECT_MISMATCH, TOKEN_UNKNOWN
from siwakit.sources import APPLE_TN3107, GO_SIWA_39, OUR_ADVICE

_FORM_PLACES = frozenset({"body", "query"})
# Only what no correct value contains: an address that starts so, an identifier with an encoded dot.
_STILL_ENCODED = {"redirect_uri": pattern(r"https?%3a", re.IGNORECASE), "client_id": pattern(r"[A-Za-z0-9.-]+%2[de]", re.IGNORECASE)}
_NO_SPACES = frozenset({"code", "client_secret", "refresh_token", "token"})
# A code, token or JWT that contains spaces; other text may contain a space that was encoded as a plus sign.
_BROKEN_BY_SPACES = pattern(r"(?:ey[A-Za-z0-9]|[acr][0-9a-f]{32}\.)[^\s]* ")
# The fields that Apple looks at; an unencoded space in a scope or in a field of your own is accepted.
_READ = frozenset({"client_id", "client_secret", "grant_type", "redirect_uri", "code_verifier", "sub", "target", "transfer_sub"}) | _NO_SPACES
_STRAY_PERCENT = pattern(r"%(?![0-9A-Fa-f]{2})")


@on(TARGET, FIELDS)
def is_still_encoded(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find values that are percent-encoded once more than they should be."""
    if not endpoint.takes_credentials:
        return None
    for field in fields.every:
        pattern = _STILL_ENCODED.get(field.name)
        if pattern and pattern.match(field.value) and (field.name != "redirect_uri" or fields.get("grant_type") == "authorization_code"):
            return Fail(f"request.form.{field.name}", field.value, "the value, encoded once", "after decoding once, it still contains percent signs")
    return None


def _encoded_twice(fields: list[tuple[str, str]]) -> str:
    return urlencode([(name, quote(value, safe="")) for name, value in fields])


ENCODED_TWICE = Rule(
    id="request-encoded-twice",
    title="the fields were percent-encoded twice",
    question=Question.REQUEST,
    since="0.1",
    why="Apple decodes once. The values that it then compares still contain percent signs, so they match nothing that it knows.",
    fix="Encode once: leave it to the HTTP library, or do it yourself and send the body as text.",
    references=(APPLE_TN3107, GO_SIWA_39),
    check=is_still_encoded,
    harm=Harm.DEFEATS,
    also_seen=(REDIRECT_MISMATCH, CODE_UNKNOWN, TOKEN_UNKNOWN, INVALID_CLIENT),
    # Every value that is encoded once too often differs from what it should be.
    explains=("code-encoded-twice", "secret-is-url-encoded", "client-id-not-in-configuration", "redirect-uri-mismatch"),
    voids=(SUB_AND_CLIENT_ID, CODE_RECORD),
    suspicion=Suspicion("check whether the body contains %25", "each field is encoded once"),
    good=lambda: (
        Example("encoded once", lambda s: s.form()),
        Example("values that were passed through an encoder that changes nothing in them", lambda s: s.refresh().body(_encoded_twice)),
    ),
    bad=lambda: (
        Example("the whole form", lambda s: s.body(_encoded_twice)),
        Example("only redirect_uri", lambda s: s.form(redirect_uri=quote(samples.REDIRECT_URI, safe=""))),
    ),
)


@on(TARGET, FIELDS)
def is_not_encoded(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find a character in the body that should have been encoded and that changes the value."""
    if not endpoint.takes_credentials:
        return None
    for field in fields.every:
        if field.place in _FORM_PLACES and field.name in _READ:
            trouble = _trouble(field)
            if trouble and not is_masked(field.value):
                return Fail(f"request.form.{field.name}", trouble, "percent-encoded text", f"it contains {trouble}, unencoded")
    return None


def _trouble(field: FormField) -> str | None:
    if field.name in _NO_SPACES and "+" in field.raw and _BROKEN_BY_SPACES.match(field.value):
        return "a plus sign, which is read as a space"
    if "%" in field.raw and _STRAY_PERCENT.search(field.raw):
        return "a percent sign without two hexadecimal digits"
    return None if _is_visible_ascii(field.raw.rstrip("\r\n")) else "a space, a line break or a character outside ASCII"


# Most values are long and correct. String methods scan one in a tenth of the time that a regular expression takes.
def _is_visible_ascii(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _has_separator(text: str) -> bool:
    return "/" in text or ":" in text or "?" in text or " " in text


NOT_PERCENT_ENCODED = Rule(
    id="request-not-percent-encoded",
    title="the form was assembled without percent-encoding",
    question=Question.REQUEST,
    since="0.1",
    why="In a form a plus sign means a space, and a percent sign starts an escape: sent unencoded, they change the value that Apple reads.",
    fix="Build the body with your language's form encoder, not by joining strings.",
    references=(APPLE_TN3107,),
    check=is_not_encoded,
    wire=INVALID_CLIENT,
    # A plus sign or a percent sign that was sent unencoded changes the value that contains it.
    explains=("code-is-something-else", "revoke-token-is-wrong-kind", "secret-has-quotes-or-whitespace", "secret-not-base64url"),
    voids=(CODE_RECORD,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        look="check how the body is built: by a form encoder, or by joining strings?",
        rules_out="a form encoder builds the body",
    ),
    told_by={Proof.ONLY_SOME_USERS_FAIL: 20, Proof.ONLY_SOMETIMES_FAILS: 25},
    good=lambda: (
        Example("encoded", lambda s: s.form()),
        Example("a plus sign for a space in a scope", lambda s: s.form(scope="openid email")),
        Example("a line break after the last field", lambda s: s.body(lambda fields: f"{urlencode(fields)}&note=1\n")),
        Example("a percent sign, encoded", lambda s: s.form(note="100%")),
        Example("an unencoded space in a scope, which Apple ignores", lambda s: s.body(lambda fields: f"{urlencode(fields)}&scope=name email")),
        Example("an unencoded percent sign in a field of your own", lambda s: s.body(lambda fields: f"note=100%&{urlencode(fields)}")),
    ),
    bad=lambda: (
        Example("an unencoded percent sign", lambda s: s.form(code=samples.DROP).body(lambda fields: f"code=100%&{urlencode(fields)}")),
        Example("unencoded spaces", lambda s: s.form(code=samples.DROP).body(lambda fields: f"code=two words&{urlencode(fields)}")),
        Example("a plus sign in the code", lambda s: s.form(code=samples.DROP).body(lambda fields: f"code={samples.CODE}+&{urlencode(fields)}")),
    ),
)


@on(TARGET, FIELDS)
def has_raw_separators(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find separators that should have been encoded, but are accepted anyway."""
    if not endpoint.takes_credentials:
        return None
    for field in fields.every:
        if field.place != "body" or not field.raw.isascii() or not _has_separator(field.raw):
            continue
        if not is_masked(field.value) and not (field.name in _READ and _trouble(field)):
            because = "it contains an unencoded slash, colon, question mark or space"
            return Fail(f"request.form.{field.name}", "unencoded", "percent-encoded text", because)
    return None


RAW_SEPARATORS = Rule(
    id="request-has-raw-separators",
    title="slashes and colons in the form are not percent-encoded",
    question=Question.REQUEST,
    since="0.1",
    why="Apple asks for a percent-encoded body. Unencoded slashes and colons usually work; an ampersand or a plus sign in the same place would not.",
    fix="Build the body with your language's form encoder (curl: --data-urlencode).",
    references=(APPLE_TN3107, OUR_ADVICE),
    check=has_raw_separators,
    harm=Harm.FRAGILE,
    good=lambda: (Example("encoded", lambda s: s.form()),),
    bad=lambda: (Example("an unencoded redirect_uri", lambda s: s.body(lambda fields: "&".join(f"{name}={value}" for name, value in fields))),),
)

RULES = (ENCODED_TWICE, NOT_PERCENT_ENCODED, RAW_SEPARATORS)
