"""PowerShell itself: pipes, operators on strings, casts, JSON, files and the environment."""

from __future__ import annotations

from dataclasses import replace

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.encodings import encode, identity, object_in, respell, without_encodings
from siwakit.readers.code.libraries.powershell.options import options_of
from siwakit.readers.code.libraries.shell.text import TEXT
from siwakit.readers.code.libraries.shell.words import input_of
from siwakit.readers.code.libraries.times import doubts_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.scope import Scope
from siwakit.readers.code.values import Array, Closure, Encoded, Instance, KeyText, Known, Table, Unknown, Value, known, text_of

LANGUAGE = Library()
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.special["|"] = TEXT.special["|"]
_HOLE = pattern(r"\{([0-9]{1,2})[^{}]{0,20}\}|\{\{|\}\}")
_NUMBER = pattern(r"\s*([+-]?[0-9]{1,18})(?:[.,]([0-9]{1,9}))?\s*")
_PLAIN = pattern(r"[\w .:/-]*")
_BASES = frozenset({"base64", "base64url"})
_KEPT = ("string", "byte[]", "byte", "char[]", "System.String", "securestring", "object[]", "string[]", "array", "pscustomobject", "uri", "xml")
_SWITCHES = frozenset({"compress", "raw", "ascii", "asarray", "ashashtable", "force", "asplaintext", "nonewline", "asbytestream"})

_function(*_KEPT, "Write-Output", "echo", "ConvertTo-SecureString", "Out-String:", "Write-Host:")(identity())


@_function("Out-String", "Out-Null:", "Tee-Object", "Set-Clipboard", "Select-Object", "Write-Output:", "Out-Default")
def _passed_on(given: Given) -> Value | None:
    """Return what is piped."""
    return input_of(given)


@_function("ConvertTo-Json")
def _to_json(given: Given) -> Value | None:
    """Return an object as JSON."""
    value = options_of(given, _SWITCHES).get("inputobject", 0) or input_of(given)
    return encode("json", value, given.span) if isinstance(value, Table | Array) else None


@_function("ConvertFrom-Json")
def _from_json(given: Given) -> Value | None:
    """Return the object in JSON."""
    return object_in(given.run, options_of(given, _SWITCHES).get("inputobject", 0) or input_of(given))


@_function("ForEach-Object", "%", "foreach")
def _for_each(given: Given) -> Value | None:
    """Return the result of a block for what is piped, if that is one value."""
    value, block = input_of(given), next((word for word in given.arguments if isinstance(word, Closure)), None)
    if value is None or block is None or isinstance(value, Array):
        return None
    scope = Scope(block.scope)
    scope.set("_", value)
    return given.run.call_closure(replace(block, scope=scope), (), {}, given.span)


@_function("&", ".", "Invoke-Command")
def _called(given: Given) -> Value | None:
    """Return the result of a block that is called."""
    block = given.get(0)
    return given.run.call_closure(block, given.arguments[1:], {}, given.span) if isinstance(block, Closure) else None


# Numbers.


@_function("int", "int32", "int64", "long", "uint32", "uint64", "System.Int64", "System.Int32", "decimal", "bigint")
@_function("int.Parse", "int32.Parse", "int64.Parse", "long.Parse", "Math.Floor", "Math.Round", "Math.Truncate", "Math.Ceiling")
@_function("Convert.ToInt32", "Convert.ToInt64", "decimal.Truncate")
def _whole(given: Given) -> Value | None:
    """Return a whole number, also of a string."""
    number = _number(given)
    return None if number is None else Known(value=int(number), doubts=doubts_of(given.get(0)), span=given.span)


@_function("double", "float", "single", "System.Double", "double.Parse", "decimal.Parse", "Convert.ToDouble")
def _real(given: Given) -> Value | None:
    """Return a number, also of a string."""
    number = _number(given)
    return None if number is None else Known(value=number, doubts=doubts_of(given.get(0)), span=given.span)


def _number(given: Given) -> float | None:
    value = given.get(0)
    number = known(value)
    if isinstance(number, str):
        behind = given.run.marks.behind(number)
        number = known(behind) if behind is not None else number
    if isinstance(number, str):
        match = _NUMBER.fullmatch(number)
        return None if match is None else float(f"{match[1]}.{match[2]}") if match[2] else int(match[1])
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None


# Strings.


