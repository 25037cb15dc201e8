import requests

def refresh(secret, token):
    r = requests.post("https://appleid.apple.com/auth/token", data={"client_id": "com.acmefit.app", "client_secret": secret, "grant_type": "refresh", "refresh_token": token})
    return r.json()
