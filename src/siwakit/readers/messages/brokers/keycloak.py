"""Keycloak, and its extensions for Apple."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.characters import told_by_character
from siwakit.readers.messages.model import Message

_SERVICES = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/broker/oidc"
_TEXTS = "https://github.com/keycloak/keycloak/blob/main/themes/src/main/resources/theme/base/login/messages/messages_en.properties"
_KLAUSBETZ = "https://github.com/klausbetz/apple-identity-provider-keycloak/blob/main/src/main/java/at/klausbetz/provider/AppleIdentityProvider.java"

MESSAGES = (
    Message(
        id="keycloak-base64-character",
        speaker="Keycloak",
        literal="bad base64 input character",
        words=pattern(
            r"(?:(?P<signer>Unable to generate JWS): [\w.]{1,60}: )?Bad Base64 input character decimal (?P<decimal>\d{1,3}) in array position \d{1,6}"
        ),
        proves=None,
        narrow=told_by_character,
        samples=("Unable to generate JWS: java.io.IOException: Bad Base64 input character decimal 42 in array position 0",),
        versions="all",
        where="https://github.com/keycloak/keycloak/blob/main/common/src/main/java/org/keycloak/common/util/Base64.java",
    ),
    Message(
        id="keycloak-apple-no-key",
        speaker="apple-identity-provider-keycloak",
        literal="unable to generate jws",
        words=pattern(r"Unable to generate JWS: java\.lang\.NullPointerException"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("ERROR [at.klausbetz.provider.AppleIdentityProvider] (executor-thread-1) Unable to generate JWS: java.lang.NullPointerException",),
        versions="all",
        where=_KLAUSBETZ,
    ),
    Message(
        id="keycloak-apple-no-jws",
        speaker="apple-identity-provider-keycloak",
        literal="unable to generate jws",
        words=pattern(
            r"Unable to generate JWS(?!: java\.lang\.NullPointer|: java\.io\.IOException: Bad Base64"
            r"|: java\.lang\.IllegalArgumentException: Illegal base64)"
        ),
        proves=Proof.KEY_REFUSED,
        samples=("ERROR [at.klausbetz.provider.AppleIdentityProvider] (executor-thread-1) Unable to generate JWS: InvalidKeySpecException",),
        versions="all",
        where=_KLAUSBETZ,
    ),
    Message(
        id="keycloak-apple-no-secret",
        speaker="keycloak-apple-social-identity-provider",
        literal="failed to generate client secret",
        words=pattern(r"AppleIdentityProvider\] [^{}]{0,80}Failed to generate client secret"),
        proves=Proof.SECRET_NOT_MADE,
        samples=(
            "ERROR [fr.benjaminfavre.provider.AppleIdentityProvider] (executor-thread-1) Failed to generate client secret: java.lang.Exception",
        ),
        versions="1.0 and later",
        where="https://github.com/BenjaminFavre/keycloak-apple-social-identity-provider/blob/master/src/main/java/fr/benjaminfavre/provider/"
        "AppleIdentityProvider.java",
    ),
    Message(
        id="keycloak-apple-state",
        speaker="apple-identity-provider-keycloak",
        literal="invalid state parameter",
        words=pattern(r"AppleIdentityProviderEndpoint\] [^{}]{0,80}Invalid state parameter"),
        proves=Proof.STATE_DIFFERS,
        samples=("ERROR [at.klausbetz.provider.AppleIdentityProviderEndpoint] (executor-thread-7) Invalid state parameter: null",),
        versions="1.0 and later",
        where="https://github.com/klausbetz/apple-identity-provider-keycloak/blob/main/src/main/java/at/klausbetz/provider/"
        "AppleIdentityProviderEndpoint.java",
    ),
    Message(
        id="keycloak-audience",
        speaker="Keycloak",
        literal="wrong audience from token",
        words=pattern(r"IdentityBrokerException: Wrong audience from token"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("org.keycloak.broker.provider.IdentityBrokerException: Wrong audience from token.",),
        versions="all",
        where=f"{_SERVICES}/OIDCIdentityProvider.java",
        is_general=True,
    ),
    Message(
        id="keycloak-issuer",
        speaker="Keycloak",
        literal="wrong issuer from token",
        words=pattern(r"Wrong issuer from token\. Got: (?P<actual>\S{1,200}) expected: (?P<expected>\S{1,200})"),
        proves=Proof.ISSUER_REFUSED,
        samples=("IdentityBrokerException: Wrong issuer from token. Got: https://appleid.apple.com expected: https://account.apple.com",),
        versions="all",
        where=f"{_SERVICES}/OIDCIdentityProvider.java",
        is_general=True,
    ),
    Message(
        id="keycloak-signature",
        speaker="Keycloak",
        literal="token signature validation failed",
        words=pattern(r"IdentityBrokerException: token signature validation failed"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("org.keycloak.broker.provider.IdentityBrokerException: token signature validation failed",),
        versions="all",
        where=f"{_SERVICES}/OIDCIdentityProvider.java",
        is_general=True,
    ),
    Message(
        id="keycloak-expired",
        speaker="Keycloak",
        literal="token is no longer valid",
        words=pattern(r"IdentityBrokerException: Token is no longer valid"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("org.keycloak.broker.provider.IdentityBrokerException: Token is no longer valid",),
        versions="all",
        where=f"{_SERVICES}/OIDCIdentityProvider.java",
        is_general=True,
    ),
    Message(
        id="keycloak-no-token",
        speaker="Keycloak",
        literal="no token from server",
        words=pattern(r"IdentityBrokerException: No token from server"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("org.keycloak.broker.provider.IdentityBrokerException: No token from server.",),
        versions="all",
        where=f"{_SERVICES}/OIDCIdentityProvider.java",
        is_general=True,
    ),
    Message(
        id="keycloak-invalid-token",
        speaker="Keycloak",
        literal="identitybrokerexception: invalid token",
        words=pattern(r"IdentityBrokerException: Invalid token\b"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("org.keycloak.broker.provider.IdentityBrokerException: Invalid token",),
        versions="all",
        where=f"{_SERVICES}/OIDCIdentityProvider.java",
        is_general=True,
    ),
    Message(
        id="keycloak-token-exchange",
        speaker="Keycloak",
        literal="token validation failure",
        words=pattern(r"reason=\"?token validation failure"),
        proves=Proof.TOKEN_REFUSED,
        samples=('type="TOKEN_EXCHANGE_ERROR", error="invalid_token", reason="token validation failure", validation_method="signature"',),
        versions="all, for the exchange of a token",
        where=_KLAUSBETZ,
        is_general=True,
    ),
    *(
        Message(
            id=f"keycloak-page-{locale}",
            speaker="Keycloak",
            literal=text.lower(),
            words=pattern(text),
            proves=Proof.SIGN_IN_NOT_FINISHED,
            samples=(f"Keycloak: {text}",),
            versions="all",
            where=_TEXTS.replace("_en", f"_{file}"),
            is_general=True,
        )
        for locale, file, text in (
            ("en", "en", "Unexpected error when authenticating with identity provider"),
            ("de", "de", "Unerwarteter Fehler während der Authentifizierung mit dem Identity Provider"),
            ("it", "it", "Errore imprevisto durante l'autenticazione con identity provider"),
            ("fr", "fr", "Erreur inattendue lors de l'authentification avec fournisseur d'identité"),
            ("es", "es", "Error no esperado intentado autenticar en el proveedor de identidad"),
            ("pt", "pt_BR", "Erro inesperado durante a autenticação com o provedor de identidade"),
            ("ja", "ja", "アイデンティティ プロバイダーによる認証の再に予期せぬエラーが発生しました"),
            ("ru", "ru", "Непредвиденная ошибка при проверке подлинности поставщика учетных записей"),
            ("zh", "zh_CN", "在与认证提供者认证过程中发生未知错误"),
        )
    ),
    Message(
        id="keycloak-state-missing",
        speaker="Keycloak",
        literal="missing state parameter in response",
        words=pattern(r"Missing state parameter in response from identity provider"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=("Missing state parameter in response from identity provider.",),
        versions="since when is not known",
        where=_TEXTS,
        is_general=True,
    ),
    Message(
        id="keycloak-code-missing",
        speaker="Keycloak",
        literal="missing code or error parameter in response",
        words=pattern(r"Missing code or error parameter in response from identity provider"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("Missing code or error parameter in response from identity provider.",),
        versions="since when is not known",
        where=_TEXTS,
        is_general=True,
    ),
    Message(
        id="keycloak-cookie",
        speaker="Keycloak",
        literal="cookie not found. please make sure",
        words=pattern(r"Cookie not found\. Please make sure cookies are enabled in your browser"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("Cookie not found. Please make sure cookies are enabled in your browser.",),
        versions="since when is not known",
        where=_TEXTS,
        is_general=True,
    ),
    Message(
        id="keycloak-cancelled",
        speaker="apple-identity-provider-keycloak",
        literal="user_cancelled_authorize for broker login",
        words=pattern(r"user_cancelled_authorize for broker login"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("WARN [at.klausbetz.provider.AppleIdentityProviderEndpoint] user_cancelled_authorize for broker login apple",),
        versions="all",
        where=_KLAUSBETZ,
    ),
)
