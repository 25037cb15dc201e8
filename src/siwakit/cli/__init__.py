"""The command line: one module for each command, loaded when the command runs."""

from __future__ import annotations

import atexit
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
OUTPUT_CLOSED = 141  # 128 and the number of SIGPIPE, as a shell reports it
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
_LONGEST = 1000
_COLUMNS = 80
_STAYS = "\0"  # for a space at which a line must not end


def main() -> None:
    """Run the command line and exit with a documented code.

    0 clean, 1 a rule failed, 2 wrong use, 3 not enough evidence, 4 a bug in siwakit, 141 the reader of the output has gone.
    """
    # Objects created while loading stay alive; collecting garbage among them would take a tenth of the time of a short command.
    gc.set_threshold(100_000)
    # When Python ends, it looks for garbage among all of them several times: a sixth of the time of a short command.
    atexit.register(gc.freeze)
    open_missing()
    try:
        run_command()
    except SiwakitError as error:
        complain(error)
        sys.exit(WRONG_USE)
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`), so there is nowhere to report it.
        _give_up_output()
        sys.exit(OUTPUT_CLOSED)
    except OSError as error:
        if error.errno not in _FULL:
            report_bug(error)
        _give_up_output()
        place = error.filename or "standard output"
        complain(UsageError(f"{place}: {str(error.strerror).lower()}", hint="free some space, or write somewhere else"))
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  a traceback could show what was pasted
        report_bug(error)


def _give_up_output() -> None:
    # Otherwise Python would flush the rest at exit, and fail again.
    sys.stdout = None


def report_bug(error: Exception, code: int = OUR_BUG) -> NoReturn:
    """Report where *error* was raised, and exit; a traceback could show what was pasted."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place else "unknown place"
    tell(f"error: siwakit failed: {type(error).__name__} at {where}\n")
    tell("hint: this is a bug in siwakit; report these two lines, without what you pasted\n")
    sys.exit(code)


def run_command() -> None:
    """Run the command named by the arguments; click's own error messages are written as click writes them."""
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
            # On a broken pipe click replaces it and would exit with 1, which here means that a rule failed.
            raise BrokenPipeError from None
        raise
    sys.exit(code if isinstance(code, int) else CLEAN)


def complain(error: SiwakitError) -> None:
    """Write *error* and its hint to standard error, without control characters, and without a secret given as a file name."""
    tell(_line(f"error: {_shown(error.message)}"))
    if error.hint:
        tell(_line(f"hint: {_shown(error.hint)}"))


def note(text: str) -> None:
    """Write *text* to standard error, without control characters."""
    tell(_line(f"note: {_shown(text)}"))


def _complain_as_click(error: click.ClickException) -> None:
    from io import StringIO

    import click

    from siwakit.escape import visible

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        tell(f"{error.message}\n")
        return
    written = StringIO()
    error.show(file=written)
    said = written.getvalue().rstrip("\n")
    if error.message:
        # A line feed in an argument must not start a line that looks like one of ours.
        said = said.replace(error.message, visible(error.message))
    tell("".join(f"{_shown(line)}\n" for line in said.split("\n")))


def _line(text: str) -> str:
    """Return *text* as a line; at a terminal in lines of 80 columns, of which none ends within a command of ours."""
    if len(text) < _COLUMNS or sys.stderr is None or not sys.stderr.isatty():
        return f"{text}\n"
    import re

    from siwakit.render.wrapping import wrapped

    whole = re.sub(r"`[^`]{,70}`|siwakit [^,;`]{,60}", lambda found: found[0].replace(" ", _STAYS), text)
    return "".join(f"{line.replace(_STAYS, ' ')}\n" for line in wrapped(whole, _COLUMNS, "  ", ""))


def _shown(text: str) -> str:
    from siwakit.escape import visible
    from siwakit.evidence.showing.redact import veiled

    text = visible(veiled(text))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
