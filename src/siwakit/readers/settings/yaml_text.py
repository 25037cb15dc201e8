"""Read YAML, building only text, lists and mappings, and without expanding its anchors.

Scalars stay as they are written: a Team ID of digits is not a number, and `NO` is not a boolean.
"""

from __future__ import annotations

from typing import Any

from siwakit.errors import NotReadable, TooLarge
from siwakit.patterns import pattern
from siwakit.readers.settings.bounds import HINT, MAX_DEPTH, MAX_NODES, limit_text, limit_value, unwrapped

_SMALL_NUMBER = pattern(r"-?(?:0|[1-9]\d{0,8})")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_KNOWN_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str) -> dict[str, Any] | None:
    """Return the mapping in *text*, or None if it contains something else; several documents are keyed by their numbers.

    Raises:
        NotReadable: it is not YAML, nests deeper than 32, or `pyyaml` is not installed.
        TooLarge: more than 256 Ki characters, or more than 10,000 values with every anchor expanded.
    """
    limit_text(text, "YAML")
    try:
        import yaml  # noqa: PLC0415  an extra that may not be installed
    except ImportError:
        raise NotReadable("settings in YAML need pyyaml", hint="install siwakit[yaml], or give the settings as JSON or as NAME=value") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _limit_events(yaml, text, loader)
        nodes = list(yaml.compose_all(text, Loader=loader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise NotReadable(f"the settings are not YAML{where}", hint="check the indentation, or give the settings as JSON") from None
    sizes: dict[int, int] = {}
    if sum(_unfolded_size(yaml, node, sizes) for node in nodes) > MAX_NODES:
        raise TooLarge(f"settings whose anchors expand to more than {MAX_NODES} values", hint=HINT)
    values = [_plain(yaml, node) for node in nodes]
    limit_value(values)
    mappings = [value for value in map(unwrapped, values) if isinstance(value, dict) and value]
    if len(mappings) > 1:
        return {str(number): mapping for number, mapping in enumerate(mappings)}
    return mappings[0] if mappings else None


def _limit_events(yaml: Any, text: str, loader: Any) -> None:
    """Check the text as a stream first: what nests too deeply must not reach a recursive reader."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=loader)):
        depth += isinstance(event, yaml.events.CollectionStartEvent) - isinstance(event, yaml.events.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise NotReadable(f"settings nested deeper than {MAX_DEPTH}", hint=HINT)
        if number > 2 * MAX_NODES:
            raise TooLarge(f"settings of more than {MAX_NODES} values", hint=HINT)


def _unfolded_size(yaml: Any, node: Any, sizes: dict[int, int]) -> int:
    """Return how many values *node* contains, counting those behind aliases each time; one that contains itself is infinite."""
    key = id(node)
    if key in sizes:
        return sizes[key]
    # A node that is reached again before its size is known contains itself.
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
    """Return the value of a scalar; one with a custom tag (`!vault`, `!Ref`) is unknown."""
    if not node.tag.startswith(_KNOWN_TAG):
        return None
    if not node.style and node.tag != f"{_KNOWN_TAG}str":
        word = node.value.lower()
        if word in _WORDS:
            return _WORDS[word]
        if _SMALL_NUMBER.fullmatch(node.value):
            return int(node.value)
    return node.value
