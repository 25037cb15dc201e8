import time
import jwt

VALID_FOR = 15777000

def secret(cfg, pem):
    payload = {"iss": cfg["team"], "iat": int(time.time()), "exp": VALID_FOR, "aud": "https://appleid.apple.com", "sub": cfg["client"]}
    return jwt.encode(payload, pem, algorithm="ES256", headers={"kid": cfg["kid"]})
