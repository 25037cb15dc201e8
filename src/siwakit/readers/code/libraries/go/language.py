"""Go itself: time, strings, encodings, files and the environment."""

from __future__ import annotations

from datetime import UTC, datetime

from siwakit.evidence.source import Doubt
from siwakit.readers.code.libraries.encodings import PADDED, encode, encoder, identity, made_string, respelled
from siwakit.readers.code.libraries.line_breaks import replaced
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.libraries.times import DATE, make_date, make_duration, moved, number_from, seconds_of, with_months
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Encoded, Instance, KeyText, Reference, Unknown, Value, known, text_of

LANGUAGE = Library()
LANGUAGE.is_found_by_type = True
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.functions["made-string:"] = made_string
_JSON_ENCODER = "JSON encoder"
_NANOSECOND = 1_000_000_000
_SPANS = {
    "Nanosecond": 1,
    "Microsecond": 1_000,
    "Millisecond": 1_000_000,
    "Second": _NANOSECOND,
    "Minute": 60 * _NANOSECOND,
    "Hour": 3_600 * _NANOSECOND,
}

_function("string", "int64", "int32", "uint64", "[]byte", "bytes.NewBuffer", "bytes.NewReader", "bytes.NewBufferString", "strings.NewReader")(
    identity()
)
_function("int", "float64", "json.Number", "io.NopCloser", "strings.TrimSpace", "template.HTML", "append")(identity())


@_function("json.Marshal", "json.MarshalIndent", "jsoniter.Marshal", "sonic.Marshal")
def _marshal(given: Given) -> Value | None:
    """Return a mapping or a struct as JSON."""
    return encode("json", fields_of(given.get(0)) or given.get(0), given.span)


@_function("json.NewEncoder")
def _json_encoder(given: Given) -> Value | None:
    """Return what writes JSON into a buffer."""
    return Instance(kind=_JSON_ENCODER, state={"store": given.store}, span=given.span)


@_method(_JSON_ENCODER, "Encode")
def _encode_json(given: Given) -> Value | None:
    """Write a mapping or a struct as JSON."""
    value, encoder_of_buffer = given.get(0), given.receiver
    if isinstance(encoder_of_buffer, Instance) and value is not None and encoder_of_buffer.state["store"]:
        encoder_of_buffer.state["store"](0, encode("json", fields_of(value) or value, given.span))
    return given.known(None)


# Time. A span is a number of nanoseconds.


@_function("time.Now")
def _now(given: Given) -> Value | None:
    """Return the time now."""
    return make_date(given.run.now, given.span)


@_function("time.Unix", "time.UnixMilli")
def _unix(given: Given) -> Value | None:
    """Return the time of a number of seconds or milliseconds."""
    number = given.number(0)
    return None if number is None else make_date(number / 1000 if given.words == "UnixMilli" else number, given.span)


def _span(name: str) -> None:
    @_function(f"time.{name}:")
    def _length(given: Given) -> Value | None:
        """Return a span in nanoseconds."""
        return given.known(_SPANS[name])


for _name in _SPANS:
    _span(_name)


@_function("time.Duration")
def _duration(given: Given) -> Value | None:
    """Return a number of nanoseconds."""
    return given.get(0)


@_method(DATE, "Add")
def _add(given: Given) -> Value | None:
    """Return a time moved by nanoseconds."""
    number, date = given.number(0), given.receiver
    return None if number is None or date is None else moved(date, make_duration(number / _NANOSECOND, given.span), given.span)


@_method(DATE, "AddDate")
def _add_date(given: Given) -> Value | None:
    """Return a time moved by years, months and days."""
    years, months, days = (given.number(index) for index in range(3))
    seconds = seconds_of(given.receiver)
    if seconds is None or years is None or months is None or days is None:
        return None
    count = int(12 * years + months)
    seconds = with_months(seconds, count) if count else seconds
    return make_date(seconds + 86_400 * days, given.span, doubts=frozenset({Doubt.CALENDAR} if count else ()))


@_method(DATE, "Format", "String")
def _format(given: Given) -> Value | None:
    """Return a time as text, which is not a number."""
    seconds = seconds_of(given.receiver)
    return None if seconds is None else given.known(datetime.fromtimestamp(seconds, UTC).isoformat())


