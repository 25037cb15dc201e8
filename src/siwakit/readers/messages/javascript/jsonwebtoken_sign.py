"""jsonwebtoken, when it signs."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/auth0/node-jsonwebtoken/blob/master/sign.js"
_KEY_TYPE = "https://github.com/auth0/node-jsonwebtoken/blob/master/lib/validateAsymmetricKey.js"
_JWA = "https://github.com/auth0/node-jwa/blob/master/index.js"

MESSAGES = (
    Message(
        id="jsonwebtoken-no-key",
        speaker="jsonwebtoken",
        literal="secretorprivatekey must have a value",
        words=pattern(r"secretOrPrivateKey must have a value"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("Error: secretOrPrivateKey must have a value",),
        versions="all",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="jsonwebtoken-key-material",
        speaker="jsonwebtoken",
        literal="secretorprivatekey is not valid key material",
        words=pattern(r"secretOrPrivateKey is not valid key material"),
        proves=Proof.KEY_REFUSED,
        samples=("Error: secretOrPrivateKey is not valid key material",),
        versions="9",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="jsonwebtoken-key-not-asymmetric",
        speaker="jsonwebtoken",
        literal="secretorprivatekey must be an asymmetric key",
        words=pattern(r"secretOrPrivateKey must be an asymmetric key when using \w{2,8}"),
        proves=Proof.KEY_REFUSED,
        samples=("Error: secretOrPrivateKey must be an asymmetric key when using ES256",),
        versions="9",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="jsonwebtoken-key-not-symmetric",
        speaker="jsonwebtoken",
        literal="secretorprivatekey must be a symmetric key",
        words=pattern(r"secretOrPrivateKey must be a symmetric key when using HS\d{3}"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=("Error: secretOrPrivateKey must be a symmetric key when using HS256",),
        versions="9",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="jsonwebtoken-alg-of-ec",
        speaker="jsonwebtoken",
        literal='"alg" parameter for "ec" key type',
        words=pattern(r'"alg" parameter for "ec" key type must be one of: [\w, ]{5,40}'),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=('Error: "alg" parameter for "ec" key type must be one of: ES256, ES384, ES512.',),
        versions="9",
        where=_KEY_TYPE,
        is_general=True,
    ),
    Message(
        id="jsonwebtoken-alg-of-other",
        speaker="jsonwebtoken",
        literal='"alg" parameter for "',
        words=pattern(r'"alg" parameter for "(?:rsa|rsa-pss)" key type must be one of: [\w, ]{5,60}'),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=('Error: "alg" parameter for "rsa" key type must be one of: RS256, PS256, RS384, PS384, RS512, PS512.',),
        versions="9",
        where=_KEY_TYPE,
        is_general=True,
    ),
    Message(
        id="jsonwebtoken-curve",
        speaker="jsonwebtoken",
        literal="requires curve",
        words=pattern(r'"alg" parameter "ES256" requires curve "prime256v1"'),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=('Error: "alg" parameter "ES256" requires curve "prime256v1".',),
        versions="9",
        where=_KEY_TYPE,
        is_general=True,
    ),
    Message(
        id="jsonwebtoken-key-size",
        speaker="jsonwebtoken",
        literal="secretorprivatekey has a minimum key size",
        words=pattern(r"secretOrPrivateKey has a minimum key size of 2048 bits for \w{2,8}"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("Error: secretOrPrivateKey has a minimum key size of 2048 bits for RS256",),
        versions="9",
        where=_SOURCE,
        is_general=True,
    ),
    Message(
        id="jwa-key",
        speaker="jwa",
        literal="key must be a string, a buffer or an object",
        words=pattern(r"key must be a string, a buffer or an object"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("TypeError: key must be a string, a buffer or an object",),
        versions="jwa 1 and 2, of jsonwebtoken 5 and later",
        where=_JWA,
        is_general=True,
    ),
    Message(
        id="jsonwebtoken-options",
        speaker="jsonwebtoken",
        literal="option",
        words=pattern(
            r'(?:Bad "options\.\w{3,12}" option[ .]{1,3}[Tt]he payload already has an "(?P<claim>\w{3})" property|'
            r"invalid [\w,]{5,60} option for (?:string|object|undefined) payload)"
        ),
        proves=Proof.SECRET_NOT_MADE,
        samples=(
            'Error: Bad "options.expiresIn" option the payload already has an "exp" property.',
            'Error: Bad "options.audience" option. The payload already has an "aud" property.',
            "Error: invalid expiresIn option for string payload",
        ),
        versions="all",
        where=_SOURCE,
        is_general=True,
    ),
)
