"""Devise, in the languages of devise-i18n: "Could not authenticate you from Apple because …"."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.claims import told_by_wrong_claim
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="devise-csrf",
        speaker="Devise",
        literal="csrf detected",
        words=pattern(r"Csrf detected"),
        proves=Proof.STATE_DIFFERS,
        samples=(
            'Could not authenticate you from Apple because "Csrf detected".',
            'Die Anmeldung mit Ihrem Apple-Konto war aufgrund des folgenden Grundes nicht möglich: "Csrf detected".',
            "Nous ne pouvons pas vous authentifier depuis Apple pour la raison suivante : 'Csrf detected'.",
            'No has sido autorizado en la cuenta Apple porque "Csrf detected".',
            "Apple アカウントによる認証に失敗しました。理由\uff1a\uff08Csrf detected\uff09",
            "由于Csrf detected\uff0c无法从Apple获得授权。",
        ),
        versions="all",
        where="https://github.com/devise-i18n/devise-i18n/tree/master/rails/locales",
        is_general=True,
    ),
    Message(
        id="devise-nonce",
        speaker="Devise",
        literal="nonce ",
        words=pattern(r"Apple[^\n\"'\u00ab(\uff08]{0,80}[\"'\u00ab(\uff08]{1,2}(?:Nonce mismatch|Nonce invalid)"),
        proves=Proof.NONCE_NOT_OF_SESSION,
        samples=(
            'Could not authenticate you from Apple because "Nonce mismatch".',
            "depuis Apple pour la raison suivante : 'Nonce invalid'.",
            "Вы не можете войти под учётной записью из Apple, т.к. «Nonce mismatch».",
        ),
        versions="all",
        where="https://github.com/devise-i18n/devise-i18n/tree/master/rails/locales",
    ),
    Message(
        id="devise-claim",
        speaker="Devise",
        literal=" invalid",
        words=pattern(r"Apple[^\n\"'\u00ab(\uff08]{0,80}[\"'\u00ab(\uff08]{1,2}(?P<claim>Aud|Iss|Iat|Exp) invalid"),
        proves=None,
        narrow=told_by_wrong_claim,
        samples=(
            'Could not authenticate you from Apple because "Aud invalid".',
            'Non è stato possibile autorizzarti da Apple perché "Aud invalid".',
        ),
        versions="all",
        where="https://github.com/devise-i18n/devise-i18n/tree/master/rails/locales",
    ),
    Message(
        id="devise-cancelled",
        speaker="Devise",
        literal="user cancelled authorize",
        words=pattern(r"Apple[^\n\"'\u00ab(\uff08]{0,80}[\"'\u00ab(\uff08]{1,2}User cancelled authorize"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=(
            'Could not authenticate you from Apple because "User cancelled authorize".',
            'Não foi possível autorizar de uma conta de Apple porque "User cancelled authorize".',
        ),
        versions="all",
        where="https://github.com/devise-i18n/devise-i18n/tree/master/rails/locales",
    ),
)
