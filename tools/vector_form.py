"""What is known about a sign-in, as JSON and back: the form of the published vectors.

A member that is null is known not to exist; a missing member is unknown. A body that is not UTF-8 is an
object with its base64. `"right"` stands for the member of the correct sign-in, which each file contains once.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, KeyAtHand, Origin
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.repository import CommittedKind, Repository
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.callback import Callback, SetCookie
from siwakit.evidence.sign_in.portal import AccessRecord, CodeRecord, Portal, PortalClient, PortalKey, RefreshRecord, UserRecord
from siwakit.evidence.source import Doubt, Source
from siwakit.http import Exchange, Request, Response
from siwakit.jose import jwk, jws
from siwakit.jose.jwks import read_key_set
from siwakit.jose.jws import Jws
from siwakit.samples import APPLE_KID, OTHER_APPLE_KID, Scenario, apple_keys

RIGHT = "right"
_PLAIN = ("team_id", "key_id", "bundle_ids", "services_ids", "redirect_uri", "settings", "now", "identity_text", "nonce", "audiences", "notification")
_RECORDS: dict[str, Callable[..., Any]] = {
    "codes": CodeRecord,
    "refresh_tokens": RefreshRecord,
    "access_tokens": AccessRecord,
    "users": UserRecord,
    "transfers": UserRecord,
}
_HABITS = ("trusts_token", "takes_algorithm", "joins_key_lines")
_TUPLES = ("bundle_ids", "services_ids", "audiences", "unshown")


def given_of(scenario: Scenario) -> dict[str, Any]:
    """Return what is known about the sign-in of *scenario*, as JSON."""
    evidence = scenario.evidence()
    given = {field.name: _written(field.name, getattr(evidence, field.name), scenario) for field in fields(Evidence)}
    return {
        name: value
        for name, value in given.items()
        if value is not UNKNOWN and (value or name not in {"earlier", "earlier_notifications", "unshown", "statements"})
    }


def evidence_of(given: Mapping[str, Any]) -> Evidence:
    """Return the evidence in *given*, in which `"right"` has already been replaced."""
    known: dict[str, Any] = {name: LACKING if value is None else _read(name, value) for name, value in given.items()}
    return Evidence(**known)


def read_key(value: Mapping[str, Any]) -> KeyAtHand:
    """Return one of the developer's keys."""
    return key_at_hand(value["text"], value["file"], value.get("mode"))


def read_request(value: Mapping[str, Any]) -> Request:
    """Return a request."""
    return Request(value["method"], value["url"], _read_headers(value), _read_body(value["body"]))


def read_response(value: Mapping[str, Any]) -> Response:
    """Return a response."""
    return Response(value["status"], _read_headers(value), _read_body(value["body"]))


def _written(name: str, value: Any, scenario: Scenario) -> Any:
    match name, value:
        case _, Absence():
            return UNKNOWN if value is UNKNOWN else None
        case "body_is_known", bool():
            return UNKNOWN if value else False
        case "key_set" | "fresh_key_set", _:
            held = scenario.identity.held if name == "key_set" else scenario.identity.fresh
            return dict(held) if isinstance(held, Mapping) else apple_keys(APPLE_KID, OTHER_APPLE_KID)
        case "keys", tuple():
            return [{"file": key.name, "text": key.text} | ({} if key.mode is None else {"mode": key.mode}) for key in value]
        case "portal", Portal():
            return _write_portal(value)
        case "earlier", tuple():
            return [_write(exchange) for exchange in value]
        case "earlier_notifications", tuple():
            return list(value)
    return _write(value)


def _write_files(value: Source | Repository) -> dict[str, Any]:
    if isinstance(value, Repository):
        return {"committed": value.committed.name.lower()}
    read = {"key_file": value.key_file} if value.key_file else {}
    told = {name: True for name in _HABITS if getattr(value, name)}
    return {"doubts": {path: doubt.name.lower() for path, doubt in value.doubts.items()}, "is_kept": value.is_kept, **read, **told}


