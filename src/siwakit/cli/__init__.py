"""The command line: one module a command, loaded when it is asked for."""

from __future__ import annotations

import errno
import gc
import sys
from typing import TYPE_CHECKING, NoReturn

from siwakit.cli.streams import open_missing, tell
from siwakit.errors import SiwakitError, UsageError

if TYPE_CHECKING:
    import click

CLEAN = 0
RULE_FAILED = 1
WRONG_USE = 2
NOT_ENOUGH = 3
OUR_BUG = 4
NOBODY_READS = 141  # 128 and the number of SIGPIPE, as a shell reports it
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
_LONGEST = 1000


def main() -> None:
    """Run the command line and exit with a documented code.

    0 clean, 1 a rule failed, 2 wrong use, 3 not enough evidence, 4 our bug, 141 nobody reads the output.
    """
    # What loading makes stays; to look through it again and again is a tenth of the time of a short command.
    gc.set_threshold(100_000)
    open_missing()
    try:
        run()
    except SiwakitError as error:
        complain(error)
        sys.exit(WRONG_USE)
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`), so nobody is told anything.
        _give_up_output()
        sys.exit(NOBODY_READS)
    except OSError as error:
        if error.errno not in _FULL:
            _report_bug(error)
        _give_up_output()
        place = error.filename or "standard output"
        complain(UsageError(f"{place}: {str(error.strerror).lower()}", hint="free some space, or write to another place"))
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  a traceback could show what was pasted
        _report_bug(error)


def _give_up_output() -> None:
    # Python would flush what is left when it exits, and fail again.
    sys.stdout = None


def _report_bug(error: Exception) -> NoReturn:
    """Name the place where *error* was raised, and exit; a traceback could show what was pasted."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place else "unknown place"
    tell(f"error: siwakit failed: {type(error).__name__} at {where}\n")
    tell("hint: this is a bug of siwakit; report these two lines, without what you pasted\n")
    sys.exit(OUR_BUG)


def run() -> None:
    """Run the command that the arguments name; click's own complaints are written as click writes them."""
    import click

    from siwakit.cli.group import cli

    output = sys.stdout
    try:
        code = cli(prog_name="siwakit", standalone_mode=False)
    except click.ClickException as error:
        _complain_as_click(error)
        sys.exit(error.exit_code)
    except click.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:
        if sys.stdout is not output:
            # click replaces it when it meets a broken pipe, and would exit with 1, which here says that a rule failed.
            raise BrokenPipeError from None
        raise
    sys.exit(code if isinstance(code, int) else CLEAN)


def complain(error: SiwakitError) -> None:
    """Write *error* and its hint to standard error, with nothing in it that a terminal would obey, and no secret given as a name."""
    tell(f"error: {_shown(error.message)}\n")
    if error.hint:
        tell(f"hint: {_shown(error.hint)}\n")


def note(text: str) -> None:
    """Write *text* to standard error, without anything that a terminal would obey."""
    tell(f"note: {_shown(text)}\n")


def _complain_as_click(error: click.ClickException) -> None:
    from io import StringIO

    from siwakit.escape import visible

    written = StringIO()
    error.show(file=written)
    said = written.getvalue().rstrip("\n")
    if error.message:
        # A line feed in an argument must not begin a line that looks like one of ours.
        said = said.replace(error.message, visible(error.message))
    tell("".join(f"{_shown(line)}\n" for line in said.split("\n")))


def _shown(text: str) -> str:
    from siwakit.escape import visible
    from siwakit.evidence.showing.redact import veiled

    text = visible(veiled(text))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
