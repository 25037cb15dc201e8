"""The catalogue: every rule, in the order in which Apple's endpoint decides (`apple-contract`, 4.5).

First what reaches the service at all, then the form of the request, then the grant as far as Apple looks at it before the
client, then the client and its secret, then the rest of the grant. Keys stand before the secret that is made with them.
"""

from __future__ import annotations

from siwakit.rules.authorize import client as authorize_client
from siwakit.rules.authorize import popup, protection, registration, response_mode, response_type, scope
from siwakit.rules.authorize import redirect_uri as authorize_redirect
from siwakit.rules.callback import body, cookie, route, state
from siwakit.rules.callback import filter as forgery_filter
from siwakit.rules.client_id import surface
from siwakit.rules.credentials import CLIENT, KEYS
from siwakit.rules.grant import answer, broker, client, code, pkce, redirect_uri, refresh_token, revoke, spent
from siwakit.rules.identity_token import audience, boolean, expectation, issuer, moment, never_sent, nonce, replay
from siwakit.rules.identity_token import claims as identity_claims
from siwakit.rules.identity_token import form as identity_form
from siwakit.rules.identity_token import key as identity_key
from siwakit.rules.migration import bearer, identifiers, user
from siwakit.rules.model import Rule
from siwakit.rules.notification import claims as notification_claims
from siwakit.rules.notification import event, event_form, token
from siwakit.rules.request import browser, content_type, encoding, fields, grant_type, placement, required, target
from siwakit.rules.settings import fields as setting_fields
from siwakit.rules.settings import secret as setting_secret
from siwakit.rules.transport import edge

# 4. codes and tokens that Apple does not know, refused before the client is looked at (since 2022; before, after it)
ON_RECORD: tuple[Rule, ...] = (
    *code.RULES,
    *refresh_token.RULES,
    *revoke.RULES,
)

CATALOGUE: tuple[Rule, ...] = (
    # 0. what came back is not the service's
    *edge.RULES,
    # the authorization request, which comes before all others
    *authorize_client.RULES,
    *authorize_redirect.RULES,
    *registration.RULES,
    *response_type.RULES,
    *response_mode.RULES,
    *scope.RULES,
    *popup.RULES,
    # the way back, whose answers are the application's own
    *cookie.RULES,
    *forgery_filter.RULES,
    *route.RULES,
    *body.RULES,
    *state.RULES,
    *protection.RULES,
    # 1. method, media type, place and spelling of the fields
    *target.RULES,
    *content_type.RULES,
    *placement.RULES,
    *encoding.RULES,
    *fields.RULES,
    # 2. grant_type, and the code flow that was never configured
    *grant_type.RULES,
    *broker.RULES,
    # 3. what the signer was given, and the required fields
    *setting_fields.RULES,
    *setting_secret.RULES,
    *KEYS,
    *required.RULES,
    *ON_RECORD,
    *CLIENT,
    # 6 to 9. used, expired, of another client, another redirect_uri, another verifier
    *spent.RULES,
    *surface.RULES,
    *client.RULES,
    *redirect_uri.RULES,
    *pkce.RULES,
    # the migration of users, once the client is authenticated
    *bearer.RULES,
    *identifiers.RULES,
    *user.RULES,
    # notifications, which siwakit itself decides by
    *token.RULES,
    *notification_claims.RULES,
    *event.RULES,
    *event_form.RULES,
    # 10. after the answer
    *answer.RULES,
    # the identity token: its form, its key, its claims; then what is made of them
    *identity_form.RULES,
    *identity_key.RULES,
    *issuer.RULES,
    *audience.RULES,
    *moment.RULES,
    *identity_claims.RULES,
    *never_sent.RULES,
    *nonce.RULES,
    *replay.RULES,
    *boolean.RULES,
    *expectation.RULES,
    # what keeps a page from reading the answer, whatever it is
    *browser.RULES,
)

BY_ID: dict[str, Rule] = {rule.id: rule for rule in CATALOGUE}
