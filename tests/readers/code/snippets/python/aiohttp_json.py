import aiohttp
from apple.secret import mint

async def exchange(code: str) -> dict:
    payload = {"client_id": "com.acmefit.web", "client_secret": mint(), "code": code, "grant_type": "authorization_code"}
    async with aiohttp.ClientSession() as session:
        async with session.post("https://appleid.apple.com/auth/token", json=payload) as resp:
            return await resp.json()
