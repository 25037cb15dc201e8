"""Let the files of this folder import each other by the names that they have here."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent


def load(name: str):
    if f"hostile_{name}" not in sys.modules:
        spec = importlib.util.spec_from_file_location(f"hostile_{name}", HERE / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    return sys.modules[f"hostile_{name}"]


for file in ("worker", "canaries", "credentials", "shapes", "verdicts", "inputs", "readers", "reader_costs"):
    load(file)
