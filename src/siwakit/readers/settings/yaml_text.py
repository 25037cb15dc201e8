"""Read YAML without building anything but text, lists and mappings, and without unfolding what its anchors would unfold to.

Scalars stay as they are written: a Team ID of digits is no number, and `NO` is no answer.
"""

from __future__ import annotations

from typing import Any

from siwakit.errors import NotReadable, TooLarge
from siwakit.patterns import pattern
from siwakit.readers.settings.bounds import HINT, MAX_DEPTH, MAX_NODES, hold_text, hold_value, unwrapped

_SMALL_NUMBER = pattern(r"-?(?:0|[1-9]\d{0,8})")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_KNOWN_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str) -> dict[str, Any] | None:
    """Return the mapping that *text* holds, or None where it holds another thing; several documents stand under their numbers.

    Raises:
        NotReadable: it is no YAML, nests deeper than 32, or `pyyaml` is not there.
        TooLarge: more than 256 Ki characters, or more than 10,000 values with every anchor unfolded.
    """
    hold_text(text, "YAML")
    try:
        import yaml  # noqa: PLC0415  an extra that may not be there
    except ImportError:
        raise NotReadable("settings in YAML need pyyaml", hint="install siwakit[yaml], or give the settings as JSON or as NAME=value") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _hold_events(yaml, text, loader)
        nodes = list(yaml.compose_all(text, Loader=loader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise NotReadable(f"the settings are no YAML{where}", hint="check the indentation, or give the settings as JSON") from None
    sizes: dict[int, int] = {}
    if sum(_unfolded_size(yaml, node, sizes) for node in nodes) > MAX_NODES:
        raise TooLarge(f"settings whose anchors unfold to more than {MAX_NODES} values", hint=HINT)
    values = [_plain(yaml, node) for node in nodes]
    hold_value(values)
    mappings = [value for value in map(unwrapped, values) if isinstance(value, dict) and value]
    if len(mappings) > 1:
        return {str(number): mapping for number, mapping in enumerate(mappings)}
    return mappings[0] if mappings else None


def _hold_events(yaml: Any, text: str, loader: Any) -> None:
    """Look at the text as a stream first: what nests too deep must not reach a reader that calls itself."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=loader)):
        depth += isinstance(event, yaml.events.CollectionStartEvent) - isinstance(event, yaml.events.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise NotReadable(f"settings nested deeper than {MAX_DEPTH}", hint=HINT)
        if number > 2 * MAX_NODES:
            raise TooLarge(f"settings of more than {MAX_NODES} values", hint=HINT)


def _unfolded_size(yaml: Any, node: Any, sizes: dict[int, int]) -> int:
    """Return how many values *node* holds, those behind its aliases counted each time; one that holds itself has no end."""
    key = id(node)
    if key in sizes:
        return sizes[key]
    # Whoever comes back here before the answer is known has met itself.
    sizes[key] = MAX_NODES + 1
    size = 1
    if isinstance(node, yaml.SequenceNode):
        size += sum(_unfolded_size(yaml, one, sizes) for one in node.value)
    elif isinstance(node, yaml.MappingNode):
        size += sum(_unfolded_size(yaml, one, sizes) for pair in node.value for one in pair)
    sizes[key] = min(size, MAX_NODES + 1)
    return sizes[key]


def _plain(yaml: Any, node: Any) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_plain(yaml, one) for one in node.value]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(node)
    made: dict[str, Any] = {}
    for key, member in node.value:
        value = _plain(yaml, member)
        if key.tag == f"{_KNOWN_TAG}merge":
            for one in value if isinstance(value, list) else [value]:
                made = {**(one if isinstance(one, dict) else {}), **made}
        else:
            made[str(key.value) if isinstance(key, yaml.ScalarNode) else "?"] = value
    return made


def _scalar(node: Any) -> Any:
    """Return what a scalar says; one with a tag of somebody's own (`!vault`, `!Ref`) is known to nobody here."""
    if not node.tag.startswith(_KNOWN_TAG):
        return None
    if not node.style and node.tag != f"{_KNOWN_TAG}str":
        word = node.value.lower()
        if word in _WORDS:
            return _WORDS[word]
        if _SMALL_NUMBER.fullmatch(node.value):
            return int(node.value)
    return node.value
