"""Scala: jwt-scala, and the clients sttp, Play WS and Akka or Pekko HTTP."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, object_in, receiver
from siwakit.readers.code.libraries.jvm.claims import algorithm_of, make_builder, part_of, sets
from siwakit.readers.code.libraries.jvm.collections import single, table_in
from siwakit.readers.code.libraries.jvm.members import Members, new_table, put, put_all, table_of_pairs
from siwakit.readers.code.libraries.jvm.requests import BODY, form_of, make_request, media_type, send_request, set_body, set_header, typed_body
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.sending import FORM
from siwakit.readers.code.library import Given, Meaning
from siwakit.readers.code.values import Array, Encoded, Instance, KeyText, Known, Reference, Table, Unknown, Value

SCALA = Members()
_function, _method, _static = SCALA.function, SCALA.method, SCALA.static
_CLAIM, _HEADER, _STTP, _PLAY, _HTTP4S = "jwt-scala claim", "jwt-scala header", "sttp request", "play request", "http4s request"
_NAMES = {"issuer": "iss", "subject": "sub", "audience": "aud", "expiration": "exp", "notBefore": "nbf", "issuedAt": "iat", "jwtId": "jti"}
_TEXT = "text/plain; charset=utf-8"


# jwt-scala.


@_function("JwtClaim", "JwtClaim.apply")
def _claim(given: Given) -> Value | None:
    """Return claims; the first argument is more of them as JSON, and one audience is written as a string."""
    builder = make_builder(given, _CLAIM)
    claims: Table = builder.state["claims"]
    if given.arguments or "content" in given.named:
        put_all(claims, object_in(given.run, given.get(0, "content")))
    for name, value in given.named.items():
        if name in _NAMES and not (isinstance(value, Reference) and value.path == "None"):
            claims.entries[_NAMES[name]] = single(value) or value
    return builder


def _relative(claim: str, *, is_added: bool) -> Meaning:
    def meaning(given: Given) -> Value | None:
        claims, seconds = part_of(given.receiver, "claims"), given.number(0) if is_added else 0
        if claims is not None:
            put(claims, claim, Unknown(name=claim) if seconds is None else given.known(int(given.run.now + seconds)))
        return given.receiver

    return meaning


_method(_CLAIM, "by")(sets("claims", "iss"))
_method(_CLAIM, "about")(sets("claims", "sub"))
_method(_CLAIM, "to")(sets("claims", "aud"))
_method(_CLAIM, "expiresAt")(sets("claims", "exp"))
_method(_CLAIM, "issuedAt")(sets("claims", "iat"))
_method(_CLAIM, "startsAt")(sets("claims", "nbf"))
_method(_CLAIM, "withId")(sets("claims", "jti"))
_method(_CLAIM, "expiresIn")(_relative("exp", is_added=True))
_method(_CLAIM, "issuedNow")(_relative("iat", is_added=False))
_method(_CLAIM, "startsNow")(_relative("nbf", is_added=False))
_method(_CLAIM, "toJson")(receiver)


@_function("JwtHeader", "JwtHeader.apply")
def _header(given: Given) -> Value | None:
    """Return a header, whose typ is JWT."""
    builder = make_builder(given, _HEADER, algorithm_of(given.get(0, "algorithm")) or Unknown(name="alg"))
    builder.state["header"].entries["typ"] = given.known("JWT")
    kid = given.get(3, "keyId")
    if kid is not None:
        builder.state["header"].entries["kid"] = kid
    return builder


_method(_HEADER, "withKeyId")(sets("header", "kid"))
_method(_HEADER, "withType")(sets("header", "typ"))


@_function(
    *(f"{name}.encode" for name in ("Jwt", "JwtCirce", "JwtPlayJson", "JwtPlay", "JwtSprayJson", "JwtJson", "JwtJson4s", "JwtUpickle", "JwtZIOJson"))
)
def _encode(given: Given) -> Value | None:
    """Return the token: (claims, key, algorithm), or (header, claims, key), whose header can be JSON."""
    headers = [value for value in given.arguments if isinstance(value, Instance) and value.kind == _HEADER]
    rest = [value for value in given.arguments if value not in headers and algorithm_of(value) is None]
    algorithms = [found for value in given.arguments if (found := algorithm_of(value))]
    objects = [found for value in rest if (found := object_in(given.run, value))]
    written = objects[0] if len(objects) > 1 else None
    rest = rest[1:] if written else rest
    claims = (part_of(rest[0], "claims") or object_in(given.run, rest[0])) if rest else None
    if claims is None:
        return None
    header = part_of(headers[0], "header") if headers else written
    if header is None:
        header = new_table(given)
        header.entries |= {"typ": given.known("JWT"), "alg": algorithms[0] if algorithms else Unknown(name="alg")}
    key = rest[1] if len(rest) > 1 and isinstance(rest[1], KeyText | Unknown | Known) else None
    return mint(given, header, claims, key)


# sttp.


@_function("basicRequest.post", "quickRequest.post", "emptyRequest.post", "sttp.post")
def _sttp(given: Given) -> Value | None:
    """Return a request of sttp."""
    return make_request(given, _STTP, given.get(0), "POST")


@_function("basicRequest.body", "basicRequest.header", "basicRequest.contentType", "quickRequest.body")
def _sttp_early(given: Given) -> Value | None:
    """Return a request whose address comes later."""
    request = make_request(given, _STTP, None, "POST")
    meaning = given.run.library.methods[_STTP, given.words]
    return meaning(Given(run=given.run, arguments=given.arguments, named=given.named, receiver=request, span=given.span, words=given.words))


@_method(_STTP, "post")
def _sttp_post(given: Given) -> Value | None:
    """Set the address."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["url"] = given.get(0)
    return given.receiver


