"""An organisation's logo: shown, chosen, replaced and taken away."""

from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import t

_SOURCE = beside(__name__, "logo_picker.jsx").importable_path


def _of_token(token: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (token,)


class LogoPicker(rx.NoSSRComponent):
    """The control of logo_picker.jsx: `address` is the logo there is, `token` a picture that waits to be saved."""

    library = _SOURCE
    tag = "LogoPicker"

    name: rx.Var[str]
    token: rx.Var[str]
    address: rx.Var[str]
    labels: rx.Var[dict[str, Any]]
    can_edit: rx.Var[bool]
    on_bring: rx.EventHandler[_of_token]
    on_remove: rx.EventHandler[rx.event.no_args_event_spec]


def logo_picker(*, can_edit: Any, **props: Any) -> rx.Component:
    """Show a logo; whoever may edit chooses another one or takes it away."""
    return LogoPicker.create(
        labels={
            "logo": t("Logo"),
            "choose": t("Choose a logo"),
            "replace": t("Choose another logo"),
            "remove": t("Remove the logo"),
            "failed": t("The picture could not be sent. Try again."),
        },
        can_edit=can_edit,
        **props,
    )
