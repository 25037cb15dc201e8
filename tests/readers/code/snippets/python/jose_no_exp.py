import time
from jose import jwt

with open("/etc/apple/AuthKey_Q7M2T9XK4C.p8") as fh:
    KEY = fh.read()

payload = dict(iss="R5T8Q2WM7K", iat=int(time.time()), aud="https://appleid.apple.com", sub="com.acmefit.web")
token = jwt.encode(payload, KEY, algorithm=jwt.ALGORITHMS.ES256, headers=dict(kid="Q7M2T9XK4C"))
print(token)
