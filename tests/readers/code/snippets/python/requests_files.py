import requests
from apple.secret import mint_client_secret

def refresh(token):
    fields = {"client_id": (None, "com.acmefit.web"), "client_secret": (None, mint_client_secret()), "grant_type": (None, "refresh_token"), "refresh_token": (None, token)}
    return requests.post("https://appleid.apple.com/auth/token", files=fields).json()
