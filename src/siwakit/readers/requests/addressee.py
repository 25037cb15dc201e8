"""Addressee of a request: Apple, Apple's page in a browser, or the application."""

from __future__ import annotations

import re

from siwakit.apple import ERRORS, HOST, OTHER_HOST, Endpoint, endpoint_of
from siwakit.evidence.addresses import place_of
from siwakit.evidence.fields import read_fields
from siwakit.evidence.form_fields import read_form
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.evidence.sign_in.find_callback import is_sent_by_apple
from siwakit.http import Exchange, Request, Response
from siwakit.jose.jws import is_compact
from siwakit.patterns import pattern
from siwakit.readers.app_calls import is_app_call, read_app_call
from siwakit.readers.documents import notification_in
from siwakit.readers.model import Text
from siwakit.readers.other_speakers import quoted, speaker_at

_APPLE_HOSTS = frozenset({HOST, OTHER_HOST})
_FOR_APPLE = frozenset({"client_secret", "grant_type"})
_FROM_APPLE = frozenset({"code", "id_token", "error"})
_ERRORS = frozenset({*ERRORS, "user_cancelled_authorize", "access_denied", "server_error", "temporarily_unavailable"})
# Parameters that settings and source code add to the address of Apple's page, before a library adds those of one sign-in.
_OF_EVERY_SIGN_IN = frozenset({"response_mode", "response_type", "scope", "locale", "prompt"})
# Apple's word among others; without any, it may be the application's own.
_QUOTED = pattern(r"\b(?:invalid_client|invalid_grant)\b")
# An interpolation in one of many languages, or a hole of a format.
_HOLE = pattern(r"[${}]|%[sv@]|\\\(")
_OTHER_PROVIDER = pattern(r"google|github|gitlab|facebook|microsoft|azure|linkedin|twitter|discord|slack|spotify|okta|kakao|naver", re.IGNORECASE)


# Services that take the same fields as Apple, and brokers, which answer for themselves. A request to a host that is not known may be meant for Apple.
_OTHER_SERVICES = pattern(
    r"(?:^|\.)(?:google(?:apis)?|github|gitlab|microsoftonline|live|facebook|instagram|linkedin|twitter|discord|slack|spotify|paypal|stripe|yahoo|kakao|naver"
    r"|dropbox|salesforce|atlassian|auth0|okta|amazoncognito|openai)\.com$|(?:^|\.)(?:x\.com|twitch\.tv|zoom\.us|bitbucket\.org|stripe\.network|supabase\.co|clerk\.dev)$"
)


def classify(request: Request, response: Response | None) -> Piece:
    """Return the piece that *request* is, with its answer if one is known.

    A request with an endpoint's path, or with fields that only Apple's endpoints accept, is meant for Apple whatever its
    host: a wrong host is a mistake with a rule of its own.
    """
    place = place_of(request.url)
    endpoint = endpoint_of(place.path.rstrip("/"))
    if place.host in _APPLE_HOSTS and place.path == "/auth/keys":
        keys = _key_set_in(response.body.decode("utf-8", "replace") if response else request.text)
        if keys:
            return keys
    # With a JWT as client_secret it was meant for Apple: the others take a password there.
    if endpoint is None and _OTHER_SERVICES.search(place.host) and not is_compact(read_fields(request).get("client_secret") or ""):
        call = read_app_call(request)
        if not call and response is not None and read_answer(response).is_refusal:
            return quoted(speaker_at(place.host) or place.host, response.text)
        return Piece(PieceKind.APP_CALL, call) if call else Piece(PieceKind.UNREAD, f"a request to {place.host}", text=request.url)
    if endpoint is Endpoint.AUTHORIZE and not ("client_secret" in read_fields(request).names and request.method.upper() == "POST"):
        return Piece(PieceKind.AUTHORIZE, Exchange(request, response) if response else request)
    if place.host in _APPLE_HOSTS or endpoint or not request.url or _FOR_APPLE & set(read_fields(request).names):
        return Piece(PieceKind.EXCHANGE, Exchange(request, response)) if response else Piece(PieceKind.REQUEST, request)
    notification = notification_in(request.text)
    if notification is not None:
        return Piece(PieceKind.NOTIFICATION, notification)
    if is_app_call(request) and not is_sent_by_apple(request):
        return Piece(PieceKind.APP_CALL, read_app_call(request))
    return Piece(PieceKind.CALLBACK, Exchange(request, response))


def classify_address(address: str) -> Piece | None:
    """Return the piece that an address without a request is: Apple's page, an endpoint or a callback; otherwise None."""
    # An interpolation in Ruby begins like a fragment.
    address = address.replace("#{", "${")
    place = place_of(address)
    request = Request("GET", address)
    endpoint = endpoint_of(place.path.rstrip("/"))
    fields = read_form(place.query)
    names = {one.name for one in fields.fields}
    if endpoint and (names <= _OF_EVERY_SIGN_IN or _has_hole(place.query)):
        # The address of the endpoint, but not a request to it; or one to which a program adds fields that are not known.
        return None
    if place.host in _APPLE_HOSTS or endpoint:
        return classify(request, None)
    if not names & _FROM_APPLE:
        return None
    if names & _FROM_APPLE == {"error"} and "state" not in names and not any(error in (fields.get("error") or "") for error in _ERRORS):
        # The application's own page of errors: ?error=state_mismatch
        return None
    return _quoted_answer(address, place.query) or Piece(PieceKind.CALLBACK, Exchange(request))


def _has_hole(query: str) -> bool:
    """Return whether a program puts whole fields into *query*, as in `?${parameters}`, rather than only values."""
    return any("=" not in pair and _HOLE.search(pair) for pair in query.split("&"))


def _key_set_in(text: str) -> Piece | None:
    """Return the key set that *text* is, which people paste below the address that it came from."""
    value = Text(text.strip()).json_object
    return Piece(PieceKind.KEY_SET, value, text=text) if value and isinstance(value.get("keys"), list) else None


def _quoted_answer(address: str, query: str) -> Piece | None:
    """Return Apple's answer that an application quotes in the address of its own page, as in `error=oauth2: "invalid_client"`."""
    form = read_form(query)
    if form.get("code") or form.get("state") or form.get("error") in ERRORS or _OTHER_PROVIDER.search(address):
        return None
    found = _QUOTED.search(form.get("error") or "")
    return Piece(PieceKind.RESPONSE, Response(None, (), found.group().encode())) if found else None
