"""What sends requests in PHP: curl, streams, Guzzle, Laravel's Http, Symfony's HttpClient, WordPress."""

from __future__ import annotations

from siwakit.evidence.addresses import split_address
from siwakit.readers.code.libraries.encodings import encode, percent_encoded
from siwakit.readers.code.libraries.php.language import read_file
from siwakit.readers.code.libraries.sending import FORM, JSON, Outgoing, send
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, Known, Reference, Table, Unknown, Value, known, put_over, text_of

HTTP = Library()
_function, _method = HTTP.function, HTTP.method
_HANDLE, _CLIENT, _PENDING, _CONTEXT = "curl handle", "Guzzle client", "Laravel request", "stream context"
_PAIR = 2
_ANY = "an option that is not known"
_OPTIONS = tuple(
    f"CURLOPT_{name}"
    for name in (
        *("URL", "POST", "POSTFIELDS", "CUSTOMREQUEST", "HTTPGET", "PUT", "NOBODY", "HTTPHEADER", "HEADER", "USERPWD", "HTTPAUTH", "USERAGENT"),
        *("RETURNTRANSFER", "TIMEOUT", "TIMEOUT_MS", "CONNECTTIMEOUT", "CONNECTTIMEOUT_MS", "FOLLOWLOCATION", "MAXREDIRS", "FAILONERROR"),
        *("SSL_VERIFYPEER", "SSL_VERIFYHOST", "SSLVERSION", "CAINFO", "ENCODING", "ACCEPT_ENCODING", "HTTP_VERSION", "VERBOSE", "STDERR"),
        *("AUTOREFERER", "REFERER", "COOKIE", "COOKIEFILE", "COOKIEJAR", "PROXY", "PROXYPORT", "PORT", "IPRESOLVE", "FRESH_CONNECT", "HEADEROPT"),
        *("FORBID_REUSE", "SAFE_UPLOAD", "HEADERFUNCTION", "WRITEFUNCTION", "INFILESIZE", "XOAUTH2_BEARER", "SSLCERT", "SSLKEY", "DNS_CACHE_TIMEOUT"),
    )
)


@_function("http_build_query", "Arr.query", "Query.build")
def _build_query(given: Given) -> Value | None:
    """Return an array as the fields of a form."""
    value = given.get(0)
    return encode("form", value, given.span) if isinstance(value, Table) else None


@_function("urlencode", "rawurlencode")
def _urlencode(given: Given) -> Value | None:
    """Return text as it is written in an address."""
    return percent_encoded(given)


# curl.


@_function("curl_init")
def _init(given: Given) -> Value | None:
    """Return a handle, with its address if it is given."""
    handle = Instance(kind=_HANDLE, state={"CURLOPT_URL": given.get(0)}, span=given.span)
    given.run.at_end(handle, lambda: None if "is_sent" in handle.state else _send_handle(given, handle))
    return handle


@_function(*(f"{name}:" for name in _OPTIONS))
def _option(given: Given) -> Value | None:
    """Return an option of curl as its name."""
    return given.known(given.words)


@_function("curl_setopt")
def _setopt(given: Given) -> Value | None:
    """Set an option of a handle, which may be any if it is not known."""
    handle, option, value = given.get(0), given.get(1), given.get(2)
    name = option.path if isinstance(option, Reference) else text_of(option)
    if isinstance(handle, Instance) and value is not None:
        handle.state[name or _ANY] = value
    return given.known(True)  # noqa: FBT003  the result of the function


@_function("curl_setopt_array")
def _setopt_array(given: Given) -> Value | None:
    """Set several options of a handle."""
    handle, options = given.get(0), given.table(1)
    if isinstance(handle, Instance):
        handle.state |= options.entries if options else {}
        handle.state |= {_ANY: options} if options is None or options.is_open else {}
    return given.known(True)  # noqa: FBT003  the result of the function


@_function("curl_exec")
def _exec(given: Given) -> Value | None:
    """Send what a handle was told to: an array is sent in parts, text as a form unless a header says otherwise."""
    handle = given.get(0)
    return _send_handle(given, handle) if isinstance(handle, Instance) else None


