import time
from jwcrypto import jwk, jwt as jw

key = jwk.JWK.from_pem(open("AuthKey_Q7M2T9XK4C.p8", "rb").read())
t = jw.JWT(header={"alg": "ES256", "kid": "Q7M2T9XK4C"}, claims={"iss": "R5T8Q2WM7K", "iat": int(time.time()), "exp": int(time.time()) + 3600, "aud": "https://appleid.apple.com/", "sub": "com.acmefit.web"})
t.make_signed_token(key)
print(t.serialize())
