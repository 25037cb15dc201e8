"""Rules about what the application reads from the callback: a form, which contains code and user, or error."""

from __future__ import annotations

import re

from siwakit import samples
from siwakit.evidence.aspects import CALLBACK_ROUTE, CALLBACK_VARIANTS
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.fields import Fields
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.authorize_page import CALLBACK, CALLBACK_FIELDS, CALLBACK_PARSER
from siwakit.evidence.sign_in.callback import Callback
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.patterns import pattern
from siwakit.rules.model import Check, Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, either, on, reading
from siwakit.sources import APPLE_AUTHORIZE, AUTHORIZER_715, BETTER_AUTH_7357, BETTER_AUTH_8889, PASSPORT_APPLE_16, TRAILBASE_284

_ERRORS = range(400, 600)
_UNREAD = frozenset({"none", "query", "query only", "json", "json only"})
_LACKS = r"(?:is |are )?(?:missing|required|not (?:found|present|provided|given)|undefined|null|empty)"
_CODE_LACKS = pattern(rf"\b(?:code|parameters?)['\"`]?:? {_LACKS}|(?:missing|no|without)(?: required)?(?: parameter:?)?[ '\"`]+code\b", re.IGNORECASE)
_USER_LACKS = pattern(
    rf"\buser['\"`]?:? {_LACKS}|(?:missing|no|without)(?: required)?(?: field| parameter)?:?[ '\"`]+user['\"`]?(?:\W|$)", re.IGNORECASE
)
_CANCELLED = "user_cancelled_authorize"
_TOLD = (SAID[Proof.CODE_NOT_RETURNED], SAID[Proof.STATE_NOT_RETURNED])
_USER = '{"name":{"firstName":"A","lastName":"B"},"email":"user@example.com"}'


def _said(callback: Callback) -> str:
    return callback.answer.text[:2000] if callback.answer else ""


def _is_refused(callback: Callback) -> bool:
    return callback.status in _ERRORS


@on(CALLBACK, CALLBACK_FIELDS, CALLBACK_PARSER)
def parser_ignores_form(callback: Callback, fields: Fields, parser: object) -> Outcome:
    """Find a parser that does not read the form."""
    if not callback.is_post or parser not in _UNREAD or not _stands_in_body(fields):
        return None
    return _unread(f"it reads {parser}, but the code is in the form")


@on(CALLBACK, CALLBACK_FIELDS)
def code_is_overlooked(callback: Callback, fields: Fields) -> Outcome:
    """Find an application that reports a missing code although the code is in the body."""
    if not callback.is_post or not _stands_in_body(fields) or not _CODE_LACKS.search(_said(callback)):
        return None
    return _unread("your application says that code is missing, but it is in the body")


def _stands_in_body(fields: Fields) -> bool:
    return any(field.value and field.place == "body" for field in fields.all("code"))


def _unread(because: str) -> Fail:
    return Fail("callback.form.code", "a code, in the body", "the body is read as a form", because)


def _is_undecided(evidence: Evidence) -> Missing | Skip | None:
    callback = evidence.get(CALLBACK)
    if isinstance(callback, Absence):
        return Missing((CALLBACK,), 0) if any(not isinstance(evidence.get(part), Absence) for part in _TOLD) else None
    if not callback.is_post or callback.status not in {400, 500}:
        return None
    return Missing((CALLBACK_PARSER,), 1) if isinstance(evidence.get(CALLBACK_PARSER), Absence) else None


def _suspect(*checks: Check) -> Check:
    """Join *checks*; if they find nothing but the application refused, or says that it found nothing, the parser remains a suspect."""
    joined = either(*checks)

    @reading(*joined.parts, *_TOLD)
    def check(evidence: Evidence) -> Verdict:
        verdict = joined(evidence)
        return verdict if isinstance(verdict, Fail) else _is_undecided(evidence)

    return check


