"""The settings page of membership fees: the dated tables, the form of one, and what it would do before it is saved."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, loading, notice
from sambruk_crm.components.fees import FeesStyled
from sambruk_crm.components.forms import button, date_field, dialog_form, icon_button, submit, text_field
from sambruk_crm.components.listing import link
from sambruk_crm.components.text import shown_date, shown_money, t, tn
from sambruk_crm.components.vocabulary_editor import act
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings.fee_preview import fee_preview
from sambruk_crm.pages.settings.layout import FEES, settings_page
from sambruk_crm.state.settings.fees import FeeSettingsState as State


def fees_page() -> rx.Component:
    """Show the tables, or the form of one."""
    return settings_page(
        FEES,
        FeesStyled.create(
            rx.cond(State.is_loaded, rx.cond(State.is_editing, _form(), _tables()), loading()),
            fee_preview(),
            _farewell(),
        ),
    )


def _tables() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.p(
                t("What members pay by their inhabitants. A table holds from its day until the next one begins."),
                class_name="muted",
            ),
            link(t("The fees of the year"), to="/fees"),
            button(
                rx.icon("plus", size=16, aria_hidden="true"),
                t("New table"),
                on_click=State.begin(0),
                kind="primary",
                id="new-table",
            ),
            class_name="entry-head",
        ),
        rx.el.ul(rx.foreach(State.rows, _line), aria_label=t("Fee tables"), class_name="plain-list entries flat"),
        class_name="card",
    )


def _line(row: Any) -> rx.Component:
    day = shown_date(row.valid_from)
    span = t("{low} to {high}", low=shown_money(row.lowest, row.currency), high=shown_money(row.highest, row.currency))
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                t("From {date}", date=day),
                rx.cond(row.years, badge(t("Approved: {years}", years=row.years), icon="lock")),
                class_name="entry-name",
            ),
            rx.el.div(tn("{count} band", "{count} bands", count=row.count), ", ", span, class_name="hint"),
            class_name="entry-main",
        ),
        rx.el.span(class_name="entry-uses"),
        rx.el.div(
            rx.cond(
                row.years,
                rx.fragment(),
                act("pencil", t("Edit"), t("Edit the table of {date}", date=day), State.edit(row.id)),
            ),
            act("copy", t("New one like it"), t("New table like that of {date}", date=day), State.begin(row.id)),
            rx.cond(
                row.years,
                rx.fragment(),
                act("trash-2", t("Delete"), t("Delete the table of {date}", date=day), State.ask_delete(row.id)),
            ),
            class_name="entry-actions",
        ),
        key=row.id,
        class_name="entry",
    )


def _form() -> rx.Component:
    edited: Any = State.edited
    errors: Any = State.errors
    return rx.el.form(
        rx.el.h2(rx.cond(edited.id > 0, t("Edit the table"), t("New table"))),
        rx.cond(errors.get("form", ""), notice(errors["form"], kind="bad")),
        rx.el.div(
            date_field(
                t("Holds from"),
                name="valid_from",
                error=errors.get("valid_from", ""),
                hint=t("A year is charged by the table of its first day."),
                default_value=edited.valid_from,
            ),
            class_name="form-grid",
        ),
        rx.el.fieldset(
            rx.el.legend(t("Municipalities")),
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(t("From how many inhabitants"), scope="col"),
                        rx.el.th(t("Entrance fee"), scope="col"),
                        rx.el.th(t("Yearly fee"), scope="col"),
                        rx.el.td(),
                    )
                ),
                rx.el.tbody(rx.foreach(State.bands, _band)),
                class_name="fee-bands",
            ),
            rx.cond(errors.get("bands", ""), rx.el.p(errors["bands"], class_name="error", role="alert")),
            button(
                rx.icon("plus", size=16, aria_hidden="true"), t("Add a band"), on_click=State.add_band, id="add-band"
            ),
            class_name="group",
        ),
        rx.el.fieldset(
            rx.el.legend(t("Other organisations")),
            rx.el.div(
                _amount(t("Entrance fee"), "others_entrance", edited.others_entrance),
                _amount(t("Yearly fee"), "others_yearly", edited.others_yearly),
                class_name="form-grid",
            ),
            class_name="group",
        ),
        rx.el.div(
            button(t("Cancel"), on_click=State.leave),
            submit(t("See what it changes…"), id="look"),
            class_name="form-foot",
        ),
        on_submit=State.look,
        key=State.opened.to_string(),
        class_name="card stack",
    )


def _amount(title: rx.Var[str], name: str, value: Any) -> rx.Component:
    return text_field(
        title,
        name=name,
        error=State.errors.get(name, ""),
        default_value=value,
        input_mode="decimal",
        auto_complete="off",
    )


def _band(row: Any, place: Any) -> rx.Component:
    number = (place + 1).to_string()
    return rx.el.tr(
        _cell(
            row, "from", row.from_inhabitants, t("From how many inhabitants"), t("Band {number}: from", number=number)
        ),
        _cell(row, "entrance", row.entrance, t("Entrance fee"), t("Band {number}: entrance fee", number=number)),
        _cell(row, "yearly", row.yearly, t("Yearly fee"), t("Band {number}: yearly fee", number=number)),
        rx.el.td(icon_button("x", t("Remove band {number}", number=number), State.remove_band(row.key))),
        key=row.key,
    )


def _cell(row: Any, name: str, value: Any, title: Any, spoken: Any) -> rx.Component:
    field = rx.Var.create(f"{name}-") + row.key.to_string()
    error = State.errors.get(field, "")
    return rx.el.td(
        rx.el.input(
            id=field,
            name=field,
            default_value=value,
            aria_label=spoken,
            aria_invalid=rx.cond(error, "true", "false"),
            aria_describedby=field + "-error",
            input_mode="decimal",
            auto_complete="off",
            class_name="input",
        ),
        rx.cond(error, rx.el.span(error, id=field + "-error", class_name="error")),
        custom_attrs={"data-label": title},
    )


def _farewell() -> rx.Component:
    return dialog_form(
        t("Delete the table of {date}?", date=shown_date(State.edited.valid_from)),
        is_open=State.is_asking,
        on_open_change=State.show_question,
        on_submit=State.delete,
        save_text=t("Delete"),
        description=t("The table before it then holds on."),
    )


PAGES = [Page(FEES.route, t("Fees"), fees_page, [State.load])]
