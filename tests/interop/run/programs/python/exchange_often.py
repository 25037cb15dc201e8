"""Refresh tokens 10,000 times, ten times on each connection, and print how siwakit's processes have grown from 5,000 on.

By then everything that the emulator keeps in memory has reached its limit.
"""

import json
import os
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from above import siwakit_processes

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
EXCHANGES, ON_ONE_CONNECTION, WARM = 10_000, 10, 5_000


def post(connection, form):
    connection.request("POST", "/auth/token", form, FORM)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    return json.load(answer)


def sizes(pids):
    """Return the descriptors and the KiB of memory of each process."""
    for pid in pids:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
        yield len(list(Path(f"/proc/{pid}/fd").iterdir())), int(status.partition("VmRSS:")[2].split()[0])


first = HTTPSConnection("appleid.apple.com")
fields = {name: values[0] for name, values in parse_qs(os.environ["RIGHT_FORM"]).items()}
token = post(first, os.environ["RIGHT_FORM"])["refresh_token"]
first.close()
form = urlencode({**{name: fields[name] for name in ("client_id", "client_secret")}, "grant_type": "refresh_token", "refresh_token": token})
pids = list(siwakit_processes())
for done in range(0, EXCHANGES, ON_ONE_CONNECTION):
    if done == WARM:
        before = list(sizes(pids))
    connection = HTTPSConnection("appleid.apple.com")
    for _ in range(ON_ONE_CONNECTION):
        post(connection, form)
    connection.close()
for (descriptors, memory), (descriptors_before, memory_before) in zip(sizes(pids), before, strict=True):
    print(descriptors - descriptors_before, memory - memory_before)