def _send_handle(given: Given, handle: Instance) -> Value | None:
    state = handle.state
    state["is_sent"] = True
    if _ANY in state:
        return None
    body = state.get("CURLOPT_POSTFIELDS")
    if isinstance(body, Table):
        body = encode("multipart", body, body.span)
    is_post = body is not None or known(state.get("CURLOPT_POST")) not in {None, False}
    method = state.get("CURLOPT_CUSTOMREQUEST") or given.known("POST" if is_post else "GET")
    headers = _header_lines(given, state.get("CURLOPT_HTTPHEADER"))
    return send(
        given,
        Outgoing(method=method, url=state.get("CURLOPT_URL"), headers=headers, body=body, has_basic="CURLOPT_USERPWD" in state, default=FORM),
    )


def _header_lines(given: Given, value: Value | None) -> Table | None:
    """Return headers that are given as lines, or as an array by name."""
    if value is None:
        return None
    table = Table(span=value.span)
    if isinstance(value, Array):
        for item in value.items:
            name, _, rest = str(known(item) or "").partition(":")
            if name:
                table.entries[name.strip()] = Known(value=rest.strip(), span=item.span)
    elif isinstance(value, Table):
        put_over(table, value)
    elif text := text_of(value):
        for line in text.splitlines():
            name, _, rest = line.partition(":")
            table.entries[name.strip()] = given.known(rest.strip())
    else:
        table.is_open = True
    return table


# Streams.


@_function("stream_context_create")
def _context(given: Given) -> Value | None:
    """Return a context with its options for http."""
    options = given.table(0)
    http = options.entries.get("http") if options else None
    return Instance(kind=_CONTEXT, state={"http": http}, span=given.span) if isinstance(http, Table) else None


@_function("file_get_contents")
def _get_contents(given: Given) -> Value | None:
    """Send a request if the name is an address; else a file is read."""
    context = next((value for value in given.arguments if isinstance(value, Instance) and value.kind == _CONTEXT), None)
    text = known(given.get(0))
    if context is None or not isinstance(text, str):
        return read_file(given)
    options = context.state["http"].entries
    headers = _header_lines(given, options.get("header"))
    return send(
        given,
        Outgoing(method=options.get("method") or given.known("GET"), url=given.get(0), headers=headers, body=options.get("content"), default=FORM),
    )


# Guzzle and its like, for a client of any name: the options say how the fields are sent.


@_function("Client", "GuzzleHttp.Client", "HttpClient.create", "Curl", "HttpClient.createForBaseUri")
def _client(given: Given) -> Value | None:
    """Return a client, with the address that those of its requests are added to."""
    options = given.table(0)
    base = given.get(0) if given.words == "createForBaseUri" else options.entries.get("base_uri") if options else None
    return Instance(kind=_CLIENT, state={"base": base}, span=given.span)


def _with_base(base: Value | None, url: Value | None) -> Value | None:
    """Return the address *url*, which may be only a path behind *base*."""
    text, start = known(url), text_of(base)
    if base is None or url is None or not isinstance(text, str) or "://" in text:
        return url
    if start is None:
        return Unknown(name="url", span=url.span)
    root = split_address(start)
    inside = start if not text.startswith("/") else f"{root.scheme}://{root.netloc}"
    return Known(value=f"{inside.rstrip('/')}/{text.lstrip('/')}", span=url.span)


def _parts(value: Value) -> Value:
    """Return the parts of a multipart form, each with its name and its contents, as a mapping."""
    parts = [part.entries for part in value.items if isinstance(part, Table)] if isinstance(value, Array) and not value.is_open else []
    names = [text_of(part.get("name")) for part in parts]
    if not parts or not all(names) or (isinstance(value, Array) and len(parts) < len(value.items)):
        return value
    return Table(entries={name or "": part.get("contents") or Unknown() for name, part in zip(names, parts, strict=True)}, span=value.span)


