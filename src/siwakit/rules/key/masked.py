"""The rule about a mask that was saved in place of the key."""

from __future__ import annotations

from siwakit import samples
from siwakit.evidence.aspects import SECRET_MADE
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, Skip, on
from siwakit.sources import KEYCLOAK_115


# Settings prove nothing by themselves: people hide the key with asterisks when they show them.
@on(SAID[Proof.KEY_IS_MASKED])
def met_a_mask(statement: Statement) -> Outcome:
    """Find a program that met the characters of a mask when it read the key."""
    if "signer" not in statement.values:
        return Skip("the words do not say that it was the key that was read")
    return Fail("key", "asterisks or dots", "the text of the .p8 file", f"{statement.speaker} met one of them where the key should be")


KEY_IS_MASKED = Rule(
    id="key-is-masked",
    title="the key setting contains asterisks in place of the key",
    question=Question.SIGNATURE,
    since="0.1",
    told_by={Proof.KEY_IS_MASKED: 50},
    why="A console shows a saved key as asterisks. They were saved in its place, as when other settings were changed in the same form.",
    fix="Put the text of the .p8 file into the key setting again, and save.",
    references=(KEYCLOAK_115,),
    check=met_a_mask,
    harm=Harm.DEFEATS,
    voids=(SECRET_MADE,),
    good=lambda: (
        Example("another character", samples.said(Proof.KEY_HOLDS_BACKSLASH)),
        Example("a mask that was read by something else", samples.said(Proof.KEY_IS_MASKED, decimal="42")),
    ),
    bad=lambda: (Example("the signer met an asterisk", samples.said(Proof.KEY_IS_MASKED, decimal="42", signer="generateJWS")),),
)

RULES = (KEY_IS_MASKED,)
