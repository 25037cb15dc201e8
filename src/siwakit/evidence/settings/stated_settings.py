"""Find what the settings of any library state about Sign in with Apple: identifiers, keys, client_secrets, addresses.

Only names count: a value is never treated as an identifier because it looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from siwakit.apple import REVERSE_DNS
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.settings.products import Product, product_of
from siwakit.evidence.settings.setting_names import Role, library_of, plain_name, prefix_of, role_of, says_apple, says_other_service
from siwakit.patterns import pattern
from siwakit.record import record

MAX_SETTINGS = 10_000
MAX_STATED = 200
_MAX_DEPTH = 32
_IDENTITIES = ("provider", "provider_id", "providerId", "id", "name", "alias", "type", "strategy")
# Placeholders for a value: a variable, a gap in a template, an example from documentation.
_PLACEHOLDER = pattern(
    r"\s*|[<\[].*[>\]]|.*\$[{(].*|\$\w+|%\w+%|.*\{\{.*|env\(.*|process\.env.*|your\b.*|your[-_.].*|x{3,}|\*{3,}|\.{3}|changeme|replace.*|todo.*|"
    r"none|null|nil|undefined|true|false|dummy|placeholder|not[-_ ]?(?:set|used)",
    re.IGNORECASE | re.DOTALL,
)
_ARMOUR = pattern(r"BEGIN (?:EC )?PRIVATE KEY")
_LISTED = pattern(r"[\s,;]+")
_OFF = frozenset({"false", "0", "no", "off"})


@record
class Stated:
    """Value in settings with its path, its line if the text is known, and the library whose name for it is used.

    *sends_secret* means that this library sends a client_secret as it is, and *is_unescaped* that the value has line breaks for which its
    line has backslash and n.
    """

    role: Role
    value: str = field(repr=False)
    path: str
    line: int | None = None
    library: str = ""
    sends_secret: bool = False
    is_unescaped: bool = False


@record
class ConfigReading:
    """What settings state about Sign in with Apple, in order, and the library that was recognised by its names."""

    stated: tuple[Stated, ...] = ()
    library: str = ""

    def all(self, role: Role) -> tuple[Stated, ...]:
        """Return every statement of *role*."""
        return tuple(one for one in self.stated if one.role is role)

    def values(self, role: Role) -> tuple[str, ...]:
        """Return the values of *role*, each once."""
        return tuple(dict.fromkeys(one.value for one in self.all(role)))

    def only(self, role: Role) -> str | None:
        """Return the value of *role* if the settings agree on one."""
        values = self.values(role)
        return values[0] if len(values) == 1 else None

    @property
    def generates(self) -> bool | None:
        """Return whether the library is configured to mint the client_secret; None if nothing says so."""
        switch = next(iter(self.all(Role.GENERATES)), None)
        return None if switch is None else switch.value.strip().lower() not in _OFF


@record
class _Leaf:
    """Value with its path in the settings, and the product whose settings they are; *is_apples* means that something on the path says Apple."""

    names: tuple[str, ...]
    value: Any = field(repr=False)
    is_apples: bool
    product: Product | None = None

    @property
    def plain(self) -> str:
        return "_".join(plain_name(name) for name in self.names if not name.isdigit())


def read_configuration(settings: Mapping[str, Any], text: str = "") -> ConfigReading:
    """Return what *settings* state; *text* is what they were read from, and is searched for the line of each statement."""
    leaves = [leaf for leaf, _ in zip(_walk(settings, (), is_apples=False), range(MAX_SETTINGS), strict=False)]
    groups = _apples_groups(leaves)
    # What Appwrite calls a bundle ID is any identifier that it sends as client_id.
    with_p8 = {_group_of(leaf, leaf.plain) for leaf in leaves if leaf.names[-1] == "p8"}
    stated: list[Stated] = []
    for leaf in leaves:
        plain = leaf.plain
        is_apples = leaf.is_apples or says_apple(plain) or _group_of(leaf, plain) in groups
        if is_apples and not says_other_service(plain):
            is_loose = _group_of(leaf, plain) in with_p8
            stated.extend(replace(one, role=Role.CLIENT_ID) if is_loose and one.role is Role.BUNDLE_ID else one for one in _state(leaf, plain))
        if len(stated) >= MAX_STATED:
            break
    lines = text.split("\n") if text else []
    placed = tuple(_placed(one, lines) for one in stated) if lines else tuple(stated)
    return ConfigReading(placed, next((one.library for one in placed if one.library), ""))


def _walk(settings: Mapping[str, Any], names: tuple[str, ...], *, is_apples: bool, product: Product | None = None) -> Iterator[_Leaf]:
    product = product or product_of(settings)
    is_apples = is_apples or any(_names_apple(settings.get(name)) for name in _IDENTITIES)
    for name, value in settings.items():
        here = (*names, *_parts(str(name)))
        if isinstance(value, Mapping) and len(here) < _MAX_DEPTH:
            yield from _walk(value, here, is_apples=is_apples, product=product)
        elif isinstance(value, list | tuple) and len(here) < _MAX_DEPTH:
            yield from _walk({str(at): one for at, one in enumerate(value)}, here, is_apples=is_apples, product=product)
        else:
            yield _Leaf(here, value, is_apples, product)


def _parts(name: str) -> tuple[str, ...]:
    """Return the steps in one name: `Authentication__Apple__TeamId`, `Apple:TeamId`, `apple.team-id`."""
    parts = tuple(part for part in re.split(r"__|[:.]", name[:200]) if part)
    return parts[:_MAX_DEPTH] or (name[:200],)


def _names_apple(value: object) -> bool:
    return isinstance(value, str) and len(value) < 60 and plain_name(value) in {"apple", "apple_id", "sign_in_with_apple"}  # noqa: PLR2004  a name


def _apples_groups(leaves: list[_Leaf]) -> set[str]:
    """Return the groups that contain a Team ID and a Key ID: no other provider's settings have both."""
    found: dict[str, set[Role]] = {}
    for leaf in leaves:
        plain = leaf.plain
        role = role_of(plain)
        if role in {Role.TEAM_ID, Role.KEY_ID} and isinstance(leaf.value, str):
            found.setdefault(_group_of(leaf, plain), set()).add(role)
    return {group for group, roles in found.items() if len(roles) > 1}


