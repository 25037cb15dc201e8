"""Join the pieces that the developer gave into one body of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from siwakit.apple import FORM_TYPE, ISSUER, OTHER_HOST
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, KeyAtHand
from siwakit.evidence.fields import read_fields
from siwakit.evidence.form_fields import FormField, FormReading
from siwakit.evidence.judged_exchange import choose_exchange
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.evidence.masked import is_example, is_masked, is_masked_key
from siwakit.evidence.parts import FIELDS
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Statement
from siwakit.evidence.settings.join_settings import configured_secrets, is_secret_blank, with_settings
from siwakit.evidence.settings.stated_settings import ConfigReading, Stated, read_configuration
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.evidence.sign_in.callback import start_of
from siwakit.evidence.sign_in.find_callback import read_callback
from siwakit.evidence.sign_in.unsent import without_request
from siwakit.http import Exchange, Request, Response
from siwakit.jose import jws
from siwakit.jose.jwks import KeySet, KeySetFault, read_key_set
from siwakit.jose.jws import Jws

_FROM_THE_PAGE_ALONE = frozenset({"state", "user", "id_token"})
_FROM_THE_PAGE = _FROM_THE_PAGE_ALONE | {"code", "error"}


@dataclass(slots=True)
class _Pile:
    """Pieces sorted by kind; used only by `join`."""

    exchanges: list[Exchange] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    forms: list[FormReading] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    tokens: list[Jws] = field(default_factory=list)
    decoded: list[Jws] = field(default_factory=list)
    identity_tokens: list[Jws] = field(default_factory=list)
    keys: list[KeyAtHand] = field(default_factory=list)
    authorize: list[Request] = field(default_factory=list)
    callbacks: list[tuple[Exchange, tuple[str, ...]]] = field(default_factory=list)
    notifications: list[Mapping[str, Any]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    stated: list[Stated] = field(default_factory=list)
    key_sets: dict[str, KeySet] = field(default_factory=dict)
    identity_texts: list[str] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def join(pieces: Iterable[Piece], known: Known | None = None) -> Evidence:
    """Return the evidence in *pieces* and *known* together.

    The exchange that is judged is the last one, unless Apple granted it and refused another: then the last refusal.

    Raises:
        TooLarge: a key of more than 16 KiB.
    """
    known = known or Known()
    pile = _Pile()
    for piece in pieces:
        _sort(piece, pile)
    judged, earlier = choose_exchange(pile.exchanges)
    evidence = Evidence(
        now=known.now,
        team_id=known.team_id,
        key_id=known.key_id,
        bundle_ids=known.bundle_ids,
        services_ids=known.services_ids,
        origin=known.origin,
        redirect_uri=known.redirect_uri,
        keys=(*known.keys, *pile.keys) or UNKNOWN,
        earlier=earlier,
        request=judged.request if judged else UNKNOWN,
        body_is_known=not pile.unread,
        answer=_answer_of(judged, [answer for answer in pile.answers if not _is_said_by_others(answer, pile.statements)]),
        authorize=pile.authorize[-1] if pile.authorize else UNKNOWN,
        identity_token=pile.identity_tokens[-1] if pile.identity_tokens else UNKNOWN,
        settings=pile.settings or UNKNOWN,
        identity_text=pile.identity_texts[-1] if pile.identity_texts else UNKNOWN,
        nonce=pile.nonces[-1] if pile.nonces else UNKNOWN,
        key_set=pile.key_sets.get("held", UNKNOWN),
        fresh_key_set=pile.key_sets.get("fresh", UNKNOWN),
        callback=read_callback(pile.callbacks) or UNKNOWN,
        notification=pile.notifications[-1] if pile.notifications else UNKNOWN,
        earlier_notifications=tuple(pile.notifications[:-1]),
        form=_form_of(judged, pile.forms),
        statements=tuple(pile.statements),
    )
    configuration = ConfigReading(tuple(pile.stated))
    if _sent_secret(evidence) is not None or _fields_are_unknown(evidence):
        pile.tokens.extend(configured_secrets(configuration))
        # A template may leave it blank too; an answer shows that these settings are in use.
        if is_secret_blank(configuration) and isinstance(evidence.keys, Absence) and not pile.tokens and _was_refused(evidence):
            pile.secrets.append("")
    return without_request(_with_decoded(_with_secrets(with_settings(evidence, configuration), pile), pile.decoded))


def _sort(piece: Piece, pile: _Pile) -> None:
    match piece.kind, piece.value:
        case PieceKind.EXCHANGE, Exchange() as exchange:
            pile.exchanges.append(exchange)
            pile.unread.extend(piece.unread_files)
        case PieceKind.REQUEST, Request() as request:
            pile.exchanges.append(Exchange(request))
            pile.unread.extend(piece.unread_files)
        case PieceKind.RESPONSE, Response() as response:
            _sort_answer(response, pile)
        case PieceKind.FORM, FormReading() as form:
            _sort_form(form, pile)
        case PieceKind.TOKEN | PieceKind.DECODED, Jws() as token:
            _sort_token(piece, token, pile)
        case PieceKind.AUTHORIZE, Request() as request:
            pile.authorize.append(request)
        case PieceKind.AUTHORIZE, Exchange(request, response):
            pile.authorize.append(request)
            pile.answers.extend([response] if response else [])
        case PieceKind.CALLBACK, Exchange() as exchange:
            _sort_callback(exchange, piece.notes, pile)
        case PieceKind.NOTIFICATION, Mapping() as notification:
            pile.notifications.append(notification)
        case _:
            _sort_document(piece, pile)


def _sort_form(form: FormReading, pile: _Pile) -> None:
    """Add *form* to the fields of requests, or to the callbacks if it is what Apple's page posts to the application."""
    names = {one.name for one in form.fields}
    if names & _FROM_THE_PAGE_ALONE and names <= _FROM_THE_PAGE:
        body = urlencode([(one.name, one.value) for one in form.fields], errors="replace").encode()
        pile.callbacks.append((Exchange(Request("POST", "", (("Content-Type", FORM_TYPE),), body)), ()))
        return
    pile.forms.append(form)


