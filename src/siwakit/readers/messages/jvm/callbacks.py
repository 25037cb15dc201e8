"""Frameworks of Java, when a callback reaches a handler that does not take it."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_SPRING = "https://github.com/spring-projects/spring-framework/blob/main/spring-web/src/main/java/org/springframework/web"
_said = partial(Message, versions="all", is_general=True)


def _told_by_parameter(values: Values) -> Proof:
    parameter = values["claim"]
    if parameter == "user":
        return Proof.NAME_MISSING
    return Proof.STATE_NOT_RETURNED if parameter == "state" else Proof.CODE_NOT_RETURNED


MESSAGES = (
    _said(
        id="spring-method",
        speaker="Spring Web",
        literal="request method 'post'",
        words=pattern(r"Request method 'POST' (?:is )?not supported"),
        proves=Proof.METHOD_REFUSED,
        samples=(
            "org.springframework.web.HttpRequestMethodNotSupportedException: Request method 'POST' is not supported",
            "Resolved [HttpRequestMethodNotSupportedException: Request method 'POST' not supported]",
        ),
        where=f"{_SPRING}/HttpRequestMethodNotSupportedException.java",
    ),
    _said(
        id="spring-parameter",
        speaker="Spring Web",
        literal="request parameter '",
        words=pattern(
            r"Required (?:request|String) parameter '(?P<claim>code|state|user|id_token|idToken)' "
            r"(?:for method parameter type \w{1,40} )?is not present"
        ),
        proves=None,
        narrow=_told_by_parameter,
        samples=(
            "MissingServletRequestParameterException: Required request parameter 'code' for method parameter type String is not present",
            "Required request parameter 'user' is not present",
        ),
        where=f"{_SPRING}/bind/MissingServletRequestParameterException.java",
    ),
    _said(
        id="spring-media-type",
        speaker="Spring Web",
        literal="x-www-form-urlencoded",
        words=pattern(r"Content[ -][Tt]ype 'application/x-www-form-urlencoded(?:;charset=[\w-]{1,20})?' (?:is )?not supported"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("HttpMediaTypeNotSupportedException: Content type 'application/x-www-form-urlencoded;charset=UTF-8' not supported",),
        where=f"{_SPRING}/HttpMediaTypeNotSupportedException.java",
    ),
    _said(
        id="jackson-form",
        speaker="Jackson",
        literal="unrecognized token '",
        words=pattern(r"Unrecognized token '(?:code|state|user|id_token)': was expecting \(?(?:JSON String|'?true)"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=(
            "JSON parse error: Unrecognized token 'code': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        ),
        where="https://github.com/FasterXML/jackson-core/blob/2.18/src/main/java/com/fasterxml/jackson/core/json/ReaderBasedJsonParser.java",
    ),
    _said(
        id="micronaut-method",
        speaker="Micronaut",
        literal="method [post] not allowed for uri",
        words=pattern(r"Method \[POST\] not allowed for URI \["),
        proves=Proof.METHOD_REFUSED,
        samples=('{"message":"Method [POST] not allowed for URI [/oauth/callback/apple]. Allowed methods: [GET]"}',),
        where="https://github.com/micronaut-projects/micronaut-core/blob/4.6.x/http-server/src/main/java/io/micronaut/http/server/RouteExecutor.java",
    ),
    _said(
        id="jax-rs-method",
        speaker="JAX-RS",
        literal="notallowedexception",
        words=pattern(r"ws\.rs\.NotAllowedException: (?:HTTP 405 Method Not Allowed|RESTEASY\d{6}: No resource method found for POST)"),
        proves=Proof.METHOD_REFUSED,
        samples=("jakarta.ws.rs.NotAllowedException: HTTP 405 Method Not Allowed",),
        where="https://github.com/jakartaee/rest/blob/main/jaxrs-api/src/main/java/jakarta/ws/rs/NotAllowedException.java",
    ),
)
