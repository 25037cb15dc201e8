"""C# itself: strings, bytes, numbers, mappings, the environment and files."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.encodings import encoder, identity, made_string, receiver, respell
from siwakit.readers.code.libraries.times import doubts_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, KeyText, Known, Table, Unknown, Value, known, put_at, put_over, text_of

LANGUAGE = Library()
LANGUAGE.is_found_by_type = True
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.functions["made-string:"] = made_string
_HOLE = pattern(r"\{([0-9]{1,2})[^{}]{0,20}\}")
_BUILDER = "StringBuilder"

_function(*(f"Encoding.{name}.GetBytes" for name in ("UTF8", "ASCII", "Default", "Unicode")), "Convert.ToString", "string.Copy", "Uri", "string")(
    identity()
)
_function("Uri.EscapeDataString", "WebUtility.UrlEncode", "HttpUtility.UrlEncode", "Task.FromResult", "Encoding.UTF8.GetString", "nameof")(identity())
_method("", "ToString", "Trim", "ConfigureAwait", "ToArray", "ToList", "AsSpan", "ToCharArray", "Value", "Result", "GetAwaiter", "GetResult")(
    receiver
)
_method("KeyText", "Replace", "TrimEnd", "TrimStart", "Split", "Where", "Skip", "Take", "Substring", "Normalize", "ReadToEnd", "ReadToEndAsync")(
    receiver
)
_method("KeyText", "ReadObject", "ReadPemObject", "Content", "SkipLast", "Aggregate")(receiver)
_method("Unknown", "Replace", "TrimEnd", "TrimStart", "Where", "Split")(receiver)
_method("Encoded", "TrimEnd", "Trim", "Split")(respell)
_method("Encoded", "PadRight")(receiver)


# Numbers.


@_function("Convert.ToInt64", "Convert.ToInt32", "Math.Floor", "Math.Truncate", "Math.Round", "long.Parse", "int.Parse", "Math.Ceiling")
def _whole(given: Given) -> Value | None:
    """Return a number without its fraction."""
    value = given.get(0)
    number = known(value)
    if isinstance(number, str):
        number = int(number) if number.strip().lstrip("-").isdigit() else None
    if not isinstance(number, int | float) or isinstance(number, bool):
        return None
    return Known(value=int(number), doubts=doubts_of(value), span=given.span)


@_method("Known", "ToString")
def _to_string(given: Given) -> Value | None:
    """Return a number as a string; what it depends on is kept."""
    value = given.receiver
    number = known(value)
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Known(value=str(number), doubts=doubts_of(value), span=given.span) if is_number else value


# Strings.


@_method("Known", "Replace")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known."""
    text, old, new = text_of(given.receiver), given.text(0), given.text(1)
    if text is None or old is None:
        return given.receiver
    return given.known(text.replace(old, new)) if new is not None else Unknown(name="text", span=given.span)


@_method("Encoded", "Replace")
def _replace_encoded(given: Given) -> Value | None:
    """Return base64 that is made base64url by replacing its characters."""
    return respell(given)


@_function("string.Concat", "String.Concat")
def _concat(given: Given) -> Value | None:
    """Return strings as one."""
    return given.run.join(given.arguments, given.span)


@_function("string.Join", "String.Join")
def _join(given: Given) -> Value | None:
    """Return strings as one, with the first between the others."""
    items = list(given.arguments[1:])
    if len(items) == 1 and isinstance(items[0], KeyText):
        return items[0]
    if len(items) == 1 and isinstance(items[0], Array):
        if items[0].is_open:
            return None
        items = items[0].items
    elif len(items) == 1:
        return Unknown(name="text", span=given.span)
    return given.run.join([part for item in items for part in (given.arguments[0], item)][1:], given.span)


@_function("string.Format", "String.Format")
def _format(given: Given) -> Value | None:
    """Return a string with each hole filled in."""
    text = known(given.get(0))
    if not isinstance(text, str):
        return None
    parts: list[Value] = []
    for number, piece in enumerate(_HOLE.split(text)):
        parts.append(given.get(int(piece) + 1) or Unknown(span=given.span) if number % 2 else given.known(piece))
    return given.run.join(parts, given.span)


