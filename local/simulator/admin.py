"""The admin API, which the real service lacks: faults, the call log, users, the clock."""

import json
from collections.abc import Callable
from typing import Any

from local.simulator.editing import Editor
from local.simulator.faults import Fault, parse_fault
from local.simulator.lastfm import SimulatedLastfm
from local.simulator.people import Person
from local.simulator.reply import JSON, Reply

type Handler = Callable[[SimulatedLastfm, bytes], object]


def handle(lastfm: SimulatedLastfm, verb: str, path: str, body: bytes) -> Reply:
    """Answer an admin request: 400 with a reason for an invalid body, 404 for an unknown path."""
    handler = _PATHS.get((verb, path))
    if handler is None:
        return _reply(404, {"error": "no such admin path"})
    try:
        with lastfm.lock:
            return _reply(200, handler(lastfm, body))
    except (ValueError, KeyError, TypeError) as error:
        return _reply(400, {"error": str(error)})


def _reply(status: int, content: object) -> Reply:
    return Reply(status, JSON, json.dumps(content, ensure_ascii=False).encode())


def _add_fault(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Add a pending fault: {"fault": "error:29", …any other fields of Fault}."""
    lastfm.faults.add(fault_of(json.loads(body)))
    return {"ok": True}


def fault_of(body: dict[str, Any]) -> Fault:
    """Build a Fault from its JSON object. Raises ValueError, KeyError or TypeError if invalid."""
    details = dict(body)
    if details.get("times", 1) is not None and details.get("times", 1) < 1:
        raise ValueError("times must be 1 or more")
    named = parse_fault(details.pop("fault"))
    return Fault(**{"kind": named.kind, "code": named.code, "delay_ms": named.delay_ms, **details})


def _clear_faults(lastfm: SimulatedLastfm, _body: bytes) -> object:
    lastfm.faults.clear()
    return {"ok": True}


def _read_log(lastfm: SimulatedLastfm, _body: bytes) -> object:
    return [call.as_json() for call in lastfm.log]


def _clear_log(lastfm: SimulatedLastfm, _body: bytes) -> object:
    lastfm.log.clear()
    return {"ok": True}


def _now_playing(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Set what a user plays now: {"user", "artist", "track"}; without `track`, nothing."""
    fields = json.loads(body)
    world = lastfm.service.world
    user = world.people[fields.get("user", "rj")].name
    if not fields.get("track"):
        world.playing.pop(user, None)
        return {"ok": True}
    track = world.catalogue.track(fields["artist"], fields["track"])
    if track is None:
        raise ValueError("no such track")
    world.playing[user] = track
    return {"ok": True}


def _add_person(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Add a user with an empty history, which only scrobbles fill: {"name", "password"}."""
    fields = json.loads(body)
    name, password = str(fields["name"]), str(fields["password"])
    lastfm.service.world.add(Person(name, "", "", int(lastfm.now()), password))
    return {"ok": True}


def _add_scrobbles(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Add old scrobbles: {"user", "scrobbles": [[unix time, artist, album, track], …]}."""
    fields = json.loads(body)
    scrobbles = [(int(u), str(a), str(b), str(t)) for u, a, b, t in fields["scrobbles"]]
    return {"added": _editor(lastfm, fields).add(scrobbles)}


def _delete_scrobbles(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Delete scrobbles: {"user", "from", "to"} (`to` excluded), or of an "artist" or "track"."""
    fields = json.loads(body)
    window = int(fields["from"]), int(fields["to"])
    return {"deleted": _editor(lastfm, fields).delete(*window, *_names(fields))}


def _move_scrobbles(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Move the scrobbles of a second: {"user", "uts", "to"}, or of an "artist" or "track"."""
    fields = json.loads(body)
    times = int(fields["uts"]), int(fields["to"])
    return {"moved": _editor(lastfm, fields).move(*times, *_names(fields))}


def _editor(lastfm: SimulatedLastfm, fields: dict[str, Any]) -> Editor:
    return Editor(lastfm.service.world, str(fields["user"]), int(lastfm.now()))


def _names(fields: dict[str, Any]) -> tuple[str, str]:
    return str(fields.get("artist", "")), str(fields.get("track", ""))


def _hide(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Set whether a user hides their recent listening: {"user", "hidden"}."""
    fields = json.loads(body)
    lastfm.service.world.hide(str(fields["user"]), hidden=bool(fields["hidden"]))
    return {"ok": True}


def _set_daily_limit(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Set how many scrobbles of a user are taken in a day: {"scrobbles"}, null for any number."""
    limit = json.loads(body)["scrobbles"]
    lastfm.service.world.daily_limit = None if limit is None else int(limit)
    return {"ok": True}


def _read_clock(lastfm: SimulatedLastfm, _body: bytes) -> object:
    return {"now": lastfm.now()}


def _set_clock(lastfm: SimulatedLastfm, body: bytes) -> object:
    """Set how many seconds the service's clock is ahead of the real one: {"ahead"}."""
    lastfm.ahead = float(json.loads(body)["ahead"])
    return {"now": lastfm.now()}


_PATHS: dict[tuple[str, str], Handler] = {
    ("POST", "/admin/faults"): _add_fault,
    ("DELETE", "/admin/faults"): _clear_faults,
    ("GET", "/admin/log"): _read_log,
    ("DELETE", "/admin/log"): _clear_log,
    ("POST", "/admin/now-playing"): _now_playing,
    ("POST", "/admin/people"): _add_person,
    ("POST", "/admin/scrobbles"): _add_scrobbles,
    ("DELETE", "/admin/scrobbles"): _delete_scrobbles,
    ("POST", "/admin/scrobbles/move"): _move_scrobbles,
    ("POST", "/admin/hidden"): _hide,
    ("POST", "/admin/daily-limit"): _set_daily_limit,
    ("GET", "/admin/clock"): _read_clock,
    ("POST", "/admin/clock"): _set_clock,
}
