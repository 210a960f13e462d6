"""The documents of a contract on its page: brought, shown where they stand, in all their editions."""

from typing import Any

import reflex as rx

from sambruk_crm.components.file_upload import file_upload
from sambruk_crm.components.forms import button, field, icon_button
from sambruk_crm.components.record import card
from sambruk_crm.components.text import shown_number, shown_time, t
from sambruk_crm.models.vocabulary import FilePurpose
from sambruk_crm.state.contracts.documents import ContractDocumentsState

ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.png,.jpg,.jpeg,.webp"


def documents_card(may_edit: rx.Var[bool]) -> rx.Component:
    """List the documents, and below them those that were removed."""
    state = ContractDocumentsState
    return card(
        t("Documents"),
        rx.cond(
            state.documents.length() > 0,
            rx.el.ul(rx.foreach(state.documents, lambda each: _document(each, may_edit)), class_name="line-list"),
            rx.el.p(t("No documents yet."), class_name="muted"),
        ),
        rx.cond(
            state.removed.length() > 0,
            rx.el.details(
                rx.el.summary(t("Removed"), " ", state.removed.length()),
                rx.el.ul(rx.foreach(state.removed, lambda each: _removed(each, may_edit)), class_name="line-list"),
            ),
        ),
        name="documents",
        action=rx.cond(may_edit, icon_button("plus", t("Add a document"), state.ask(0))),
    )


def document_dialogs() -> rx.Component:
    """Ask for a file, and show a document."""
    return rx.fragment(_ask(), _viewer())


def _document(document: Any, may_edit: rx.Var[bool]) -> rx.Component:
    newest = document.newest
    return rx.el.li(
        rx.el.div(
            _name(newest),
            _told(newest),
            rx.cond(
                document.earlier.length() > 0,
                rx.el.details(
                    rx.el.summary(t("Earlier editions"), " ", document.earlier.length()),
                    rx.el.ul(
                        rx.foreach(document.earlier, lambda each: rx.el.li(_name(each), _told(each), key=each.id)),
                        class_name="plain-list stack-tight",
                    ),
                ),
            ),
            class_name="grow",
        ),
        rx.cond(
            may_edit,
            rx.el.div(
                icon_button(
                    "file-up", t("New edition of {name}", name=newest.name), ContractDocumentsState.ask(newest.id)
                ),
                icon_button("x", t("Remove {name}", name=newest.name), ContractDocumentsState.remove(newest.id)),
                class_name="row",
            ),
        ),
        key=newest.id,
        class_name="row",
    )


def _name(edition: Any) -> rx.Component:
    """Show a document's name: it opens what can be shown here, and saves what cannot."""
    return rx.cond(
        (edition.pages != "") | (edition.picture != ""),
        rx.el.button(
            edition.name, type="button", class_name="as-link", on_click=ContractDocumentsState.look(edition.id)
        ),
        rx.el.a(edition.name, href=edition.address, download=edition.name),
    )


def _told(edition: Any) -> rx.Component:
    return rx.el.div(
        t("Edition {number}", number=edition.edition),
        " · ",
        shown_number(edition.size),
        " kB · ",
        shown_time(edition.added_at),
        rx.cond(edition.author, rx.fragment(" · ", edition.author)),
        " · ",
        rx.el.a(
            t("Download"),
            rx.el.span(" ", edition.name, class_name="visually-hidden"),
            href=edition.address,
            download=edition.name,
        ),
        class_name="hint",
    )


def _removed(document: Any, may_edit: rx.Var[bool]) -> rx.Component:
    newest = document.newest
    return rx.el.li(
        rx.el.span(newest.name, class_name="grow muted"),
        rx.cond(
            may_edit,
            button(
                t("Put back"),
                rx.el.span(" ", newest.name, class_name="visually-hidden"),
                more="small",
                on_click=ContractDocumentsState.put_back(newest.id),
            ),
        ),
        key=newest.id,
        class_name="row",
    )


def _ask() -> rx.Component:
    state = ContractDocumentsState
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(rx.cond(state.instead_of > 0, t("A new edition"), t("Add a document"))),
            rx.dialog.description(
                t("The earlier edition stays. One of the same name gets a new edition too."),
                class_name="hint dialog-hint",
            ),
            field(
                t("File"),
                file_upload(
                    name="document-file",
                    purpose=FilePurpose.DOCUMENT.value,
                    accept=ACCEPTED,
                    on_brought=state.bring,
                    key=state.instead_of.to_string() + state.is_asking.to_string(),
                ),
                name="document-file",
                error=state.error,
                hint=t("PDF, pictures, or documents of Word, Excel, PowerPoint or LibreOffice, at most 25 MB."),
            ),
            rx.el.div(rx.dialog.close(button(t("Cancel"))), class_name="form-foot"),
            max_width="36rem",
        ),
        open=state.is_asking,
        on_open_change=state.show_asking,
    )


def _viewer() -> rx.Component:
    state = ContractDocumentsState
    shown = state.shown
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(shown.name),
            rx.cond(
                state.unseen,
                rx.el.p(state.unseen, role="status"),
                rx.cond(
                    shown.picture,
                    rx.el.img(src=shown.picture, alt=shown.name, class_name="document-page"),
                    rx.cond(
                        shown.pages,
                        rx.el.img(
                            src=shown.pages + "/" + state.page.to_string(),
                            alt=t("Page {page} of {name}", page=state.page, name=shown.name),
                            class_name="document-page",
                        ),
                    ),
                ),
            ),
            rx.el.div(
                rx.cond(
                    state.pages > 1,
                    rx.el.div(
                        icon_button("chevron-left", t("Previous page"), state.turn(-1)),
                        rx.el.span(t("{page} of {pages}", page=state.page, pages=state.pages), role="status"),
                        icon_button("chevron-right", t("Next page"), state.turn(1)),
                        class_name="row",
                    ),
                ),
                rx.el.a(t("Download"), href=shown.address, download=shown.name, class_name="button"),
                rx.dialog.close(button(t("Close"))),
                class_name="form-foot",
            ),
            max_width="52rem",
            aria_describedby="",
        ),
        open=state.is_shown,
        on_open_change=state.show_shown,
    )
