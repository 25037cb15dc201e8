"""Swift itself and Foundation: numbers, strings, JSON, files and the environment."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.encodings import encode, made_string, receiver, respell
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.libraries.times import DATE, seconds_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Closure, Instance, KeyText, Known, Reference, Table, Unknown, Value, known, text_of

LANGUAGE = Library()
LANGUAGE.is_found_by_type = True
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.functions["made-string:"] = made_string
_ENCODER, _ENVIRONMENT = "JSONEncoder", "environment"
_EPOCH_2001 = 978_307_200
_FORMAT = pattern(r"%(?:@|l{0,2}[du])")

# Bytes and strings are the same here, and so is a string without the whitespace around it.
_method("", "utf8", "data", "description", "trimmingCharacters", "lowercased:", "unsafelyUnwrapped", "absoluteString", "prefix:")(receiver)
_method("KeyText", "replacingOccurrences", "components", "joined", "filter", "split", "string")(receiver)
_method("Unknown", "replacingOccurrences", "addingPercentEncoding")(receiver)
_method("", "addingPercentEncoding", "value", "rawValue", "bytes", "unwrap")(receiver)


@_function(
    "String", "Data", "Substring", "NSString", "[UInt8]", "Array", "ByteBuffer", "Optional", "TimeInterval", "Double", "NSNumber", "AnyEncodable"
)
def _same(given: Given) -> Value | None:
    """Return a value in another form: text as bytes, bytes as text, a number as a number."""
    if any(name in given.named for name in ("contentsOf", "contentsOfFile")):
        return _read(given)
    if "base64Encoded" in given.named:
        return Unknown(name="decoded bytes", span=given.span)
    if "format" in given.named:
        return _formatted(given)
    value = given.get(0, "data", "decoding", "string", "bytes", "describing", "reflecting", "cString")
    return Known(value=str(value.value), span=given.span) if given.words == "String" and _is_number(value) and isinstance(value, Known) else value


def _is_number(value: Value | None) -> bool:
    number = known(value)
    return isinstance(number, int | float) and not isinstance(number, bool)


def _formatted(given: Given) -> Value | None:
    """Return a format with the arguments in it."""
    text = given.text(-1, "format")
    if text is None:
        return None
    pieces, parts = _FORMAT.split(text), list[Value]()
    for number, piece in enumerate(pieces):
        parts += [given.get(number - 1) or given.unknown()] if number else []
        parts.append(given.known(piece))
    return given.run.join(parts, given.span)


@_function("Int", "Int64", "UInt64", "Int32", "UInt32", "UInt", "floor", "round", "ceil", "trunc")
def _whole(given: Given) -> Value | None:
    """Return a number without its fraction, or the number that a text is."""
    value = given.get(0, "truncating", "exactly")
    number = known(value)
    if isinstance(number, str) and number.lstrip("-").isdigit():
        return given.known(int(number))
    return Known(value=int(number), doubts=value.doubts, span=given.span) if _is_number(value) and isinstance(value, Known) else value


@_method("Known", "rounded")
def _rounded(given: Given) -> Value | None:
    """Return a number without its fraction."""
    value = given.receiver
    return Known(value=int(known(value)), doubts=value.doubts, span=given.span) if _is_number(value) and isinstance(value, Known) else None


# Strings and collections.


@_method("Known", "replacingOccurrences")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known."""
    text, old, new = text_of(given.receiver), given.text(-1, "of"), given.text(-1, "with")
    return given.receiver if text is None or old is None or new is None else given.known(text.replace(old, new))


@_method("Encoded", "replacingOccurrences", "trimmingCharacters", "replacing")
def _as_base64url(given: Given) -> Value | None:
    """Return base64 that is made base64url by replacing its characters."""
    return respell(given)


@_method("", "base64EncodedString", "base64EncodedData", "base64String")
def _base64(given: Given) -> Value | None:
    """Return base64."""
    return encode("base64", given.receiver, given.span)


@_method("", "base64URLEncodedString", "base64UrlEncodedString", "urlSafeBase64EncodedString", "base64URLEncoded", "base64urlEncodedString")
def _base64url(given: Given) -> Value | None:
    """Return base64url, by a method that many programs define."""
    return encode("base64url", given.receiver, given.span)


@_method("Array", "joined")
def _joined(given: Given) -> Value | None:
    """Return the items of a list as one string."""
    items = given.receiver
    if not isinstance(items, Array) or items.is_open:
        return None
    between = given.known(given.text(0, "separator") or "")
    return given.run.join([part for item in items.items for part in (between, item)][1:], given.span)


@_method("Array", "map", "compactMap")
def _map(given: Given) -> Value | None:
    """Return the results of a function for each item of a list."""
    items, function = given.receiver, given.get(0)
    if not isinstance(items, Array) or items.is_open or not isinstance(function, Closure):
        return None
    return Array(items=[given.run.call_closure(function, (item,), {}, given.span) for item in items.items], span=given.span)


