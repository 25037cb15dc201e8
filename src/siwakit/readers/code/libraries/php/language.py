"""PHP itself: numbers, strings, arrays, files and the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.readers.code.libraries.encodings import encoder, identity, made_string, receiver, respelled
from siwakit.readers.code.libraries.line_breaks import PATTERN, replaced
from siwakit.readers.code.libraries.times import doubts_of
from siwakit.readers.code.libraries.times import operate as operate_on_times
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.tree import Call, Name, Span
from siwakit.readers.code.values import Array, Closure, Encoded, Instance, KeyText, Known, Table, Unknown, Value, known, put_over, text_of, written

if TYPE_CHECKING:
    from siwakit.readers.code.evaluation import Evaluation
    from siwakit.readers.code.scope import Scope

LANGUAGE = Library()
_MOST_ITEMS = 50
LANGUAGE.is_found_by_type = True
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.functions["made-string:"] = made_string

_function("json_encode", "wp_json_encode", "Json.encode")(encoder("json"))
_function("base64_encode")(encoder("base64"))
_function("JWT.urlsafeB64Encode", "Base64Url.encode", "Base64UrlSafe.encodeUnpadded", "Base64UrlSafe.encode", "base64url_encode_")(
    encoder("base64url")
)
_function("trim", "ltrim", "chop", "collect", "value", "array_filter", "utf8_encode", "InMemory.plainText", "stripslashes", "str")(identity())
_method("", "toArray", "all", "toString", "contents", "getContents", "getValue")(receiver)
_method("KeyText", "contents")(receiver)


@_function("strtr", "str_replace", "rtrim", "preg_replace")
def _replace(given: Given) -> Value | None:
    """Return text with characters replaced: base64 becomes base64url so; a key stays a key; other text only if all is known."""
    subject = given.get(2) if given.words in {"str_replace", "preg_replace"} else given.get(0)
    if isinstance(subject, Encoded):
        words = [argument for argument in given.arguments[:3] if argument is not subject]
        return respelled(subject, [item for word in words for item in (word.items if isinstance(word, Array) else (word,))])
    text = text_of(subject)
    if text is None:
        return _replaced(given, subject)
    if given.words == "preg_replace":
        return Unknown(name="text", span=given.span)
    if given.words == "strtr":
        old, new = given.text(1), given.text(2)
        return (
            Unknown(name="text", span=given.span) if not old or not new else given.known(text.translate(dict(zip(map(ord, old), new, strict=False))))
        )
    if given.words == "rtrim":
        return given.known(text.rstrip(given.text(1) or None))
    old, new = given.text(0), given.text(1)
    return Unknown(name="text", span=given.span) if old is None or new is None else given.known(text.replace(old, new))


def _replaced(given: Given, subject: Value | None) -> Value | None:
    """Return *subject*, which is not known, with parts replaced; a key can lose its line breaks."""
    old, new = given.get(0), given.get(1)
    if given.words == "preg_replace":
        text = given.text(0) or ""
        return replaced(given, subject, Instance(kind=PATTERN, state={"pattern": given.known(text[1:].rpartition(text[:1])[0] if text else "")}), new)
    if given.words != "str_replace":
        return subject
    for item in old.items if isinstance(old, Array) and not old.is_open else (old,):
        subject = replaced(given, subject, item, new)
        if subject is not None and subject.span == given.span:
            break
    return subject


@_function("_ENV:", "_SERVER:", "GLOBALS:")
def _environment(given: Given) -> Value | None:
    """Return the environment, whose members are not known."""
    return Instance(kind="environment", span=given.span)


@_function("env", "getenv", "config", "Config.get", "Env.get", "get_option", "App.config", "constant", "setting")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment or a setting, or its default, which they may replace."""
    value = given.run.variable(given.text(0) or "", given.span)
    return Unknown(name=value.name, why=value.why, default=given.get(1), span=given.span) if isinstance(value, Unknown) else value


# Numbers and strings.


