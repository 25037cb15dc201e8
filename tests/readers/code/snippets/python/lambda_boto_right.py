import json
import os
import time
import urllib.parse
import urllib.request

import boto3
import jwt

_secrets = boto3.client("secretsmanager")


def _key():
    return _secrets.get_secret_value(SecretId=os.environ["KEY_ARN"])["SecretString"]


def handler(event, context):
    now = int(time.time())
    secret = jwt.encode(
        {"iss": os.environ["TEAM"], "iat": now, "exp": now + 300, "aud": "https://appleid.apple.com", "sub": os.environ["CLIENT"]},
        _key(), algorithm="ES256", headers={"kid": os.environ["KID"]},
    )
    form = urllib.parse.urlencode({"client_id": os.environ["CLIENT"], "client_secret": secret, "code": json.loads(event["body"])["code"], "grant_type": "authorization_code"})
    req = urllib.request.Request("https://appleid.apple.com/auth/token", form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    with urllib.request.urlopen(req) as r:
        return {"statusCode": 200, "body": r.read().decode()}
