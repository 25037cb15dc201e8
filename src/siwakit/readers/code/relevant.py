"""Whether what a program mints or sends belongs to Sign in with Apple.

Programs mint other tokens, too: for their own sessions, for other services of Apple, for Google. None of these is judged.
"""

from __future__ import annotations

from siwakit.apple import HOST, IDENTIFIER, REVERSE_DNS
from siwakit.evidence.masked import is_gap
from siwakit.jose.keys.key_file_name import read_key_file_name
from siwakit.patterns import pattern
from siwakit.readers.code.tree import NOWHERE, Span
from siwakit.readers.code.values import (
    Array,
    Encoded,
    Instance,
    KeyText,
    Marks,
    Reference,
    Sent,
    Table,
    Token,
    Unknown,
    Value,
    is_marked,
    known,
    text_of,
)
from siwakit.readers.decoded import is_hidden

# What identity tokens and tokens for sessions say about a person, and tokens for WeatherKit in the header.
_ABOUT_A_PERSON = frozenset(
    {"email", "email_verified", "name", "given_name", "family_name", "picture", "nonce", "auth_time", "role", "roles", "scope"}
)
_OF_WEATHERKIT = "id"
_KEY_FILE = pattern(r"(?i)\.p8$|^AuthKey_")
_SOME_PEM = "-----BEGIN PRIVATE KEY-----\nstand-in\n-----END PRIVATE KEY-----"
_FOR = pattern(r"(?i)apple|team|client|service|bundle|siwa|app_?id")
_AGAINST = pattern(r"(?i)user|account|e?mail|session|uid|person|member|customer|subject_?id")


def key_text(token: Token | None) -> str:
    """Return what the program hands to the signer as the key, if it is in the source."""
    text = text_of(token.key) if token else None
    return text if text and not is_hidden(text) and not is_gap(text) else ""


def key_span(key: Value | None) -> Span:
    """Return the place of the text of *key*, however it is loaded."""
    while isinstance(key, Instance) and isinstance(key.state.get("key"), Value):
        key = key.state["key"]
    return key.span if key is not None else NOWHERE


def key_file(token: Token | None) -> str:
    """Return the name of the file with the key of *token*, unless the Key ID in it is a placeholder."""
    name = token.key.file if token and isinstance(token.key, KeyText) else ""
    return "" if is_marked(name) or is_hidden(read_key_file_name(name).key_id) else name


def key_sent(name: str, value: Value) -> str | None:
    """Return what stands for the private key if the program sends the text of its file as the client_secret."""
    is_key = name == "client_secret" and isinstance(value, KeyText) and _KEY_FILE.search(value.file) is not None
    return _SOME_PEM if is_key else None


def has_field(sent: Sent, name: str) -> bool:
    """Return whether the body of *sent* has the field *name*."""
    inside = sent.body.of if isinstance(sent.body, Encoded) else sent.body
    text = known(inside)
    return name in (inside.entries if isinstance(inside, Table) else text if isinstance(text, str) else "")


def secret_in(sent: Sent, marks: Marks) -> Token | None:
    """Return the token that *sent* carries as client_secret, in its body or its address, if the program minted it."""
    return next((token for part in (sent.body, sent.query, sent.url) if (token := _secret_of(part, marks))), None)


def _secret_of(part: Value | None, marks: Marks) -> Token | None:
    inside = part.of if isinstance(part, Encoded) else part
    value = inside.entries.get("client_secret") if isinstance(inside, Table) else None
    text = known(value)
    if isinstance(text, str):
        value = marks.behind(text)
    whole = known(inside)
    if isinstance(whole, str):
        value = next((token for token in marks.unknowns(whole) if isinstance(token, Token)), None)
    return value if isinstance(value, Token) else None


def name_of(value: Value) -> str:
    """Return what the program calls *value*, as a bare word."""
    last = _words_of(value).rpartition(".")[2]
    # What no source calls anything, such as the parts of a pattern, has a name with a space or a bracket in it.
    return "" if " " in last or "(" in last else "".join(character for character in last if character.isalnum() or character == "_")


def _words_of(value: Value | None) -> str:
    match value:
        case Unknown(name=name) | KeyText(name=name):
            return name
        case Reference(path=path):
            return path
        case Instance(kind=kind):
            return kind
        case Token():
            return "client_secret"
    return ""


def is_apples(token: Token, *, source_names_apple: bool) -> bool:
    """Return whether *token* is a client_secret for Apple: by its aud, or by its claims in a source that names Apple's service."""
    audience = _audience(token)
    if any(HOST in text for text in audience):
        return True
    parties = {text_of(token.claims.entries.get(name)) for name in ("iss", "sub")}
    is_for_another = any("apple" not in text.lower() and text not in parties for text in audience)
    return source_names_apple and not is_for_another and is_for_sign_in(token)


def _audience(token: Token) -> list[str]:
    aud = token.claims.entries.get("aud")
    values = aud.items if isinstance(aud, Array) else [aud]
    return [text for value in values if (text := text_of(value)) is not None]


def is_for_sign_in(token: Token) -> bool:
    """Return whether *token* has what only a client_secret has: iss and sub, and a key in one of Apple's files or a Key ID.

    Identity tokens and the tokens of other services have iss, sub and kid too. They are signed with RSA or a shared secret, their issuer is an
    address or a word, their subject a person, or they say something else about a person.
    """
    claims = token.claims.entries
    if not {"iss", "sub"} <= claims.keys():
        return False
    if isinstance(token.key, KeyText) and "authkey_" in token.key.file.lower():
        return _OF_WEATHERKIT not in token.header.entries
    alg = text_of(token.header.entries.get("alg"))
    is_of_another = (alg is not None and not alg.startswith("ES")) or bool(claims.keys() & _ABOUT_A_PERSON) or _OF_WEATHERKIT in token.header.entries
    signs = {_sign_of(claims[name]) for name in ("iss", "sub")}
    return "kid" in token.header.entries and not is_of_another and True in signs and False not in signs


def _sign_of(party: Value) -> bool | None:
    """Return whether *party* looks like a Team ID or a client_id: by its form, or by what the program calls it; None if neither says anything."""
    text = text_of(party)
    if text is not None and not is_hidden(text):
        return IDENTIFIER.fullmatch(text) is not None or REVERSE_DNS.fullmatch(text) is not None
    words = text or _words_of(party)
    return True if _FOR.search(words) else False if _AGAINST.search(words) else None
