"""The ways through the application: the menu, the bar on the phone, the user menu."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from reflex.style import color_mode, set_color_mode

from sambruk_crm.components.forms import button, post_form
from sambruk_crm.components.text import association, association_logo, is_example_data, label, language, t
from sambruk_crm.models.vocabulary import Locale
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState

USER_MENU, MORE = "user-menu", "more"
CHECK_IN = "/check-in"
CHOOSE_LANGUAGE = "/auth/locale"
BEGINNING = "/getting-started"
IN_BAR = ("/", "/todos", CHECK_IN, "/deals")
"""What a phone's bar leads to, in this order."""
routes: set[str] = set()
"""The addresses of all pages; the menu shows only what there is."""


@dataclass(frozen=True)
class Entry:
    """A line of the menu; not shown while there is no such page."""

    route: str
    text: rx.Var[str]
    icon: str
    has_badge: bool = False
    right: Permission | None = None
    """Those without it do not see the line."""
    is_beside: bool = True
    """Whether it stands in the menu beside the page too, where there is room for what is used daily."""


class NavLink(rx.Component):
    """A link within the application that says by itself when it leads to the present page."""

    library = "react-router"
    tag = "NavLink"
    to: rx.Var[str]
    end: rx.Var[bool]
    title: rx.Var[str]
    _rename_props: ClassVar[dict[str, str]] = {}


def link(*children: Any, to: Any, **props: Any) -> rx.Component:
    """Return a link within the application, which also leads to the present page when that lies below it."""
    return NavLink.create(*children, to=to, end=to == "/", **props)


def side_menu() -> rx.Component:
    """Return the menu beside the page."""
    above, crm, below = entries()
    return rx.el.nav(
        link(brand(), to="/", class_name="brand"),
        rx.el.ul(*map(_menu_line, above), class_name="plain-list"),
        rx.el.div(
            rx.el.span("CRM", class_name="menu-text"), _badge(data_testid="crm-badge"), class_name="menu-heading"
        ),
        rx.el.ul(*(_menu_line(entry) for entry in crm if entry.is_beside), class_name="plain-list"),
        rx.el.div(
            rx.el.ul(*map(_menu_line, below), class_name="plain-list"),
            example_chip(),
            _user_button(),
            _fold_button(t("Fold the menu"), "panel-left-close", is_folded=True),
            _fold_button(t("Unfold the menu"), "panel-left-open", is_folded=False),
            class_name="menu-foot",
        ),
        rx.el.div(
            _user_menu(),
            id=USER_MENU,
            class_name="popover user-menu",
            custom_attrs={"popover": "auto"},
        ),
        aria_label=t("Main menu"),
        class_name="menu",
    )


def bottom_bar() -> rx.Component:
    """Return the bar at the bottom of a phone's screen."""
    above, crm, below = entries()
    shown = [entry for route in IN_BAR for entry in (*above, *crm) if entry.route == route]
    rest = [entry for entry in (*above, *crm, *below) if entry not in shown]
    return rx.el.nav(
        *map(_bottom_link, shown),
        rx.el.button(
            rx.icon("ellipsis", size=20, aria_hidden="true"),
            t("More"),
            type="button",
            class_name="bottom-link",
            custom_attrs={"popoverTarget": MORE},
        ),
        rx.el.div(
            rx.el.ul(*map(_menu_line, rest), class_name="plain-list"),
            rx.el.hr(class_name="rule"),
            example_chip(),
            _user_menu(),
            id=MORE,
            class_name="popover more",
            custom_attrs={"popover": "auto"},
        ),
        aria_label=t("Menu"),
        class_name="bottom-bar",
    )


def language_choice(**sent: str) -> rx.Component:
    """Offer the four languages, each by its own name; the page comes back in the chosen one.

    Args:
        sent: `form` names a form of the page that is sent along, and comes back with what was typed.
    """
    along = {**sent, "form_action": CHOOSE_LANGUAGE, "form_no_validate": True} if sent else {}
    return post_form(
        rx.el.div(
            *(
                button(
                    label(Locale, locale.value),
                    type="submit",
                    kind="quiet",
                    name="locale",
                    value=locale.value,
                    lang=locale.value,
                    aria_pressed=rx.cond(language() == locale.value, "true", "false"),
                    **along,
                )
                for locale in Locale
            ),
            class_name="languages",
            role="group",
            aria_label=t("Language"),
        ),
        action=CHOOSE_LANGUAGE,
    )


def color_choice() -> rx.Component:
    """Offer light, dark or the system's colours, kept in this browser and for this user."""
    schemes = (
        ("light", "sun", t("Light")),
        ("dark", "moon", t("Dark")),
        ("system", "monitor", t("System")),
    )
    return rx.el.fieldset(
        rx.el.legend(t("Colours")),
        rx.el.div(
            *(
                button(
                    rx.icon(icon, size=16, aria_hidden="true"),
                    text,
                    aria_pressed=rx.cond(color_mode == scheme, "true", "false"),
                    on_click=[
                        set_color_mode(scheme),
                        FrameState.choose_colours(scheme),
                    ],
                )
                for scheme, icon, text in schemes
            ),
            class_name="row",
        ),
        class_name="group",
    )


def brand() -> rx.Component:
    """Show whose system this is."""
    return rx.fragment(
        rx.cond(
            association_logo(),
            rx.el.img(src=association_logo(), alt="", class_name="brand-logo"),
            rx.el.span(rx.icon("handshake", size=18, aria_hidden="true"), class_name="brand-mark"),
        ),
        rx.el.span(association(), class_name="menu-text"),
    )


