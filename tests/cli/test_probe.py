"""`siwakit probe`: each wrong thing is told apart as far as the answers allow, and not further."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest
from tests.client.raw_server import RawServer, answer, drip
from tests.schemas import read_valid

from siwakit import cli
from siwakit.edge.client.single_call import SingleCalls
from siwakit.emulator.state.world import Client, SigningKey
from siwakit.flow.failures import TimedOut
from siwakit.http import Request
from siwakit.samples.example_keys import other_key_text
from siwakit.testing import emulator

WEB, APP, OTHER_TEAM = "com.example.web", "com.example.app", "Z1Y2X3W4V5"


@dataclass
class Between:
    """A server between the probe and an emulator that removes the name of the rule, as the real Apple names none."""

    url: str = ""
    bodies: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)


@pytest.fixture
def served():
    with emulator(seed=7) as running:
        yield running


@pytest.fixture
def plain(served) -> Iterator[Between]:
    between = Between()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            between.bodies.append(body.decode())
            reply = httpx2.post(f"{served.url}{self.path}", content=body, headers={"Content-Type": self.headers["Content-Type"]})
            between.replies.append(reply.text)
            self.send_response_only(reply.status_code)
            for name in ("date", "content-type"):
                self.send_header(name, reply.headers[name])
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        between.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield between
        server.shutdown()


@pytest.fixture
def probe(served, tmp_path, monkeypatch, capsys):
    """Run `siwakit probe` in a folder with the key, and return its exit code, what it printed, and what it complained of."""
    monkeypatch.chdir(tmp_path)
    write_key(tmp_path / f"AuthKey_{served.key_id}.p8", served.key_text)

    def run(*arguments, key=f"AuthKey_{served.key_id}.p8", team=served.team_id, clients=("--services-id", WEB)):
        monkeypatch.setattr(sys, "argv", ["siwakit", "probe", "--pause", "0", "--key", key, "--team", team, *clients, *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


def write_key(path, text):
    path.write_text(text)
    path.chmod(0o600)


def sent(probe, url, *arguments, **given):
    """Run the probe with JSON, and return its exit code and its candidates."""
    code, printed, _ = probe("--send", "--emulator", url, "--format", "json", *arguments, **given)
    return code, read_valid(printed)["candidates"]


def change_key(served, **changes):
    row = next(key for key in served.store.list(SigningKey) if key.key_id == served.key_id)
    served.store.put(replace(row, **changes))


def change_client(served, **changes):
    row = next(client for client in served.store.list(Client) if client.identifier == WEB)
    served.store.put(replace(row, **changes))


def suspects(candidate):
    return {suspect["rule"] for suspect in candidate["report"]["suspects"]}


WRONG = {
    "key-revoked": lambda served: change_key(served, is_revoked=True),
    "key-lacks-service": lambda served: change_key(served, has_service=False),
    "key-of-other-app": lambda served: change_key(served, primary_app="com.example.another"),
    "configuration-too-fresh": lambda served: change_key(served, live_at=served.clock.now() + 600),
    "capability-disabled": lambda served: change_client(served, has_capability=False),
    "services-id-lacks-primary-app": lambda served: change_client(served, primary_app=None),
    "identifier-of-other-team": lambda served: change_client(served, team_id=OTHER_TEAM),
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_only_the_portal_knows_stays_a_suspect_and_is_never_the_cause(served, plain, probe, rule):
    WRONG[rule](served)
    code, (candidate,) = sent(probe, plain.url)
    assert (code, candidate["standing"], candidate["words"], candidate["report"]["root"]) == (3, "refused", "invalid_client", None)
    assert rule in suspects(candidate)
    assert set(WRONG) - suspects(candidate) == set()


@pytest.mark.parametrize("rule", WRONG)
def test_an_emulator_names_what_is_wrong(served, probe, rule):
    WRONG[rule](served)
    code, (candidate,) = sent(probe, served.url)
    assert (code, candidate["report"]["root"]["rule"]) == (1, rule)


def test_what_is_accepted_is_right(plain, probe):
    code, (candidate,) = sent(probe, plain.url)
    assert (code, candidate["standing"], candidate["report"]["verdict"]["kind"]) == (0, "accepted", "accepted")
    assert "inferred" in candidate["proves"]


def test_a_wrong_team_beside_the_right_one_is_told_apart(served, plain, probe):
    code, (first, second) = sent(probe, plain.url, "--team", served.team_id, team=OTHER_TEAM)
    assert (code, first["standing"], second["standing"]) == (0, "refused", "accepted")
    # The accepted request had another Team ID, so it says nothing about the key of this one.
    assert "key-of-other-team" in suspects(first)


def test_a_wrong_client_beside_an_accepted_one_leaves_no_suspect_about_the_key(plain, probe):
    code, (first, second) = sent(probe, plain.url, clients=("--services-id", WEB, "--bundle-id", "com.example.unknown"))
    assert (code, first["standing"], second["standing"], second["report"]["root"]) == (3, "accepted", "refused", None)
    about_the_key = {"key-revoked", "key-lacks-service", "key-not-registered", "key-of-other-team"}
    assert about_the_key <= set(second["rules_out"])
    assert not about_the_key & suspects(second)
    assert {"client-not-registered", "capability-disabled", "key-of-other-app"} <= suspects(second)


def test_a_wrong_key_beside_an_accepted_one_leaves_no_suspect_about_the_client(served, plain, probe, tmp_path):
    write_key(tmp_path / "AuthKey_XYZ987WVUT.p8", other_key_text())
    code, (first, second) = sent(probe, plain.url, "--key", f"AuthKey_{served.key_id}.p8", key="AuthKey_XYZ987WVUT.p8")
    assert (code, first["standing"], second["standing"], first["report"]["root"]) == (0, "refused", "accepted", None)
    assert {"client-not-registered", "capability-disabled", "identifier-of-other-team"} <= set(first["rules_out"])
    assert {"key-not-registered", "key-revoked", "key-lacks-service", "key-of-other-app"} <= suspects(first)


def test_the_table_says_what_is_left(plain, probe):
    clients = ("--services-id", WEB, "--bundle-id", "com.example.unknown")
    code, printed, complaint = probe("--send", "--emulator", plain.url, clients=clients)
    cells = [line.split("|")[2].strip() for line in printed.splitlines() if line.count("|") == 2]
    assert (code, complaint) == (3, "")
    assert "the network, the address and the form of the request (inferred)" in " ".join(cells)
    assert re.search(r"by what was accepted: key-lacks-service, .* still possible: \d+ causes", " ".join(cells))
    assert "Candidate 2: com.example.unknown" in printed
    assert "root cause" not in printed


def test_two_refusals_rule_out_nothing_for_each_other(served, plain, probe):
    change_key(served, is_revoked=True)
    _, (alone,) = sent(probe, plain.url)
    _, together = sent(probe, plain.url, clients=("--services-id", WEB, "--bundle-id", APP))
    assert [suspects(candidate) for candidate in together] == [suspects(alone)] * 2


def test_key_ids_of_a_key_without_a_name_are_told_apart(served, plain, probe, tmp_path):
    write_key(tmp_path / "key.p8", served.key_text)
    code, (first, second) = sent(probe, plain.url, "--key-id", "QQQQQQQQQQ", "--key-id", served.key_id, key="key.p8")
    assert (code, first["standing"], second["standing"]) == (0, "refused", "accepted")
    assert "key-not-registered" in suspects(first)


def test_a_key_id_that_the_name_of_the_file_contradicts_needs_no_call(plain, probe):
    code, (first, second) = sent(probe, plain.url, "--key-id", "QQQQQQQQQQ")
    assert (code, first["standing"], second["standing"]) == (0, "accepted", "wrong")
    assert second["report"]["root"]["rule"] == "secret-kid-differs-from-key-file"
    assert len(plain.bodies) == 1


@pytest.mark.parametrize(
    ("seconds", "rule"), [(-3600, "secret-iat-in-future"), (3600, "secret-exp-by-slow-clock"), (4000, "secret-exp-by-slow-clock")]
)
def test_a_wrong_clock_is_the_cause_and_ends_the_probe(served, plain, probe, seconds, rule):
    served.clock.advance(seconds)
    code, (first, second) = sent(probe, plain.url, clients=("--services-id", WEB, "--bundle-id", APP))
    assert (code, first["report"]["root"]["rule"], second["standing"]) == (1, rule, "ready")
    assert len(plain.bodies) == 1


def test_calls_that_are_decided_are_left_out(served, plain, probe):
    clients = ("--services-id", WEB, "--bundle-id", APP)
    code, candidates = sent(probe, plain.url, "--team", OTHER_TEAM, clients=clients)
    assert (code, [candidate["standing"] for candidate in candidates]) == (0, ["accepted", "needless", "accepted", "needless"])
    assert len(plain.bodies) == 2


def test_no_candidate_is_asked_twice(plain, probe):
    clients = ("--services-id", "com.example.a", "--services-id", "com.example.b", "--services-id", "com.example.a")
    _, candidates = sent(probe, plain.url, clients=clients)
    assert len(plain.bodies) == len(set(plain.bodies)) == len(candidates) == 2


def test_nothing_is_sent_without_the_option(served, probe):
    code, printed, complaint = probe("--emulator", served.url)
    assert (code, complaint, served.journal) == (3, "", ())
    assert "Nothing was sent" in printed
    assert "would mean" in printed
    assert (code, read_valid(probe("--format", "json")[1])["is_sent"]) == (3, False)


def test_no_secret_is_printed(served, plain, probe):
    printed = "".join("".join(map(str, probe(*more))) for more in ((), ("--format", "json"), ("--verbose",)))
    printed += "".join(
        "".join(map(str, probe("--send", "--emulator", plain.url, *more, clients=("--services-id", WEB, "--bundle-id", "com.example.unknown"))))
        for more in ((), ("--format", "json"), ("--verbose", "--all"))
    )
    secrets = {part for body in plain.bodies for part in body.split("client_secret=")[1].split("&")[0].split(".")}
    tokens = {json.loads(reply)["access_token"] for reply in plain.replies if "access_token" in reply}
    key = [line for line in served.key_text.splitlines() if "-----" not in line]
    assert len(secrets) > 6
    assert len(tokens) == 3
    assert [kind for kind, values in (("secret", secrets), ("token", tokens), ("key", key)) if any(value in printed for value in values)] == []


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([b"nonsense\r\n\r\n"], "failed"),
        ([answer(b"<html>no</html>", "403 Forbidden")], "403"),
        ([answer(b"[]")], "not a JSON object"),
        ([answer(b'{"access_token":7,"expires_in":1}')], "access_token"),
        ([answer(b"{}", "503 Service Unavailable")], "503"),
        ([answer(b"{}", "429 Too Many Requests")], "429"),
        ([answer(b"", "302 Found", "Location: https://elsewhere.example/x")], "redirect"),
        ([answer(b"x" * 70_000)], "more than"),
    ],
)
def test_a_server_that_is_not_apple_ends_the_probe_with_an_error(probe, parts, said):
    with RawServer(parts) as server:
        url = f"http://127.0.0.1:{server.port}"
        code, printed, complaint = probe("--send", "--emulator", url, clients=("--services-id", WEB, "--bundle-id", APP))
        assert len(server.received) == 1
    assert code == 3
    assert complaint.startswith("error: ")
    assert said in complaint
    assert "nothing: it was not asked" in " ".join(printed.replace("|", " ").split())


def test_words_of_a_hostile_server_are_shown_harmlessly(probe):
    body = json.dumps({"error": "bad\x1b[31m\u202e", "error_description": "x" * 5000}).encode()
    with RawServer([answer(body, "400 Bad Request")]) as server:
        code, printed, _ = probe("--send", "--emulator", f"http://127.0.0.1:{server.port}")
    assert code == 3
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "x" * 300 not in printed


def test_an_absent_server_ends_the_probe_with_an_error(probe):
    code, printed, complaint = probe("--send", "--emulator", "http://127.0.0.1:1")
    assert code == 3
    assert complaint.startswith("error: the connection to Apple failed")
    assert "nothing" in printed


def test_a_server_that_drips_is_given_up():
    with RawServer(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"x")) as server, SingleCalls(seconds=0.3) as calls:
        request = Request("POST", f"http://127.0.0.1:{server.port}/auth/token", (), b"")
        with pytest.raises(TimedOut):
            calls.send(request)


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ((), {"clients": ()}),
        ((), {"clients": ("--services-id", WEB, "--bundle-id", WEB)}),
        ((), {"team": "TOO-SHORT"}),
        ((), {"key": "missing.p8"}),
        (("--key-id", "short"), {}),
        (("--key", "key.p8"), {}),
        (("--emulator", "https://appleid.apple.com"), {}),
        (("--format", "sarif"), {}),
        ((), {"clients": tuple(word for number in range(33) for word in ("--services-id", f"com.example.{number}"))}),
    ],
)
def test_wrong_use_is_named_before_anything_is_sent(served, probe, tmp_path, arguments, given):
    write_key(tmp_path / "key.p8", other_key_text())
    code, printed, complaint = probe("--send", "--emulator", served.url, *arguments, **given)
    assert (code, printed, served.journal) == (2, "", ())
    assert complaint.startswith(("error: ", "Usage: ", "Error: "))


def test_settings_come_from_the_file(served, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_key(tmp_path / "key.p8", served.key_text)
    settings = f'team_id = "{served.team_id}"\nkey_id = "{served.key_id}"\nservices_ids = ["{WEB}"]\nkeys = ["key.p8"]\n'
    (tmp_path / "siwakit.toml").write_text(settings)
    monkeypatch.setattr(sys, "argv", ["siwakit", "probe", "--send", "--emulator", served.url])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code or 0, capsys.readouterr().err) == (0, "")


@pytest.mark.usefixtures("without_httpx2")
def test_without_httpx2_the_extra_is_named(served, probe):
    code, _, complaint = probe("--send", "--emulator", served.url)
    assert (code, "siwakit[http]" in complaint) == (2, True)


def test_calls_are_paused(served, probe, monkeypatch):
    waits = []
    monkeypatch.setattr("siwakit.cli.probe.time.sleep", waits.append)
    probe("--send", "--emulator", served.url, "--pause", "3", clients=("--services-id", WEB, "--bundle-id", APP))
    assert waits == [3]
