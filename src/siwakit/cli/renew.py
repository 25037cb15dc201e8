"""`siwakit renew`: mints client_secrets that expire soon, and delivers them to the stores of `siwakit.toml`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siwakit.cli import complain, output
from siwakit.errors import SiwakitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siwakit.edge.files.renew_toml import RenewFile
    from siwakit.edge.renewal.tools import Renewal
    from siwakit.flow.configuration import Apple

_KINDS = ("cron", "systemd", "kubernetes", "github")


@click.command(
    epilog=(
        "\b\nA [[renew]] of siwakit.toml:\n"
        "  [[renew]]\n"
        '  client_id = "com.example.web"\n'
        '  team_id = "A1B2C3D4E5"\n'
        '  signer = "AuthKey_ABC123DEFG.p8"\n'
        '  stores = ["env-file:.env#APPLE_CLIENT_SECRET"]\n'
        '  hooks = [["systemctl", "reload", "app"]]\n'
        "\n\b\nExamples:\n"
        "  siwakit renew --dry-run\n"
        "  siwakit renew --once --probe\n"
        "  siwakit renew --print systemd"
    )
)
@click.option("--once", "is_once", is_flag=True, help="run once and exit, for cron; the default")
@click.option("--every", metavar="SPAN", help="run as a service, every so often: 1d, 30d; sooner after a failure")
@click.option("--dry-run", "is_dry", is_flag=True, help="only look at the stores, and show what is due")
@click.option("--probe", "is_probed", is_flag=True, help="deliver a new client_secret only if Apple accepts it")
@click.option("--emulator", metavar="URL", help="with --probe, ask the emulator at this URL instead of Apple")
@click.option("--overwrite", "overwrites", is_flag=True, help="also replace a value that is not a client_secret of this client_id")
@click.option("--state", metavar="FOLDER", help="folder of the lock and the journal (default: .siwakit beside siwakit.toml)")
@click.option("--config", "config_path", metavar="FILE", help="settings file (default: siwakit.toml)")
@click.option("--print", "printed", type=click.Choice(_KINDS), help="print a file that runs siwakit renew, and do nothing else")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="format of the report")
def command(every: str | None, config_path: str | None, printed: str | None, **given: Any) -> None:
    """Renew client_secrets before they expire, and deliver them.

    For each store in the [[renew]] tables of siwakit.toml: if fewer days are
    left than renew_before (60d), a new client_secret is minted, checked by the
    rules, with --probe by Apple, then written and read back. Until then the
    store keeps the old one. What is current is left alone.

    The exit code is 0 if every store is current, 1 if something that is due
    was not done, 2 if nothing was tried (an unknown store, another run has the
    lock), and 3 if a store could not be looked at.
    """
    from siwakit.edge.files.renew_toml import read_renew

    if every and (given["is_once"] or given["is_dry"]):
        raise UsageError(f"--every and {'--once' if given['is_once'] else '--dry-run'} exclude each other", hint="leave one of them out")
    file = read_renew(config_path)
    if printed:
        output.write(_print(printed, file, config_path))
        return
    run = _Run(file, given)
    if every:
        _serve(run, every)
        return
    sys.exit(run())


class _Run:
    """One run with the given options; stores and signers are opened for each, so that a service notices a new key file or token."""

    def __init__(self, file: RenewFile, given: Mapping[str, Any]) -> None:
        from siwakit.edge.renewal.whole_run import state_folder

        self.file = file
        self._given = given
        self._apple = _apple(given["emulator"])
        self._state = state_folder(file.folder, given["state"])

    def open(self) -> tuple[Renewal, ...]:
        """Return the renewals, open."""
        from siwakit.edge.renewal.opening import open_renewals

        is_probed = self._given["is_probed"] or self._given["emulator"] is not None
        return open_renewals(self.file, is_probed=is_probed, overwrites=self._given["overwrites"])

    def __call__(self) -> int:
        """Run, write the report, and return the exit code."""
        from siwakit.edge import clock
        from siwakit.edge.renewal.whole_run import run_all
        from siwakit.flow.renewal.outcome import exit_code
        from siwakit.render.renewal.report import write_document, write_report

        is_dry = self._given["is_dry"]
        outcomes = run_all(self.open(), self._state, self.file.folder, self._apple, is_dry=is_dry)
        if self._given["shape"] == "json":
            output.write(write_document(outcomes, is_dry=is_dry))
        else:
            output.write(write_report(outcomes, clock.now(), is_dry=is_dry))
        return exit_code(outcomes)


def _apple(emulator: str | None) -> Apple:
    from siwakit.flow.configuration import Apple

    return Apple.emulator(emulator) if emulator else Apple.PRODUCTION


def _serve(run: _Run, every: str) -> None:
    import time

    from siwakit.cli import WRONG_USE
    from siwakit.edge.files.stated_times import read_span
    from siwakit.edge.renewal.service import Clocks, ended_by_signals, serve
    from siwakit.flow.renewal.schedule import require_rhythm

    seconds = read_span(every, "--every")
    for table in run.file.tables:
        require_rhythm(seconds, table.renew_before, table.client_id)
    run.open()

    def try_run() -> int:
        # A held lock or a missing file may be over at the next run.
        try:
            return run()
        except SiwakitError as error:
            complain(error)
            return WRONG_USE

    with ended_by_signals() as ended:
        serve(try_run, seconds, Clocks(now=time.time, monotonic=time.monotonic, wait=ended.wait))


def _print(kind: str, file: RenewFile, config_path: str | None) -> str:
    from siwakit.edge.files.siwakit_toml import FILE_NAME
    from siwakit.render.renewal.scheduler_files import SchedulerSetup, scheduler_file

    config = Path(config_path or FILE_NAME).resolve()
    stores = tuple(store for table in file.tables for store in table.stores if isinstance(store, str))
    keys = tuple(dict.fromkeys(key.signer for table in file.tables for key in table.keys))
    return scheduler_file(kind, SchedulerSetup(program=_program(), config=str(config), folder=str(config.parent), stores=stores, keys=keys))


def _program() -> str:
    """Return the path of the command that is running; if it is a module that Python runs, its name."""
    path = Path(sys.argv[0])
    return str(path.absolute()) if path.stem == "siwakit" and path.is_file() else "siwakit"
