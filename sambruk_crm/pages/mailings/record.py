"""The page of one mailing: a draft to write and look through, or a mailing to follow on its way."""

import reflex as rx

from sambruk_crm.components.feedback import badge, loading, notice
from sambruk_crm.components.forms import button
from sambruk_crm.components.mail_server import no_mail_server
from sambruk_crm.components.mailing import (
    MailingStyled,
    letter,
    mailing_state_badge,
    reasons,
    recipient_list,
    tallies,
)
from sambruk_crm.components.mailing_draft import compose_card, preview_card, send_dialog, whom_card
from sambruk_crm.components.record import RecordStyled, card, delete_button, missing_record
from sambruk_crm.components.text import label, shown_time, t, tn
from sambruk_crm.models.vocabulary import MailingKind, MailingState
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.mailings.record import MailingPageState


def mailing_page() -> rx.Component:
    """Show one mailing."""
    state = MailingPageState
    is_draft = state.seen.state == MailingState.DRAFT.value
    return RecordStyled.create(
        MailingStyled.create(
            rx.el.nav(
                link(rx.icon("arrow-left", size=16, aria_hidden="true"), t("All mailings"), to="/mailings"),
                aria_label=t("Place in the list"),
                class_name="record-way",
            ),
            rx.cond(
                state.is_loaded,
                rx.cond(
                    state.is_missing,
                    missing_record(t("This mailing does not exist."), t("All mailings"), "/mailings"),
                    rx.cond(is_draft & may(Permission.SEND_MAILINGS), _draft(), _result()),
                ),
                loading(),
            ),
        )
    )


def _head(*actions: rx.Component) -> rx.Component:
    seen = MailingPageState.seen
    return rx.el.div(
        rx.el.div(
            rx.el.h1(rx.cond(seen.subject, seen.subject, t("New mailing"))),
            mailing_state_badge(seen.state),
            rx.cond(seen.kind == MailingKind.INFORMATION.value, badge(label(MailingKind, seen.kind), colour="white")),
            class_name="record-title",
        ),
        rx.el.div(*actions, class_name="row"),
        class_name="page-head",
    )


def _draft() -> rx.Component:
    state = MailingPageState
    return rx.fragment(
        _head(
            rx.el.span(
                rx.cond(state.is_saved, t("Saved"), t("Not saved yet")),
                role="status",
                class_name="saved",
            ),
            delete_button(t("Delete this draft?"), MailingPageState.delete),
            button(
                rx.icon("send", size=16, aria_hidden="true"),
                t("Send…"),
                kind="primary",
                disabled=~state.has_mail,
                on_click=state.ask(True),
            ),
        ),
        rx.cond(
            state.has_mail,
            rx.fragment(),
            no_mail_server(
                t("No mail server is set up yet, so nothing can be sent. The draft is kept."), state.ask_whom
            ),
        ),
        rx.cond(
            state.seen.is_changed,
            notice(
                rx.fragment(
                    t("Someone else has just changed this draft."),
                    " ",
                    button(t("Show it"), on_click=state.load),
                ),
                kind="bad",
            ),
        ),
        rx.el.div(
            rx.el.div(compose_card(), class_name="mailing-side"),
            rx.el.div(whom_card(), preview_card(), class_name="mailing-side"),
            class_name="mailing",
        ),
        send_dialog(),
    )


def _result() -> rx.Component:
    state = MailingPageState
    seen, counts = state.seen, state.counts
    return rx.fragment(
        _head(
            _stop_button(),
            rx.cond(
                may(Permission.SEND_MAILINGS),
                button(rx.icon("copy", size=16, aria_hidden="true"), t("Copy as new draft"), on_click=state.copy_it),
            ),
        ),
        _progress_words(),
        rx.el.div(
            rx.el.div(
                card(
                    t("Recipients"),
                    rx.cond(
                        seen.recipients > 0,
                        rx.el.progress(
                            value=counts.sent + counts.failed + counts.unsure,
                            max=seen.recipients,
                            aria_label=t("How far it has come"),
                            class_name="mailing-progress",
                        ),
                    ),
                    tallies(state, counts),
                    reasons(counts),
                    recipient_list(state),
                    name="recipients",
                ),
                class_name="mailing-side",
            ),
            rx.el.div(
                card(
                    t("The message"),
                    letter(state.written),
                    rx.el.p(t("Written by {name}", name=seen.author), class_name="hint"),
                    name="message",
                ),
                class_name="mailing-side",
            ),
            class_name="mailing",
        ),
    )


def _progress_words() -> rx.Component:
    seen, counts = MailingPageState.seen, MailingPageState.counts
    left = counts.waiting + counts.sending
    return rx.el.p(
        rx.match(
            seen.state,
            (
                MailingState.QUEUED.value,
                t(
                    "The first mail leaves {time}. Until then you can take the mailing back.",
                    time=shown_time(seen.starts_at),
                ),
            ),
            (MailingState.SENDING.value, tn("One recipient left.", "{count} recipients left.", count=left)),
            (
                MailingState.STOPPED.value,
                t("Stopped {time}. {count} have not got it.", time=shown_time(seen.ended_at), count=left),
            ),
            (MailingState.DONE.value, t("Finished {time}.", time=shown_time(seen.ended_at))),
            "",
        ),
        role="status",
        class_name="muted",
        data_testid="progress",
    )


def _stop_button() -> rx.Component:
    state = MailingPageState
    return rx.cond(
        may(Permission.SEND_MAILINGS),
        rx.match(
            state.seen.state,
            (
                MailingState.QUEUED.value,
                button(rx.icon("undo-2", size=16, aria_hidden="true"), t("Take back"), on_click=state.stop),
            ),
            (
                MailingState.SENDING.value,
                button(
                    rx.icon("circle-stop", size=16, aria_hidden="true"), t("Stop"), kind="danger", on_click=state.stop
                ),
            ),
            (
                MailingState.STOPPED.value,
                button(
                    rx.icon("play", size=16, aria_hidden="true"),
                    t("Send to the rest"),
                    kind="primary",
                    on_click=state.resume,
                ),
            ),
            rx.fragment(),
        ),
    )


PAGES = [
    Page(
        "/mailings/[mailing_key]",
        rx.cond(MailingPageState.seen.subject, MailingPageState.seen.subject, t("Mailing")).to(str),
        mailing_page,
        [MailingPageState.load],
    )
]
