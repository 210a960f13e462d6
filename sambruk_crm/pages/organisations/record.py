"""The page of one organisation: what is next and whom we know first, what happened beside it, the facts below."""

import reflex as rx

from sambruk_crm.components.attached import hanging
from sambruk_crm.components.contact_links import mailto, telephone
from sambruk_crm.components.deal_moves import closing_dialog, undo_move_bar
from sambruk_crm.components.feedback import status_badge
from sambruk_crm.components.in_place import fact_line, facts_of
from sambruk_crm.components.mail_blocks import mail_block_list
from sambruk_crm.components.own_facts import own_facts_card
from sambruk_crm.components.reach import affiliations_card, call_button, mail_button
from sambruk_crm.components.record import (
    card,
    delete_dialog,
    facts_card,
    last_contact,
    log_button,
    menu_link,
    record_body,
    record_head,
    record_page,
    said,
)
from sambruk_crm.components.record_next import next_card
from sambruk_crm.components.tag_picker import department_picker, responsible_picker, tag_picker
from sambruk_crm.components.text import country_name, shown_date, shown_number, t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.pages.layout import Page, may
from sambruk_crm.pages.organisations.coverage import coverage_card
from sambruk_crm.pages.organisations.engagement import engagement_card
from sambruk_crm.pages.organisations.list import membership_badge
from sambruk_crm.pages.organisations.membership import inhabitants_card, membership_card
from sambruk_crm.pages.organisations.parts import (
    addresses_card,
    logo_field,
    parent_field,
)
from sambruk_crm.pages.organisations.work import (
    begin_deal_button,
    contracts_card,
    deals_next,
    other_deals_card,
    unsigned_next,
)
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values import countries
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.mailings.blocks import MailBlocksState
from sambruk_crm.state.organisations.coverage import CoverageState
from sambruk_crm.state.organisations.engagement import EngagementState
from sambruk_crm.state.organisations.membership import MembershipState
from sambruk_crm.state.organisations.record import OrganisationState
from sambruk_crm.state.projects.list import ProjectFormState
from sambruk_crm.state.records.next import NextState
from sambruk_crm.state.records.own_facts import OwnFactsState

COUNTRIES = tuple((code, country_name(code)) for code in countries.in_order())


def organisation_page() -> rx.Component:
    """Show one organisation."""
    return record_page(
        OrganisationState,
        _record,
        back=t("All organisations"),
        missing=t("This organisation does not exist."),
        path="/organisations",
    )


def _record() -> rx.Component:
    state, may_edit = OrganisationState, may(Permission.EDIT_RECORDS)
    own = state.record_id.to_string()
    return rx.fragment(
        _head(may_edit),
        record_body(
            state,
            first=[
                next_card(
                    unsigned_next(),
                    deals_next(),
                    begin_deal_button(),
                    subject="organisation",
                    own=own,
                    is_more=(state.open_deals.length() + state.unsigned.length()) > 0,
                ),
                affiliations_card(state, t("Whom we know"), may_edit=may_edit, path="/persons/", other=t("Person")),
            ],
            timeline=timeline(may_edit=may_edit, subject="organisation", own=OrganisationState.record_id),
            facts=[
                _facts(may_edit),
                own_facts_card(may_edit),
                other_deals_card(),
                contracts_card(),
                engagement_card(),
                membership_card(may_edit),
                inhabitants_card(),
                coverage_card(may_edit),
                addresses_card(may_edit),
                _invoicing(may_edit),
            ],
        ),
        closing_dialog(state),
        undo_move_bar(state),
        delete_dialog(state, t("Delete this organisation?"), state.delete, hanging(OrganisationState.attached)),
    )


def _head(may_edit: rx.Var[bool]) -> rx.Component:
    state = OrganisationState
    seen, own = state.seen, state.record_id.to_string()
    since = MembershipState.member_since
    return record_head(
        rx.fragment(rx.cond(seen.logo, rx.el.img(src=seen.logo, alt="", class_name="logo")), seen.name),
        status_badge(state.facts["status"]),
        membership_badge(seen.membership),
        who=[
            rx.cond(seen.population, said("users", t("{count} inhabitants", count=shown_number(seen.population)))),
            rx.cond(since, said("badge-check", t("Member since {date}", date=shown_date(since)))),
            rx.cond(seen.county, said("map", seen.county)),
            rx.cond(
                state.responsible.length() > 0,
                said(
                    "user-round",
                    t("Responsible"),
                    ": ",
                    rx.foreach(
                        state.responsible, lambda one: rx.el.span(one.label, key=one.value, class_name="listed")
                    ),
                ),
            ),
            last_contact(),
            rx.el.li(call_button(seen.phone), mail_button(state.facts["email"]), class_name="reaches"),
        ],
        action=rx.cond(may_edit, log_button("call", "phone-call", t("Log a call"))),
        menu=[
            rx.cond(may_edit, rx.menu.item(t("Log a visit"), custom_attrs={"data-compose": "visit"})),
            rx.cond(
                may(Permission.EDIT_DEALS),
                menu_link(t("New deal"), rx.Var.create("/deals?new=1&organisation=") + own),
            ),
            rx.menu.separator(),
        ],
        state=state,
    )


def _facts(may_edit: rx.Var[bool]) -> rx.Component:
    state, facts = OrganisationState, OrganisationState.facts
    website = rx.el.a(facts["website"], href=facts["website"], target="_blank", rel="noopener noreferrer")
    lines = facts_of(
        state,
        "organisation",
        "facts",
        may_edit=may_edit,
        shown={
            "email": mailto(facts["email"]),
            "phone": telephone(state.seen.phone),
            "website": website,
            "country": country_name(facts["country"]),
        },
        options={"country": COUNTRIES},
    )
    note = lines.pop("note")
    are_departments = (state.departments.length() > 0) | (state.other_departments.length() > 0)
    has_none = (state.departments.length() == 0) & ~may_edit
    return facts_card(
        state,
        fact_line(t("Tags"), tag_picker(state, may_edit=may_edit), is_empty=(state.tags.length() == 0) & ~may_edit),
        fact_line(
            t("Responsible"),
            responsible_picker(state, may_edit=may_edit),
            is_empty=(state.responsible.length() == 0) & ~may_edit,
        ),
        rx.cond(
            are_departments,
            fact_line(t("Departments"), department_picker(state, may_edit=may_edit), is_empty=has_none),
        ),
        *lines.values(),
        fact_line(t("Part of"), parent_field(may_edit), is_empty=state.seen.parent_id == 0),
        note,
        rx.cond(may_edit, fact_line(t("Logo"), logo_field(), is_empty=state.seen.logo == "")),
    )


def _invoicing(may_edit: rx.Var[bool]) -> rx.Component:
    lines = facts_of(OrganisationState, "organisation", "invoicing", may_edit=may_edit)
    blocks = MailBlocksState.blocks.length() > 0
    return card(
        t("Invoicing"),
        rx.el.dl(*lines.values(), class_name="facts"),
        rx.el.div(mail_block_list(may_edit=may_edit), data_empty=rx.cond(blocks, "false", "true")),
        name="invoicing",
        is_foldable=True,
    )


PAGES = [
    Page(
        "/organisations/[organisation_key]",
        rx.cond(OrganisationState.seen.name, OrganisationState.seen.name, t("Organisation")).to(str),
        organisation_page,
        [
            TimelineState.of_organisation,
            OrganisationState.load,
            NextState.of_organisation,
            OwnFactsState.of_organisation,
            MembershipState.load,
            CoverageState.load,
            EngagementState.load,
            ProjectFormState.load,
            MailBlocksState.of_organisation,
        ],
    )
]
