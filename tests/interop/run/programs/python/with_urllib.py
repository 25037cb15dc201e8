"""Three exchanges with the standard library's urllib."""

import os
from urllib.error import HTTPError
from urllib.request import urlopen

APPLE = "https://appleid.apple.com"


def ask(path, body=None):
    try:
        with urlopen(APPLE + path, body and body.encode()) as answer:  # noqa: S310  the addresses are below
            print(answer.status, answer.read().decode())
    except HTTPError as refusal:
        print(refusal.status, refusal.read().decode())


ask("/auth/keys")
ask("/auth/token", os.environ["RIGHT_FORM"])
ask("/auth/token", os.environ["REFUSED_FORM"])
