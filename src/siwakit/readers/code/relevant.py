"""Which tokens and requests of a program are for Apple, and what they are called in it."""

from __future__ import annotations

from siwakit.apple import HOST
from siwakit.evidence.masked import is_gap
from siwakit.readers.code.values import Encoded, Instance, KeyText, Marks, Reference, Sent, Table, Token, Unknown, Value, known, text_of
from siwakit.readers.decoded import is_hidden

_ABOUT_A_PERSON = frozenset(
    {"email", "email_verified", "name", "given_name", "family_name", "picture", "nonce", "auth_time", "role", "roles", "scope"}
)


def key_text(token: Token | None) -> str:
    """Return what the program hands to the signer as the key, if it is in the source and is not a PEM."""
    text = text_of(token.key) if token else None
    return text if text and "BEGIN" not in text and not is_hidden(text) and not is_gap(text) else ""


def has_grant(sent: Sent) -> bool:
    """Return whether *sent* asks for tokens."""
    inside = sent.body.of if isinstance(sent.body, Encoded) else sent.body
    text = known(inside)
    return "grant_type" in (inside.entries if isinstance(inside, Table) else text if isinstance(text, str) else "")


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
    match value:
        case Unknown(name=name) | KeyText(name=name):
            words = name
        case Reference(path=path):
            words = path
        case Instance(kind=kind):
            words = kind
        case Token():
            words = "client_secret"
        case _:
            words = ""
    return "".join(character for character in words.rpartition(".")[2] if character.isalnum() or character == "_")


def is_apples(token: Token, *, source_names_apple: bool) -> bool:
    """Return whether *token* is a client_secret for Apple: by its aud, or by its claims in a source that names Apple's service."""
    aud = text_of(token.claims.entries.get("aud"))
    return (aud is not None and HOST in aud) or (source_names_apple and is_for_sign_in(token))


def is_for_sign_in(token: Token) -> bool:
    """Return whether *token* has what only a client_secret has: iss and sub, and the key of an Apple key file or a Key ID.

    Identity tokens and the tokens of other services have iss, sub and kid too. They are signed with RSA or a shared secret, their issuer is an
    address, or they say something about a person.
    """
    names = set(token.claims.entries)
    if not {"iss", "sub"} <= names:
        return False
    if isinstance(token.key, KeyText) and "authkey_" in token.key.file.lower():
        return True
    alg, iss = text_of(token.header.entries.get("alg")), text_of(token.claims.entries.get("iss"))
    is_of_another = (alg is not None and not alg.startswith("ES")) or (iss is not None and "://" in iss) or bool(names & _ABOUT_A_PERSON)
    return "kid" in token.header.entries and not is_of_another
