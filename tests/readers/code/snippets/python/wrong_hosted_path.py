import requests
from apple.secret import mint_client_secret

APPLE_BASE = "https://appleid.apple.com"

def exchange(code):
    return requests.post(f"{APPLE_BASE}/auth/oauth2/token", data={"client_id": "com.acmefit.web", "client_secret": mint_client_secret(), "code": code, "grant_type": "authorization_code"})
