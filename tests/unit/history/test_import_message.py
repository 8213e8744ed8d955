"""Messages of the import queue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.import_message import ImportMessage, MalformedMessage
from lastfm_gateway.history.window import Window

NUMBERS = st.integers(0, 2**33)
WINDOWS = st.lists(st.builds(Window, NUMBERS, NUMBERS), max_size=3).map(tuple)
MESSAGES = st.builds(
    ImportMessage,
    user=st.text(),
    generation=NUMBERS,
    task=st.sampled_from(["import", "reread", "verify", "repair"]),
    windows=WINDOWS,
    started=NUMBERS,
    session=st.none() | st.binary(min_size=1),
    found=WINDOWS,
    step=NUMBERS,
)


@given(MESSAGES)
def test_message_is_what_was_sent(message: ImportMessage) -> None:
    """Every field passes through the queue; its text shows no user in a log."""
    assert ImportMessage.from_json(message.to_json()) == message
    assert "windows" not in repr(message)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(repr))
def test_any_other_text_is_malformed(text: str) -> None:
    """It raises nothing else."""
    with pytest.raises(MalformedMessage):
        ImportMessage.from_json(text)


@given(MESSAGES)
def test_following_message_has_another_identity(message: ImportMessage) -> None:
    """It goes on for the same user and session, and is known when it is sent twice."""
    following = message.then("verify", [Window(1, 2)])
    assert (following.user, following.session) == (message.user, message.session)
    assert following.identity != message.identity
    assert following.identity == message.then("verify", [Window(3, 4)]).identity
