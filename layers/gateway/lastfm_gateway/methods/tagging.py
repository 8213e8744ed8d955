"""The tags that a user gives: the same three methods for artists, albums and tracks."""

from pydantic import Field

from lastfm_gateway.methods.freshness import MINUTE, NEVER, always
from lastfm_gateway.methods.method import Auth, Method, Topic
from lastfm_gateway.methods.parameters import Name, Parameters, Secret, Session, Tag, Tags, User
from lastfm_gateway.methods.shapes import NOTHING, OWN_TAGS


class TagOwnerParameters(Parameters):
    """Whose tags: a named user's, or those of the session's own user."""

    either = ("user", "sk")
    user: User | None = Field(None, description="The user's name", examples=["rj"])
    sk: Secret | None = Field(None, description="The user's session key, instead of the name")


class ArtistTarget(Session):
    """An artist, by name."""

    artist: Name = Field(description="The artist's name", examples=["Radiohead"])


class TagsToAdd(Parameters):
    """Tags to give."""

    tags: Tags = Field(description="At most ten tags, separated by commas", examples=["rock,90s"])


class TagToRemove(Parameters):
    """A tag to take back."""

    tag: Tag = Field(description="The tag's name", examples=["rock"])


def tagging_methods(
    family: str, whose: type[Parameters], add: type[Parameters], remove: type[Parameters]
) -> tuple[Method, ...]:
    """Return the three methods of a family, from their parameters."""
    article = "an" if family[0] == "a" else "a"
    return (
        Method(
            name=f"{family}.getTags",
            summary=f"The tags that a user gave {article} {family}",
            parameters=whose,
            answer=OWN_TAGS,
            freshness=always(5 * MINUTE),
            shows=(Topic.TAGS,),
        ),
        _write(f"{family}.addTags", f"Gives {article} {family} tags", add),
        _write(f"{family}.removeTag", f"Takes a tag back from {article} {family}", remove),
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
