"""Apple's service as a function of a request and the time.

Rules decide whether a request is refused, unless an injected fault or a switch replaces the answer. If a rule cannot be decided, the emulator
answers with an error of its own; it never accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from siwakit.apple import ISSUER, Endpoint, endpoint_of
from siwakit.emulator import answers
from siwakit.emulator.complete_evidence import evidence_of, excuse_of
from siwakit.emulator.endpoints import discovery_endpoint, migration_endpoint, revoke_endpoint
from siwakit.emulator.endpoints.rule_order import plan_in_order
from siwakit.emulator.endpoints.token_endpoint import Issuer
from siwakit.emulator.faults import Fault, FaultKind, FaultPlan, FaultRule
from siwakit.emulator.journal import entry_of
from siwakit.emulator.moved_clock import with_moved_clock
from siwakit.emulator.pages import static_file
from siwakit.emulator.sent_notifications import Notifier
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import Store
from siwakit.emulator.switches import Switches
from siwakit.errors import UsageError
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.fields import Fields
from siwakit.evidence.parts import FIELDS
from siwakit.http import Request, Response
from siwakit.judge.decide import Accepted, Decision, Refused, Undecidable, decide
from siwakit.record import record
from siwakit.rules.model import Enforcer

_GENERATION = "key_generation"
_READS = frozenset({"GET", "HEAD"})


@record
class Reply:
    """Answer, with the decision behind it, the fault that the edge has to apply to it, and how far the clock is ahead of the real one."""

    response: Response
    decision: Decision | None = None
    evidence: Evidence | None = None
    fault: Fault | None = None
    client_id: str | None = None
    clock_offset: int = 0


SignIn = Callable[["Emulator", Request, int, Fault | None], Reply]


class Emulator:
    """Emulated Apple that answers from the contents of a store.

    *sign_in* answers /auth/authorize; *address* is put into the discovery document instead of Apple's.
    """

    def __init__(
        self,
        store: Store,
        random: SeededRandom,
        keys: AppleKeys,
        *,
        faults: FaultPlan | None = None,
        sign_in: SignIn | None = None,
        address: str | None = None,
    ) -> None:
        self.store = store
        self.random = random
        self.keys = keys
        self.faults = faults or FaultPlan(random)
        self.notifier = Notifier(store, random, keys)
        self.address = address
        self.page_url: str | None = None
        """Address of the page that shows the journal live."""
        self.url = ISSUER
        """Address that programs use instead of https://appleid.apple.com."""
        self.key_files: Mapping[str, str] = {}
        """Files of the keys by Key ID, as the portal shows them."""
        self._sign_in = sign_in

    def handle(self, request: Request, now: int) -> Response:
        """Return the answer to *request* at *now*, in seconds since 1970 UTC; faults of the connection are left out."""
        return self.exchange(request, now).response

    def exchange(self, request: Request, now: int) -> Reply:
        """Return the answer to *request* with its decision and evidence, and record the exchange in the journal."""
        file = static_file(request)
        if file is not None:
            return Reply(file)
        switches = self.store.switches()
        try:
            fault = self.faults.next_fault(request, now)
        except UsageError as error:
            fault, reply = None, Reply(answers.own_words(400, f"{error.message}; {error.hint}"))
        else:
            reply = self._reply(request, now, _switches_under(switches, fault), fault)
        decision = with_moved_clock(reply.decision, reply.evidence, self.store, switches)
        entry = entry_of(request, reply.response, decision, reply.evidence, now, fault, reply.client_id)
        offset = self.store.clock_offset()
        if fault is None and not offset and decision is reply.decision:
            self.store.add_entry(entry)
            return reply
        self.store.add_entry(replace(entry, clock_offset=offset))
        response = answers.with_clock(reply.response, offset) if offset else reply.response
        return replace(reply, response=response, decision=decision, fault=fault, clock_offset=offset)

    def rotate_keys(self) -> None:
        """Replace the signing key with one that has not been published before."""
        self.store.set_setting(_GENERATION, self.keys.rotate())

    def set_faults(self, rules: tuple[FaultRule, ...]) -> None:
        """Replace the fault rules with *rules*."""
        self.faults.set_rules(rules)

    def issuer(self, switches: Switches | None = None, *, hides_kid: bool = False) -> Issuer:
        """Return the issuer of tokens under *switches*, or under those in the store."""
        return Issuer(self.store, self.random, self.keys, switches or self.store.switches(), hides_kid=hides_kid)

    def issuer_under(self, fault: Fault | None, switches: Switches | None = None) -> Issuer:
        """Return the issuer of tokens for one exchange under *fault*."""
        if fault is not None and fault.kind is FaultKind.KEYS_ROTATED:
            self.rotate_keys()
        changed = _switches_under(switches or self.store.switches(), fault)
        return self.issuer(changed, hides_kid=fault is not None and fault.kind is FaultKind.UNKNOWN_KID)

    def decide(self, evidence: Evidence, endpoint: Endpoint, switches: Switches, now: int) -> Decision:
        """Return the decision of *endpoint*, with the rules in the order that is switched on."""
        return decide(evidence, endpoint, plan_in_order(endpoint, switches.check_order), excuse_of(switches, now))

    def _reply(self, request: Request, now: int, switches: Switches, fault: Fault | None) -> Reply:
        page = _page(switches, fault)
        if page is not None:
            return Reply(page)
        endpoint = endpoint_of(request.path)
        if endpoint is Endpoint.AUTHORIZE and self._sign_in is not None:
            return self._sign_in(self, request, now, fault)
        if endpoint is not None and endpoint.takes_credentials:
            return self._answer_by_rules(request, endpoint, now, switches, fault)
        if discovery_endpoint.is_moved(request) and request.method in _READS:
            return Reply(discovery_endpoint.moved_discovery(self.address))
        if endpoint is None:
            return self._unknown_path(request, now, switches)
        return Reply(self._document(request, endpoint, switches, fault))

    def _unknown_path(self, request: Request, now: int, switches: Switches) -> Reply:
        """Return the answer to a path that Apple does not serve, with the rule that names the right path if there is one."""
        evidence = evidence_of(request, self.store, now)
        decision = decide(evidence, Enforcer.ELSEWHERE)
        return Reply(_answer(decision, evidence, switches) if isinstance(decision, Refused) else answers.not_found(), decision, evidence)

    def _document(self, request: Request, endpoint: Endpoint | None, switches: Switches, fault: Fault | None) -> Response:
        if request.method not in _READS:
            return answers.not_found()
        if endpoint is Endpoint.KEYS:
            if fault is not None and fault.kind is FaultKind.KEYS_ROTATED:
                self.rotate_keys()
            return discovery_endpoint.key_set(self.keys, self.random, switches)
        if endpoint is Endpoint.DISCOVERY:
            return discovery_endpoint.discovery(switches, self.address)
        return answers.not_found()

    def _answer_by_rules(self, request: Request, endpoint: Endpoint, now: int, switches: Switches, fault: Fault | None) -> Reply:
        evidence = evidence_of(request, self.store, now, fault)
        fields = evidence.get(FIELDS)
        known = Fields(()) if isinstance(fields, Absence) else fields
        decision = self._decide_credentials(evidence, endpoint, known, now, switches)
        if isinstance(decision, Accepted):
            response = self._grant(request, endpoint, known, now, switches, fault)
            if response is not None:
                return Reply(response, decision, evidence)
            # Another request has redeemed the code in the meantime. The records show it now, and a rule refuses.
            evidence = evidence_of(request, self.store, now, fault)
            decision = self._decide_credentials(evidence, endpoint, known, now, switches)
        return Reply(_answer(decision, evidence, switches), decision, evidence)

    def _decide_credentials(self, evidence: Evidence, endpoint: Endpoint, fields: Fields, now: int, switches: Switches) -> Decision:
        # This was already so in June 2022, when unknown codes were refused only after the client had been checked.
        if endpoint is Endpoint.REVOKE and not revoke_endpoint.is_on_record(fields, self.store):
            return decide(evidence, endpoint, plan_in_order(endpoint, "before_client"), excuse_of(switches, now))
        return self.decide(evidence, endpoint, switches, now)

    def _grant(self, request: Request, endpoint: Endpoint, fields: Fields, now: int, switches: Switches, fault: Fault | None) -> Response | None:
        if endpoint is Endpoint.REVOKE:
            return revoke_endpoint.revoke(fields, self.store)
        if endpoint is Endpoint.MIGRATION:
            return migration_endpoint.migrate(request, fields, self.store)
        issuer = self.issuer_under(fault, switches)
        grant, field = {
            "authorization_code": (issuer.exchange_code, "code"),
            "refresh_token": (issuer.refresh, "refresh_token"),
            "client_credentials": (issuer.team_token, "client_id"),
        }[fields.get("grant_type") or ""]
        return grant(fields.get(field) or "", now)


def _answer(decision: Decision, evidence: Evidence, switches: Switches) -> Response:
    match decision:
        case Refused():
            return answers.refusal(decision, evidence, switches)
        case Undecidable():
            return answers.undecided(decision)
    return answers.html_answer(500, "500 Internal Server Error")


def _page(switches: Switches, fault: Fault | None) -> Response | None:
    if fault is None:
        return Fault(FaultKind.EDGE_FORBIDDEN).page() if switches.edge_403 else None
    return fault.page()


def _switches_under(switches: Switches, fault: Fault | None) -> Switches:
    """Return *switches* changed by *fault* for one exchange."""
    match fault.kind if fault else None:
        case FaultKind.STRING_BOOLEANS:
            return switches.with_changes(bool_claims="string")
        case FaultKind.ISSUER_INCIDENT:
            return switches.with_changes(issuer_incident=True)
    return switches
