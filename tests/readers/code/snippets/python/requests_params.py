import requests
from .secret import client_secret

def exchange(code):
    return requests.post(
        "https://appleid.apple.com/auth/token",
        params={"client_id": "com.acmefit.web", "client_secret": client_secret(), "code": code, "grant_type": "authorization_code"},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    ).json()
