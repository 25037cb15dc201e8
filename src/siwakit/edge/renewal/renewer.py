"""One run for one `[[renew]]`: look at every store, decide, prove, deliver, run the hooks. `flow/renewal/plan.py` explains the order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from siwakit.edge.renewal.delivery import clean, deliver
from siwakit.edge.renewal.look import Judgement, Seen, look
from siwakit.edge.renewal.new_secret import NewSecret, NotProved, find_secret
from siwakit.edge.renewal.tools import Renewal, SigningKey, Tools
from siwakit.errors import SiwakitError
from siwakit.flow.renewal.journal import Entry, Event, StoreHistory
from siwakit.flow.renewal.outcome import HookOutcome, RenewalOutcome, Standing, StoreOutcome
from siwakit.flow.renewal.plan import Action, Decision, Target, clock_is_behind, decide
from siwakit.jose.signer import PublicKey

_CLOCK = (
    "the clock of this machine is behind the journal, and nothing was done: set the clock; "
    "if it is right, it was ahead before, so move the journal away"
)
_JOURNAL = "the journal cannot be written to"
_STANDINGS = {
    Action.KEEP: Standing.CURRENT,
    Action.DELIVER: Standing.WOULD_DELIVER,
    Action.WAIT: Standing.UNCONFIRMED,
    Action.NOT_CHECKED: Standing.NOT_CHECKED,
    Action.FAIL: Standing.FAILED,
    Action.LEAVE: Standing.LEFT_ALONE,
}


class Renewer:
    """A run for *renewal*; with *is_dry*, nothing is written, signed or sent."""

    def __init__(self, renewal: Renewal, tools: Tools, *, is_dry: bool = False) -> None:
        self._renewal = renewal
        self._tools = tools
        self._is_dry = is_dry
        self._judgement = Judgement(client_id=renewal.client_id, team_id=renewal.team_id, publics=_publics(renewal.keys))
        self._key_problem = ""
        self._journal_problem = ""
        self._confirmed: set[str] = set()

    def run(self) -> RenewalOutcome:
        """Return what became of every store."""
        if clock_is_behind(self._tools.journal.journal, self._tools.now()):
            hooks = () if self._is_dry else self._run_alarm_hooks([store.address for store in self._renewal.stores])
            return RenewalOutcome(client_id=self._renewal.client_id, hooks=hooks, undecided=_CLOCK)
        seen = tuple(look(store, self._judgement, self._tools.now()) for store in self._renewal.stores)
        outcomes = self._renew(seen)
        if self._is_dry:
            return RenewalOutcome(client_id=self._renewal.client_id, stores=outcomes, key_problem=self._key_problem)
        outcomes = tuple(self._note_alarm(outcome) for outcome in outcomes)
        hooks = self._run_hooks(outcomes)
        return RenewalOutcome(client_id=self._renewal.client_id, stores=outcomes, hooks=hooks, key_problem=self._key_problem)

    def _renew(self, seen: Sequence[Seen]) -> tuple[StoreOutcome, ...]:
        """Deliver with the first key that can be used; without one, nothing is written."""
        problem = ""
        decisions = self._decide(seen, self._renewal.keys[0])
        self._close(decisions)
        for place, key in enumerate(self._renewal.keys):
            decisions = self._decide(seen, key)
            if place:
                # The stores that have the preferred key's client_secret keep it.
                decisions = tuple(replace(decision, action=Action.KEEP) if decision.needs_key else decision for decision in decisions)
            due = any(decision.action is Action.DELIVER for decision in decisions)
            problem = self._why_not(key, decisions, place) if due else ""
            new = None
            if due and not problem and not self._is_dry:
                new, problem = self._find(key, seen)
            # Once Apple has accepted the preferred key, the other may be revoked at any time.
            if not problem or self._is_accepted(key):
                break
            self._key_problem = self._key_problem or (problem if len(self._renewal.keys) > 1 and not place else "")
        return tuple(self._finish(entry, decision, new, problem) for entry, decision in zip(seen, decisions, strict=True))

    def _decide(self, seen: Sequence[Seen], key: SigningKey) -> tuple[Decision, ...]:
        journal, client_id, now = self._tools.journal.journal, self._renewal.client_id, self._tools.now()
        target = self._target(key)
        return tuple(decide(target, entry.state, journal.of_store(client_id, entry.state.address), now) for entry in seen)

    def _target(self, key: SigningKey) -> Target:
        renewal = self._renewal
        return Target(
            client_id=renewal.client_id,
            team_id=renewal.team_id,
            key_id=key.key_id,
            lifetime=renewal.lifetime,
            renew_before=renewal.renew_before,
            overwrites=renewal.overwrites,
        )

    def _close(self, decisions: Sequence[Decision]) -> None:
        """Write to the journal what became of the writes that an earlier run did not finish."""
        for decision in decisions:
            if decision.resolved is None:
                continue
            if decision.resolved.event is Event.DELIVERED:
                self._confirmed.add(decision.store)
            if not self._is_dry:
                self._append(decision.resolved)

    def _why_not(self, key: SigningKey, decisions: Sequence[Decision], place: int) -> str:
        """Return why *key* may not be used yet: it is new, and Apple has not been asked about it."""
        renewal, now = self._renewal, self._tools.now()
        if renewal.is_probed or self._is_accepted(key):
            return ""
        replaces_other = any(decision.key_id not in {"", key.key_id} and decision.expires_at > now for decision in decisions)
        is_next = len(renewal.keys) > 1 and not place
        if is_next or (replaces_other and len(renewal.keys) == 1):
            return f"key {key.key_id} is new, and Apple has not accepted it yet: run once with --probe"
        return ""

    def _is_accepted(self, key: SigningKey) -> bool:
        return self._tools.journal.journal.is_accepted_key(self._renewal.client_id, key.key_id)

    def _find(self, key: SigningKey, seen: Sequence[Seen]) -> tuple[NewSecret | None, str]:
        try:
            return find_secret(self._renewal, key, self._target(key), seen, self._tools), ""
        except NotProved as error:
            return None, error.message
        except OSError as error:
            return None, _said(error)

    def _finish(self, seen: Seen, decision: Decision, new: NewSecret | None, problem: str) -> StoreOutcome:
        if decision.action is not Action.DELIVER:
            return self._keep(seen, decision)
        if problem or self._journal_problem:
            return self._outcome(seen, decision, Standing.FAILED, f"{decision.words}; {problem or self._journal_problem}")
        if new is None:
            return self._outcome(seen, decision, Standing.WOULD_DELIVER, decision.words)
        try:
            return deliver(seen, decision, new, self._judgement, self._tools)
        except OSError as error:
            self._journal_problem = _said(error)
            return self._outcome(seen, decision, Standing.FAILED, self._journal_problem)

    def _keep(self, seen: Seen, decision: Decision) -> StoreOutcome:
        """Return what is so without a delivery, after destroying older versions if an earlier run did not come to that."""
        standing, words = _STANDINGS[decision.action], decision.words
        if decision.action is not Action.KEEP:
            return self._outcome(seen, decision, standing, words)
        if decision.store in self._confirmed:
            standing = Standing.CONFIRMED
        remaining: tuple[str, ...] = ()
        problem = ""
        if self._history(seen).is_uncleaned and not self._is_dry:
            try:
                remaining, problem = clean(seen.store, seen.stored, self._renewal.client_id, self._tools)
            except OSError as error:
                problem = _said(error)
        return replace(self._outcome(seen, decision, standing, words), remaining=remaining, cleaning_problem=problem)

    def _outcome(self, seen: Seen, decision: Decision, standing: Standing, words: str) -> StoreOutcome:
        judged = seen.state.judged
        return StoreOutcome(
            store=seen.state.address,
            standing=standing,
            words=words,
            key_id=decision.key_id,
            expires_at=decision.expires_at,
            fingerprint=judged.fingerprint if judged else "",
            read_back=judged is not None,
            alarm_since=self._history(seen).failing_since,
        )

    def _history(self, seen: Seen) -> StoreHistory:
        return self._tools.journal.journal.of_store(self._renewal.client_id, seen.state.address)

    def _note_alarm(self, outcome: StoreOutcome) -> StoreOutcome:
        """Write to the journal that the alarm of a store begins or ends."""
        since = self._tools.journal.journal.of_store(self._renewal.client_id, outcome.store).failing_since
        is_failing = outcome.standing in {Standing.FAILED, Standing.UNCONFIRMED, Standing.LEFT_ALONE}
        now = self._tools.now()
        if is_failing and since is None:
            self._append(Entry(at=now, event=Event.FAILED, client_id=self._renewal.client_id, store=outcome.store, words=outcome.words))
        elif not is_failing and since is not None and outcome.standing is Standing.CURRENT:
            self._append(Entry(at=now, event=Event.RECOVERED, client_id=self._renewal.client_id, store=outcome.store))
        return replace(outcome, alarm_since=(now if since is None else since) if is_failing else None)

    def _append(self, entry: Entry) -> None:
        try:
            self._tools.journal.append(entry)
        except OSError as error:
            self._journal_problem = _said(error)

    def _run_hooks(self, outcomes: Sequence[StoreOutcome]) -> tuple[HookOutcome, ...]:
        """Run the hooks if something was delivered since they last ran, and those of the alarm if there is one."""
        renewal, journal = self._renewal, self._tools.journal
        variables = {"SIWAKIT_CLIENT_ID": renewal.client_id}
        done: list[HookOutcome] = []
        if renewal.hooks and journal.journal.hooks_are_due(renewal.client_id):
            done = [HookOutcome(name=hook[0], problem=self._tools.run_hook(hook, variables)) for hook in renewal.hooks]
            if not any(hook.problem for hook in done):
                self._append(Entry(at=self._tools.now(), event=Event.HOOKS, client_id=renewal.client_id))
        failing = [outcome.store for outcome in outcomes if outcome.alarm_since is not None]
        if failing or any(hook.problem for hook in done):
            done += self._run_alarm_hooks(failing)
        return tuple(done)

    def _run_alarm_hooks(self, failing: Sequence[str]) -> tuple[HookOutcome, ...]:
        variables = {"SIWAKIT_CLIENT_ID": self._renewal.client_id, "SIWAKIT_STORES": " ".join(failing)}
        return tuple(HookOutcome(name=hook[0], problem=self._tools.run_hook(hook, variables)) for hook in self._renewal.alarm_hooks)


def _publics(keys: Sequence[SigningKey]) -> dict[str, PublicKey]:
    """Return the public keys by Key ID. That of a signer which is away is not needed until it signs."""
    found = {}
    for key in keys:
        with suppress(SiwakitError):
            found[key.key_id] = key.signer.public
    return found


def _said(error: OSError) -> str:
    return f"{_JOURNAL}: {(error.strerror or 'an error').lower()}"
