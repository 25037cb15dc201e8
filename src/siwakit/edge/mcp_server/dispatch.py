"""One call of a tool: its arguments are checked, its answer fits into 2 kB, and whatever happens has a next step."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from siwakit.edge.mcp_server.messages import TOO_LONG
from siwakit.edge.mcp_server.session import Session
from siwakit.errors import KeyFault, MintRefused, SiwakitError
from siwakit.escape import visible
from siwakit.evidence.showing.redact import veiled
from siwakit.mcp.bounded import write_bounded
from siwakit.mcp.next_call import ask, call
from siwakit.mcp.tools import BY_NAME
from siwakit.record import record

_REPORT = "This is a bug in siwakit. Report the two words after `error`, without what was pasted, and give less of the input."
_LESS = "Give only the request, the answer and the code that makes the client_secret, or the paths of files."


@record
class Answered:
    """The answer to a call, as JSON, and whether it is an error."""

    text: str
    is_error: bool = False


def dispatch(session: Session, name: str, arguments: dict[str, Any] | None) -> Answered:
    """Return the answer of the tool *name* to *arguments*; nothing is raised."""
    whole: dict[str, Any] = {}
    try:
        if name == TOO_LONG:
            return _error("the message is over 8 MiB", {"ask": _LESS, "for": "texts", "then": call("doctor")})
        if name not in BY_NAME:
            return _error("there is no such tool", {"ask": f"Call one of {', '.join(BY_NAME)}.", "for": "texts", "then": call("doctor")})
        wrong = _fault_in(name, arguments or {})
        if wrong:
            return wrong
        whole = session.with_case(arguments or {}, BY_NAME[name])
        missing = next((each for each in BY_NAME[name].required if each not in whole), None)
        if missing:
            return _error(f"{missing} is missing", ask(missing, _again(session, name, whole), BY_NAME[name].properties[missing]["description"]))
        return Answered(write_bounded(import_module(f"siwakit.edge.mcp_server.calls.{name}").answer(session, whole)))
    except SiwakitError as error:
        return _refused(error, session, name, whole)
    except Exception as error:  # noqa: BLE001  a traceback could show what was pasted
        return _bug(error)


def _again(session: Session, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the same call, with *arguments* by the case that they are remembered under: they may contain secrets."""
    is_remembered = arguments and "case" in BY_NAME[name].properties
    return call(name, case=session.remember(arguments).case if is_remembered else None)


def _fault_in(name: str, arguments: dict[str, Any]) -> Answered | None:
    """Return what is wrong with *arguments* according to the schema of the tool *name*, without a value of them."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  it takes long to load, and a server starts quickly

    properties = BY_NAME[name].properties
    fault = next(Draft202012Validator(BY_NAME[name].schema).iter_errors(arguments), None)
    if fault is None:
        return None
    place = next((str(step) for step in fault.absolute_path if step in properties), next(iter(properties)))
    known = f"{name} takes {', '.join(properties)}."
    words = (
        f"the arguments of {name} break its schema ({fault.validator})"
        if not fault.absolute_path
        else f"{place} breaks the schema ({fault.validator})"
    )
    return _error(words, {"ask": known, "for": place, "then": call(name)})


def _refused(error: SiwakitError, session: Session, name: str, arguments: dict[str, Any]) -> Answered:
    """Return *error* with what to call next: the same without the argument that is wrong, as far as the error says which."""
    if isinstance(error, MintRefused) and error.rules:
        return _error(error.message, call("explain", words=error.rules[0]), error.hint)
    properties = BY_NAME[name].properties
    named = error.message.partition(" ")[0]
    guessed = ("key",) if isinstance(error, KeyFault) else ("files", "texts", "paths", "words", "key")
    likely = [each for each in guessed if each in arguments] + [each for each in guessed if each in properties]
    wrong = named if named in properties else next(iter(likely), next(iter(properties)))
    rest = {each: value for each, value in arguments.items() if each != wrong}
    question = error.hint or f"{properties[wrong]['description']}?"
    return _error(error.message, {"ask": _shown(question), "for": wrong, "then": _again(session, name, rest)})


def _bug(error: Exception) -> Answered:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place else "unknown place"
    return _error(f"siwakit failed: {type(error).__name__} at {where}", {"do": _REPORT, "then": call("doctor")})


def _error(message: str, following: dict[str, Any], hint: str = "") -> Answered:
    shown = {"error": _shown(message), **({"hint": _shown(hint)} if hint else {})}
    return Answered(write_bounded({**shown, "next": following}), is_error=True)


def _shown(text: str) -> str:
    return visible(veiled(text))
