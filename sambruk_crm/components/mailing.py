"""What the pages of mailings share: states in words and colour, tallies, and the recipients page by page."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.feedback import badge
from sambruk_crm.components.forms import button
from sambruk_crm.components.listing import Styled, link
from sambruk_crm.components.text import label, shown_number, shown_time, t
from sambruk_crm.models.vocabulary import MailingState, RecipientState, SkipReason
from sambruk_crm.services.mailings import Counts
from sambruk_crm.state.mailings.recipients import MailingRecipients

_STYLES = beside(__name__, "mailing.css").importable_path


class MailingStyled(Styled):
    """Brings the style sheet of mailings along with the lists'."""

    def add_imports(self) -> ImportDict:
        """Have the sheet loaded with the page."""
        return {"": _STYLES}


def mailing_state_badge(state: rx.Var[str]) -> rx.Component:
    """Show how far a mailing has come."""
    colour = rx.match(
        state,
        (MailingState.QUEUED.value, "amber"),
        (MailingState.SENDING.value, "blue"),
        (MailingState.DONE.value, "green"),
        (MailingState.STOPPED.value, "red"),
        "",
    )
    return badge(label(MailingState, state), colour=colour)  # pyright: ignore[reportArgumentType] -- one of its colours


def letter(written: Any) -> rx.Component:
    """Show a message as it will be read; its HTML has been made safe by the service."""
    return rx.el.div(
        rx.el.div(written.subject, class_name="letter-subject"),
        rx.html(written.html),
        class_name="letter-preview",
        tab_index=0,
        role="region",
        aria_label=t("Preview"),
        data_testid="letter",
    )


def tallies(state: type[MailingRecipients], counts: rx.vars.ObjectVar[Counts]) -> rx.Component:
    """Count the recipients by where they stand; pressing a number lists them."""
    numbers = (
        (RecipientState.WAITING, counts.waiting + counts.sending),
        (RecipientState.SENT, counts.sent),
        (RecipientState.FAILED, counts.failed),
        (RecipientState.UNSURE, counts.unsure),
        (RecipientState.SKIPPED, counts.skipped),
    )
    return rx.el.div(
        _tally(
            state,
            "",
            t("All"),
            counts.waiting + counts.sending + counts.sent + counts.failed + counts.unsure + counts.skipped,
        ),
        *(
            rx.cond(number > 0, _tally(state, one.value, label(RecipientState, one.value), number))
            for one, number in numbers
        ),
        role="group",
        aria_label=t("Which recipients"),
        class_name="tallies",
    )


def reasons(counts: rx.vars.ObjectVar[Counts]) -> rx.Component:
    """Show why some are left out, and how many for each reason."""
    lines = [
        rx.cond(
            getattr(counts, one.value) > 0,
            rx.el.li(label(SkipReason, one.value), ": ", shown_number(getattr(counts, one.value))),
        )
        for one in SkipReason
    ]
    return rx.el.ul(*lines, class_name="reasons", data_testid="reasons")


def recipient_list(state: type[MailingRecipients]) -> rx.Component:
    """List the recipients that were asked for, and turn the pages."""
    return rx.fragment(
        rx.el.input(
            type="search",
            on_change=lambda text: state.seek_recipients(text).debounce(250),
            placeholder=t("Search name or address"),
            aria_label=t("Search name or address"),
            class_name="input",
        ),
        rx.el.ul(
            rx.foreach(state.recipients, _recipient),
            class_name="recipient-list",
            aria_label=t("Recipients"),
        ),
        rx.cond(state.recipient_total == 0, rx.el.p(t("Nobody here."), class_name="muted")),
        rx.cond(state.recipient_pages > 1, _pager(state)),
    )


def _tally(state: type[MailingRecipients], value: str, text: Any, number: Any) -> rx.Component:
    return button(
        text,
        rx.el.b(shown_number(number)),
        aria_pressed=rx.cond(state.recipient_state == value, "true", "false"),
        on_click=state.show_recipients(value),
    )


def _recipient(row: Any) -> rx.Component:
    name = rx.cond(row.name, row.name, row.email)
    subject = rx.cond(
        row.person_id,
        link(name, to=rx.Var.create("/persons/") + row.person_id.to_string()),
        rx.cond(
            row.organisation_id, link(name, to=rx.Var.create("/organisations/") + row.organisation_id.to_string()), name
        ),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.div(subject),
            rx.el.div(row.email, class_name="hint"),
            rx.cond(row.detail, rx.el.div(row.detail, class_name="hint")),
            rx.cond(
                row.unsubscribed_at,
                rx.el.div(t("Unsubscribed {time}", time=shown_time(row.unsubscribed_at)), class_name="hint"),
            ),
            class_name="grow",
        ),
        rx.cond(
            row.skipped_for,
            badge(label(SkipReason, row.skipped_for), colour="amber"),
            rx.cond(row.state == RecipientState.WAITING.value, rx.fragment(), _state_badge(row)),
        ),
        key=row.id.to_string(),
        data_state=row.state,
    )


def _state_badge(row: Any) -> rx.Component:
    colour = rx.match(
        row.state,
        (RecipientState.SENT.value, "green"),
        (RecipientState.FAILED.value, "red"),
        (RecipientState.UNSURE.value, "amber"),
        "blue",
    )
    return rx.el.div(
        rx.cond(row.sent_at, rx.el.span(shown_time(row.sent_at), class_name="hint")),
        badge(label(RecipientState, row.state), colour=colour),  # pyright: ignore[reportArgumentType] -- as above
        class_name="row",
    )


def _pager(state: type[MailingRecipients]) -> rx.Component:
    return rx.el.nav(
        button(
            rx.icon("chevron-left", size=18, aria_hidden="true"),
            aria_label=t("Previous page"),
            disabled=state.recipient_page <= 1,
            on_click=state.turn_recipients(state.recipient_page - 1),
            more="square",
        ),
        rx.el.span(t("Page {page} of {pages}", page=state.recipient_page, pages=state.recipient_pages)),
        button(
            rx.icon("chevron-right", size=18, aria_hidden="true"),
            aria_label=t("Next page"),
            disabled=state.recipient_page >= state.recipient_pages,
            on_click=state.turn_recipients(state.recipient_page + 1),
            more="square",
        ),
        aria_label=t("Pages"),
        class_name="row",
    )
