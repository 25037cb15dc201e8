import base64
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


def segment(value):
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=")


def mint(team_id, client_id, key_id, pem):
    key = serialization.load_pem_private_key(pem, None)
    now = int(time.time())
    signing_input = b".".join([segment({"alg": "ES256", "kid": key_id}), segment({"iss": team_id, "iat": now, "exp": now + 3600, "aud": "https://appleid.apple.com", "sub": client_id})])
    r, s = utils.decode_dss_signature(key.sign(signing_input, ec.ECDSA(hashes.SHA256())))
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return (signing_input + b"." + base64.urlsafe_b64encode(raw).rstrip(b"=")).decode()
