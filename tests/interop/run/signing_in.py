"""Sign in as the user of `siwakit run`, then become the program in the arguments, with two forms in its environment.

RIGHT_FORM exchanges a code; the client_secret in REFUSED_FORM has a slash after its aud.
"""

import os
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import jwt
import requests

CLIENT = os.environ["SIWAKIT_CLIENT_ID"]
APPLE = "https://appleid.apple.com"


def code():
    answer = requests.post(f"{os.environ['SIWAKIT_PORTAL_URL']}/api/sign-in", json={"client_id": CLIENT}, timeout=10)
    return answer.json()["code"]


def form(aud):
    now = int(time.time())
    claims = {"iss": os.environ["SIWAKIT_TEAM_ID"], "iat": now, "exp": now + 3600, "aud": aud, "sub": CLIENT}
    key = Path(os.environ["SIWAKIT_KEY_FILE"]).read_text("utf-8")
    secret = jwt.encode(claims, key, "ES256", {"kid": os.environ["SIWAKIT_KEY_ID"]})
    callback = {"redirect_uri": "https://app.example.com/callback"}
    return urlencode({"client_id": CLIENT, "client_secret": secret, "code": code(), "grant_type": "authorization_code", **callback})


if __name__ == "__main__":
    forms = {"RIGHT_FORM": form(APPLE), "REFUSED_FORM": form(f"{APPLE}/")}
    os.execvpe(sys.argv[1], sys.argv[1:], {**os.environ, **forms})  # noqa: S606  the command of the test
