"""GET and POST /auth/authorize: the sign-in page and its errors, which never redirect to the application.

Each step of the page carries a random ticket. The request stays in the store under it, so a browser cannot change it.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote, urlencode

from siwakit.apple import AUTHORIZE_URL
from siwakit.emulator import answers
from siwakit.emulator.app import Emulator, Reply
from siwakit.emulator.complete_evidence import authorize_evidence, evidence_of
from siwakit.emulator.endpoints.authorize_rules import decide_authorize, json_error, page_words
from siwakit.emulator.endpoints.consent import MAX_NAME, Choice, SignInRequest, consent_of, read_sign_in_request, sign_in_user
from siwakit.emulator.faults import Fault
from siwakit.emulator.pages import ALLOWS_OWN_FORMS, ALLOWS_REDIRECT, ALLOWS_SCRIPT, page
from siwakit.emulator.state.storage import Store, Ticket
from siwakit.emulator.state.world import Client, User
from siwakit.evidence.addresses import split_address
from siwakit.evidence.sign_in.redirect_form import origin_of
from siwakit.http import Request, Response
from siwakit.judge.decide import Accepted, Decision, Refused, decide
from siwakit.record import record
from siwakit.rules.model import Enforcer

TICKET_SECONDS = 600
MAX_TICKETS = 1000
_CANCELLED = "user_cancelled_authorize"  # APPLE_AUTHORIZE
_TICKET_BYTES = 16
_BY_REDIRECT = frozenset({"query", "fragment"})


@record
class SignInPage:
    """Sign-in that a page is rendered for."""

    emulator: Emulator
    request: SignInRequest
    client: Client
    ticket: Ticket
    now: int
    fault: Fault | None = None

    @property
    def policy(self) -> str:
        """Return the page's Content-Security-Policy: an answer in the URL is sent by redirecting from the form."""
        return ALLOWS_REDIRECT if self.request.response_mode in _BY_REDIRECT else ALLOWS_OWN_FORMS


def answer_authorize(emulator: Emulator, request: Request, now: int, fault: Fault | None = None) -> Reply:
    """Return the sign-in page, its next step, or its error."""
    if request.method in {"GET", "HEAD"}:
        return _open(emulator, request, now, fault)
    if request.method != "POST":
        return Reply(answers.not_found())
    form = dict(parse_qsl(request.text, keep_blank_values=True))
    ticket = _find_ticket(emulator.store, form.get("ticket", ""), now)
    if ticket is None:
        return _no_sign_in(emulator, request, now)
    original = Request("GET", f"{AUTHORIZE_URL}?{ticket.text}")
    evidence = authorize_evidence(original, emulator.store, now, fault)
    decision = decide_authorize(emulator, evidence, now)
    sign_in_page = _sign_in_page(emulator, ticket, now, fault)
    if sign_in_page is None or not isinstance(decision, Accepted):
        return Reply(_refusal(decision, emulator), decision, evidence)
    return Reply(_step(sign_in_page, form), decision, evidence)


def _no_sign_in(emulator: Emulator, request: Request, now: int) -> Reply:
    """Return the page for a form that belongs to no sign-in; if it has credentials, a rule says which endpoint it was meant for."""
    evidence = evidence_of(request, emulator.store, now)
    decision = decide(evidence, Enforcer.ELSEWHERE)
    expired = page("expired.html", status=400)
    return Reply(expired, decision, evidence) if isinstance(decision, Refused) else Reply(expired)


def _open(emulator: Emulator, request: Request, now: int, fault: Fault | None) -> Reply:
    evidence = authorize_evidence(request, emulator.store, now, fault)
    decision = decide_authorize(emulator, evidence, now)
    ticket = Ticket(f"{emulator.random.bits(8 * _TICKET_BYTES):032x}", request.query, now)
    sign_in_page = _sign_in_page(emulator, ticket, now)
    if sign_in_page is None or not isinstance(decision, Accepted):
        return Reply(_refusal(decision, emulator), decision, evidence)
    _keep(emulator.store, ticket, now)
    return Reply(_choose_account(sign_in_page), decision, evidence)


def _sign_in_page(emulator: Emulator, ticket: Ticket, now: int, fault: Fault | None = None) -> SignInPage | None:
    query = dict(parse_qsl(ticket.text, keep_blank_values=True))
    client = emulator.store.get(Client, query.get("client_id", ""))
    return None if client is None else SignInPage(emulator, read_sign_in_request(query), client, ticket, now, fault)