@_method(_STTP, "body")
def _sttp_body(given: Given) -> Value | None:
    """Set the body: a mapping or pairs are a form, a string is text."""
    body = given.get(0)
    if body is not None and all(isinstance(value, Array) for value in given.arguments):
        body = form_of(given, Array(items=[*given.arguments], span=given.span))
    elif isinstance(body, Table):
        body = encode("form", body, body.span)
    set_body(given.receiver, body)
    return given.receiver


@_method(_STTP, "contentType", "header")
def _sttp_header(given: Given) -> Value | None:
    """Set a header."""
    name = given.known("Content-Type") if given.words == "contentType" else given.get(0)
    set_header(given.receiver, name, given.arguments[-1] if given.arguments else None)
    return given.receiver


_method(_STTP, "response", "auth", "readTimeout", "followRedirects")(receiver)


@_method(_STTP, "basic")
def _sttp_basic(given: Given) -> Value | None:
    """Set the header of Basic."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["basic"] = True
    return given.receiver


@_method(_STTP, "send")
def _sttp_send(given: Given) -> Value | None:
    """Send the request."""
    return send_request(given, given.receiver, _TEXT)


# Play WS.


@_method("", "url")
def _play(given: Given) -> Value | None:
    """Return a request of Play WS."""
    return make_request(given, _PLAY, given.get(0), "GET") if len(given.arguments) == 1 else None


@_method(_PLAY, "withHttpHeaders", "addHttpHeaders", "withHeaders")
def _play_headers(given: Given) -> Value | None:
    """Set headers by pairs."""
    for pair in given.arguments:
        if isinstance(pair, Array) and len(pair.items) > 1:
            set_header(given.receiver, pair.items[0], pair.items[1])
    return given.receiver


@_method(_PLAY, "withAuth")
def _play_basic(given: Given) -> Value | None:
    """Set the header of Basic."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["basic"] = True
    return given.receiver


_method(_PLAY, "withRequestTimeout", "withFollowRedirects")(receiver)


@_method(_PLAY, "post")
def _play_post(given: Given) -> Value | None:
    """Send a body: a mapping to lists is a form, a string text, and JSON is JSON."""
    request, body = given.receiver, given.get(0)
    if not isinstance(request, Instance):
        return None
    if isinstance(body, Table):
        entries = {name: single(value) or value for name, value in body.entries.items()}
        body = Encoded(encoding="form", of=Table(entries=entries, is_open=body.is_open, span=body.span), span=body.span)
    request.state |= {"method": given.known("POST"), "body": body}
    return send_request(given, request, "text/plain")


# Akka and Pekko.


@_function("FormData", "FormData.apply", "UrlForm", "UrlForm.apply")
def _form_data(given: Given) -> Value | None:
    """Return a form of pairs or of a mapping."""
    first = given.get(0)
    fields = table_of_pairs(given, given.arguments) if all(isinstance(value, Array) for value in given.arguments) else table_in(first)
    return typed_body(given, form_of(given, fields), given.known(FORM))


_method("body with media type", "toEntity")(receiver)


@_function("HttpEntity.apply", "HttpEntity.Strict")
def _http_entity(given: Given) -> Value | None:
    """Return a body with its media type first."""
    return typed_body(given, given.get(1), media_type(given.get(0)))


@_function("HttpRequest", "HttpRequest.apply")
def _http_request(given: Given) -> Value | None:
    """Return a request of Akka or Pekko, which is sent."""
    method, entity = given.get(0, "method"), given.get(3, "entity")
    name = method.path.rpartition(".")[2] if isinstance(method, Reference) else "GET"
    request = make_request(given, "akka request", given.get(1, "uri"), name)
    if isinstance(entity, Instance) and entity.kind == "HttpEntity":
        first, second = entity.state["body"], entity.state["headers"]
        entity = typed_body(given, second, media_type(first)) if second is not None else typed_body(given, first, given.known(_TEXT))
    set_body(request, entity)
    return request


# http4s.


@_function("Request", "Request.apply")
def _http4s(given: Given) -> Value | None:
    """Return a request of http4s, which is named by its address."""
    address, method = given.named.get("uri"), given.named.get("method")
    if address is None:
        return None
    name = method.path.rpartition(".")[2] if isinstance(method, Reference) else "GET" if method is None else ""
    return make_request(given, _HTTP4S, address, name or "POST")


@_method(_HTTP4S, "withEntity", "withBody")
def _http4s_body(given: Given) -> Value | None:
    """Set the body; what is not a form is encoded by what is imported."""
    body = given.get(0)
    is_form = isinstance(body, Instance) and body.kind == BODY
    set_body(given.receiver, body if is_form else Unknown(name="body", span=given.span))
    return given.receiver
