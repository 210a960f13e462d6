"""What keeps mailings from a record's addresses, since when, and which mailing told us."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge
from sambruk_crm.components.forms import button
from sambruk_crm.components.listing import link
from sambruk_crm.components.text import shown_date, t
from sambruk_crm.models.vocabulary import MailBlockReason
from sambruk_crm.state.mailings.blocks import MailBlocksState


def mail_block_list(*, may_edit: rx.Var[bool]) -> rx.Component:
    """List the blocked addresses; nothing while there are none."""
    blocks = MailBlocksState.blocks
    return rx.cond(
        blocks.length() > 0,
        rx.el.ul(
            rx.foreach(blocks, lambda block: _block(block, may_edit)),
            aria_label=t("Blocked addresses"),
            class_name="line-list",
        ),
    )


def _block(block: Any, may_edit: rx.Var[bool]) -> rx.Component:
    is_bounced = block.reason == MailBlockReason.BOUNCED.value
    return rx.el.li(
        rx.el.div(
            badge(
                rx.cond(
                    is_bounced,
                    t("{email} does not receive mail", email=block.email),
                    t("{email} opted out of mailings", email=block.email),
                ),
                colour=rx.cond(is_bounced, "red", "amber"),
            ),
            " ",
            rx.el.span(t("since {date}", date=shown_date(block.since)), class_name="hint"),
            rx.cond(
                block.mailing_id,
                rx.el.div(link(block.mailing, to=rx.Var.create("/mailings/") + block.mailing_id.to_string())),
            ),
            rx.cond(block.note, rx.el.div(block.note, class_name="hint")),
            class_name="grow",
        ),
        rx.cond(may_edit, button(t("Allow mailings to it again"), on_click=MailBlocksState.release(block.id))),
        key=block.id.to_string(),
    )
