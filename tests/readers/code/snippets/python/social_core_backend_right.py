import time

import jwt
from jwt.algorithms import RSAAlgorithm
from social_core.backends.oauth import BaseOAuth2


class AppleIdAuth(BaseOAuth2):
    name = "apple-id"
    ACCESS_TOKEN_URL = "https://appleid.apple.com/auth/token"
    TOKEN_AUDIENCE = "https://appleid.apple.com"
    TOKEN_TTL_SEC = 6 * 30 * 24 * 60 * 60

    def generate_client_secret(self):
        now = int(time.time())
        client_id = self.setting("CLIENT")
        team_id = self.setting("TEAM")
        key_id = self.setting("KEY")
        private_key = self.setting("SECRET")
        headers = {"kid": key_id}
        payload = {"iss": team_id, "iat": now, "exp": now + self.TOKEN_TTL_SEC, "aud": self.TOKEN_AUDIENCE, "sub": client_id}
        return jwt.encode(payload, key=private_key, algorithm="ES256", headers=headers)
