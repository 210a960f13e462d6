"""The board as a component: columns in, moves out. What it does in the browser is in board.jsx."""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import t
from sambruk_crm.errors import Message, say
from sambruk_crm.models.vocabulary import DealType
from sambruk_crm.services.vocabularies import LABELS

_SOURCE = beside(__name__, "board.jsx").importable_path
beside(__name__, "board.css")
beside(__name__, "card.jsx")
beside(__name__, "moves.js")

_LABELS: dict[str, Message] = {
    "count": say("{count} deals"),
    "count_one": say("1 deal"),
    "weighted": say("weighted {amount}"),
    "empty_column": say("No deals in this phase"),
    "show_more": say("Show more ({count} left)"),
    "card": say("movable card"),
    "owner": say("Owner: {name}"),
    "no_value": say("No value yet"),
    "age": say("{count} days in the phase"),
    "age_one": say("1 day in the phase"),
    "age_today": say("New in the phase today"),
    "next_activity": say("Next: {when}"),
    "nothing_planned": say("Nothing planned"),
    "rotting": say("Rotting: still for {count} days"),
    "rotting_one": say("Rotting: still for 1 day"),
    "won": say("Won"),
    "lost": say("Lost"),
    "move_to": say("Move to…"),
    "move_title_to": say("Move {title} to…"),
    "keyboard_instructions": say(
        "Press space to lift the card, move it with the arrow keys, and press space to drop it or escape to put it "
        "back. Enter opens the deal. Without lifting, the arrow keys go from card to card."
    ),
    "lifted": say("{title} lifted in {phase}, column {column} of {columns}, position {position} of {total}"),
    "moved": say("{title} is over {phase}, column {column} of {columns}, position {position} of {total}"),
    "outside": say("{title} is outside the columns"),
    "dropped": say("{title} moved to {phase}, column {column} of {columns}"),
    "reordered": say("{title} moved to position {position} of {total} in {phase}"),
    "cancelled": say("{title} is back in {phase}, position {position} of {total}"),
    "put_back": say("{title} was put back in {phase}"),
}

BOARD_LABELS: dict[str, str] = {
    **{key: message.msgid for key, message in _LABELS.items()},
    **{f"deal_type_{value}": msgid for value, msgid in LABELS[DealType].items()},
}
"""Msgid by label; {braces} are filled in by the board, so translate without values."""


class KanbanBoard(rx.NoSSRComponent):
    """The wrapped script; use `kanban_board`."""

    library = _SOURCE
    tag = "KanbanBoard"
    lib_dependencies: list[str] = ["@hello-pangea/dnd@18.0.1"]

    columns: rx.Var[Sequence[Any]]
    part: rx.Var[Any]
    revision: rx.Var[int]
    labels: rx.Var[Mapping[str, str]]
    can_move: rx.Var[bool]
    on_move: rx.EventHandler[passthrough_event_spec(int, int, int | None)]  # pyright: ignore[reportInvalidTypeForm]
    on_show_more: rx.EventHandler[passthrough_event_spec(int)]  # pyright: ignore[reportInvalidTypeForm]
    on_missed: rx.EventHandler[rx.event.no_args_event_spec]


def kanban_board(
    *,
    columns: rx.Var[Any] | Sequence[Any],
    part: rx.Var[Any],
    on_move: rx.EventHandler | Any,
    on_show_more: rx.EventHandler | Any,
    on_missed: rx.EventHandler | Any,
    revision: rx.Var[int] | int = 0,
    can_move: rx.Var[bool] | bool = True,
) -> rx.Component:
    """Show phases as columns of deals that can be moved; a card's title leads to /deals/{id}.

    A move shows at once, and stays until columns arrive in which the deal's `version` has grown. Another
    `revision` takes back every move that was not confirmed: the server refused, or the user cancelled a
    dialog. While a card is lifted, what arrives waits.

    The board is as high as the CSS variable `--board-height` says. It is the only scrolling box of its cards, in
    both directions, because the drag library cannot scroll nested ones: put it in no other scrolling box.

    Args:
        columns: those `BoardColumn`s of services/deals/lists.py that changed. A column and a card may also carry
            `probability` (percent), which makes the weighted sum exact before the server answers.
        part: which part of the board they are: its `number`, the one it is built upon as `base` (0 for the whole
            board), and the ids of all columns in `order`.
        on_move: gets deal id, phase id, and the id of the card to come before; None is last.
        on_show_more: gets the id of a phase of which more cards are wanted.
        on_missed: a part was lost on its way; the whole board is wanted.
    """
    return KanbanBoard.create(
        columns=columns,
        part=part,
        revision=revision,
        can_move=can_move,
        labels={key: t(msgid) for key, msgid in BOARD_LABELS.items()},
        on_move=on_move,
        on_show_more=on_show_more,
        on_missed=on_missed,
    )
