"""Compares the gateway with nginx's proxy cache straight before Last.fm.

Both sides answer the same requests, with the same simulated Last.fm and the same faults. nginx is
called over HTTP, the gateway's function directly, as Lambda calls it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Final

from bench.failures import faults
from bench.nginx import version
from bench.rig import Rig, quiet
from bench.rival_requests import FAULTS
from bench.scenes import SCENES
from bench.sides import Side, gateway_side, nginx_side

type Start = Callable[..., AbstractContextManager[Side]]

_SIDES: Final[dict[str, Start]] = {"gateway": gateway_side, "nginx": nginx_side}


def measure(rig: Rig) -> dict[str, Any]:
    """Return the figures of both sides; nothing where nginx is not installed."""
    installed = version()
    if installed is None:
        print("skipped: nginx is not installed.", end="")
        return {}
    figures = {name: _side(start, rig) for name, start in _SIDES.items()}
    return {"rivals": {"nginx_version": installed, "faults": len(FAULTS), **figures}}


def _side(start: Start, rig: Rig) -> dict[str, Any]:
    figures = dict[str, Any]()
    for scene in SCENES:
        with start(rig, short=scene.short, callers=scene.callers) as side, _without_faults(rig):
            figures |= scene.play(side, rig.lastfm)
        print(".", end="", flush=True)
    with ExitStack() as started, _without_faults(rig):
        sides = {name: started.enter_context(start(rig, short=False, callers=1)) for name in FAULTS}
        return figures | faults(sides, rig.lastfm)


@contextmanager
def _without_faults(rig: Rig) -> Iterator[None]:
    """Clear the faults at the end, and discard the functions' metrics until then."""
    try:
        with quiet():
            yield
    finally:
        rig.lastfm.faults.clear()
