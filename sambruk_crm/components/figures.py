"""Tables of figures, as reports have them: what a row is about, and numbers on one line below each other."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside

Text = rx.Var[str] | str
_STYLES = beside(__name__, "figures.css").importable_path


class FiguresStyled(rx.Fragment):
    """Brings the style sheet of figures along."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page."""
        return {"": _STYLES}


def figures_table(caption: Text, heads: tuple[Text, ...], rows: Any, *, is_wide: bool = False) -> rx.Component:
    """Return a table whose first column says what each row is about; the others are numbers.

    In one that `is_wide` the numbers stand below what they are about on a phone.
    """
    first, *numbers = heads
    return FiguresStyled.create(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(first, scope="col"),
                    *(rx.el.th(head, scope="col", class_name="number") for head in numbers),
                )
            ),
            rx.el.tbody(rows),
            class_name="figures-table is-wide" if is_wide else "figures-table",
        )
    )
