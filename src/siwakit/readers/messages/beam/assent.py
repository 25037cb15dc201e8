"""Assent, which AshAuthentication and PowAssent use."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="assent-callback-csrf",
        speaker="assent",
        literal="callbackcsrferror",
        words=pattern(r"(?:Assent\.)?CallbackCSRFError\{key: \"(?P<cookie>\w{1,40})\"\}"),
        proves=Proof.STATE_DIFFERS,
        samples=('caused_by: %Assent.CallbackCSRFError{key: "state"}',),
        versions="assent 0.2 and later",
        where="https://github.com/pow-auth/assent/blob/main/lib/assent/errors.ex",
    ),
)
