"""Who may do what: the one table of rights, for screen, REST, bulk and jobs alike."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sambruk_crm.errors import ForbiddenError, NotSignedInError
from sambruk_crm.models.vocabulary import Locale, Role


class Permission(StrEnum):
    """A right that a handler, an endpoint or a service function asks for."""

    PUBLIC = "public"
    """Anybody, signed in or not."""
    SIGNED_IN = "signed_in"
    """One's own account: password, sessions, language."""
    VIEW = "view"
    """Read organisations, persons, deals and their history."""
    EDIT_TODOS = "edit_todos"
    """Make, assign and close to-dos."""
    EDIT_RECORDS = "edit_records"
    """Write organisations, persons, memberships and history; choose and make tags."""
    EDIT_DEALS = "edit_deals"
    """Write and move deals."""
    SEND_MAILINGS = "send_mailings"
    """Write mailings and templates, and send them to those who want mailings."""
    SEND_INFORMATION = "send_information"
    """Send mailings that also reach those who opted out: information about what they have ordered."""
    DELETE_RECORDS = "delete_records"
    """Put records in the trash and bring them back, edit what colleagues wrote."""
    EXPORT = "export"
    """Take personal data out in files."""
    MANAGE_VOCABULARIES = "manage_vocabularies"
    """Phases, to-do types, history types, tags, lost reasons, own fields."""
    MANAGE_ABSENCES = "manage_absences"
    """Colleagues' absences and who stands in for them; one's own are everybody's to write."""
    MANAGE_FEES = "manage_fees"
    """Review, approve and lock the membership fees of a year, and mark them as invoiced."""
    MANAGE_SETTINGS = "manage_settings"
    """The association's settings and labels."""
    MANAGE_USERS = "manage_users"
    """Users, their roles, sessions and keys."""


_READER = {Permission.PUBLIC, Permission.SIGNED_IN, Permission.VIEW}
_STAFF = _READER | {Permission.EDIT_TODOS, Permission.EDIT_RECORDS, Permission.EDIT_DEALS, Permission.SEND_MAILINGS}
_MANAGER = _STAFF | {
    Permission.DELETE_RECORDS,
    Permission.EXPORT,
    Permission.MANAGE_VOCABULARIES,
    Permission.MANAGE_ABSENCES,
    Permission.MANAGE_FEES,
}
_ADMINISTRATOR = _MANAGER | {Permission.SEND_INFORMATION, Permission.MANAGE_SETTINGS, Permission.MANAGE_USERS}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: frozenset(_READER),
    Role.STAFF: frozenset(_STAFF),
    Role.MANAGER: frozenset(_MANAGER),
    Role.ADMINISTRATOR: frozenset(_ADMINISTRATOR),
}


@dataclass(frozen=True)
class Actor:
    """Who acts, as found out by the gate or the API: never taken from an argument of a request."""

    user_id: int
    name: str
    email: str
    role: Role
    locale: Locale
    time_zone: ZoneInfo
    session_id: int | None = None
    is_last_name_first: bool = False
    """They see persons named as they are sorted."""

    def may(self, permission: Permission) -> bool:
        """Return whether this actor's role has the right."""
        return permission in ROLE_PERMISSIONS[self.role]


def may(actor: Actor | None, permission: Permission) -> bool:
    """Return whether somebody, perhaps nobody, has the right."""
    return permission is Permission.PUBLIC or (actor is not None and actor.may(permission))


def require(actor: Actor | None, permission: Permission) -> None:
    """Refuse whoever lacks the right.

    Raises:
        NotSignedInError: nobody is signed in.
        ForbiddenError: somebody is, without this right.
    """
    if may(actor, permission):
        return
    if actor is None:
        raise NotSignedInError
    raise ForbiddenError
