"""What is wrong with a client_secret on its own, by only the rules about keys and client_secrets.

Minting uses this module, so nothing here may load the rest of the catalogue.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import quote_plus

from siwakit.apple import MIGRATION_SCOPE
from siwakit.evidence.evidence import Evidence, KeyAtHand
from siwakit.evidence.form_fields import FormField
from siwakit.jose.keys.key_file_name import read_key_file_name
from siwakit.jose.keys.key_kinds import KeyForm
from siwakit.jose.keys.p8 import P256, KeyReading
from siwakit.jose.signer import PublicKey
from siwakit.judge.findings import Finding, find_roots
from siwakit.judge.plan import Plan
from siwakit.rules.credentials import ABOUT_A_SECRET
from siwakit.rules.model import Grade, Question


@cache
def plan_of_minting() -> Plan:
    """Return the plan of the rules that minting evaluates."""
    return Plan(ABOUT_A_SECRET)


def judge_secret(token: str, client_id: str, now: int, **known: object) -> tuple[Finding, ...]:
    """Return what is wrong with *token* as a client_secret for *client_id* at *now*: failures and doubts, but no advice."""
    # The only request with a client_secret but without a code or token, which would be judged as well.
    fields = {"client_id": client_id, "client_secret": token, "grant_type": "client_credentials", "scope": MIGRATION_SCOPE}
    form = tuple(FormField(name, value, quote_plus(value, errors="replace")) for name, value in fields.items())
    evidence = Evidence(now=now, form=form, **known)  # type: ignore[arg-type]  # fields of Evidence by name
    findings = find_roots(plan_of_minting().evaluate(evidence))
    return tuple(finding for finding in findings if finding.rule.grade is not Grade.ADVICE)


def explain_signature(token: str, public: PublicKey, client_id: str, now: int) -> Finding | None:
    """Return what is wrong with the signature of *token*, which *public* should verify, or None if no rule knows it."""
    key = KeyAtHand("", "", KeyReading(KeyForm.PUBLIC, P256, public=public), read_key_file_name(""))
    findings = judge_secret(token, client_id, now, keys=(key,))
    return next((finding for finding in reversed(findings) if finding.rule.question is Question.SIGNATURE), None)
