"""One request to the emulator: what was given is sent as it is, with a code, tokens and a signature that the emulator knows.

The emulator knows none of Apple's codes and tokens, and it has the developer's key only if that was given. So these values, and nothing else, are
replaced. The rules decide about the rest, as they do about every request to the emulator.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import field, replace
from urllib.parse import quote, urlencode

from siwakit.apple import ISSUER, TOKEN_URL, Endpoint
from siwakit.edge.mcp_server.local_world import LocalWorld
from siwakit.emulator.app import Reply
from siwakit.emulator.endpoints.sign_in import sign_in_fully
from siwakit.errors import UsageError
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.fields import Fields, read_fields
from siwakit.evidence.parts import CLIENT_SECRET, FIELDS
from siwakit.flow.authorize import pkce_challenge
from siwakit.flow.client_secret import mint_client_secret
from siwakit.http import Request
from siwakit.jose import base64url
from siwakit.jose.es256 import sign
from siwakit.jose.jws import Jws
from siwakit.record import record

_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_VERIFIER = "siwakit-mcp-code-verifier-0123456789-abcdefghi"
_TOKENS = ("refresh_token", "token")


@record(kw_only=True)
class Outcome:
    """The emulator's answer, what was sent, and whose client_secret it had."""

    reply: Reply
    endpoint: str
    secret: str


@record(kw_only=True)
class Attempt:
    """What is sent to *world*: the request in *evidence*, if there is one, with *minted* as its client_secret if that was given."""

    world: LocalWorld
    evidence: Evidence | None = field(default=None, repr=False)
    minted: str | None = field(default=None, repr=False)

    def send(self) -> Outcome:
        """Sign a user in as far as the request needs it, send it, and return what came of it.

        Raises:
            UsageError: a sign-in that Apple's page refuses.
        """
        secret, whose = self._secret()
        request = _request(self.evidence) or self._default()
        sent = fields_in(self.evidence) or read_fields(request)
        values = {"client_secret": secret, "code_verifier": _VERIFIER, **self._stated()}
        if "code" in sent.names:
            values["code"] = self._code(has_verifier="code_verifier" in sent.names)
        if any(name in sent.names for name in _TOKENS):
            values |= dict.fromkeys(_TOKENS, self._token(sent))
        return Outcome(reply=self.world.apple.answer(_filled(request, sent, values)), endpoint=request.path, secret=whose)

    def _stated(self) -> dict[str, str]:
        """Return the world's values for the fields that source code does not state."""
        known = {"client_id": self.world.client_id, "redirect_uri": self.world.redirect_uri}
        open_fields = stand_ins_of(self.evidence)
        return {name: value for name, value in known.items() if value and f"request.form.{name}" in open_fields}

    def _default(self) -> Request:
        redirect = {"redirect_uri": self.world.redirect_uri} if self.world.redirect_uri else {}
        fields = {"client_id": self.world.client_id, "client_secret": "-", "grant_type": "authorization_code", "code": "-", **redirect}
        return Request("POST", TOKEN_URL, (_FORM,), urlencode(fields).encode())

    def _secret(self) -> tuple[str, str]:
        """Return the client_secret to send, and whose it is."""
        if self.minted:
            return self.minted, "the minted one"
        given = None if self.evidence is None else self.evidence.get(CLIENT_SECRET)
        if not isinstance(given, Jws) or given.header is None or given.claims is None:
            return self._mint(), "one of the emulator"
        if given.signature and self.world.identity.key is not None:
            return given.text, "the given one"
        signed = self._restated(given) if stand_ins_of(self.evidence) else given.text.rpartition(".")[0]
        return f"{signed}.{base64url.encode(sign(self.world.signer.private, signed.encode()))}", "the given one, signed with the emulator's key"

    def _restated(self, given: Jws) -> str:
        """Return the two segments of *given*, with the world's values for what source code does not state."""
        world, open_members = self.world, stand_ins_of(self.evidence)
        known = {"header.kid": world.key_id, "claims.iss": world.team_id, "claims.sub": world.client_id}
        segments = {"header": dict(given.header or {}), "claims": dict(given.claims or {})}
        for path, value in known.items():
            segment, _, name = path.partition(".")
            if f"client_secret.{path}" in open_members and name in segments[segment]:
                segments[segment][name] = value
        return ".".join(base64url.encode(json.dumps(segment).encode()) for segment in segments.values())

    def _mint(self) -> str:
        world = self.world
        return mint_client_secret(world.signer, team_id=world.team_id, key_id=world.key_id, client_id=world.client_id, now=world.apple.now())

    def _code(self, *, has_verifier: bool = False) -> str:
        asked = {"code_challenge": pkce_challenge(_VERIFIER), "code_challenge_method": "S256"} if has_verifier and self.world.redirect_uri else {}
        return sign_in_fully(self.world.apple.emulator, self.world.client_id, self.world.apple.now(), asked).code

    def _token(self, sent: Fields) -> str:
        """Exchange a code, and return the token that *sent* has a field for."""
        redirect = {"redirect_uri": self.world.redirect_uri} if self.world.redirect_uri else {}
        fields = {
            "client_id": self.world.client_id,
            "client_secret": self._mint(),
            "grant_type": "authorization_code",
            "code": self._code(),
            **redirect,
        }
        answer = self.world.apple.answer(Request("POST", TOKEN_URL, (_FORM,), urlencode(fields).encode())).response
        name = "access_token" if sent.get("token_type_hint") == "access_token" else "refresh_token"
        token = json.loads(answer.text).get(name)
        if not isinstance(token, str):
            raise UsageError("the emulator issues no tokens to this client", hint="call emulator without texts, files and case to see why")
        return token


def stand_ins_of(evidence: Evidence | None) -> Collection[str]:
    """Return the paths of what source code does not state."""
    return () if evidence is None or isinstance(evidence.source, Absence) else evidence.source.stand_ins


def fields_in(evidence: Evidence | None) -> Fields | None:
    """Return the fields of the request in *evidence*, or None."""
    fields = None if evidence is None else evidence.get(FIELDS)
    return fields if isinstance(fields, Fields) else None


def _request(evidence: Evidence | None) -> Request | None:
    """Return the request in *evidence*, or one with its form."""
    if evidence is None:
        return None
    if isinstance(evidence.request, Request):
        return evidence.request
    fields = fields_in(evidence)
    if fields is None or isinstance(evidence.form, Absence):
        return None
    body = "&".join(f"{each.name}={each.raw}" for each in fields.every)
    endpoint = Endpoint.REVOKE if "token" in fields.names else Endpoint.TOKEN
    return Request("POST", f"{ISSUER}{endpoint.value}", (_FORM,), body.encode())


def _filled(request: Request, sent: Fields, values: dict[str, str]) -> Request:
    """Return *request* with *values* in the fields that have been sent."""
    body = request.body.decode("utf-8", "replace")
    for each in sent.every:
        known = values.get(each.name)
        if known and each.value:
            body = body.replace(f"{each.name}={each.raw}", f"{each.name}={quote(known, safe='')}", 1).replace(
                json.dumps(each.value), json.dumps(known), 1
            )
    return replace(request, body=body.encode())
