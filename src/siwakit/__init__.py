"""Sign in with Apple: name the cause of `invalid_client`, prove it, and hand over the correction.

The public names below are loaded when they are first used, so that `import siwakit` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siwakit.errors import InputError, KeyFault, MintRefused, NotReadable, SiwakitError, TooLarge
    from siwakit.evidence.evidence import LACKING, UNKNOWN, Evidence, Origin
    from siwakit.evidence.join import Known
    from siwakit.evidence.keys import key_at_hand
    from siwakit.flow.client_secret import mint_client_secret, verify_signature
    from siwakit.flow.correction import Correction, correct_client_secret
    from siwakit.flow.diagnosis import diagnose, read_evidence
    from siwakit.http import Exchange, Request, Response
    from siwakit.jose.signer import KeySigner, Signer, load_signer
    from siwakit.judge.diagnosis import Diagnosis, VerdictKind
    from siwakit.judge.findings import Finding
    from siwakit.render.json import render_json
    from siwakit.render.text import render_text
    from siwakit.rules.catalogue import BY_ID, CATALOGUE
    from siwakit.rules.model import Grade, Question, Rule

__version__ = "0.1.0"

_HOMES = {
    "siwakit.errors": ("InputError", "KeyFault", "MintRefused", "NotReadable", "SiwakitError", "TooLarge"),
    "siwakit.evidence.evidence": ("LACKING", "UNKNOWN", "Evidence", "Origin"),
    "siwakit.evidence.join": ("Known",),
    "siwakit.evidence.keys": ("key_at_hand",),
    "siwakit.flow.client_secret": ("mint_client_secret", "verify_signature"),
    "siwakit.flow.correction": ("Correction", "correct_client_secret"),
    "siwakit.flow.diagnosis": ("diagnose", "read_evidence"),
    "siwakit.http": ("Exchange", "Request", "Response"),
    "siwakit.jose.signer": ("KeySigner", "Signer", "load_signer"),
    "siwakit.judge.diagnosis": ("Diagnosis", "VerdictKind"),
    "siwakit.judge.findings": ("Finding",),
    "siwakit.render.json": ("render_json",),
    "siwakit.render.text": ("render_text",),
    "siwakit.rules.catalogue": ("BY_ID", "CATALOGUE"),
    "siwakit.rules.model": ("Grade", "Question", "Rule"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BY_ID",
    "CATALOGUE",
    "LACKING",
    "UNKNOWN",
    "Correction",
    "Diagnosis",
    "Evidence",
    "Exchange",
    "Finding",
    "Grade",
    "InputError",
    "KeyFault",
    "KeySigner",
    "Known",
    "MintRefused",
    "NotReadable",
    "Origin",
    "Question",
    "Request",
    "Response",
    "Rule",
    "Signer",
    "SiwakitError",
    "TooLarge",
    "VerdictKind",
    "correct_client_secret",
    "diagnose",
    "key_at_hand",
    "load_signer",
    "mint_client_secret",
    "read_evidence",
    "render_json",
    "render_text",
    "verify_signature",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        message = f"module 'siwakit' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415  only when a public name is first used

    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
