from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum

from joserfc import jwt
from joserfc.jwk import ECKey


class Apple(str, Enum):
    ISSUER = "https://appleid.apple.com"
    TOKEN = "https://appleid.apple.com/auth/token"


@dataclass(frozen=True)
class Credentials:
    team_id: str
    client_id: str
    key_id: str
    pem: str = field(repr=False)
    lifetime: int = 15777000

    @property
    def header(self) -> dict[str, str]:
        return {"alg": "ES256", "kid": self.key_id}

    def claims(self, now: float | None = None) -> dict[str, object]:
        now = int(now if now is not None else time.time())
        return {"iss": self.team_id, "iat": now, "exp": now + self.lifetime, "aud": Apple.ISSUER.value, "sub": self.client_id}

    def secret(self) -> str:
        return jwt.encode(self.header, self.claims(), ECKey.import_key(self.pem))


def for_platform(platform: str) -> Credentials:
    match platform:
        case "ios" | "mac":
            client_id = "com.example.app"
        case "web":
            client_id = "com.example.web"
        case _:
            raise ValueError(platform)
    return Credentials(team_id="A1B2C3D4E5", client_id=client_id, key_id="ABC123DEFG", pem=open("key.p8").read())
