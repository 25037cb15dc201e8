"""Programs that have to be built are built once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.interop.run.program_list import prepare


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programs")
    prepare(folder)
    return folder
