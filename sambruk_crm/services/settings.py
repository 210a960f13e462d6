"""The association's own choices: its name, time zone, language, currency, and what it calls its nouns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, Message, StaleError, say
from sambruk_crm.models import Locale, Role, Setting
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.remembered import Remembered
from sambruk_crm.services.values.validation import Email, Input, parse

Names = tuple[Message, Message]
"""A noun in the singular and the plural."""

NOUNS: dict[str, tuple[Names, ...]] = {
    "organisation": (
        (say("Organisation"), say("Organisations")),
        (say("Member"), say("Members")),
        (say("Municipality"), say("Municipalities")),
    ),
    "person": ((say("Person"), say("Persons")), (say("Contact"), say("Contacts"))),
    "service": ((say("Service"), say("Services")), (say("Project"), say("Projects"))),
    "contract": (
        (say("Contract"), say("Contracts")),
        (say("Agreement"), say("Agreements")),
    ),
    "history": ((say("History"), say("History")), (say("Note"), say("Notes"))),
}
"""What each noun may be called. The first is what texts are written with; a choice replaces its translation."""

RESPONSIBLE_ROLES = (Role.STAFF.value, Role.MANAGER.value, Role.ADMINISTRATOR.value)
"""From the least to the most."""
CURRENCIES = ("SEK", "NOK", "DKK", "EUR", "GBP")
LONGEST_NAME = 120
MOST_WARNINGS, LONGEST_AHEAD = 5, 730
MOST_MAILS = 3000
"""Per minute; faster than most servers take them."""


class _ReplyTo(Input):
    address: Email = ""


@dataclass(frozen=True)
class AssociationSettings:
    """Every choice, with the value it has before anybody chooses. `labels` holds a singular msgid by noun."""

    association_name: str = "Sambruk"
    time_zone: str = "Europe/Stockholm"
    default_locale: Locale = Locale.SV
    currency: str = "SEK"
    labels: dict[str, str] = field(default_factory=dict[str, str])
    has_example_data: bool = False
    mail_sender: str = ""
    mail_reply_to: str = ""
    mails_per_minute: int = 60
    responsible_role: str = Role.STAFF.value
    """The least role whose users can be chosen as responsible."""
    contract_warning_days: list[int] = field(default_factory=lambda: [90, 30])
    """How many days ahead of the days of a contract its owner is warned."""
    links_customers: bool = False
    """Link whoever books, by e-mail address, and add those we do not know as customers."""
    getting_started_away: bool = False
    """What is to be done first has been put away."""
    association_logo: str = ""
    """The token of its file, written by `association_logo` alone."""
    synchronised_role: str = ""
    """What the booking system calls the customers we link; empty: all of them."""
    adds_trials: bool = False
    """Add whoever books without being a member, or on trial, as a prospect."""
    trial_tag: int | None = None
    booking_history_type: int | None = None

    @property
    def sender(self) -> str:
        """The name that mailings come from."""
        return self.mail_sender or self.association_name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days begin and end here."""
        return ZoneInfo(self.time_zone)

    def renamed(self) -> dict[str, Message]:
        """Give, by the msgid that texts use for a noun, the name that was chosen instead."""
        found: dict[str, Message] = {}
        for noun, alternatives in NOUNS.items():
            usual = alternatives[0]
            chosen = next(
                (names for names in alternatives if names[0].msgid == self.labels.get(noun)),
                usual,
            )
            if chosen is not usual:
                found |= {old.msgid: new for old, new in zip(usual, chosen, strict=True)}
        return found


_remembered: Remembered[AssociationSettings] = Remembered("setting")
_CHANGED = "settings_changed"
"""Marks a session that has written settings: it reads its own."""


def read(session: Session) -> AssociationSettings:
    """Return the association's choices; anybody may see them."""
    if session.info.get(_CHANGED):
        return _read(session)
    return _remembered.get(session.get_bind().engine.url, lambda: _read(session))


def _read(session: Session) -> AssociationSettings:
    names = AssociationSettings.__dataclass_fields__
    rows = session.exec(select(Setting.name, Setting.value)).all()
    chosen = AssociationSettings(**{name: value for name, value in rows if name in names})
    return replace(chosen, default_locale=Locale(chosen.default_locale))


