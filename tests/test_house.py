"""Checks of the whole tree: module sizes, layers, and what it must not contain."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.each import each

from siwakit import samples

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "siwakit"
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES = 300
# The page leaves arithmetic with keys to WebCrypto.
BIG_INTEGER = re.compile(r"\bBigInt\b|\b(?:\d+|0x[0-9a-fA-F]+)n\b")

IMPORT_THE_CATALOGUE = "import siwakit.rules.catalogue"
MINT = """
from siwakit import load_signer, mint_client_secret
signer = load_signer(sys.stdin.read())
mint_client_secret(signer, team_id="A1B2C3D4E5", key_id="ABC123DEFG", client_id="com.example.web", now=1_790_000_000)
"""

# In pieces, so that this file does not itself name them.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
        ("deb", "debian", "org"),
    )
)
LOCKS_WITH_ADDRESSES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}


def tracked_files() -> list[Path]:
    """List what git tracks, or would track after `git add`; the whole tree if there is no git."""
    listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listing.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """Collect the full name of everything that the module at *path* imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import():
                names.update(alias.name for alias in node.names)
            case ast.ImportFrom(level=0, module=str(module)):
                names.update(f"{module}.{alias.name}" for alias in node.names)
            case ast.ImportFrom():
                names.add("a relative import")
    return names


def test_no_lock_records_where_packages_came_from():
    assert [name_of(path) for path in tracked_files() if path.name in LOCKS_WITH_ADDRESSES] == []


def test_no_file_names_a_package_registry():
    found = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", "replace").lower()
        found += [f"{name_of(path)}: {host}" for host in REGISTRY_HOSTS if host in text]
    assert found == []


@each("path", MODULES, ids=name_of)
def test_a_module_is_short(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


@each("path", MODULES, ids=name_of)
def test_imports_are_absolute(path: Path):
    assert "a relative import" not in imported(path)


def test_rules_and_readers_split_urls_with_the_function_that_never_fails():
    """`urlsplit` raises for a bracket in a host, which may be in any paste."""
    asked = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in {"rules", "readers", "emulator"}]
    found = {name_of(path) for path in asked if "urllib.parse.urlsplit" in imported(path)}
    assert found == {"src/siwakit/emulator/portal/return_urls.py"}  # which refuses such an address


def test_every_fragment_of_the_changelog_names_a_kind_that_towncrier_knows():
    kinds = [kind["directory"] for kind in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]["type"]]
    fragments = sorted(path.name for path in (ROOT / "changes").glob("*.md") if path.name != "README.md")
    # Right after a release there are none.
    assert fragments or "\n## " in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert [name for name in fragments if not name.endswith(tuple(f".{kind}.md" for kind in kinds))] == []


def test_no_script_of_the_page_computes_with_big_integers():
    scripts = sorted((PACKAGE / "web/static").glob("*.mjs"))
    assert len(scripts) > 10
    assert [path.name for path in scripts if BIG_INTEGER.search(path.read_text("utf-8"))] == []


def test_a_file_of_rules_imports_the_model_and_no_other_file_of_rules():
    shared = ("siwakit.rules.model.", "siwakit.rules.checks.", "siwakit.rules.wire.")
    found = []
    for path in sorted((PACKAGE / "rules").rglob("*.py")):
        if path.name in {"catalogue.py", "credentials.py", "__init__.py"}:
            continue
        others = {name for name in imported(path) if name.startswith("siwakit.rules") and not f"{name}.".startswith(shared)}
        found += [f"{name_of(path)} imports {name}" for name in sorted(others)]
    assert found == []


@pytest.mark.parametrize("program", [IMPORT_THE_CATALOGUE, MINT], ids=["importing the catalogue", "minting a client_secret"])
def test_no_sample_is_loaded_before_an_example_is_asked_for(program: str):
    code = f"import sys\n{program}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], input=samples.team_key_text(), capture_output=True, text=True, timeout=60, check=True)
    assert [name for name in done.stdout.split() if name.startswith("siwakit.samples.")] == []


@each("name", samples.__all__)
def test_every_public_sample_can_be_loaded(name: str):
    assert getattr(samples, name) is not None


def test_a_misspelt_sample_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"module 'siwakit\.samples' has no attribute 'SERVICE_ID'"):
        _ = samples.SERVICE_ID
