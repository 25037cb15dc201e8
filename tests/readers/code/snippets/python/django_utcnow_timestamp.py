from datetime import datetime, timedelta

import jwt
import requests
from django.conf import settings


class AppleOAuth2:
    name = "apple"
    ACCESS_TOKEN_URL = "https://appleid.apple.com/auth/token"

    def do_auth(self, access_token):
        client_secret = self.get_client_secret()
        data = {
            "client_id": settings.APPLE_CLIENT_ID,
            "client_secret": client_secret,
            "code": access_token,
            "grant_type": "authorization_code",
        }
        return requests.post(self.ACCESS_TOKEN_URL, data=data).json()

    def get_client_secret(self):
        now = datetime.utcnow()
        payload = {
            "iss": settings.APPLE_TEAM_ID,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(days=1)).timestamp()),
            "aud": "https://appleid.apple.com",
            "sub": settings.APPLE_CLIENT_ID,
        }
        return jwt.encode(payload, settings.APPLE_PRIVATE_KEY, algorithm="ES256", headers={"kid": settings.APPLE_KEY_ID})
