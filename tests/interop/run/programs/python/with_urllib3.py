"""Three exchanges with urllib3."""

import os

import urllib3

APPLE = "https://appleid.apple.com"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

pool = urllib3.PoolManager(retries=False)
for answer in (
    pool.request("GET", f"{APPLE}/auth/keys"),
    pool.request("POST", f"{APPLE}/auth/token", body=os.environ["RIGHT_FORM"], headers=FORM),
    pool.request("POST", f"{APPLE}/auth/token", body=os.environ["REFUSED_FORM"], headers=FORM),
):
    print(answer.status, answer.data.decode())
