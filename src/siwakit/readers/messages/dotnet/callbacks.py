"""ASP.NET Core, when a callback reaches a handler of the application that does not take it."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_said = partial(
    Message,
    speaker="ASP.NET Core",
    where="https://github.com/dotnet/aspnetcore/blob/main/src/Http/Http.Extensions/src/RequestDelegateFactory.cs",
    versions="6.0 and later",
    is_general=True,
)

MESSAGES = (
    _said(
        id="aspnetcore-parameter",
        literal='required parameter "',
        words=pattern(r"Required parameter \"[\w?<>.]{1,60} (?P<claim>code|state|id_token|idToken)\" was not provided from "),
        proves=Proof.CODE_NOT_RETURNED,
        samples=('BadHttpRequestException: Required parameter "string code" was not provided from query string.',),
    ),
    _said(
        id="aspnetcore-media-type",
        literal="expected a supported json media type",
        words=pattern(r"Expected a supported JSON media type but got \"application/x-www-form-urlencoded"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=('BadHttpRequestException: Expected a supported JSON media type but got "application/x-www-form-urlencoded".',),
    ),
)
