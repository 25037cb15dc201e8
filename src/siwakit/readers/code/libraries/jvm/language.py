"""The languages of the JVM themselves: strings, bytes and numbers."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.encodings import PADDED, encode, encoder, identity, made_string, receiver, respell
from siwakit.readers.code.libraries.jvm.members import Members, state_of
from siwakit.readers.code.libraries.times import doubts_of
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import Array, Instance, Known, Unknown, Value, known, text_of, written

LANGUAGE = Members()
_function, _method, _static = LANGUAGE.function, LANGUAGE.method, LANGUAGE.static
LANGUAGE.functions["made-string:"] = made_string
_ENCODER, _BUILDER = "base64 encoder", "StringBuilder"
_VERB = pattern(r"%(?:[0-9]+\$)?[-#+ 0,(]*[0-9]*[sdSx]")
_MAX_INT = 2**31

_function(
    "String",
    "Objects.requireNonNull",
    "Optional.of",
    "Optional.ofNullable",
    "Some",
    "Option",
    "Right",
    "Success",
    "String.copyValueOf",
)(identity())
_function("URLEncoder.encode", "UriUtils.encode", "URI.create", "URI", "URL", "Uri", "Uri.parse", "HttpUrl.parse", "HttpUrl.get", "URI.toURL", "uri")(
    identity()
)
_function("Try", "Future", "Future.successful", "CompletableFuture.completedFuture", "Mono.just", "blocking", "IO", "requireNotNull", "checkNotNull")(
    identity()
)
_function("Await.result", "Base64.decode", "Base64.decodeBase64", "ByteString", "Uri.apply", "StringReader", "CharArrayReader", "InputStreamReader")(
    identity()
)
_method("", "toString", "trim", "strip", "trimIndent", "stripIndent", "stripMargin", "toByteArray", "getBytes", "encodeToByteArray", "toCharArray")(
    receiver
)
_method("", "get", "orElseThrow", "orElse", "join", "block", "await", "toURL", "toURI", "encodeURLParameter", "encodeURLQueryComponent")(receiver)
_method("", "toHttpUrl", "toHttpUrlOrNull", "intern", "asString", "orEmpty", "toBytes", "serialize", "getOrThrow", "toUri", "toURL")(receiver)
_method("KeyText", "replace", "replaceAll", "replaceFirst", "lines", "filter", "joinToString", "mkString", "split", "collect", "substringAfter")(
    receiver
)
_method("KeyText", "removePrefix", "removeSuffix", "substringBefore", "filterNot", "linesIterator", "lineSequence", "readText", "readAllBytes")(
    receiver
)
_method("KeyText", "readObject", "readPemObject", "getContent", "readAsString", "use", "bufferedReader", "reader", "inputStream", "readBytes")(
    receiver
)
_method("KeyText", "getInputStream", "getFile", "toPath", "openStream", "readString", "asBytes", "getLines", "stripLineEnd", "map", "substring")(
    receiver
)
_method("Unknown", "replace", "replaceAll", "replaceFirst", "removePrefix", "removeSuffix", "lines", "readObject", "getContent")(receiver)


# Numbers.


@_function("String.valueOf", "Long.toString", "Integer.toString", "Objects.toString")
def _number_as_text(given: Given) -> Value | None:
    """Return a number as a string; anything else stands for its string."""
    number = known(given.get(0))
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Known(value=written(number), doubts=doubts_of(given.get(0)), span=given.span) if is_number else given.get(0)


@_method("Known", "toLong", "longValue", "toInt", "intValue", "toDouble", "toString", "toBigInt", "toFloat")
@_function("Long.parseLong", "Long.valueOf", "Integer.parseInt", "Integer.valueOf", "Math.toIntExact", "Math.floor", "Math.round", "floor")
def _number(given: Given) -> Value | None:
    """Return a number in another type; one that has no place in it is not known."""
    value = given.get(0) if given.arguments else given.receiver
    number = known(value)
    if given.words == "toString" or isinstance(number, bool):
        return value
    if isinstance(number, str):
        number = int(number) if number.strip().lstrip("-").isdigit() else None
    if not isinstance(number, int | float) or (given.words in {"toInt", "intValue"} and abs(number) >= _MAX_INT):
        return None
    return Known(value=float(number) if given.words in {"toDouble", "toFloat"} else int(number), doubts=doubts_of(value), span=given.span)


@_function("Math.floorDiv")
def _floor_div(given: Given) -> Value | None:
    """Return a quotient without its fraction."""
    left, right = given.number(0), given.number(1)
    return None if left is None or not right else Known(value=int(left // right), doubts=doubts_of(given.get(0)), span=given.span)


# Strings.


@_method("Known", "replace", "replaceAll", "replaceFirst")
def _replace(given: Given) -> Value | None:
    """Return a string with parts replaced, if all of them are known; a pattern is not followed."""
    text, old, new = text_of(given.receiver), given.text(0), given.text(1)
    if text is None or old is None or new is None or (given.words != "replace" and not old.replace("-", "").replace(" ", "").isalnum()):
        return Unknown(name="text", span=given.span) if text is not None else given.receiver
    return given.known(text.replace(old, new))


@_method("Encoded", "replace", "replaceAll", "trimEnd", "removeSuffix", "substringBefore")
def _replace_encoded(given: Given) -> Value | None:
    """Return base64 that is made base64url by replacing its characters."""
    return respell(given)


@_method("Known", "concat")
def _concat(given: Given) -> Value | None:
    """Return strings as one."""
    return given.run.join((given.receiver, *given.arguments), given.span) if given.receiver else None


@_function("String.format")
def _format(given: Given) -> Value | None:
    """Return a string with each verb filled in."""
    return _formatted(given, given.get(0), given.arguments[1:])


@_method("Known", "formatted", "format")
def _formatted_self(given: Given) -> Value | None:
    """Return the string itself with each verb filled in."""
    return _formatted(given, given.receiver, given.arguments)


def _formatted(given: Given, template: Value | None, values: tuple[Value, ...]) -> Value | None:
    text = known(template)
    if not isinstance(text, str):
        return None
    parts: list[Value] = []
    for number, piece in enumerate(_VERB.split(text)):
        parts += [values[number - 1] if number <= len(values) else Unknown(span=given.span)] if number else []
        parts.append(given.known(piece))
    return given.run.join(parts, given.span)


@_function("String.join")
def _join(given: Given) -> Value | None:
    """Return strings as one, with the first between the others."""
    items = list(given.arguments[1:])
    if len(items) == 1 and isinstance(items[0], Array):
        if items[0].is_open:
            return None
        items = items[0].items
    return given.run.join([part for item in items for part in (given.arguments[0], item)][1:], given.span)


@_function("StringBuilder", "StringBuffer", "StringJoiner")
def _builder(given: Given) -> Value | None:
    """Return a builder of a string."""
    first = given.get(0)
    is_joiner = given.words == "StringJoiner"
    parts = [] if is_joiner or first is None or not isinstance(known(first), str) else [first]
    return Instance(kind=_BUILDER, state={"parts": parts, "between": first if is_joiner else None}, span=given.span)


@_method(_BUILDER, "append", "add")
def _append(given: Given) -> Value | None:
    """Add to a string."""
    if isinstance(given.receiver, Instance) and given.arguments:
        parts: list[Value] = given.receiver.state["parts"]
        between = given.receiver.state["between"]
        parts += [between, given.arguments[0]] if between is not None and parts else [given.arguments[0]]
    return given.receiver


@_method(_BUILDER, "length", "isEmpty")
def _length(given: Given) -> Value | None:
    """Return whether anything was added, or how much."""
    text = known(_built(given))
    if not isinstance(text, str):
        return None
    return given.known(not text if given.words == "isEmpty" else len(text))


@_method(_BUILDER, "toString")
def _built(given: Given) -> Value | None:
    """Return the string that was built."""
    return given.run.join(state_of(given.receiver, _BUILDER)["parts"], given.span)


# Encodings.


@_static("Base64.getUrlEncoder", "Base64.getEncoder", "Base64.getMimeEncoder", "Base64.UrlSafe:", "Base64.Default:", "Encoders.BASE64URL:")
def _encoder(given: Given) -> Value | None:
    """Return an encoder of bytes."""
    encoding = "base64" if "url" not in given.words.lower() else PADDED if given.words == "getUrlEncoder" else "base64url"
    return Instance(kind=_ENCODER, state={"encoding": encoding}, span=given.span)


@_method(_ENCODER, "withoutPadding", "withPadding")
def _padding(given: Given) -> Value | None:
    """Return an encoder that does not pad."""
    encoding = str(state_of(given.receiver, _ENCODER)["encoding"])
    return Instance(kind=_ENCODER, state={"encoding": "base64url" if encoding == PADDED else encoding}, span=given.span)


@_method(_ENCODER, "encodeToString", "encode")
def _encode(given: Given) -> Value | None:
    """Return bytes in the encoding of an encoder."""
    return encode(str(state_of(given.receiver, _ENCODER)["encoding"]), given.get(0), given.span)


_function(
    "Base64.encodeBase64URLSafeString",
    "Base64.encodeBase64URLSafe",
    "Base64URL.encode",
    "Base64Utils.encodeToUrlSafeString",
    "TextCodec.BASE64URL.encode",
)(encoder("base64url"))
_function("Base64.encodeBase64String", "Base64.encodeBase64")(encoder("base64"))


@_function("Base64.encodeToString")
def _encode_android(given: Given) -> Value | None:
    """Return the base64 of Android, which is made for addresses by a flag."""
    return encode("base64url" if "URL_SAFE" in repr(given.get(1)) else "base64", given.get(0), given.span)


@_static("Base64.getDecoder", "Base64.getMimeDecoder", "Base64.getUrlDecoder")
def _decoder(given: Given) -> Value | None:
    """Return a decoder of bytes."""
    return Instance(kind="base64 decoder", span=given.span)


@_method("base64 decoder", "decode")
def _decode(given: Given) -> Value | None:
    """Return decoded bytes, which are a key if they are signed with."""
    return given.get(0)
