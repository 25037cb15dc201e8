"""What a test suite gets: the fixture, the context manager, the clock, notifications, and transports without sockets."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx2
import jwt as pyjwt
import pytest
import requests
from starlette.applications import Starlette
from starlette.routing import Mount

from siwakit.edge.client.transport import AppleTransport
from siwakit.edge.server.asgi import AsgiApp
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.world import World, new_key, ready_world
from siwakit.errors import UsageError
from siwakit.testing import Choice, emulator, running

SEED = 7
WEB = "com.example.web"
CALLBACK = "https://app.example.com/callback"
FIVE_LINES = {
    "team": [{"key": [{}], "app": [{"id": "com.acme.app"}], "service": [{"id": "com.acme.web", "app": "com.acme.app", "return_urls": [CALLBACK]}]}],
    "user": [{"email": "jane@acme.example"}],
    "faults": [{"kind": "server-503", "path": "/auth/revoke", "times": 1}],
}


def exchange(apple, code, client_id=WEB, **more):
    form = {"client_id": client_id, "client_secret": apple.mint_secret(client_id), "grant_type": "authorization_code", "code": code}
    return requests.post(f"{apple.url}/auth/token", data={**form, "redirect_uri": CALLBACK, **more}, timeout=5)


def verified(apple, token, audience=WEB):
    key = pyjwt.PyJWKClient(f"{apple.url}/auth/keys").get_signing_key_from_jwt(token)
    return pyjwt.decode(token, key.key, algorithms=["RS256"], audience=audience, issuer=apple.issuer, leeway=10)


def test_a_code_becomes_an_identity_token_that_verifies(apple):
    answer = exchange(apple, apple.sign_in(WEB, nonce="n"))
    assert verified(apple, answer.json()["id_token"])["nonce"] == "n"


def test_a_code_expires_without_waiting(apple):
    code = apple.sign_in()
    apple.clock.advance(301)
    answer = exchange(apple, code)
    assert answer.json() == {"error": "invalid_grant", "error_description": "The code has expired or has been revoked."}
    assert (answer.headers["Siwakit-Rule"], apple.journal[-1].rule) == ("code-expired", "code-expired")


def test_a_code_gets_too_old_without_a_clock_that_moves(apple):
    code, other, now = apple.sign_in(), apple.sign_in(), apple.clock.now()
    apple.age(code, 301)
    answer = exchange(apple, code)
    assert (answer.json()["error"], answer.headers["Siwakit-Rule"]) == ("invalid_grant", "code-expired")
    assert "counting the 301 seconds by which it was aged in the emulator" in " ".join(apple.journal[-1].report.split())
    assert exchange(apple, other).status_code == 200
    assert apple.clock.now() - now < 5


def test_a_code_that_is_five_minutes_old_still_works_and_its_sign_in_was_when_it_was(apple):
    signed_in = apple.sign_in_fully(response_type="code id_token", nonce="n")
    apple.age(signed_in.code, 290)
    claims = verified(apple, exchange(apple, signed_in.code).json()["id_token"])
    assert claims["auth_time"] == verified(apple, signed_in.id_token)["auth_time"]


@pytest.mark.apple(age_codes=301)
def test_every_new_code_can_be_too_old(apple):
    assert exchange(apple, apple.sign_in()).headers["Siwakit-Rule"] == "code-expired"
    apple.switch(age_codes=0)
    assert exchange(apple, apple.sign_in()).status_code == 200


def test_an_identity_token_can_have_expired(apple):
    claims = verified(apple, apple.issue_id_token(age_seconds=86_000))
    assert claims["auth_time"] <= claims["iat"] < apple.clock.now() - 85_000
    with pytest.raises(pyjwt.ExpiredSignatureError):
        verified(apple, apple.issue_id_token(age_seconds=86_500))


def test_a_refresh_token_is_good_at_any_age(apple):
    refresh = exchange(apple, apple.sign_in()).json()["refresh_token"]
    apple.age(refresh, 10 * 365 * 86_400)
    form = {"client_id": WEB, "client_secret": apple.mint_secret(WEB), "grant_type": "refresh_token", "refresh_token": refresh}
    assert requests.post(f"{apple.url}/auth/token", data=form, timeout=5).status_code == 200


@pytest.mark.parametrize(("issued", "seconds"), [("c-none", 301), (None, 0), (None, -1)])
def test_only_what_was_issued_gets_older_and_never_younger(apple, issued, seconds):
    code = apple.sign_in()
    with pytest.raises(UsageError) as refused:
        apple.age(issued or code, seconds)
    assert code not in str(refused.value)
    assert exchange(apple, code).status_code == 200


def test_the_clock_can_be_set(apple):
    apple.clock.set(1_700_000_000)
    assert 0 <= apple.clock.now() - 1_700_000_000 <= 1


@pytest.mark.apple(FIVE_LINES, bool_claims="string")
def test_a_world_is_stated_in_five_lines(apple):
    claims = verified(apple, apple.issue_id_token(scope="email"), "com.acme.web")
    assert (claims["email"], claims["email_verified"]) == ("jane@acme.example", "true")
    assert requests.post(f"{apple.url}/auth/revoke", timeout=5).status_code == 503
    assert requests.post(f"{apple.url}/auth/revoke", timeout=5).status_code == 400


def test_a_world_of_values_brings_its_own_keys():
    world, texts = ready_world(SeededRandom(SEED))
    with emulator(world, key_texts=texts) as apple:
        assert exchange(apple, apple.sign_in()).status_code == 200
    foreign = World(world.teams, (new_key(SeededRandom(4), world.teams[0].team_id, "")[0],), world.clients, world.users, seed=SEED)
    with emulator(foreign) as apple, pytest.raises(UsageError, match="has no key whose file is known"):
        apple.mint_secret()


def test_the_user_chooses_what_to_share_only_at_the_first_sign_in(apple):
    first = apple.sign_in_fully(choice=Choice("Janet", hides_email=True))
    again = apple.sign_in_fully()
    assert json.loads(first.user)["name"]["firstName"] == "Janet"
    assert again.user is None


def test_a_native_app_signs_in_without_an_address(apple):
    code = apple.sign_in("com.example.app", user="john@example.org")
    form = {"client_id": "com.example.app", "client_secret": apple.mint_secret("com.example.app"), "grant_type": "authorization_code", "code": code}
    assert requests.post(f"{apple.url}/auth/token", data=form, timeout=5).status_code == 200


def test_a_sign_in_that_the_page_refuses_is_refused_here_too(apple):
    with pytest.raises(UsageError, match="refuses this sign-in"):
        apple.sign_in(WEB, redirect_uri="https://app.example.com/other")


@pytest.mark.parametrize("ask", ["sign_in", "sign_in_fully", "issue_id_token"])
def test_a_parameter_that_no_sign_in_has_is_refused_with_the_one_that_was_meant(apple, ask):
    with pytest.raises(UsageError, match="no parameter nonc") as refused:
        getattr(apple, ask)(WEB, nonc="x")
    assert refused.value.hint == "did you mean nonce?"
    with pytest.raises(UsageError, match="no parameter user_id") as refused:
        getattr(apple, ask)(WEB, user_id="x")
    assert "redirect_uri, response_type" in refused.value.hint
    assert apple.sign_in_fully(WEB).user is not None  # the refused ones have used nothing up


@pytest.mark.parametrize("name", ["redirect_uri", "response_type", "response_mode", "code_challenge", "code_challenge_method"])
def test_a_parameter_of_the_web_is_refused_on_the_device(apple, name):
    with pytest.raises(UsageError, match=f"{name} is a parameter of the web sign-in"):
        apple.sign_in("com.example.app", **{name: "x"})
    assert apple.sign_in("com.example.app", **{name: ""})
    assert apple.sign_in("com.example.app", scope="email", state="s", nonce="n")


@pytest.mark.parametrize("ask", ["sign_in", "mint_secret", "issue_id_token", "notification"])
def test_a_missing_client_or_user_is_reported(apple, ask):
    names = ("consent-revoked", "com.example.none") if ask == "notification" else ("com.example.none",)
    with pytest.raises(UsageError, match=r"com\.example\.none"):
        getattr(apple, ask)(*names)
    with pytest.raises(UsageError, match="no such user"):
        apple.notification("consent-revoked", user="nobody")


def test_keys_switches_and_faults_change_at_run_time(apple):
    before = pyjwt.get_unverified_header(apple.issue_id_token())["kid"]
    apple.rotate_keys()
    assert pyjwt.get_unverified_header(apple.issue_id_token())["kid"] != before
    assert apple.switch(edge_403=True).edge_403
    assert requests.get(f"{apple.url}/auth/keys", timeout=5).status_code == 403
    apple.switch(edge_403=False)
    apple.inject_fault("server-500", path="/auth/keys")
    assert requests.get(f"{apple.url}/auth/keys", timeout=5).status_code == 500
    apple.inject_fault()
    assert requests.get(f"{apple.url}/auth/keys", timeout=5).status_code == 200


class Application(BaseHTTPRequestHandler):
    """Application that receives notifications and answers the first with 500."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.headers["Content-Type"], json.loads(body)["payload"]))
        self.send_response(500 if len(self.server.taken) == 1 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def application():
    server = HTTPServer(("127.0.0.1", 0), Application)
    server.taken = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def notified_at(application):
    app = {"id": "com.example.app", "notify_url": f"http://127.0.0.1:{application.server_port}/apple"}
    return {"team": [{"key": [{}], "app": [app]}], "user": [{"email": "jane@example.com"}]}


def test_a_notification_is_posted_and_retried(application):
    with emulator(notified_at(application), seed=SEED) as apple:
        (row,) = apple.notify("consent-revoked")
        assert (row.statuses, row.is_done) == ((500,), False)
        apple.clock.advance(5)
        (again,) = apple.server.notification_sender.post_now((row,))
        deadline = time.monotonic() + 5
        while not again.is_done and time.monotonic() < deadline:
            (again,) = apple.server.notification_sender.post_now((row,))
        assert again.statuses == (500, 200)
        kinds, payloads = zip(*application.taken, strict=True)
        assert set(kinds) == {"application/json"}
        assert payloads[0] == payloads[1]
        assert json.loads(verified(apple, payloads[0], "com.example.app")["events"])["type"] == "consent-revoked"


def test_duplicates_and_forged_notifications_are_sent_when_asked(application):
    with emulator(notified_at(application), seed=SEED) as apple:
        apple.notify("account-deleted", copies=2, is_forged=True)
        (one, other) = application.taken
        assert one == other
        with pytest.raises(pyjwt.InvalidSignatureError):
            verified(apple, one[1], "com.example.app")


def test_an_application_that_does_not_answer_is_recorded(apple):
    with pytest.raises(UsageError, match="no notify_url"):
        apple.notify("consent-revoked")
    with emulator(
        {**FIVE_LINES, "team": [{"key": [{}], "app": [{"id": "com.acme.app", "notify_url": "http://127.0.0.1:9/x"}]}]}, seed=SEED
    ) as nobody:
        assert [row.statuses for row in nobody.notify("consent-revoked")] == [(0,)]
    with emulator({**FIVE_LINES, "team": [{"key": [{}], "app": [{"id": "com.acme.app", "notify_url": "ftp://127.0.0.1/x"}]}]}, seed=SEED) as strange:
        assert [row.statuses for row in strange.notify("consent-revoked")] == [(0,)]


@pytest.fixture(scope="module")
def local():
    return LocalApple(Setup(seed=SEED))


def test_httpx2_is_answered_without_a_socket(local):
    with httpx2.Client(transport=AppleTransport(local)) as client:
        answer = client.get("https://appleid.apple.com/auth/keys")
        assert (answer.status_code, answer.headers["Server"], len(answer.json()["keys"])) == (200, "Apple", 3)
        assert client.post("https://appleid.apple.com/auth/token", data={"x": "y" * 70_000}).status_code == 413
        with pytest.raises(httpx2.ConnectError, match="not Apple"):
            client.get("https://example.com/")
        with pytest.raises(httpx2.ReadError):
            client.get("https://appleid.apple.com/auth/keys", headers={"Siwakit-Fault": "reset"})
        with pytest.raises(httpx2.RemoteProtocolError):
            client.get("https://appleid.apple.com/auth/keys", headers={"Siwakit-Fault": "truncated"})
        began = time.monotonic()
        assert client.get("https://appleid.apple.com/auth/keys", headers={"Siwakit-Fault": "slow;seconds=1"}).status_code == 200
        assert time.monotonic() - began >= 1
    assert httpx2.Client(transport=AppleTransport(local, answers_any_host=True)).get("http://other.example/auth/keys").status_code == 200


def test_httpx2_is_answered_asynchronously(local):
    async def ask(**headers):
        async with httpx2.AsyncClient(transport=AppleTransport(local)) as client:
            return await client.post("https://appleid.apple.com/auth/token", data={"grant_type": "authorization_code"}, headers=headers)

    assert asyncio.run(ask()).json() == {"error": "invalid_request"}
    assert asyncio.run(ask(**{"Siwakit-Fault": "slow;seconds=1"})).status_code == 400


def test_it_can_be_mounted_into_an_application(local):
    mounted = Starlette(routes=[Mount("/apple", app=AsgiApp(local.answer, now=local.now))])

    async def ask(path, **headers):
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(mounted), base_url="http://app.example") as client:
            return await client.get(path, headers=headers)

    answer = asyncio.run(ask("/apple/.well-known/openid-configuration"))
    assert answer.json()["issuer"] == "https://appleid.apple.com"
    assert asyncio.run(ask("/apple/nothing")).status_code == 404


