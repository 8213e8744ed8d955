"""The local entrance: a queue for each function, and the API at the root."""

import asyncio
from collections import Counter
from typing import Any

from local.entrance import Entrance
from local.routes import Routes

ROOT_PORT = 8081


def _served_by(function: str) -> dict[str, Any]:
    return {"get": {"uri": f"arn:${{{function}.Arn}}:live/invocations"}}


ROUTES = Routes({"paths": {"/a/{x}": _served_by("AFunction"), "/b": _served_by("BFunction")}})


class Backend:
    """A fake MiniStack: holds each request until released, and records the peak."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.most: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._released = asyncio.Event()

    async def __call__(self, scope: Any, _receive: Any, _send: Any) -> None:
        """Take one request."""
        path: str = scope["path"]
        assert scope["raw_path"] == path.encode()
        self.paths.append(path)
        first = path[:8]
        self._inside[first] += 1
        self.most[first] = max(self.most[first], self._inside[first])
        await self._released.wait()
        await asyncio.sleep(0)
        self._inside[first] -= 1

    def release(self) -> None:
        """Answer the waiting requests, and later ones at once."""
        self._released.set()


def _request(path: str, port: int = 8080) -> dict[str, Any]:
    address = ("127.0.0.1", port)
    return {"type": "http", "path": path, "raw_path": path.encode(), "server": address}


async def _burst(at_once: int, paths: list[str], port: int = 8080) -> tuple[Backend, list[str]]:
    """Send all requests together; return the backend, and which entered before any ended."""
    backend = Backend()
    entrance = Entrance(backend, ROUTES, stage="local", root_port=ROOT_PORT, at_once=at_once)
    requests = [asyncio.create_task(entrance(_request(p, port), None, None)) for p in paths]
    for _ in range(5):
        await asyncio.sleep(0)
    entered = list(backend.paths)
    backend.release()
    await asyncio.gather(*requests)
    return backend, entered


def test_function_takes_a_few_requests_at_once_and_the_rest_in_order() -> None:
    """Of twenty requests four are inside at any time, and none is lost or overtaken."""
    paths = [f"/local/a/{n}" for n in range(20)]
    backend, entered = asyncio.run(_burst(4, paths))
    assert entered == paths[:4]
    assert backend.most["/local/a"] == 4
    assert backend.paths == paths


def test_full_function_delays_no_other() -> None:
    """Other functions, unknown paths and the local AWS have no part in its queue."""
    others = ["/local/b", "/local/nowhere", "/", "/2015-03-31/functions"]
    _, entered = asyncio.run(_burst(2, [f"/local/a/{n}" for n in range(9)] + others))
    assert entered == ["/local/a/0", "/local/a/1", *others]


def test_zero_means_no_limit() -> None:
    """Tests of concurrency get an environment for each request, as on AWS."""
    backend, _ = asyncio.run(_burst(0, [f"/local/a/{n}" for n in range(20)]))
    assert backend.most["/local/a"] == 20


def test_root_port_adds_the_stage_to_the_path() -> None:
    """A path with the stage is unchanged, and both pass the queue."""
    backend, entered = asyncio.run(_burst(1, ["/a/1", "/local/a/2", "/"], ROOT_PORT))
    assert backend.paths == ["/local/a/1", "/local/", "/local/a/2"]
    assert "/local/a/2" not in entered
