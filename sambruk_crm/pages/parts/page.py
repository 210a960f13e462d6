"""Every part that the screens are made of, once: the page at /parts, where the server has it (`SAMBRUK_PARTS`).

Its words are samples, and in English; what the parts say by themselves is in the reader's language. Not on it are the
parts that live by what a server answers: the search for everything, the composer, uploads, logos, checking in, and a
record beside its list.
"""

from collections.abc import Callable

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.record import RecordStyled
from sambruk_crm.components.text import shows_parts, t
from sambruk_crm.pages.layout import Page, color_choice
from sambruk_crm.pages.missing import missing_page
from sambruk_crm.pages.parts import controls, records, tokens

_STYLES = beside(__name__, "parts.css").importable_path
PARTS: dict[str, tuple[str, Callable[[], rx.Component]]] = {
    "colours": ("Colours", tokens.colours),
    "type": ("Type", tokens.type_sizes),
    "grid": ("Grid", tokens.grid),
    "heights": ("Heights", tokens.heights),
    "buttons": ("Buttons", controls.buttons),
    "fields": ("Fields", controls.fields),
    "choices": ("Choices", controls.choices),
    "badges": ("Badges", controls.badges),
    "notices": ("Notices", controls.notices),
    "empty": ("Empty list", controls.empty),
    "messages": ("Messages", controls.messages),
    "menus": ("Menus and dialogs", controls.menus),
    "chips": ("Chips", records.chosen),
    "views": ("Views and filters", records.view_choices),
    "list": ("List", records.rows),
    "card": ("Card", records.card_of_facts),
    "people": ("People and how to reach them", records.people),
    "composer": ("Composer", records.composed),
    "stepper": ("Stepper", records.steps),
    "board": ("Deals", records.board),
    "todos": ("To-dos", records.inbox),
    "timeline": ("Timeline", records.happened),
}
"""Heading and sample of each part, by what its anchor ends in."""


class _PartsStyled(RecordStyled):
    """Brings this page's style sheet along with those of records and lists."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page."""
        return {"": _STYLES}


def parts_page() -> rx.Component:
    """Show them, or that there is no such page."""
    return rx.cond(shows_parts(), _all_parts(), missing_page())


def _all_parts() -> rx.Component:
    return _PartsStyled.create(
        rx.el.main(
            rx.el.h1("Parts"),
            color_choice(),
            rx.el.nav(
                *(rx.el.a(title, href=f"#part-{name}") for name, (title, _) in PARTS.items()),
                aria_label="Parts",
                class_name="parts-ways",
            ),
            *(_part(name, title, content()) for name, (title, content) in PARTS.items()),
            class_name="parts",
        )
    )


def _part(name: str, title: str, content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title),
        rx.el.div(content, class_name="part-body", data_part=name),
        id=f"part-{name}",
        class_name="part",
    )


PAGES = [
    Page(
        route="/parts",
        title=rx.cond(shows_parts(), "Parts", t("There is no such page")),
        content=parts_page,
        is_bare=True,
        needs_messages=False,  # the place of messages is one of the parts
    )
]
