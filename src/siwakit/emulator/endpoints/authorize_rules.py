"""Decide about an authorize request, and choose the words of Apple's error page."""

from __future__ import annotations

from siwakit.apple import Endpoint
from siwakit.emulator.app import Emulator
from siwakit.emulator.complete_evidence import excuse_of
from siwakit.emulator.endpoints.rule_order import plan_in_order
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.sign_in.authorize_page import RETURN_URLS
from siwakit.judge.decide import Decision, decide
from siwakit.record import record
from siwakit.rules.model import Fail, Rule

# Apple's general error text, for mistakes for which its own words have not been recorded (forum-716494).
UNWORDED = "Your request could not be completed because of an error. Please try again later."
_PAGE_STATUS = 200
_JSON_STATUS = 400


@record
class PageWords:
    """Error code and message of an error page."""

    error: str
    message: str


def decide_authorize(emulator: Emulator, evidence: Evidence, now: int) -> Decision:
    """Return what Apple's page does with *evidence*; even if localhost is tolerated, it must be registered."""
    switches = emulator.store.switches()
    excuse = excuse_of(switches, now)
    urls = evidence.get(RETURN_URLS)
    registered = () if isinstance(urls, Absence) else urls

    def is_excused(rule: Rule, fail: Fail) -> bool:
        return excuse(rule, fail) and fail.actual in registered

    return decide(evidence, Endpoint.AUTHORIZE, plan_in_order(Endpoint.AUTHORIZE, switches.check_order), is_excused)


def json_error(rule: Rule) -> str:
    """Return the error that APPLE_TN3107 prints for a failure of *rule*: unauthorized_client for a redirect_uri, invalid_scope for a scope."""
    answers = (rule.wire, rule.assumed, *rule.also_seen)
    documented = (answer.error for answer in answers if answer is not None and answer.status == _JSON_STATUS and answer.error)
    return next(documented, page_words(rule).error)


def page_words(rule: Rule) -> PageWords:
    """Return the page's words for a failure of *rule*: the known ones, or those seen with the same error."""
    answer = rule.wire or rule.assumed
    error = (answer.error if answer else None) or "invalid_request"
    if answer is not None and answer.description:
        return PageWords(error, answer.description)
    seen = (other.description for other in rule.also_seen if other.status == _PAGE_STATUS and other.error == error and other.description)
    return PageWords(error, next(seen, UNWORDED))
