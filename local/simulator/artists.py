"""The artists of the catalogue: name, country, tags (heaviest first), albums.

The names are those of the documentation's examples, invented ones, and edge cases with slashes,
commas, ampersands and other scripts.
"""

type Row = tuple[str, str, str, tuple[str, ...]]

ARTISTS: tuple[Row, ...] = (
    (
        "Radiohead",
        "United Kingdom",
        "alternative,rock,alternative rock,indie,electronic",
        ("OK Computer", "Pablo Honey", "Kid A"),
    ),
    ("AC/DC", "Australia", "hard rock,rock,classic rock", ("Back in Black", "High Voltage")),
    ("Björk", "Iceland", "electronic,experimental,pop", ("Homogenic", "Vespertine", "Debut")),
    ("Tyler, the Creator", "United States", "hip-hop,rap,soul", ("Flower Boy", "IGOR")),
    ("P!nk & Friends", "United States", "pop,rock", ("Try & Try Again", "What About Us?")),
    ("夜明けの灯", "Japan", "japanese,indie,dream pop", ("朝の歌", "遠い海 (Deluxe)")),
    ("Sigur Rós", "Iceland", "post-rock,ambient,experimental", ("Ágætis byrjun", "( )")),
    ("Portishead", "United Kingdom", "trip-hop,electronic,chillout", ("Dummy", "Third")),
    (
        "Massive Attack",
        "United Kingdom",
        "trip-hop,electronic,chillout",
        ("Mezzanine", "Blue Lines"),
    ),
    ("Daft Punk", "France", "electronic,house,dance", ("Discovery", "Homework")),
    ("Nirvana", "United States", "grunge,rock,alternative", ("Nevermind", "In Utero")),
    ("Joy Division", "United Kingdom", "post-punk,new wave", ("Closer", "Unknown Pleasures")),
    ("Nina Simone", "United States", "jazz,soul,blues", ("Wild Is the Wind", "Pastel Blues")),
    ("Aphex Twin", "United Kingdom", "electronic,ambient,experimental", ("Syro", "Drukqs")),
    ("Caetano & Costa", "Brazil", "jazz,pop,folk", ("Domingo de Sol", "Rua Nova")),
    ("The Paper Foxes", "Canada", "indie,folk,indie rock", ("Lantern Season", "Low Winter Sun")),
    ("Glass Harbour", "United Kingdom", "dream pop,indie,ambient", ("Tidewater", "Harbour Lights")),
    ("Nordlicht", "Germany", "electronic,house,ambient", ("Morgenrot", "Polarnacht", "Funken")),
    ("Cassette Weather", "Sweden", "indie,pop,new wave", ("Side A", "Side B")),
    ("Velvet Antenna", "United States", "alternative,indie rock,rock", ("Static", "Long Wave")),
    ("Maison Lune", "France", "house,dance,pop", ("Minuit", "Croissant de lune")),
    ("Iron Orchard", "Germany", "metal,hard rock", ("Root & Rust", "Harvest of Steel", "Ember")),
    ("Silent Marmots", "Sweden", "post-rock,indie", ("Hibernate", "Above the Tree Line")),
    ("Kites for Sale", "Canada", "indie,folk,pop", ("Thread", "Windfall")),
    ("Delta Parlour", "United States", "blues,rock,soul", ("Mud & Honey", "Back Porch Tapes")),
    ("Salt Cartography", "Australia", "indie rock,alternative", ("Legend", "Projection", "Scale")),
    ("Mei & the Machines", "Japan", "electronic,japanese,pop", ("Neon Garden", "Quiet Engine")),
    ("Quarter Past Rain", "United Kingdom", "folk,chillout", ("Umbrella Songs", "Drizzle")),
    ("Los Relojes", "Spain", "indie,rock,new wave", ("Media Noche", "Tic Tac")),
    (
        "Bright Ledger",
        "United States",
        "hip-hop,rap,jazz",
        ("Balance Due", "Double Entry", "Audit"),
    ),
    ("Winterbourne Trio", "Canada", "jazz,chillout", ("Standards", "Half Light", "Blue Kettle")),
    ("Öland", "Sweden", "ambient,post-rock", ("Kalk", "Sund", "Strandlinje")),
    ("Hollow Parade", "Poland", "post-punk,grunge", ("Confetti", "Brass & Bone")),
    ("Sugar Comet", "Brazil", "dance,pop,house", ("Orbit", "Candy Tail", "Perihelion")),
    ("The Tin Lighthouse", "Iceland", "folk,indie,dream pop", ("Beacon", "Fog Signal")),
    ("Anvil Choir", "Poland", "metal,experimental", ("Hammer Mass", "Bellows")),
    ("Low Battery", "Spain", "trip-hop,hip-hop,chillout", ("Two Percent", "Charger", "Standby")),
    ("Saturday Atlas", "Australia", "alternative rock,indie rock", ("Meridian", "Weekend Maps")),
    ("Margin Notes", "United States", "alternative rock,folk", ("Footnote", "Ibid.", "Errata")),
    ("Lone Kettle", "Canada", "seen live", ("The Only One", "Untitled Sketches")),
)

# Albums without tracks and tags.
EMPTY_ALBUMS = frozenset({"Untitled Sketches"})
