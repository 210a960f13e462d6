"""The frame of every page, and how pages are made known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from sambruk_crm.components.check_in import check_in_status
from sambruk_crm.components.connection import connection_notice
from sambruk_crm.components.feedback import empty_list
from sambruk_crm.components.messages import message_place
from sambruk_crm.components.reminders import reminder_stack
from sambruk_crm.components.text import page_title, t
from sambruk_crm.components.undo import undo_bar
from sambruk_crm.pages.commands import everything_box
from sambruk_crm.pages.menu import bottom_bar, brand, color_choice, language_choice, link, routes, side_menu
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.gate import permission_of, quiet

__all__ = ["Page", "brand", "color_choice", "language_choice", "link", "may", "page_frame", "page_head", "register"]


EVERYBODYS = (Permission.PUBLIC, Permission.SIGNED_IN, Permission.VIEW)


@dataclass(frozen=True)
class Page:
    """A page and its address. `content` makes what is inside the frame, or all of it when `is_bare`."""

    route: str
    title: rx.Var[str]
    content: Callable[[], rx.Component]
    on_load: Sequence[Any] = field(default=())
    is_bare: bool = False
    needs_messages: bool = True
    """Whether it is given the place of messages; another page has its own."""


def register(app: rx.App, pages: Sequence[Page]) -> None:
    """Make pages known to the application, each loading the frame before itself."""
    for page in pages:
        routes.add(page.route)
        quiet.update(handler.fn for handler in _loaders(page))
        app.add_page(
            _whole(page),
            route=page.route,
            title=page_title(page.title, 0 if page.is_bare else FrameState.badge),
            on_load=list(page.on_load) if page.is_bare else [FrameState.load, *page.on_load],
        )


def page_head(
    title: Any,
    *actions: rx.Component,
    main: rx.Component | None = None,
    beside: Sequence[rx.Component] = (),
) -> rx.Component:
    """Return the heading of a page, what stands beside it, and what can be done on it.

    Args:
        main: the action that one comes for; on a phone it is where the thumb is.
    """
    mains = [] if main is None else [rx.el.div(main, class_name="main-action")]
    return rx.el.div(
        rx.el.h1(title),
        *beside,
        rx.el.div(*actions, *mains, class_name="row page-actions"),
        class_name="page-head" if main is None else "page-head has-main",
    )


def may(permission: Permission) -> rx.Var[bool]:
    """Return whether the user has a right, to hide what would be refused."""
    return FrameState.rights.contains(permission.value)


def page_frame(content: rx.Component) -> rx.Component:
    """Put the frame around a page's content."""
    return rx.fragment(
        rx.el.a(t("Skip to the content"), href="#main", class_name="skip"),
        rx.el.div(
            side_menu(),
            rx.el.div(
                _top_bar(),
                rx.el.main(content, id="main", tab_index=-1, class_name="page"),
            ),
            class_name="frame",
        ),
        bottom_bar(),
        connection_notice(),
        check_in_status(),
        message_place(),
        reminder_stack(link),
        undo_bar(
            FrameState.trashed_text,
            number=FrameState.trashed_number,
            on_undo=FrameState.take_back,
            on_end=FrameState.dismiss_trashed,
        ),
    )


def _whole(page: Page) -> Callable[[], rx.Component]:
    needed = _needed(page)

    def framed() -> rx.Component:
        content = page.content()
        if page.is_bare:
            return rx.fragment(content, message_place()) if page.needs_messages else content
        if needed is None:
            return page_frame(content)
        is_refused = (FrameState.user_id > 0) & ~may(needed)
        return page_frame(rx.cond(is_refused, rx.fragment(page_head(page.title), _refused()), content))

    framed.__module__ = page.content.__module__  # whose script the page's parts are put in, and not all in one
    return framed


def _loaders(page: Page) -> list[Any]:
    """Return the handlers that fill a page inside the frame, also those that are given arguments."""
    found = [getattr(each, "handler", each) for each in page.on_load]
    return [handler for handler in found if hasattr(handler, "fn") and not page.is_bare]


def _needed(page: Page) -> Permission | None:
    """Return the right that a page's loading asks for, if it is more than everybody has who signs in."""
    found = (permission_of(handler) for handler in _loaders(page))
    return next((each for each in found if each not in (None, *EVERYBODYS)), None)


def _refused() -> rx.Component:
    return empty_list(t("Your role does not allow this."), icon="lock")


def _top_bar() -> rx.Component:
    return rx.el.div(link(brand(), to="/", class_name="brand"), everything_box(), role="search", class_name="top-bar")
