"""The rules about keys, the client and its secret, apart from the rest of the catalogue: minting asks these and no others."""

from __future__ import annotations

from siwakit.rules.client_id import other_identifier, shape, sub
from siwakit.rules.header import alg, damage, extra, form, kid, text
from siwakit.rules.key import consumer, file
from siwakit.rules.key import damage as key_damage
from siwakit.rules.key import form as key_form
from siwakit.rules.model import Rule
from siwakit.rules.payload import aud, exp, iat, iss, lifetime, moved_clock, other_service, over
from siwakit.rules.payload import extra as extra_claims
from siwakit.rules.payload import form as payload_form
from siwakit.rules.payload import sub as payload_sub
from siwakit.rules.portal import client as portal_client
from siwakit.rules.portal import freshness
from siwakit.rules.portal import key as portal_key
from siwakit.rules.request import required
from siwakit.rules.signature import content
from siwakit.rules.signature import encoding as signature_encoding
from siwakit.rules.signature import key as signature_key
from siwakit.rules.transport import clock

KEYS: tuple[Rule, ...] = (
    *key_damage.RULES,
    *key_form.RULES,
    *consumer.RULES,
    *file.RULES,
)

# The client: its id, its secret, its key, the portal.
CLIENT: tuple[Rule, ...] = (
    *shape.RULES,
    *other_identifier.RULES,
    *text.RULES,
    *damage.RULES,
    *form.RULES,
    *alg.RULES,
    *kid.RULES,
    *extra.RULES,
    *payload_form.RULES,
    *other_service.RULES,
    *iss.RULES,
    *moved_clock.RULES,
    *iat.RULES,
    *exp.RULES,
    *lifetime.RULES,
    *over.RULES,
    *aud.RULES,
    *payload_sub.RULES,
    *sub.RULES,
    *extra_claims.RULES,
    *signature_encoding.RULES,
    *content.RULES,
    *signature_key.RULES,
    *portal_key.RULES,
    *portal_client.RULES,
    *freshness.RULES,
    *clock.RULES,
)

# What can be wrong with a client_secret that is judged by itself.
ABOUT_A_SECRET: tuple[Rule, ...] = (*KEYS, *required.RULES, *CLIENT)