def test_it_starts_and_stops_with_the_server_around_it(local):
    events, sent = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}], []

    async def receive():
        return events.pop(0)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(AsgiApp(local.answer, now=local.now)({"type": "lifespan"}, receive, send))
    asyncio.run(AsgiApp(local.answer, now=local.now)({"type": "websocket"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete", "websocket.close"]


def test_a_fault_from_another_machine_is_not_heeded(local):
    def asked_from(client):
        sent = []
        scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/auth/keys", "query_string": b"", "client": client}

        async def receive():
            return {"type": "http.request"}

        async def send(message):
            sent.append(message)

        headers = [(b"host", b"x"), (b"siwakit-fault", b"server-503")]
        asyncio.run(AsgiApp(local.answer, now=local.now)({**scope, "headers": headers}, receive, send))
        return sent[0]["status"]

    assert [asked_from(client) for client in (("127.0.0.1", 1), None, ("192.0.2.1", 1), ("somewhere", 1))] == [503, 503, 200, 200]


SUITE = """
import pytest
@pytest.mark.apple(jwks_keys=1)
def test_it(apple):
    print(apple.url)
    assert apple.sign_in("com.example.web") and apple.store.switches().jwks_keys == 1
def test_that_fails(apple):
    assert False
"""


def test_the_plugin_works_in_a_suite_that_does_not_mention_it(tmp_path):
    (tmp_path / "test_suite.py").write_text(SUITE)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--apple-seed", "5"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 1 passed" in done.stdout
    assert "--apple-seed 5" in done.stdout


EXCHANGES = """
import os, urllib.error, urllib.parse, urllib.request
form = {"client_id": os.environ["SIWAKIT_CLIENT_ID"], "grant_type": "authorization_code", "redirect_uri": os.environ["SIWAKIT_REDIRECT_URI"]}
body = urllib.parse.urlencode({**form, "client_secret": os.environ["SECRET"], "code": os.environ["CODE"]}).encode()
try:
    print(urllib.request.urlopen("https://appleid.apple.com/auth/token", body, timeout=10).status)
except urllib.error.HTTPError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
def test_an_unchanged_program_runs_with_the_emulator():
    with emulator(tls=True) as apple:
        words = {"SECRET": apple.mint_secret(), "CODE": apple.sign_in()}
        runs = [apple.run([sys.executable, "-c", EXCHANGES], env=words, capture_output=True, text=True, timeout=60) for _ in range(2)]
        assert [(done.returncode, done.stdout) for done in runs] == [(0, "200\n"), (0, "400\n")]
        assert [entry.rule for entry in apple.journal] == [None, "code-used-twice"]
        assert apple.run(["sh", "-c", "exit 7"]).returncode == 7


def test_a_program_is_not_run_with_an_emulator_without_tls(apple):
    with pytest.raises(UsageError, match="no TLS port"):
        apple.run(["true"])


ASK = """
import urllib.error, urllib.parse, urllib.request
import pytest
from siwakit.testing import emulator

def ask(apple, code, **more):
    fields = {"client_id": "com.example.web", "grant_type": "authorization_code", "redirect_uri": "https://app.example.com/callback", "code": code}
    body = urllib.parse.urlencode({**fields, "client_secret": apple.mint_secret(expires_in_seconds=300), **more}).encode()
    return urllib.request.urlopen(f"{apple.url}/auth/token", body).status
"""
REFUSED = """
def test_refused(apple):
    code, secret = apple.sign_in(), apple.mint_secret(expires_in_seconds=300)
    apple.clock.advance(301)
    ask(apple, code, client_secret=secret)
"""
REFUSED_TWICE = """
def test_refused_twice(apple):
    for more in ({"client_id": "com.example.app"}, {"client_id": "com.example.app"}, {"redirect_uri": "https://app.example.com/other"}):
        try:
            ask(apple, apple.sign_in(), **more)
        except urllib.error.HTTPError:
            pass
    assert False
"""
REFUSED_IN_FIXTURES = """
@pytest.fixture(scope="session")
def local():
    with emulator() as apple:
        yield apple

@pytest.fixture
def tokens(local):
    return ask(local, "c-wrong")

def test_passes(local):
    with pytest.raises(urllib.error.HTTPError):
        ask(local, "c-earlier", client_id="com.example.app")

def test_fails_before_it_begins(tokens):
    pass

def test_fails_for_another_reason(local):
    assert ask(local, local.sign_in()) == 201
"""
REFUSED_INSIDE = """
def test_inside():
    with emulator() as apple:
        ask(apple, "c-wrong")
"""


def run_suite(folder, *texts):
    (folder / "test_suite.py").write_text("".join(texts))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_a_failed_test_shows_the_refusal_and_the_clock_that_was_moved(tmp_path):
    printed = run_suite(tmp_path, ASK, REFUSED)
    assert "POST  /auth/token  400  emulator-clock-moved  clock +301 s" in printed
    assert "refused[emulator-clock-moved]: " in printed
    assert "the emulator's clock is 301 seconds ahead of this machine's" in printed


def test_a_failed_test_shows_each_refusal_once(tmp_path):
    printed = run_suite(tmp_path, ASK, REFUSED_TWICE)
    assert printed.count("refused[sub-differs-from-client-id]: ") == 1
    assert printed.count("refused[redirect-uri-mismatch]: ") == 1
    assert printed.count("POST  /auth/token  400") == 3


def test_a_fixture_of_any_scope_that_fails_shows_its_refusal_and_none_of_earlier_tests(tmp_path):
    printed = run_suite(tmp_path, ASK, REFUSED_IN_FIXTURES)
    assert "1 failed, 1 passed, 1 error" in printed
    setup, _, call = printed.partition("test_fails_for_another_reason")
    assert setup.count("refused[code-unknown]: ") == 1
    assert "siwakit setup" in setup
    assert "refused[" not in call
    assert "POST  /auth/token  200" in call
    assert "sub-differs-from-client-id" not in printed


def test_an_emulator_inside_a_test_adds_its_refusals_to_the_traceback(tmp_path):
    printed = run_suite(tmp_path, ASK, REFUSED_INSIDE)
    assert "What the emulator answered:" in printed
    assert "refused[code-unknown]: " in printed


def test_an_error_that_no_refusal_preceded_is_left_as_it_is():
    with pytest.raises(ZeroDivisionError) as raised, emulator(seed=SEED) as apple:
        _ = exchange(apple, apple.sign_in()).status_code / 0
    assert not hasattr(raised.value, "__notes__")
    assert running() == ()


def test_an_application_is_told_what_it_needs(apple):
    told = apple.environment()
    assert told["SIWAKIT_URL"] == apple.url
    assert (told["SIWAKIT_TEAM_ID"], told["SIWAKIT_KEY_ID"]) == (apple.team_id, apple.key_id)
    assert (told["SIWAKIT_CLIENT_ID"], told["SIWAKIT_BUNDLE_ID"], told["SIWAKIT_REDIRECT_URI"]) == (WEB, "com.example.app", CALLBACK)
    assert Path(told["SIWAKIT_KEY_FILE"]).read_text("ascii") == apple.key_text
    assert apple.environment() == told
    assert f"SIWAKIT_KEY_FILE={told['SIWAKIT_KEY_FILE']}" in requests.get(apple.portal_url, timeout=5).text
    assert "SIWAKIT_CA_FILE" not in told


def test_what_a_world_does_not_have_is_not_told_and_the_files_end_with_the_emulator():
    with emulator({"team": [{"key": [{}], "app": [{"id": "com.acme.app"}]}]}, seed=SEED, tls=True) as apple:
        told = apple.environment()
        assert told["SIWAKIT_CLIENT_ID"] == "com.acme.app"
        assert "SIWAKIT_REDIRECT_URI" not in told
        assert Path(told["SIWAKIT_CA_FILE"]).exists()
    assert not Path(told["SIWAKIT_KEY_FILE"]).exists()


def test_it_starts_in_less_than_a_second():
    # Processor time and the best of three, so that other work on the machine does not count.
    program = "import time\nfrom siwakit.testing import emulator\nwith emulator(): print(time.process_time())"
    times = [float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout) for _ in range(3)]
    assert min(times) < 1
