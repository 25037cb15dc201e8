import calendar
from datetime import datetime, timedelta
import jwt


def generate(key, config):
    now = datetime.utcnow()
    return jwt.encode(
        {
            "iss": config.TEAM_ID,
            "iat": calendar.timegm(now.utctimetuple()),
            "exp": calendar.timegm((now + timedelta(days=1)).utctimetuple()),
            "aud": "https://appleid.apple.com",
            "sub": config.CLIENT_ID,
        },
        key,
        algorithm="ES256",
        headers={"kid": config.KEY_ID},
    )
