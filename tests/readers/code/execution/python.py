"""Programs in Python that mint a client_secret and send it, and small changes that each make one mistake."""

from __future__ import annotations

IDS = 'TEAM_ID = "R5T8Q2WM7K"\nKEY_ID = "Q7M2T9XK4C"\nCLIENT_ID = "com.acmefit.web"\n'

FUNCTIONS = (
    "import os\nimport time\n\nimport jwt\nimport requests\n\n"
    + IDS
    + """

def client_secret():
    now = int(time.time())
    with open("AuthKey_Q7M2T9XK4C.p8") as file:
        key = file.read()
    payload = {"iss": TEAM_ID, "iat": now, "exp": now + 86400 * 150, "aud": "https://appleid.apple.com", "sub": CLIENT_ID}
    return jwt.encode(payload, key, algorithm="ES256", headers={"kid": KEY_ID})


def exchange(code):
    data = {"client_id": CLIENT_ID, "client_secret": client_secret(), "code": code, "grant_type": "authorization_code"}
    response = requests.post("https://appleid.apple.com/auth/token", data=data, timeout=10)
    return response.json()


if __name__ == "__main__":
    print(exchange(os.environ["CODE"]))
"""
)
CLASS = """import os
import time
from pathlib import Path

import httpx
import jwt


class AppleClient:
    audience = "https://appleid.apple.com"

    def __init__(self, team_id, client_id, key_id, key):
        self.team_id = team_id
        self.client_id = client_id
        self.key_id = key_id
        self.key = key

    def headers(self):
        return {"alg": "ES256", "kid": self.key_id}

    def claims(self):
        issued = int(time.time())
        return {
            "iss": self.team_id,
            "iat": issued,
            "exp": issued + 60 * 60,
            "aud": self.audience,
            "sub": self.client_id,
        }

    def secret(self):
        return jwt.encode(self.claims(), self.key, algorithm="ES256", headers=self.headers())

    def exchange(self, code):
        with httpx.Client() as client:
            return client.post(
                "https://appleid.apple.com/auth/token",
                data={
                    "client_id": self.client_id,
                    "client_secret": self.secret(),
                    "code": code,
                    "grant_type": "authorization_code",
                },
            )


apple = AppleClient("R5T8Q2WM7K", "com.acmefit.web", "Q7M2T9XK4C", Path("AuthKey_Q7M2T9XK4C.p8").read_text())
print(apple.exchange(os.environ["CODE"]).status_code)
"""
JOSERFC = (
    "import json\nimport os\nimport time\nfrom urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n\n"
    "from joserfc import jwt\nfrom joserfc.jwk import ECKey\n\n"
    + IDS
    + """
key = ECKey.import_key(open("AuthKey_Q7M2T9XK4C.p8").read())
now = int(time.time())
header = {"alg": "ES256", "kid": KEY_ID}
claims = {"iss": TEAM_ID, "iat": now, "exp": now + 600, "aud": "https://appleid.apple.com", "sub": CLIENT_ID}
secret = jwt.encode(header, claims, key)
fields = {"client_id": CLIENT_ID, "client_secret": secret, "code": os.environ["CODE"], "grant_type": "authorization_code"}
body = urlencode(fields).encode()
request = Request("https://appleid.apple.com/auth/token", data=body, method="POST")
with urlopen(request) as response:
    print(json.load(response))
"""
)
AUTHLIB = (
    "import os\nimport time\n\nimport requests\nfrom authlib.jose import jwt\n\n"
    + IDS
    + """

def make_secret(pem, lifetime=3600):
    now = int(time.time())
    header = {"alg": "ES256", "kid": KEY_ID}
    payload = dict(iss=TEAM_ID, iat=now, exp=now + lifetime, aud="https://appleid.apple.com", sub=CLIENT_ID)
    return jwt.encode(header, payload, pem).decode("ascii")


session = requests.Session()
answer = session.post(
    "https://appleid.apple.com/auth/token",
    data={
        "client_id": CLIENT_ID,
        "client_secret": make_secret(open("AuthKey_Q7M2T9XK4C.p8", "rb").read()),
        "code": os.environ["CODE"],
        "grant_type": "authorization_code",
    },
)
print(answer.status_code)
"""
)
ENVIRONMENT = """import os
import time

import requests
from jose import jwt

TEAM_ID = os.environ["APPLE_TEAM_ID"]
CLIENT_ID = os.getenv("APPLE_CLIENT_ID")
KEY_ID = os.environ.get("APPLE_KEY_ID", "")
PRIVATE_KEY = os.environ["APPLE_PRIVATE_KEY"].replace("\\\\n", "\\n")

claims = {}
claims["iss"] = TEAM_ID
claims["iat"] = int(time.time())
claims["exp"] = claims["iat"] + 15_000_000
claims["aud"] = "https://appleid.apple.com"
claims["sub"] = CLIENT_ID
token = jwt.encode(claims, PRIVATE_KEY, algorithm="ES256", headers={"kid": KEY_ID})

requests.request(
    "POST",
    "https://appleid.apple.com/auth/token",
    data={"client_id": CLIENT_ID, "client_secret": token, "code": os.environ["CODE"], "grant_type": "authorization_code"},
    headers={"Content-Type": "application/x-www-form-urlencoded"},
)
"""
BY_HAND = (
    "import base64\nimport json\nimport os\nimport time\nimport urllib.parse\nimport urllib.request\n\n"
    "from cryptography.hazmat.primitives import hashes, serialization\nfrom cryptography.hazmat.primitives.asymmetric import ec\n"
    "from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature\n\n"
    + IDS
    + """

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(header, payload, pem):
    key = serialization.load_pem_private_key(pem, password=None)
    message = b64(json.dumps(header).encode()) + "." + b64(json.dumps(payload).encode())
    der = key.sign(message.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return message + "." + b64(signature)


with open("AuthKey_Q7M2T9XK4C.p8", "rb") as file:
    pem = file.read()
now = int(time.time())
payload = {"iss": TEAM_ID, "iat": now, "exp": now + 3600, "aud": "https://appleid.apple.com", "sub": CLIENT_ID}
secret = sign({"alg": "ES256", "kid": KEY_ID}, payload, pem)
body = f"client_id={CLIENT_ID}&client_secret={secret}&code={os.environ['CODE']}&grant_type=authorization_code"
urllib.request.urlopen("https://appleid.apple.com/auth/token", data=body.encode())
"""
)
DATES = (
    "import asyncio\nimport os\nfrom datetime import datetime, timedelta, timezone\n\nimport httpx\nimport jwt\n\n"
    + IDS
    + """

def secret(key):
    issued = datetime.now(timezone.utc)
    expires = issued + timedelta(days=30)
    return jwt.encode(
        {"iss": TEAM_ID, "iat": issued, "exp": expires, "aud": "https://appleid.apple.com", "sub": CLIENT_ID},
        key,
        algorithm="ES256",
        headers={"kid": KEY_ID},
    )


async def main():
    with open("AuthKey_Q7M2T9XK4C.p8") as file:
        data = {"client_id": CLIENT_ID, "client_secret": secret(file.read()), "grant_type": "authorization_code"}
    data["code"] = os.environ["CODE"]
    async with httpx.AsyncClient() as client:
        await client.post("https://appleid.apple.com/auth/token", data=data)


asyncio.run(main())
"""
)
CONNECTION = (
    "import http.client\nimport os\nimport time\nfrom urllib.parse import urlencode\n\nimport jwt\n\n"
    + IDS
    + """
now = int(time.time())
claims = {
    "iss": TEAM_ID,
    "iat": now,
    "exp": now + 300,
    "aud": "https://appleid.apple.com",
    "sub": CLIENT_ID,
}
key = open("AuthKey_Q7M2T9XK4C.p8").read()
secret = jwt.encode(claims, key, "ES256", {"kid": KEY_ID})
form = urlencode([("client_id", CLIENT_ID), ("client_secret", secret), ("code", os.environ["CODE"]), ("grant_type", "authorization_code")])
connection = http.client.HTTPSConnection("appleid.apple.com")
connection.request("POST", "/auth/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
print(connection.getresponse().status)
"""
)
STAMPS = (
    "import os\nfrom datetime import datetime, timedelta, timezone\n\nimport jwt\nimport requests\n\n"
    + IDS
    + """
start = datetime.now(timezone.utc)
end = start + timedelta(hours=2)
claims = {
    "iss": TEAM_ID,
    "iat": int(start.timestamp()),
    "exp": int(end.timestamp()),
    "aud": "https://appleid.apple.com",
    "sub": CLIENT_ID,
}
secret = jwt.encode(claims, open("AuthKey_Q7M2T9XK4C.p8").read(), algorithm="ES256", headers={"kid": KEY_ID})
requests.post(
    "https://appleid.apple.com/auth/token",
    headers={"Content-Type": "application/x-www-form-urlencoded"},
    data={"client_id": CLIENT_ID, "client_secret": secret, "code": os.environ["CODE"], "grant_type": "authorization_code"},
)
"""
)
DATACLASS = """import os
import time
from dataclasses import dataclass

import jwt
import requests


@dataclass(frozen=True)
class Settings:
    team_id: str
    client_id: str
    key_id: str
    lifetime: int = 15_552_000

    def claims(self, now: int) -> dict[str, object]:
        return {"iss": self.team_id, "iat": now, "exp": now + self.lifetime, "aud": "https://appleid.apple.com", "sub": self.client_id}


def mint(settings: Settings) -> str:
    with open(f"AuthKey_{settings.key_id}.p8", encoding="utf-8") as file:
        return jwt.encode(settings.claims(int(time.time())), file.read(), algorithm="ES256", headers={"kid": settings.key_id})


def exchange(settings: Settings, code: str) -> requests.Response:
    form = {"client_id": settings.client_id, "client_secret": mint(settings), "code": code}
    return requests.post("https://appleid.apple.com/auth/token", data={**form, "grant_type": "authorization_code"})


exchange(Settings(team_id="R5T8Q2WM7K", client_id="com.acmefit.web", key_id="Q7M2T9XK4C"), os.environ["CODE"])
"""

