import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import httpx
import jwt
from fastapi import APIRouter, Form, HTTPException
from pydantic_settings import BaseSettings

router = APIRouter()


class Settings(BaseSettings):
    apple_team_id: str
    apple_client_id: str
    apple_key_id: str
    apple_private_key: str


@lru_cache
def settings() -> Settings:
    return Settings()


def client_secret(s: Settings) -> str:
    now = datetime.now(UTC)
    claims = {"iss": s.apple_team_id, "iat": now, "exp": now + timedelta(minutes=5), "aud": "https://appleid.apple.com", "sub": s.apple_client_id}
    return jwt.encode(claims, s.apple_private_key.replace("\\n", "\n"), algorithm="ES256", headers={"kid": s.apple_key_id})


@router.post("/apple/callback")
async def callback(code: str = Form(...)):
    s = settings()
    async with httpx.AsyncClient(base_url="https://appleid.apple.com") as client:
        response = await client.post(
            "/auth/token",
            data={"client_id": s.apple_client_id, "client_secret": client_secret(s), "code": code, "grant_type": "authorization_code"},
        )
    if response.status_code != 200:
        raise HTTPException(400, response.json())
    return response.json()
