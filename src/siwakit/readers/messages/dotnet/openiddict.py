"""OpenIddict's client, which has a provider for Apple."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_said = partial(
    Message,
    speaker="OpenIddict",
    where="https://github.com/openiddict/openiddict-core/blob/dev/src/OpenIddict.Abstractions/OpenIddictResources.resx",
    versions="4.0 and later",
    is_general=True,
)


def _told_by_claim(values: Values) -> Proof:
    if "absent" in values:
        return Proof.NONCE_NOT_IN_TOKEN if values["claim"] == "nonce" else Proof.CLAIM_NOT_FOUND
    return {"nonce": Proof.NONCE_DIFFERS, "iss": Proof.ISSUER_REFUSED}.get(values["claim"], Proof.TOKEN_REFUSED)


MESSAGES = (
    _said(
        id="openiddict-correlation-cookie",
        literal="correlation cookie",
        words=pattern(r"No correlation cookie associated with the specified state can be found|The correlation cookie is invalid or malformed"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("No correlation cookie associated with the specified state can be found. Please try logging in again.",),
    ),
    _said(
        id="openiddict-forgery-protection",
        literal="the request forgery protection is missing",
        words=pattern(r"The request forgery protection is missing or doesn't contain the expected value"),
        proves=Proof.STATE_DIFFERS,
        samples=("The request forgery protection is missing or doesn't contain the expected value.",),
    ),
    _said(
        id="openiddict-state-redeemed",
        literal="state token has already been redeemed",
        words=pattern(r"The specified state token has already been redeemed"),
        proves=Proof.STATE_NOT_FOUND,
        samples=("The specified state token has already been redeemed.",),
    ),
    _said(
        id="openiddict-issuer",
        literal="server configuration",
        words=pattern(
            r"The issuer returned in the server configuration doesn't match the value set in the client registration options"
            r"|The issuer extracted from the server configuration metadata doesn't match the expected value"
        ),
        proves=Proof.ISSUER_REFUSED,
        samples=("The issuer returned in the server configuration doesn't match the value set in the client registration options.",),
    ),
    _said(
        id="openiddict-claim",
        literal="channel identity token",
        words=pattern(
            r"The (?:(?P<absent>mandatory) )?'(?P<claim>\w{1,40})' claim (?:returned|cannot be found) in the specified "
            r"(?:front|back)channel identity token"
        ),
        proves=None,
        narrow=_told_by_claim,
        samples=(
            "The 'nonce' claim returned in the specified frontchannel identity token doesn't match the expected value.",
            "The mandatory 'nonce' claim cannot be found in the specified backchannel identity token.",
        ),
    ),
    _said(
        id="openiddict-audience",
        literal="channel identity token cannot be used",
        words=pattern(r"The specified (?:front|back)channel identity token cannot be used with this client application"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("The specified backchannel identity token cannot be used with this client application.",),
    ),
)
