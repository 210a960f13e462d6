"""The one step in which somebody leaves: what they have open, who takes it over, and the button."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import button, select_field
from sambruk_crm.components.listing import link
from sambruk_crm.components.text import t, tn
from sambruk_crm.services.absences import Kind, Line, Pile
from sambruk_crm.state.absences.hand_over import HandOverState


def hand_over_dialog() -> rx.Component:
    """Ask who takes over before a user is deactivated."""
    name = HandOverState.name
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(t("Deactivate {name}?", name=name)),
            rx.dialog.description(
                t("They are signed out at once and cannot sign in. What they wrote keeps their name."), size="2"
            ),
            rx.el.form(
                rx.el.div(
                    rx.cond(HandOverState.refusal, notice(HandOverState.refusal, kind="bad")),
                    rx.cond(HandOverState.piles.length() > 0, _piles(), rx.el.p(t("Nothing open is theirs."))),
                    class_name="stack",
                ),
                rx.el.div(
                    rx.dialog.close(button(t("Cancel"))),
                    button(
                        rx.cond(HandOverState.piles.length() > 0, t("Hand over and deactivate"), t("Deactivate")),
                        kind="danger",
                        type="submit",
                    ),
                    class_name="form-foot",
                ),
                on_submit=HandOverState.deactivate,
            ),
            max_width="40rem",
        ),
        open=HandOverState.is_open,
        on_open_change=HandOverState.show,
    )


def _piles() -> rx.Component:
    return rx.el.div(
        select_field(
            t("Who takes over"),
            HandOverState.receivers,
            name="receiver_id",
            empty=t("Choose…"),
            error=HandOverState.errors.get("receiver_id", ""),
            hint=t("They get everything below, unless you choose somebody else for a part."),
        ),
        rx.foreach(HandOverState.piles, _pile),
        class_name="stack",
    )


def _pile(pile: rx.vars.ObjectVar[Pile]) -> rx.Component:
    kind, count = pile.kind, pile.count
    words: Any = rx.match(
        kind,
        (Kind.TODOS.value, tn("{count} open to-do", "{count} open to-dos", count=count)),
        (Kind.DEALS.value, tn("{count} open deal", "{count} open deals", count=count)),
        (
            Kind.ORGANISATIONS.value,
            tn("Responsible for {count} organisation", "Responsible for {count} organisations", count=count),
        ),
        (Kind.PERSONS.value, tn("Responsible for {count} person", "Responsible for {count} persons", count=count)),
        tn("Stands in for {count} colleague", "Stands in for {count} colleagues", count=count),
    )
    return rx.el.details(
        rx.el.summary(words),
        rx.el.ul(rx.foreach(pile.lines, lambda line: _line(line, kind)), class_name="plain-list pile"),
        rx.cond(
            count > pile.lines.length(),
            rx.el.div(
                button(t("Show more"), kind="quiet", on_click=HandOverState.show_more(kind)),
                rx.el.span(t("{shown} of {count} shown", shown=pile.lines.length(), count=count), class_name="muted"),
                class_name="row",
            ),
        ),
        select_field(
            t("Somebody else for these"),
            HandOverState.receivers,
            name=kind,
            empty=t("The same as above"),
            error=HandOverState.errors.get(kind, ""),
        ),
        open=rx.cond(HandOverState.errors.contains(kind), True, pile.count <= 3),  # noqa: PLR2004
        key=kind,
        data_kind=kind,
        class_name="pile-of-kind",
    )


def _line(line: rx.vars.ObjectVar[Line], kind: Any) -> rx.Component:
    words = rx.cond(
        line.is_private,
        rx.el.span(
            rx.icon("lock", size=14, aria_hidden="true"),
            t("A private to-do, which whoever takes over will read"),
            class_name="muted",
        ),
        rx.cond(
            line.path,
            link(rx.cond(line.text, line.text, t("To-do")), to=line.path),
            rx.el.span(rx.cond(line.text, line.text, t("To-do"))),
        ),
    )
    return rx.el.li(
        words, rx.cond(line.about, rx.el.span(" · ", line.about, class_name="muted")), key=kind + line.id.to_string()
    )
