import base64
import json
import time
import urllib.parse
import urllib.request

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature


def b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def sign(header: dict, payload: dict, pem: bytes) -> str:
    key = serialization.load_pem_private_key(pem, password=None)
    message = b".".join([b64(json.dumps(header).encode()), b64(json.dumps(payload).encode())])
    der = key.sign(message, ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return (message + b"." + b64(signature)).decode()


with open("AuthKey_ABC123DEFG.p8", "rb") as f:
    pem = f.read()
now = round(time.time())
secret = sign(
    {"alg": "ES256", "kid": "ABC123DEFG"},
    {"iss": "A1B2C3D4E5", "iat": now, "exp": now + 3600, "aud": "https://appleid.apple.com", "sub": "com.example.web"},
    pem,
)
body = urllib.parse.urlencode(
    [("client_id", "com.example.web"), ("client_secret", secret), ("grant_type", "authorization_code"), ("code", input("code: "))]
).encode("ascii")
request = urllib.request.Request("https://appleid.apple.com/auth/token", data=body, method="POST")
with urllib.request.urlopen(request) as response:
    print(json.load(response))
