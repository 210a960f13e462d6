"""The board as a component: columns in, moves out. What it does in the browser is in board.jsx."""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import t
from sambruk_crm.errors import Message, say
from sambruk_crm.models.vocabulary import DealType, DecisionBody
from sambruk_crm.services.vocabularies import LABELS

_SOURCE = beside(__name__, "board.jsx").importable_path
for _name in ("board.css", "card.jsx", "column.jsx", "dragging.js", "keys.js", "menu.jsx", "moves.js", "words.js"):
    beside(__name__, _name)

_LABELS: dict[str, Message] = {
    "count": say("{count} deals"),
    "count_one": say("1 deal"),
    "weighted": say("weighted {amount}"),
    "empty_column": say("No deals here"),
    "no_owner": say("Nobody’s"),
    "no_service": say("No service"),
    "no_county": say("No county"),
    "fold": say("Fold {phase}"),
    "unfold": say("Unfold {phase}"),
    "show_more": say("Show more ({count} left)"),
    "card": say("movable card"),
    "owner": say("Owner: {name}"),
    "no_value": say("No value yet"),
    "age": say("{count} days in the phase"),
    "age_one": say("1 day in the phase"),
    "age_today": say("New in the phase today"),
    "next_activity": say("Next: {when}"),
    "nothing_planned": say("Nothing planned"),
    "overdue": say("Overdue since {when}"),
    "rotting": say("Rotting: still for {count} days"),
    "rotting_one": say("Rotting: still for 1 day"),
    "decision": say("Waits for: {body}, {when}"),
    "won": say("Won"),
    "lost": say("Lost"),
    "set_won": say("Mark as won"),
    "set_lost": say("Mark as lost…"),
    "actions": say("Actions"),
    "actions_for": say("Actions for {title}"),
    "call": say("Make a call"),
    "note": say("Write a note"),
    "todo": say("New to-do"),
    "mail": say("Write a mail"),
    "call_about": say("Call about {title}"),
    "note_about": say("Write a note about {title}"),
    "todo_about": say("New to-do about {title}"),
    "mail_about": say("Write a mail about {title}"),
    "move_to": say("Move to…"),
    "keyboard_instructions": say(
        "Press space to lift the card, move it with the arrow keys, and press space to drop it or escape to put it "
        "back. Enter opens the deal, w marks it as won, l as lost, c calls, n writes a note, t a to-do, m a mail, and "
        "f folds its column. Without lifting, the arrow keys go from card to card."
    ),
    "lifted": say("{title} lifted in {phase}, column {column} of {columns}, position {position} of {total}"),
    "lifted_to_end": say("{title} lifted in {phase}. Here it can only be marked: w for won, l for lost."),
    "moved": say("{title} is over {phase}, column {column} of {columns}, position {position} of {total}"),
    "outside": say("{title} is outside the columns"),
    "no_further": say("There is nothing further in that direction"),
    "stays_here": say("A deal does not move between these columns. Change it on its page."),
    "no_order": say("The cards here are ordered by phase"),
    "dropped": say("{title} moved to {phase}, column {column} of {columns}"),
    "reordered": say("{title} moved to position {position} of {total} in {phase}"),
    "cancelled": say("{title} is back in {phase}, position {position} of {total}"),
    "put_back": say("{title} was put back in {phase}"),
    "over_won": say("{title} let go over won"),
    "over_lost": say("{title} let go over lost"),
    "ended_won": say("{title} is won"),
    "asks_why": say("Why was {title} lost?"),
}

BOARD_LABELS: dict[str, str] = {
    **{key: message.msgid for key, message in _LABELS.items()},
    **{f"deal_type_{value}": msgid for value, msgid in LABELS[DealType].items()},
    **{f"decision_{value}": msgid for value, msgid in LABELS[DecisionBody].items()},
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
    group: rx.Var[str]
    folded: rx.Var[Sequence[int]]
    on_move: rx.EventHandler[passthrough_event_spec(int, int, int | None, str)]  # pyright: ignore[reportInvalidTypeForm]
    on_end: rx.EventHandler[passthrough_event_spec(int, str)]  # pyright: ignore[reportInvalidTypeForm]
    on_act: rx.EventHandler[passthrough_event_spec(str, int)]  # pyright: ignore[reportInvalidTypeForm]
    on_fold: rx.EventHandler[passthrough_event_spec(int, bool)]  # pyright: ignore[reportInvalidTypeForm]
    on_show_more: rx.EventHandler[passthrough_event_spec(int)]  # pyright: ignore[reportInvalidTypeForm]
    on_missed: rx.EventHandler[rx.event.no_args_event_spec]


def kanban_board(
    *,
    columns: rx.Var[Any] | Sequence[Any],
    part: rx.Var[Any],
    on_move: rx.EventHandler | Any,
    on_end: rx.EventHandler | Any,
    on_act: rx.EventHandler | Any,
    on_fold: rx.EventHandler | Any,
    on_show_more: rx.EventHandler | Any,
    on_missed: rx.EventHandler | Any,
    group: rx.Var[str] | str = "",
    folded: rx.Var[Any] | Sequence[int] = (),
    revision: rx.Var[int] | int = 0,
    can_move: rx.Var[bool] | bool = True,
) -> rx.Component:
    """Show deals in columns between which they can be moved; a card's title leads to /deals/{id}.

    A move shows at once, and stays until columns arrive in which the deal's `version` has grown. Another
    `revision` takes back every move that was not confirmed: the server refused, or the user cancelled a
    dialog. While a card is lifted, what arrives waits.

    The board is as high as the CSS variable `--board-height` says. It is the only scrolling box of its cards, in
    both directions, because the drag library cannot scroll nested ones: put it in no other scrolling box. At its edges
    it scrolls while one drags, also when the pointer is beyond them; the library would stop there. By keyboard a card
    is moved without the library, which finds only columns whose cards are in sight.

    Args:
        columns: those `BoardColumn`s of services/deals/boards.py that changed. A column and a card may also carry
            `probability` (percent), which makes the weighted sum exact before the server answers.
        part: which part of the board they are: its `number`, the one it is built upon as `base` (0 for the whole
            board), and the ids of all columns in `order`.
        group: what the columns are: "owner", "service", "county", and phases otherwise.
        folded: the ids of the columns of which only the head is shown.
        on_move: gets deal id, column id, the id of the card to come before (None is last), and won or lost where it
            was let go under one of them.
        on_end: gets deal id, and won or lost.
        on_act: gets call, note, todo or mail, and a deal id.
        on_fold: gets column id, and whether it is to be folded.
        on_show_more: gets the id of a column of which more cards are wanted.
        on_missed: a part was lost on its way; the whole board is wanted.
    """
    return KanbanBoard.create(
        columns=columns,
        part=part,
        revision=revision,
        can_move=can_move,
        group=group,
        folded=folded,
        labels={key: t(msgid) for key, msgid in BOARD_LABELS.items()},
        on_move=on_move,
        on_end=on_end,
        on_act=on_act,
        on_fold=on_fold,
        on_show_more=on_show_more,
        on_missed=on_missed,
    )
