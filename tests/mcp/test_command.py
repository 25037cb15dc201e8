"""`siwakit mcp` as a process: the official client calls each tool, and the end of the process leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client

from siwakit.mcp.tools import BY_NAME

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
CALLS = {
    "doctor": {"files": ["request.sh", "answer.http"], "key": "AuthKey_ABC123DEFG.p8"},
    "explain": {"words": "invalid_client"},
    "scan": {"paths": ["request.sh"]},
    "check": {"files": ["client_secret.jwt"]},
    "mint": {"key": "AuthKey_ABC123DEFG.p8", "team_id": "A1B2C3D4E5", "client_id": "com.example.web"},
    "emulator": {},
}
WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"mcp", "mcp_types"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name.partition(".")[0])
sys.meta_path.insert(0, Absent())
sys.argv = ["siwakit", "mcp"]
import siwakit.cli
siwakit.cli.main()
"""
INSPECTOR = ROOT / "tests/npm/node_modules/@modelcontextprotocol/inspector/cli/build/cli.js"


def server(*args: str, cwd: Path = EXAMPLES) -> StdioServerParameters:
    return StdioServerParameters(command=sys.executable, args=["-m", "siwakit", "mcp", *args], cwd=cwd, env=dict(os.environ))


def test_the_official_client_calls_every_tool():
    async def call_all() -> dict[str, object]:
        async with stdio_client(server()) as streams, ClientSession(*streams) as session:
            await session.initialize()
            return {name: await session.call_tool(name, arguments) for name, arguments in CALLS.items()}

    answers = anyio.run(call_all)
    assert set(answers) == set(BY_NAME)
    for answer in answers.values():
        assert not answer.is_error
        assert json.loads(answer.content[0].text) == answer.structured_content
        assert "next" in answer.structured_content


def test_an_error_is_an_answer_that_says_what_to_do():
    async def call() -> object:
        async with stdio_client(server()) as streams, ClientSession(*streams) as session:
            await session.initialize()
            return await session.call_tool("doctor", {"files": ["/etc/passwd"]})

    answer = anyio.run(call)
    assert answer.is_error
    assert answer.structured_content["next"]["for"] == "files"


def test_without_the_sdk_the_error_says_which_extra_to_install():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "siwakit mcp needs mcp, which is not installed" in done.stderr
    assert done.stderr.rstrip().endswith("hint: run pip install 'siwakit[mcp]'")


def test_a_folder_that_is_missing_is_an_error_before_the_server_starts(tmp_path):
    command = [sys.executable, "-m", "siwakit", "mcp", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "no such folder" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, None], ids=["SIGTERM", "SIGINT", "end of input"])
def test_no_file_is_left_however_the_server_ends(how, tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "siwakit", "mcp", str(EXAMPLES)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    messages = [
        {"id": 1, "method": "initialize", "params": client},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "mint", "arguments": CALLS["mint"]}},
    ]
    for message in messages:
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(2)]
    written = Path(answers[1]["result"]["structuredContent"]["client_secret_file"])
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.parent.stat().st_mode & 0o777 == 0o700
    if how is None:
        process.stdin.close()
    else:
        process.send_signal(how)
    assert process.wait(timeout=30) == 0
    process.stdin.close()
    assert process.stderr.read() == ""
    process.stdout.close()
    process.stderr.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("order", ["id first", "id last"])
def test_a_message_that_is_too_long_gets_an_answer_and_the_next_one_too(order):
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    params = {"name": "doctor", "arguments": {"texts": ['"id":7,\n' * 1_000_000]}}
    long = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        long if order == "id first" else dict(reversed(long.items())),
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "explain", "arguments": {"words": "invalid_client"}}},
    ]
    command = [sys.executable, "-m", "siwakit", "mcp"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=EXAMPLES) as process:
        process.stdin.writelines(json.dumps(message) + "\n" for message in messages)
        process.stdin.flush()
        answers = {answer["id"]: answer["result"] for answer in (json.loads(process.stdout.readline()) for _ in range(3))}
        process.stdin.close()
    assert answers[2]["structuredContent"]["error"] == "the message is over 8 MiB"
    assert answers[3]["isError"] is False


def inspect(*words: str) -> dict:
    """Return what the official inspector prints for *words*."""
    command = ["node", str(INSPECTOR), "--cli", sys.executable, "-m", "siwakit", "mcp", str(EXAMPLES), *words]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


@pytest.mark.npm
def test_the_official_inspector_lists_every_tool():
    assert [tool["name"] for tool in inspect("--method", "tools/list")["tools"]] == list(BY_NAME)


@pytest.mark.npm
@pytest.mark.parametrize("tool", BY_NAME)
def test_the_official_inspector_calls_every_tool(tool):
    words = [
        word for name, value in CALLS[tool].items() for word in ("--tool-arg", f"{name}={value if isinstance(value, str) else json.dumps(value)}")
    ]
    answer = inspect("--method", "tools/call", "--tool-name", tool, *words)
    assert answer["isError"] is False
    assert "next" in answer["structuredContent"]
