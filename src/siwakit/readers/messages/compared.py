"""Distinguish the name of an error in a log from the same name in source code, which compares a value with it."""

from __future__ import annotations

# if (error.code === "ERR_REQUEST_CANCELED"), case "popup_closed_by_user":, message.includes("popup_closed_by_user")
NOT_COMPARED = r"(?<!= )(?<!= [\"'])(?<!case )(?<!case [\"'])(?<!\([\"'])"
