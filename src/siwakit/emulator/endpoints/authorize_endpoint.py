"""GET and POST /auth/authorize: the page that people sign in on, and its errors, which never lead back to the application.

Each step of the page carries a random ticket. What was asked for stays in the store under it, so a browser cannot change it.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote, urlencode

from siwakit.apple import AUTHORIZE_URL
from siwakit.emulator import answers
from siwakit.emulator.app import Emulator, Reply
from siwakit.emulator.complete_evidence import authorize_evidence, evidence_of
from siwakit.emulator.endpoints.authorize_rules import decide_authorize, json_error, page_words
from siwakit.emulator.endpoints.consent import MAX_NAME, Asked, Choice, consent_of, read_asked, sign_in_user
from siwakit.emulator.faults import Fault
from siwakit.emulator.pages import HANDS_OVER, LEADS_AWAY, STAYS, page
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
_LEAVING = frozenset({"query", "fragment"})


@record
class Sheet:
    """Hold the sign-in that a page is about."""

    emulator: Emulator
    asked: Asked
    client: Client
    ticket: Ticket
    now: int
    fault: Fault | None = None

    @property
    def policy(self) -> str:
        """Return what the browser may do on the page: answers in an address lead away from it at once."""
        return LEADS_AWAY if self.asked.response_mode in _LEAVING else STAYS


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
    sheet = _sheet(emulator, ticket, now, fault)
    if sheet is None or not isinstance(decision, Accepted):
        return Reply(_refusal(decision, emulator), decision, evidence)
    return Reply(_step(sheet, form), decision, evidence)


def _no_sign_in(emulator: Emulator, request: Request, now: int) -> Reply:
    """Return the page for a form that belongs to no sign-in; a request with credentials belongs to another endpoint, which a rule says."""
    evidence = evidence_of(request, emulator.store, now)
    decision = decide(evidence, Enforcer.ELSEWHERE)
    expired = page("expired.html", status=400)
    return Reply(expired, decision, evidence) if isinstance(decision, Refused) else Reply(expired)


def _open(emulator: Emulator, request: Request, now: int, fault: Fault | None) -> Reply:
    evidence = authorize_evidence(request, emulator.store, now, fault)
    decision = decide_authorize(emulator, evidence, now)
    ticket = Ticket(f"{emulator.dice.bits(8 * _TICKET_BYTES):032x}", request.query, now)
    sheet = _sheet(emulator, ticket, now)
    if sheet is None or not isinstance(decision, Accepted):
        return Reply(_refusal(decision, emulator), decision, evidence)
    _keep(emulator.store, ticket, now)
    return Reply(_choose_account(sheet), decision, evidence)


def _sheet(emulator: Emulator, ticket: Ticket, now: int, fault: Fault | None = None) -> Sheet | None:
    query = dict(parse_qsl(ticket.text, keep_blank_values=True))
    client = emulator.store.get(Client, query.get("client_id", ""))
    return None if client is None else Sheet(emulator, read_asked(query), client, ticket, now, fault)


def _refusal(decision: Decision, emulator: Emulator) -> Response:
    if not isinstance(decision, Refused):
        return answers.html_answer(500, "500 Internal Server Error") if isinstance(decision, Accepted) else answers.undecided(decision)
    switches = emulator.store.switches()
    if switches.authorize_error_form == "json":
        # APPLE_TN3107 prints a JSON body with status 400, which nobody has seen in a browser.
        members = {"error": json_error(decision.rule)}
        return answers.named(answers.json_answer(members, 400), decision.rule.id)
    words = page_words(decision.rule)
    direct = {"direct": {"errorMessage": words.message, "errorCode": words.error}}
    return answers.named(page("refused.html", words=words, direct=direct, rule=decision.rule, because=decision.fail.because), decision.rule.id)


def _keep(store: Store, ticket: Ticket, now: int) -> None:
    kept = [one for one in store.list(Ticket) if _is_ours(one.ticket)]
    surplus = len(kept) + 1 - MAX_TICKETS
    for place, old in enumerate(kept):
        if place < surplus or now - old.opened_at > TICKET_SECONDS:
            store.drop(Ticket, old.ticket)
    store.put(ticket)


def _find_ticket(store: Store, text: str, now: int) -> Ticket | None:
    ticket = store.get(Ticket, text) if _is_ours(text) else None
    return ticket if ticket is not None and 0 <= now - ticket.opened_at <= TICKET_SECONDS else None


def _is_ours(ticket: str) -> bool:
    return len(ticket) == 2 * _TICKET_BYTES


def _step(sheet: Sheet, form: dict[str, str]) -> Response:
    step = form.get("step")
    if step == "cancel":
        return _leave(sheet, {"error": _CANCELLED})
    user = sheet.emulator.store.get(User, form.get("account", ""))
    if user is None or user.is_gone or step == "accounts":
        return _choose_account(sheet)
    return _finish(sheet, user, form) if step == "continue" else _ask_consent(sheet, user)


def _choose_account(sheet: Sheet) -> Response:
    users = [user for user in sheet.emulator.store.list(User) if not user.is_gone]
    return page("accounts.html", policy=sheet.policy, referrer="origin", sheet=sheet, users=users)


def _ask_consent(sheet: Sheet, user: User) -> Response:
    return page(
        "consent.html",
        policy=sheet.policy,
        referrer="origin",
        sheet=sheet,
        user=user,
        given=consent_of(sheet.emulator.store, user, sheet.client),
        relay=user.relay_address(sheet.client.team_id, sheet.emulator.store.switches().relay_domain),
        max_name=MAX_NAME,
        host=split_address(sheet.asked.redirect_uri or "").netloc,
    )


def _finish(sheet: Sheet, user: User, form: dict[str, str]) -> Response:
    if not sheet.emulator.store.drop(Ticket, sheet.ticket.ticket):
        return page("expired.html", status=400)
    choice = Choice(form.get("first_name"), form.get("last_name"), form.get("email") == "hide")
    signed_in = sign_in_user(sheet.emulator, sheet.asked, user, sheet.client, choice, sheet.now, fault=sheet.fault)
    return _hand_over(sheet, signed_in.fields())


def _leave(sheet: Sheet, fields: dict[str, str]) -> Response:
    if not sheet.emulator.store.drop(Ticket, sheet.ticket.ticket):
        return page("expired.html", status=400)
    state = {} if sheet.asked.state is None else {"state": sheet.asked.state}
    return _hand_over(sheet, {**state, **fields})


def _hand_over(sheet: Sheet, fields: dict[str, str]) -> Response:
    redirect_uri = sheet.asked.redirect_uri or ""
    # A plus sign is a space in a form alone: who takes a fragment apart by hand reads state as it was sent.
    query = urlencode(fields, quote_via=quote)
    match sheet.asked.response_mode:
        case "form_post":
            return page("form_post.html", policy=HANDS_OVER, referrer="origin", redirect_uri=redirect_uri, fields=fields, client=sheet.client)
        case "web_message":
            done = {"method": "oauthDone", "data": _message(fields)}
            return page("web_message.html", policy=HANDS_OVER, done=done, origin=origin_of(redirect_uri), client=sheet.client)
        case "fragment":
            return answers.found(f"{redirect_uri}#{query}")
    return answers.found(f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{query}")


def _message(fields: dict[str, str]) -> dict[str, object]:
    """Return what Apple's script hands to the page that opened the popup."""
    if "error" in fields:
        return dict(fields)
    whole: dict[str, object] = {"authorization": {name: value for name, value in fields.items() if name != "user"}}
    return whole | ({"user": json.loads(fields["user"])} if "user" in fields else {})
