"""The admin paths, which the real service hasn't: faults, the log, users, the clock."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from local.simulator.faults import Fault, parse_fault
from local.simulator.people import Person
from local.simulator.reply import JSON, Reply

if TYPE_CHECKING:
    from local.simulator.server import Simulator

type Handler = Callable[["Simulator", bytes], object]


def handle(simulator: "Simulator", verb: str, path: str, body: bytes) -> Reply:
    """Answer an admin request; 400 with a reason if it makes no sense, 404 for unknown paths."""
    handler = _PATHS.get((verb, path))
    if handler is None:
        return _reply(404, {"error": "no such admin path"})
    try:
        return _reply(200, handler(simulator, body))
    except (ValueError, KeyError, TypeError) as error:
        return _reply(400, {"error": str(error)})


def _reply(status: int, content: object) -> Reply:
    return Reply(status, JSON, json.dumps(content, ensure_ascii=False).encode())


def _add_fault(simulator: "Simulator", body: bytes) -> object:
    """Let a fault wait, described by `fault` and any other fields of Fault."""
    simulator.faults.add(fault_of(json.loads(body)))
    return {"ok": True}


def fault_of(wish: dict[str, Any]) -> Fault:
    """Read a fault from JSON. ValueError or TypeError: it makes no sense."""
    details = dict(wish)
    if details.get("times", 1) is not None and details.get("times", 1) < 1:
        raise ValueError("times must be 1 or more")
    named = parse_fault(details.pop("fault"))
    return Fault(**{"kind": named.kind, "code": named.code, "delay_ms": named.delay_ms, **details})


def _clear_faults(simulator: "Simulator", _body: bytes) -> object:
    simulator.faults.clear()
    return {"ok": True}


def _read_log(simulator: "Simulator", _body: bytes) -> object:
    return [call.as_json() for call in simulator.log]


def _clear_log(simulator: "Simulator", _body: bytes) -> object:
    simulator.log.clear()
    return {"ok": True}


def _now_playing(simulator: "Simulator", body: bytes) -> object:
    """Let a user play a track of the catalogue: {"user", "artist", "track"}; no track: silence."""
    wish = json.loads(body)
    world = simulator.service.world
    user = world.people[wish.get("user", "rj")].name
    if not wish.get("track"):
        world.playing.pop(user, None)
        return {"ok": True}
    track = world.catalogue.track(wish["artist"], wish["track"])
    if track is None:
        raise ValueError("no such track")
    world.playing[user] = track
    return {"ok": True}


def _add_person(simulator: "Simulator", body: bytes) -> object:
    """Add a user who has never played anything: {"name", "password"}.

    The history is what calls write, and nothing else: nothing is ever made up for such a user.
    """
    wish = json.loads(body)
    name, password = str(wish["name"]), str(wish["password"])
    simulator.service.world.add(Person(name, "", "", int(simulator.now()), password))
    return {"ok": True}


def _read_clock(simulator: "Simulator", _body: bytes) -> object:
    return {"now": simulator.now()}


def _set_clock(simulator: "Simulator", body: bytes) -> object:
    """Have the service's clock go so many seconds ahead of the true one: {"ahead"}."""
    simulator.ahead = float(json.loads(body)["ahead"])
    return {"now": simulator.now()}


_PATHS: dict[tuple[str, str], Handler] = {
    ("POST", "/admin/faults"): _add_fault,
    ("DELETE", "/admin/faults"): _clear_faults,
    ("GET", "/admin/log"): _read_log,
    ("DELETE", "/admin/log"): _clear_log,
    ("POST", "/admin/now-playing"): _now_playing,
    ("POST", "/admin/people"): _add_person,
    ("GET", "/admin/clock"): _read_clock,
    ("POST", "/admin/clock"): _set_clock,
}
