from time import time
from authlib.jose import JsonWebToken

_jwt = JsonWebToken(["ES256"])


def build(team, client, kid, pem):
    issued = int(time())
    return _jwt.encode({"alg": "ES256"}, {"iss": team, "sub": client, "aud": "https://appleid.apple.com", "kid": kid, "iat": issued, "exp": issued + 600}, pem)


if __name__ == "__main__":
    print(build("R5T8Q2WM7K", "com.acmefit.web", "Q7M2T9XK4C", open("AuthKey_Q7M2T9XK4C.p8", "rb").read()).decode())