BODY_NOT_READ_AS_FORM = Rule(
    id="callback-body-not-read-as-form",
    title="the application does not read the form of the callback",
    question=Question.CALLBACK,
    since="0.1",
    told_by={Proof.STATE_NOT_RETURNED: 30, Proof.CODE_NOT_RETURNED: 40, Proof.ONLY_ANDROID_FAILS: 20, Proof.ONLY_APPLE_FAILS: 40},
    why="Apple's part worked: the code is in the body, as application/x-www-form-urlencoded. Your handler looks elsewhere and finds none.",
    fix="Parse the body of the callback as a form (in Express: express.urlencoded), and read code, state and user from there.",
    references=(APPLE_AUTHORIZE, PASSPORT_APPLE_16, BETTER_AUTH_8889),
    check=_suspect(parser_ignores_form, code_is_overlooked),
    harm=Harm.DEFEATS,
    speaks_of=(CALLBACK_ROUTE,),
    suspicion=Suspicion("log which fields the handler received: is the form empty?", "the handler received the code"),
    good=lambda: (
        Example("a form", lambda s: samples.told(samples.came_back(s, 400), callback_parser="form")),
        Example(
            "no code was sent", lambda s: samples.told(samples.came_back(s, 302, code=samples.DROP, error=_CANCELLED), callback_parser="query only")
        ),
        Example("code is missing, and really is", lambda s: samples.came_back(s, 302, said="code is missing", code=samples.DROP, error=_CANCELLED)),
    ),
    bad=lambda: (
        Example("only the query", lambda s: samples.told(samples.came_back(s, 400), callback_parser="query only")),
        Example("no parser", lambda s: samples.told(samples.came_back(s), callback_parser="none")),
        Example("code is missing, it says", lambda s: samples.came_back(s, 400, said='{"message": "Missing required parameter: code"}')),
    ),
)


@on(CALLBACK, CALLBACK_FIELDS)
def cancel_is_refused(callback: Callback, fields: Fields) -> Outcome:
    """Find an application that answers a cancellation with an error."""
    if fields.get("error") != _CANCELLED or callback.status in {403, 404, 405, 419, 422} or not _is_refused(callback):
        return None
    return _cancelled(f"the user pressed cancel, and your application answered {callback.status}")


@on(CALLBACK_FIELDS, CALLBACK_PARSER)
def cancel_is_not_expected(fields: Fields, parser: object) -> Outcome:
    """Find an application that requires a code from a user who pressed cancel."""
    if fields.get("error") != _CANCELLED or parser != "code required":
        return None
    return _cancelled("the user pressed cancel, but your application requires a code")


@on(SAID[Proof.CANCEL_NOT_HANDLED])
def cancel_raises(statement: Statement) -> Outcome:
    """Find an application that raises an error when the user cancels."""
    return _cancelled(f"the user pressed cancel, and {statement.speaker} raised an error that nothing handled")


def _cancelled(because: str) -> Fail:
    return Fail("callback.form.error", _CANCELLED, "error is checked before code", because)


CANCEL_NOT_HANDLED = Rule(
    id="callback-cancel-not-handled",
    title="the application does not expect that a user cancels",
    question=Question.CALLBACK,
    since="0.1",
    told_by={Proof.CODE_NOT_RETURNED: 15, Proof.SIGN_IN_CANCELLED: 40, Proof.CANCEL_NOT_HANDLED: 50},
    why=(
        "Apple posts error=user_cancelled_authorize and state, without a code. A handler that requires a code fails, and the user sees an error page."
    ),
    fix="Check error first, and send the user back to where the sign-in started; make code optional.",
    references=(APPLE_AUTHORIZE, TRAILBASE_284),
    check=either(cancel_is_refused, cancel_is_not_expected, cancel_raises),
    harm=Harm.DEFEATS,
    speaks_of=(CALLBACK_VARIANTS,),
    good=lambda: (
        Example("sent back", lambda s: samples.came_back(s, 303, code=samples.DROP, error=_CANCELLED)),
        Example("a code and no error", lambda s: samples.told(samples.came_back(s), callback_parser="code required")),
    ),
    bad=lambda: (
        Example("an error that nothing handled", samples.said(Proof.CANCEL_NOT_HANDLED)),
        Example("400", lambda s: samples.came_back(s, 400, code=samples.DROP, error=_CANCELLED)),
        Example("500", lambda s: samples.came_back(s, 500, code=samples.DROP, error=_CANCELLED)),
        Example(
            "a code is required", lambda s: samples.told(samples.came_back(s, code=samples.DROP, error=_CANCELLED), callback_parser="code required")
        ),
    ),
)


