"""The page about stores: its table is what the code says, and it names every variable that is read."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path

from siwakit.edge.stores import command_store, open_store
from siwakit.edge.stores.store import StoreDescription

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "stores.md").read_text()
EXAMPLES = {
    "file": "file:secret",
    "env-file": "env-file:.env#NAME",
    "vault": "vault:secret/app#field",
    "aws-secrets": "aws-secrets:app",
    "github": "github:acme/web/NAME",
    "kubernetes": "kubernetes:shop/apple#key",
    "supabase": "supabase:abcdefghijklmnopqrst",
    "vercel": "vercel:shop/NAME",
}
COMMAND = {"command": ["true"], "read": ["true"]}
NEVER_READ = {"the time of the last change", "a hash", "the time of the last change; the value too, if the variable is not sensitive"}


def rows() -> dict[str, list[str]]:
    """Return the first table: the cells of each row by the scheme of its address."""
    table = PAGE.partition("| store |")[2].partition("\n\n")[0]
    found = [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in table.splitlines()[2:]]
    return {re.match(r"`([a-z-]+|\{)", cells[1])[1]: cells for cells in found}  # type: ignore[index]


def descriptions() -> dict[str, StoreDescription]:
    opened = {scheme: open_store.open_store(address, environment={}).describe() for scheme, address in EXAMPLES.items()}
    return {**opened, "{": open_store.open_store(COMMAND).describe()}


def modules() -> dict[str, object]:
    names = {type(open_store.open_store(address, environment={})).__module__: scheme for scheme, address in EXAMPLES.items()}
    return {scheme: importlib.import_module(name) for name, scheme in names.items()}


def test_every_store_is_in_the_table_with_its_address() -> None:
    assert set(rows()) == {*open_store.SCHEMES, "{"} == {*EXAMPLES, "{"}
    for scheme, module in modules().items():
        assert rows()[scheme][1].replace("`", "") == module.FORM  # type: ignore[attr-defined]
    assert rows()["{"][1].strip("`") == command_store.FORM


def test_the_table_says_what_the_stores_say() -> None:
    for scheme, described in descriptions().items():
        _, _, read, versions = rows()[scheme]
        assert described.can_be_read == (read not in NEVER_READ), scheme
        assert described.keeps_versions == versions.startswith("kept"), scheme
        assert described.destroys_versions == ("siwakit destroys them" in versions), scheme
        assert described.kind == ("command" if scheme == "{" else scheme)


def test_every_store_has_a_section() -> None:
    headings = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)}
    assert {link for cells in rows().values() for link in re.findall(r"\(#([^)]+)\)", cells[0])} <= headings


def test_every_variable_is_on_the_page() -> None:
    read = {name for module in modules().values() for name in getattr(module, "VARIABLES", ())}
    assert len(read) > 20
    assert {name for name in read if f"`{name}`" not in PAGE} == set()


def test_the_examples_are_stores() -> None:
    tables = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    stores = [store for table in tables for store in tomllib.loads(table)["stores"]]
    assert len(stores) == 5
    for store in stores:
        assert open_store.open_store(store, environment={}).describe().what


def test_the_platforms_that_mint_themselves_are_named() -> None:
    assert {name for name in open_store.MINTING if name not in PAGE.lower()} == set()
