"""The pages of the lists an association edits: types, tags, phases, lost reasons and kinds of membership."""

from collections.abc import Callable

import reflex as rx

from sambruk_crm.components.feedback import badge
from sambruk_crm.components.text import label, t, tn
from sambruk_crm.components.vocabulary_editor import vocabulary_editor
from sambruk_crm.components.vocabulary_form import Editor, Row
from sambruk_crm.models.vocabulary import HistoryKind, Offered
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings import layout as settings
from sambruk_crm.pages.settings.layout import Section, settings_page
from sambruk_crm.state.settings.lists import ListEditorState


def _uses(row: Row) -> rx.Var[str]:
    return rx.cond(row.uses > 0, tn("{count} use", "{count} uses", count=row.uses), t("Unused")).to(str)  # pyright: ignore[reportReturnType]


def _carriers(row: Row) -> rx.Var[str]:
    return rx.cond(row.uses > 0, tn("On {count} record", "On {count} records", count=row.uses), t("Unused")).to(str)  # pyright: ignore[reportReturnType]


def _deals(row: Row) -> rx.Var[str]:
    return rx.cond(row.uses > 0, tn("{count} deal", "{count} deals", count=row.uses), t("No deals")).to(str)  # pyright: ignore[reportReturnType]


def _phase_details(row: Row) -> rx.Component:
    rots = rx.cond(
        row.rotting_days,
        tn(
            "rots after {count} day without activity",
            "rots after {count} days without activity",
            count=row.rotting_days,
        ),
        t("never rots"),
    )
    return rx.cond(
        row.is_closed,
        badge(t("Deals end here, won or lost")),
        rx.fragment(t("{percent} % chance of winning", percent=row.probability), " · ", rots, _stay(row)),
    )


def _stay(row: Row) -> rx.Component:
    """Say how long deals stay in a phase, once one has left it."""
    days = tn("{count} day on average", "{count} days on average", count=row.average_days)
    return rx.cond(row.average_days >= 0, rx.fragment(" · ", days))


def _archive_it() -> rx.Var[str]:
    return t("Archive it instead: it can no longer be chosen, and what uses it keeps it.")


EDITORS: tuple[tuple[Section, Editor], ...] = (
    (
        settings.TODO_TYPES,
        Editor(
            intro=t("What a to-do can be. They are offered in this order."),
            add=t("New to-do type"),
            uses=_uses,
            used_goes=_archive_it(),
            fields=("color", "usual_day"),
            details=lambda row: label(Offered, row.usual_day),  # pyright: ignore[reportArgumentType]
        ),
    ),
    (
        settings.HISTORY_TYPES,
        Editor(
            intro=t("What an entry in the history can be. They are offered in this order."),
            add=t("New history type"),
            uses=_uses,
            used_goes=_archive_it(),
            fields=("kind", "color"),
            details=lambda row: label(HistoryKind, row.kind),  # pyright: ignore[reportArgumentType]
        ),
    ),
    (
        settings.TAGS,
        Editor(
            intro=t("Free labels."),
            add=t("New tag"),
            uses=_carriers,
            used_goes=_archive_it(),
            fields=("color",),
            is_ordered=False,
            is_chip=True,
        ),
    ),
    (
        settings.PHASES,
        Editor(
            intro=t("The columns of the board, from left to right."),
            add=t("New phase"),
            uses=_deals,
            used_goes=t("Another phase can take over its deals, last in their order; their history keeps it."),
            fields=("names", "probability", "rotting_days"),
            is_emptied_first=True,
            details=_phase_details,
        ),
    ),
    (
        settings.LOST_REASONS,
        Editor(
            intro=t("Why deals are lost. Whoever closes a lost deal chooses one of them."),
            add=t("New lost reason"),
            uses=_uses,
            used_goes=_archive_it(),
            fields=("color",),
        ),
    ),
    (
        settings.MEMBERSHIP_CATEGORIES,
        Editor(
            intro=t("What kinds of membership there are. A period of membership is of one of them, or of none."),
            add=t("New kind of membership"),
            uses=_uses,
            used_goes=_archive_it(),
            fields=("color",),
        ),
    ),
)


def _page(section: Section, editor: Editor) -> Page:
    name = section.route.rpartition("/")[2]
    return Page(
        route=section.route,
        title=section.title,
        content=_content(section, editor),
        on_load=[ListEditorState.load(name)],
    )


def _content(section: Section, editor: Editor) -> Callable[[], rx.Component]:
    return lambda: settings_page(section, vocabulary_editor(editor))


PAGES = [_page(section, editor) for section, editor in EDITORS]
