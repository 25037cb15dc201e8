"""The command line: one module a command, loaded when it is asked for."""

from __future__ import annotations

import gc
import sys

from siwakit.errors import SiwakitError

CLEAN = 0
RULE_FAILED = 1
WRONG_USE = 2
NOT_ENOUGH = 3
OUR_BUG = 4


def main() -> None:
    """Run the command line and exit with a documented code: 0 clean, 1 a rule failed, 2 wrong use, 3 not enough evidence, 4 our bug."""
    # What loading makes stays; to look through it again and again is a tenth of the time of a short command.
    gc.set_threshold(100_000)
    try:
        run()
    except SiwakitError as error:
        complain(error)
        sys.exit(WRONG_USE)
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): nothing is left to tell it, and flushing at exit would fail again.
        sys.stdout = None
        sys.exit(CLEAN)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  a traceback could show what was pasted
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place else "unknown place"
        sys.stderr.write(f"error: siwakit failed: {type(error).__name__} at {where}\n")
        sys.stderr.write("hint: this is a bug of siwakit; report these two lines, without what you pasted\n")
        sys.exit(OUR_BUG)


def run() -> None:
    """Run the command that the arguments name."""
    from siwakit.cli.group import cli

    cli(prog_name="siwakit", standalone_mode=True)


def complain(error: SiwakitError) -> None:
    """Write *error* and its hint to standard error, with nothing in it that a terminal would obey."""
    from siwakit.render.escape import visible

    sys.stderr.write(f"error: {visible(error.message)}\n")
    if error.hint:
        sys.stderr.write(f"hint: {visible(error.hint)}\n")
