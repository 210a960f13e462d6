"""Taking a list out: the button, the dialog with the columns, and the bar with the file."""

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import button, dialog_form
from sambruk_crm.components.listing import link
from sambruk_crm.components.messages import message
from sambruk_crm.components.text import t
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.exports import ExportState
from sambruk_crm.state.frame import FrameState

_STYLES = beside(__name__, "excel.css").importable_path


class Styled(rx.Fragment):
    """Brings the style sheet of exports and imports along."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page."""
        return {"": _STYLES}


def export_button(noun: str, *, of_chosen: bool = False) -> rx.Component:
    """Offer to take out what is chosen, or all that match while nothing is."""
    picture, ask = rx.icon("download", size=16, aria_hidden="true"), ExportState.ask(noun)
    shown = (
        button(picture, t("Export chosen…"), on_click=ask)
        if of_chosen
        else button(picture, aria_label=t("Export…"), title=t("Export…"), on_click=ask, more="square")
    )
    return rx.cond(FrameState.rights.contains(Permission.EXPORT.value), shown)


def import_link(noun: str) -> rx.Component:
    """Lead to where records of a noun are brought in."""
    return rx.cond(
        FrameState.rights.contains(Permission.EDIT_RECORDS.value),
        link(
            rx.icon("upload", size=16, aria_hidden="true"),
            to=f"/import?of={noun}",
            aria_label=t("Import…"),
            title=t("Import…"),
            class_name="button square desk-only",
        ),
    )


def export_parts() -> rx.Component:
    """Return the dialog and the bar; once on every page with an `export_button`."""
    return Styled.create(_bar(), _dialog())


def _bar() -> rx.Component:
    shown = ExportState.shown
    return rx.cond(
        shown.id > 0,
        message(
            rx.el.span(
                rx.cond(
                    shown.is_busy,
                    t("Exporting: {done} of {total} rows", done=shown.done, total=shown.total),
                    rx.cond(shown.reason, shown.reason, t("The file is ready.")),
                ),
                role="status",
            ),
            rx.cond(
                shown.is_busy,
                rx.el.progress(value=shown.done, max=shown.total, aria_label=t("Export"), class_name="batch-progress"),
            ),
            rx.cond(
                shown.address,
                button(
                    rx.icon("download", size=16, aria_hidden="true"),
                    t("Download {name}", name=shown.name),
                    on_click=rx.call_script(_save(shown.address)),
                    kind="primary",
                ),
            ),
            button(
                rx.icon("x", size=16, aria_hidden="true"),
                aria_label=t("Put away"),
                title=t("Put away"),
                on_click=ExportState.put_away,
                kind="quiet",
                more="square",
            ),
            data_testid="export-bar",
        ),
    )


def _save(address: rx.Var[str]) -> rx.Var[str]:
    """Load the file as the browser does: a link of the application would look for a page at its address."""
    return rx.Var.create("window.location.assign('") + address + "')"


def _dialog() -> rx.Component:
    return dialog_form(
        t("Export"),
        rx.cond(ExportState.error, notice(ExportState.error, kind="bad")),
        rx.el.fieldset(
            rx.el.legend(t("Columns")),
            rx.foreach(
                ExportState.columns,
                lambda column: rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        name=rx.Var.create("column-") + column.name.to(str),
                        default_checked=column.is_usual,
                        class_name="tick",
                    ),
                    column.title,
                    key=column.name,
                ),
            ),
            class_name="export-columns",
        ),
        rx.el.fieldset(
            rx.el.legend(t("File")),
            rx.el.label(
                rx.el.input(type="radio", name="format", value="xlsx", default_checked=True), t("Excel (.xlsx)")
            ),
            rx.el.label(rx.el.input(type="radio", name="format", value="csv"), t("CSV")),
            class_name="export-formats",
        ),
        is_open=ExportState.is_open,
        on_open_change=ExportState.dismiss,
        on_submit=ExportState.start,
        save_text=t("Make the file"),
        description=ExportState.count_text,
    )
