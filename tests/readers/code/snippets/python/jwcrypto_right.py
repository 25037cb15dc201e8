import json
import time
from jwcrypto import jwk, jwt


def secret(pem: bytes, kid: str, team: str, client: str) -> str:
    key = jwk.JWK.from_pem(pem)
    now = int(time.time())
    token = jwt.JWT(header={"alg": "ES256", "kid": kid}, claims={"iss": team, "iat": now, "exp": now + 3600, "aud": "https://appleid.apple.com", "sub": client})
    token.make_signed_token(key)
    return token.serialize()
