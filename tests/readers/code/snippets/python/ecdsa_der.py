import base64, hashlib, json, time
import ecdsa
from ecdsa.util import sigencode_der

def b64(b): return base64.urlsafe_b64encode(b).replace(b"=", b"").decode()

def mint(pem, kid, iss, sub):
    sk = ecdsa.SigningKey.from_pem(pem)
    now = int(time.time())
    msg = b64(json.dumps({"alg": "ES256", "kid": kid}).encode()) + "." + b64(json.dumps({"iss": iss, "iat": now, "exp": now + 600, "aud": "https://appleid.apple.com", "sub": sub}).encode())
    sig = sk.sign(msg.encode(), hashfunc=hashlib.sha256, sigencode=sigencode_der)
    return msg + "." + b64(sig)
