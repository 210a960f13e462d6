"""What can be chosen in an own field, on pages, in forms and in filters."""

from dataclasses import dataclass

from sambruk_crm.errors import say
from sambruk_crm.models.vocabulary import OwnKind
from sambruk_crm.services import own_values
from sambruk_crm.services.own_values import Field
from sambruk_crm.state.base import translated


@dataclass(frozen=True)
class OwnChoice:
    """What can be chosen in a field, and what it is called."""

    value: str
    label: str


def options_of(each: Field, colleagues: own_values.Colleagues, locale: str, typed: str) -> list[OwnChoice]:
    """Return what can be chosen in a field, with what stands there though it is archived; none where one types."""
    chosen = typed.split("\n")
    match each.kind:
        case OwnKind.YES_NO:
            found = [OwnChoice("true", translated(say("Yes"))), OwnChoice("false", translated(say("No")))]
        case OwnKind.USER:
            people = (user for user in colleagues.values() if user.is_active or str(user.id) in chosen)
            found = [OwnChoice(str(user.id), user.name or user.email) for user in people]
        case OwnKind.ONE_OF | OwnKind.SEVERAL_OF:
            options = (option for option in each.options if not option.is_archived or option.key in chosen)
            found = [OwnChoice(option.key, option.name(locale)) for option in options]
        case _:
            return []
    return found if each.kind is OwnKind.SEVERAL_OF else [OwnChoice("", "–"), *found]
