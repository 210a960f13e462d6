"""What the parts on their page show: constant values, and states in which nothing happens."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.services.deals import BoardColumn, DealCard, Figures
from sambruk_crm.services.history import HistoryRow
from sambruk_crm.services.lists.totals import Total
from sambruk_crm.services.todos import TodoRow
from sambruk_crm.state.lists.listing import Chip, Choice
from sambruk_crm.state.lists.own import OwnColumn
from sambruk_crm.state.lists.query import ListKind
from sambruk_crm.state.lists.viewing import ViewChoice
from sambruk_crm.state.records.labels import TagOn

NOON = "2026-11-23T11:00:00+00:00"


class Nothing(EventSpec):
    """What a handler of a sample does, whatever it is given."""

    def __call__(self, *_given: Any) -> EventSpec:
        """Do nothing about it."""
        return self


_NOOP = rx.noop()
NOTHING = Nothing(_NOOP.handler, _NOOP.event_actions, _NOOP.client_handler_name, _NOOP.args)


class Sample:
    """Stands in for a state: it has the constants it is given, and all else are handlers that do nothing."""

    def __init__(self, **known: Any) -> None:
        self.__dict__.update(known)

    def __getattr__(self, _name: str) -> Nothing:
        """Return a handler."""
        return NOTHING


def constant(value: Any, kind: Any = None) -> Any:
    """Return a value that never changes as the Var that a state would have."""
    made = rx.Var.create(value)
    return made if kind is None else made.to(kind)


@dataclass(frozen=True)
class Town:
    """A row of the sample of a list."""

    id: int
    name: str
    kind: str
    inhabitants: int | None
    facts: dict[str, str] = field(default_factory=dict[str, str])


TOWNS = [
    Town(1, "Arboga", "Municipality", 14_087),
    Town(2, "Gävle", "Municipality", 103_619),
    Town(3, "Inera", "Company", None),
]
VIEWS = [ViewChoice(1, 1, "Mina medlemmar", "", None), ViewChoice(2, 1, "Norrland", "", None, owner="Anna Berg")]

LIST = Sample(
    kind=ListKind(
        "/parts",
        (),
        ("name", "kind", "inhabitants"),
        (),
        noun="organisation",
        columns=("kind", "inhabitants"),
        sums=("inhabitants",),
    ),
    writes=None,
    rows=constant(TOWNS, list[Town]),
    shown=constant(["kind", "inhabitants"], list[str]),
    own=constant([], list[OwnColumn]),
    own_about=constant({}, dict[str, dict[str, Any]]),
    widths=constant({}, dict[str, int]),
    sort=constant("name"),
    totals=constant({"inhabitants": [Total(117_706, 58_853, 2)]}, dict[str, list[Total]]),
    ticked=constant([2], list[int]),
    is_page_ticked=constant(value=False),
    is_all=constant(value=False),
    selected=constant(1),
    total=constant(214),
    first=constant(1),
    last=constant(3),
    page=constant(1),
    pages=constant(5),
    pages_shown=constant(1),
    has_more=constant(value=False),
    views=constant(VIEWS, list[ViewChoice]),
    view=constant(VIEWS[0], ViewChoice),
    is_view_changed=constant(value=False),
    is_view_open=constant(value=False),
    leaving_view=constant(0),
    view_errors=constant({}, dict[str, str]),
    text=constant(""),
    box=constant(0),
    chips=constant([Chip("status", "customer"), Chip("county", "21", "Gävleborg")], list[Chip]),
    marks=constant(["status:customer"], list[str]),
    active=constant(["status"], list[str]),
    counted=constant(""),
    counts=constant({}, dict[str, str]),
    options=constant({"county": [Choice("21", "Gävleborg")]}, dict[str, list[Choice]]),
)
LABELS = Sample(
    tags=constant([TagOn(1, "Pilot", "green"), TagOn(2, "e-arkiv", "violet"), TagOn(3, "Utan färg", "")], list[TagOn]),
    tag_suggestions=constant([], list[Choice]),
    tag_box=constant(0),
)
CHOICES = constant([Choice("1", "Arboga kommun"), Choice("2", "Gävle kommun")], list[Choice])
FACTS = Sample(
    facts=constant({"name": "Arboga kommun", "number": ""}, dict[str, str]),
    answer=constant(None),
    record_id=constant(1),
)


def _card(key: int, organisation: str, what: str, value: float | None, **more: Any) -> DealCard:
    """Return a deal of the sample of a board."""
    plain: dict[str, Any] = {
        "organisation_id": key, "phase_id": 1, "phase": "Intresserad", "weighted": 0.0, "currency": "SEK",
        "owner": "Anna Berg", "owner_initials": "AB", "deal_type": "standard", "age_days": 3, "next_activity": None,
        "probability": None, "is_rotting": False, "rotting_days": 0, "outcome": None, "expected_close_on": None,
    }  # fmt: skip
    return DealCard(
        key, 1, f"{organisation}: {what}", organisation=organisation, what=what, value=value, **{**plain, **more}
    )


_OPEN = [
    _card(1, "Arboga kommun", "e-arkiv", 125_000.0, next_activity="2026-12-01"),
    _card(2, "Gävle kommun", "Digital signering", 90_000.0, next_activity="2026-11-02", overdue_since="2026-11-02"),
    _card(3, "Region Gotland", "Gemensam plattform", None, deal_type="split", is_rotting=True, rotting_days=40),
    _card(4, "Malmö stad", "Medborgarskyltar", 12_500.5),
]
_ENDED = [
    _card(5, "Umeå kommun", "e-arkiv", 60_000.0, phase_id=2, outcome="won"),
    _card(6, "Växjö kommun", "e-arkiv", 45_000.0, phase_id=2, outcome="lost"),
]
BOARD = constant(
    [
        BoardColumn(1, "Intresserad", False, 4, 227_500.5, 45_500.1, 20, "SEK", _OPEN, False),
        BoardColumn(
            2,
            "Avslutad",
            True,
            2,
            105_000.0,
            60_000.0,
            None,
            "SEK",
            _ENDED,
            False,
            Figures(1, 60_000.0),
            Figures(1, 45_000.0),
        ),
    ],
    list[BoardColumn],
)


def _todo(key: int, due: str, note: str, **more: Any) -> TodoRow:
    """Return a to-do of the sample of an inbox."""
    plain: dict[str, Any] = {
        "version": 1, "scope": "organisation", "type_id": 1, "type": "Ring", "color": "blue", "customer_id": 1,
        "customer": "Arboga kommun", "deal_id": None, "deal": "",
        "lead_id": None, "lead": "", "contract_id": None, "contract": "",
        "service_id": None, "service": "", "project_id": None, "project": "", "assignee_id": 9, "assignee": "Anna Berg",
        "stands_in": False, "remind_at": NOON, "group": due, "repeats": "", "closed_at": None, "may_edit": True,
    }  # fmt: skip
    return TodoRow(id=key, due=due, note=note, **{**plain, **more})


TODOS = constant(
    [
        _todo(1, "overdue", "Svar om e-arkivet", deal_id=1, deal="Arboga: e-arkiv"),
        _todo(2, "today", "Boka möte", color="", stands_in=True),
        _todo(3, "upcoming", "Följ upp avtalet", repeats="monthly"),
        _todo(4, "overdue", "Skicka offerten", closed_at=NOON, scope="person", customer="Åsa Ek"),
    ],
    list[TodoRow],
)
INBOX = Sample(ticked=constant([], list[int]))


def _entry(key: int, kind: str, text: str, **more: Any) -> HistoryRow:
    """Return an entry of the sample of a timeline."""
    plain: dict[str, Any] = {
        "version": 1, "type_id": None, "type": "", "color": "", "happened_at": NOON, "result": "", "next_step": "",
        "author": "Anna Berg", "organisation_id": 1, "organisation": "Arboga kommun", "person_id": None, "person": "",
        "deal_id": None, "deal": "", "lead_id": None, "lead": "", "contract_id": None, "contract": "",
        "service_id": None, "service": "", "project_id": None, "project": "", "is_edited": False, "may_edit": True,
    }  # fmt: skip
    return HistoryRow(id=key, kind=kind, text=text, **{**plain, **more})


ENTRIES = constant(
    [
        _entry(
            1,
            "call",
            "De vill ha en demonstration.",
            result="Intresserade",
            next_step="Boka demonstration",
            person_id=1,
            person="Åsa Ek",
        ),
        _entry(2, "note", "Budgeten beslutas i januari.", type="Budget", color="green", is_edited=True),
    ],
    list[HistoryRow],
)
