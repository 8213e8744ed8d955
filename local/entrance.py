"""ASGI middleware before the local AWS: the API at the root path, and a queue for each function.

MiniStack starts an execution environment for each request that finds none idle, and a start keeps
a core busy for a second. Real Lambda has a machine for each; here all share a few cores. So each
function serves a limited number of requests at once, and the others wait in order.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from local.routes import Routes

type App = Callable[[Any, Any, Any], Awaitable[None]]


class Entrance:
    """ASGI middleware around MiniStack.

    Requests to `root_port` reach the API without its stage in the path. A function serves at most
    `at_once` requests at a time and queues the others in order; 0 means no limit.
    """

    def __init__(
        self, app: App, routes: Routes, *, stage: str, root_port: int, at_once: int
    ) -> None:
        self._app = app
        self._routes = routes
        self._prefix = f"/{stage}"
        self._root_port = root_port
        self._slots = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(at_once))
        self._limited = at_once > 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on once its function has a free slot."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["server"][1] == self._root_port:
            scope = self._at_stage(scope)
        async with self._slot(scope["path"]):
            await self._app(scope, receive, send)

    def _at_stage(self, scope: Any) -> Any:
        """Add the stage to the path, unless it is there, as in links that MiniStack builds."""
        path: str = scope["path"]
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            return scope
        raw_path = self._prefix.encode() + scope["raw_path"]
        return {**scope, "path": self._prefix + path, "raw_path": raw_path}

    def _slot(self, path: str) -> AbstractAsyncContextManager[None]:
        """Return a slot of the function behind a path. Calls to the local AWS need none."""
        if self._limited and path.startswith(f"{self._prefix}/"):
            function = self._routes.function(path.removeprefix(self._prefix))
            if function:
                return self._slots[function]
        return nullcontext()
