"""What a sign-in with another library needs besides the library: the ids, and the browser's part."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

import jwt as pyjwt
import requests

WEB = "com.example.web"
CALLBACK = "https://app.example.com/callback"
NONCE = "a-nonce"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def consent(apple, url):
    """Do what a browser does at *url*, and return the fields that come back; the library's own request is judged too."""
    page = requests.get(url.replace("https://appleid.apple.com", apple.url), timeout=5)
    assert "Siwakit-Rule" not in page.headers, page.headers["Siwakit-Rule"]
    query = dict(parse_qsl(urlsplit(url).query))
    wanted = ("redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method")
    return apple.sign_in_fully(query["client_id"], **{name: query[name] for name in wanted if name in query}).fields()


def sub_of(apple):
    return pyjwt.decode(apple.issue_id_token(WEB), options={"verify_signature": False})["sub"]
