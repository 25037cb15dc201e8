"""Rules about the redirect_uri of a token request: it must equal the one at authorize, and be absent for a code from the app."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.addresses import plain_address, split_address
from siwakit.evidence.aspects import REDIRECT_MATCH
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Origin
from siwakit.evidence.parts import ANSWER, AUTHORIZED_REDIRECT, CODE, FIELDS, GRANT_TYPE, ORIGIN, PORTAL, REDIRECT_URI
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.issued_to import SURFACE, WORDS, Words, is_grant_refusal, known_or_none
from siwakit.evidence.sign_in.portal import CodeRecord
from siwakit.rules.model import Example, Fail, Missing, Question, Remedy, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import INVALID_CLIENT, INVALID_GRANT, INVALID_REQUEST, REDIRECT_MISMATCH
from siwakit.sources import ANANAY_31, APPLE_ERROR_RESPONSE, APPLE_TN3107, APPLE_TOKEN, DART_177, FORUM_121739, INFERENCE

AT = "request.form.redirect_uri"
_SAYS_OTHERWISE = frozenset({Words.CLIENT_MISMATCH, Words.CODE_EXPIRED, Words.CODE_USED})
_ELSEWHERE = Skip("no code is redeemed")


def _redeems_code(evidence: Evidence) -> bool:
    return evidence.get(GRANT_TYPE) == "authorization_code"


def _record(evidence: Evidence) -> CodeRecord | None:
    portal, code = known_or_none(evidence.get(PORTAL)), known_or_none(evidence.get(CODE))
    return None if portal is None or code is None else portal.codes.get(code)


@reading(GRANT_TYPE, REDIRECT_URI, WORDS, PORTAL, CODE, AUTHORIZED_REDIRECT, SURFACE, ANSWER)
def differs(evidence: Evidence) -> Verdict:
    """Find a redirect_uri that is not, character for character, the one of the authorize request."""
    sent, words = evidence.get(REDIRECT_URI), evidence.get(WORDS)
    if not _redeems_code(evidence) and words is not Words.REDIRECT_MISMATCH:
        return _ELSEWHERE
    record, authorized = _record(evidence), evidence.get(AUTHORIZED_REDIRECT)
    wanted = record.redirect_uri if record is not None else known_or_none(authorized)
    if isinstance(sent, str) and wanted and sent != wanted:
        return Fail(AT, sent, wanted, _say_difference(sent, wanted))
    if words is Words.REDIRECT_MISMATCH:
        because = 'Apple says "redirect_uri mismatch. The code was not issued to …" and names the redirect_uri that you sent'
        return Fail("answer.error_description", known_or_none(sent), wanted or "the redirect_uri of the authorize request", because)
    if sent is LACKING or record is not None or not isinstance(evidence.get(PORTAL), Absence):
        return None
    if authorized is UNKNOWN and words not in _SAYS_OTHERWISE and evidence.get(SURFACE) is not Origin.NATIVE:
        return Missing((AUTHORIZED_REDIRECT,), int(is_grant_refusal(evidence)))
    return None


def _say_difference(sent: str, wanted: str) -> str:
    if sent.rstrip("/") == wanted.rstrip("/"):
        return "the two differ only in the trailing slash"
    if plain_address(sent) != sent:
        return "what was sent is not an address"
    sent_url, wanted_url = split_address(sent), split_address(wanted)
    names = ("scheme", "host", "path", "query")
    pairs = (
        (sent_url.scheme, wanted_url.scheme),
        (sent_url.netloc, wanted_url.netloc),
        (sent_url.path, wanted_url.path),
        (sent_url.query, wanted_url.query),
    )
    parts = [f"{name} is {a or 'empty'} instead of {b or 'empty'}" for name, (a, b) in zip(names, pairs, strict=True) if a != b]
    return "; ".join(parts) or "the two differ"


@reading(GRANT_TYPE, REDIRECT_URI, PORTAL, CODE, SURFACE, WORDS, ANSWER)
def came_with_native_code(evidence: Evidence) -> Verdict:
    """Find a redirect_uri that is sent with a code from the app."""
    if not _redeems_code(evidence):
        return _ELSEWHERE
    sent = evidence.get(REDIRECT_URI)
    if isinstance(sent, Absence):
        return None
    record = _record(evidence)
    if record is not None:
        return None if record.redirect_uri else Fail(AT, sent, None, "Apple issued the code without a redirect_uri")
    surface = evidence.get(SURFACE)
    if surface is Origin.NATIVE:
        return Fail(AT, sent, None, "the code came from the app, where no redirect takes place")
    if surface is not UNKNOWN or not isinstance(evidence.get(PORTAL), Absence) or evidence.get(WORDS) in _SAYS_OTHERWISE:
        return None
    return Missing((ORIGIN,), int(is_grant_refusal(evidence)))


def _under_other_name(evidence: Evidence) -> str:
    """Return a note about a field that contains an address under another name."""
    fields = known_or_none(evidence.get(FIELDS))
    other = next((field for field in fields.every if field.name.lower().startswith(("redirect", "callback", "return"))), None) if fields else None
    return f"; {other.name[:40]} is not the name that Apple reads" if other and other.name != "redirect_uri" else ""


@reading(GRANT_TYPE, REDIRECT_URI, FIELDS, PORTAL, CODE, AUTHORIZED_REDIRECT, SURFACE, WORDS, ANSWER)
def is_missing_for_web_code(evidence: Evidence) -> Verdict:
    """Find a code from the web that is redeemed without its redirect_uri; an empty one counts as missing."""
    if not _redeems_code(evidence):
        return _ELSEWHERE
    if not isinstance(evidence.get(REDIRECT_URI), Absence) or isinstance(evidence.get(FIELDS), Absence):
        return None
    record, wanted = _record(evidence), known_or_none(evidence.get(AUTHORIZED_REDIRECT))
    if record is not None:
        return Fail(AT, None, record.redirect_uri, "the code was issued for a redirect_uri, but none is sent") if record.redirect_uri else None
    surface = evidence.get(SURFACE)
    if surface is Origin.WEB:
        because = f"the code came from the web, but no redirect_uri is sent{_under_other_name(evidence)}"
        return Fail(AT, None, wanted or "the redirect_uri of the authorize request", because)
    if surface is not UNKNOWN or not isinstance(evidence.get(PORTAL), Absence) or isinstance(evidence.get(WORDS), Words):
        return None
    return Missing((ORIGIN,), int(is_grant_refusal(evidence)))


REDIRECT_URI_MISMATCHES = Rule(
    id="redirect-uri-mismatch",
    title="redirect_uri differs from the one in the authorize request",
    question=Question.GRANT,
    since="0.1",
    why="Apple compares the two as text. A slash, http behind a proxy or another environment's host is enough to make them differ.",
    fix="Store the redirect_uri of the authorize request with its state, and send exactly the same text with the code.",
    references=(APPLE_TOKEN, ANANAY_31, DART_177),
    check=differs,
    remedy=Remedy.REQUEST,
    wire=REDIRECT_MISMATCH,
    also_seen=(INVALID_GRANT, INVALID_CLIENT.cited(APPLE_ERROR_RESPONSE)),
    speaks_of=(REDIRECT_MATCH,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "compare the redirect_uri in the address bar of Apple's sign-in page with the one in the token request, character by character",
        "the two are the same text",
    ),
    told_by={
        Proof.ONLY_WEB_FAILS: 45,
        Proof.ONLY_ANDROID_FAILS: 45,
        Proof.ONLY_SERVER_FAILS: 35,
        Proof.ONLY_LOCAL_FAILS: 30,
        Proof.SINCE_ADDRESS_CHANGED: 55,
        Proof.SINCE_DEPLOYMENT: 30,
    },
    good=lambda: (
        Example("the same text", lambda s: s),
        Example("none, for the app", lambda s: s.native()),
        Example("on a refresh it is ignored", lambda s: s.refresh().form(redirect_uri=f"{samples.REDIRECT_URI}/x")),
        Example("on a revocation it is ignored", lambda s: s.revoke().form(redirect_uri=f"{samples.REDIRECT_URI}/x")),
    ),
    bad=lambda: (
        Example("a trailing slash", lambda s: s.form(redirect_uri=f"{samples.REDIRECT_URI}/")),
        Example("http behind a proxy", lambda s: s.form(redirect_uri=samples.REDIRECT_URI.replace("https", "http")).unknown("portal")),
        Example("another environment's host", lambda s: s.form(redirect_uri="https://hosted.example.net/callback").unknown("portal")),
        Example("a placeholder in the host", lambda s: s.form(redirect_uri="https://[HOST/callback").unknown("portal")),
        Example("an added query", lambda s: s.form(redirect_uri=f"{samples.REDIRECT_URI}?lang=en").unknown("portal")),
        Example(
            "by Apple's message",
            lambda s: s.answered(
                400, {"error": "invalid_grant", "error_description": f"redirect_uri mismatch. The code was not issued to {samples.REDIRECT_URI}."}
            ).unknown("portal", "authorize"),
        ),
    ),
)

REDIRECT_URI_WITH_NATIVE_CODE = Rule(
    id="redirect-uri-with-native-code",
    title="redirect_uri is sent with a code from the app",
    question=Question.GRANT,
    since="0.1",
    why="A code from the iOS app was issued without a redirect_uri, so any value that is sent does not match.",
    fix="Do not send redirect_uri if the code came from the app.",
    references=(APPLE_TOKEN, FORUM_121739),
    check=came_with_native_code,
    wire=REDIRECT_MISMATCH,
    also_seen=(INVALID_GRANT.cited(FORUM_121739), INVALID_CLIENT.cited(APPLE_ERROR_RESPONSE)),
    explains=("redirect-uri-mismatch",),
    speaks_of=(REDIRECT_MATCH,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check where the code came from: the app, by ASAuthorizationAppleIDCredential, or a redirect to your server",
        "the code came from a redirect",
    ),
    told_by={Proof.ONLY_APP_FAILS: 35},
    good=lambda: (
        Example("none with a code from the app", lambda s: s.native()),
        Example("an empty one counts as missing", lambda s: s.native().form(redirect_uri="")),
        Example("one with a code from the web", lambda s: s),
        Example("on a refresh it is ignored", lambda s: s.native().refresh().form(redirect_uri=samples.REDIRECT_URI)),
    ),
    bad=lambda: (
        Example("by Apple's record", lambda s: s.native().form(redirect_uri=samples.REDIRECT_URI)),
        Example("by the origin", lambda s: s.native().form(redirect_uri=samples.REDIRECT_URI).unknown("portal", "identity_token")),
        Example("by the identity token", lambda s: s.native().form(redirect_uri=samples.REDIRECT_URI).unknown("portal", "origin")),
    ),
)

REDIRECT_URI_IS_MISSING = Rule(
    id="redirect-uri-missing-for-web-code",
    title="redirect_uri is missing with a code from the web",
    question=Question.GRANT,
    since="0.1",
    why="A code that came through a redirect is bound to its redirect_uri; without it Apple cannot tell that the code is yours.",
    fix="Send the redirect_uri of the authorize request with the code, as exactly the same text.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=is_missing_for_web_code,
    wire=INVALID_REQUEST,
    also_seen=(INVALID_GRANT.cited(INFERENCE), REDIRECT_MISMATCH.cited(INFERENCE), INVALID_CLIENT.cited(APPLE_ERROR_RESPONSE)),
    speaks_of=(REDIRECT_MATCH,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check where the code came from: a redirect to your server, or the app, by ASAuthorizationAppleIDCredential",
        "the code came from the app",
    ),
    told_by={Proof.ONLY_WEB_FAILS: 35, Proof.ONLY_ANDROID_FAILS: 30},
    good=lambda: (
        Example("the one in the authorize request", lambda s: s),
        Example("none with a code from the app", lambda s: s.native()),
        Example("none on a refresh", lambda s: s.refresh()),
    ),
    bad=lambda: (
        Example("none", lambda s: s.form(redirect_uri=samples.DROP)),
        Example("an empty one", lambda s: s.form(redirect_uri="")),
        Example("by the origin", lambda s: s.form(redirect_uri=samples.DROP).unknown("portal", "identity_token", "authorize")),
    ),
)

RULES = (REDIRECT_URI_WITH_NATIVE_CODE, REDIRECT_URI_IS_MISSING, REDIRECT_URI_MISMATCHES)
