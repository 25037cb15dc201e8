"""Python itself: numbers, strings, bytes, mappings, files and the environment."""

from __future__ import annotations

from collections.abc import Callable

from siwakit.evidence.source import Doubt
from siwakit.readers.code.libraries.encodings import PADDED, copied, encoder, identity, made_string, pairs_of, receiver, respell
from siwakit.readers.code.libraries.objects import as_fields
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, KeyText, Known, Table, Unknown, Value, known, put_at, put_over, text_of

LANGUAGE = Library()
_CHANGES: dict[str, Callable[..., str]] = {
    "strip": str.strip,
    "rstrip": str.rstrip,
    "lstrip": str.lstrip,
    "removesuffix": str.removesuffix,
    "removeprefix": str.removeprefix,
    "lower": str.lower,
    "upper": str.upper,
}
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.functions["made-string:"] = made_string

_function("bytes", "bytearray", "textwrap.dedent", "dedent", "force_str", "force_bytes", "SecretStr")(identity())
_function("copy.copy", "copy.deepcopy")(copied())
_function("dataclasses.asdict", "asdict", "vars", "attrs.asdict", "attr.asdict")(as_fields())
_function("json.dumps", "simplejson.dumps", "ujson.dumps", "orjson.dumps")(encoder("json"))
_function("base64.urlsafe_b64encode")(encoder(PADDED))
_function("jwt.utils.base64url_encode", "authlib.common.encoding.urlsafe_b64encode", "to_base64url")(encoder("base64url"))
_function("base64.b64encode", "base64.standard_b64encode", "base64.encodebytes")(encoder("base64"))
_method("", "encode", "decode", "read", "get_secret_value", "items", "expandtabs")(receiver)
_method("", "copy", "model_copy")(copied(-1))
_method("", "dict", "model_dump", "_asdict", "to_dict")(as_fields(-1))
_method("KeyText", "replace", "strip", "split", "encode", "decode", "read", "read_text", "read_bytes", "format")(receiver)
_method("Unknown", "replace", "strip", "split", "encode", "decode", "format")(receiver)
_method("Encoded", "replace", "rstrip", "strip", "translate", "removesuffix")(respell)


@_function("os.environ:", "os.environb:", "environ:", "django.conf.settings:", "settings:", "current_app.config:", "app.config:", "st.secrets:")
def _environment(given: Given) -> Value | None:
    """Return the environment or the settings, whose members are not known."""
    return Instance(kind="environment", span=given.span)


@_function("os.getenv", "os.environ.get", "environ.get", "getenv", "decouple.config", "config", "env", "env.str", "os.environ.setdefault")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment, or its default, which the environment may replace."""
    value, default = given.run.variable(given.text(0) or "", given.span), given.get(1, "default")
    return Unknown(name=value.name, why=value.why, default=default, span=given.span) if isinstance(value, Unknown) else value


@_method("environment", "get", "pop", "__getitem__")
def _member_of_environment(given: Given) -> Value | None:
    """Return a variable of the environment by its name."""
    return _variable(given)


# Numbers.


@_function("int", "math.floor", "math.trunc", "round", "floor", "trunc")
def _whole(given: Given) -> Value | None:
    """Return a number without its fraction."""
    value = given.get(0)
    number = _as_number(value)
    if number is None or len(given.arguments) > 1:
        return None
    return Known(value=round(number) if given.words == "round" else int(number), doubts=_doubts(value), span=given.span)


@_function("float", "abs")
def _float(given: Given) -> Value | None:
    """Return a number that can have a fraction."""
    number = _as_number(given.get(0))
    return None if number is None else Known(value=float(number), doubts=_doubts(given.get(0)), span=given.span)


@_function("str", "repr", "format")
def _str(given: Given) -> Value | None:
    """Return a value as a string."""
    value = given.get(0)
    number = known(value)
    if isinstance(number, int | float) and not isinstance(number, bool):
        return Known(value=str(number), doubts=_doubts(value), span=given.span)
    return value


def _as_number(value: Value | None) -> float | None:
    number = known(value)
    if isinstance(number, str):
        try:
            return int(number) if number.strip().lstrip("-").isdigit() else float(number)
        except ValueError:
            return None
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None


def _doubts(value: Value | None) -> frozenset[Doubt]:
    return value.doubts if isinstance(value, Known) else frozenset()


# Strings.


@_method("Known", "strip", "rstrip", "lstrip", "removesuffix", "removeprefix", "lower", "upper")
def _strip(given: Given) -> Value | None:
    """Return a string without what is at its ends, or with other letters, if all of it is known."""
    text, ends = text_of(given.receiver), given.text(0)
    if text is None or (given.arguments and ends is None):
        return Unknown(name="text", span=given.span)
    return given.known(_CHANGES[given.words](text, *(() if ends is None else (ends,))))


@_method("Known", "replace")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known."""
    text, old, new = text_of(given.receiver), given.text(0), given.text(1)
    return given.receiver if text is None or old is None or new is None else given.known(text.replace(old, new))


