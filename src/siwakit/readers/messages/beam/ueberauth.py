"""Ueberauth, its strategy for Apple, AshAuthentication, Plug and Phoenix."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="elixir-no-userinfo-endpoint",
        speaker="openid_connect for Elixir",
        literal="userinfo_endpoint",
        words=pattern(r"key \"userinfo_endpoint\" not found in: %\{\"authorization_endpoint\" => \"https://(?P<actual>appleid\.apple\.com)/"),
        proves=Proof.USERINFO_WANTED,
        samples=(
            (
                '** (KeyError) key "userinfo_endpoint" not found in: %{"authorization_endpoint" => "https://appleid.apple.com/auth/authorize", '
                '"issuer" => "https://appleid.apple.com"}'
            ),
        ),
        versions="1.0",
        where="https://github.com/DockYard/openid_connect",
    ),
    Message(
        id="ueberauth-state",
        speaker="Ueberauth",
        literal="attack",
        words=pattern(r"(?:message_key: \"csrf_attack\"|Cross-Site Request Forgery attack)"),
        proves=Proof.STATE_DIFFERS,
        samples=(
            '%Ueberauth.Failure.Error{message: "Cross-Site Request Forgery attack", message_key: "csrf_attack"}',
            'errors: [%Ueberauth.Failure.Error{message_key: "csrf_attack"}]',
        ),
        versions="0.7 and later",
        where="https://github.com/ueberauth/ueberauth/blob/master/lib/ueberauth/strategy.ex",
        is_general=True,
    ),
    Message(
        id="ueberauth-code",
        speaker="Ueberauth",
        literal="missing_code",
        words=pattern(r"message_key: \"missing_code\""),
        proves=Proof.CODE_NOT_RETURNED,
        samples=(
            '%Ueberauth.Failure.Error{message: "No code received", message_key: "missing_code"}',
            '%Ueberauth.Failure.Error{message_key: "missing_code", message: "No code received"}',
        ),
        versions="all",
        where="https://github.com/loopsocial/ueberauth_apple/blob/master/lib/ueberauth/strategy/apple.ex",
        is_general=True,
    ),
    Message(
        id="ueberauth-cancelled",
        speaker="Ueberauth",
        literal="user_cancelled_authorize",
        words=pattern(r"message: \"user_cancelled_authorize\""),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=('%Ueberauth.Failure.Error{message: "user_cancelled_authorize", message_key: "auth_failed"}',),
        versions="all",
        where="https://github.com/loopsocial/ueberauth_apple/blob/master/lib/ueberauth/strategy/apple.ex",
    ),
    Message(
        id="ash-client-id",
        speaker="AshAuthentication",
        literal="is not accessible",
        words=pattern(r"Secret for `[\w.]{0,60}apple\.client_id` on the `[\w.]{1,100}` resource is not accessible"),
        proves=Proof.CLIENT_ID_NOT_GIVEN,
        samples=("Secret for `authentication.strategies.apple.client_id` on the `AcmeFit.Accounts.User` resource is not accessible.",),
        versions="all",
        where="https://github.com/team-alembic/ash_authentication/blob/main/lib/ash_authentication/errors/missing_secret.ex",
    ),
    Message(
        id="ash-key",
        speaker="AshAuthentication",
        literal="is not accessible",
        words=pattern(r"Secret for `[\w.]{0,60}apple\.private_key\w{0,10}` on the `[\w.]{1,100}` resource is not accessible"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("Secret for `authentication.strategies.apple.private_key_path` on the `AcmeFit.Accounts.User` resource is not accessible.",),
        versions="all",
        where="https://github.com/team-alembic/ash_authentication/blob/main/lib/ash_authentication/errors/missing_secret.ex",
    ),
    Message(
        id="ash-team",
        speaker="AshAuthentication",
        literal="is not accessible",
        words=pattern(r"Secret for `[\w.]{0,60}apple\.team_id` on the `[\w.]{1,100}` resource is not accessible"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("Secret for `authentication.strategies.apple.team_id` on the `AcmeFit.Accounts.User` resource is not accessible.",),
        versions="all",
        where="https://github.com/team-alembic/ash_authentication/blob/main/lib/ash_authentication/errors/missing_secret.ex",
    ),
    Message(
        id="plug-csrf",
        speaker="Plug",
        literal="csrf",
        words=pattern(r"(?:InvalidCSRFTokenError|invalid CSRF \(Cross Site Request Forgery\) token)"),
        proves=Proof.CSRF_REFUSED,
        samples=(
            "** (Plug.CSRFProtection.InvalidCSRFTokenError) invalid CSRF (Cross Site Request Forgery) token, please make sure that:",
            "invalid CSRF (Cross Site Request Forgery) token, please make sure that:",
        ),
        versions="all",
        where="https://github.com/elixir-plug/plug/blob/main/lib/plug/csrf_protection.ex",
        is_general=True,
    ),
    Message(
        id="phoenix-no-post-route",
        speaker="Phoenix",
        literal="no route found for post ",
        words=pattern(r"no route found for POST /[\w/.-]{1,100}"),
        proves=Proof.METHOD_REFUSED,
        samples=("** (Phoenix.Router.NoRouteError) no route found for POST /auth/apple/callback (AcmeFitWeb.Router)",),
        versions="all",
        where="https://github.com/phoenixframework/phoenix/blob/main/lib/phoenix/router.ex",
        is_general=True,
    ),
)
