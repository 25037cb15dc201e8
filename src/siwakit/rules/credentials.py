"""Rules about keys, the client and its client_secret, separate from the rest of the catalogue: minting evaluates only these."""

from __future__ import annotations

from siwakit.rules.client_id import made_for, other_identifier, shape
from siwakit.rules.header import alg, damaged_text, extra_members, header_json, kid, not_a_jwt
from siwakit.rules.key import consumer, damaged_key, file, not_a_p8
from siwakit.rules.model import Rule
from siwakit.rules.payload import aud, exp, expiry, extra_claims, iat, iss, lifetime, moved_clock, other_service, payload_json, slow_clock
from siwakit.rules.payload import sub as payload_sub
from siwakit.rules.portal import app_ids, freshness, signing_key
from siwakit.rules.request import required
from siwakit.rules.signature import content, key_of_kid, written_form
from siwakit.rules.transport import clock_skew

KEYS: tuple[Rule, ...] = (
    *damaged_key.RULES,
    *not_a_p8.RULES,
    *consumer.RULES,
    *file.RULES,
)

# The client: its id, its client_secret, its key, the portal.
CLIENT: tuple[Rule, ...] = (
    *shape.RULES,
    *other_identifier.RULES,
    *not_a_jwt.RULES,
    *damaged_text.RULES,
    *header_json.RULES,
    *alg.RULES,
    *kid.RULES,
    *extra_members.RULES,
    *payload_json.RULES,
    *other_service.RULES,
    *iss.RULES,
    *moved_clock.RULES,
    *slow_clock.RULES,
    *iat.RULES,
    *exp.RULES,
    *lifetime.RULES,
    *expiry.RULES,
    *aud.RULES,
    *payload_sub.RULES,
    *made_for.RULES,
    *extra_claims.RULES,
    *written_form.RULES,
    *content.RULES,
    *key_of_kid.RULES,
    *signing_key.RULES,
    *app_ids.RULES,
    *freshness.RULES,
    *clock_skew.RULES,
)

# What can be wrong with a client_secret that is checked by itself.
ABOUT_A_SECRET: tuple[Rule, ...] = (*KEYS, *required.RULES, *CLIENT)
