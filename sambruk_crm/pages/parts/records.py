"""Samples of how records are shown: in lists, on cards, on the board, in the inbox and the timeline."""

import reflex as rx

from sambruk_crm.components.board import kanban_board
from sambruk_crm.components.composer import composer, next_day
from sambruk_crm.components.filters import Filter, chips, tools
from sambruk_crm.components.forms import button
from sambruk_crm.components.in_place import fact
from sambruk_crm.components.list_columns import Column
from sambruk_crm.components.list_table import list_table
from sambruk_crm.components.listing import link, pager
from sambruk_crm.components.reach import call_button, mail_button
from sambruk_crm.components.record import card, log_button, said
from sambruk_crm.components.selection import selection_bar
from sambruk_crm.components.stepper import stepper
from sambruk_crm.components.tag_picker import tag_picker
from sambruk_crm.components.text import shown_number
from sambruk_crm.components.timeline import timeline_entry
from sambruk_crm.components.todo_row import todo_list
from sambruk_crm.components.views import view_tabs, views_menu
from sambruk_crm.models.vocabulary import CustomerStatus
from sambruk_crm.pages.parts.samples import BOARD, ENTRIES, FACTS, INBOX, LABELS, LIST, NOTHING, TODOS, constant
from sambruk_crm.state.records.phones import PhoneShown

FILTERS = [Filter("status", "Status", CustomerStatus), Filter("county", "County")]
STEPS = [("1", "Interested"), ("2", "Pitch done"), ("3", "Contract sent"), ("4", "Closed")]
YES = constant(value=True)


def card_of_facts() -> rx.Component:
    """Show a card with facts that are edited where they stand, and who somebody is."""
    return rx.fragment(
        rx.el.ul(
            said("landmark", "Municipality"),
            said("users", "14 087"),
            said("history", "No contact yet"),
            class_name="who",
        ),
        rx.el.div(
            card(
                "Facts",
                rx.el.dl(
                    fact(FACTS, "name", "Name", may_edit=YES),
                    fact(FACTS, "number", "Number", may_edit=YES),
                    class_name="facts",
                ),
                name="sample-facts",
                action=button("Show empty fields", kind="quiet", more="small"),
            ),
            class_name="record is-unfolded",
        ),
        rx.el.div(log_button("call", "phone", "Log a call"), class_name="row"),
    )


def people() -> rx.Component:
    """Show whom we know, with telephone and mail as buttons."""
    asa, bo = constant(PhoneShown("070-555 01 01", "+46705550101")), constant(PhoneShown())
    return rx.el.ul(
        *(
            rx.el.li(
                rx.el.div(link(name, to="/persons"), rx.el.div(title, class_name="hint"), class_name="grow"),
                rx.el.div(call_button(phone), mail_button(constant("a@arboga.example")), class_name="reaches"),
            )
            for name, title, phone in (("Åsa Öberg", "Kommunchef", asa), ("Bo Ek", "IT-strateg", bo))
        ),
        class_name="line-list",
    )


def composed() -> rx.Component:
    """Show the composer, folded and asking for what is next."""
    return rx.fragment(composer(), rx.el.form(next_day(constant({}, dict[str, str])), aria_label="What is next"))


def view_choices() -> rx.Component:
    """Show saved views as tabs, and the search box with its filters and views."""
    return rx.fragment(view_tabs(LIST), tools(LIST, "Search name or number", FILTERS, views_menu(LIST)))


def chosen() -> rx.Component:
    """Show what is chosen: filters above a list, and tags of a record."""
    return rx.fragment(chips(LIST, FILTERS), tag_picker(LABELS, may_edit=YES))


def rows() -> rx.Component:
    """Show a list with totals, with chosen rows, and how its pages are turned."""
    return rx.fragment(
        list_table(
            LIST,
            "Towns",
            [
                Column("Name", lambda row: link(row.name, to="/parts"), "name", is_lead=True),
                Column("Kind", lambda row: row.kind, "kind"),
                Column(
                    "Inhabitants",
                    lambda row: shown_number(row.inhabitants),
                    "inhabitants",
                    is_number=True,
                    is_empty=lambda row: ~row.inhabitants.bool(),
                ),
            ],
            is_selectable=True,
        ),
        selection_bar(LIST, button("Change…")),
        pager(LIST),
    )


def steps() -> rx.Component:
    """Show where something is among its steps, in both sizes."""
    return rx.fragment(
        stepper(STEPS, constant("2"), lambda _: NOTHING, name="Phases", may_step=YES),
        stepper(STEPS, constant("2"), lambda _: NOTHING, name="Phases, small", may_step=YES, is_small=True),
    )


def board() -> rx.Component:
    """Show cards of deals: planned, late, standing still, nothing planned; won and lost."""
    return kanban_board(
        columns=BOARD,
        part=constant({"number": -1, "base": 0, "order": [1, 2]}),
        on_move=NOTHING,
        on_end=NOTHING,
        on_act=NOTHING,
        on_fold=NOTHING,
        on_show_more=NOTHING,
        on_missed=NOTHING,
    )


def inbox() -> rx.Component:
    """Show to-dos that are late, for today, ahead and done."""
    return todo_list(TODOS, INBOX, name="To-dos")


def happened() -> rx.Component:
    """Show entries of a timeline."""
    return rx.el.ol(
        rx.foreach(ENTRIES, lambda entry: timeline_entry(entry, constant("organisation"))),
        class_name="timeline",
        aria_label="What happened",
    )
