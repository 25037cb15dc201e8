"""No message takes more than its share of time for a text that is made to keep its words from ending."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from siwakit.readers.messages.entries import MESSAGES

# One text of 32 KiB is meant to take half of this.
MAX_SECONDS = 0.1


def test_each_message_is_found_or_missed_within_its_time():
    program = Path(__file__).with_name("message_costs.py")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, timeout=600)
    costs = {cost["id"]: cost["seconds"] for cost in map(json.loads, done.stdout.splitlines())}
    assert costs.keys() == {message.id for message in MESSAGES}
    assert {name: seconds for name, seconds in costs.items() if seconds > MAX_SECONDS} == {}
