"""The choices for mailings: whom they come from, and how fast they leave."""

import reflex as rx

from sambruk_crm.components.feedback import loading
from sambruk_crm.components.forms import submit, text_field
from sambruk_crm.components.mail_server import no_mail_server
from sambruk_crm.components.text import t
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings.layout import MAILINGS, settings_page
from sambruk_crm.state.settings.mailings import MailingSettingsState


def mailing_settings_page() -> rx.Component:
    """Show the form once there is something to fill it with."""
    return settings_page(MAILINGS, rx.cond(MailingSettingsState.is_loaded, _form(), loading()))


def _form() -> rx.Component:
    state = MailingSettingsState
    errors, values = state.errors, state.values
    return rx.el.form(
        rx.cond(
            state.has_mail,
            rx.fragment(),
            no_mail_server(t("No mail server is set up yet, so nothing can be sent.")),
        ),
        rx.el.section(
            rx.el.div(
                text_field(
                    t("Name of the sender"),
                    name="mail_sender",
                    error=errors.get("mail_sender", ""),
                    hint=t("Left empty, it is {name}.", name=state.association),
                    default_value=values["mail_sender"],
                ),
                text_field(
                    t("Replies go to"),
                    name="mail_reply_to",
                    type="email",
                    error=errors.get("mail_reply_to", ""),
                    hint=t("Left empty, they go to the address mail is sent from."),
                    default_value=values["mail_reply_to"],
                ),
                text_field(
                    t("Mails per minute"),
                    name="mails_per_minute",
                    type="number",
                    min=1,
                    error=errors.get("mails_per_minute", ""),
                    hint=t("No more than your mail server accepts."),
                    default_value=values["mails_per_minute"],
                ),
                class_name="form-grid",
                key=state.opened.to_string(),
            ),
            class_name="card",
        ),
        rx.el.div(submit(t("Save")), class_name="form-foot"),
        on_submit=state.save,
        class_name="stack",
    )


PAGES = [Page(MAILINGS.route, t("Mailings"), mailing_settings_page, [MailingSettingsState.load])]