def _by_client(given: Given) -> Value | None:
    """Send by a client's method of the name of a method of HTTP, or by `request` with the method first."""
    is_request = given.words == "request"
    method = given.get(0) if is_request else given.known(given.words.upper())
    url, options = given.get(1 if is_request else 0), given.get(2 if is_request else 1)
    if not isinstance(options, Table) or not {"form_params", "json", "body", "multipart", "query", "headers", "auth", "auth_basic"} & set(
        options.entries
    ):
        return None
    if isinstance(given.receiver, Instance):
        url = _with_base(given.receiver.state.get("base"), url)
    entries = options.entries
    body = entries.get("body")
    if isinstance(body, Table):
        # Symfony's client sends an array as a form.
        body = encode("form", body, body.span)
    for name, encoding in (("form_params", "form"), ("json", "json"), ("multipart", "multipart")):
        if name in entries:
            body = encode(encoding, _parts(entries[name]) if name == "multipart" else entries[name], entries[name].span)
    has_basic = "auth" in entries or "auth_basic" in entries
    headers = _header_lines(given, entries.get("headers"))
    return send(given, Outgoing(method=method, url=url, headers=headers, body=body, query=entries.get("query"), has_basic=has_basic))


for _kind in (_CLIENT, "Unknown", "Reference"):
    _method(_kind, "post", "get", "request")(_by_client)


# Laravel's Http.


def _pending(given: Given) -> Instance:
    if isinstance(given.receiver, Instance) and given.receiver.kind == _PENDING:
        return given.receiver
    return Instance(kind=_PENDING, state={"encoding": "json", "headers": Table(span=given.span), "basic": False, "body": None}, span=given.span)


def _prepare(given: Given) -> Value | None:
    """Prepare a request of Laravel: an array is JSON unless `asForm` was called."""
    request = _pending(given)
    match given.words:
        case "asForm":
            request.state["encoding"] = "form"
        case "asMultipart" | "attach":
            request.state["encoding"] = "multipart"
        case "withBasicAuth":
            request.state["basic"] = True
        case "withHeaders":
            request.state["headers"].entries |= found.entries if isinstance(found := given.get(0), Table) else {}
        case "contentType":
            request.state["headers"].entries["Content-Type"] = given.get(0) or Unknown()
        case "baseUrl":
            request.state["base"] = given.get(0)
        case "withBody":
            request.state["body"] = given.get(0)
            request.state["headers"].entries["Content-Type"] = given.get(1) or given.known(JSON)
    return request


_STEPS: tuple[str, ...] = (
    "asForm",
    "asJson",
    "asMultipart",
    "attach",
    "withBasicAuth",
    "withHeaders",
    "contentType",
    "withBody",
    "acceptJson",
    "timeout",
    "retry",
)
_STEPS += ("withOptions", "throw", "baseUrl", "withUserAgent", "bodyFormat", "withToken")
_function(*(f"Http.{step}" for step in _STEPS))(_prepare)
_method(_PENDING, *_STEPS)(_prepare)


@_function("Http.post", "Http.get")
def _http_post(given: Given) -> Value | None:
    """Send by Laravel's Http without further preparation."""
    return _send_pending(given)


@_method(_PENDING, "post", "get")
def _pending_post(given: Given) -> Value | None:
    """Send a prepared request."""
    return _send_pending(given)


def _send_pending(given: Given) -> Value | None:
    request = _pending(given)
    state, data = request.state, given.get(1)
    body = state["body"] if data is None else data
    if isinstance(body, Table):
        body = encode(state["encoding"], body, body.span)
    method = given.known(given.words.upper())
    url = _with_base(state.get("base"), given.get(0))
    return send(given, Outgoing(method=method, url=url, headers=state["headers"], body=body, has_basic=state["basic"], default=JSON))


# WordPress.


@_function("wp_remote_post", "wp_remote_request", "wp_remote_get", "wp_safe_remote_post")
def _wordpress(given: Given) -> Value | None:
    """Send what WordPress sends: an array is a form."""
    options = given.table(1) or Table(span=given.span)
    body = options.entries.get("body")
    if isinstance(body, Table):
        body = encode("form", body, body.span)
    method = options.entries.get("method") or given.known("GET" if given.words.endswith("get") else "POST")
    return send(given, Outgoing(method=method, url=given.get(0), headers=options.entries.get("headers"), body=body, default=FORM))
