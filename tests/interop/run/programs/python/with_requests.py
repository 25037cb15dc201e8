"""Three exchanges with requests; the argument `alone` makes it ignore the environment."""

import os
import sys

import requests

APPLE = "https://appleid.apple.com"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

session = requests.Session()
session.trust_env = "alone" not in sys.argv
for answer in (
    session.get(f"{APPLE}/auth/keys"),
    session.post(f"{APPLE}/auth/token", data=os.environ["RIGHT_FORM"], headers=FORM),
    session.post(f"{APPLE}/auth/token", data=os.environ["REFUSED_FORM"], headers=FORM),
):
    print(answer.status_code, answer.text)
