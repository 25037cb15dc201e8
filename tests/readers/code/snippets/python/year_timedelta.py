import os
import time
from datetime import timedelta

import jwt

LIFETIME = timedelta(days=365)


def client_secret() -> str:
    issued_at = int(time.time())
    return jwt.encode(
        {
            "iss": os.environ["APPLE_TEAM_ID"],
            "iat": issued_at,
            "exp": issued_at + int(LIFETIME.total_seconds()),
            "aud": "https://appleid.apple.com",
            "sub": os.environ.get("APPLE_CLIENT_ID", "com.acmefit.web"),
        },
        os.environ["APPLE_KEY"],
        algorithm="ES256",
        headers={"kid": os.environ["APPLE_KEY_ID"]},
    )
