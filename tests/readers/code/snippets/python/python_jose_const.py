from datetime import datetime, timedelta, timezone
from jose import jwt
from jose.constants import ALGORITHMS


def apple_secret(settings):
    issued_at = datetime.now(tz=timezone.utc)
    claims = {
        "iss": settings["team_id"],
        "iat": issued_at,
        "exp": issued_at + timedelta(days=150),
        "aud": "https://appleid.apple.com",
        "sub": settings["client_id"],
    }
    return jwt.encode(claims, settings["private_key"], algorithm=ALGORITHMS.ES256, headers={"kid": settings["key_id"]})
