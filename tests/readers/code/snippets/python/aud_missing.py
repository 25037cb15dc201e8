import time
import jwt

APPLE_URL = "https://appleid.apple.com"

def secret(team_id, client_id, key_id, private_key):
    now = int(time.time())
    return jwt.encode({"iss": team_id, "iat": now, "exp": now + 3600, "sub": client_id}, private_key, algorithm="ES256", headers={"kid": key_id})
