"""The settings: a sub-menu of the pages that the role may use, and the association's own choices."""

from typing import NamedTuple

import reflex as rx

from sambruk_crm.components.feedback import empty_list, loading
from sambruk_crm.components.text import t
from sambruk_crm.components.vocabulary_editor import SettingsSheet
from sambruk_crm.pages.layout import may, page_head
from sambruk_crm.pages.menu import NavLink
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState


class Section(NamedTuple):
    """A page of the settings and the right it takes."""

    route: str
    title: rx.Var[str]
    icon: str
    permission: Permission


ASSOCIATION = Section("/settings", t("Our association"), "landmark", Permission.MANAGE_SETTINGS)
CRM = Section("/settings/crm", t("CRM and bookings"), "sliders-horizontal", Permission.MANAGE_SETTINGS)
MAILINGS = Section("/settings/mailings", t("Mailings"), "mail", Permission.MANAGE_SETTINGS)
MAIL_SERVER = Section("/settings/mail-server", t("Mail server"), "server", Permission.MANAGE_SETTINGS)
USERS = Section("/settings/users", t("Users"), "users", Permission.MANAGE_USERS)
DEPARTMENTS = Section("/settings/departments", t("Departments"), "building-2", Permission.MANAGE_SETTINGS)
TODO_TYPES = Section("/settings/todo-types", t("To-do types"), "list-checks", Permission.MANAGE_VOCABULARIES)
HISTORY_TYPES = Section("/settings/history-types", t("History types"), "history", Permission.MANAGE_VOCABULARIES)
TAGS = Section("/settings/tags", t("Tags"), "tags", Permission.MANAGE_VOCABULARIES)
OWN_FIELDS = Section("/settings/fields", t("Own fields"), "list-plus", Permission.MANAGE_VOCABULARIES)
PHASES = Section("/settings/phases", t("Phases"), "kanban", Permission.MANAGE_VOCABULARIES)
MEMBERSHIP_CATEGORIES = Section(
    "/settings/membership-categories", t("Kinds of membership"), "badge-check", Permission.MANAGE_VOCABULARIES
)
FEES = Section("/settings/fees", t("Fees"), "receipt", Permission.MANAGE_SETTINGS)
LOST_REASONS = Section("/settings/lost-reasons", t("Lost reasons"), "circle-x", Permission.MANAGE_VOCABULARIES)
JOBS = Section("/settings/jobs", t("Jobs"), "cog", Permission.MANAGE_SETTINGS)
SECTIONS = (
    ASSOCIATION,
    CRM,
    MAIL_SERVER,
    MAILINGS,
    USERS,
    DEPARTMENTS,
    TODO_TYPES,
    HISTORY_TYPES,
    TAGS,
    OWN_FIELDS,
    PHASES,
    LOST_REASONS,
    MEMBERSHIP_CATEGORIES,
    FEES,
    JOBS,
)


def settings_page(section: Section, *content: rx.Component) -> rx.Component:
    """Put the sub-menu beside a page, and the page before those alone who may use it."""
    return SettingsSheet.create(
        page_head(section.title),
        rx.el.div(
            _menu(),
            rx.el.div(
                rx.cond(
                    may(section.permission),
                    rx.fragment(*content),
                    rx.cond(FrameState.user_id > 0, _refused(), loading()),
                ),
                class_name="settings-main",
            ),
            class_name="settings",
        ),
    )


def _menu() -> rx.Component:
    return rx.cond(
        may(Permission.MANAGE_VOCABULARIES),
        rx.el.nav(
            rx.el.ul(*map(_line, SECTIONS), class_name="plain-list"),
            aria_label=t("Settings"),
            class_name="settings-menu",
        ),
        rx.el.div(),
    )


def _line(section: Section) -> rx.Component:
    return rx.cond(
        may(section.permission),
        rx.el.li(
            NavLink.create(
                rx.icon(section.icon, size=18, aria_hidden="true"),
                section.title,
                to=section.route,
                end=True,
                class_name="menu-link",
            )
        ),
    )


def _refused() -> rx.Component:
    return empty_list(
        t("Your role does not allow this."),
        t("Administrators change the settings; managers change the lists."),
        icon="lock",
    )
