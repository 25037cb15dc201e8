"""The how-to page about notifications: the local Apple delivers them to the program of the page."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path

import httpx2
from tests.docs.how_to_pages import read_page, served

PAGE = read_page("how-to/notifications.md")
EVENTS = {"consent-revoked": "end the sessions", "account-deleted": "delete the account", "email-disabled": "stop sending emails"}


def tasks(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "events.sqlite") as database:
        return [task for (task,) in database.execute("SELECT task FROM todo ORDER BY id")]


def await_answers(portal: httpx2.Client) -> list[int]:
    """Return the statuses of all answers, once every notification was answered."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        rows = portal.get("/api/notifications").json()
        if all(row["is_done"] for row in rows):
            break
        time.sleep(0.1)
    return [status for row in rows for status in row["statuses"]]


def test_what_the_local_apple_delivers_becomes_tasks(tmp_path: Path):
    with served(PAGE, tmp_path, commands=[PAGE.command("siwakit run")]) as app:
        found = re.search(r"^ *portal +(http://\S+)", app.wait_for("portal"), re.MULTILINE)
        assert found
        with httpx2.Client(base_url=found[1]) as portal:
            (user,) = portal.get("/api/users").json()
            for event in EVENTS:
                sent = {"event_type": event, "user_id": user["user_id"], "client_id": "com.example.app", "copies": 2}
                answer = portal.post("/api/notifications", json=sent)
                assert answer.status_code == 201, answer.text
            statuses = await_answers(portal)
        assert sorted(tasks(tmp_path)) == sorted(EVENTS.values()), app.printed()
        assert statuses == [200] * 2 * len(EVENTS)
