"""The how-to page about curl: its sign-in is refused and then works, and the emulator prints the rule that the page names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.docs.how_to_pages import environment, free_port, read_page, run

PAGE = read_page("how-to/curl.md")


def test_the_sign_in_of_the_page_is_refused_and_then_works(tmp_path: Path) -> None:
    _, start, *steps = PAGE.commands
    service, portal = free_port(), free_port()
    command = [*start.split(), "--port", str(service), "--portal-port", str(portal)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        try:
            next(line for line in server.stdout if "Press Ctrl-C to stop" in line)
            done = run("\n".join(steps).replace("9494", str(service)).replace("9495", str(portal)), tmp_path)
        finally:
            server.terminate()
            printed = server.stdout.read()
    assert re.search(r'^\{"error":"invalid_client"\}\{"access_token":"a', done.stdout.replace("\n", "")), done.stdout + done.stderr
    assert "refused[sub-differs-from-client-id]" in printed


def test_the_transport_of_the_emulators_page_runs() -> None:
    (snippet,) = (block.text for block in read_page("emulator.md").blocks if "AppleTransport" in block.text)
    namespace: dict[str, object] = {}
    exec(compile(snippet.replace("print(", "seen = ("), "emulator.md", "exec"), namespace)  # noqa: S102  our own snippet
    assert "keys" in str(namespace["seen"])
