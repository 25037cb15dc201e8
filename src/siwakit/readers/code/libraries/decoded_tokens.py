"""Tokens that a program decodes: claims that it reads without verifying them, and the algorithm of their header.

What a library decodes without verifying is an object of `CLAIMS`; its segments, which a program can take apart by itself, are encoded values.
Only identity tokens are followed: what the program calls one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.token_uses import TokenUse, called, is_identity_token
from siwakit.readers.code.values import SEGMENTS, Array, Encoded, Instance, Known, Table, Unknown, Value, known

if TYPE_CHECKING:
    from siwakit.readers.code.evaluation import Evaluation

CLAIMS, HEADER, WHOLE, ALGORITHM = "claims not verified", "header of a token", "token not verified", "algorithm of a token"
DECODED = Library()
_ABOUT_A_PERSON = ("sub", "email", "Sub", "Email", "Subject", "subject", "getSubject", "getEmail")
_METHODS_BY_NAME = ("get", "fetch", "dig", "[]", "getClaim", "getStringClaim", "getOrDefault", "optString", "FindFirst", "FindFirstValue", "str")


def decoded(given: Given, token: Value | None, kind: str = CLAIMS) -> Value | None:
    """Return *token* as it is decoded, or None if the program does not call it an identity token."""
    if token is None or not is_identity_token(token):
        return None
    return Instance(kind=kind, state={"token": token, "decoder": given.span}, span=given.span)


def decoder(kind: str = CLAIMS, index: int = 0, *names: str) -> Meaning:
    """Return the meaning of a function that decodes its argument at *index*."""

    def meaning(given: Given) -> Value | None:
        return decoded(given, given.get(index, *names), kind)

    return meaning


def split(given: Given, text: Value | None, separator: str | None) -> Value | None:
    """Return the segments of an identity token, or None if *text* is something else or not split at its dots."""
    if text is None or separator not in {".", "\\."} or not is_identity_token(text):
        return None
    return Array(items=[Encoded(encoding=segment, of=text, span=given.span) for segment in SEGMENTS], span=given.span)


def segment_in(run: Evaluation, value: Value | None) -> Encoded | None:
    """Return the segment of a token that *value* is, with or without padding."""
    text = known(value)
    values: Iterable[Value | None] = run.marks.unknowns(text) if isinstance(text, str) else (value,)
    return next((inside for inside in values if isinstance(inside, Encoded) and inside.encoding in SEGMENTS), None)


def still_segment(index: int = 0) -> Meaning:
    """Return the meaning of a function that decodes base64, or does nothing else that matters, to its argument at *index*."""

    def meaning(given: Given) -> Value | None:
        return segment_in(given.run, given.get(index))

    return meaning


def opened(given: Given) -> Value | None:
    """Return the header or the claims that a segment of a token is as JSON."""
    segment = segment_in(given.run, given.get(0))
    return decoded(given, segment.of, HEADER if segment.encoding == SEGMENTS[0] else CLAIMS) if segment else None


def note_algorithms(given: Given, algorithms: Value | None) -> None:
    """Note it if one of the *algorithms* that a verification accepts is that of the token's own header."""
    values = algorithms.items if isinstance(algorithms, Array) else [algorithms]
    value = values[0] if len(values) == 1 else None
    if isinstance(value, Instance) and value.kind == ALGORITHM:
        given.run.habits.algorithms.append(TokenUse(called(value.state["token"]), value.span))


def by_option(*names: str) -> Meaning:
    """Return the meaning of a function that verifies, with the accepted algorithms as an argument or an option by one of *names*."""

    def meaning(given: Given) -> Value | None:
        tables = [value.entries for value in given.arguments if isinstance(value, Table)]
        for options in (given.named, *tables):
            for name in names:
                note_algorithms(given, options.get(name))
        return None

    return meaning


# What decoded tokens have.


@DECODED.method(CLAIMS, *_ABOUT_A_PERSON)
def _about_a_person(given: Given) -> Value | None:
    """Return what a token says about a person; the program reads it."""
    return read_claim(given, given.words)


@DECODED.method(CLAIMS, *_METHODS_BY_NAME)
def _member(given: Given) -> Value | None:
    """Return a claim by its name."""
    name = given.text(0)
    return read_claim(given, name) if name in {"sub", "email"} else Unknown(name=name or given.words, span=given.span)


def read_claim(given: Given, name: str) -> Value | None:
    """Return the claim *name* of the claims whose method is called; the program reads it."""
    claims = given.receiver
    if isinstance(claims, Instance):
        given.run.habits.unverified.append(TokenUse(called(claims.state["token"]), claims.state["decoder"]))
    return Unknown(name=name, span=given.span)


@DECODED.method(CLAIMS, "Claims", "getClaims", "getBody", "getPayload", "getJWTClaimsSet", "toJSONObject", "to_h", "with_indifferent_access")
def _same(given: Given) -> Value | None:
    """Return the claims of claims."""
    return given.receiver


def _part(name: str, kind: str) -> None:
    @DECODED.method(WHOLE, name)
    def _of_whole(given: Given) -> Value | None:
        """Return a part of a token."""
        whole = given.receiver
        return Instance(kind=kind, state=whole.state, span=given.span) if isinstance(whole, Instance) else None


_part("payload", CLAIMS)
_part("header", HEADER)


@DECODED.method(HEADER, "alg", "Alg", "getAlgorithm")
def _algorithm(given: Given) -> Value | None:
    """Return the algorithm that a header names."""
    header = given.receiver
    return Instance(kind=ALGORITHM, state=header.state, span=given.span) if isinstance(header, Instance) else None


@DECODED.method(HEADER, "get", "fetch", "[]")
def _of_header(given: Given) -> Value | None:
    """Return a member of a header by its name."""
    return _algorithm(given) if given.text(0) == "alg" else Unknown(name=given.text(0) or given.words, span=given.span)


def is_off(value: Value | None) -> bool:
    """Return whether *value* is a switch that is surely off."""
    return isinstance(value, Known) and value.value is False
