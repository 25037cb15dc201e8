import time
import aiohttp
import jwt


class AppleClient:
    TOKEN = "https://appleid.apple.com/auth/token"
    REVOKE = "https://appleid.apple.com/auth/revoke"

    def __init__(self, team_id, client_id, key_id, key):
        self.team_id, self.client_id, self.key_id, self.key = team_id, client_id, key_id, key

    def _secret(self):
        now = int(time.time())
        return jwt.encode({"iss": self.team_id, "iat": now, "exp": now + 300, "aud": "https://appleid.apple.com", "sub": self.client_id}, self.key, algorithm="ES256", headers={"kid": self.key_id})

    async def _post(self, url, **fields):
        fields.update(client_id=self.client_id, client_secret=self._secret())
        async with aiohttp.ClientSession() as session, session.post(url, data=fields) as resp:
            return await resp.json(content_type=None)

    async def exchange(self, code):
        return await self._post(self.TOKEN, code=code, grant_type="authorization_code")

    async def revoke(self, token):
        return await self._post(self.REVOKE, token=token, token_type_hint="refresh_token")
