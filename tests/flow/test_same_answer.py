"""The command line, the page and the Python API give the same answer to the same paste, at the same time."""

from __future__ import annotations

import json

from click.testing import CliRunner
from tests.each import each
from tests.flow.pastes import PASTES

import siwakit
from siwakit.cli.doctor import command
from siwakit.errors import SiwakitError
from siwakit.http import Request
from siwakit.web.app import WebApp
from siwakit.web.examples import known_of
from siwakit.web.guard import Guard

HOST = "127.0.0.1:9595"
APP = WebApp(Guard(frozenset({HOST}), "start-up", "opened"))
HEADERS = (("Host", HOST), ("Cookie", "siwakit=opened"), ("Content-Type", "application/json"), ("Origin", f"http://{HOST}"))
CLOCK = 1_800_000_000  # later than every paste


def of_report(report):
    """Return what of the JSON report is compared."""
    root = report["root"]
    ids = [[finding["rule"] for finding in report[name]] for name in ("others", "assumed", "advice", "suspects")]
    return report["verdict"]["kind"], root and root["rule"], *ids, report["evidence"]["now"]


def through_command_line(paste, folder):
    """Return what `siwakit doctor` reports; the first text without a name goes to standard input."""
    for given in paste["inputs"]:
        path = folder / (given["name"] or "-")
        path.parent.mkdir(exist_ok=True)
        path.write_text(given["text"], newline="")
    arguments = [str(folder / given["name"]) if given["name"] else "-" for given in paste["inputs"]]
    unnamed = next((given["text"] for given in paste["inputs"] if not given["name"]), "")
    done = CliRunner().invoke(command, [*arguments, *paste["args"], "--config", "/dev/null", "--format", "json"], input=unnamed)
    if isinstance(done.exception, SiwakitError):
        return done.exception.message
    return of_report(json.loads(done.stdout))


def through_page(paste):
    body = json.dumps({"inputs": paste["inputs"], "known": known_of(paste["args"])}).encode()
    answer = json.loads(APP.answer(Request("POST", f"http://{HOST}/judge", HEADERS, body), CLOCK).text)
    return of_report(answer["report"]) if "report" in answer else answer["error"]["message"]


def through_python(paste):
    told = known_of(paste["args"])
    named = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    texts = [(given["name"], given["text"]) if given["name"] else given["text"] for given in paste["inputs"]]
    try:
        diagnosis = siwakit.diagnose(*texts, known=siwakit.Known(**named))
    except SiwakitError as error:
        return error.message
    return of_report(json.loads(siwakit.render_json(diagnosis)))


@each("paste", PASTES, ids=lambda paste: paste["id"])
def test_the_same_paste_has_the_same_answer_everywhere(paste, tmp_path):
    folder = tmp_path / paste["id"]
    folder.mkdir()
    by_command_line = through_command_line(paste, folder)
    assert through_page(paste) == by_command_line
    assert through_python(paste) == by_command_line
