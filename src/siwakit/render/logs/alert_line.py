"""One line for each alert while a log is followed."""

from __future__ import annotations

from siwakit.escape import visible
from siwakit.flow.logs.alerts import Alert, AlertKind
from siwakit.flow.logs.summary import GroupKind
from siwakit.render.logs.causes import date, short_title
from siwakit.render.paint import Paint


def render_alert(alert: Alert, name: str, *, colour: bool) -> str:
    """Return *alert*, seen in the log *name*, as one line."""
    rule = f" ({alert.key.name})" if alert.key.kind is GroupKind.RULE else ""
    counts = "" if alert.kind is AlertKind.NEW else f", {alert.count:,} in ten minutes"
    if alert.kind is AlertKind.MORE_OFTEN:
        counts += f", {alert.before:,} in the ten minutes before"
    kind = Paint(colour)("red" if alert.kind is AlertKind.NEW else "yellow", f"{alert.kind.value}:")
    return f"{date(alert.at)}  {kind} {visible(short_title(alert.key))}{rule}{counts}, in {visible(name)}\n"
