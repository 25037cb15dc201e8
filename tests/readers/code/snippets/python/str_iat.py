import time
import jwt


def secret(team_id, client_id, key_id, key):
    now = int(time.time())
    payload = {"iss": team_id, "iat": str(now), "exp": str(now + 600), "aud": "https://appleid.apple.com", "sub": client_id}
    return jwt.encode(payload, key, algorithm="ES256", headers={"kid": key_id})
