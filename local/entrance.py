"""What stands before the local AWS: the API at the root of an address, and a queue per function.

MiniStack starts an execution environment for each request that finds none idle, and a start takes a
processor for a second. Real Lambda has a machine for each; here twenty at once would share a few
cores. So only some requests enter a function at once, and the others wait for their turn.
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

    Requests to `root_port` reach the API without its stage in the path. At most `at_once` requests
    are in one function, all others of the API's wait in order; 0 lets all in.
    """

    def __init__(
        self, app: App, routes: Routes, *, stage: str, root_port: int, at_once: int
    ) -> None:
        self._app = app
        self._routes = routes
        self._prefix = f"/{stage}"
        self._root_port = root_port
        self._places = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(at_once))
        self._limited = at_once > 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on once there is a place for it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["server"][1] == self._root_port:
            scope = self._at_stage(scope)
        async with self._place(scope["path"]):
            await self._app(scope, receive, send)

    def _at_stage(self, scope: Any) -> Any:
        """Return a request for the stage. MiniStack builds links with the stage: they work too."""
        path: str = scope["path"]
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            return scope
        raw_path = self._prefix.encode() + scope["raw_path"]
        return {**scope, "path": self._prefix + path, "raw_path": raw_path}

    def _place(self, path: str) -> AbstractAsyncContextManager[None]:
        """Return a place in the function behind a path; the local AWS itself has no queue."""
        if self._limited and path.startswith(f"{self._prefix}/"):
            function = self._routes.function(path.removeprefix(self._prefix))
            if function:
                return self._places[function]
        return nullcontext()
