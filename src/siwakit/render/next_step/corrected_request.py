"""The whole request as it should have been sent, as a curl command.

Each field that was sent is in it, corrected, and each that is missing. Codes, tokens and secrets are variables of the shell, unless
the report shows secrets.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from siwakit.apple import FIELDS as KNOWN_FIELDS
from siwakit.apple import ISSUER, MIGRATION_SCOPE, Endpoint, endpoint_of
from siwakit.evidence.evidence import Absence, Evidence, Origin
from siwakit.evidence.fields import Fields
from siwakit.evidence.parts import AUTHORIZED_REDIRECT, ENDPOINT, FIELDS
from siwakit.evidence.showing.harmless import bare_name
from siwakit.evidence.sign_in.issued_to import SURFACE
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.next_step.mint_command import CLIENT_BLANK, KEY_BLANK, TEAM_BLANK, mint_command
from siwakit.render.next_step.right_values import RightValues, every_finding
from siwakit.render.next_step.shell import blanks_in, command_text, is_shown_whole
from siwakit.render.next_step.step import NextStep, StepKind
from siwakit.render.sealing import Veil
from siwakit.rules.model import Fail, Remedy

REDIRECT_BLANK = "<REDIRECT_URI>"
_ADDRESS = pattern(r"https://[^\s'\"\\]{1,400}")
_GRANTS = {"authorization_code": "code", "refresh_token": "refresh_token"}
_OPTION = "--data-urlencode"


@record
class _Draft:
    """What the fields of a request are corrected with."""

    diagnosis: Diagnosis
    values: RightValues
    veil: Veil
    sent: Fields
    fails: dict[str, Fail]


def request_step(diagnosis: Diagnosis, values: RightValues, veil: Veil, sentence: str, *, with_secret: bool = False) -> NextStep | None:
    """Return the step that sends the corrected request, preceded by the command that mints its client_secret if *with_secret*.

    It is None if no request is known.
    """
    evidence = diagnosis.evidence
    sent, endpoint = evidence.get(FIELDS), evidence.get(ENDPOINT)
    if isinstance(sent, Absence) and isinstance(evidence.request, Absence):
        return None
    fails = _fails(diagnosis)
    draft = _Draft(diagnosis, values, veil, Fields(()) if isinstance(sent, Absence) else _spelt_right(sent, fails), fails)
    target = _named_endpoint(fails) or (endpoint if isinstance(endpoint, Endpoint) and endpoint.takes_credentials else Endpoint.TOKEN)
    fields = dict(_fields(draft, target))
    text = command_text(f"curl {ISSUER}{target.value}", [*_headers(target), *(f"{_OPTION} {_word(name, value)}" for name, value in fields.items())])
    blanks = _own_blanks(fields)
    if with_secret:
        text = f"{mint_command(values, variable=variable_of('client_secret'))}\n{text}"
        blanks = (KEY_BLANK, TEAM_BLANK, *blanks)
    return NextStep(kind=StepKind.REQUEST, sentence=sentence, text=text, blanks=blanks_in(text, *blanks))


def variable_of(name: str) -> str:
    """Return the name of the shell variable that stands for the field *name*."""
    return name.upper()


def _named_endpoint(fails: dict[str, Fail]) -> Endpoint | None:
    """Return the endpoint that a failure about the address names as the right one."""
    fail = fails.get("request.url")
    endpoint = endpoint_of(fail.expected.removeprefix(ISSUER)) if fail and isinstance(fail.expected, str) else None
    return endpoint if endpoint is not None and endpoint.takes_credentials else None


def _spelt_right(sent: Fields, fails: dict[str, Fail]) -> Fields:
    """Return the fields that were *sent* under the names that Apple has for them."""
    right = {**{bare_name(name): name for name in KNOWN_FIELDS}, "redirecturl": "redirect_uri"}
    named = {at.removeprefix("request.form."): fail.expected for at, fail in fails.items() if fail.expected in KNOWN_FIELDS}
    return Fields(tuple(replace(field, name=named.get(field.name) or right.get(bare_name(field.name), field.name)) for field in sent.every))


def _own_blanks(fields: dict[str, str | None]) -> tuple[str, ...]:
    return tuple(value for name, value in fields.items() if value == f"<{name.upper()}>") or ("",)


def _fails(diagnosis: Diagnosis) -> dict[str, Fail]:
    roots = (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others, *diagnosis.assumed)
    return {finding.fail.at: finding.fail for finding in reversed(roots)}


def _headers(target: Endpoint) -> tuple[str, ...]:
    return ('-H "Authorization: Bearer $ACCESS_TOKEN"',) if target is Endpoint.MIGRATION else ()


def _word(name: str, value: str | None) -> str:
    """Return *name* and *value* as one quoted word; None stands for a value in a variable of the shell."""
    return f'"{name}=${variable_of(name)}"' if value is None else shlex.quote(f"{name}={value}")


def _fields(draft: _Draft, target: Endpoint) -> Iterator[tuple[str, str | None]]:
    """Yield the fields of the corrected request; None as a value stands for a variable of the shell."""
    yield "client_id", draft.values.client_id or CLIENT_BLANK
    yield "client_secret", _secret(draft, "client_secret")
    match target:
        case Endpoint.REVOKE:
            yield from _revoked(draft)
        case Endpoint.MIGRATION:
            yield from _migrated(draft)
        case _:
            yield from _granted(draft)


def _granted(draft: _Draft) -> Iterator[tuple[str, str | None]]:
    grant = grant_of(draft.sent, draft.fails)
    yield "grant_type", grant
    if grant == "client_credentials":
        yield "scope", MIGRATION_SCOPE
        return
    yield _GRANTS[grant], _secret(draft, _GRANTS[grant])
    if grant == "authorization_code":
        redirect_uri = _redirect_uri(draft)
        yield from (("redirect_uri", redirect_uri),) if redirect_uri else ()
        yield from (("code_verifier", _secret(draft, "code_verifier")),) if _needs_verifier(draft) else ()


def grant_of(sent: Fields, fails: dict[str, Fail]) -> str:
    """Return the grant type that fits the fields that were *sent*."""
    stated, names = sent.get("grant_type"), set(sent.names)
    code = fails.get("request.form.code")
    if code is not None and isinstance(code.expected, str) and "refresh_token" in code.expected:
        return "refresh_token"
    if stated == "client_credentials" or (stated in _GRANTS and (_GRANTS[stated] in names or names.isdisjoint(_GRANTS.values()))):
        return stated
    return "refresh_token" if "refresh_token" in names and "code" not in names else "authorization_code"


def _revoked(draft: _Draft) -> Iterator[tuple[str, str | None]]:
    yield "token", _secret(draft, "token")
    hint = draft.fails.get("request.form.token_type_hint")
    kind = hint.correct or hint.expected if hint else draft.sent.get("token_type_hint")
    yield "token_type_hint", kind if kind in {"access_token", "refresh_token"} and not draft.fails.get("request.form.token") else "refresh_token"


def _migrated(draft: _Draft) -> Iterator[tuple[str, str | None]]:
    names = ("transfer_sub",) if "transfer_sub" in draft.sent.names else ("sub", "target")
    for name in names:
        value = draft.sent.get(name)
        is_right = value is not None and f"request.form.{name}" not in draft.fails and is_shown_whole(value, draft.veil)
        yield name, value if is_right else f"<{name.upper()}>"


def _secret(draft: _Draft, name: str) -> str | None:
    """Return the value of a field that may only be shown if secrets may be, and None to write a variable instead."""
    value = draft.sent.get(name)
    is_wrong = f"request.form.{name}" in draft.fails or (name == "client_secret" and any(at.startswith("client_secret") for at in draft.fails))
    return value if draft.veil.is_lifted and value and not is_wrong and is_shown_whole(value, draft.veil) else None


def _redirect_uri(draft: _Draft) -> str | None:
    """Return the redirect_uri to send: that of the authorization request; None if the code came from the app."""
    evidence = draft.diagnosis.evidence
    fails = [finding.fail for finding in every_finding(draft.diagnosis) if _is_about_redirect(finding)]
    is_for_native = any(fail.expected is None for fail in fails)
    if evidence.get(SURFACE) is Origin.NATIVE or is_for_native:
        return None
    authorized, sent = evidence.get(AUTHORIZED_REDIRECT), draft.sent.get("redirect_uri")
    wrong = [fail.actual for fail in fails]
    candidates = [*(value for fail in fails for value in (fail.correct, fail.expected)), None if isinstance(authorized, Absence) else authorized]
    candidates += [sent, unquote(sent)] if sent else []
    right = next((value for value in candidates if _is_address(value, draft.veil) and value not in wrong), None)
    if right:
        return str(right)
    return REDIRECT_BLANK if sent or fails or evidence.origin is Origin.WEB else None


def _is_about_redirect(finding: Finding) -> bool:
    at = finding.fail.at
    return at.endswith(".redirect_uri") or (at.startswith("answer.") and finding.rule.remedy is Remedy.REQUEST)


def _is_address(value: object, veil: Veil) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None and is_shown_whole(value, veil, is_address=True)


def _needs_verifier(draft: _Draft) -> bool:
    fail = draft.fails.get("request.form.code_verifier")
    return fail.expected is not None if fail else bool(draft.sent.get("code_verifier"))


def has_request(evidence: Evidence) -> bool:
    """Return whether a request, or the fields of one, was given."""
    return not isinstance(evidence.get(FIELDS), Absence) or not isinstance(evidence.request, Absence)
