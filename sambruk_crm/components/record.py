"""What record pages are made of: cards, the way back to the list, tags, responsible users, affiliations."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.feedback import empty_list
from sambruk_crm.components.forms import button, check_field, date_field, dialog_form, text_field
from sambruk_crm.components.listing import Styled, link
from sambruk_crm.components.text import shown_date, t
from sambruk_crm.state.persons.affiliations import AffiliationsState

Text = rx.Var[str] | str
_STYLES = beside(__name__, "record.css").importable_path


class RecordStyled(Styled):
    """Brings the record pages' style sheet along with the lists'."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page that shows a record."""
        return {"": _STYLES}


def card(title: Text, *children: Any, name: str, action: rx.Component | None = None) -> rx.Component:
    """Return a headed part of the page, found by its heading; `name` makes the heading's id."""
    return rx.el.section(
        rx.el.div(rx.el.h2(title, id=f"{name}-title"), *([action] if action else []), class_name="card-head"),
        *children,
        aria_labelledby=f"{name}-title",
        class_name="card",
        id=name,
    )


def record_way(place: Any, back: Text) -> rx.Component:
    """Lead back to the list as it was, and to the neighbours in it."""
    return rx.el.nav(
        link(
            rx.icon("arrow-left", size=16, aria_hidden="true"), back, to=place.back, custom_attrs={"data-back": "true"}
        ),
        rx.el.a(t("To the history"), href="#history", class_name="to-history"),
        rx.cond(
            place.number > 0,
            rx.el.div(
                rx.el.span(t("{number} of {total}", number=place.number, total=place.total), class_name="muted"),
                _neighbour(place.previous, t("Previous in the list"), "chevron-left"),
                _neighbour(place.next, t("Next in the list"), "chevron-right"),
                class_name="row",
            ),
        ),
        aria_label=t("Place in the list"),
        class_name="record-way",
    )


def missing_record(text: Text, back: Text, path: str) -> rx.Component:
    """Show that there is no such record, and lead back."""
    return empty_list(text, "", link(back, to=path, class_name="button"), icon="file-question")


def delete_button(
    question: Text, on_delete: Any, *hanging: rx.Component, what_happens: Text | None = None
) -> rx.Component:
    """Delete what the page shows, after asking.

    Args:
        hanging: names what hangs on it, below the question.
        what_happens: is said instead of that it goes to the trash.
    """
    told = t("It goes to the trash, from where it can be brought back.") if what_happens is None else what_happens
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(
            button(rx.icon("trash-2", size=16, aria_hidden="true"), t("Delete"), kind="danger"),
        ),
        rx.alert_dialog.content(
            rx.alert_dialog.title(question),
            rx.alert_dialog.description(told),
            *hanging,
            rx.el.div(
                rx.alert_dialog.cancel(button(t("Cancel"))),
                rx.alert_dialog.action(button(t("Delete"), kind="danger", on_click=on_delete)),
                class_name="form-foot",
            ),
        ),
    )


def mailto(address: Any) -> rx.Component:
    """Return an e-mail address that starts a letter."""
    return rx.el.a(address, href=rx.Var.create("mailto:") + address.to(str))


def telephone(phone: Any) -> rx.Component:
    """Return a phone number (a `PhoneShown`) that starts a call, as people write it."""
    return rx.el.a(phone.text, href=rx.Var.create("tel:") + phone.dialled.to(str))


def affiliations_card(
    state: type[AffiliationsState], title: Text, *, may_edit: rx.Var[bool], path: str, other: Text
) -> rx.Component:
    """Show who represents whom; `path` is where the other side's pages are, `other` what it is called."""
    return card(
        title,
        rx.cond(
            state.affiliations.length() > 0,
            rx.el.ul(
                rx.foreach(state.affiliations, lambda row: _affiliation(state, row, may_edit, path)),
                class_name="line-list",
            ),
            rx.el.p(t("Nobody yet."), class_name="muted"),
        ),
        _affiliation_dialog(state, other),
        name="affiliations",
        action=rx.cond(
            may_edit,
            button(rx.icon("plus", size=16, aria_hidden="true"), t("Add"), on_click=state.open_affiliation(0)),
        ),
    )


def _affiliation(state: type[AffiliationsState], row: Any, may_edit: rx.Var[bool], path: str) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                link(row.other, to=rx.Var.create(path) + row.other_id.to_string()),
                rx.cond(row.is_primary, rx.el.span(t("First contact"), class_name="badge blue")),
                class_name="row",
            ),
            rx.cond(row.title, rx.el.div(row.title)),
            rx.el.div(
                rx.cond(row.email, mailto(row.email)), rx.cond(row.phone.text, telephone(row.phone)), class_name="reach"
            ),
            rx.cond(row.from_on, rx.el.div(t("From {date}", date=shown_date(row.from_on)), class_name="hint")),
            rx.cond(row.to_on, rx.el.div(t("Until {date}", date=shown_date(row.to_on)), class_name="hint")),
            class_name=rx.cond(row.is_current, "grow", "grow is-past"),
        ),
        rx.cond(
            may_edit,
            rx.el.div(
                button(
                    t("Edit"),
                    rx.el.span(" ", row.other, class_name="visually-hidden"),
                    kind="quiet",
                    on_click=state.open_affiliation(row.id),
                ),
                rx.cond(
                    row.to_on == "",
                    button(
                        t("End"),
                        rx.el.span(" ", row.other, class_name="visually-hidden"),
                        kind="quiet",
                        on_click=state.end_affiliation(row.id),
                    ),
                ),
                class_name="row",
            ),
        ),
        key=row.id,
    )


def _affiliation_dialog(state: type[AffiliationsState], other: Text) -> rx.Component:
    errors, row = state.affiliation_errors, state.affiliation
    return dialog_form(
        rx.cond(row.id > 0, row.other, other),
        rx.cond(
            row.id > 0,
            rx.fragment(),
            rx.fragment(
                combobox_field(
                    other,
                    name="other_id",
                    suggestions=state.other_suggestions,
                    on_search=state.suggest_other,
                    on_choose=state.choose_other,
                    on_create=state.create_other,
                    error=errors.get("other_id", ""),
                ),
                rx.cond(
                    state.new_other,
                    rx.el.p(t("“{name}” is created when you save.", name=state.new_other), role="status"),
                ),
            ),
        ),
        text_field(t("Title"), name="title", error=errors.get("title", ""), default_value=row.title),
        check_field(t("First contact"), name="is_primary", default_checked=row.is_primary),
        rx.el.div(
            date_field(t("From"), name="from_on", error=errors.get("from_on", ""), default_value=row.from_on),
            date_field(t("Until"), name="to_on", error=errors.get("to_on", ""), default_value=row.to_on),
            class_name="form-grid",
        ),
        is_open=state.affiliation_open,
        on_open_change=state.show_affiliation,
        on_submit=state.save_affiliation,
    )


def _neighbour(address: Any, name: Text, icon: str) -> rx.Component:
    picture = rx.icon(icon, size=18, aria_hidden="true")
    return rx.cond(
        address,
        link(picture, to=address, aria_label=name, title=name, class_name="button square"),
        button(picture, aria_label=name, disabled=True, more="square"),
    )
