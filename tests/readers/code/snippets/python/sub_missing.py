import time
import jwt

def secret(team_id, key_id, private_key):
    now = int(time.time())
    payload = {
        "iss": team_id,
        "iat": now,
        "exp": now + 3600,
        "aud": "https://appleid.apple.com",
    }
    return jwt.encode(payload, private_key, algorithm="ES256", headers={"kid": key_id})
