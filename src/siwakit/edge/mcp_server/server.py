"""The server: the official SDK's, with the tools of siwakit, on standard input and output."""

from __future__ import annotations

import json

import anyio
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from siwakit.edge.mcp_server.messages import claim_standard_input
from siwakit.edge.mcp_server.session import Session
from siwakit.mcp.tools import INSTRUCTIONS, TOOLS


def build_server(session: Session, version: str) -> Server[object]:
    """Return the server of *session*."""
    one_at_a_time = anyio.Lock()

    async def list_tools(_context: ServerRequestContext[object], _params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(
            tools=[
                Tool(
                    name=tool.name,
                    title=tool.title,
                    description=tool.description,
                    input_schema=tool.schema,
                    annotations=ToolAnnotations(read_only_hint=not tool.writes, destructive_hint=False, open_world_hint=False),
                )
                for tool in TOOLS
            ]
        )

    async def call_tool(_context: ServerRequestContext[object], params: CallToolRequestParams) -> CallToolResult:
        from siwakit.edge.mcp_server.dispatch import dispatch  # noqa: PLC0415  a server starts quickly, and the first call loads the rules

        async with one_at_a_time:
            answered = await anyio.to_thread.run_sync(dispatch, session, params.name, params.arguments)
        return CallToolResult(
            content=[TextContent(type="text", text=answered.text)], structured_content=json.loads(answered.text), is_error=answered.is_error
        )

    return Server("siwakit", version=version, title="siwakit", instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool)


def serve(session: Session, version: str) -> None:
    """Serve *session* on standard input and output until the client ends."""

    async def run() -> None:
        server = build_server(session, version)
        async with stdio_server(stdin=anyio.wrap_file(claim_standard_input())) as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(run)
