"""Play, Silhouette and Ktor."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_said = partial(Message, versions="all", is_general=True)

MESSAGES = (
    _said(
        id="play-csrf",
        speaker="Play",
        literal="[csrf] check failed",
        words=pattern(r"\[CSRF\] Check failed (?:because|with)"),
        proves=Proof.CSRF_REFUSED,
        samples=("p.filters.CSRF - [CSRF] Check failed because application/x-www-form-urlencoded for request /auth/apple/callback",),
        where="https://github.com/playframework/playframework/blob/main/web/play-filters-helpers/src/main/scala/play/filters/csrf/CSRFActions.scala",
    ),
    _said(
        id="silhouette-state-cookie",
        speaker="Silhouette",
        literal="[silhouette][csrfstateitemhandler]",
        words=pattern(r"\[Silhouette\]\[CsrfStateItemHandler\] State cookie doesn't exists for name: (?P<cookie>[\w-]{1,60})"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("[Silhouette][CsrfStateItemHandler] State cookie doesn't exists for name: OAuth2State",),
        where="https://github.com/mohiva/play-silhouette/tree/master/silhouette/app/com/mohiva/play/silhouette/impl/providers/state",
    ),
    _said(
        id="silhouette-state",
        speaker="Silhouette",
        literal="none of the registered handlers can handle",
        words=pattern(r"None of the registered handlers can handle the given state item"),
        proves=Proof.STATE_DIFFERS,
        samples=("None of the registered handlers can handle the given state item: ItemStructure(csrf-state)",),
        where="https://github.com/mohiva/play-silhouette/tree/master/silhouette/app/com/mohiva/play/silhouette/impl/providers",
    ),
    _said(
        id="ktor-nonce",
        speaker="Ktor",
        literal="nonce verification failed",
        words=pattern(r"OAuth2Exception(?:\$InvalidNonce|\.InvalidNonce)?: Nonce verification failed"),
        proves=Proof.STATE_NOT_FOUND,
        samples=("io.ktor.server.auth.OAuth2Exception$InvalidNonce: Nonce verification failed",),
        where="https://github.com/ktorio/ktor/blob/main/ktor-server/ktor-server-plugins/ktor-server-auth/common/src/io/ktor/server/auth/OAuth2.kt",
    ),
)
