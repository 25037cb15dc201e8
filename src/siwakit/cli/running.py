"""A program with an emulator in the place of Apple, or the variables for programs that something else starts."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from siwakit.apple import HOST
from siwakit.cli import output
from siwakit.cli.redirected import how, is_filtered, run_redirected
from siwakit.cli.run_emulator import running_emulator
from siwakit.edge.files.key_files import remove_key_files
from siwakit.edge.intercept.surroundings import Style, all_variables, as_text
from siwakit.edge.server.emulator_server import Addresses
from siwakit.emulator.run_text import RunInfo, variables

if TYPE_CHECKING:
    from siwakit.cli.run import RunOptions
    from siwakit.edge.intercept.method import Chosen
    from siwakit.edge.intercept.program import Ended, Guarded
    from siwakit.edge.server.local_apple import Setup

_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  compared, not bound
_FOR_BROWSERS = "SIWAKIT_SIGN_IN_URL"
_FROM_CONTAINERS = "host.docker.internal"


def run_program(options: RunOptions, setup: Setup, chosen: Chosen, guarded: Guarded) -> Ended:
    """Run the program of *options* with an emulator, and return how it ended.

    Raises:
        UsageError: a world or an option that cannot be used; the program was not started.
    """
    folder = guarded.folder
    addresses = Addresses(port=options.port, tls_port=options.tls_port, certificates=folder)
    with running_emulator(options, setup, addresses) as running:
        certificates, redirection = running.certificates, running.redirection(folder)
        sentence = f"{HOST} is a local Apple for this program, {how(chosen)}."
        info = RunInfo(running.describe(folder), sentence, certificates.authority, certificates.bundle, has_privileges=not is_filtered(chosen))
        running.introduce(info)
        ended = run_redirected(options.program, chosen, guarded, redirection, variables(info))
    if ended.error is None:
        running.summarise()
    return ended


def print_variables(options: RunOptions, setup: Setup, style: str) -> None:
    """Print the variables that lead programs to an emulator, and let it answer until Ctrl-C or SIGTERM.

    Raises:
        UsageError: a world or an option that cannot be used.
    """
    with TemporaryDirectory(prefix="siwakit-") as temporary:
        folder, kept = temporary, None
        if options.certificates is not None:
            from siwakit.edge.server.kept_certificates import kept_certificates

            folder, kept = str(Path(options.certificates).absolute()), kept_certificates(options.certificates)
        is_everywhere = options.host in _EVERYWHERE
        host, names = (_FROM_CONTAINERS, (_FROM_CONTAINERS,)) if is_everywhere else (options.host, ())
        addresses = Addresses(options.host, options.port, 0, names, options.tls_port, None if kept else folder)
        with running_emulator(options, setup, addresses, kept) as running:
            server, certificates = running.server, running.certificates
            emulator = running.describe(folder)
            sentence = f"{HOST} is a local Apple for programs with these variables, until Ctrl-C."
            info = RunInfo(emulator, sentence, certificates.authority, certificates.bundle)
            # A browser is on this machine, wherever the programs are.
            here = {name: value for name, value in variables(info).items() if name == _FOR_BROWSERS}
            there = replace(info, emulator=replace(emulator, url=_url(host, server.port), portal_url=_url(host, server.portal_port)))
            # The environment of what something else starts is not known here.
            own = os.environ if style == Style.SHELL.value else {}
            try:
                with output.until_ended() as wait:
                    found = {**all_variables(running.redirection(folder), own, host), **variables(there), **here}
                    output.write(as_text(found, Style(style)))
                    running.introduce(info)
                    wait()
            finally:
                if options.state is None:
                    remove_key_files(emulator.key_files, folder)
        running.summarise()


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
