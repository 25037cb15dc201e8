import os
import time
from dataclasses import dataclass

import jwt
import requests
from flask import Flask, request, jsonify

app = Flask(__name__)


@dataclass
class AppleConfig:
    team_id: str = "R5T8Q2WM7K"
    key_id: str = "Q7M2T9XK4C"
    client_id: str = "com.acmefit.web"

    @property
    def key(self):
        with open(f"AuthKey_{self.key_id}.p8") as f:
            return f.read()

    def secret(self):
        now = int(time.time())
        return jwt.encode(
            {"iss": self.key_id, "iat": now, "exp": now + 3600, "aud": "https://appleid.apple.com", "sub": self.client_id},
            self.key,
            algorithm="ES256",
            headers={"kid": self.key_id, "alg": "ES256"},
        )


@app.post("/login/apple")
def login():
    cfg = AppleConfig()
    r = requests.post("https://appleid.apple.com/auth/token", data=dict(client_id=cfg.client_id, client_secret=cfg.secret(), code=request.form["code"], grant_type="authorization_code"))
    return jsonify(r.json()), r.status_code