def _refusal(decision: Decision, emulator: Emulator) -> Response:
    if not isinstance(decision, Refused):
        return answers.html_answer(500, "500 Internal Server Error") if isinstance(decision, Accepted) else answers.undecided(decision)
    switches = emulator.store.switches()
    if switches.authorize_error_form == "json":
        # APPLE_TN3107 shows a JSON body with status 400; no report of one in a browser is known.
        members = {"error": json_error(decision.rule)}
        return answers.with_rule(answers.json_answer(members, 400), decision.rule.id)
    words = page_words(decision.rule)
    direct = {"direct": {"errorMessage": words.message, "errorCode": words.error}}
    return answers.with_rule(page("refused.html", words=words, direct=direct, rule=decision.rule, because=decision.fail.because), decision.rule.id)


def _keep(store: Store, ticket: Ticket, now: int) -> None:
    tickets = [row for row in store.list(Ticket) if _belongs_to_sign_in(row.ticket)]
    surplus = len(tickets) + 1 - MAX_TICKETS
    for index, old in enumerate(tickets):
        if index < surplus or now - old.opened_at > TICKET_SECONDS:
            store.drop(Ticket, old.ticket)
    store.put(ticket)


def _find_ticket(store: Store, text: str, now: int) -> Ticket | None:
    ticket = store.get(Ticket, text) if _belongs_to_sign_in(text) else None
    return ticket if ticket is not None and 0 <= now - ticket.opened_at <= TICKET_SECONDS else None


def _belongs_to_sign_in(ticket: str) -> bool:
    return len(ticket) == 2 * _TICKET_BYTES


def _step(sign_in_page: SignInPage, form: dict[str, str]) -> Response:
    step = form.get("step")
    if step == "cancel":
        return _cancel(sign_in_page, {"error": _CANCELLED})
    user = sign_in_page.emulator.store.get(User, form.get("account", ""))
    if user is None or user.is_gone or step == "accounts":
        return _choose_account(sign_in_page)
    return _finish(sign_in_page, user, form) if step == "continue" else _ask_consent(sign_in_page, user)


def _choose_account(sign_in_page: SignInPage) -> Response:
    users = [user for user in sign_in_page.emulator.store.list(User) if not user.is_gone]
    return page("accounts.html", policy=sign_in_page.policy, referrer="origin", sign_in_page=sign_in_page, users=users)


def _ask_consent(sign_in_page: SignInPage, user: User) -> Response:
    return page(
        "consent.html",
        policy=sign_in_page.policy,
        referrer="origin",
        sign_in_page=sign_in_page,
        user=user,
        given=consent_of(sign_in_page.emulator.store, user, sign_in_page.client),
        relay=user.relay_address(sign_in_page.client.team_id, sign_in_page.emulator.store.switches().relay_domain),
        max_name=MAX_NAME,
        host=split_address(sign_in_page.request.redirect_uri or "").netloc,
    )


def _finish(sign_in_page: SignInPage, user: User, form: dict[str, str]) -> Response:
    if not sign_in_page.emulator.store.drop(Ticket, sign_in_page.ticket.ticket):
        return page("expired.html", status=400)
    choice = Choice(form.get("first_name"), form.get("last_name"), form.get("email") == "hide")
    signed_in = sign_in_user(
        sign_in_page.emulator, sign_in_page.request, user, sign_in_page.client, choice, sign_in_page.now, fault=sign_in_page.fault
    )
    return _send_to_application(sign_in_page, signed_in.fields())


def _cancel(sign_in_page: SignInPage, fields: dict[str, str]) -> Response:
    if not sign_in_page.emulator.store.drop(Ticket, sign_in_page.ticket.ticket):
        return page("expired.html", status=400)
    state = {} if sign_in_page.request.state is None else {"state": sign_in_page.request.state}
    return _send_to_application(sign_in_page, {**state, **fields})


def _send_to_application(sign_in_page: SignInPage, fields: dict[str, str]) -> Response:
    redirect_uri = sign_in_page.request.redirect_uri or ""
    # Spaces are sent as %20, because a plus sign means a space only in a form: code that parses a fragment by hand would misread state.
    query = urlencode(fields, quote_via=quote)
    match sign_in_page.request.response_mode:
        case "form_post":
            return page(
                "form_post.html", policy=ALLOWS_SCRIPT, referrer="origin", redirect_uri=redirect_uri, fields=fields, client=sign_in_page.client
            )
        case "web_message":
            done = {"method": "oauthDone", "data": _message(fields)}
            return page("web_message.html", policy=ALLOWS_SCRIPT, done=done, origin=origin_of(redirect_uri), client=sign_in_page.client)
        case "fragment":
            return answers.found(f"{redirect_uri}#{query}")
    return answers.found(f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{query}")


def _message(fields: dict[str, str]) -> dict[str, object]:
    """Return the message that Apple's script posts to the page that opened the popup."""
    if "error" in fields:
        return dict(fields)
    message: dict[str, object] = {"authorization": {name: value for name, value in fields.items() if name != "user"}}
    return message | ({"user": json.loads(fields["user"])} if "user" in fields else {})
