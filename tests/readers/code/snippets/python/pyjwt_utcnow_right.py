from datetime import datetime, timedelta
import jwt


def make_client_secret(key, team, client, kid, days=30):
    return jwt.encode(
        payload={"iss": team, "iat": datetime.utcnow(), "exp": datetime.utcnow() + timedelta(days=days), "aud": "https://appleid.apple.com", "sub": client},
        key=key,
        algorithm="ES256",
        headers={"kid": kid},
    )
