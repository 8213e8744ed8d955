"""The protocol's own clients of Python and TypeScript, and its conformance suite, unmodified."""

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from local.npm import ROOT, installed, node

#: Name and arguments of a tool.
type Call = tuple[str, Mapping[str, Any]]

#: How the Python client begins: by itself, or as told.
type Mode = Literal["auto", "legacy", "2026-07-28"]

_SUPPORT: Final = ROOT / "tests" / "support"


class Walk(NamedTuple):
    """The version that client and server agreed on, the tools, and the result of each call."""

    version: str
    tools: list[dict[str, Any]]
    results: list[dict[str, Any]]


def walk_by_python(url: str, headers: Mapping[str, str], mode: Mode, calls: Sequence[Call]) -> Walk:
    """List and call tools by the Python client, which validates the results.

    Raises RuntimeError with what the client says.
    """

    async def walk() -> Walk:
        async with (
            httpx2.AsyncClient(headers=dict(headers), timeout=60) as http,
            Client(streamable_http_client(url, http_client=http), mode=mode) as client,
        ):
            listed = await client.list_tools()
            results = [await client.call_tool(name, dict(arguments)) for name, arguments in calls]
            return Walk(
                client.protocol_version,
                [tool.model_dump(mode="json", by_alias=True) for tool in listed.tools],
                [result.model_dump(mode="json", by_alias=True) for result in results],
            )

    try:
        return asyncio.run(walk())
    except ExceptionGroup as failed:
        raise RuntimeError("; ".join(_messages(failed))) from failed


def _messages(error: Exception) -> Iterator[str]:
    """Yield the messages of an exception, of those in a group one by one."""
    if isinstance(error, ExceptionGroup):
        for each in error.exceptions:
            yield from _messages(each)
    else:
        yield str(error)


def walk_by_typescript(
    url: str, headers: Mapping[str, str], negotiation: str, calls: Sequence[Call]
) -> Walk:
    """The same by the TypeScript client. `negotiation` is its mode, "" for the default."""
    package = installed("mcp", "@modelcontextprotocol/client")
    told = {"url": url, "headers": headers, "negotiation": negotiation, "calls": calls}
    done = subprocess.run(
        [node(least=20), str(_SUPPORT / "mcp-walk.mjs"), json.dumps(told, default=dict)],
        env={**os.environ, "CLIENT": str(package / "dist" / "index.mjs")},
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)
    if "failure" in found:
        raise RuntimeError(found["failure"])
    return Walk(**found)


def run_conformance(url: str, revision: str, expected_failures: Path, results: Path) -> str:
    """Run the suite at a revision; return what it prints. Raises CalledProcessError.

    It fails on a scenario that fails and is not expected to, and on one that passes although it is
    expected to fail.
    """
    suite = installed("mcp", "@modelcontextprotocol/conformance") / "dist" / "index.js"
    done = subprocess.run(
        [
            *(node(least=22), str(suite), "server", "--url", url, "--requirements", revision),
            *("--expected-failures", str(expected_failures), "-o", str(results)),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=results,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    return told
