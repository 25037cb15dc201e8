import datetime as dt
import jwt


def generate(key, team, client, kid):
    now = dt.datetime.now()
    claims = {"iss": team, "iat": now, "exp": now + dt.timedelta(minutes=10), "aud": "https://appleid.apple.com", "sub": client}
    return jwt.encode(claims, key, algorithm="ES256", headers={"kid": kid})