@_method("Known", "join")
def _join(given: Given) -> Value | None:
    """Return items as one string."""
    items, between = given.get(0), given.receiver
    if not isinstance(items, Array) or items.is_open or between is None:
        return None
    return given.run.join([part for item in items.items for part in (between, item)][1:], given.span)


@_method("Known", "format")
def _format(given: Given) -> Value | None:
    """Return a string with {} and {name} filled in."""
    text = text_of(given.receiver)
    if text is None:
        return None
    values = {str(number): value for number, value in enumerate(given.arguments)} | given.named
    parts: list[Value] = []
    count = 0
    for number, piece in enumerate(text.replace("{", "\0{").replace("}", "}\0").split("\0")):
        if piece.startswith("{") and piece.endswith("}") and number:
            name = piece[1:-1].partition(":")[0] or str(count)
            count += 1
            parts.append(values.get(name) or Unknown(name=name, span=given.span))
        else:
            parts.append(given.known(piece))
    return given.run.join(parts, given.span)


# Mappings.


@_function("dict", "collections.OrderedDict", "OrderedDict")
def _dict(given: Given) -> Value | None:
    """Return a mapping of what is given by name, and of the first argument."""
    first = given.get(0)
    pairs = pairs_of(first)
    table = Table(span=given.span)
    put_over(table, first if pairs is None or isinstance(first, Table) else Table(entries=pairs))
    table.entries = table.entries | given.named
    return table


@_method("Table", "update", "__ior__")
def _update(given: Given) -> Value | None:
    """Add entries to a mapping."""
    if not isinstance(given.receiver, Table):
        return None
    put_over(given.receiver, given.get(0))
    put_over(given.receiver, Table(entries=given.named))
    return given.known(None)


@_method("Table", "setdefault")
def _set_default(given: Given) -> Value | None:
    """Set an entry of a mapping if it has none."""
    table, name, value = given.receiver, given.text(0), given.get(1)
    if not isinstance(table, Table):
        return None
    if name is None:
        put_at(table, None, None)
    elif name not in table.entries:
        table.entries[name] = Unknown(name=name, span=given.span) if table.is_open else value or given.known(None)
    return table.entries.get(name or "")


@_method("Table", "pop", "__delitem__")
def _pop(given: Given) -> Value | None:
    """Remove an entry of a mapping."""
    table, name = given.receiver, given.text(0)
    if not isinstance(table, Table):
        return None
    if name is None:
        put_at(table, None, None)
        return None
    return table.entries.pop(name, None) or given.get(1) or Unknown(name=name, span=given.span)


@_method("Table", "get")
def _get(given: Given) -> Value | None:
    """Return an entry of a mapping."""
    table, name = given.receiver, given.text(0)
    if not isinstance(table, Table) or name is None:
        return None
    return table.entries.get(name) or (None if table.is_open else given.get(1) or given.known(None))


# Files.


@_function("open", "io.open", "codecs.open", "aiofiles.open")
def _open(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    return KeyText(file=_file_name(given.get(0)), span=given.span)


@_function("pathlib.Path", "Path", "os.path.join", "os.path.abspath", "pathlib.PurePath")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    last = given.arguments[-1] if given.arguments else None
    return Instance(kind="path", state={"name": last}, span=given.span) if given.words.endswith("Path") else last


@_method("path", "read_text", "read_bytes", "open")
def _read_text(given: Given) -> Value | None:
    """Return the text of the file at a path."""
    path = given.receiver
    return KeyText(file=_file_name(path.state["name"]) if isinstance(path, Instance) else "", span=given.span)


def _file_name(value: Value | None) -> str:
    if isinstance(value, Instance) and value.kind == "path":
        value = value.state["name"]
    text = known(value)
    return text.replace("\\", "/").rpartition("/")[2] if isinstance(text, str) else ""


@_function("print", "logging.info", "logger.info", "logging.debug", "logger.debug")
def _print(given: Given) -> Value | None:
    """Return nothing."""
    return given.known(None)
