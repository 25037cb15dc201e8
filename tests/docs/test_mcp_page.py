"""The page about `siwakit mcp`, and the skill: their configuration starts the server, and what they say of its tools is so."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from pathlib import Path

import anyio
import pytest
import yaml
from mcp import ClientSession, StdioServerParameters, stdio_client
from tests.mcp.mechanical import Client

from siwakit import cli
from siwakit.cli.mcp import command
from siwakit.mcp.bounded import MAX_BYTES
from siwakit.mcp.next_call import ASKED
from siwakit.mcp.tools import BY_NAME, TOOLS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/mcp.md").read_text("utf-8")
SKILL = (ROOT / "skills/siwakit/SKILL.md").read_text("utf-8")
JSON = [json.loads(text) for text in re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]
CONFIGURATIONS, (ANSWER,) = JSON[:-1], JSON[-1:]
EXAMPLES = ROOT / "examples"


def servers(configuration: dict) -> dict:
    return configuration.get("mcpServers") or configuration["servers"]


def test_each_file_has_the_name_of_the_member_that_its_agent_reads():
    names = re.findall(r"write `([\w./]+\.json)`", PAGE)
    assert dict(zip(names, (next(iter(configuration)) for configuration in CONFIGURATIONS), strict=True)) == {
        ".mcp.json": "mcpServers",
        ".cursor/mcp.json": "mcpServers",
        ".vscode/mcp.json": "servers",
    }


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=lambda configuration: str(next(iter(configuration))))
def test_what_a_configuration_starts_is_a_server_with_these_tools(configuration, tmp_path):
    server = servers(configuration)["siwakit"]
    assert server["command"] == "siwakit"
    assert server.get("type", "stdio") == "stdio"
    args = [word.replace("${workspaceFolder}", str(tmp_path)) for word in server["args"]]

    async def list_tools() -> list[str]:
        parameters = StdioServerParameters(command=sys.executable, args=["-m", "siwakit", *args], cwd=tmp_path, env=dict(os.environ))
        async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
            await session.initialize()
            return [tool.name for tool in (await session.list_tools()).tools]

    assert anyio.run(list_tools) == list(BY_NAME)


def test_the_command_of_claude_code_starts_siwakit_mcp():
    (line,) = re.findall(r"^claude mcp add (.*)$", PAGE, re.MULTILINE)
    name, _, rest = line.partition(" -- ")
    assert (name, shlex.split(rest)) == ("siwakit", ["siwakit", "mcp"])


def test_the_answer_on_the_page_is_the_answer_to_the_example():
    with Client(EXAMPLES) as client:
        given = {"files": ["request.sh", "answer.http"], "key": "AuthKey_ABC123DEFG.p8"}
        assert json.loads(client.call("doctor", given).text) == ANSWER


def test_the_page_lists_each_tool_once():
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == [tool.name for tool in TOOLS]


def test_the_limit_on_the_page_is_the_limit():
    assert f"at most {MAX_BYTES} bytes" in PAGE


def test_every_option_on_the_page_exists():
    known = {name for option in command.params for name in option.opts}
    assert set(re.findall(r"`(--[a-z-]+)`", PAGE)) <= known


def test_the_skill_names_every_tool_and_no_other():
    table = SKILL.partition("## When")[2].partition("## Follow")[0]
    assert {row.split("|")[2].split("`")[1] for row in table.splitlines() if "| `" in row} == set(BY_NAME)


def test_the_head_of_the_skill_says_its_name_and_when_to_use_it():
    head = yaml.safe_load(SKILL.split("---\n")[1])
    assert head["name"] == "siwakit" == (ROOT / "skills/siwakit").name
    assert 50 < len(head["description"]) <= 1024


def test_every_question_is_about_an_argument_that_a_tool_takes():
    taken = {name for tool in TOOLS for name in tool.properties}
    assert set(ASKED) <= taken


def test_the_page_and_the_skill_name_the_forms_of_next():
    for form in ('"tool"', '"ask"', '"do"', '"done"'):
        assert form in PAGE
        assert form in SKILL


def test_the_help_of_the_command_names_each_tool(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["siwakit", "mcp", "--help"])
    with pytest.raises(SystemExit):
        cli.main()
    printed = capsys.readouterr().out
    assert [name for name in BY_NAME if name not in printed] == []
