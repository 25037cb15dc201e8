"""Exchange the code of Sign in with Apple."""
import os
import time
from pathlib import Path

import jwt
import requests

TEAM_ID = "A1B2C3D4E5"
CLIENT_ID = "com.example.web"
KEY_ID = os.environ.get("APPLE_KEY_ID", "ABC123DEFG")
SIX_MONTHS = 60 * 60 * 24 * 180


def private_key():
    with open(Path(__file__).parent / f"AuthKey_{KEY_ID}.p8") as file:
        return file.read()


def client_secret(lifetime: int = SIX_MONTHS) -> str:
    now = int(time.time())
    headers = {"alg": "ES256", "kid": KEY_ID}
    payload = {
        "iss": TEAM_ID,
        "iat": now,
        "exp": now + lifetime,
        "aud": "https://appleid.apple.com",
        "sub": CLIENT_ID,
    }
    return jwt.encode(payload, private_key(), algorithm="ES256", headers=headers)


def exchange(code: str, redirect_uri: str | None = None) -> dict:
    data = {
        "client_id": CLIENT_ID,
        "client_secret": client_secret(),
        "code": code,
        "grant_type": "authorization_code",
    }
    if redirect_uri:
        data["redirect_uri"] = redirect_uri
    response = requests.post(
        "https://appleid.apple.com/auth/token",
        data=data,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=10,
    )
    response.raise_for_status()
    return response.json()
