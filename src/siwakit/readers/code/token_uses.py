"""Whether a program trusts an identity token that it has not verified, or lets the token choose how it is verified.

OpenID Connect lets a server trust a token that it received from the token endpoint itself. So only a token that comes with a request to the
program is meant, and only if nothing in the program may verify it: a function with such a name, one that is given the token and is not
followed, or the address of Apple's key set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from siwakit.evidence.source import ALGORITHM_PLACE, TOKEN_PLACE
from siwakit.patterns import pattern
from siwakit.readers.code.tree import Attribute, Function, Import, Name, Program, Span, Text, Type
from siwakit.readers.code.values import Array, Reference, Table, Unknown, Value
from siwakit.readers.code.walk import nodes_in
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.readers.code.run import Run

_IDENTITY = pattern(r"(?i)(?:id|identity|apple)_?(?:token|jwt)\Z")
_FROM_APP = pattern(r"(?i)(?:identity|apple)_?(?:token|jwt)\Z")
# Usual names of parameters and objects that contain a request.
_REQUESTS = frozenset({"req", "request", "ctx", "context", "params", "_post", "_request", "formvalue", "postform"})
_BODIES = _REQUESTS | {"body", "json", "dto", "input", "form", "get_json"}
_BODY_TYPE = pattern(r"[A-Z]\w{0,60}(?:Request|Body|Dto|DTO|Input|Form|Payload|Command|Params)")
_ANSWERS = pattern(r"(?i)response|\bres\b|result|answer|credential|exchange|fetch|token_?set|detail|authorization\b")
_OTHERS = ("google", "facebook", "firebase", "cognito", "auth0", "okta", "microsoft", "azure", "supabase", "keycloak", "linkedin", "kakao", "line.me")
_MAY_VERIFY = pattern(
    r"(?i)verif(?!ied|y_(?:sig|aud|exp|iat|iss|nbf))|jwk|valid\w*(?:token|jwt|apple|id)|token_?valid|\Avalid\Z|passport|guard|middleware"
)
_KEY_SET = ("auth/keys", "openid-configuration")
_LOOKING = ("log", "print", "debug", "info", "warn", "error", "trace", "puts", "p", "str", "trim", "len", "is", "empty")
_TAKING_APART = ("decode", "split", "explode", "parse", "get_unverified", "jwt_decode", "jwtdecode", "unverified", "read", "peek")
_WORD = pattern(r"[A-Za-z_][\w!?]{0,60}")
_MOST_USES = 20


@record
class TokenUse:
    """Use of an identity token: what the program calls the token, and the place."""

    name: str
    span: Span


@dataclass(slots=True)
class Habits:
    """What a program does with tokens and keys that no client_secret shows."""

    unverified: list[TokenUse] = field(default_factory=list)
    """Identity tokens whose claims the program reads without verifying them."""
    algorithms: list[TokenUse] = field(default_factory=list)
    """Tokens whose own header says by which algorithm the program verifies them."""
    handed_on: set[str] = field(default_factory=set)
    """What the program calls identity tokens that it gives to functions that may verify them."""
    joined: set[Span] = field(default_factory=set)
    """Places at which the program removes line breaks."""
    joined_keys: set[Span] = field(default_factory=set)
    """Those of them whose result is given to what reads a key only with its line breaks."""


def called(value: Value | None) -> str:
    """Return what the program calls *value*, with the objects that it is a member of."""
    return value.name if isinstance(value, Unknown) else value.path if isinstance(value, Reference) else ""


def is_identity_token(value: Value) -> bool:
    """Return whether the program calls *value* an identity token."""
    name = called(value)
    return bool(name) and _IDENTITY.search(name) is not None


def handed_on(words: str, values: Iterable[Value]) -> Iterator[str]:
    """Yield the names of the identity tokens among *values*, which a function of the name *words* gets and may verify."""
    if words.lower().startswith((*_LOOKING, *_TAKING_APART)):
        return
    for value in values:
        inside = value.entries.values() if isinstance(value, Table) else value.items if isinstance(value, Array) else (value,)
        for part in inside:
            if isinstance(part, Unknown | Reference) and is_identity_token(part):
                yield called(part)


def token_places(run: Run, programs: Iterable[Program]) -> dict[str, Span]:
    """Return the places at which the *programs* that were run trust a token that is not verified, or its algorithm, by their paths."""
    uses = [use for use in run.habits.unverified[:_MOST_USES] if use.name not in run.habits.handed_on]
    if not uses and not run.habits.algorithms:
        return {}
    words, texts = words_in(program.body for program in programs)
    names_another = any(other in word.lower() for word in (*words, *texts) for other in _OTHERS)
    places: dict[str, Span] = {}
    is_sure = not run.is_exhausted and all(_is_from_client(use.name) for use in uses) and not (names_another and not any(map(_says_apple, uses)))
    if uses and is_sure and not any(map(_MAY_VERIFY.search, words)) and not any(part in text for text in texts for part in _KEY_SET):
        places[TOKEN_PLACE] = uses[0].span
    checks = any(text.upper() == "RS256" for text in texts)
    if run.habits.algorithms and not checks and not names_another:
        places[ALGORITHM_PLACE] = run.habits.algorithms[0].span
    return places


def _says_apple(use: TokenUse) -> bool:
    return _FROM_APP.search(use.name) is not None


def _is_from_client(name: str) -> bool:
    """Return whether the token *name* comes with a request to the program instead of in Apple's answer."""
    owners = name.split(".")[:-1]
    if not owners or _ANSWERS.search(name):
        return False
    expected = _BODIES if _FROM_APP.search(name) else _REQUESTS
    return any(owner.lower() in expected or _BODY_TYPE.fullmatch(owner) for owner in owners)


def words_in(body: Iterable[Any]) -> tuple[set[str], set[str]]:
    """Return the names in *body*, statements or expressions, and the strings."""
    words: set[str] = set()
    texts: set[str] = set()
    for node in nodes_in(body):
        if isinstance(node, Name | Attribute | Function | Type):
            words.add(node.name)
        elif isinstance(node, Import):
            words |= {node.module, *(part for names in node.names for part in names)}
        elif isinstance(node, Text):
            texts.add(node.value)
    return words | {text for text in texts if _WORD.fullmatch(text)}, texts
