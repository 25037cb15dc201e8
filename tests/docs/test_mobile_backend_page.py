"""The how-to page for backends of mobile apps: its test passes, and its program signs the user of an app in, over HTTP."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
from tests.docs.how_to_pages import read_page, run, served

PAGE = read_page("how-to/mobile-backend.md")
KEYS = {"COOKIE_KEY": "00" * 32, "TOKEN_KEY": "A" * 43 + "="}


def test_the_test_of_the_page_passes(tmp_path: Path):
    PAGE.write(tmp_path)
    done = run(PAGE.command("pytest test_"), tmp_path)
    assert "1 passed" in done.stdout, done.stdout


def test_the_user_of_an_app_signs_in(tmp_path: Path):
    with served(PAGE, tmp_path, commands=["siwakit run -- uvicorn backend:app --port 8000"], variables=KEYS) as app:
        portal = re.findall(r"portal +(http://\S+)", app.wait_for("portal "))[0]
        started = httpx2.post(f"{app.url}/apple/start").json()
        signed_in = httpx2.post(f"{portal}/api/sign-in", json={"client_id": "com.example.app", "nonce": started["nonce"], "scope": "name email"})
        finish = {"ticket": started["ticket"], "code": signed_in.json()["code"], "first_name": "Jane", "last_name": "Appleseed"}
        answer = httpx2.post(f"{app.url}/apple/finish", json=finish)
        assert answer.status_code == 200, app.printed()
        me = httpx2.get(f"{app.url}/me", headers={"Authorization": f"Bearer {answer.json()['session']}"})
        assert me.json() == {"name": "Jane Appleseed", "email": "jane@example.com"}
        again = httpx2.post(f"{app.url}/apple/finish", json=finish)
        assert again.status_code == 400
        assert httpx2.get(f"{app.url}/me").status_code == 401
        app.wait_for("code-used-twice")
