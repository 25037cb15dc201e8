"""Ids that are no rules any more. An id never changes its meaning and is never used again, so its page stays."""

from __future__ import annotations

from dataclasses import dataclass

from pages.markup import link, page, prose


@dataclass(frozen=True, slots=True)
class Retired:
    """Hold an id that was a rule: the release that took it away, why, and the rules that say it now."""

    id: str
    until: str
    because: str
    now: tuple[str, ...] = ()


RETIRED: tuple[Retired, ...] = ()


def retired_page(one: Retired) -> str:
    """Return the page of a retired id."""
    now = f"See {', '.join(link(f'`{name}`', f'{name}.md') for name in one.now)}." if one.now else ""
    return page("---\norphan: true\n---", f"# `{one.id}` is retired", f"Since {one.until} it is no rule any more: {prose(one.because)}", now)
