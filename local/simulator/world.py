"""The in-memory state of one simulator."""

from collections import defaultdict
from dataclasses import dataclass, field

from local.simulator import chance
from local.simulator.catalogue import Catalogue
from local.simulator.entities import Album, Artist, Track
from local.simulator.history import History
from local.simulator.people import DAY, PEOPLE, Person
from local.simulator.sessions import Tokens

type Item = Artist | Album | Track

_LOVED = 30  # initially loved tracks of each user with phases


@dataclass
class World:
    """The catalogue, and the users with their plays, loved tracks and tags."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    people: dict[str, Person] = field(default_factory=lambda: {p.name: p for p in PEOPLE})
    histories: dict[str, History] = field(default_factory=dict)
    loved: dict[str, dict[Track, int]] = field(default_factory=lambda: defaultdict(dict))
    tagged: dict[str, dict[Item, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    playing: dict[str, Track] = field(default_factory=dict)
    tokens: Tokens = field(default_factory=Tokens)

    def __post_init__(self) -> None:
        albums = self.catalogue.playable()
        for person in self.people.values():
            self.histories[person.name] = History(person, albums)
            if person.phases:
                self._add_taste(person)

    def add(self, person: Person) -> None:
        """Add a user. Raises ValueError for a name that is taken."""
        if person.name.casefold() in self.people:
            raise ValueError("this user exists already")
        self.people[person.name.casefold()] = person
        self.histories[person.name] = History(person, self.catalogue.playable())

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