def _sort_token(piece: Piece, token: Jws, pile: _Pile) -> None:
    if piece.kind is PieceKind.DECODED:
        pile.decoded.append(token)
        return
    (pile.identity_tokens if _is_called_identity_token(piece) or is_identity_token(token) else pile.tokens).append(token)


def _sort_document(piece: Piece, pile: _Pile) -> None:
    match piece.kind, piece.value:
        case PieceKind.SECRET_TEXT, str(text):
            (pile.identity_texts if _is_called_identity_token(piece) else pile.secrets).append(text)
        case PieceKind.KEY, str(text):
            pile.keys.extend([] if is_masked_key(text) else [key_at_hand(text, piece.name)])
        case PieceKind.MESSAGE, Statement() as statement:
            pile.statements.append(statement)
        case PieceKind.APP_CALL, Mapping() as call:
            _sort_app_call(call, pile)
        case PieceKind.SETTINGS, Mapping() as settings:
            pile.settings.update(settings)
            pile.stated.extend(read_configuration(settings, piece.text).stated)
        case PieceKind.KEY_SET, Mapping() as members:
            pile.key_sets["fresh" if "fresh" in piece.name.lower() else "held"] = _read_key_set(members, piece.text)
        case _:
            # What was not recognised is reported where it was read.
            pass


def _sort_app_call(call: Mapping[str, Any], pile: _Pile) -> None:
    """Take the identity token out of an app's call to its server, and the nonce, which this server compares with the token's."""
    if "identity_token" in call:
        pile.identity_tokens.append(jws.read(call["identity_token"]))
        # How a server of one's own compares the nonce is not known; brokers compare it as it is, or its hexadecimal SHA-256.
        pile.nonces.extend([call["nonce"]] if "nonce" in call and "provider" in call else [])


def _read_key_set(members: Mapping[str, Any], text: str) -> KeySet:
    """Return the key set in *text*, whose size and repeated members matter; in *members* if other text surrounds it."""
    whole = read_key_set(text.strip("\ufeff \t\r\n"))
    return read_key_set(members) if whole.fault in {KeySetFault.NOT_JSON, KeySetFault.NOT_A_SET} else whole


def _sort_answer(response: Response, pile: _Pile) -> None:
    """Add *response* to Apple's answers, or to the application's if it sends the browser to Apple."""
    start = start_of(response)
    if start is None:
        pile.answers.append(response)
        return
    pile.authorize.append(start)
    pile.callbacks.append((Exchange(Request("GET", ""), response), ()))


