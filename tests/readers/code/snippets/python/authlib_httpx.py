from datetime import datetime, timedelta, timezone

import httpx
from authlib.jose import jwt as authlib_jwt


class AppleClient:
    ISSUER = "https://appleid.apple.com"
    token_url: str = ISSUER + "/auth/token"

    def __init__(self, team_id, client_id, key_id, key, *, lifetime=timedelta(days=30)):
        self.team_id, self.client_id = team_id, client_id
        self._key_id = key_id
        self._key = key.replace("\\n", "\n")
        self.lifetime = lifetime

    @classmethod
    def from_settings(cls, settings):
        return cls(settings["TEAM_ID"], settings["CLIENT_ID"], settings["KEY_ID"], settings["PRIVATE_KEY"])

    def secret(self):
        issued = datetime.now(timezone.utc)
        header = dict(alg="ES256", kid=self._key_id)
        claims = dict(iss=self.team_id, aud=self.ISSUER, sub=self.client_id, iat=issued, exp=issued + self.lifetime)
        return authlib_jwt.encode(header, claims, self._key).decode("ascii")

    async def exchange(self, code):
        form = {"client_id": self.client_id, "client_secret": self.secret(), "code": code, "grant_type": "authorization_code"}
        async with httpx.AsyncClient(timeout=5) as client:
            response = await client.post(self.token_url, data=form)
        try:
            return response.json()
        except ValueError as error:
            raise RuntimeError(f"Apple answered {response.status_code}: {response.text[:200]}") from error
        finally:
            print("asked", self.token_url)

    async def refresh(self, refresh_token):
        async with httpx.AsyncClient() as client:
            return await client.post(
                self.token_url,
                data={**self._identity(), "refresh_token": refresh_token, "grant_type": "refresh_token"},
            )

    def _identity(self):
        return {"client_id": self.client_id, "client_secret": self.secret()}
