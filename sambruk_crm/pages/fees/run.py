"""The fees of a year: reviewed member by member, approved, locked, taken out as the basis of invoices."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, empty_list, loading
from sambruk_crm.components.fees import FeesStyled, sums
from sambruk_crm.components.forms import button, dialog_form, text_area, text_field
from sambruk_crm.components.text import label, shown_date, shown_money, t, tn
from sambruk_crm.models.vocabulary import FeeRunState as Stage
from sambruk_crm.pages.fees.lines import lines
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.fees.run import FeesState as State

ROUTE = "/fees"
run: Any = State.run


def fees_page() -> rx.Component:
    """Show the run of a year and what can be done with it."""
    return FeesStyled.create(
        page_head(
            t("Fees"),
            *_deeds(),
            main=rx.cond(State.is_loaded & (run.id > 0), _next_step()),
            beside=[_year()],
        ),
        rx.cond(
            State.is_loaded,
            rx.cond(run.id > 0, rx.el.div(_told(), lines(), class_name="stack"), _nothing_yet()),
            loading(),
        ),
        _exception(),
        _question(),
    )


def _year() -> rx.Component:
    return rx.el.select(
        rx.foreach(State.years, lambda year: rx.el.option(year, value=year.to_string(), key=year)),
        value=State.year.to_string(),
        on_change=State.choose_year,
        aria_label=t("Year"),
        class_name="input fee-year",
    )


def _nothing_yet() -> rx.Component:
    return empty_list(
        t("The fees of {year} have not been made yet", year=State.year.to_string()),
        t("The list names every member, last year's fee and this year's, and why they differ. Nothing is sent."),
        button(t("Make the list of {year}", year=State.year.to_string()), kind="primary", on_click=State.begin),
        icon="receipt",
    )


def _deeds() -> list[rx.Component]:
    export = [
        button(rx.icon("download", size=16, aria_hidden="true"), name, on_click=State.export(kind))
        for kind, name in (("xlsx", t("Excel")), ("csv", t("CSV")))
    ]
    return [
        rx.cond(
            State.is_loaded & (run.id > 0),
            rx.fragment(
                rx.match(
                    run.state,
                    (
                        Stage.DRAFT.value,
                        rx.fragment(
                            button(t("Throw away"), kind="quiet", on_click=State.ask("discard")),
                            button(t("Update"), on_click=State.move("refresh")),
                        ),
                    ),
                    (Stage.APPROVED.value, button(t("Back to draft"), on_click=State.move("reopen"))),
                    rx.fragment(),
                ),
                rx.cond(may(Permission.EXPORT), rx.fragment(*export)),
            ),
        )
    ]


def _next_step() -> rx.Component:
    return rx.match(
        run.state,
        (Stage.DRAFT.value, button(t("Approve"), kind="primary", on_click=State.move("approve"))),
        (
            Stage.APPROVED.value,
            button(
                rx.icon("lock", size=16, aria_hidden="true"), t("Lock…"), kind="primary", on_click=State.ask("lock")
            ),
        ),
        rx.cond(
            (State.counts["not_invoiced"] > 0) & (State.selected.length() == 0),
            button(t("Mark all as invoiced…"), kind="primary", on_click=State.ask("invoiced")),
        ),
    )


def _told() -> rx.Component:
    colour = rx.match(run.state, (Stage.DRAFT.value, "amber"), (Stage.APPROVED.value, "blue"), "green").to(str)
    currency = run.currency
    return rx.el.section(
        rx.cond(State.runs.length() > 1, _runs()),
        rx.el.div(
            badge(label(Stage, run.state), colour=colour),
            rx.cond(
                run.approved_at,
                rx.el.span(
                    t("Approved on {date} by {name}", date=shown_date(run.approved_at), name=run.approved_by),
                    class_name="hint",
                ),
            ),
            rx.cond(
                run.locked_at,
                rx.el.span(
                    t("Locked on {date} by {name}", date=shown_date(run.locked_at), name=run.locked_by),
                    class_name="hint",
                ),
            ),
            rx.cond(may(Permission.MANAGE_SETTINGS), link(t("Fee tables"), to="/settings/fees")),
            class_name="row",
        ),
        sums(
            (t("Members"), State.counts["all"]),
            (t("Last year"), shown_money(run.previous, currency)),
            (t("This year"), shown_money(run.total, currency)),
            (t("To invoice"), shown_money(run.left, currency)),
            (t("Invoiced"), shown_money(run.invoiced, currency)),
        ),
        rx.cond(run.outdated > 0, _outdated()),
        rx.cond(run.differing > 0, _differing()),
        class_name="card stack",
        aria_label=t("The run"),
    )


def _runs() -> rx.Component:
    return rx.el.div(
        rx.foreach(
            State.runs,
            lambda one: button(
                rx.cond(one.number == 1, t("Yearly run"), t("Supplement {number}", number=one.number - 1)),
                on_click=State.choose_run(one.id),
                aria_pressed=rx.cond(one.id == run.id, "true", "false"),
                more="small",
                key=one.id,
            ),
        ),
        role="group",
        aria_label=t("Runs of the year"),
        class_name="row",
    )


def _outdated() -> rx.Component:
    return rx.el.div(
        rx.icon("refresh-cw", size=16, aria_hidden="true"),
        rx.el.span(
            tn(
                "{count} fee would be another today: members, inhabitants or tables have changed.",
                "{count} fees would be others today: members, inhabitants or tables have changed.",
                count=run.outdated,
            )
        ),
        button(t("Update the list"), more="small", on_click=State.move("refresh")),
        role="status",
        class_name="row",
    )


def _differing() -> rx.Component:
    return rx.el.div(
        rx.icon("file-plus-2", size=16, aria_hidden="true"),
        rx.el.span(
            tn(
                "{count} member would be charged otherwise today; the difference is a supplement.",
                "{count} members would be charged otherwise today; the difference is a supplement.",
                count=run.differing,
            )
        ),
        button(t("Make the supplement"), more="small", on_click=State.begin),
        role="status",
        class_name="row",
    )


def _exception() -> rx.Component:
    edited: Any = State.edited
    return dialog_form(
        t("Exception for {name}", name=edited.name),
        text_field(
            t("Pays instead, entrance fee included"),
            name="exception",
            error=State.errors.get("exception", ""),
            hint=t(
                "By the table: {fee}",
                fee=rx.cond(edited.amount.is_none(), "–", shown_money(edited.amount, run.currency)),
            ),
            default_value=edited.exception,
            input_mode="decimal",
            auto_complete="off",
            key=edited.id.to_string() + "-" + edited.version.to_string() + "-sum",
        ),
        text_area(
            t("Why"),
            name="exception_reason",
            error=State.errors.get("exception_reason", ""),
            default_value=edited.reason,
            rows="3",
            max_length=500,
            key=edited.id.to_string() + "-why",
        ),
        rx.cond(
            edited.is_exception,
            rx.el.div(button(t("Take the exception away"), kind="danger", on_click=State.take_back)),
        ),
        is_open=State.is_editing,
        on_open_change=State.show_form,
        on_submit=State.save,
        description=edited.sentence,
    )


def _question() -> rx.Component:
    year = State.year.to_string()
    return dialog_form(
        rx.match(
            State.asked,
            ("lock", t("Lock the fees of {year}?", year=year)),
            ("discard", t("Throw the draft away?")),
            t("Mark all as invoiced?"),
        ),
        is_open=State.is_asking,
        on_open_change=State.show_question,
        on_submit=State.confirm,
        save_text=rx.match(
            State.asked,
            ("lock", t("Lock")),
            ("discard", t("Throw away")),
            t("Mark all as invoiced"),
        ),
        description=rx.match(
            State.asked,
            ("lock", t("The list never changes again. What differs later comes in a supplement.")),
            ("discard", t("Its exceptions are thrown away too. The list can be made again.")),
            tn(
                "{count} fee that is not invoiced yet is marked.",
                "{count} fees that are not invoiced yet are marked.",
                count=State.counts["not_invoiced"],
            ),
        ),
    )


PAGES = [Page(ROUTE, t("Fees"), fees_page, [State.load])]
