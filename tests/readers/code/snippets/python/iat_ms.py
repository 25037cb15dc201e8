import time
import jwt

def now_ms():
    return int(time.time() * 1000)

def secret(cfg, pem):
    return jwt.encode({"iss": cfg["team"], "iat": now_ms(), "exp": now_ms() + 86400000, "aud": "https://appleid.apple.com", "sub": cfg["client"]}, pem, "ES256", headers={"kid": cfg["kid"]})