def entries() -> tuple[list[Entry], list[Entry], list[Entry]]:
    """List the menu: above, within CRM, and below; only what exists."""
    above = [
        Entry(BEGINNING, t("Getting started"), "rocket", right=Permission.MANAGE_SETTINGS),
        Entry("/", t("Today"), "sun"),
        Entry(CHECK_IN, t("Check in"), "map-pin-check", right=Permission.EDIT_RECORDS),
    ]
    crm = [
        Entry("/todos", t("To do"), "list-checks", has_badge=True),
        Entry("/organisations", t("Organisations"), "landmark"),
        Entry("/persons", t("Persons"), "users"),
        Entry("/leads", t("Leads"), "user-plus"),
        Entry("/deals", t("Deals"), "kanban"),
        Entry("/contracts", t("Contracts"), "file-pen-line"),
        Entry("/services", t("Services"), "package"),
        Entry("/projects", t("Projects"), "rocket"),
        Entry("/memberships", t("Memberships"), "badge-check", is_beside=False),
        Entry("/fees", t("Fees"), "receipt", right=Permission.MANAGE_FEES),
    ]
    below = [
        Entry("/mailings", t("Mailings"), "mail"),
        Entry("/batches", t("Bulk work"), "layers"),
        Entry("/trash", t("Trash"), "trash-2", right=Permission.DELETE_RECORDS),
        Entry("/settings", t("Settings"), "settings"),
    ]
    return tuple([entry for entry in part if entry.route in routes] for part in (above, crm, below))  # pyright: ignore[reportReturnType]


def _is_refused(entry: Entry) -> rx.Var[bool] | bool:
    """Return whether the user's role is known and does not allow what the entry leads to."""
    if entry.right is None:
        return False
    if entry.route == BEGINNING:
        return ~FrameState.is_beginning
    rights = FrameState.rights
    return (rights.length() > 0) & ~rights.contains(entry.right.value)


def _menu_line(entry: Entry) -> rx.Component:
    return rx.el.li(
        link(
            rx.icon(entry.icon, size=18, aria_hidden="true"),
            rx.el.span(entry.text, class_name="menu-text"),
            to=entry.route,
            title=entry.text,
            class_name="menu-link",
        ),
        hidden=_is_refused(entry),
    )


def _badge(**props: Any) -> rx.Component:
    """Show how much is due. At zero it is there but hidden, so that it can be watched."""
    nothing = FrameState.badge == 0
    return rx.fragment(
        rx.el.span(FrameState.badge, class_name="count", hidden=nothing, **props),
        rx.el.span(t("overdue or due today"), class_name="visually-hidden", hidden=nothing),
    )


def example_chip() -> rx.Component:
    """Say that the records are made up, where they are."""
    return rx.cond(
        is_example_data(),
        rx.el.div(
            rx.icon("flask-conical", size=16, aria_hidden="true"),
            rx.el.span(t("Example data"), class_name="menu-text"),
            title=t("This is example data: invented people and deals, to try things out."),
            class_name="example-chip",
        ),
    )


def _fold_button(text: rx.Var[str], icon: str, *, is_folded: bool) -> rx.Component:
    """Fold the menu to its pictures, or unfold it: at once here, and kept for this user's other browsers."""
    kept = "folded" if is_folded else "open"
    return rx.el.button(
        rx.icon(icon, size=18, aria_hidden="true"),
        rx.el.span(text, class_name="menu-text"),
        type="button",
        title=text,
        on_click=[rx.call_script(f"sambrukLook('menu','{kept}')"), FrameState.fold_menu(is_folded)],
        class_name="button quiet wide start when-" + ("open" if is_folded else "folded"),
    )


def _user_button() -> rx.Component:
    return rx.el.button(
        rx.icon("circle-user", size=18, aria_hidden="true"),
        rx.el.span(
            rx.cond(FrameState.user_name, FrameState.user_name, t("My account")),
            class_name="user-name menu-text",
        ),
        type="button",
        class_name="button quiet wide start",
        custom_attrs={"popoverTarget": USER_MENU},
    )


def _user_menu() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(FrameState.user_name, class_name="user-name"),
            rx.el.div(FrameState.user_email, class_name="hint"),
        ),
        link(
            rx.icon("user-cog", size=18, aria_hidden="true"),
            t("My account"),
            to="/konto",
            class_name="menu-link",
        ),
        color_choice(),
        rx.el.div(rx.el.div(t("Language"), class_name="group-label"), language_choice()),
        rx.el.hr(class_name="rule"),
        _sign_out(t("Sign out"), icon="log-out"),
        _sign_out(t("Sign out everywhere"), icon="shield-x", everywhere="yes"),
        class_name="stack-tight",
    )


def _sign_out(text: rx.Var[str], *, icon: str, everywhere: str = "") -> rx.Component:
    return post_form(
        rx.el.input(type="hidden", name="everywhere", value=everywhere),
        button(
            rx.icon(icon, size=18, aria_hidden="true"),
            text,
            type="submit",
            kind="quiet",
            more="wide start",
        ),
        action="/auth/logout",
    )


def _bottom_link(entry: Entry) -> rx.Component:
    return link(
        rx.icon(entry.icon, size=20, aria_hidden="true"),
        entry.text,
        *([_badge()] if entry.has_badge else []),
        to=entry.route,
        custom_attrs={"hidden": _is_refused(entry)},
        class_name="bottom-link check-in-link" if entry.route == CHECK_IN else "bottom-link",
    )
