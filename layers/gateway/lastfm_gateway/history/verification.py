"""Verification: compares what is stored with Last.fm's counts, and finds the months that differ.

It makes a bounded number of calls for a message; the next message goes on. A month that still
differs when it was read again has scrobbles that cannot be stored: it is settled, with its known
difference, until Last.fm's count of it changes.
"""

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.history.comparison import Comparison, covered_part, stored_in, years
from lastfm_gateway.history.import_calls import COUNTS_PER_MESSAGE
from lastfm_gateway.history.import_message import ImportMessage
from lastfm_gateway.history.import_step import Step
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.source import OutOfCalls
from lastfm_gateway.history.window import Window


def begin_comparison(message: ImportMessage, manifest: Manifest) -> ImportMessage:
    """Return the message that begins to compare the counts of all years with Last.fm's."""
    return message.then("verify", years(Window(manifest.begin or 0, manifest.covered.end)))


def compare(step: Step) -> ImportMessage | None:
    """Compare some windows; without any left, have the months that differ read again."""
    message = step.message
    if not message.windows:
        return _conclude(step)
    comparison = Comparison(message.windows, message.found)
    for done in range(COUNTS_PER_MESSAGE):
        if not comparison.pending:
            break
        try:
            comparison = _compare_last(step, comparison)
        except (GatewayError, OutOfCalls):
            if not done:
                raise
            break
    return message.then("verify", *comparison)


def _conclude(step: Step) -> ImportMessage | None:
    manifest = step.manifest
    found = list(step.message.found)
    before = Window(step.kept_from, max(step.kept_from, manifest.begin or 0))
    if before.start < before.end and (step.calls.count(before) != manifest.difference_in(before)):
        found.append(before)
    if found:
        return step.message.then("repair", found)
    settle(step, manifest)
    return None


def _compare_last(step: Step, comparison: Comparison) -> Comparison:
    window = covered_part(step.manifest, comparison.pending[-1])
    differs = window.start < window.end and (
        step.calls.count(window)
        != stored_in(step.manifest, window) + step.manifest.difference_in(window)
    )
    return comparison.compared(window, differs=differs)


def settle(step: Step, manifest: Manifest) -> None:
    """Record that the history was verified, and how many scrobbles Last.fm counts in all.

    The two counts differ by the known differences, if the difference cannot be found, or if old
    scrobbles are not kept.
    """
    total = step.calls.count(Window(0, manifest.covered.end))

    def verified(before: Manifest) -> Manifest:
        begins = [at for at in (before.begin, before.oldest) if at is not None]
        begin = min(begins, default=None)
        return before._replace(verified_at=step.now, lastfm_total=total, begin=begin)

    step.update(verified)