AUD = '"aud": "https://appleid.apple.com"'
AUDS = (
    ("aud with a slash", AUD, '"aud": "https://appleid.apple.com/"'),
    ("aud of the endpoint", AUD, '"aud": "https://appleid.apple.com/auth/token"'),
    ("aud without https", AUD, '"aud": "appleid.apple.com"'),
)
SWAPPED = ("iss and sub swapped", '"iss": TEAM_ID', '"iss": CLIENT_ID', '"sub": CLIENT_ID', '"sub": TEAM_ID')
NO_GRANT = ("no grant_type", ', "grant_type": "authorization_code"', "")
GRANTS = (
    ("no such grant_type", '"authorization_code"', '"code"'),
    ("refresh_token as grant_type", '"authorization_code"', '"refresh_token"'),
    ("authorize", "/auth/token", "/auth/authorize"),
)

PROGRAMS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "functions.py": (
        FUNCTIONS,
        (
            *(*AUDS, *GRANTS, SWAPPED, NO_GRANT),
            ("HS256 by default", ', algorithm="ES256"', ""),
            ("no kid", ', headers={"kid": KEY_ID}', ""),
            ("no sub", ', "sub": CLIENT_ID', ""),
            ("milliseconds", "int(time.time())", "int(time.time() * 1000)"),
            ("fraction", "int(time.time())", "time.time()"),
            ("a year", "86400 * 150", "86400 * 365"),
            ("Key ID as key", "payload, key, ", "payload, KEY_ID, "),
            ("JSON", "data=data", "json=data"),
            (
                "GET",
                'requests.post("https://appleid.apple.com/auth/token", data=data',
                'requests.get("https://appleid.apple.com/auth/token", params=data',
            ),
            ("local time", "now = int(time.time())", "now = calendar.timegm(time.localtime())", "import os\n", "import calendar\nimport os\n"),
            ("mktime of UTC", "int(time.time())", "int(time.mktime(time.gmtime()))"),
        ),
    ),
    "class.py": (
        CLASS,
        (
            ("aud with a slash", 'audience = "https://appleid.apple.com"', 'audience = "https://appleid.apple.com/"'),
            *GRANTS,
            ("no kid", ', "kid": self.key_id', ""),
            ("no sub", '            "sub": self.client_id,\n', ""),
            ("milliseconds", "int(time.time())", "round(time.time() * 1000)"),
            ("JSON", "                data={", "                json={"),
            ("a year", "60 * 60,", "60 * 60 * 24 * 365,"),
            ("iss and sub swapped", '"iss": self.team_id', '"iss": self.client_id', '"sub": self.client_id', '"sub": self.team_id'),
            ("in the address", "                data={", "                params={"),
        ),
    ),
    "joserfc_urllib.py": (
        JOSERFC,
        (
            *(*AUDS, SWAPPED, NO_GRANT, *GRANTS[:1]),
            ("no kid", ', "kid": KEY_ID', ""),
            ("kid of the team", '"kid": KEY_ID', '"kid": TEAM_ID'),
            ("GET", 'method="POST"', 'method="GET"'),
            ("JSON", "urlencode(fields)", "json.dumps(fields)"),
            ("milliseconds", "int(time.time())", "int(time.time() * 1000)"),
            ("fraction", "int(time.time())", "time.time()"),
        ),
    ),
    "authlib_requests.py": (
        AUTHLIB,
        (
            ("aud with a slash", 'aud="https://appleid.apple.com"', 'aud="https://appleid.apple.com/"'),
            ("aud of the endpoint", 'aud="https://appleid.apple.com"', 'aud="https://appleid.apple.com/auth/token"'),
            *GRANTS,
            ("no kid", ', "kid": KEY_ID', ""),
            ("a year", "lifetime=3600", "lifetime=3600 * 24 * 365"),
            ("milliseconds", "int(time.time())", "int(time.time() * 1000)"),
            ("iss and sub swapped", "iss=TEAM_ID", "iss=CLIENT_ID", "sub=CLIENT_ID", "sub=TEAM_ID"),
            (
                *(
                    "Basic",
                    '        "client_id": CLIENT_ID,\n        "client_secret": make_secret(open("AuthKey_Q7M2T9XK4C.p8", "rb").read()),\n',
                    "",
                ),
                *("    },\n)\nprint", '    },\n    auth=(CLIENT_ID, make_secret(open("AuthKey_Q7M2T9XK4C.p8", "rb").read())),\n)\nprint'),
            ),
        ),
    ),
    "environment.py": (
        ENVIRONMENT,
        (
            *(NO_GRANT, *GRANTS),
            ("aud with a slash", '"aud"] = "https://appleid.apple.com"', '"aud"] = "https://appleid.apple.com/"'),
            ("no sub", 'claims["sub"] = CLIENT_ID\n', ""),
            ("no kid", ', headers={"kid": KEY_ID}', ""),
            ("milliseconds", "int(time.time())", "int(time.time() * 1000)"),
            ("a year", "15_000_000", "365 * 86400"),
            ("JSON type", "application/x-www-form-urlencoded", "application/json"),
            ("GET", '"POST"', '"GET"'),
            ("HS256 named", 'algorithm="ES256"', 'algorithm="HS256"'),
        ),
    ),
    "by_hand.py": (
        BY_HAND,
        (
            *(*AUDS, SWAPPED),
            ("DER", "b64(signature)", "b64(der)"),
            ("no kid", ', "kid": KEY_ID', ""),
            ("HS256 named", '"alg": "ES256"', '"alg": "HS256"'),
            ("fraction", "int(time.time())", "time.time()"),
            ("milliseconds", "int(time.time())", "round(time.time() * 1000)"),
            ("no grant_type", "&grant_type=authorization_code", ""),
            ("a year", "now + 3600", "now + 31536000"),
        ),
    ),
    "dates.py": (
        DATES,
        (
            *(*AUDS, SWAPPED, *GRANTS[:2]),
            ("local time", "datetime.now(timezone.utc)", "datetime.now()"),
            ("a year", "days=30", "days=365"),
            ("no kid", '        headers={"kid": KEY_ID},\n', ""),
            ("in the past", "days=30", "days=-30"),
            ("JSON", "data=data", "json=data"),
        ),
    ),
    "connection.py": (
        CONNECTION,
        (
            *(*AUDS, SWAPPED, *GRANTS[:1]),
            ("no sub", '    "sub": CLIENT_ID,\n', ""),
            ("no kid", ', {"kid": KEY_ID}', ""),
            ("no type", ', {"Content-Type": "application/x-www-form-urlencoded"}', ""),
            ("GET", '"POST"', '"GET"'),
        ),
    ),
    "stamps.py": (
        STAMPS,
        (
            *(*AUDS, SWAPPED, NO_GRANT),
            ("local time", "datetime.now(timezone.utc)", "datetime.utcnow()"),
            ("local time without zone", "datetime.now(timezone.utc)", "datetime.now()"),
            ("fraction", '"iat": int(start.timestamp())', '"iat": start.timestamp()'),
            ("milliseconds", "int(end.timestamp())", "int(end.timestamp() * 1000)"),
            ("a year", "hours=2", "days=365"),
            ("JSON", "    data={", "    json={"),
        ),
    ),
    "dataclass.py": (
        DATACLASS,
        (
            *AUDS,
            ("a year", "15_552_000", "31_536_000"),
            ("no kid", ', headers={"kid": settings.key_id}', ""),
            ("no grant_type", 'data={**form, "grant_type": "authorization_code"}', "data=form"),
            ("Key ID as key", "file.read(), algorithm", "settings.key_id, algorithm"),
            ("iss and sub swapped", '"iss": self.team_id', '"iss": self.client_id', '"sub": self.client_id', '"sub": self.team_id'),
            ("JSON", "data={**form", "json={**form"),
        ),
    ),
}
