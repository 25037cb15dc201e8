from datetime import datetime, timezone
from dateutil.relativedelta import relativedelta
import jwt

now = datetime.now(timezone.utc)
print(jwt.encode(
    {"iss": "R5T8Q2WM7K", "iat": now, "exp": now + relativedelta(months=6), "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"},
    open("AuthKey_Q7M2T9XK4C.p8").read(), algorithm="ES256", headers={"kid": "Q7M2T9XK4C"},
))
