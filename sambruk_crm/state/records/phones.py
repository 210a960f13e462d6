"""Telephone numbers as pages show them."""

from dataclasses import dataclass

from sambruk_crm.services.values import phones
from sambruk_crm.state.base import translated


@dataclass(frozen=True)
class PhoneShown:
    """A number as people here write it, and as it is dialled; both empty for none."""

    text: str = ""
    dialled: str = ""


NO_PHONE = PhoneShown()


def phone_shown(number: str) -> PhoneShown:
    """Show a kept number in the caller's language."""
    return PhoneShown(translated(phones.local(number)), phones.dialled(number)) if number else NO_PHONE
