"""Three exchanges with httpx."""

import os

import httpx

APPLE = "https://appleid.apple.com"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

with httpx.Client() as client:
    for answer in (
        client.get(f"{APPLE}/auth/keys"),
        client.post(f"{APPLE}/auth/token", content=os.environ["RIGHT_FORM"], headers=FORM),
        client.post(f"{APPLE}/auth/token", content=os.environ["REFUSED_FORM"], headers=FORM),
    ):
        print(answer.status_code, answer.text)
