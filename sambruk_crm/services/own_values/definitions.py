"""What a field that the association added is, as whoever reads and writes its values needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.models import Locale, OwnField, OwnFieldOption, OwnKind
from sambruk_crm.services.paging import group_by_id

PREFIX = "fields."
"""What stands before a field's key, where names of columns are told apart."""


@dataclass(frozen=True)
class Option:
    """What can be chosen in a field; an archived one only stays where it is."""

    id: int
    key: str
    names: Mapping[str, str]
    is_archived: bool = False

    def name(self, locale: str) -> str:
        """Return what it is called in a language, or else in another one."""
        return shown(self.names, locale)


@dataclass(frozen=True)
class Field:
    """A field of the records of a noun."""

    id: int
    noun: str
    key: str
    kind: OwnKind
    names: Mapping[str, str]
    helps: Mapping[str, str]
    default: str
    on_page: bool
    in_list: bool
    options: tuple[Option, ...] = ()

    @property
    def column(self) -> str:
        """What it is called among columns, filters, sorts and errors."""
        return f"{PREFIX}{self.key}"

    def name(self, locale: str) -> str:
        """Return what it is called in a language, or else in another one."""
        return shown(self.names, locale)

    def help(self, locale: str) -> str:
        """Return what is told of it beside its control; nothing in a language that says nothing."""
        return self.helps.get(locale, "")


def shown(names: Mapping[str, str], locale: str) -> str:
    """Return the name in a language; where there is none, the Swedish one, or any."""
    return names.get(locale) or names.get(Locale.SV) or next(filter(None, names.values()), "")


def of_noun(session: Session, noun: str) -> dict[str, Field]:
    """Return the fields of a noun by key, in their order, without archived ones."""
    order = (col(OwnField.position), col(OwnField.id))
    query = select(OwnField).where(OwnField.noun == noun, col(OwnField.archived_at).is_(None)).order_by(*order)
    return {field.key: field for field in read(session, list(session.exec(query)))}


def read(session: Session, rows: list[OwnField]) -> list[Field]:
    """Return fields with their options, archived ones too."""
    chosen = [row.key for row in rows if row.kind in (OwnKind.ONE_OF, OwnKind.SEVERAL_OF)]
    options = _options(session, chosen) if chosen else {}
    return [
        Field(
            id=row.key,
            noun=row.noun,
            key=row.slug,
            kind=row.kind,
            names=row.names,
            helps=row.helps,
            default=row.default,
            on_page=row.on_page,
            in_list=row.in_list,
            options=tuple(options.get(row.key, ())),
        )
        for row in rows
    ]


def _options(session: Session, field_ids: list[int]) -> dict[int, list[Option]]:
    query = sa.select(OwnFieldOption.field_id, OwnFieldOption).where(col(OwnFieldOption.field_id).in_(field_ids))
    found = session.execute(query.order_by(col(OwnFieldOption.position), col(OwnFieldOption.id)))
    return group_by_id((key, Option(row.key, row.slug, row.names, row.archived_at is not None)) for key, row in found)
