"""The catalogue: every rule, in the order in which Apple's endpoint decides, as far as it was observed.

First whether the request reaches the service at all, then the form of the request, then the part of the grant that Apple checks before
the client, then the client and its client_secret, then the rest of the grant. Keys come before the client_secret that is signed with them.
"""

from __future__ import annotations

from siwakit.rules.authorize import popup, protection, redirect_uri_form, registration, response_mode, response_type, scope, services_id
from siwakit.rules.callback import body, cookie, route, state
from siwakit.rules.callback import filter as csrf_protection
from siwakit.rules.client_id import surface
from siwakit.rules.credentials import CLIENT, KEYS
from siwakit.rules.grant import broker, code, issued_to, pkce, redirect_uri, refresh_token, revocation, right_answers, spent
from siwakit.rules.identity_token import (
    audience,
    boolean,
    bound_claims,
    expectation,
    issuer,
    key_set,
    moment,
    never_sent,
    nonce,
    replay,
    token_outline,
)
from siwakit.rules.key import masked
from siwakit.rules.migration import bearer, user, users_and_teams
from siwakit.rules.model import Rule
from siwakit.rules.notification import event, event_claims, event_form, payload_token
from siwakit.rules.request import browser, content_type, destination, field_names, grant_type, percent_encoding, placement, required
from siwakit.rules.settings import authentication_method, client_id_order, pasted_secret, swapped_ids
from siwakit.rules.source import committed
from siwakit.rules.source import keys as keys_in_source
from siwakit.rules.source import times as times_in_source
from siwakit.rules.source import tokens as tokens_in_source
from siwakit.rules.transport import edge

# 4. codes and tokens that Apple does not know, refused before the client is checked (since 2022; earlier, after it)
ON_RECORD: tuple[Rule, ...] = (
    *code.RULES,
    *refresh_token.RULES,
    *revocation.RULES,
)

CATALOGUE: tuple[Rule, ...] = (
    # 0. the answer does not come from the service
    *edge.RULES,
    # the authorization request, which comes first
    *services_id.RULES,
    *redirect_uri_form.RULES,
    *registration.RULES,
    *response_type.RULES,
    *response_mode.RULES,
    *scope.RULES,
    *popup.RULES,
    # the callback, whose answers are the application's own
    *cookie.RULES,
    *csrf_protection.RULES,
    *route.RULES,
    *body.RULES,
    *state.RULES,
    *protection.RULES,
    # 1. method, media type, place and spelling of the fields
    *destination.RULES,
    *content_type.RULES,
    *placement.RULES,
    *percent_encoding.RULES,
    *field_names.RULES,
    # 2. grant_type, and the code flow that was never configured
    *grant_type.RULES,
    *broker.RULES,
    # 3. what the signer was given, and the required fields
    *swapped_ids.RULES,
    *authentication_method.RULES,
    *client_id_order.RULES,
    *pasted_secret.RULES,
    *KEYS,
    *masked.RULES,
    *required.RULES,
    *ON_RECORD,
    *CLIENT,
    # what only source code shows
    *keys_in_source.RULES,
    *times_in_source.RULES,
    # 6 to 9. used, expired, issued to another client, another redirect_uri, another verifier
    *spent.RULES,
    *surface.RULES,
    *issued_to.RULES,
    *redirect_uri.RULES,
    *pkce.RULES,
    # the migration of users, once the client is authenticated
    *bearer.RULES,
    *users_and_teams.RULES,
    *user.RULES,
    # notifications, for which siwakit itself enforces the rules
    *payload_token.RULES,
    *event_claims.RULES,
    *event.RULES,
    *event_form.RULES,
    # 10. after the answer
    *right_answers.RULES,
    # the identity token: its form, its key, its claims; then how the application uses them
    *token_outline.RULES,
    *key_set.RULES,
    *issuer.RULES,
    *audience.RULES,
    *moment.RULES,
    *bound_claims.RULES,
    *never_sent.RULES,
    *nonce.RULES,
    *replay.RULES,
    *boolean.RULES,
    *expectation.RULES,
    *tokens_in_source.RULES,
    # what a repository contains, which decides nothing about a request
    *committed.RULES,
    # what prevents a page from reading the answer, whatever it is
    *browser.RULES,
)

BY_ID: dict[str, Rule] = {rule.id: rule for rule in CATALOGUE}