@on(CALLBACK_FIELDS, CALLBACK_PARSER)
def user_is_demanded(fields: Fields, parser: object) -> Outcome:
    """Find a handler that requires user from someone who has signed in before."""
    if parser != "user required" or fields.get("user") or not fields.get("code"):
        return None
    return _no_user("your handler requires user, but Apple sends it only at the first consent")


@on(CALLBACK, CALLBACK_FIELDS)
def user_is_missed(callback: Callback, fields: Fields) -> Outcome:
    """Find an application that reports a missing user."""
    if fields.get("user") or not fields.get("code") or not _is_refused(callback) or not _USER_LACKS.search(_said(callback)):
        return None
    return _no_user(f"your application answered {callback.status} because user is missing, but Apple sends user only at the first consent")


def _no_user(because: str) -> Fail:
    return Fail("callback.form.user", None, "user is optional", because)


USER_REQUIRED_ALWAYS = Rule(
    id="callback-user-required-always",
    title="the application requires user at every sign-in",
    question=Question.CALLBACK,
    since="0.1",
    told_by={
        Proof.NAME_MISSING: 30,
        Proof.EMAIL_MISSING: 20,
        Proof.ONLY_SECOND_TIME_FAILS: 50,
        Proof.ONLY_SOME_USERS_FAIL: 40,
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: 60,
    },
    why="Apple sends user, with name and email, at the very first consent and never again. Your application refuses every returning user.",
    fix="Make user optional: store the name at the first sign-in, and take the email from the identity token.",
    references=(APPLE_AUTHORIZE, AUTHORIZER_715),
    check=either(user_is_demanded, user_is_missed),
    harm=Harm.DEFEATS,
    speaks_of=(CALLBACK_VARIANTS,),
    good=lambda: (
        Example("user is there", lambda s: samples.told(samples.came_back(s, 200, user=_USER), callback_parser="user required")),
        Example("user is optional", lambda s: samples.came_back(s, 200)),
    ),
    bad=lambda: (
        Example("by the parser", lambda s: samples.told(samples.came_back(s, 400), callback_parser="user required")),
        Example("by its error message", lambda s: samples.came_back(s, 400, said="Key: 'user' Error: user is required")),
    ),
)


@on(CALLBACK, CALLBACK_FIELDS)
def user_may_be_lost(callback: Callback, fields: Fields) -> Outcome:
    """Find a first consent whose user is not known to have been stored."""
    if not fields.get("user") or (callback.status or 300) < 300:  # noqa: PLR2004  HTTP: from here on it is not a success page
        return None
    place = callback.answer.header("location") if callback.answer else None
    if place and "user=" in place:
        return None
    because = f"your application redirects to {place.partition('?')[0]} without it" if place else "user is in this POST, and in no later one"
    return Fail("callback.form.user", "name and email", "user is stored during this very request", because)


USER_LOST = Rule(
    id="callback-user-lost",
    title="name and email arrive in this one POST, and may be lost here",
    question=Question.CALLBACK,
    since="0.1",
    told_by={Proof.NAME_MISSING: 40, Proof.ONLY_SECOND_TIME_FAILS: 40, Proof.ONLY_FIRST_TIME_HAS_DETAILS: 50},
    why="Apple sends user only at the first consent. If the POST becomes a redirect and a later step reads it, the profile stays empty forever.",
    fix="Store user in the handler of the POST, before any redirect. To get it again, the user must stop using the app in their Apple Account.",
    references=(APPLE_AUTHORIZE, BETTER_AUTH_7357),
    check=user_may_be_lost,
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("it is not there", lambda s: samples.came_back(s, 303)),
        Example("the handler answers with a page", lambda s: samples.came_back(s, 200, user=_USER)),
    ),
    bad=lambda: (
        Example("what happened to it is not known", lambda s: samples.came_back(s, user=_USER)),
        Example("a redirect without it", lambda s: samples.came_back(s, 302, user=_USER)),
    ),
)

RULES = (BODY_NOT_READ_AS_FORM, CANCEL_NOT_HANDLED, USER_REQUIRED_ALWAYS, USER_LOST)