def _write(value: Any) -> Any:
    match value:
        case Request(method, url, headers, body):
            return {"method": method, "url": url, "headers": [list(header) for header in headers], "body": _write_body(body)}
        case Response(status, headers, body):
            return {"status": status, "headers": [list(header) for header in headers], "body": _write_body(body)}
        case Exchange(request, response):
            return {"request": _write(request), "response": _write(response)}
        case Callback(request, answer, cookies, following):
            return {
                "request": _write(request),
                "answer": _write(answer),
                "cookies": [asdict(cookie) for cookie in cookies],
                "following": _write(following),
            }
        case Jws() | Origin():
            return value.text if isinstance(value, Jws) else value.value
        case Statement():
            return {**asdict(value), "proof": value.proof.name.lower()}
        case tuple():
            return [_write(element) for element in value]
    return _write_files(value) if isinstance(value, Source | Repository) else value


def _write_body(body: bytes) -> Any:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return {"base64": b64encode(body).decode()}


def _write_record(entry: Any) -> dict[str, Any]:
    """Return the members of *entry*; an age that was added is written only if there is one, because Apple's records have none."""
    return {name: value for name, value in asdict(entry).items() if name != "aged_seconds" or value}


def _write_portal(portal: Portal) -> dict[str, Any]:
    keys = {name: {member: getattr(key, member) for member in key.__slots__} for name, key in portal.keys.items()}
    for name, key in portal.keys.items():
        keys[name]["public"] = jwk.public_jwk(key.public)
    records = {name: {key: _write_record(entry) for key, entry in getattr(portal, name).items()} for name in ("clients", *_RECORDS)}
    moved = {"moved_seconds": portal.moved_seconds} if portal.moved_seconds else {}
    return {"keys": keys, **{name: entries for name, entries in records.items() if entries}, **moved}


def _read(name: str, value: Any) -> Any:
    readers: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(_TUPLES, tuple),
        "request": read_request,
        "authorize": read_request,
        "answer": read_response,
        "newer_secret": jws.read,
        "identity_token": jws.read,
        "keys": lambda keys: tuple(read_key(key) for key in keys),
        "origin": Origin,
        "key_set": read_key_set,
        "fresh_key_set": read_key_set,
        "callback": _read_callback,
        "portal": _read_portal,
        "earlier": lambda exchanges: tuple(_read_exchange(exchange) for exchange in exchanges),
        "earlier_notifications": tuple,
        "source": _read_source,
        "repository": lambda found: Repository(CommittedKind[found["committed"].upper()]),
        "statements": lambda statements: tuple(Statement(**{**members, "proof": Proof[members["proof"].upper()]}) for members in statements),
    }
    return readers[name](value) if name in readers else value


def _read_headers(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in value["headers"])


def _read_body(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else b64decode(value["base64"])


def _read_source(value: Mapping[str, Any]) -> Source:
    doubts = {path: Doubt[name.upper()] for path, name in value["doubts"].items()}
    return Source(doubts=doubts, is_kept=value["is_kept"], key_file=value.get("key_file", ""), **_habits(value))


def _habits(value: Mapping[str, Any]) -> dict[str, bool]:
    return {name: value.get(name, False) for name in _HABITS}


def _read_exchange(value: Mapping[str, Any]) -> Exchange:
    return Exchange(read_request(value["request"]), read_response(value["response"]) if value["response"] else None)


def _read_callback(value: Mapping[str, Any]) -> Callback:
    answer, following = value["answer"], value["following"]
    return Callback(
        read_request(value["request"]),
        read_response(answer) if answer else None,
        tuple(SetCookie(**members) for members in value["cookies"]),
        _read_exchange(following) if following else None,
    )


def _read_portal(value: Mapping[str, Any]) -> Portal:
    keys = {name: PortalKey(**{**members, "public": jwk.read_public(members["public"])}) for name, members in value["keys"].items()}
    clients = {name: PortalClient(**{**members, "return_urls": tuple(members["return_urls"])}) for name, members in value["clients"].items()}
    records = {name: {key: record(**members) for key, members in value.get(name, {}).items()} for name, record in _RECORDS.items()}
    return Portal(keys, clients, **records, moved_seconds=value.get("moved_seconds", 0))
