"""The expected errors: each carries a message that a user may read, and the HTTP status that fits it."""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Message:
    """A text for people: an English msgid of the catalogues, and what to fill into its {braces}.

    With `count` among the values, `plural` is used for every count but one.
    """

    msgid: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    plural: str = ""


def say(msgid: str, /, **values: Any) -> Message:
    """Return a message to be read in the reader's language later."""
    return Message(msgid, values)


def say_n(singular: str, plural: str, /, *, count: int, **values: Any) -> Message:
    """Return a message that fits a number, which both may show as {count}."""
    return Message(singular, {"count": count, **values}, plural)


class CrmError(Exception):
    """Something expected went wrong, and `message` tells the user what."""

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "error"

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


class NotFoundError(CrmError):
    """No such record, or none this actor may see."""

    status = 404
    slug = "not-found"

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or say("This record does not exist, or you may not see it."))


class NotSignedInError(CrmError):
    """Nobody is signed in, or the session has ended."""

    status = 401
    slug = "not-signed-in"

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or say("Please sign in."))


class ForbiddenError(CrmError):
    """The actor's role does not allow this."""

    status = 403
    slug = "forbidden"

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or say("Your role does not allow this."))


class AnotherUserError(CrmError):
    """Something was written by somebody other than who sends it."""

    status = 403
    slug = "another-user"

    def __init__(self) -> None:
        super().__init__(say("Somebody else wrote this on this phone. It is sent when they sign in."))


class InvalidError(CrmError):
    """What was typed cannot be accepted; `fields` says which field and why."""

    status = 422
    slug = "invalid"

    def __init__(self, fields: dict[str, Message]) -> None:
        super().__init__(next(iter(fields.values())))
        self.fields = fields


class StaleError(CrmError):
    """Somebody else changed the record first.

    Attributes:
        current: the values the record has now, by field (JSON-safe).
        fields: the fields that both changed, where it is known.
    """

    status = 409
    slug = "stale"

    def __init__(self, current: dict[str, Any], fields: tuple[str, ...] = ()) -> None:
        super().__init__(say("Someone else has changed this in the meantime. Nothing was overwritten."))
        self.current = current
        self.fields = fields


class OutcomeRequiredError(CrmError):
    """A deal enters a closed phase and neither won nor lost (with a reason) was said."""

    status = 422
    slug = "outcome-required"

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or say("Say whether the deal was won or lost."))


class InUseError(CrmError):
    """A record cannot go because others use it."""

    status = 409
    slug = "in-use"


class TooManyAttemptsError(CrmError):
    """Sign-in is paused for this account or address."""

    status = 429
    slug = "too-many-attempts"

    def __init__(self, seconds: int) -> None:
        super().__init__(say("Too many attempts. Try again in {seconds} seconds.", seconds=seconds))
        self.seconds = seconds


class FieldError(ValueError):
    """A field's own check refused the value, for the reason in `message`."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message