def _group_of(leaf: _Leaf, plain: str) -> str:
    """Return what settings that belong together have in common: the mapping that contains them, or else their prefix."""
    if len(leaf.names) > 1:
        return "_".join(plain_name(name) for name in leaf.names[:-1])
    return prefix_of(plain)


def _state(leaf: _Leaf, plain: str) -> Iterator[Stated]:
    known = _product_with(leaf) or library_of(plain, leaf.names[-1])
    role = known[1] if known else role_of(plain)
    if role is None and plain.endswith("certificate") and isinstance(leaf.value, str) and _ARMOUR.search(leaf.value):
        # A key under this name is one: a certificate is read by no signer of a client_secret.
        role = Role.PRIVATE_KEY
    if role is None or isinstance(leaf.value, Mapping | list | tuple) or leaf.value is None:
        return
    text = str(leaf.value).lower() if isinstance(leaf.value, bool) else str(leaf.value)
    library, path = (known[0] if known else None), ".".join(leaf.names)
    if role is Role.CLIENT_SECRET and library and library.sends_secret and leaf.value == "":
        yield Stated(role, "", path, None, library.name, sends_secret=True)
        return
    if role is not Role.GENERATES and (isinstance(leaf.value, bool) or _PLACEHOLDER.fullmatch(text[:500])):
        return
    if plain == "apple_id" and not REVERSE_DNS.fullmatch(text):
        # Tools that build and notarize apps use this name for an email address or an app's number.
        return
    many = role in {Role.CLIENT_ID, Role.SERVICES_ID, Role.BUNDLE_ID} and len(text) < 1000  # noqa: PLR2004  a list of names
    for value in [one for one in _LISTED.split(text) if one] if many else [text]:
        yield Stated(role, value, path, None, library.name if library else "", bool(library and library.sends_secret))


def _product_with(leaf: _Leaf) -> tuple[Product, Role] | None:
    role = leaf.product.names.get(plain_name(leaf.names[-1])) if leaf.product else None
    return (leaf.product, role) if leaf.product and role else None


def _placed(stated: Stated, lines: list[str]) -> Stated:
    line = _line_of(stated, lines)
    is_unescaped = line is not None and "\n" in stated.value.strip() and "\\n" in lines[line - 1]
    return replace(stated, line=line, is_unescaped=is_unescaped)


def _line_of(stated: Stated, lines: list[str]) -> int | None:
    """Return the line with *stated*: with its name and the beginning of its value, or else with only its name."""
    last = stated.path.rsplit(".", 1)[-1]
    name = re.compile(rf"(?<!\w){re.escape(last)}(?!\w)")
    start = stated.value.strip().split("\n", 1)[0][:40]
    named = [number for number, line in enumerate(lines, 1) if last in line and name.search(line)]
    return next((number for number in named if start in lines[number - 1]), named[0] if named else None)


def _read(evidence: Evidence) -> ConfigReading | Absence:
    return evidence.settings if isinstance(evidence.settings, Absence) else read_configuration(evidence.settings)


CONFIGURATION: Part[ConfigReading] = Part("settings.configuration", _read, "the settings of your library", is_extra=True)
