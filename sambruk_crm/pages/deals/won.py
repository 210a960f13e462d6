"""What a won deal offers beside its contract, each done by one click."""

from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import WonOffer
from sambruk_crm.pages.layout import link, may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.won import WonState


def won_card() -> rx.Component:
    """Offer what follows from a won deal and is not so yet."""
    return rx.cond(
        may(Permission.EDIT_DEALS) & (WonState.offers.length() > 0),
        card(
            t("What follows"),
            rx.el.ul(rx.foreach(WonState.offers, _offer), class_name="line-list"),
            name="follows",
        ),
    )


def _offer(offer: Any) -> rx.Component:
    name = label(WonOffer, offer.kind)
    return rx.el.li(
        link(offer.organisation, to=rx.Var.create("/organisations/") + offer.organisation_id.to_string()),
        button(
            name,
            rx.el.span(": ", offer.organisation, class_name="visually-hidden"),
            more="small",
            on_click=WonState.take(offer.kind, offer.organisation_id),
        ),
        key=offer.kind + offer.organisation_id.to_string(),
    )
