"""What sends requests in PowerShell: Invoke-RestMethod, Invoke-WebRequest and curl."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, without_encodings
from siwakit.readers.code.libraries.powershell.options import Options, options_of
from siwakit.readers.code.libraries.sending import FORM, Outgoing, content_type, send
from siwakit.readers.code.libraries.shell.http import HTTP as OF_SHELLS
from siwakit.readers.code.libraries.shell.words import input_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Encoded, Known, Reference, Table, Unknown, Value, known, text_of

HTTP = Library()
_function = HTTP.function
_SWITCHES = frozenset(
    {"usebasicparsing", "usedefaultcredentials", "disablekeepalive", "skipcertificatecheck", "skiphttperrorcheck", "allowunencryptedauthentication"}
)
_OPTIONS = frozenset({"uri", "method", "body", "headers", "contenttype", "usebasicparsing", "form", "infile"})


@_function("Invoke-RestMethod", "Invoke-WebRequest", "irm", "iwr")
def _invoke(given: Given) -> Value | None:
    """Send a request: a hash table is a form, in a GET the query, and text is called a form by POST unless -ContentType says otherwise."""
    options = options_of(given, _SWITCHES)
    if given.has_more:
        return Unknown(name="answer")
    method = text_of(options.get("method")) or _name_of(options.get("method")) or "GET"
    headers = _headers(options)
    body, query = _body(given, options), None
    if method.upper() == "GET" and isinstance(body, Encoded) and body.encoding == "form":
        body, query = None, body
    default = FORM if method.upper() == "POST" else ""
    if default and isinstance(body, Encoded) and body.encoding == "json" and content_type(headers) is None:
        # Text is sent as a form, whatever is in it.
        headers.entries["Content-Type"] = given.known(FORM)
    has_basic = (text_of(options.get("authentication")) or "").lower() == "basic" or (
        options.get("credential") is not None and options.get("authentication") is None
    )
    url = options.get("uri", 0)
    return send(given, Outgoing(method=given.known(method), url=url, headers=headers, body=body, query=query, has_basic=has_basic, default=default))


def _headers(options: Options) -> Table:
    given, kind = options.get("headers"), options.named.get("contenttype")
    headers = Table(entries=dict(given.entries), is_open=given.is_open, span=given.span) if isinstance(given, Table) else Table()
    headers.is_open = headers.is_open or (given is not None and not isinstance(given, Table))
    if kind is not None:
        headers.entries = {name: value for name, value in headers.entries.items() if name.lower() != "content-type"} | {"Content-Type": kind}
    return headers


def _body(given: Given, options: Options) -> Value | None:
    form = options.named.get("form")
    if form is not None:
        return encode("multipart", form, form.span)
    if "infile" in options.named:
        return Encoded(encoding="form", of=Table(is_open=True), span=given.span)
    body = without_encodings(given.run, options.get("body") or input_of(given), "bytes")
    if isinstance(body, Table):
        return encode("form", body, body.span)
    is_known = body is None or isinstance(body, Known | Encoded | Array)
    return body if is_known else Encoded(encoding="form", of=Table(is_open=True), span=given.span)


def _name_of(value: Value | None) -> str:
    """Return the method that a constant of an enumeration is."""
    return value.path.rpartition(".")[2] if isinstance(value, Reference) else ""


@_function("curl", "wget", "curl.exe", "wget.exe")
def _curl(given: Given) -> Value | None:
    """Send by the program of that name; in Windows PowerShell it is Invoke-WebRequest, which has other options."""
    words = {str(known(word)).lower().removeprefix("-") for word in given.arguments if str(known(word)).startswith("-")}
    if words & _OPTIONS and not given.words.endswith(".exe"):
        return _invoke(given)
    meaning = OF_SHELLS.functions[given.words.removesuffix(".exe")]
    return meaning(given)
