import json
import requests
from apple.secret import mint_client_secret

headers = {"Content-Type": "application/x-www-form-urlencoded"}

def refresh(token):
    body = {"client_id": "com.acmefit.web", "client_secret": mint_client_secret(), "grant_type": "refresh_token", "refresh_token": token}
    return requests.post("https://appleid.apple.com/auth/token", data=json.dumps(body), headers=headers).json()
