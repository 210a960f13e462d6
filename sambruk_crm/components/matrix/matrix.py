"""The matrix as a component: rows and columns in, opened cells and deeds out. See matrix.jsx."""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import MatrixState

_SOURCE = beside(__name__, "matrix.jsx").importable_path
beside(__name__, "matrix.css")


class MatrixGrid(rx.NoSSRComponent):
    """The wrapped script; use `matrix_grid`."""

    library = _SOURCE
    tag = "MatrixGrid"

    columns: rx.Var[Sequence[Any]]
    rows: rx.Var[Sequence[Any]]
    labels: rx.Var[Mapping[str, str]]
    words: rx.Var[Mapping[str, str]]
    can_begin: rx.Var[bool]
    on_open: rx.EventHandler[passthrough_event_spec(int, int)]  # pyright: ignore[reportInvalidTypeForm]
    on_begin: rx.EventHandler[passthrough_event_spec(str, int, int)]  # pyright: ignore[reportInvalidTypeForm]


def matrix_grid(
    *, columns: rx.Var[Any], rows: rx.Var[Any], can_begin: rx.Var[bool], on_open: Any, on_begin: Any
) -> rx.Component:
    """Show where each row stands in each column: in colour, letter and word.

    Args:
        columns: services with `id`, `name`, `count`.
        rows: organisations with `id`, `name`, `count`, and `cells`: states, of deals with `:` and the phase.
        on_open: gets the keys of organisation and service.
        on_begin: gets `deal`, `lead` or `todo`, and these keys; by the letters d, l and t.
    """
    return MatrixGrid.create(
        columns=columns,
        rows=rows,
        can_begin=can_begin,
        on_open=on_open,
        on_begin=on_begin,
        words={state.value: label(MatrixState, state.value) for state in MatrixState},
        labels={
            "grid": t("Services by municipality"),
            "organisation": t("Organisation"),
            "count": t("Takes part in"),
            "phase": t("phase {number}"),
            "of_column": t("{count} of {total} take part"),
            "legend": t("What the letters mean"),
            "instructions": t(
                "The arrow keys go from cell to cell, Home and End to the ends of the row. Enter opens a cell. "
                "At a white spot d makes a deal, l a lead and t a to-do."
            ),
        },
    )
