import time
import jwt
import requests

def get(code, key):
    now = int(time.time())
    secret = jwt.encode({"iss": "R5T8Q2WM7K", "iat": now, "exp": now + 600, "aud": "appstoreconnect-v1", "sub": "com.acmefit.web"}, key, algorithm="ES256", headers={"kid": "Q7M2T9XK4C"})
    return requests.post("https://appleid.apple.com/auth/token", data={"client_id": "com.acmefit.web", "client_secret": secret, "code": code, "grant_type": "authorization_code"})
