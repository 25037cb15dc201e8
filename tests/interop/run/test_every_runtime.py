"""Programs of every runtime reach the local Apple with `siwakit run`, unmodified: the keys, a right exchange, a refusal with its report."""

from __future__ import annotations

import pytest
from tests.interop.run.program_list import ALL, Program, command_of
from tests.interop.run.ran import assert_three_exchanges, run_signed_in

pytestmark = pytest.mark.programs


# They read no variable that names a proxy, and have no hooks.
NEED_SECCOMP = ("PHP, streams", "Java, Apache HttpClient 5")


@pytest.mark.parametrize("started", ALL, ids=str)
def test_a_program_exchanges_with_the_local_apple(built, started: Program):
    assert_three_exchanges(run_signed_in(command_of(started, built)))


@pytest.mark.parametrize("started", [started for started in ALL if started.name not in NEED_SECCOMP], ids=str)
def test_without_seccomp_variables_files_and_hooks_do_the_same(built, started: Program):
    assert_three_exchanges(run_signed_in(command_of(started, built), "--method", "variables"))
