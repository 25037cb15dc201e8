from urllib.parse import urlencode
import httpx
from apple.secret import mint

def exchange(code):
    body = urlencode({"client_id": "com.acmefit.web", "client_secret": mint(), "code": code, "grant_type": "authorization_code"})
    return httpx.post("https://appleid.apple.com/auth/token", content=body).json()
