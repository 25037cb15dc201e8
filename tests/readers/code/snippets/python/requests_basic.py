import requests
from requests.auth import HTTPBasicAuth
from apple.secret import mint_client_secret

CLIENT = "com.acmefit.web"

def exchange(code):
    resp = requests.post("https://appleid.apple.com/auth/token", auth=HTTPBasicAuth(CLIENT, mint_client_secret()), data={"grant_type": "authorization_code", "code": code, "redirect_uri": "https://acmefit.com/cb"})
    resp.raise_for_status()
    return resp.json()