@_function("StringBuilder")
def _builder(given: Given) -> Value | None:
    """Return a builder of a string."""
    first = given.get(0)
    return Instance(kind=_BUILDER, state={"parts": [first] if isinstance(known(first), str) and first else []}, span=given.span)


@_method(_BUILDER, "Append")
def _append(given: Given) -> Value | None:
    """Add to a string."""
    if isinstance(given.receiver, Instance) and given.arguments:
        given.receiver.state["parts"].append(given.arguments[0])
    return given.receiver


@_method(_BUILDER, "ToString")
def _built(given: Given) -> Value | None:
    """Return the string that was built."""
    return given.run.join(given.receiver.state["parts"], given.span) if isinstance(given.receiver, Instance) else None


_function("Base64UrlEncoder.Encode", "WebEncoders.Base64UrlEncode", "Base64Url.EncodeToString", "Base64UrlTextEncoder.Encode", "Base64Url.Encode")(
    encoder("base64url")
)
_function("Convert.ToBase64String")(encoder("base64"))
_function(
    "JsonSerializer.Serialize",
    "JsonConvert.SerializeObject",
    "JsonSerializer.SerializeToUtf8Bytes",
    "JObject.FromObject",
    "JsonExtensions.SerializeToJson",
)(encoder("json"))


@_function("Convert.FromBase64String", "Convert.FromBase64CharArray", "Base64.Decode", "Base64UrlEncoder.DecodeBytes")
def _decode(given: Given) -> Value | None:
    """Return decoded bytes, which are a key if they are signed with; they have no text of their own."""
    value = given.get(0)
    return value if isinstance(value, KeyText | Unknown) else KeyText(name="key", span=given.span)


# Mappings and lists.


@_function("Dictionary", "SortedDictionary", "Hashtable", "JObject", "JsonObject", "ExpandoObject", "ConcurrentDictionary", "NameValueCollection")
def _dictionary(given: Given) -> Value | None:
    """Return a mapping: a copy of another, with what the initializer sets."""
    table = Table(span=given.span)
    for value in given.arguments:
        table.span = value.span if isinstance(value, Table) else table.span
        put_over(table, None if isinstance(value, Known) else value)
    return table


@_method("Table", "Add", "TryAdd", "Set")
def _add(given: Given) -> Value | None:
    """Set an entry of a mapping."""
    table, name, value = given.receiver, given.text(0), given.get(1)
    if isinstance(table, Table):
        put_at(table, name, value)
    return table


@_function("KeyValuePair", "KeyValuePair.Create", "new")
def _pair(given: Given) -> Value | None:
    """Return a pair."""
    return Array(items=[*given.arguments], span=given.span) if len(given.arguments) == 2 and not given.named else None  # noqa: PLR2004  name and value


@_function("List", "HashSet", "Collection")
def _list(given: Given) -> Value | None:
    """Return a list with what the initializer adds."""
    first = given.get(0)
    if isinstance(first, Array):
        return Array(items=[*first.items], is_open=first.is_open, span=given.span)
    return Array(items=[], is_open=first is not None and not isinstance(first, Known), span=given.span)


@_method("Array", "Add")
def _add_item(given: Given) -> Value | None:
    """Add an item to a list."""
    if isinstance(given.receiver, Array):
        given.receiver.items += given.arguments
    return given.receiver


# The environment and files.


@_function("Environment.GetEnvironmentVariable", "ConfigurationManager.AppSettings.Get")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment."""
    return given.run.variable(given.text(0) or "", given.span)


@_method("Unknown", "GetValue", "GetSection", "GetRequiredSection", "GetConnectionString")
@_method("Reference", "GetValue", "GetSection", "GetRequiredSection")
def _setting(given: Given) -> Value | None:
    """Return a setting by its name."""
    name = given.text(0)
    return given.run.variable(name, given.span) if name else None


@_function(
    "File.ReadAllText",
    "File.ReadAllTextAsync",
    "File.ReadAllLines",
    "File.ReadAllBytes",
    "File.OpenText",
    "StreamReader",
    "File.OpenRead",
    "File.ReadLines",
)
def _read(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    value = given.get(0)
    if isinstance(value, KeyText):
        return value
    text = known(value)
    return KeyText(file=text.replace("\\", "/").rpartition("/")[2] if isinstance(text, str) else "", span=given.span)


@_function("Path.Combine", "Path.Join")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    return given.arguments[-1] if given.arguments else None
