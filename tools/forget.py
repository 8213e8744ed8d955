"""Erases a user's stored listening history: `python -m tools.forget --user rj`.

Without `--stack`, it is erased from the stack that `make run` runs on this machine (PORT, 8080). A
running import of it stops. While the user has a key, their next request imports it again. What
their players told the gateway in the last days is erased too.
"""

import argparse

from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.playback.note import notes_key
from lastfm_gateway.storage.sorted_table import SortedTable
from lastfm_gateway.storage.table import TableFault
from local import aws
from tools.keys import clients, output_of


def main() -> None:
    """Erase the history and say so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--user", required=True, help="the Last.fm user to forget")
    parser.add_argument("--stack", help="a deployed stack; the local one by default")
    arguments = parser.parse_args()
    session, endpoint = clients(arguments.stack)
    stack = arguments.stack or aws.STACK_NAME
    history = output_of(session, endpoint, stack, "HistoryTableName")
    cache = output_of(session, endpoint, stack, "CacheTableName")
    client = session.client("dynamodb", endpoint_url=endpoint)
    try:
        HistoryStore(SortedTable(client, history)).erase(arguments.user)
        client.delete_item(TableName=cache, Key={"pk": {"S": notes_key(arguments.user)}})
    except TableFault as fault:
        raise SystemExit(f"The history could not be erased: {fault.reason}") from None
    print(f"Nothing is stored of the listening history of {arguments.user} any more.")


if __name__ == "__main__":
    main()
