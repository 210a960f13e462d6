"""The figures of members: of a day, and of the years."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import loading
from sambruk_crm.components.fees import FeesStyled, sums
from sambruk_crm.components.figures import figures_table
from sambruk_crm.components.forms import date_field
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_number, t, tn
from sambruk_crm.models.vocabulary import OrganisationKind
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.pages.memberships.list import PATH as LIST
from sambruk_crm.state.memberships.figures import PATH, FiguresState


def figures_page() -> rx.Component:
    """Show how many members there are on a day, and how many came and went each year."""
    return FeesStyled.create(
        page_head(
            t("Members in figures"),
            link(rx.icon("list", size=16, aria_hidden="true"), t("Memberships"), to=LIST, class_name="button"),
        ),
        rx.cond(FiguresState.is_loaded, rx.el.div(_of_day(), _of_years(), class_name="figures"), loading()),
    )


def _of_day() -> rx.Component:
    state = FiguresState
    return card(
        t("On a day"),
        rx.el.div(
            date_field(t("Day"), name="figures-on", value=state.on, on_change=state.choose, error=state.day_error),
            class_name="figures-day",
        ),
        sums(
            (t("Members"), link(shown_number(state.members), to=_members())),
            (t("Inhabitants"), shown_number(state.inhabitants)),
            (t("Municipalities covered"), shown_number(state.municipalities_covered)),
        ),
        rx.el.p(t("Everybody is counted once, whoever covers whom."), class_name="hint"),
        rx.cond(
            state.without_figure > 0,
            rx.el.p(
                tn(
                    "{count} member has no inhabitants of its own.",
                    "{count} members have no inhabitants of their own.",
                    count=state.without_figure,
                ),
                class_name="hint",
            ),
        ),
        rx.cond(
            state.kinds.length() > 0,
            figures_table(t("Members by kind"), (t("Kind"), t("Members")), rx.foreach(state.kinds, _kind)),
        ),
        name="figures-day",
    )


def _kind(one: Any) -> rx.Component:
    name = rx.cond(one.kind, label(OrganisationKind, one.kind), t("Of no kind"))
    return rx.el.tr(
        rx.el.th(rx.cond(one.kind, link(name, to=_members() + "&kind=" + one.kind), name), scope="row"),
        rx.el.td(shown_number(one.members), class_name="number"),
        key=one.kind,
    )


def _members() -> Any:
    return rx.Var.create("/organisations?membership=member&on=") + FiguresState.on


def _of_years() -> rx.Component:
    return card(
        t("Year by year"),
        rx.cond(
            FiguresState.years.length() > 0,
            figures_table(
                t("Year by year"),
                (t("Year"), t("Joined"), t("Left"), t("Members at the end")),
                rx.foreach(FiguresState.years, _year),
            ),
            rx.el.p(t("No memberships yet"), class_name="muted"),
        ),
        name="figures-years",
    )


def _year(one: Any) -> rx.Component:
    def which(asked: str, count: Any, name: Any) -> rx.Component:
        address = rx.Var.create(f"{LIST}?{asked}=") + one.year.to_string()
        return rx.el.td(
            rx.cond(count > 0, link(shown_number(count), to=address, aria_label=name), "–"), class_name="number"
        )

    share = one.members * 100 / FiguresState.most
    return rx.el.tr(
        rx.el.th(one.year, scope="row"),
        which("joined", one.joined, t("Joined {year}: {count}", year=one.year.to_string(), count=one.joined)),
        which("left", one.left, t("Left {year}: {count}", year=one.year.to_string(), count=one.left)),
        rx.el.td(
            rx.el.span(class_name="figures-bar", style={"width": share.to_string() + "%"}, aria_hidden="true"),
            rx.el.span(shown_number(one.members)),
            class_name="number figures-members",
        ),
        key=one.year,
    )


PAGES = [Page(PATH, t("Members in figures"), figures_page, [FiguresState.load])]
