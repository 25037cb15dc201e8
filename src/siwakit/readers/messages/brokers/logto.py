"""Logto, and its connector for Apple."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_PHRASES = "https://github.com/logto-io/logto/blob/master/packages/phrases/src/locales"

MESSAGES = (
    Message(
        id="logto-id-token-refused",
        speaker="Logto",
        literal="social_invalid_id_token",
        words=pattern(r"connector\.social_invalid_id_token\b"),
        proves=Proof.TOKEN_REFUSED,
        samples=('{"code":"connector.social_invalid_id_token","data":{}}',),
        versions="all",
        where=f"{_PHRASES}/en/errors/connector.ts",
        is_general=True,
    ),
    *(
        Message(
            id=f"logto-id-token-refused-{locale}",
            speaker="Logto",
            literal=text.lower(),
            words=pattern(text),
            proves=Proof.TOKEN_REFUSED,
            samples=(text,),
            versions="all",
            where=f"{_PHRASES}/{locale}/errors/connector.ts",
            is_general=True,
        )
        for locale, text in (
            ("en", "The connector's id token is invalid"),
            ("de", "Der ID-Token des Connectors ist ungültig"),
            ("fr", "Le jeton d'identification du connecteur n'est pas valide"),
            ("es", "El token de identificación del conector es inválido"),
            ("it", "Il token ID del connettore non è valido"),
            ("ja", "コネクタのIDトークンが無効です"),
            ("pt-br", "O token de id do conector é inválido"),
            ("ru", "Токен идентификатора коннектора недействителен"),
            ("zh-cn", "当前连接器的 id_token 无效"),
        )
    ),
    *(
        Message(
            id=f"logto-session-lost-{name}",
            speaker="Logto",
            literal=text.lower(),
            words=pattern(text.replace(".", r"\.") + r"(?![^{}]{0,100}onnector session)"),
            proves=Proof.STATE_NOT_FOUND,
            samples=(f'{{"error": "{text}"}}',),
            versions="all",
            where=f"{_PHRASES}/en/errors/session.ts",
            is_general=True,
        )
        for name, text in (
            ("code", "session.connector_session_not_found"),
            ("validation-code", "session.connector_validation_session_not_found"),
            ("sentence", "Connector session not found"),
            ("validation-sentence", "The connector session for token validation is not found"),
        )
    ),
    Message(
        id="logto-csrf",
        speaker="Logto",
        literal="session.csrf_token_mismatch",
        words=pattern(r"session\.csrf_token_mismatch\b"),
        proves=Proof.CSRF_REFUSED,
        samples=('{"code":"session.csrf_token_mismatch"}',),
        versions="all",
        where=f"{_PHRASES}/en/errors/session.ts",
        is_general=True,
    ),
)
