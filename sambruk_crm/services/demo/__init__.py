"""Example data: an invented association on top of the real municipalities, the same for the same seed and day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlmodel import col, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InUseError, say
from sambruk_crm.models import Deal, HistoryEntry, Locale, Organisation, Person, Role, Todo, User
from sambruk_crm.services import clock, reference, settings, users
from sambruk_crm.services.demo import contracts, fees, large, mailings, own_fields, small
from sambruk_crm.services.demo.scene import open_scene

Size = Literal["small", "large"]

USERS = (
    ("Maria Lind", "maria.lind@sambruk.example", Role.ADMINISTRATOR),
    ("Anders Holm", "anders.holm@sambruk.example", Role.MANAGER),
    ("Anna Berg", "anna.berg@sambruk.example", Role.STAFF),
    ("Johan Ek", "johan.ek@sambruk.example", Role.STAFF),
    ("Eva Strand", "eva.strand@sambruk.example", Role.READER),
)

_SIZE = "example_data_size"


@dataclass(frozen=True)
class Summary:
    """How many rows were made, and whose they are."""

    organisations: int
    persons: int
    deals: int
    todos: int
    history_entries: int
    emails: tuple[str, ...]


def load(
    session: CrmSession,
    *,
    size: Size = "small",
    seed: int = 1,
    today: date | None = None,
    password_hash: str | None = None,
) -> Summary:
    """Add example data and say on every screen that it is there. People who are here already get work too.

    Args:
        password_hash: with which the example users can sign in; without one they cannot.

    Raises:
        InUseError: example data was loaded before.
    """
    if loaded_size(session) is not None:
        raise InUseError(say("Example data is already loaded."))
    reference.load(session)
    here = list(
        session.exec(select(User.id).where(col(User.is_active), User.role != Role.READER).order_by(col(User.id)))
    )
    workers = [key or 0 for key in here] + _add_users(session, password_hash)
    scene = open_scene(session, seed, today or clock.today(session), workers)
    small.build(scene)
    mailings.add_mailings(scene)
    fees.add_older_figures(scene)
    if size == "large":
        large.build(scene)
    contracts.add_series(scene)
    own_fields.add_fields(scene)
    scene.rows.finish()
    fees.add_runs(session, scene.today.year)
    settings.write(session, {"has_example_data": True, _SIZE: size})
    if size == "large":
        session.execute(sa.text("ANALYZE"))
    made = scene.rows.made
    emails = tuple(email for _, email, _ in USERS)
    return Summary(made[Organisation], made[Person], made[Deal], made[Todo], made[HistoryEntry], emails)


def loaded_size(session: CrmSession) -> Size | None:
    """Return which example data is here."""
    if not settings.read(session).has_example_data:
        return None
    return "large" if settings.stored(session, _SIZE) == "large" else "small"


def renew_passwords(session: CrmSession, password_hash: str) -> tuple[str, ...]:
    """Return the example users who are still here a new password; returns their addresses."""
    emails = [email for _, email, _ in USERS]
    found = {user.email: user for user in session.exec(select(User).where(col(User.email).in_(emails)))}
    for user in found.values():
        users.replace_password(session, user, password_hash)
    return tuple(email for email in emails if email in found)


def _add_users(session: CrmSession, password_hash: str | None) -> list[int]:
    """Make the example users who are not there, and give those who work."""
    known = {user.email: user for user in session.exec(select(User))}
    workers: list[int] = []
    for name, email, role in USERS:
        if email in known:
            continue
        values = {"name": name, "email": email, "role": role, "locale": Locale.SV}
        user = users.add(session, values, password_hash)
        if role is not Role.READER:
            workers.append(user.key)
    return workers