@_function("-replace")
def _replace(given: Given) -> Value | None:
    """Return text with what a pattern finds replaced; in base64 that makes it base64url."""
    value = given.get(0)
    if isinstance(value, Encoded):
        return Encoded(encoding="base64url", of=value.of, span=value.span) if value.encoding in _BASES else Unknown(name="text", span=given.span)
    if isinstance(value, KeyText | Unknown):
        return value
    text, old, new = text_of(value), given.text(1), given.text(2) if len(given.arguments) > 2 else ""  # noqa: PLR2004  text, pattern, what replaces it
    is_plain = old is not None and new is not None and bool(_PLAIN.fullmatch(old)) and "." not in old and "$" not in new
    return given.known(text.replace(old or "", new or "")) if text is not None and is_plain else Unknown(name="text", span=given.span)


@_function("-join")
def _join(given: Given) -> Value | None:
    """Return the items of a list as one string."""
    items = given.get(0)
    if not isinstance(items, Array) or items.is_open:
        return items if isinstance(items, KeyText | Known) else None
    separator = given.get(1) or given.known("")
    return given.run.join([part for item in items.items for part in (separator, item)][1:], given.span)


@_function("-f")
def _format(given: Given) -> Value | None:
    """Return a string with each hole filled in."""
    text = known(given.get(0))
    if not isinstance(text, str):
        return None
    parts: list[Value] = []
    start = 0
    for match in _HOLE.finditer(text):
        parts.append(given.known(text[start : match.start()]))
        start = match.end()
        parts.append(given.known(match[0][0]) if match[1] is None else given.get(int(match[1]) + 1) or Unknown(span=given.span))
    return given.run.join([*parts, given.known(text[start:])], given.span)


@_method("Encoded", "Split", "Substring", "TrimEnd", "Trim")
def _cut(given: Given) -> Value | None:
    """Return base64 without its padding; in the list that `Split` returns it is the first item."""
    value = given.receiver
    if not isinstance(value, Encoded) or value.encoding not in _BASES | {"json"}:
        return None
    found = respell(given)
    return Array(items=[found], span=given.span) if given.words.lower() == "split" and found is not None and value.encoding in _BASES else found


@_method("Unknown", "Replace", "TrimEnd", "Trim", "ToString", "GetNetworkCredential", "Password")
@_method("KeyText", "Replace", "TrimEnd", "Trim", "ToString")
def _same(given: Given) -> Value | None:
    """Return the same text."""
    return given.receiver


@_function("Encoding.UTF8.GetString", "Encoding.ASCII.GetString")
def _text(given: Given) -> Value | None:
    """Return bytes as text."""
    return without_encodings(given.run, given.get(0), "bytes")


@_method("Table", "Add", "Set_Item", "Clone", "Remove")
def _change(given: Given) -> Value | None:
    """Change a table."""
    table, name, value = given.receiver, given.text(0), given.get(1)
    if not isinstance(table, Table) or given.words == "Clone":
        return Table(entries=dict(table.entries), is_open=table.is_open, span=given.span) if isinstance(table, Table) else None
    if name is None or (value is None and given.words != "Remove"):
        table.is_open = True
    elif given.words == "Remove":
        table.entries.pop(name, None)
    elif value is not None:
        table.entries[name] = value
    return given.known(None)


# Files and the environment.


@_function("Get-Content", "gc", "cat", "type")
def _read(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    options = options_of(given, _SWITCHES)
    name = next((value for option in ("path", "literalpath") if (value := options.get(option)) is not None), None) or options.get("", 0)
    if name is None:
        return input_of(given)
    path = given.run.marks.replaced(given.run.marks.mark(name), lambda _: "")
    return KeyText(file=path.replace("\\", "/").rpartition("/")[2], span=given.span)


@_function("Join-Path", "Resolve-Path", "Convert-Path")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    options = options_of(given)
    return options.get("childpath") or (options.others[-1] if options.others else options.get("path"))


@_function("env:")
def _environment(given: Given) -> Value | None:
    """Return the environment, whose members are not known."""
    return Instance(kind="environment", span=given.span)


@_function("Read-Host", "Get-Credential", "Get-Secret", "Get-AzKeyVaultSecret")
def _asked(given: Given) -> Value | None:
    """Return what a person types or a vault contains."""
    return Unknown(name=given.words, span=given.span)
