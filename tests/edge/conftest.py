"""The fixture that connects to every port."""

from tests.edge.ports import connect_to

__all__ = ["connect_to"]
