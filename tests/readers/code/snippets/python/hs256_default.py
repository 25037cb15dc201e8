import time, jwt

def secret(team_id, client_id, key_id, key):
    now = int(time.time())
    return jwt.encode({"iss": team_id, "iat": now, "exp": now + 600, "aud": "https://appleid.apple.com", "sub": client_id}, key, headers={"kid": key_id})
