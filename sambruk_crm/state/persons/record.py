"""The page of one person in one browser tab: facts, whom they represent, consent and work."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import reflex as rx

from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import TagScope
from sambruk_crm.services import clock, persons
from sambruk_crm.services.audit import plain
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.persons import PersonInput, PersonRecord
from sambruk_crm.state import tabs
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.persons.affiliations import AffiliationsState, row_of
from sambruk_crm.state.persons.list import PersonListState
from sambruk_crm.state.records.facts import FactsState, as_text, read_base, record_key
from sambruk_crm.state.records.labels import LabelsState
from sambruk_crm.state.records.phones import PhoneShown, phone_shown

FACTS = ("first_name", "last_name", "status", "note", "consent_on", "consent_source")
LISTS = ("emails", "phones")
"""Facts with several values, one to a line."""


@dataclass(frozen=True)
class PersonSight:
    """What is shown of a person and cannot be typed over in place."""

    name: str = ""
    opted_out_at: str = ""


class PersonState(FactsState, LabelsState, AffiliationsState, rx.State):
    """One person. Reloads refresh what is shown, never what is being typed."""

    noun: ClassVar[str] = "person"
    scope: ClassVar[TagScope] = TagScope.PERSON
    side: ClassVar[Literal["organisation", "person"]] = "person"

    seen: PersonSight = PersonSight()
    emails: list[str] = []
    phones: list[PhoneShown] = []
    place: Place = Place("/persons")
    is_loaded: bool = False

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the person in the address, and where they stand in the list one comes from."""
        key = record_key(self.router.url.path)
        if key != self.record_id:
            self.is_loaded, self.affiliation_open = False, False
        self._close_dialogs()
        self.record_id, self.is_missing = key, False
        self._watch(key)
        try:
            await self._refresh_facts()
        except NotFoundError:
            self.is_missing, self.is_loaded = True, True
            return
        around = await self.get_state(PersonListState)
        place = await around._place_of(key)  # noqa: SLF001 -- a public method would be an event handler
        self.place = await self._beside(place)
        self.is_loaded = True

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch what is shown again: somebody changed it."""
        await self._follow()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def allow_mailings(self, wanted: bool) -> None:
        """Note that the person wants mailings, or none."""
        await self._do(persons.opt_out, self.record_id, opted_out=not wanted)
        await self._refresh_facts()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def delete(self) -> Any:
        """Put the person in the trash and go back to the list."""
        return await self._throw_away(self.seen.name, persons.delete, self.place.back)

    def _watch(self, key: int) -> None:
        own = (f"person:{key}", "person_email", "person_phone", "person_tag", "person_responsibility", "affiliation")
        tabs.watch(self, own, PersonState.reload)

    async def _write_fact(self, name: str, value: str, base: str) -> None:
        if name == "opted_out_on":
            await self._do(persons.opt_outs.write, self.record_id, {name: value}, base=base)
            return
        seen = read_base(PersonInput, {name: _typed(name, base)})
        await self._do(persons.update, self.record_id, {name: _typed(name, value)}, base=seen)

    async def _refresh_facts(self) -> None:
        record = await self._ask(persons.record, self.record_id)
        person = record.person
        self.facts = {name: as_text(plain(getattr(person, name))) for name in FACTS} | {
            "emails": as_text(record.emails),
            "phones": as_text(record.phones),
            "opted_out_on": await self._ask(persons.opt_outs.day, person),
        }
        self.emails, self.phones = record.emails, [phone_shown(number) for number in record.phones]
        out = person.opted_out_at.isoformat() if person.opted_out_at else ""
        self.seen = PersonSight(person.name, out)
        await self._take_affiliations(record)
        await self._take_labels(record.tags, record.responsible)

    async def _refresh_affiliations(self) -> None:
        await self._take_affiliations(await self._ask(persons.record, self.record_id))

    async def _take_affiliations(self, record: PersonRecord) -> None:
        today = await self._ask(lambda session, _actor: clock.today(session))
        rows = [
            row_of(held, held.organisation_id, name, is_current=held.to_on is None or held.to_on > today)
            for held, name in record.affiliations
        ]
        self._take_rows(rows)


def _typed(name: str, value: str) -> str | list[str]:
    return [line for line in value.splitlines() if line.strip()] if name in LISTS else value
