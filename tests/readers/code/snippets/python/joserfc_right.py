import time
from joserfc import jwt
from joserfc.jwk import ECKey


def client_secret(team_id: str, client_id: str, key_id: str, pem: bytes) -> str:
    key = ECKey.import_key(pem)
    now = int(time.time())
    return jwt.encode({"alg": "ES256", "kid": key_id}, {"iss": team_id, "sub": client_id, "aud": "https://appleid.apple.com", "iat": now, "exp": now + 300}, key)
