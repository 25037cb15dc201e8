"""Redaction of values for reports: secrets are described, long values shortened, invisible characters escaped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import Any
from urllib.parse import quote, quote_plus

from siwakit.apple import GRANT_TYPES
from siwakit.escape import visible
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import FIELDS, SECRET
from siwakit.evidence.showing.harmless import OPEN_CLAIMS, OPEN_FIELDS, OPEN_HEADERS, bare_name, is_known_name
from siwakit.evidence.showing.quoted import quoted
from siwakit.evidence.showing.redact import redacted, redacted_address, sealed
from siwakit.evidence.sign_in.secret_text import SecretKind
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.wrapping import cut

MAX_SHOWN = 240
_SHORTEST_KNOWN = 20
_LONGEST_KNOWN = 64 * 1024
_KINDS = {
    "client_secret": "client secret",
    "code": "authorization code",
    "refresh_token": "refresh token",
    "access_token": "access token",
    "id_token": "identity token",
    "identity_token": "identity token",
    "newer_secret": "client secret",
    "token": "token",
    "code_verifier": "code verifier",
    "authorization": "credentials",
    "cookie": "cookie",
    "signature": "signature",
    "password": "password",
}
_BY_BARE_NAME = {bare_name(name): kind for name, kind in _KINDS.items()}
_OPEN_BARE_NAMES = frozenset(map(bare_name, OPEN_FIELDS))
_OPEN_CLAIMS = frozenset(map(bare_name, OPEN_CLAIMS))
_OPEN_WORDS = _OPEN_BARE_NAMES | frozenset(_BY_BARE_NAME) | {"basic", "bearer", SecretKind.EMPTY.value}
_ADDRESSES = frozenset({"redirecturi", "url", "uri", "location"})
_PROSE = frozenset({"error", "errordescription"})
_SCHEMES = frozenset({"basic", "bearer", "digest", "token"})
_DESCRIBED = pattern(r"\d+ characters?, sha256 [0-9a-f]{8}\b|, \d{1,2} characters?\Z")
_OPAQUE_RUN = pattern(r"(?=[A-Za-z_+=/-]*\d)[A-Za-z0-9_+=/-]{24,}")
_KEY_LINE = pattern(r"[A-Za-z0-9+/=]{16,}")


@record
class Veil:
    """The secrets in one `Evidence`, which are hidden wherever they appear in a report."""

    known: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    is_lifted: bool = False

    def hide(self, text: str, *, is_address: bool = False) -> str:
        """Return *text* with known and recognised secrets described; it is not yet escaped."""
        if self.is_lifted:
            return text
        for kind, secret in self.known:
            if secret in text:
                text = text.replace(secret, f"[{sealed(kind, secret)}]")
        return redacted_address(text) if is_address else redacted(text)

    def clean(self, text: str, *, is_address: bool = False) -> str:
        """Return *text*, safe for a terminal: secrets described, invisible characters escaped."""
        return visible(self.hide(text, is_address=is_address))

    def quote(self, text: str) -> str:
        """Return *text* from an untrusted source with only the words that are known to be harmless; safe for a terminal."""
        return visible(text if self.is_lifted else quoted(text))

    def header(self, name: str, value: str) -> str:
        """Return the value of the header *name*: shown if that header never carries a credential, else its scheme and a description."""
        if self.is_lifted or name.lower() in OPEN_HEADERS:
            return self.clean(value)
        scheme, _, rest = value.partition(" ")
        is_scheme = scheme.lower() in _SCHEMES and rest
        kind = _KINDS.get(name.lower(), "value")
        return f"{scheme} {sealed(kind, rest)}" if is_scheme else sealed(kind, value)

    def plain(self, at: str, value: Any) -> Any:
        """Return *value*, found at *at*, as JSON without secrets, not yet escaped; at the place of a secret, strings are described."""
        if isinstance(value, str) and _is_address(at.rpartition(".")[2]):
            return self.hide(value, is_address=True)
        kind = None if self.is_lifted else secret_kind(at)
        return self._plain(kind, value.value if isinstance(value, Enum) else value)

    def members(self, members: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Return the members of a token as JSON, not yet escaped; a value is shown if its name is known in such tokens."""
        if members is None:
            return None
        is_open = {name: self.is_lifted or bare_name(name) in _OPEN_CLAIMS for name in members}
        return {self.hide(name): self._plain(None, value) if is_open[name] else _without_values(value) for name, value in members.items()}

    def expected(self, at: str, value: Any) -> Any:
        """Return the value that a rule expects at *at* as JSON: the rule's own words are shown, a bare value is described like an actual one."""
        return self.hide(value) if isinstance(value, str) and " " in value else self.plain(at, value)

    def field_name(self, name: str, value: str) -> str:
        """Return the name of a form field; an unknown name without a *value* is treated as a body that is not a form."""
        has_value = bool(value.strip("="))  # base64 padding does not count
        return self.clean(name) if self.is_lifted or has_value or is_known_name(name) else sealed("text", name)

    def field(self, name: str, value: str) -> str:
        """Return the value of the form field *name*: shown if the field is known to contain no secret, else described."""
        key = bare_name(name)
        if key in _PROSE:
            return cut(self.quote(value), MAX_SHOWN)
        if self.is_lifted or not value or key in _OPEN_BARE_NAMES or value in GRANT_TYPES:
            return cut(self.clean(value, is_address=_is_address(name)), MAX_SHOWN)
        return sealed(_BY_BARE_NAME.get(key, "value"), value)

    def _plain(self, kind: str | None, value: Any) -> Any:
        match value:
            case str():
                return sealed(kind, value) if kind and not _is_description(value, kind) else self.hide(value)
            case bool() | int() | float() | None:
                return value
            case bytes():
                return f"{len(value)} bytes"
            case Mapping():
                return {self.hide(str(name)): self._plain(kind, member) for name, member in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._plain(kind, element) for element in value]
        return self.hide(str(value.value if isinstance(value, Enum) else value))


