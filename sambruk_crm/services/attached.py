"""What hangs on organisations, named before they are thrown away, with what becomes of it."""

from dataclasses import dataclass

from sqlmodel import Session

from sambruk_crm.errors import Message, say, say_n
from sambruk_crm.models import ContractState
from sambruk_crm.services import contracts, deals, organisations, persons, todos
from sambruk_crm.services.contracts import ContractFilter
from sambruk_crm.services.deals import DealFilter
from sambruk_crm.services.lists import selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter

NAMED = 3
"""As many of each kind are named; of the others it is said how many they are."""


@dataclass(frozen=True)
class Attached:
    """Records of one kind: how many, what the first are called, and what becomes of them all."""

    kind: str
    count: int
    names: list[str]
    counted: Message
    fate: Message

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


def to_organisation(session: Session, actor: Actor, organisation_id: int) -> list[Attached]:
    """Return what hangs on an organisation by kind, the weightiest first; what there is none of is left out."""
    organisations.get(session, actor, organisation_id)
    return _to(session, actor, (organisation_id,))


def to_selection(session: Session, actor: Actor, selection: Selection) -> list[Attached]:
    """Return what hangs on the chosen records together; only organisations have something to name."""
    if selection.noun != "organisation":
        return []
    return _to(session, actor, tuple(selections.keys(session, actor, selection)))


def _to(session: Session, actor: Actor, keys: tuple[int, ...]) -> list[Attached]:
    if not keys:
        return []
    every = (
        *_contracts(session, actor, keys),
        *_deals(session, actor, keys),
        _todos(session, actor, keys),
        _persons(session, actor, keys),
    )
    return [each for each in every if each.count]


def _contracts(session: Session, actor: Actor, keys: tuple[int, ...]) -> list[Attached]:
    def of(kind: str, *states: ContractState, fate: Message) -> Attached:
        wanted = ContractFilter(organisation=keys, state=states)
        found = contracts.search(session, actor, wanted, paging=Paging(limit=NAMED))
        counted = {
            "running_contracts": say_n("{count} running contract", "{count} running contracts", count=found.total),
            "coming_contracts": say_n(
                "{count} contract that does not run yet", "{count} contracts that do not run yet", count=found.total
            ),
            "ended_contracts": say_n("{count} ended contract", "{count} ended contracts", count=found.total),
        }[kind]
        return Attached(kind, found.total, [row.title for row in found.items], counted, fate)

    return [
        of(
            "running_contracts",
            ContractState.IN_FORCE,
            ContractState.NOTICE_GIVEN,
            fate=say("They run on, with the organisation as a party."),
        ),
        of(
            "coming_contracts",
            *contracts.UNSIGNED,
            ContractState.FUTURE,
            fate=say("They stay, with the organisation as a party."),
        ),
        of("ended_contracts", ContractState.ENDED, fate=say("They stay among the contracts, to be looked up.")),
    ]


def _deals(session: Session, actor: Actor, keys: tuple[int, ...]) -> list[Attached]:
    phases = deals.phases.all_phases(session, actor, archived=True)

    def of(*, is_closed: bool) -> tuple[int, list[str]]:
        there = tuple(phase.key for phase in phases if phase.is_closed is is_closed)
        wanted = DealFilter(organisation=keys, phase=there)
        found = deals.lists.find(session, actor, wanted, paging=Paging(limit=NAMED))
        return found.total, [deal.title for deal in found.items]

    opened, closed = of(is_closed=False), of(is_closed=True)
    return [
        Attached(
            "open_deals",
            *opened,
            say_n("{count} open deal", "{count} open deals", count=opened[0]),
            say("They stay on the board, with the organisation’s name."),
        ),
        Attached(
            "closed_deals",
            *closed,
            say_n("{count} closed deal", "{count} closed deals", count=closed[0]),
            say("They stay among the deals and count as before."),
        ),
    ]


def _todos(session: Session, actor: Actor, keys: tuple[int, ...]) -> Attached:
    wanted = TodoFilter(mine=False, organisations=keys)
    found = todos.lists.search(session, actor, wanted, paging=Paging(limit=NAMED))
    return Attached(
        "todos",
        found.total,
        [row.note or row.type for row in found.items],
        say_n("{count} open to-do", "{count} open to-dos", count=found.total),
        say("They stay in the inbox of whoever has them."),
    )


def _persons(session: Session, actor: Actor, keys: tuple[int, ...]) -> Attached:
    names = [person.name for person, _, _ in persons.affiliations.of_organisations(session, actor, keys)]
    return Attached(
        "persons",
        len(names),
        names[:NAMED],
        say_n("{count} person", "{count} persons", count=len(names)),
        say("They stay, and what they did there is kept."),
    )
