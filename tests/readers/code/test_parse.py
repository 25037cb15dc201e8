from __future__ import annotations

import pytest

from siwakit.readers.code import parse as parsing
from siwakit.readers.code.languages.rust import Rust


def test_a_source_that_takes_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch):
    source = "let x = f(a.b.c(d), e);\n" * 2_000
    assert parsing.parse(source, Rust) is not None
    monkeypatch.setattr(parsing, "MAX_SECONDS", -1)
    assert parsing.parse(source, Rust) is None
