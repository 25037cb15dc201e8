"""Rules about sub and client_id: the client_secret must be created for the client that sends it."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.aspects import SUB_AND_CLIENT_ID
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import BUNDLE_IDS, CLAIMS, CLIENT_ID, CLIENT_IDS, PORTAL, SERVICES_IDS
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.issued_to import HOLDER, SURFACE, right_client_id
from siwakit.rules.model import Example, Fail, Missing, Question, Remedy, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, AUTHGEAR_4985, KEYCLOAK_5

_AT_CLIENT = "request.form.client_id"
_AT_SUB = "client_secret.claims.sub"


@reading(CLIENT_ID, CLAIMS, HOLDER, SURFACE, PORTAL, CLIENT_IDS, BUNDLE_IDS, SERVICES_IDS, needs=CLIENT_ID)
def differs(evidence: Evidence) -> Verdict:
    """Find a client_secret that was created for a client other than the one in the request."""
    client_id, claims = evidence.get(CLIENT_ID), evidence.get(CLAIMS)
    if client_id is Absence.LACKING or claims is Absence.LACKING:
        return Skip("the part is not there")
    if isinstance(client_id, Absence) or isinstance(claims, Absence):
        parts = ((CLIENT_ID, client_id), (CLAIMS, claims))
        return Missing(tuple(part for part, value in parts if isinstance(value, Absence)), sum(not isinstance(value, Absence) for _, value in parts))
    sub = claims.get("sub")
    if not isinstance(sub, str) or not sub or sub == client_id:
        return None
    right, proof = right_client_id(evidence, client_id, sub)
    if right == sub:
        return Fail(_AT_CLIENT, client_id, sub, f"sub is {sub}, and {proof}: client_id is the wrong one")
    if right is None:
        return Fail(_AT_SUB, sub, f"the same value in both places: {client_id} or {sub}", f"client_id is {client_id}, and {proof}")
    return Fail(_AT_SUB, sub, client_id, f"client_id is {client_id}, and {proof}: sub is the wrong one")


SUB_DIFFERS_FROM_CLIENT_ID = Rule(
    id="sub-differs-from-client-id",
    title="the client_secret was created for another client_id",
    question=Question.PAYLOAD,
    since="0.1",
    told_by={
        Proof.SIGN_IN_NOT_FINISHED: 35,
        Proof.ONLY_WEB_FAILS: 50,
        Proof.ONLY_APP_FAILS: 50,
        Proof.ONLY_ANDROID_FAILS: 50,
        Proof.ONLY_SERVER_FAILS: 25,
        Proof.ONLY_REFRESH_FAILS: 40,
        Proof.SINCE_KEY_REPLACED: 20,
        Proof.SINCE_CLIENT_ID_CHANGED: 60,
    },
    why=(
        "Apple requires that sub in the client_secret equals the client_id of the request, character for character. One for the web does not work "
        "for the app."
    ),
    fix="Create the client_secret with sub equal to the client_id that the code was issued to, and send that client_id.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107, AUTHGEAR_4985, KEYCLOAK_5),
    check=differs,
    remedy=Remedy.CLIENT,
    wire=INVALID_CLIENT,
    also_seen=(INVALID_REQUEST,),
    speaks_of=(SUB_AND_CLIENT_ID,),
    enforced_at=(Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.MIGRATION),
    suspicion=Suspicion("decode the client_secret and compare sub with the client_id that is sent beside it", "they are equal"),
    good=lambda: (
        Example("both the Services ID", lambda s: s),
        Example("both the bundle ID", lambda s: s.native()),
        Example("both, for a migration", lambda s: s.migration()),
    ),
    bad=lambda: (
        Example("the bundle ID in a client_secret for the web", lambda s: s.secret(sub=samples.BUNDLE_ID)),
        Example("the Services ID in a client_secret for the app", lambda s: s.native().secret(sub=samples.SERVICES_ID)),
        Example("to revoke", lambda s: s.revoke().secret(sub=samples.BUNDLE_ID)),
        Example("nothing shows which is right", lambda s: s.secret(sub=samples.BUNDLE_ID).unknown("identity_token", "authorize", "portal", "origin")),
    ),
)

RULES = (SUB_DIFFERS_FROM_CLIENT_ID,)
