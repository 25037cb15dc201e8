"""Three exchanges on one connection of http.client."""

import os
from http.client import HTTPSConnection

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

connection = HTTPSConnection("appleid.apple.com")
for ask in (
    ("GET", "/auth/keys"),
    ("POST", "/auth/token", os.environ["RIGHT_FORM"], FORM),
    ("POST", "/auth/token", os.environ["REFUSED_FORM"], FORM),
):
    connection.request(*ask)
    answer = connection.getresponse()
    print(answer.status, answer.read().decode())