def change(session: Session, actor: Actor, base: Mapping[str, Any] | None = None, **values: Any) -> AssociationSettings:
    """Change some of the association's choices.

    Raises:
        InvalidError: a value that cannot be, by its name.
        StaleError: somebody else changed a choice that differs from `base`, what the editor saw.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    present = read(session)
    kept = {name: value for name, value in checked(values).items() if value != getattr(present, name)}
    seen = base or {}
    both = {name: now for name in kept if name in seen and seen[name] != (now := getattr(present, name))}
    if both:
        raise StaleError(both, tuple(both))
    write(session, kept)
    return read(session)


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values ready for storing.

    Raises:
        InvalidError: a value that cannot be, by its name.
    """
    values = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
    if "contract_warning_days" in values:
        values["contract_warning_days"] = _days(values["contract_warning_days"])
    faults = {name: fault for name, value in values.items() if (fault := _fault(name, value))}
    if faults:
        raise InvalidError(faults)
    return values


def write(session: Session, values: dict[str, Any]) -> None:
    """Store values by name, without asking who acts; for services only."""
    session.info[_CHANGED] = True
    rows = {row.name: row for row in session.exec(select(Setting).where(col(Setting.name).in_(values)))}
    for name, value in values.items():
        row = rows.get(name) or Setting(name=name)
        row.value = value
        session.add(row)
    session.flush()


def stored(session: Session, name: str) -> Any:
    """Return one stored value as it is, or None."""
    return session.exec(select(Setting.value).where(Setting.name == name)).first()


def _fault(name: str, value: Any) -> Message | None:
    match name:
        case "association_name":
            return (
                None
                if value and len(value) <= LONGEST_NAME
                else say("Write a name of at most {count} characters.", count=LONGEST_NAME)
            )
        case "time_zone":
            return None if value in available_timezones() else say("There is no such time zone.")
        case "mail_sender" | "mail_reply_to" | "mails_per_minute":
            return _mail_fault(name, value)
        case "synchronised_role":
            return None if len(value) <= LONGEST_NAME else say("This text is too long.")
        case "default_locale" | "currency" | "labels":
            return None if _is_listed(name, value) else say("Choose one from the list.")
        case _:
            return _crm_fault(name, value)


def _days(value: Any) -> Any:
    """Read numbers of days as people write them: 90, 30; the most days first, and each once."""
    parts = re.split(r"[,;\s]+", value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(str(part).isdecimal() for part in parts if part != ""):  # pyright: ignore[reportUnknownVariableType]
        return value
    return sorted({int(str(part)) for part in parts if part != ""}, reverse=True)  # pyright: ignore[reportUnknownVariableType]


def _crm_fault(name: str, value: Any) -> Message | None:
    if name == "contract_warning_days":
        return None if _are_days(value) else say("Write numbers of days, such as 90, 30.")
    if name == "responsible_role":
        fits = value in RESPONSIBLE_ROLES
    elif name in {"links_customers", "adds_trials", "getting_started_away"}:
        fits = isinstance(value, bool)
    elif name in {"trial_tag", "booking_history_type"}:
        fits = value is None or isinstance(value, int)
    else:
        return say("There is no such field.")
    return None if fits else say("Choose one from the list.")


def _are_days(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_WARNINGS and all(1 <= days <= LONGEST_AHEAD for days in value)


def _is_listed(name: str, value: Any) -> bool:
    if name == "labels":
        return _are_labels(value)
    return value in (CURRENCIES if name == "currency" else tuple(Locale))


def _mail_fault(name: str, value: Any) -> Message | None:
    if name == "mail_sender":
        return None if len(value) <= LONGEST_NAME else say("This text is too long.")
    if name == "mails_per_minute":
        is_pace = isinstance(value, int) and 1 <= value <= MOST_MAILS
        return None if is_pace else say("Write a number from 1 to {count}.", count=MOST_MAILS)
    try:
        parse(_ReplyTo, {"address": value})
    except InvalidError as error:
        return error.message
    return None


def _are_labels(value: Any) -> bool:
    return isinstance(value, dict) and all(
        noun in NOUNS and label in {names[0].msgid for names in NOUNS[noun]}
        for noun, label in value.items()  # pyright: ignore[reportUnknownVariableType]
    )
