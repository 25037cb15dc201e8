"""Start the server for coding agents, compared with importing the SDK that it is built on."""

from __future__ import annotations

import json
import sys

from bench.timing import Figure, time_programs

MOST_MORE = 0.3
OURS = "siwakit mcp, until it has answered `initialize`"
PEER = "import mcp.server.lowlevel, mcp.server.stdio"
_CLIENT = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
_INITIALIZE = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": _CLIENT})


def measure() -> list[Figure]:
    """Return the figure of one start; the server ends at the end of its input."""
    programs = {OURS: [sys.executable, "-m", "siwakit", "mcp"], PEER: [sys.executable, "-c", PEER]}
    seen = time_programs(programs, given=f"{_INITIALIZE}\n")
    more = seen[OURS] - seen[PEER]
    return [Figure(OURS, seen[OURS], PEER, seen[PEER], seen[OURS] / seen[PEER], f"ours - peer < {MOST_MORE} s", more < MOST_MORE)]
