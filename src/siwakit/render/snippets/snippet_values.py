"""Values in a snippet: those that the evidence shows to be correct and that are safe to write into code, placeholders for all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from siwakit.apple import GRANT_TYPES, IDENTIFIER, ISSUER, MIGRATION_SCOPE, REVOKE_URL, TOKEN_URL, Endpoint
from siwakit.evidence.evidence import Absence, Evidence, Origin
from siwakit.evidence.parts import AUTHORIZED_REDIRECT, CLAIMS, ENDPOINT, FIELDS, HEADER
from siwakit.flow.correction import choose_client_id, choose_key
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.report.finding_text import copyable
from siwakit.render.sealing import Veil, veil_over
from siwakit.rules.model import Fail

# No character that these match ends a string in any of the languages, or has a special meaning inside one.
_CLIENT_ID = pattern(r"[A-Za-z0-9-]{1,100}(?:\.[A-Za-z0-9-]{1,100}){1,20}")
_KEY_FILE = pattern(r"[A-Za-z0-9_-]{1,100}\.(?:p8|pem)")
_ADDRESS = pattern(r"https://[A-Za-z0-9._~/:?&=%+-]{1,500}")
_WITH_VERIFIER = frozenset({"code-verifier-missing", "code-verifier-wrong"})


@record
class FormValue:
    """A field of the correct request: a literal, or the name of a variable that only the developer's program has."""

    name: str
    literal: str | None = None
    variable: str = ""


def mint_values(diagnosis: Diagnosis) -> dict[str, str]:
    """Return the values to mint a client_secret from, each shown to be correct by the evidence, or else a placeholder."""
    evidence, veil = diagnosis.evidence, veil_over(diagnosis.evidence)
    broken = {finding.fail.at: finding.fail for finding in _every_finding(diagnosis)}
    key = choose_key(evidence)
    key_id = (key.file_name.key_id if key else None) or _identifier("kid", evidence.key_id, evidence, broken, veil)
    known_file = key.name if key and _KEY_FILE.fullmatch(key.name) else None
    return {
        "issuer": ISSUER,
        "team_id": _identifier("iss", evidence.team_id, evidence, broken, veil) or "YOUR_TEAM_ID",
        "key_id": key_id or "YOUR_KEY_ID",
        "client_id": _client_id(evidence, broken, veil) or "YOUR_CLIENT_ID",
        "key_file": known_file or f"AuthKey_{key_id or 'YOUR_KEY_ID'}.p8",
    }


def request_address(evidence: Evidence) -> str | None:
    """Return the URL for the request; None for an endpoint that expects another kind of request."""
    endpoint = evidence.get(ENDPOINT)
    if endpoint is Endpoint.MIGRATION:
        return None
    return REVOKE_URL if endpoint is Endpoint.REVOKE else TOKEN_URL


def request_fields(diagnosis: Diagnosis, client_id: str) -> tuple[FormValue, ...]:
    """Return the fields of the correct request, in order."""
    evidence = diagnosis.evidence
    client = (FormValue("client_id", client_id), FormValue("client_secret", variable="client_secret"))
    if request_address(evidence) == REVOKE_URL:
        return (*client, FormValue("token", variable="refresh_token"), FormValue("token_type_hint", "refresh_token"))
    grant = _grant_type(evidence)
    first = (*client, FormValue("grant_type", grant))
    if grant == "refresh_token":
        return (*first, FormValue("refresh_token", variable="refresh_token"))
    if grant == "client_credentials":
        return (*first, FormValue("scope", MIGRATION_SCOPE))
    return (*first, FormValue("code", variable="code"), *_of_web(diagnosis), *_of_pkce(diagnosis))


def _every_finding(diagnosis: Diagnosis) -> Iterator[Finding]:
    for finding in (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others):
        yield from (finding, *finding.explained)


def _identifier(name: str, configured: str | Absence, evidence: Evidence, broken: Mapping[str, Fail], veil: Veil) -> str | None:
    """Return the Team ID (iss) or Key ID (kid): from the configuration, the correction, or the client_secret if no rule fails on it."""
    members = evidence.get(CLAIMS if name == "iss" else HEADER)
    fail = broken.get(f"client_secret.{'claims' if name == 'iss' else 'header'}.{name}")
    sent = None if isinstance(members, Absence) else members.get(name)
    candidates = (configured, copyable(fail, veil) if fail else sent)
    return next((candidate for candidate in candidates if isinstance(candidate, str) and IDENTIFIER.fullmatch(candidate)), None)


def _client_id(evidence: Evidence, broken: Mapping[str, Fail], veil: Veil) -> str | None:
    fails = [broken[at] for at in ("request.form.client_id", "client_secret.claims.sub") if at in broken]
    chosen = choose_client_id(evidence)
    candidates = [copyable(fail, veil) for fail in fails]
    if chosen and chosen[0] not in [fail.actual for fail in fails]:
        candidates.append(chosen[0])
    return next((candidate for candidate in candidates if candidate and _CLIENT_ID.fullmatch(candidate) and veil.hide(candidate) == candidate), None)


def _grant_type(evidence: Evidence) -> str:
    fields = evidence.get(FIELDS)
    if isinstance(fields, Absence):
        return "authorization_code"
    stated = fields.get("grant_type")
    if stated in GRANT_TYPES:
        return str(stated)
    return "refresh_token" if "refresh_token" in fields.names and "code" not in fields.names else "authorization_code"


def _of_web(diagnosis: Diagnosis) -> Iterator[FormValue]:
    """Yield the redirect_uri of the authorization request if there was one; a code from an app is exchanged without it."""
    evidence, veil = diagnosis.evidence, veil_over(diagnosis.evidence)
    if evidence.origin is Origin.NATIVE:
        return
    fails = [finding.fail for finding in _every_finding(diagnosis) if finding.fail.at.endswith(".redirect_uri")]
    fields, authorized = evidence.get(FIELDS), evidence.get(AUTHORIZED_REDIRECT)
    sent = None if isinstance(fields, Absence) else fields.get("redirect_uri")
    wrong = [fail.actual for fail in fails]
    candidates = [*(copyable(fail, veil) for fail in fails), None if isinstance(authorized, Absence) else authorized, sent]
    safe = [
        candidate
        for candidate in candidates
        if candidate and candidate not in wrong and _ADDRESS.fullmatch(candidate) and veil.hide(candidate) == candidate
    ]
    if safe or fails or sent or evidence.origin is Origin.WEB:
        yield FormValue("redirect_uri", safe[0] if safe else "YOUR_REDIRECT_URI")


def _of_pkce(diagnosis: Diagnosis) -> Iterator[FormValue]:
    fields = diagnosis.evidence.get(FIELDS)
    is_sent = not isinstance(fields, Absence) and bool(fields.get("code_verifier"))
    root = diagnosis.root.rule.id if diagnosis.root else ""
    if root in _WITH_VERIFIER or (is_sent and root != "code-verifier-without-challenge"):
        yield FormValue("code_verifier", variable="code_verifier")