@_method(DATE, "Unix", "UnixMilli", "UnixMicro", "UnixNano")
def _as_unix(given: Given) -> Value | None:
    """Return a time as seconds, milliseconds, microseconds or nanoseconds."""
    scale = {"Unix": 1, "UnixMilli": 1_000, "UnixMicro": 1_000_000, "UnixNano": _NANOSECOND}[given.words]
    return number_from(given.receiver, given.span, scale=scale)


@_method(DATE, "UTC", "Local", "In", "Round", "Truncate")
def _same(given: Given) -> Value | None:
    """Return the same moment."""
    return given.receiver


# Strings.


@_function("fmt.Sprintf", "fmt.Sprint")
def _sprintf(given: Given) -> Value | None:
    """Return a string with each verb filled in."""
    return _formatted(given, 0)


@_function("fmt.Fprintf")
def _fprintf(given: Given) -> Value | None:
    """Write a string with each verb filled in to a buffer."""
    text = _formatted(given, 1)
    if text is not None and given.store:
        given.store(0, text)
    return given.known(0)


def _formatted(given: Given, place: int) -> Value | None:
    text = given.text(place)
    if text is None:
        return None
    pieces = text.replace("%v", "%s").replace("%d", "%s").replace("%q", "%s").split("%s")
    parts: list[Value] = []
    for number, piece in enumerate(pieces):
        parts += [given.get(place + number) or Unknown(span=given.span)] if number else []
        parts.append(given.known(piece))
    return given.run.join(parts, given.span)


@_function("strings.Join")
def _join(given: Given) -> Value | None:
    """Return items as one string."""
    items, between = given.get(0), given.get(1)
    if not isinstance(items, Array) or items.is_open or between is None:
        return None
    return given.run.join([part for item in items.items for part in (between, item)][1:], given.span)


@_function("strings.ReplaceAll", "strings.Replace", "strings.TrimRight", "strings.TrimSuffix", "strings.Trim")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known; base64 may become base64url."""
    value, old, new = given.get(0), given.text(1), given.text(2)
    if isinstance(value, Encoded):
        return respelled(value, given.arguments[1:3])
    text = text_of(value)
    if text is None and given.words.startswith("Replace"):
        return replaced(given, value, given.get(1), given.get(2))
    return value if text is None or old is None or not given.words.startswith("Replace") else given.known(text.replace(old, new or ""))


# Encodings: of bytes by the methods of an encoding.


def _encoding(name: str, encoding: str) -> None:
    @_function(f"base64.{name}.EncodeToString", f"hex.{name}")
    def _encoded(given: Given) -> Value | None:
        """Return bytes in an encoding."""
        return encode(encoding, given.get(0), given.span)


for _name, _form in (("RawURLEncoding", "base64url"), ("URLEncoding", PADDED), ("StdEncoding", "base64"), ("RawStdEncoding", "base64")):
    _encoding(_name, _form)


@_function("base64.URLEncoding.WithPadding", "base64.StdEncoding.WithPadding")
def _with_padding(given: Given) -> Value | None:
    """Return an encoding with another padding, or without one."""
    padding, name = given.get(0), "URLEncoding" if "URL" in repr(given.receiver) else "StdEncoding"
    if not isinstance(padding, Reference):
        return None
    return Reference(path=f"base64.{'Raw' if padding.path.endswith('NoPadding') else ''}{name}", span=given.span)


_function("jwt.EncodeSegment")(encoder("base64url"))


# Files and the environment.


@_function("os.Getenv", "viper.GetString", "viper.Get", "os.LookupEnv", "config.Get", "godotenv.Get", "syscall.Getenv")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment."""
    return given.run.variable(given.text(0) or "", given.span)


@_function("os.ReadFile", "ioutil.ReadFile", "os.Open")
def _read(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    text = known(given.get(0))
    return KeyText(file=text.rpartition("/")[2] if isinstance(text, str) else "", span=given.span)


@_function("filepath.Join", "path.Join")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    return given.arguments[-1] if given.arguments else None
