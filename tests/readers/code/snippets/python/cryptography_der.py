import base64
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def mint(team_id, client_id, key_id, pem):
    key = serialization.load_pem_private_key(pem, password=None)
    now = int(time.time())
    header = b64url(json.dumps({"alg": "ES256", "kid": key_id}).encode())
    payload = b64url(json.dumps({"iss": team_id, "iat": now, "exp": now + 3600, "aud": "https://appleid.apple.com", "sub": client_id}).encode())
    signature = key.sign(f"{header}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    return f"{header}.{payload}.{b64url(signature)}"
