#!/usr/bin/env python3
import calendar, sys
from datetime import datetime as dt
from jose import jwt
from jose.constants import ALGORITHMS

team_id = sys.argv[1] if len(sys.argv) > 1 else "A1B2C3D4E5"
client_id, key_id = "com.example.web", "ABC123DEFG"

PRIVATE_KEY = (
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQg\n"
    "-----END PRIVATE KEY-----\n"
)

iat = calendar.timegm(dt.utcnow().timetuple())
claims = {}
claims["iss"] = team_id
claims["iat"] = iat
claims.update({"exp": iat + 86400 * 180, "aud": "https://appleid.apple.com"})
claims.setdefault("sub", client_id)

if __name__ == "__main__":
    print(jwt.encode(claims, PRIVATE_KEY, algorithm=ALGORITHMS.ES256, headers={"kid": key_id}))
