"""The track titles: listed where a title matters, else combined from two words."""

from local.simulator import chance

KNOWN: dict[str, tuple[str, ...]] = {
    "OK Computer": ("Airbag", "Paranoid Android", "Let Down", "Karma Police", "No Surprises"),
    "Pablo Honey": ("You", "Creep", "Stop Whispering", "Lurgee", "Blow Out"),
    "Kid A": ("Kid A", "The National Anthem", "Optimistic", "Idioteque"),
    "Back in Black": ("Hells Bells", "Back in Black", "Shoot to Thrill", "You Shook Me"),
    "Nevermind": ("Smells Like Teen Spirit", "Come as You Are", "Lithium", "Polly"),
    "Try & Try Again": (
        "100% Sure",
        "Why?",
        "1 + 1 = 2",
        'The "Quoted" One',
        "Don't & Won't",
        "<Tag> \\ Back / Slash",
    ),
    "朝の歌": ("朝の歌", "遠い海", "灯台", "Tokyo #7"),
    "( )": ("(untitled 1)", "(untitled 2)", "Untitled; or, 100 % ünïcödé"),
    "The Only One": ("The Only Song",),
    "Untitled Sketches": (),
}

FIRST = [
    "Amber",
    "Broken",
    "Clear",
    "Distant",
    "Early",
    "Falling",
    "Golden",
    "Hidden",
    "Idle",
    "Jagged",
    "Kind",
    "Last",
    "Midnight",
    "Narrow",
    "Open",
    "Paper",
    "Quiet",
    "Restless",
    "Slow",
    "Tender",
    "Upper",
    "Velvet",
    "Wooden",
    "Yellow",
]
SECOND = [
    "Anchor",
    "Bridge",
    "Candle",
    "Door",
    "Engine",
    "Field",
    "Garden",
    "Hour",
    "Island",
    "Journey",
    "Key",
    "Letter",
    "Mirror",
    "Number",
    "Ocean",
    "Promise",
    "Question",
    "River",
    "Signal",
    "Thunder",
    "Umbrella",
    "Valley",
    "Window",
    "Year",
]
_SHORTEST, _LONGEST = 4, 8


def titles(artist: str, album: str) -> tuple[str, ...]:
    """Return an album's track titles, all different."""
    if album in KNOWN:
        return KNOWN[album]
    size = _SHORTEST + chance.number("size", artist, album) % (_LONGEST - _SHORTEST + 1)
    start = chance.number("title", artist, album)
    return tuple(
        f"{FIRST[(start + 7 * index) % len(FIRST)]}"
        f" {SECOND[(start // 31 + 5 * index) % len(SECOND)]}"
        for index in range(size)
    )
