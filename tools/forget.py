"""Erases a user's stored listening history: `python -m tools.forget --user rj`.

Without `--stack`, it is erased from the stack that `make run` runs on this machine (PORT, 8080). A
running import of it stops, and cached pages about it are not served again. While the user has a
key, their next request imports it again. What their players told the gateway in the last days is
erased too.
"""

import argparse
import time

from lastfm_gateway.cache.invalidation import changes_key
from lastfm_gateway.cache.write_items import write_change
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.limits.sliding_window import to_ms
from lastfm_gateway.methods.method import Topic
from lastfm_gateway.playback.note import no_notes
from lastfm_gateway.storage.sorted_table import SortedTable
from lastfm_gateway.storage.table import Table, TableFault
from local import aws
from tools.keys import clients, output_of


def forget(histories: HistoryStore, cache: Table, user: str, now: float) -> None:
    """Erase a user's history and notes, and expire the cached pages. Raises TableFault."""
    histories.erase(user)
    cache.put(no_notes(user, now))
    write_change(cache, changes_key(user), Topic.SCROBBLES, to_ms(now))


def main() -> None:
    """Erase the history and say so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--user", required=True, help="the Last.fm user to forget")
    parser.add_argument("--stack", help="a deployed stack; the local one by default")
    arguments = parser.parse_args()
    session, endpoint = clients(arguments.stack)
    stack = arguments.stack or aws.STACK_NAME
    table = output_of(session, endpoint, stack, "HistoryTableName")
    cache = output_of(session, endpoint, stack, "CacheTableName")
    client = session.client("dynamodb", endpoint_url=endpoint)
    try:
        histories = HistoryStore(SortedTable(client, table))
        forget(histories, Table(client, cache, print), arguments.user, time.time())
    except TableFault as fault:
        raise SystemExit(f"The history could not be erased: {fault.reason}") from None
    print(f"Nothing is stored of the listening history of {arguments.user} any more.")


if __name__ == "__main__":
    main()