@_method("Table", "map", "compactMap")
def _map_table(given: Given) -> Value | None:
    """Return the results of a function for each entry of a dictionary, given as a pair or as key and value."""
    table, function = given.receiver, given.get(0)
    if not isinstance(table, Table) or table.is_open or not isinstance(function, Closure):
        return None
    results: list[Value] = []
    for name, value in table.entries.items():
        key = given.known(name)
        pair = Table(entries={"key": key, "value": value, "0": key, "1": value}, span=value.span)
        arguments: tuple[Value, ...] = (pair,) if len(function.function.parameters) == 1 else (key, value)
        results.append(given.run.call_closure(function, arguments, {}, given.span))
    return Array(items=results, span=given.span)


@_method("Array", "append")
def _append(given: Given) -> Value | None:
    """Add an item to a list."""
    if isinstance(given.receiver, Array) and (value := given.get(0)) is not None:
        given.receiver.items.append(value)
    return given.known(None)


@_method("Table", "updateValue")
def _update(given: Given) -> Value | None:
    """Set an entry of a dictionary."""
    name, value = given.text(-1, "forKey"), given.get(0)
    if isinstance(given.receiver, Table) and name and value is not None:
        given.receiver.entries[name] = value
    return given.known(None)


# JSON.


@_function("JSONEncoder")
def _encoder(given: Given) -> Value | None:
    """Return an encoder, which writes dates as seconds since 2001 unless it is told otherwise."""
    return Instance(kind=_ENCODER, state={"dates": "deferredToDate"}, span=given.span)


@_method(_ENCODER, "dateEncodingStrategy=")
def _set_dates(given: Given) -> Value | None:
    """Set how dates are written."""
    value = given.get(0)
    if isinstance(given.receiver, Instance):
        given.receiver.state["dates"] = value.path.rpartition(".")[2] if isinstance(value, Reference) else ""
    return value


@_method(_ENCODER, "outputFormatting=", "keyEncodingStrategy=")
def _set_other(given: Given) -> Value | None:
    """Set what does not matter to a token."""
    return given.get(0)


@_method(_ENCODER, "encode")
def _encode(given: Given) -> Value | None:
    """Return an object or a dictionary as JSON."""
    value, fields = given.get(0), fields_of(given.get(0))
    strategy = given.receiver.state["dates"] if isinstance(given.receiver, Instance) else ""
    scale, start = {"secondsSince1970": (1, 0), "millisecondsSince1970": (1000, 0), "deferredToDate": (1, _EPOCH_2001)}.get(strategy, (0, 0))
    if fields is None:
        return encode("json", value, given.span)
    entries = {
        name: _as_number(given, entry, scale, start) if isinstance(entry, Instance) and entry.kind == DATE else entry
        for name, entry in fields.entries.items()
    }
    return encode("json", Table(entries=entries, is_open=fields.is_open, span=fields.span), given.span)


def _as_number(given: Given, date: Value, scale: int, start: int) -> Value:
    seconds = seconds_of(date)
    doubts = date.state["doubts"] if isinstance(date, Instance) else frozenset()
    return Known(value=(seconds - start) * scale, doubts=doubts, span=date.span) if seconds is not None and scale else given.unknown()


@_function("JSONSerialization.data")
def _serialized(given: Given) -> Value | None:
    """Return a dictionary as JSON."""
    return encode("json", given.get(0, "withJSONObject"), given.span)


# Files and the environment.


@_function("ProcessInfo.processInfo.environment:", "ProcessInfo.environment:")
def _environment(given: Given) -> Value | None:
    """Return the environment, whose members are not known."""
    return Instance(kind=_ENVIRONMENT, span=given.span)


@_function("Environment.get", "Environment.process", "getenv", "Bundle.main.object", "Bundle.main.infoDictionary")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment, or a setting of the app."""
    return given.run.variable(given.text(0, "forInfoDictionaryKey") or "", given.span)


@_function("Environment.process:")
def _vapor_environment(given: Given) -> Value | None:
    """Return Vapor's view of the environment."""
    return _environment(given)


@_function("Bundle.main.url", "Bundle.main.path", "Bundle.module.url", "Bundle.module.path")
def _resource(given: Given) -> Value | None:
    """Return the path of a file of the app."""
    name, ending = given.text(0, "forResource"), given.text(1, "withExtension", "ofType")
    return given.known(f"{name}.{ending}" if ending else name) if name else None


@_function("URL.fileURLWithPath", "NSURL.fileURL", "FileManager.default.contents", "FileHandle")
def _contents(given: Given) -> Value | None:
    """Return the bytes of a file."""
    return _read(given)


@_method("Known", "appendingPathComponent", "appending", "appendingPathExtension")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    if given.words == "appendingPathExtension":
        return given.known(f"{text_of(given.receiver) or ''}.{given.text(0) or ''}")
    start, end = text_of(given.receiver), given.get(0, "path", "component")
    if start is not None and start.startswith("http") and end is not None:
        return given.run.join((given.known(f"{start.rstrip('/')}/"), end), given.span)
    return end


def _read(given: Given) -> Value | None:
    text = known(given.get(0, "contentsOf", "contentsOfFile", "atPath", "forReadingAtPath"))
    return KeyText(file=text.rpartition("/")[2] if isinstance(text, str) else "", span=given.span)
