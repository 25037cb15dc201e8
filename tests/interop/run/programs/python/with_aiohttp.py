"""Three exchanges with aiohttp; the argument `uvloop` runs it on another event loop."""

import asyncio
import os
import sys

import aiohttp

APPLE = "https://appleid.apple.com"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{APPLE}/auth/keys") as answer:
            print(answer.status, await answer.text())
        for form in ("RIGHT_FORM", "REFUSED_FORM"):
            async with session.post(f"{APPLE}/auth/token", data=os.environ[form], headers=FORM) as answer:
                print(answer.status, await answer.text())


if "uvloop" in sys.argv:
    import uvloop

    uvloop.run(main())
else:
    asyncio.run(main())
