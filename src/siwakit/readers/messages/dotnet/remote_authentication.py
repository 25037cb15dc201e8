"""ASP.NET Core, when it handles the callback of a sign-in."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CORE = "https://github.com/dotnet/aspnetcore/blob/main/src/Security/Authentication/Core/src"
_OAUTH = "https://github.com/dotnet/aspnetcore/blob/main/src/Security/Authentication/OAuth/src/OAuthHandler.cs"
_said = partial(Message, speaker="Microsoft.AspNetCore.Authentication", versions="all", is_general=True)

MESSAGES = (
    _said(
        id="aspnetcore-correlation",
        literal="correlation failed",
        words=pattern(r"Correlation failed\."),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=(
            "Microsoft.AspNetCore.Authentication.AuthenticationFailureException: Correlation failed.",
            "Error from RemoteAuthentication: Correlation failed..",
        ),
        where=f"{_CORE}/RemoteAuthenticationHandler.cs",
    ),
    _said(
        id="aspnetcore-correlation-cookie",
        literal=".aspnetcore.",
        words=pattern(r"'(?P<cookie>\.AspNetCore\.(?:Correlation|OpenIdConnect\.Nonce)\.)[\w.~-]{1,400}' cookie not found"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("warn: '.AspNetCore.Correlation.Apple.kfYqN3' cookie not found.", "'.AspNetCore.Correlation.1a2b3c' cookie not found."),
        where=f"{_CORE}/LoggingExtensions.cs",
    ),
    _said(
        id="aspnetcore-cookie-not-secure",
        literal="has set 'samesite=none'",
        words=pattern(
            r"The cookie '(?P<cookie>\.AspNetCore\.(?:Correlation|OpenIdConnect\.Nonce)\.)[^']{0,400}' "
            r"has set 'SameSite=None' and must also set 'Secure'"
        ),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("The cookie '.AspNetCore.Correlation.Apple.kfYqN3' has set 'SameSite=None' and must also set 'Secure'.",),
        where="https://github.com/dotnet/aspnetcore/blob/main/src/Http/Http/src/Internal/ResponseCookies.cs",
        versions="3.1 and later",
    ),
    _said(
        id="aspnetcore-correlation-value",
        literal="correlation cookie value",
        words=pattern(r"The correlation cookie value '[^']{0,300}' did not match the expected value"),
        proves=Proof.STATE_DIFFERS,
        samples=("The correlation cookie value 'S' did not match the expected value 'N'.",),
        where=f"{_CORE}/LoggingExtensions.cs",
    ),
    _said(
        id="aspnetcore-oauth-state",
        literal="state was missing or invalid",
        words=pattern(r"The (?:oauth|OAuth) state was missing or invalid"),
        proves=Proof.STATE_NOT_FOUND,
        samples=(
            "System.Exception: The oauth state was missing or invalid.",
            "AuthenticationFailureException: The OAuth state was missing or invalid.",
        ),
        where=_OAUTH,
    ),
    _said(
        id="aspnetcore-code-not-found",
        literal="code was not found",
        words=pattern(r"(?:Exception|RemoteAuthentication): Code was not found\."),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("Microsoft.AspNetCore.Authentication.AuthenticationFailureException: Code was not found.",),
        where=_OAUTH,
    ),
    _said(
        id="aspnetcore-cancelled",
        literal="user_cancelled_authorize",
        words=pattern(r"(?:(?:RemoteAuthentication|Exception): |Message contains error: ')user_cancelled_authorize"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=(
            "Error from RemoteAuthentication: user_cancelled_authorize.",
            "Message contains error: 'user_cancelled_authorize', error_description: 'error_description is null'",
        ),
        where=_OAUTH,
    ),
    _said(
        id="aspnetcore-access-denied",
        literal="access was denied by the resource owner",
        words=pattern(r"Access was denied by the resource owner or by the remote server"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("System.Exception: Access was denied by the resource owner or by the remote server.",),
        where=f"{_CORE}/RemoteAuthenticationHandler.cs",
    ),
    _said(
        id="aspnetcore-antiforgery",
        literal="antiforgery",
        words=pattern(
            r"Antiforgery token validation failed"
            r"|The required antiforgery (?:cookie [\"'](?P<cookie>[\w.-]{1,80})[\"'] is not present|request token was not provided|form field)"
        ),
        proves=Proof.CSRF_REFUSED,
        samples=(
            'AntiforgeryValidationException: The required antiforgery cookie ".AspNetCore.Antiforgery.DlX38oyl0aI" is not present.',
            "Antiforgery token validation failed.",
        ),
        where="https://github.com/dotnet/aspnetcore/blob/main/src/Antiforgery/src/Resources.resx",
        speaker="Microsoft.AspNetCore.Antiforgery",
    ),
)
