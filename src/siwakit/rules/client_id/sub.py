"""Rules about sub and client_id: the secret is made for the client that sends it."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.aspects import SUB_AND_CLIENT_ID
from siwakit.evidence.evidence import Absence, Evidence, Origin
from siwakit.evidence.holder import HOLDER, SURFACE, is_services_id, known_or_none
from siwakit.evidence.parts import BUNDLE_IDS, CLAIMS, CLIENT_ID, CLIENT_IDS, PORTAL, SERVICES_IDS
from siwakit.rules.model import Example, Fail, Missing, Question, Rule, Skip, Verdict, reading
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, AUTHGEAR_4985, KEYCLOAK_5

_AT_CLIENT = "request.form.client_id"
_AT_SUB = "client_secret.claims.sub"


@reading(CLIENT_ID, CLAIMS, HOLDER, SURFACE, PORTAL, CLIENT_IDS, BUNDLE_IDS, SERVICES_IDS, needs=CLIENT_ID)
def differs(evidence: Evidence) -> Verdict:
    """Find a secret that was made for another client than the one in the request."""
    client_id, claims = evidence.get(CLIENT_ID), evidence.get(CLAIMS)
    if client_id is Absence.LACKING or claims is Absence.LACKING:
        return Skip("the part is not there")
    if isinstance(client_id, Absence) or isinstance(claims, Absence):
        parts = ((CLIENT_ID, client_id), (CLAIMS, claims))
        return Missing(tuple(part for part, value in parts if isinstance(value, Absence)), sum(not isinstance(value, Absence) for _, value in parts))
    sub = claims.get("sub")
    if not isinstance(sub, str) or not sub or sub == client_id:
        return None
    right, proof = _right_one(evidence, client_id, sub)
    if right == sub:
        return Fail(_AT_CLIENT, client_id, sub, f"sub is {sub}, and {proof}: client_id is the wrong one")
    because = f"client_id is {client_id}, and {proof}: sub is the wrong one" if right else f"client_id is {client_id}, and {proof}"
    return Fail(_AT_SUB, sub, client_id, because)


def _right_one(evidence: Evidence, client_id: str, sub: str) -> tuple[str | None, str]:
    """Return which of the two is right, with what shows it; None where nothing does."""
    both = (client_id, sub)
    holder = known_or_none(evidence.get(HOLDER))
    if holder is not None and holder.client_id in both:
        return holder.client_id, f"{holder.witness} names {holder.client_id}"
    surface = evidence.get(SURFACE)
    if not isinstance(surface, Absence):
        wanted = surface is Origin.WEB
        fitting = [one for one in both if is_services_id(evidence, one) is wanted]
        if len(fitting) == 1:
            return fitting[0], f"the code comes from the {'web' if wanted else 'app'}, whose identifier is {fitting[0]}"
    named = [one for one in both if one in (known_or_none(evidence.get(CLIENT_IDS)) or ())]
    if len(named) == 1:
        return named[0], f"your configuration names {named[0]} alone"
    return None, "which of the two is right depends on where the code came from: the app's bundle ID, or the Services ID for the web"


SUB_DIFFERS_FROM_CLIENT_ID = Rule(
    id="sub-differs-from-client-id",
    title="the client_secret was made for another client_id",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple demands that sub of the secret is the client_id of the request, letter for letter. A secret of the web does not serve the app.",
    fix="Make the secret with sub equal to the client_id that the code was issued to, and send that client_id.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107, AUTHGEAR_4985, KEYCLOAK_5),
    check=differs,
    wire=INVALID_CLIENT,
    also_seen=(INVALID_REQUEST,),
    speaks_of=(SUB_AND_CLIENT_ID,),
    enforced_at=(Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.MIGRATION),
    good=lambda: (
        Example("both the Services ID", lambda s: s),
        Example("both the bundle ID", lambda s: s.native()),
        Example("both, for a migration", lambda s: s.migration()),
    ),
    bad=lambda: (
        Example("the bundle ID in a secret for the web", lambda s: s.secret(sub=samples.BUNDLE_ID)),
        Example("the Services ID in a secret for the app", lambda s: s.native().secret(sub=samples.SERVICES_ID)),
        Example("to revoke", lambda s: s.revoke().secret(sub=samples.BUNDLE_ID)),
        Example("nothing shows which is right", lambda s: s.secret(sub=samples.BUNDLE_ID).unknown("identity_token", "authorize", "portal", "origin")),
    ),
)

RULES = (SUB_DIFFERS_FROM_CLIENT_ID,)
