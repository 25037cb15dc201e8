"""A session with a coding agent: the calls of its tools, what is remembered between them, and the emulator that it started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siwakit.errors import UsageError

if TYPE_CHECKING:
    from siwakit.edge.mcp_server.folders import Folders
    from siwakit.edge.mcp_server.local_world import Identity, LocalWorld
    from siwakit.mcp.next_call import Following
    from siwakit.mcp.tools import Tool

_MOST_CASES = 16
_LISTS = ("texts", "files")


class Session:
    """What the calls of one client share: *folders*, the inputs of the last cases, and at most one emulator."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self._cases: dict[str, dict[str, Any]] = {}
        self._count = 0
        self._world: LocalWorld | None = None

    def with_case(self, arguments: dict[str, Any], tool: Tool) -> dict[str, Any]:
        """Return *arguments* of *tool* with those of the case that they name: texts and files are added, the others replaced.

        Raises:
            UsageError: a case that is not remembered.
        """
        if "case" not in arguments:
            return dict(arguments)
        earlier = self._cases.get(arguments["case"])
        if earlier is None:
            raise UsageError("case is not one of the last answers", hint="give the texts and files again, without a case")
        added = {name: [*earlier.get(name, ()), *arguments.get(name, ())] for name in _LISTS if name in earlier or name in arguments}
        return {name: value for name, value in {**earlier, **arguments, **added}.items() if name != "case" and name in tool.properties}

    def remember(self, arguments: dict[str, Any]) -> Following:
        """Remember *arguments*, which are complete, as a new case, and return what the next call builds on."""
        from siwakit.mcp.next_call import Following  # noqa: PLC0415  it loads the rules, and a server starts quickly

        self._count += 1
        case = f"case-{self._count}"
        self._cases[case] = arguments
        while len(self._cases) > _MOST_CASES:
            del self._cases[next(iter(self._cases))]
        return Following(case=case, keep=lambda text, name: str(self.folders.keep(text, name)))

    def world(self, identity: Identity) -> LocalWorld:
        """Return the emulator with the world of *identity*; another one is stopped.

        Raises:
            UsageError: the world is not possible.
        """
        if self._world is not None and self._world.identity == identity:
            return self._world
        from siwakit.edge.mcp_server.local_world import LocalWorld  # noqa: PLC0415  it loads the emulator

        self._stop()
        self._world = LocalWorld(identity)
        return self._world

    def close(self) -> None:
        """Stop the emulator, and remove the private folder."""
        self._stop()
        self.folders.close()

    def _stop(self) -> None:
        if self._world is not None:
            self._world.close()
            self._world = None
