"""Rust itself: strings, encodings, JSON, files and the environment."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import PADDED, encode, encoder, identity, made_string, receiver, respell
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Closure, KeyText, Known, Table, Unknown, Value, known, text_of

LANGUAGE = Library()
LANGUAGE.is_found_by_type = True
_function, _method = LANGUAGE.function, LANGUAGE.method
LANGUAGE.functions["made-string:"] = made_string

# What is wrapped, borrowed, copied or converted is the same value here.
_method("", "unwrap", "expect", "clone", "to_string", "to_owned", "into", "as_str", "as_bytes", "as_ref", "as_deref", "as_slice", "to_vec")(receiver)
_method("", "unwrap_or_default", "trim", "trim_end", "ok", "ok_or", "ok_or_else", "map_err", "context", "with_context", "into_bytes")(receiver)
_method("", "try_into", "into_string", "borrow", "as_mut", "into_inner", "cloned", "copied", "to_str", "into_owned", "as_object", "inspect_err")(
    receiver
)
_method("", "expose_secret", "into_boxed_str", "leak", "as_mut_str", "to_ascii_string", "into_iter:")(receiver)
_method("KeyText", "replace", "lines", "trim_matches", "split")(receiver)
_method("Unknown", "replace")(receiver)

_function("String.from", "str.from_utf8", "String.from_utf8", "String.from_utf8_lossy", "Box.new", "Arc.new", "Rc.new", "Cow.from", "Cow.Borrowed")(
    identity()
)
_function("i64.try_from", "u64.try_from", "usize.try_from", "i64.from", "u64.from", "HeaderValue.from_static", "HeaderValue.from_str")(identity())
_function("SecretString.from", "SecretString.new", "Secret.new", "Cow.Owned", "Bytes.from", "Body.from", "Full.new", "Full.from")(identity())
_function("urlencoding.encode", "utf8_percent_encode", "Url.parse", "Uri.from_static", "url.Url.parse", "Uri.try_from")(identity())


@_function("json", "serde_json.json")
def _json_macro(given: Given) -> Value | None:
    """Return the value that `json!` makes: a mapping, a list or a plain value."""
    return given.get(0)


@_function("serde_json.to_string", "serde_json.to_vec", "serde_json.to_string_pretty", "simd_json.to_string", "to_json_string")
def _to_json(given: Given) -> Value | None:
    """Return an object as JSON."""
    return encode("json", fields_of(given.get(0)) or given.get(0), given.span)


@_function("serde_json.to_value")
def _to_value(given: Given) -> Value | None:
    """Return an object as a mapping."""
    return fields_of(given.get(0)) or given.get(0)


# Base64, by engines and by functions.

for _name in ("URL_SAFE", "BASE64_URL_SAFE", "BASE64URL"):
    _function(f"{_name}.encode", f"{_name}.encode_to_string")(encoder(PADDED))
for _name in ("URL_SAFE_NO_PAD", "BASE64_URL_SAFE_NO_PAD", "BASE64URL_NOPAD", "Base64UrlSafeNoPadding"):
    _function(f"{_name}.encode", f"{_name}.encode_to_string")(encoder("base64url"))
_function("Base64UrlUnpadded.encode_string", "Base64Url.encode_string", "base64_url.encode", "base64_url.escape", "b64_encode")(encoder("base64url"))
_function("STANDARD.encode", "STANDARD_NO_PAD.encode", "BASE64_STANDARD.encode", "base64.encode", "Base64.encode_string")(encoder("base64"))
_function("hex.encode")(encoder("hex"))


@_function("base64.encode_config")
def _encode_config(given: Given) -> Value | None:
    """Return bytes in base64 as an older version of the library is told, which for a JWT is base64url."""
    return encode("base64url", given.get(0), given.span)


@_method("Encoded", "replace", "trim_end_matches", "trim_matches")
def _as_base64url(given: Given) -> Value | None:
    """Return base64 that is made base64url by replacing its characters."""
    return respell(given)


@_method("Known", "replace")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known."""
    text, old, new = text_of(given.receiver), given.text(0), given.text(1)
    return given.receiver if text is None or old is None or new is None else given.known(text.replace(old, new))


@_method("Known", "parse")
def _parse(given: Given) -> Value | None:
    """Return the number that a string is; another string stays what it is."""
    text = text_of(given.receiver)
    return given.known(int(text)) if text is not None and text.lstrip("-").isdigit() else given.receiver


@_method("Unknown", "unwrap_or", "unwrap_or_else")
def _otherwise(given: Given) -> Value | None:
    """Return what is not known, with what it is if it is not set."""
    value, default = given.receiver, given.get(0)
    if not isinstance(value, Unknown):
        return value
    if isinstance(default, Closure):
        default = given.run.call_closure(default, (Unknown(),), {}, given.span)
    return Unknown(name=value.name, why=value.why, default=default, span=value.span)


@_method("", "unwrap_or", "unwrap_or_else", "or_else")
def _known_anyway(given: Given) -> Value | None:
    """Return a value that is there."""
    return given.receiver


# Files and the environment.


@_function("env.var", "std.env.var", "env.var_os", "dotenvy.var", "dotenv.var", "env", "option_env", "std.env", "dotenv_codegen.dotenv")
def _variable(given: Given) -> Value | None:
    """Return a variable of the environment, at run time or when the program is compiled."""
    return given.run.variable(given.text(0) or "", given.span)


@_function("fs.read_to_string", "fs.read", "std.fs.read_to_string", "std.fs.read", "tokio.fs.read", "include_str", "include_bytes", "File.open")
def _read(given: Given) -> Value | None:
    """Return the text of a file, which is a key if the program signs with it."""
    text = known(given.get(0))
    return KeyText(file=text.rpartition("/")[2] if isinstance(text, str) else "", span=given.span)


@_function("Path.new", "PathBuf.from")
def _path(given: Given) -> Value | None:
    """Return a path as its text."""
    return given.get(0)


@_method("Known", "join")
def _join_path(given: Given) -> Value | None:
    """Return a path, of which the last part matters."""
    return given.get(0)


@_function("Default.default")
def _default(given: Given) -> Value | None:
    """Return what is left to the defaults of a type: nothing that is set."""
    return Table(span=given.span)


@_function("concat", "str.concat")
def _concat(given: Given) -> Value | None:
    """Return strings as one."""
    return given.run.join(given.arguments, given.span) if all(isinstance(part, Known) for part in given.arguments) else None
