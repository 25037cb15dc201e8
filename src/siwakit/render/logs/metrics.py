"""The summary of a log in the text format of Prometheus, for its textfile collector or a push gateway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from siwakit.escape import visible
from siwakit.evidence.showing.quoted import quoted
from siwakit.flow.logs.summary import Fate, Group, GroupKey, Tally

_Sample = tuple[Mapping[str, str], int]


def render_metrics(tally: Tally) -> str:
    """Return *tally* as metrics; a cause is named by its rule, or by Apple's sealed words."""
    groups = _groups(tally)
    plain = {
        "lines": ("Lines read.", tally.lines),
        "records": ("Records of Sign in with Apple.", tally.records - tally.count(Fate.ANOTHER_PROVIDER)),
        "refused": ("Records in which Apple refuses.", tally.refused),
        "accepted": ("Records in which Apple accepts a request.", tally.outcomes.accepted_count),
    }
    lines: list[str] = []
    for name, (words, value) in plain.items():
        lines += _family(f"siwakit_log_{name}_total", words, "counter", [({}, value)])
    lines += _family("siwakit_log_failures_total", "Failures by cause.", "counter", [(labels, group.count) for labels, group in groups])
    for name in ("first", "last"):
        times = [(labels, time) for labels, group in groups if (time := getattr(group, name)) is not None]
        lines += _family(f"siwakit_log_failure_{name}_timestamp_seconds", f"When a cause was seen {name}.", "gauge", times)
    return "\n".join(lines) + "\n"


def _groups(tally: Tally) -> list[tuple[Mapping[str, str], Group]]:
    """Return the groups with their labels; those whose words are sealed to the same text are one."""
    found: dict[tuple[tuple[str, str], ...], Group] = {}
    for key, group in tally.ranked:
        labels = tuple(_labels(key).items())
        found[labels] = found[labels].joined(group) if labels in found else group
    return [(dict(labels), group) for labels, group in found.items()]


def _labels(key: GroupKey) -> dict[str, str]:
    words = quoted(key.description)
    return {"kind": key.kind.name.lower(), "cause": key.name} | ({"description": words} if words else {})


def _family(name: str, words: str, kind: str, samples: Iterable[_Sample]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        written = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{written}}} {value}" if written else f"{name} {value}"


def _escaped(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace('"', '\\"')
