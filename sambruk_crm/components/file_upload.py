"""A field that sends a file as soon as it is chosen."""

from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.text import t

_SOURCE = beside(__name__, "file_upload.jsx").importable_path


def _of_file(token: rx.Var[str], name: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (token, name)


class FileUpload(rx.NoSSRComponent):
    """The control of file_upload.jsx; `on_brought` hears the token and the name of a file that was kept."""

    library = _SOURCE
    tag = "FileUpload"

    purpose: rx.Var[str]
    accept: rx.Var[str]
    labels: rx.Var[dict[str, str]]
    disabled: rx.Var[bool]
    described_by: rx.Var[str]

    on_brought: rx.EventHandler[_of_file]


def file_upload(*, name: str, purpose: str, accept: str, on_brought: Any, **props: Any) -> rx.Component:
    """Return the control, to be put into a `field` of the same name."""
    labels = {"sending": t("Sending the file…"), "failed": t("The file could not be sent. Please try again.")}
    told = {"labels": labels, "described_by": f"{name}-hint"}
    return FileUpload.create(id=name, purpose=purpose, accept=accept, on_brought=on_brought, **told, **props)
