import time
import httpx
import jwt
from fastapi import FastAPI

app = FastAPI()
CLIENT_ID = "com.acmefit.web"


def make_secret(pem: str) -> str:
    t = int(time.time())
    return jwt.encode({"iss": "R5T8Q2WM7K", "iat": t, "exp": t + 600, "aud": "https://appleid.apple.com", "sub": CLIENT_ID}, pem, "ES256", {"kid": "Q7M2T9XK4C"})


@app.get("/apple")
async def apple(code: str):
    async with httpx.AsyncClient() as c:
        r = await c.post("https://appleid.apple.com/auth/token", json={
            "client_id": CLIENT_ID, "client_secret": make_secret(open("k.p8").read()), "code": code, "grant_type": "authorization_code",
        })
        return r.json()
