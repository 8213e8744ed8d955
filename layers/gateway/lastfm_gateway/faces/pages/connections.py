"""How each kind of client is connected: shown with the deployment's own addresses."""

from html import escape
from typing import Final, NamedTuple


class Connection(NamedTuple):
    """A kind of client: what to do, and lines to copy. `{base}` is the deployment's address."""

    clients: str
    how: str
    lines: tuple[str, ...]


CONNECTIONS: Final = (
    Connection(
        "Your own web page, app or script",
        "Each method of Last.fm is a path. No key, no signature; any origin that the deployment "
        "allows may call it.",
        (
            "{base}/artist/getInfo?artist=Radiohead",
            'const answer = await fetch("{base}/artist/getInfo?artist=Radiohead");',
        ),
    ),
    Connection(
        "Existing Last.fm clients",
        "Change the client's API address to the first line. If it asks for a key, give it the "
        "second, or a key of this gateway.",
        ("{base}/2.0/", "00000000000000000000000000000000"),
    ),
    Connection(
        "Rewind clients and dashboards",
        "A user's whole history, counted. Needs a key of this gateway as bearer.",
        (
            "{base}",
            'curl -H "Authorization: Bearer $KEY" "{base}/v1/listening/top/artists?period=7day"',
        ),
    ),
    Connection(
        "Spotify clients",
        "Change the client's API address to the first line, and give it a key of this gateway as "
        "access token. With spotipy it is the second.",
        ("{base}/v1/", 'sp = spotipy.Spotify(auth=KEY); sp.prefix = "{base}/v1/"'),
    ),
    Connection(
        "Dashboards, badges and overlays",
        "What you play now, in one flat object. The second line is for those that send no key: "
        "make a share token with POST /v1/keys/share. The third is a page for streaming software.",
        (
            "{base}/v1/now-playing",
            "{base}/share/TOKEN/now-playing",
            "{base}/share/TOKEN/overlay?theme=dark&width=480",
        ),
    ),
    Connection(
        "Players and scrobblers",
        "Anything with a setting for a ListenBrainz server scrobbles to Last.fm. Enter the first "
        "line, or the second if it wants the whole address, and a write key as token.",
        ("{base}", "{base}/1/submit-listens"),
    ),
    Connection(
        "Assistants",
        "A server of the Model Context Protocol, with a key of this gateway as bearer.",
        (
            "{base}/mcp",
            'claude mcp add --transport http lastfm {base}/mcp --header "Authorization: Bearer K"',
        ),
    ),
    Connection(
        "Code generators",
        "The whole API as OpenAPI 3.1. /openapi has it as YAML, in version 3.0.",
        ("{base}/openapi.json", "npx openapi-typescript {base}/openapi.json -o gateway.ts"),
    ),
)


def connections(base: str) -> str:
    """Return all connections as HTML."""
    return "".join(
        _connection(connection, base, number) for number, connection in enumerate(CONNECTIONS)
    )


def _connection(connection: Connection, base: str, number: int) -> str:
    lines = "".join(
        copyable(line.replace("{base}", base), f"line{number}-{place}")
        for place, line in enumerate(connection.lines)
    )
    return f"<h3>{escape(connection.clients)}</h3>\n<p>{escape(connection.how)}</p>\n{lines}"


def copyable(line: str, name: str) -> str:
    """Return text with a button that copies it. The button shows when scripts run.

    `name` is the text's id, by which the button says what it copies.
    """
    return (
        f'<div class="copy"><pre tabindex="0"><code id="{name}">{escape(line)}</code></pre>'
        f'<button type="button" hidden aria-describedby="{name}">Copy</button></div>\n'
    )
