import time
import jwt

def secret(cfg, pem):
    now = time.time_ns() // 1_000_000_000
    return jwt.encode({"iss": cfg["team"], "iat": now, "exp": now + 86_400, "aud": "https://appleid.apple.com", "sub": cfg["client"]}, pem, "ES256", headers={"kid": cfg["kid"]})
