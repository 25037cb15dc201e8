"""Ruby itself: numbers, strings, hashes, files and the environment."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import PADDED, encode, encoder, made_string, receiver, respell
from siwakit.readers.code.libraries.line_breaks import regular_expression, replaced
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Closure, Instance, KeyText, Known, Table, Unknown, Value, known, put_over, text_of, written

LANGUAGE = Library()
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.functions["made-string:"] = made_string

_function("Base64.strict_encode64", "Base64.encode64")(encoder("base64"))
_method("", "to_s", "to_str", "strip", "chomp", "freeze", "dup", "clone", "to_h", "to_sym", "force_encoding", "encode", "presence", "itself")(
    receiver
)
_method("", "with_indifferent_access", "deep_stringify_keys", "stringify_keys", "symbolize_keys", "compact", "squish", "call")(receiver)
_method("KeyText", "to_pem", "read")(receiver)
_function("Regexp", "Regexp.new")(regular_expression)


@_method("KeyText", "gsub", "tr", "sub", "delete")
@_method("Unknown", "gsub", "tr", "sub", "delete")
def _replace_unknown(given: Given) -> Value | None:
    """Return text with parts replaced or deleted, which stays what it is; a key can lose its line breaks."""
    new = given.known("") if given.words == "delete" else given.get(1)
    return replaced(given, given.receiver, given.get(0), new)


@_function("Base64.urlsafe_encode64")
def _urlsafe(given: Given) -> Value | None:
    """Return base64url, padded unless `padding: false` is given."""
    padding = given.named.get("padding")
    return encode(PADDED if padding is None or known(padding) is True else "base64url", given.get(0), given.span)


@_method("Encoded", "gsub", "tr", "delete", "sub", "delete_suffix", "chomp")
def _as_base64url(given: Given) -> Value | None:
    """Return base64 that is made base64url by replacing its characters."""
    return respell(given)


@_function("JSON.generate", "JSON.dump", "MultiJson.dump", "Oj.dump", "JSON.pretty_generate")
def _generate(given: Given) -> Value | None:
    """Return a hash as JSON, which can be written as names and values."""
    return encode("json", given.get(0) or Table(entries=dict(given.named), span=given.span), given.span)


@_method("Table", "to_json")
def _to_json(given: Given) -> Value | None:
    """Return a hash as JSON."""
    return encode("json", given.receiver, given.span)


@_function("ENV:", "Rails.application.credentials:", "Rails.application.secrets:", "Rails.configuration:", "Settings:", "Figaro.env:")
def _environment(given: Given) -> Value | None:
    """Return the environment or the settings, whose members are not known."""
    return Instance(kind="environment", span=given.span)


@_function("ENV.fetch", "ENV.[]", "Rails.application.credentials.dig", "Rails.application.credentials.fetch", "Setting.get")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment, or its default, which the environment may replace."""
    names = [text for argument in given.arguments if (text := text_of(argument))]
    value = given.run.variable(names[-1] if given.words == "dig" and names else names[0] if names else "", given.span)
    return Unknown(name=value.name, why=value.why, default=given.get(1), span=given.span) if isinstance(value, Unknown) else value


@_method("environment", "fetch", "dig", "get")
def _member(given: Given) -> Value | None:
    """Return a setting by its name."""
    return _variable(given)


@_method("Known", "to_s", "to_str", "inspect")
def _to_s(given: Given) -> Value | None:
    """Return a number as a string."""
    number = known(given.receiver)
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Known(value=written(number), span=given.span) if is_number else given.receiver


@_method("", "then", "yield_self")
def _then(given: Given) -> Value | None:
    """Return what a block makes of a value."""
    block = given.get(0)
    return given.run.call_closure(block, (given.receiver,), {}, given.span) if isinstance(block, Closure) and given.receiver else None


@_method("Known", "to_i", "floor", "truncate", "round", "ceil")
def _to_i(given: Given) -> Value | None:
    """Return a whole number."""
    number = known(given.receiver)
    if isinstance(number, str):
        digits = number.strip()
        return given.known(int(digits)) if digits.lstrip("-").isdigit() else None
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Known(value=int(number), doubts=given.receiver.doubts, span=given.span) if is_number and isinstance(given.receiver, Known) else None


@_method("Known", "to_f")
def _to_f(given: Given) -> Value | None:
    """Return a number that can have a fraction."""
    number = known(given.receiver)
    return given.known(float(number)) if isinstance(number, int | float) and not isinstance(number, bool) else None


@_method("Known", "gsub", "sub", "tr", "delete")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known."""
    text, old, new = text_of(given.receiver), given.text(0), given.text(1)
    return given.receiver if text is None or old is None or new is None or given.words in {"tr", "delete"} else given.known(text.replace(old, new))


@_method("Table", "merge", "merge!", "update", "reverse_merge")
def _merge(given: Given) -> Value | None:
    """Return a hash with the entries of another; with ! or `update` in place."""
    table, other = given.receiver, given.get(0)
    if not isinstance(table, Table):
        return None
    more = other or Table(entries=given.named)
    if given.words == "reverse_merge":
        table, more = (more if isinstance(more, Table) else Table(is_open=True)), table
    merged = table if given.words in {"merge!", "update"} else Table(entries=dict(table.entries), is_open=table.is_open, span=table.span)
    put_over(merged, more)
    return merged


@_method("Table", "fetch", "dig")
def _fetch(given: Given) -> Value | None:
    """Return an entry of a hash."""
    name = given.text(0)
    return given.receiver.entries.get(name) if isinstance(given.receiver, Table) and name else None


@_function("File.read", "IO.read", "File.open", "File.binread")
def _read(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    text = known(given.get(0))
    return KeyText(file=text.rpartition("/")[2] if isinstance(text, str) else "", span=given.span)


@_function("File.join", "File.expand_path", "Rails.root.join", "Pathname.new")
def _path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    names = [argument for argument in given.arguments if isinstance(known(argument), str)]
    return (names[0] if given.words == "expand_path" else names[-1]) if names else None


@_method("Unknown", "join", "to_path")
def _path_of_unknown(given: Given) -> Value | None:
    """Return a path that begins with one that is not known."""
    return _path(given)


@_function("method")
def _method_by_name(given: Given) -> Value | None:
    """Return a function of the program by its name, for a block."""
    return next((closure for closure in given.run.functions if closure.function.name == given.text(0)), None)


@_method("Known", "read")
def _read_path(given: Given) -> Value | None:
    """Return the text of the file at a path."""
    text = known(given.receiver)
    return KeyText(file=text.rpartition("/")[2], span=given.span) if isinstance(text, str) else None
