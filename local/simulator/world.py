"""The in-memory state of one simulator."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from local.simulator import chance
from local.simulator.catalogue import Catalogue
from local.simulator.collection import COLLECTOR, collection
from local.simulator.edge_cases import EDGE_CASES, SCROBBLES
from local.simulator.entities import Album, Artist, Track
from local.simulator.exact_names import ExactNames
from local.simulator.history import History
from local.simulator.people import DAY, PEOPLE, Person
from local.simulator.sessions import Tokens
from local.simulator.tree import Tree

type Item = Artist | Album | Track
type Row = tuple[Tree, Tree]

_EVERYBODY = (*PEOPLE, COLLECTOR, *EDGE_CASES)
_LOVED = 30  # initially loved tracks of each user with phases


@dataclass
class World:
    """The catalogue, and the users with their plays, loved tracks and tags.

    `daily_limit` is how many scrobbles of a user the service takes in a day, None for any number;
    `accepted` are those it took, by user and day. `rows` are tracks as user.getRecentTracks
    describes them, by track and `loved` (extended=1 only): what precedes the date, and what follows
    it.
    """

    catalogue: Catalogue = field(default_factory=Catalogue)
    people: dict[str, Person] = field(default_factory=lambda: {p.name: p for p in _EVERYBODY})
    histories: dict[str, History] = field(default_factory=dict)
    loved: dict[str, dict[Track, int]] = field(default_factory=lambda: defaultdict(dict))
    tagged: dict[str, dict[Item, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    playing: dict[str, Track] = field(default_factory=dict)
    tokens: Tokens = field(default_factory=Tokens)
    daily_limit: int | None = None
    accepted: Counter[tuple[str, int]] = field(default_factory=Counter)
    rows: dict[tuple[Track, str | None], Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = ExactNames(self.catalogue)
        for person in self.people.values():
            self.histories[person.name] = self._history(person)
            if person.phases and person.counted:
                self._add_taste(person)

    def _history(self, person: Person) -> History:
        if person.name == COLLECTOR.name:
            return History(person, lambda: collection(self.names))
        scrobbles = SCROBBLES.get(person.name)
        albums = self.catalogue.playable()
        if scrobbles is None:
            return History(person, lambda: albums)
        return History(person, lambda: albums, lambda: scrobbles(self.names))

    def add(self, person: Person) -> None:
        """Add a user. Raises ValueError for a name that is taken."""
        if person.name.casefold() in self.people:
            raise ValueError("this user exists already")
        self.people[person.name.casefold()] = person
        self.histories[person.name] = self._history(person)

    def hide(self, user: str, *, hidden: bool) -> None:
        """Set whether a user's recent tracks need their own session. Raises KeyError if unknown."""
        key = user.casefold()
        self.people[key] = replace(self.people[key], hidden=hidden)

    def _add_taste(self, person: Person) -> None:
        """Generate a user's loved tracks and personal tags."""
        tracks = self.catalogue.tracks
        for index in range(_LOVED):
            track = tracks[chance.number("loved", person.name, index) % len(tracks)]
            self.loved[person.name].setdefault(track, person.registered + index * 7 * DAY + 37)
        tags = self.tagged[person.name]
        for artist in self.catalogue.artists[::2]:
            tags[artist] = list(artist.tags[:2])
            tags[artist.albums[0]] = ["favourite", "owned"]
            tags[artist.tracks[0]] = ["favourite", artist.tags[-1]]
