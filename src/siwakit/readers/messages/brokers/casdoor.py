"""Casdoor."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_LOCALES = "https://github.com/casdoor/casdoor/blob/master/i18n/locales"

MESSAGES = tuple(
    Message(
        id=f"casdoor-state-{locale}",
        speaker="Casdoor",
        literal=text.split("{")[0].strip().lower(),
        words=pattern(text.replace("{}", r"\S{0,60}")),
        proves=Proof.STATE_DIFFERS,
        samples=(f'{{"status":"error","msg":"{text.replace("{}", "casdoor")} abc","data":null}}',),
        versions="all",
        where=f"{_LOCALES}/{locale}/data.json",
        is_general=True,
    )
    for locale, text in (
        ("en", "State expected: {}, but got:"),
        ("de", "Erwarteter Zustand: {}, aber erhalten:"),
        ("es", "Estado esperado: {}, pero se obtuvo:"),
        ("fr", "État attendu : {}, mais obtenu :"),
        ("ja", "期待される状態： {}、実際には："),  # noqa: RUF001  the colons of the translation
        ("pl", "Oczekiwano stanu: {}, ale otrzymano:"),
        ("pt", "Estado esperado: {}, mas recebido:"),
        ("tr", "Beklenen durum: {}, fakat alınan:"),  # noqa: RUF001  Turkish
        ("uk", "Очікувалося стан: {}, але отримано:"),
        ("vi", "Trạng thái dự kiến: {}, nhưng nhận được:"),
        ("zh", "期望状态为: {}, 实际状态为:"),
    )
)
