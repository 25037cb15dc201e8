"""Rules about where a code came from: codes from the app are issued to the bundle ID, codes from the web to the Services ID."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.aspects import CLIENT_KNOWN, ISSUED_TO, REDIRECT_MATCH, SUB_AND_CLIENT_ID
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Origin
from siwakit.evidence.parts import ANSWER, BUNDLE_IDS, CLIENT_ID, IDENTITY_CLAIMS, ORIGIN, PORTAL, SERVICES_IDS
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.issued_to import HOLDER, SURFACE, WORDS, Words, is_grant_refusal, is_services_id, known_or_none
from siwakit.rules.model import Check, Example, Fail, Missing, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import CLIENT_MISMATCH, INVALID_CLIENT, INVALID_GRANT
from siwakit.sources import ALLAUTH_2718, APPLE_TN3107, APPLE_TOKEN, FORUM_708984, FUSIONAUTH_1248, NESTJS_APPLE_2

AT = "request.form.client_id"
_SAYS_OTHERWISE = frozenset({Words.REDIRECT_MISMATCH, Words.CODE_EXPIRED})
_ORIGIN_OR_TOKEN = (ORIGIN, IDENTITY_CLAIMS)
_IDENTIFIER_OF = {Origin.NATIVE: "the app's bundle ID", Origin.WEB: "the Services ID"}
_NO_WITNESS = ("identity_token", "authorize", "portal")


def _redeemed_with_the_other(surface: Origin) -> Check:
    @reading(CLIENT_ID, HOLDER, SURFACE, PORTAL, WORDS, ANSWER, BUNDLE_IDS, SERVICES_IDS, needs=CLIENT_ID)
    def check(evidence: Evidence) -> Verdict:
        client_id, holder = evidence.get(CLIENT_ID), evidence.get(HOLDER)
        if client_id is LACKING or holder is LACKING:
            return Skip("no client_id, or nothing that was issued to one")
        if isinstance(client_id, Absence):
            return Missing((CLIENT_ID,))
        if not isinstance(holder, Absence) and holder.client_id == client_id:
            return None
        seen = evidence.get(SURFACE)
        if seen is not UNKNOWN and seen is not surface:
            return None
        if _is_of(evidence, client_id, surface) is True or evidence.get(WORDS) in _SAYS_OTHERWISE:
            return None
        if seen is UNKNOWN:
            return Missing(_ORIGIN_OR_TOKEN, int(is_grant_refusal(evidence)))
        return _judge_kind(evidence, client_id, surface)

    return check


def _judge_kind(evidence: Evidence, client_id: str, surface: Origin) -> Verdict:
    holder = known_or_none(evidence.get(HOLDER))
    mismatch = evidence.get(WORDS) is Words.CLIENT_MISMATCH
    kind = _is_of(evidence, client_id, surface)
    known = known_or_none(evidence.get(BUNDLE_IDS if surface is Origin.NATIVE else SERVICES_IDS)) or ()
    if kind is None and not mismatch and not (holder is not None and holder.client_id in known):
        return Missing((BUNDLE_IDS, SERVICES_IDS), int(is_grant_refusal(evidence)))
    right = holder.client_id if holder else known[0] if len(known) == 1 else None
    if holder is not None:
        because = f"{holder.witness} says that it was issued to {holder.client_id}"
    else:
        because = f"it came from the {'app' if surface is Origin.NATIVE else 'web'}, but client_id is not {_IDENTIFIER_OF[surface]}"
    if mismatch:
        because += '; Apple says "client_id mismatch": the code was issued to another client'
    return Fail(AT, client_id, right or _IDENTIFIER_OF[surface], because)


def _is_of(evidence: Evidence, client_id: str, surface: Origin) -> bool | None:
    """Return whether *client_id* is the kind of identifier that *surface* uses; None if nothing shows it."""
    kind = is_services_id(evidence, client_id)
    return None if kind is None else kind is (surface is Origin.WEB)


SERVICES_ID_FOR_NATIVE_CODE = Rule(
    id="services-id-for-native-code",
    title="the Services ID is sent for a code from the app",
    question=Question.CLIENT_ID,
    since="0.1",
    why="Apple issues a code from the iOS app to its bundle ID. With the Services ID neither the code nor the client_secret matches.",
    fix="For codes and tokens from the app, set client_id and sub to the app's bundle ID; keep the Services ID for the web and Android.",
    references=(APPLE_TOKEN, NESTJS_APPLE_2, ALLAUTH_2718, FUSIONAUTH_1248),
    check=_redeemed_with_the_other(Origin.NATIVE),
    wire=CLIENT_MISMATCH,
    also_seen=(INVALID_GRANT, INVALID_CLIENT.cited(APPLE_TN3107), INVALID_CLIENT.cited(FORUM_708984)),
    explains=("client-id-not-in-configuration",),
    voids=(ISSUED_TO, SUB_AND_CLIENT_ID, REDIRECT_MATCH),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check where the code came from: the app, by ASAuthorizationAppleIDCredential, or a redirect to your server",
        "the code came from the web, or aud of the identity token that came with it is the client_id",
    ),
    told_by={Proof.ONLY_APP_FAILS: 60, Proof.ONLY_SOME_USERS_FAIL: 20},
    good=lambda: (
        Example("the bundle ID", lambda s: s.native()),
        Example("the Services ID for the web", lambda s: s),
        Example("the Services ID for a migration", lambda s: s.migration_token().unknown("origin")),
    ),
    bad=lambda: (
        Example(
            "by the identity token",
            lambda s: s.native().form(client_id=samples.SERVICES_ID).secret(sub=samples.SERVICES_ID).unknown("portal", "origin"),
        ),
        Example("by the origin", lambda s: s.native().form(client_id=samples.SERVICES_ID).secret(sub=samples.SERVICES_ID).unknown(*_NO_WITNESS)),
        Example("by Apple's record", lambda s: s.native().form(client_id=samples.SERVICES_ID).secret(sub=samples.SERVICES_ID)),
        Example("only in the request", lambda s: s.native().form(client_id=samples.SERVICES_ID)),
        Example(
            "with a redirect_uri",
            lambda s: s.native().form(client_id=samples.SERVICES_ID, redirect_uri="https://app.example.com/x").secret(sub=samples.SERVICES_ID),
        ),
    ),
)

BUNDLE_ID_FOR_WEB_CODE = Rule(
    id="bundle-id-for-web-code",
    title="the bundle ID is sent for a code from the web",
    question=Question.CLIENT_ID,
    since="0.1",
    why="Apple issues a code from the web, and from Android, to the Services ID. With the bundle ID neither the code nor the client_secret matches.",
    fix="For codes and tokens from the web, set client_id and sub to the Services ID; keep the bundle ID for the iOS app.",
    references=(APPLE_TOKEN, NESTJS_APPLE_2, FUSIONAUTH_1248),
    check=_redeemed_with_the_other(Origin.WEB),
    wire=CLIENT_MISMATCH,
    also_seen=(INVALID_GRANT, INVALID_CLIENT.cited(APPLE_TN3107), INVALID_CLIENT.cited(FORUM_708984)),
    # Code, client_id and redirect_uri belong to two different sign-ins.
    explains=(
        "client-id-not-in-configuration",
        "code-issued-to-other-client",
        "refresh-token-of-other-client",
        "revoke-token-of-other-client",
        "redirect-uri-missing-for-web-code",
    ),
    voids=(SUB_AND_CLIENT_ID,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check where the code came from: a redirect to your server, or the app, by ASAuthorizationAppleIDCredential",
        "the code came from the app, or aud of the identity token that came with it is the client_id",
    ),
    told_by={Proof.ONLY_WEB_FAILS: 55, Proof.ONLY_ANDROID_FAILS: 55},
    good=lambda: (Example("the Services ID", lambda s: s), Example("the bundle ID for the app", lambda s: s.native())),
    bad=lambda: (
        Example(
            "by the authorize request",
            lambda s: s.form(client_id=samples.BUNDLE_ID).secret(sub=samples.BUNDLE_ID).unknown("portal", "origin", "identity_token"),
        ),
        Example("by the origin", lambda s: s.form(client_id=samples.BUNDLE_ID).secret(sub=samples.BUNDLE_ID).unknown(*_NO_WITNESS)),
        Example("by Apple's record", lambda s: s.form(client_id=samples.BUNDLE_ID).secret(sub=samples.BUNDLE_ID)),
        Example("only in the request", lambda s: s.form(client_id=samples.BUNDLE_ID)),
    ),
)


@reading(CLIENT_ID, BUNDLE_IDS, SERVICES_IDS, HOLDER, needs=CLIENT_ID)
def is_not_configured(evidence: Evidence) -> Verdict:
    """Find a client_id that is in neither of the developer's two lists; Apple's own statement about it clears it."""
    client_id, bundles, services = evidence.get(CLIENT_ID), evidence.get(BUNDLE_IDS), evidence.get(SERVICES_IDS)
    if isinstance(client_id, Absence):
        return Skip("no client_id") if client_id is LACKING else Missing((CLIENT_ID,))
    listed = (*(known_or_none(bundles) or ()), *(known_or_none(services) or ()))
    holder = known_or_none(evidence.get(HOLDER))
    if client_id in listed or (holder is not None and holder.client_id == client_id):
        return None
    if bundles is UNKNOWN or services is UNKNOWN or not listed:
        return Skip("only one of the two lists is known")
    return Fail(AT, client_id, list(listed), "neither a bundle ID nor a Services ID in your configuration")


CLIENT_ID_NOT_IN_CONFIGURATION = Rule(
    id="client-id-not-in-configuration",
    title="client_id is not one of the identifiers you listed",
    question=Question.CLIENT_ID,
    since="0.1",
    why="Your configuration does not contain this client: a typo, another project's setting, or an incomplete list.",
    fix="Send one of the identifiers of your configuration, or correct the configuration.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=is_not_configured,
    assumed=INVALID_CLIENT,
    also_seen=(CLIENT_MISMATCH, INVALID_GRANT),
    speaks_of=(CLIENT_KNOWN,),
    suspicion=Suspicion("compare client_id with the identifiers in your configuration", "it is one of them"),
    told_by={Proof.SINCE_CLIENT_ID_CHANGED: 30},
    good=lambda: (
        Example("the Services ID", lambda s: s),
        Example("only the app is known", lambda s: s.unknown("services_ids", "portal", "identity_token", "authorize")),
        Example("the identity token has it as aud", lambda s: s.configured(services_ids=("com.example.old",)).unknown("portal")),
    ),
    bad=lambda: (Example("another name", lambda s: s.client("com.example.wbe").unknown(*_NO_WITNESS)),),
)

RULES = (SERVICES_ID_FOR_NATIVE_CODE, BUNDLE_ID_FOR_WEB_CODE, CLIENT_ID_NOT_IN_CONFIGURATION)
