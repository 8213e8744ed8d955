"""The methods of the web service, a module for each family."""

from local.simulator.method import Method
from local.simulator.methods import (
    album,
    artist,
    auth,
    charts,
    corrections,
    scrobbling,
    search,
    tag,
    tagging,
    tags,
    track,
    user,
    user_recent,
    user_tags,
    user_top,
    user_weekly,
)

_FAMILIES = (
    album,
    artist,
    auth,
    charts,
    corrections,
    scrobbling,
    search,
    tag,
    tagging,
    tags,
    track,
    user,
    user_recent,
    user_tags,
    user_top,
    user_weekly,
)

METHODS: dict[str, Method] = {
    method.name.lower(): method for family in _FAMILIES for method in family.METHODS
}
