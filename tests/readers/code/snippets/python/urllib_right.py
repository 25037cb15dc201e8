import json
import urllib.parse
import urllib.request
from apple.secret import mint

def exchange(code):
    data = urllib.parse.urlencode({"client_id": "com.acmefit.web", "client_secret": mint(), "code": code, "grant_type": "authorization_code"}).encode("ascii")
    req = urllib.request.Request("https://appleid.apple.com/auth/token", data=data, method="POST")
    with urllib.request.urlopen(req) as resp:
        return json.load(resp)
