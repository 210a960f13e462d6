"""A way in steps: those behind, the present one and those ahead, each to be gone to by a press."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from sambruk_crm.components.text import t

Text = rx.Var[str] | str


def stepper(
    steps: rx.Var[Any] | Sequence[tuple[str, Text]],
    present: rx.Var[str],
    on_step: Callable[[Any], Any],
    *,
    name: Text,
    may_step: rx.Var[bool],
    is_small: bool = False,
) -> rx.Component:
    """Show where something is among `steps`: rows with value and label, or pairs of them.

    Args:
        on_step: gets the value of a step, and returns what happens when it is pressed.
        is_small: only the present step is named; the others say their names when pointed at.
    """

    def made(value: Any, text: Text) -> rx.Component:
        is_here = present == value
        return rx.el.li(
            rx.el.button(
                rx.el.span(text, class_name="step-name"),
                type="button",
                title=text,
                aria_label=rx.cond(is_here, text, t("Go to {step}", step=text)),
                disabled=~may_step | is_here,
                on_click=on_step(value),
            ),
            aria_current=rx.cond(is_here, "step", "false"),
            key=value,
        )

    return rx.el.ol(
        *(
            [rx.foreach(steps, lambda step: made(step.value, step.label))]
            if isinstance(steps, rx.Var)
            else [made(value, text) for value, text in steps]
        ),
        aria_label=name,
        class_name="stepper small" if is_small else "stepper",
    )
