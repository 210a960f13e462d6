"""What an association does first: each step with what it gives, whether it is done, and one button."""

from typing import NamedTuple

import reflex as rx

from sambruk_crm.components.feedback import badge, loading
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import association, t
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.services.getting_started import Step
from sambruk_crm.state.getting_started import GettingStartedState

ROUTE = "/getting-started"
state = GettingStartedState


class Words(NamedTuple):
    """What a step says, and where it leads."""

    title: rx.Var[str]
    gives: rx.Var[str]
    action: rx.Var[str]
    route: str
    icon: str


def getting_started_page() -> rx.Component:
    """Show the steps once they are known."""
    return rx.fragment(
        page_head(
            t("Getting started"),
            rx.cond(
                state.is_put_away,
                button(t("Show in the menu again"), on_click=state.put_away(False)),
                button(t("Put away"), kind="quiet", on_click=state.put_away(True)),
            ),
        ),
        rx.cond(state.is_loaded, _content(), loading()),
    )


def _content() -> rx.Component:
    count = state.steps.length()
    return rx.el.div(
        rx.el.div(
            rx.el.p(
                rx.cond(
                    state.done == count,
                    t("All is done. {association} is ready to work.", association=association()),
                    t("Six steps from an empty system to a working day. Take them in any order."),
                ),
            ),
            rx.el.div(
                rx.el.progress(
                    value=state.done, max=count, aria_label=t("{done} of {count} done", done=state.done, count=count)
                ),
                rx.el.span(t("{done} of {count} done", done=state.done, count=count), class_name="hint"),
                class_name="row",
            ),
            class_name="stack-tight",
        ),
        rx.el.ol(rx.foreach(state.steps, _step), class_name="plain-list steps"),
        class_name="stack getting-started",
    )


def _step(step: rx.vars.ObjectVar[Step]) -> rx.Component:
    found = _words()
    return rx.el.li(
        rx.match(step.name, *((name, _line(step, words)) for name, words in found.items()), rx.fragment()),
        key=step.name,
        class_name=rx.cond(step.is_done, "card step done", "card step"),
        data_step=step.name,
    )


def _line(step: rx.vars.ObjectVar[Step], words: Words) -> rx.Component:
    return rx.fragment(
        rx.el.span(
            rx.cond(
                step.is_done,
                rx.icon("check", size=18, aria_hidden="true"),
                rx.icon(words.icon, size=18, aria_hidden="true"),
            ),
            class_name="step-mark",
        ),
        rx.el.div(
            rx.el.h2(words.title, rx.cond(step.is_done, badge(t("Done"), colour="green"))),
            rx.el.p(words.gives, class_name="hint"),
            class_name="step-words",
        ),
        link(
            words.action,
            to=words.route,
            class_name=rx.cond(
                step.is_done, "button quiet", rx.cond(step.name == state.upcoming, "button primary", "button")
            ),
        ),
    )


def _words() -> dict[str, Words]:
    return {
        "association": Words(
            t("Your name and logo"),
            t("Colleagues see at once, at sign-in and in the menu, that they are in the right place."),
            t("Choose a logo"),
            "/settings",
            "image",
        ),
        "mail_server": Words(
            t("Mail server"),
            t("Invitations, reminders, new passwords and mailings reach people."),
            t("Set it up"),
            "/settings/mail-server",
            "mail",
        ),
        "members": Words(
            t("Who are your members?"),
            t("Paste a list or tick municipalities: fees, lists and reports know whom it is about."),
            t("Enter members"),
            "/organisations/members",
            "badge-check",
        ),
        "colleagues": Words(
            t("Invite colleagues"),
            t("They choose a password themselves, and work is shared from the first day."),
            t("Invite"),
            "/settings/users",
            "user-plus",
        ),
        "persons": Words(
            t("Whom you know there"),
            t("Bring contacts from Excel, Outlook or Google: what is unclear is asked, and all can be taken back."),
            t("Import persons"),
            "/import",
            "users",
        ),
        "deal": Words(
            t("Your first deal"),
            t("The board shows what is on its way, and the inbox says when to call."),
            t("New deal"),
            "/deals",
            "kanban",
        ),
    }


PAGES = [Page(ROUTE, t("Getting started"), getting_started_page, [GettingStartedState.load])]