def _is_address(name: str) -> bool:
    return bare_name(name) in _ADDRESSES


def _without_values(value: Any) -> Any:
    """Return the outline of a JSON value, with the texts and numbers in it described."""
    match value:
        case bool() | None:
            return value
        case str():
            return sealed("text", value)
        case Mapping():
            return f"an object of {len(value)}"
        case list():
            return f"a list of {len(value)}"
    return "a number"


def veil_over(evidence: Evidence, *, show_secrets: bool = False) -> Veil:
    """Return a veil that knows every secret of *evidence*."""
    known: dict[str, str] = {}
    secret = evidence.get(SECRET)
    if not isinstance(secret, Absence):
        known |= {secret.sent: "client secret", secret.inside: "client secret", secret.inside.rpartition(".")[2]: "signature"}
    fields = evidence.get(FIELDS)
    for form_field in () if isinstance(fields, Absence) else fields.every:
        kind = _BY_BARE_NAME.get(bare_name(form_field.name))
        known |= {text: kind for text in (form_field.value, form_field.raw, *_encodings(form_field.value)) if kind}
    for key in () if isinstance(evidence.keys, Absence) else evidence.keys:
        known |= dict.fromkeys(_KEY_LINE.findall(key.text), "key material")
    longest_first = sorted((text for text in known if len(text) >= _SHORTEST_KNOWN), key=len, reverse=True)
    return Veil(tuple((known[text], text) for text in longest_first), show_secrets)


def _encodings(value: str) -> tuple[str, ...]:
    """Return *value* as it is encoded in forms and URLs; nothing for values longer than any of Apple's secrets."""
    return (quote(value, "", errors="replace"), quote_plus(value, errors="replace")) if len(value) <= _LONGEST_KNOWN else ()


def secret_kind(at: str) -> str | None:
    """Return what kind of secret is at the path *at*, or None."""
    if at.startswith("key["):
        return "key"
    if ".claims" in at or (".header" in at and not at.startswith("request.")):
        return None
    return _KINDS.get(at.rpartition(".")[2].lower())


def as_json(value: Any) -> str:
    """Return a plain value as JSON on one line, shortened in the middle if it is long."""
    return cut(visible(json.dumps(value, ensure_ascii=False)), MAX_SHOWN)


def _is_description(text: str, kind: str) -> bool:
    """Return whether *text* describes a secret instead of being one: a length and digest, a field name, or words without an opaque run."""
    if _DESCRIBED.search(text) or bare_name(text) in _OPEN_WORDS:
        return True
    # Rules describe a signature in a word or two; the signature itself is always one long run.
    return (" " in text or kind == "signature") and not _OPAQUE_RUN.search(text)
