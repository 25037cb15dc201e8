"""What sends requests in shells: curl, wget, HTTPie."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.sending import FORM, Outgoing, content_type, send
from siwakit.readers.code.libraries.shell.words import file_note
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import MARK, Encoded, Known, Table, Unknown, Value, text_of
from siwakit.readers.requests.curl import read_words
from siwakit.readers.requests.curl_options import parse_options

HTTP = Library()
_function = HTTP.function
_MOST_WORDS = 400
_MULTIPART = "multipart/form-data"
_HELD = pattern(r"held([0-9]{1,6})value")
_METHOD = pattern(r"[A-Z]{3,8}")
_ITEM = pattern(r"(?s)([A-Za-z_][\w-]*)(:=@|=@|:=|==|=|:(?!/)|@)(.*)")


class _Words:
    """The words of a command, in which a plain word marks the place of what is not known, as no parser of words changes it."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.values = given.arguments
        self.texts = tuple(MARK.sub(r"held\1value", given.run.marks.mark(value)) for value in given.arguments)

    def restored(self, text: str, of: str | None = None) -> Known:
        """Return *text* with what is not known in it; its place is that of the word that contains it, or *of*."""
        whole = _HELD.sub("\ue000\\1\ue001", text)
        span = next((value.span for value, word in zip(self.values, self.texts, strict=True) if (of or text) in word), self.given.span)
        return Known(value=whole, span=span)


@_function("curl")
def _curl(given: Given) -> Value | None:
    """Send what curl sends; if a part is in a file, the body is not known."""
    if given.has_more or len(given.arguments) > _MOST_WORDS:
        return Unknown(name="answer")
    words = _Words(given)
    reading = read_words(words.texts)
    request = reading.request
    headers = Table(entries={name: words.restored(value) for name, value in request.headers}, span=given.span)
    has_basic = (text_of(headers.entries.get("Authorization")) or "").startswith("Basic ")
    body: Value | None = _body(words, request.body.decode("utf-8", "replace"), content_type(headers) or "") if request.body else None
    if isinstance(body, Encoded):
        # The boundary is another one here.
        headers.entries = {name: value for name, value in headers.entries.items() if name.lower() != "content-type"}
    if reading.unread_files:
        body = _file_body(words) or Encoded(encoding="form", of=Table(is_open=True, span=given.span), span=given.span)
    outgoing = Outgoing(
        method=given.known(request.method), url=words.restored(request.url, request.url[:8]), headers=headers, body=body, has_basic=has_basic
    )
    return send(given, outgoing)


def _body(words: _Words, text: str, kind: str) -> Value:
    """Return a body: in parts by its fields, else as text."""
    if kind.startswith(_MULTIPART):
        pairs = (value.partition("=")[::2] for name, value in parse_options(words.texts) if name in {"form", "form-string"})
        table = Table(entries={name: words.restored(value, f"{name}={value}") for name, value in pairs}, span=words.given.span)
        return Encoded(encoding="multipart", of=table, span=words.given.span)
    return words.restored(text, text.partition("&")[0])


def _file_body(words: _Words) -> Value | None:
    """Return the body that the program wrote into a file before."""
    data = [value for name, value in parse_options(words.texts) if name in {"data", "data-binary", "json", "data-ascii"}]
    if len(data) != 1 or not data[0].startswith("@"):
        return None
    path = text_of(words.restored(data[0][1:]))
    return words.given.run.notes.get(file_note(path)) if path else None


@_function("wget")
def _wget(given: Given) -> Value | None:
    """Send what wget sends: a body is a form unless a header says otherwise."""
    if given.has_more or len(given.arguments) > _MOST_WORDS:
        return Unknown(name="answer")
    words = _Words(given)
    headers, method = Table(span=given.span), ""
    body: Value | None = None
    url: Value | None = None
    waiting = iter(words.texts)
    for word in waiting:
        name, equals, value = word.partition("=")
        if name in {"--post-data", "--body-data", "--header", "--method", "--post-file", "--body-file"} and not equals:
            value = next(waiting, "")
        match name:
            case "--post-data" | "--body-data":
                body = words.restored(value)
            case "--post-file" | "--body-file":
                body = Encoded(encoding="form", of=Table(is_open=True), span=given.span)
            case "--header":
                header, _, content = value.partition(":")
                headers.entries[header.strip()] = words.restored(content.strip())
            case "--method":
                method = value.upper()
            case _ if "://" in word and not word.startswith("-"):
                url = words.restored(word)
    method = method or ("GET" if body is None else "POST")
    return send(given, Outgoing(method=given.known(method), url=url, headers=headers, body=body, default=FORM))


@_function("http", "https", "xh", "xhs")
def _httpie(given: Given) -> Value | None:
    """Send what HTTPie sends: fields are JSON, with --form a form, and with --multipart in parts."""
    if given.has_more or len(given.arguments) > _MOST_WORDS:
        return Unknown(name="answer")
    words = _Words(given)
    is_form = any(word in {"--form", "-f"} for word in words.texts)
    encoding = "multipart" if "--multipart" in words.texts else "form" if is_form else "json"
    plain = [word for word in words.texts if not word.startswith("-")]
    method = plain.pop(0) if plain and _METHOD.fullmatch(plain[0]) else ""
    url = plain.pop(0) if plain else None
    fields, headers, query = Table(span=given.span), Table(span=given.span), Table(span=given.span)
    for word in plain:
        match = _ITEM.fullmatch(word)
        if match is None:
            fields.is_open = True
            continue
        into = {"==": query, ":": headers}.get(match[2], fields)
        is_known = match[2] in {"=", "==", ":"}
        into.entries[match[1]] = words.restored(match[3], word) if is_known else Unknown(name=match[1], span=given.span)
    has_fields = bool(fields.entries) or fields.is_open
    method = method or ("POST" if has_fields else "GET")
    has_basic = any(word in {"-a", "--auth"} or word.startswith("--auth=") for word in words.texts)
    outgoing = Outgoing(
        method=given.known(method),
        url=_with_scheme(words, url),
        headers=headers,
        body=encode(encoding, fields, given.span) if has_fields else None,
        query=query if query.entries else None,
        has_basic=has_basic,
    )
    return send(given, outgoing)


def _with_scheme(words: _Words, url: str | None) -> Value | None:
    if url is None:
        return None
    return words.restored(url if "://" in url else f"https://{url}", url)