def _sort_callback(exchange: Exchange, notes: tuple[str, ...], pile: _Pile) -> None:
    start = start_of(exchange.response) if exchange.response else None
    if start is not None:
        pile.authorize.append(start)
    pile.callbacks.append((exchange, notes))


def _is_called_identity_token(piece: Piece) -> bool:
    return any(name in piece.name.lower() for name in ("identity_token", "identity-token", "id_token"))


def is_identity_token(token: Jws) -> bool:
    """Return whether *token* claims to be issued by Apple."""
    claims, header = token.claims or {}, token.header or {}
    return claims.get("iss") in (ISSUER, f"https://{OTHER_HOST}") or (header.get("alg") == "RS256" and "nonce_supported" in claims)


def _answer_of(judged: Exchange | None, answers: list[Response]) -> Response | Absence:
    if judged and judged.response:
        return judged.response
    return answers[-1] if answers else UNKNOWN


def _is_said_by_others(answer: Response, statements: list[Statement]) -> bool:
    """Return whether the body of *answer* contains words of a library or a broker, so that Apple did not send it."""
    if answer.status is None or not statements:
        return False
    body = " ".join(answer.text.split())
    return any(statement.words in body for statement in statements if not statement.is_hint)


def _form_of(judged: Exchange | None, forms: list[FormReading]) -> tuple[FormField, ...] | Absence:
    """Return the fields of the last form, preceded by those of earlier forms if none is repeated: then they are other requests."""
    if judged or not forms:
        return UNKNOWN
    *earlier, last = forms
    fields = [*last.fields]
    for form in reversed(earlier):
        if {field.name for field in form.fields}.isdisjoint(field.name for field in fields):
            fields = [*form.fields, *fields]
    # Fields without a request may have been sent in any way: a JSON document that lists them need not be the body.
    return tuple(FormField(field.name, field.value, field.raw) for field in fields)


def _with_secrets(evidence: Evidence, pile: _Pile) -> Evidence:
    """Place the client_secrets given separately: one is judged if no request contains one, otherwise it is the newer one."""
    sent = _sent_secret(evidence)
    loose = [token for token in pile.tokens if token.text != sent]
    if sent is None and pile.secrets:
        return replace(evidence, secret=pile.secrets[-1], newer_secret=loose[-1] if loose else UNKNOWN)
    if sent is None and loose:
        judged, *others = sorted(loose, key=_issued_at)
        return replace(evidence, secret=judged.text, newer_secret=others[-1] if others else UNKNOWN)
    return replace(evidence, newer_secret=max(loose, key=_issued_at)) if loose else evidence


def _with_decoded(evidence: Evidence, decoded: list[Jws]) -> Evidence:
    """Add tokens of which only the content was shown, if no complete ones are known."""
    for token in decoded:
        is_apples = is_identity_token(token)
        sent = None if is_apples else _sent_secret(evidence)
        known = evidence.identity_token if is_apples else evidence.secret
        if sent is not None or not isinstance(known, Absence):
            continue
        name = "identity_token" if is_apples else "client_secret"
        unshown = (f"{name}.signature", *((f"{name}.header",) if token.header is None else ()))
        found: dict[str, Any] = {"identity_token": token} if is_apples else {"secret": token.text}
        evidence = replace(evidence, unshown=(*evidence.unshown, *unshown), **found)
    return evidence


def _was_refused(evidence: Evidence) -> bool:
    return not isinstance(evidence.answer, Absence) and read_answer(evidence.answer).error == "invalid_client"


def _fields_are_unknown(evidence: Evidence) -> bool:
    """Return whether a client_secret may have been sent that was not given."""
    return not evidence.body_is_known or (isinstance(evidence.request, Absence) and isinstance(evidence.form, Absence))


def _sent_secret(evidence: Evidence) -> str | None:
    """Return the client_secret in the request; one that is hidden there may be given separately."""
    sent: str | None = None
    if not isinstance(evidence.request, Absence):
        # Read through the evidence, which caches it for the rules.
        known = evidence.get(FIELDS)
        sent = (read_fields(evidence.request) if isinstance(known, Absence) else known).get("client_secret")
    elif not isinstance(evidence.form, Absence):
        sent = next((one.value for one in evidence.form if one.name == "client_secret"), None)
    return None if sent and (is_masked(sent) or is_example(sent)) else sent


def _issued_at(token: Jws) -> float:
    iat = (token.claims or {}).get("iat")
    return float(iat) if isinstance(iat, int | float) else 0.0
