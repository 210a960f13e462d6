"""The usual rules of a record: read unless it is in the trash, written as far as it is sent, put in the trash."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import Session

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, Message, NotFoundError, say
from sambruk_crm.models import Row, VersionedRow, utc_now
from sambruk_crm.services import own_values
from sambruk_crm.services.catalogue import Rules
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Fielded, Input, check_version, merge, parse

R = TypeVar("R", bound=VersionedRow)


def known(session: Session, table: type[Row], key: int | None, field: str) -> Any:
    """Return the record that a field points to, which may not be in the trash; None where it points to none.

    Raises:
        InvalidError: there is no such record.
    """
    found = session.get(table, key) if key is not None else None
    if key is not None and (found is None or getattr(found, "deleted_at", None) is not None):
        raise InvalidError({field: say("Choose one from the list.")})
    return found


@dataclass(frozen=True)
class Records(Generic[R]):
    """The rules of a noun that has no others: a table with a `deleted_at`, and what can be written of its rows.

    Attributes:
        permission: the right that writing takes.
        missing: what is told of a record that is not there.
        finish: checks a record as a whole and sets what it is found by, before it is stored.
    """

    table: type[R]
    input: type[Input]
    permission: Permission
    missing: Message
    finish: Callable[[Session, R], None]

    @property
    def rules(self) -> Rules:
        """The rules as a noun declares them."""
        return Rules(self.get, self.update, self.delete, self.create)

    def get(self, session: Session, actor: Actor, key: int, *, for_update: bool = False) -> R:
        """Return a record that is not in the trash.

        Raises:
            NotFoundError: there is none.
        """
        require(actor, Permission.VIEW)
        found = session.get(self.table, key, with_for_update=HELD if for_update else None)
        if found is None or getattr(found, "deleted_at", None) is not None:
            raise NotFoundError(self.missing)
        return found

    def create(self, session: Session, actor: Actor, values: Mapping[str, Any] | Input) -> R:
        """Add a record.

        Raises:
            InvalidError: a field cannot be read, or the record would break a rule.
        """
        require(actor, self.permission)
        return self._write(session, self.table(), values, None)

    def update(
        self,
        session: Session,
        actor: Actor,
        key: int,
        values: Mapping[str, Any] | Input,
        *,
        version: int | None = None,
        base: Mapping[str, Any] | None = None,
    ) -> R:
        """Change what is sent and nothing else.

        Args:
            version: refuse the change if the record is not at this version (programs).
            base: the values the editor saw; refuse only where somebody else changed the same field (screens).

        Raises:
            StaleError: with the current values.
        """
        require(actor, self.permission)
        record = self.get(session, actor, key, for_update=True)
        check_version(record, version, record.model_dump(mode="json"))
        return self._write(session, record, values, base)

    def delete(self, session: Session, actor: Actor, key: int, *, version: int | None = None) -> None:
        """Put a record in the trash."""
        require(actor, Permission.DELETE_RECORDS)
        record: Any = self.get(session, actor, key)
        check_version(record, version, record.model_dump(mode="json"))
        record.deleted_at = utc_now()
        session.flush()

    def _write(
        self, session: Session, record: R, values: Mapping[str, Any] | Input, base: Mapping[str, Any] | None
    ) -> R:
        wanted = parse(self.input, values)
        merge(record, wanted.plain() if isinstance(wanted, Fielded) else wanted.sent(), base)
        self.finish(session, record)
        session.add(record)
        session.flush()
        if isinstance(wanted, Fielded):
            own_values.put_on(session, self.table, {record.key: wanted.fields})
        return record
