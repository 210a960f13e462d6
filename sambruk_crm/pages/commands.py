"""What can be done from the search box: make something, go to a page, change language or colours."""

import reflex as rx

from sambruk_crm.components.search_box import Command, search_box
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import Locale
from sambruk_crm.pages.menu import entries, routes
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.search import SearchState


def everything_box() -> rx.Component:
    """Return the search box with all commands there are."""
    return search_box(
        _commands(),
        groups=SearchState.groups,
        asked=SearchState.asked,
        recent=SearchState.recent,
        rights=FrameState.rights,
        user_id=FrameState.user_id,
        on_search=SearchState.find,
        on_recall=SearchState.recall,
        on_colours=FrameState.choose_colours,
    )


def _commands() -> list[Command]:
    makers = [
        Command("new-todo", t("New to-do"), "/todos?new=1", right=Permission.EDIT_TODOS.value, is_starter=True),
        Command("new-person", t("New person"), "/persons/new", right=Permission.EDIT_RECORDS.value, is_starter=True),
        Command(
            "new-organisation",
            t("New organisation"),
            "/organisations/new",
            right=Permission.EDIT_RECORDS.value,
            is_starter=True,
        ),
        Command("new-deal", t("New deal"), "/deals?new=1", right=Permission.EDIT_DEALS.value, is_starter=True),
        Command("new-lead", t("New lead"), "/leads/new", right=Permission.EDIT_RECORDS.value, is_starter=True),
        Command("check-in", t("Check in"), "/check-in", right=Permission.EDIT_RECORDS.value, is_starter=True),
    ]
    made = {command.to for command in makers}
    pages = [
        Command(
            f"go-{entry.route}",
            entry.text,
            entry.route,
            words=t("Go to"),
            right=entry.right.value if entry.right else "",
        )
        for part in entries()
        for entry in part
        if entry.route not in made
    ]
    mine = [Command("account", t("My account"), "/konto", words=t("Go to"))]
    languages = [
        Command(f"locale-{one.value}", t("Language: {name}", name=label(Locale, one.value)), locale=one.value)
        for one in Locale
    ]
    colours = [
        Command("light", t("Colours: {name}", name=t("Light")), colours="light"),
        Command("dark", t("Colours: {name}", name=t("Dark")), colours="dark"),
        Command("system", t("Colours: {name}", name=t("System")), colours="system"),
    ]
    there = [command for command in makers if command.to.partition("?")[0] in routes]
    return [*there, *pages, *mine, *languages, *colours]
