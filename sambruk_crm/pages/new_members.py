"""Who are your members: paste a list or tick towns, see what was found, and make all of them members at once."""

import reflex as rx

from sambruk_crm.components.feedback import badge, loading, notice
from sambruk_crm.components.forms import button, date_field, text_area
from sambruk_crm.components.text import shown_date, t, tn
from sambruk_crm.pages.layout import Page, link, page_head
from sambruk_crm.services.new_members import Suggested
from sambruk_crm.state.new_members import LineRow, NewMembersState, TownRow

ROUTE = "/organisations/members"
state = NewMembersState
EXAMPLE = "Degerfors kommun\n0586; 2019\n212000-1355\t2021-07-01"


def members_page() -> rx.Component:
    """Show both ways, and the button that ends them."""
    return rx.fragment(
        page_head(t("Who are your members?")),
        rx.cond(
            state.is_loaded,
            rx.el.div(_entered(), _pasting(), _ticking(), _foot(), class_name="stack members-page"),
            loading(),
        ),
    )


def _entered() -> rx.Component:
    return rx.cond(
        state.entered > 0,
        notice(
            rx.fragment(
                tn("{count} has become a member.", "{count} have become members.", count=state.entered),
                " ",
                link(t("See the members"), to="/organisations?membership=member"),
            ),
            kind="good",
        ),
    )


def _pasting() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Paste a list"), id="paste-title"),
        rx.el.div(
            text_area(
                t("Names, municipal codes or organisation numbers, one on each line"),
                name="members",
                hint=t("After a tab, a semicolon or a comma you may write when they became members: a year or a day."),
                placeholder=EXAMPLE,
                rows="8",
                auto_focus=True,
                spell_check=False,
                default_value=state.kept,
                on_change=state.read.debounce(250),
                key=state.opened.to_string(),
            ),
            date_field(
                t("Member since, where the line says nothing"),
                name="since",
                error=state.since_error,
                default_value=state.since,
                on_change=state.choose_since.debounce(400),
            ),
            class_name="members-paste",
        ),
        rx.el.div(
            rx.cond(
                state.lines.length() > 0,
                rx.el.ul(rx.foreach(state.lines, _line), class_name="plain-list member-lines", role="list"),
            ),
            aria_live="polite",
        ),
        class_name="card stack",
        aria_labelledby="paste-title",
    )


def _line(line: rx.vars.ObjectVar[LineRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(rx.cond(line.name, line.name, line.text), class_name="member-name"),
            rx.cond(
                line.name & (line.name != line.text),
                rx.el.span(line.text, class_name="hint member-text"),
            ),
            class_name="member-who",
        ),
        rx.el.div(_sign(line), class_name="member-sign"),
        rx.cond(
            line.suggestions.length() > 0,
            rx.el.div(
                rx.el.span(t("Is one of these meant?"), class_name="hint"),
                rx.foreach(line.suggestions, lambda one: _suggestion(line, one)),
                class_name="row member-asked",
            ),
        ),
        key=line.number.to_string(),
        data_outcome=line.outcome,
    )


def _sign(line: rx.vars.ObjectVar[LineRow]) -> rx.Component:
    since = t("since {date}", date=shown_date(line.since))
    return rx.match(
        line.outcome,
        ("found", rx.fragment(badge(t("Found"), colour="green", icon="check"), rx.el.span(since, class_name="hint"))),
        (
            "new",
            rx.fragment(
                badge(t("Found, is added to the register"), colour="green", icon="plus"),
                rx.el.span(since, class_name="hint"),
            ),
        ),
        (
            "member",
            rx.fragment(badge(t("Is a member already"), icon="check"), rx.el.span(since, class_name="hint")),
        ),
        ("twice", badge(t("Named above"))),
        ("unknown", badge(t("Not found"), colour="amber", icon="circle-help")),
        rx.fragment(
            badge(t("Needs an answer"), colour="amber", icon="circle-help"),
            rx.el.span(line.reason, class_name="hint"),
        ),
    )


def _suggestion(line: rx.vars.ObjectVar[LineRow], one: rx.vars.ObjectVar[Suggested]) -> rx.Component:
    return button(one.name, on_click=state.choose(line.number, one.key), more="small", key=one.key)


def _ticking() -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("Or tick them in the list of Swedish municipalities")),
        rx.el.div(
            rx.el.div(
                rx.el.input(
                    type="search",
                    aria_label=t("Find a municipality"),
                    placeholder=t("Find a municipality"),
                    class_name="input",
                    id="town-search",
                    on_change=state.seek.debounce(200),
                ),
                rx.el.select(
                    rx.el.option(t("All counties"), value=""),
                    rx.foreach(state.counties, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
                    aria_label=t("County"),
                    class_name="input",
                    id="town-county",
                    on_change=state.choose_county,
                ),
                class_name="form-grid",
            ),
            rx.el.ul(rx.foreach(state.towns, _town), class_name="plain-list towns", role="list"),
            rx.cond(
                state.more_towns > 0,
                rx.el.p(
                    tn(
                        "… and {count} more. Choose a county or write a part of the name.",
                        "… and {count} more. Choose a county or write a part of the name.",
                        count=state.more_towns,
                    ),
                    class_name="hint",
                ),
            ),
            class_name="stack towns-card",
        ),
        class_name="card",
    )


def _town(town: rx.vars.ObjectVar[TownRow]) -> rx.Component:
    name = rx.Var.create("town-") + town.key
    return rx.el.li(
        rx.el.input(
            type="checkbox",
            id=name,
            checked=town.is_member | town.is_ticked,
            disabled=town.is_member,
            on_change=state.tick(town.key),
        ),
        rx.el.label(
            town.name,
            rx.cond(town.is_member, rx.el.span(" ", t("is a member already"), class_name="hint")),
            html_for=name,
        ),
        class_name="check",
        key=town.key,
    )


def _foot() -> rx.Component:
    return rx.el.div(
        rx.cond(state.error, notice(state.error, kind="bad")),
        rx.cond(
            state.open_lines > 0,
            rx.el.span(
                tn(
                    "{count} line stays for you to answer.",
                    "{count} lines stay for you to answer.",
                    count=state.open_lines,
                ),
                class_name="hint",
            ),
        ),
        button(
            rx.icon("badge-check", size=16, aria_hidden="true"),
            rx.cond(
                state.counted > 0,
                tn("Make {count} a member", "Make {count} members", count=state.counted),
                t("Make them members"),
            ),
            kind="primary",
            disabled=state.counted == 0,
            on_click=state.join,
        ),
        class_name="members-foot",
    )


PAGES = [Page(ROUTE, t("Who are your members?"), members_page, [NewMembersState.load])]