@_function("intval", "floor", "round", "ceil", "(int)", "intdiv")
def _whole(given: Given) -> Value | None:
    """Return a number without its fraction; floor and round return a float, which json_encode writes as 1.0 becomes 1.0."""
    value = given.get(0)
    number = known(value)
    if isinstance(number, str) and number.strip().lstrip("-").isdigit():
        number = int(number)
    if not isinstance(number, int | float) or isinstance(number, bool) or not isinstance(value, Known):
        return None
    if given.words == "intdiv":
        divisor = given.number(1)
        return Known(value=int(number // divisor), doubts=value.doubts, span=given.span) if divisor else None
    return Known(value=round(number) if given.words == "round" else int(number), doubts=value.doubts, span=given.span)


@_function("strval")
def _strval(given: Given) -> Value | None:
    """Return a number as a string; any other value is the text that it stands for."""
    value = given.get(0)
    number = known(value)
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Known(value=written(number), doubts=doubts_of(value), span=given.span) if is_number else value


@_function("sprintf")
def _sprintf(given: Given) -> Value | None:
    """Return a string with each %s filled in."""
    text = given.text(0)
    if text is None:
        return None
    pieces = text.replace("%d", "%s").split("%s")
    parts: list[Value] = []
    for number, piece in enumerate(pieces):
        parts += [given.get(number) or Unknown(span=given.span)] if number else []
        parts.append(given.known(piece))
    return given.run.join(parts, given.span)


@_function("implode", "join")
def _implode(given: Given) -> Value | None:
    """Return items as one string; the separator may come first or last."""
    first, second = given.get(0), given.get(1)
    items, between = (first, second) if isinstance(first, Array) else (second, first)
    if not isinstance(items, Array) or items.is_open:
        return None
    separator = between or given.known("")
    return given.run.join([part for item in items.items for part in (separator, item)][1:], given.span)


@_function("array_map")
def _map(given: Given) -> Value | None:
    """Return the results of a function for each item of an array."""
    name, items = given.text(0), given.get(1)
    named = next((closure for closure in given.run.functions if name and closure.function.name == name), None)
    function = named or given.get(0)
    if not isinstance(function, Closure) or not isinstance(items, Array) or items.is_open or len(given.arguments) != 2:  # noqa: PLR2004
        return None
    return Array(items=[given.run.call_closure(function, (item,), {}, given.span) for item in items.items[:_MOST_ITEMS]], span=given.span)


def _extract(run: Evaluation, call: Call, scope: Scope) -> Value:
    """Set a variable for each entry of an array."""
    table = run.evaluate(call.arguments[0].value, scope) if call.arguments else None
    if isinstance(table, Table):
        for name, value in table.entries.items():
            run.store(Name(name=name, span=call.span), value, scope)
    return Unknown(name="extract", span=call.span)


LANGUAGE.special["extract"] = _extract


def _operate(operator: str, operands: tuple[Value, ...], span: Span) -> Value | None:
    """Return the union of two arrays, in which the first decides; for dates, what their operators mean."""
    first, *others = operands
    if operator == "+" and len(others) == 1 and isinstance(first, Table) and isinstance(others[0], Table):
        union = Table(entries=dict(others[0].entries), is_open=others[0].is_open, span=span)
        put_over(union, first)
        return union
    return operate_on_times(operator, operands, span)


LANGUAGE.operate = _operate


@_function("array_merge", "array_replace")
def _merge(given: Given) -> Value | None:
    """Return the entries of several arrays."""
    merged = Table(span=given.span)
    for table in given.arguments:
        put_over(merged, table)
    return merged


# Files.


@_function("file_get_contents", "Storage.get", "File.get", "fopen", "InMemory.file", "LocalFileReference.file", "Key.LocalFileReference.file")
def read_file(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    text = known(given.get(0))
    plain = given.run.marks.replaced(text, lambda _: "") if isinstance(text, str) else ""
    return KeyText(file=plain.rpartition("/")[2], span=given.span)


@_function("storage_path", "base_path", "resource_path", "app_path", "realpath", "dirname")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    return given.get(0)
