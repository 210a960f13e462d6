"""The association's own fields of the record on screen, each edited where it stands."""

from dataclasses import dataclass, field

import reflex as rx

from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models.vocabulary import OwnKind
from sambruk_crm.services import own_fields, own_values
from sambruk_crm.services.own_fields import OwnFacts
from sambruk_crm.services.own_values import Field
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import Answer, as_text, record_key
from sambruk_crm.state.records.own_options import OwnChoice, options_of

_CONTROLS = {
    OwnKind.TEXT: "text",
    OwnKind.LONG_TEXT: "textarea",
    OwnKind.NUMBER: "decimal",
    OwnKind.MONEY: "decimal",
    OwnKind.DATE: "date",
    OwnKind.YES_NO: "select",
    OwnKind.ONE_OF: "select",
    OwnKind.SEVERAL_OF: "several",
    OwnKind.LINK: "text",
    OwnKind.USER: "select",
}


@dataclass(frozen=True)
class OwnFact:
    """A field of a record as its page shows it.

    Attributes:
        name: the field as its control is called.
        value: what its control holds.
        shown: what is read, where the kind does not say how it is written.
    """

    name: str
    title: str
    help: str
    kind: str
    control: str
    value: str
    shown: str
    options: list[OwnChoice] = field(default_factory=list[OwnChoice])


class OwnFactsState(AppState, rx.State):
    """The own fields of one record. Reloading never touches what is being typed."""

    facts: list[OwnFact] = []
    answer: Answer = Answer()
    record_id: int = 0
    _noun: str = ""

    @rx.event
    @requires(Permission.VIEW)
    async def of_organisation(self) -> None:
        """Show those of the organisation in the address."""
        await self._begin("organisation")

    @rx.event
    @requires(Permission.VIEW)
    async def of_person(self) -> None:
        """Show those of the person in the address."""
        await self._begin("person")

    @rx.event
    @requires(Permission.VIEW)
    async def of_lead(self) -> None:
        """Show those of the lead in the address."""
        await self._begin("lead")

    @rx.event
    @requires(Permission.VIEW)
    async def of_deal(self) -> None:
        """Show those of the deal in the address."""
        await self._begin("deal")

    @rx.event
    @requires(Permission.VIEW)
    async def of_contract(self) -> None:
        """Show those of the contract in the address."""
        await self._begin("contract")

    @rx.event
    @requires(Permission.VIEW)
    async def of_service(self) -> None:
        """Show those of the service in the address."""
        await self._begin("service")

    @rx.event
    @requires(Permission.VIEW)
    async def of_project(self) -> None:
        """Show those of the project in the address."""
        await self._begin("project")

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch them again: somebody wrote into one, or changed what they are."""
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save_fact(self, name: str, value: str, base: str, stamp: int) -> None:
        """Write into one field, unless somebody else wrote there since `base` was read."""
        key = name.removeprefix(own_values.PREFIX)
        try:
            await self._do(own_fields.write, self._noun, self.record_id, key, value, base=base)
        except StaleError as error:
            self.answer = Answer(stamp, is_stale=True, theirs=as_text(error.current.get(name)))
        except InvalidError as error:
            self.answer = Answer(stamp, error=translated(error.fields.get(name, error.message)))
        except CrmError as error:
            self.answer = Answer(stamp, error=translated(error.message))
        else:
            await self._fetch()
            self.answer = Answer(stamp)

    async def _begin(self, noun: str) -> None:
        self._noun, self.record_id, self.facts = noun, record_key(self.router.url.path), []
        self.answer = Answer()
        topics = (f"{noun}:{self.record_id}", "own_field", "own_field_option")
        tabs.watch(self, topics, OwnFactsState.reload)
        await self._fetch()

    async def _fetch(self) -> None:
        try:
            found = await self._ask(own_fields.facts_of, self._noun, self.record_id)
        except NotFoundError:  # which the page itself tells
            self.facts = []
        else:
            self.facts = facts_shown(found, self._actor.locale)


def facts_shown(found: OwnFacts, locale: str) -> list[OwnFact]:
    """Return fields and what stands in them as pages show them."""
    return [_shown(each, found, locale) for each in found.fields]


def _shown(each: Field, found: OwnFacts, locale: str) -> OwnFact:
    value = found.values[each.key]
    typed = own_values.typed(each, value)
    options = options_of(each, found.colleagues, locale, typed)
    names = {one.value: one.label for one in options}
    return OwnFact(
        name=each.column,
        title=each.name(locale),
        help=each.help(locale),
        kind=each.kind.value,
        control=_CONTROLS[each.kind],
        value=typed,
        shown=", ".join(names.get(part, part) for part in typed.split("\n")) if options else typed,
        options=options,
    )
