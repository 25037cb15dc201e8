"""Ids of former rules. An id never changes its meaning and is never used again, so its page stays."""

from __future__ import annotations

from dataclasses import dataclass

from pages.markup import link, page, prose


@dataclass(frozen=True, slots=True)
class Retired:
    """The id of a former rule: the release that removed it, why, and the rules that replace it."""

    id: str
    until: str
    because: str
    now: tuple[str, ...] = ()


RETIRED: tuple[Retired, ...] = ()


def retired_page(retired: Retired) -> str:
    """Return the page about a retired id."""
    now = f"See {', '.join(link(f'`{name}`', f'{name}.md') for name in retired.now)}." if retired.now else ""
    return page("---\norphan: true\n---", f"# `{retired.id}` is retired", f"Since {retired.until} it is not a rule: {prose(retired.because)}", now)
