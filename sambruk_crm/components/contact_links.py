"""Links that start a call or a letter.

They open beside the page: a link followed in the page announces that the page is left, and Reflex then ends its socket.
"""

from typing import Any

import reflex as rx


def telephone(phone: Any, *shown: Any, **props: Any) -> rx.Component:
    """Return a phone number (a `PhoneShown`) that starts a call, as people write it unless `shown` says otherwise."""
    return _beside("tel:", phone.dialled, shown or (phone.text,), props)


def mailto(address: Any, *shown: Any, **props: Any) -> rx.Component:
    """Return an e-mail address that starts a letter, written out unless `shown` says otherwise."""
    return _beside("mailto:", address, shown or (address,), props)


def _beside(scheme: str, target: Any, shown: tuple[Any, ...], props: dict[str, Any]) -> rx.Component:
    return rx.el.a(*shown, href=rx.Var.create(scheme) + target.to(str), target="_blank", rel="noopener", **props)
