"""User tagging: getTags, addTags and removeTag, the same for artists, albums and tracks."""

from pydantic import Field

from lastfm_gateway.methods.freshness import MINUTE, NEVER, always
from lastfm_gateway.methods.method import Auth, Method, Topic
from lastfm_gateway.methods.parameters import Name, Parameters, Secret, Session, Tag, Tags, User
from lastfm_gateway.methods.shapes import NOTHING, OWN_TAGS


class TagOwnerParameters(Parameters):
    """The user whose tags to list: by name, or by session."""

    either = ("user", "sk")
    user: User | None = Field(None, description="Name of the user", examples=["rj"])
    sk: Secret | None = Field(None, description="Session key of the user, in place of `user`")


class ArtistTarget(Session):
    """The artist that a write is about, by name."""

    artist: Name = Field(description="Name of the artist", examples=["Radiohead"])


class TagsToAdd(Parameters):
    """The tags to add."""

    tags: Tags = Field(description="Up to ten tags, separated by commas", examples=["rock,90s"])


class TagToRemove(Parameters):
    """The tag to remove."""

    tag: Tag = Field(description="Name of the tag", examples=["rock"])


def tagging_methods(
    family: str, whose: type[Parameters], add: type[Parameters], remove: type[Parameters]
) -> tuple[Method, ...]:
    """Return a family's getTags, addTags and removeTag methods."""
    article = "an" if family[0] == "a" else "a"
    return (
        Method(
            name=f"{family}.getTags",
            summary=f"List the tags a user gave {article} {family}",
            parameters=whose,
            answer=OWN_TAGS,
            freshness=always(5 * MINUTE),
            shows=(Topic.TAGS,),
        ),
        _write(f"{family}.addTags", f"Add tags to {article} {family}", add),
        _write(f"{family}.removeTag", f"Remove a tag from {article} {family}", remove),
    )


def _write(name: str, summary: str, parameters: type[Parameters]) -> Method:
    return Method(
        name=name,
        summary=summary,
        parameters=parameters,
        answer=NOTHING,
        freshness=NEVER,
        auth=Auth.SESSION,
        verb="POST",
        changes=Topic.TAGS,
    )
