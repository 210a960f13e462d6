"""The card with which mail I want to get."""

import reflex as rx

from sambruk_crm.components.forms import check_field, select_field
from sambruk_crm.components.mail_server import no_mail_server
from sambruk_crm.components.text import t
from sambruk_crm.state.mailings.choices import MailChoiceState


def mail_card() -> rx.Component:
    """Offer reminders by mail and the morning's list; a choice holds at once."""
    hours = [(str(hour), t("Every day at {time}", time=f"{hour:02}:00")) for hour in range(24)]
    return rx.el.section(
        rx.el.h2(t("Mail to me"), id="mail-title"),
        rx.cond(
            MailChoiceState.is_configured,
            rx.fragment(),
            no_mail_server(t("No mail server is set up, so no mail is sent yet."), MailChoiceState.ask_whom),
        ),
        check_field(
            t("Send my reminders by mail too"),
            name="mails_reminders",
            hint=t("They are always shown here when you have the system open."),
            checked=MailChoiceState.mails_reminders,
            on_change=MailChoiceState.choose_reminders,
        ),
        select_field(
            t("What is due today, by mail"),
            hours,
            name="digest_hour",
            empty=t("Not sent"),
            hint=t("Nothing comes on days when nothing is due."),
            value=MailChoiceState.digest_hour,
            on_change=MailChoiceState.choose_hour,
        ),
        class_name="card stack",
        aria_labelledby="mail-title",
    )
