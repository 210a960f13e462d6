"""Assembles the application."""

import reflex as rx


class Probe(rx.State):
    """Shows that events reach the server."""

    count: int = 0

    @rx.event
    def more(self) -> None:
        """Count one more."""
        self.count += 1


def index() -> rx.Component:
    """Show the only page so far."""
    return rx.center(rx.button(Probe.count, on_click=Probe.more), height="100vh")


app = rx.App()
app.add_page(index, route="/", title="Sambruk CRM")
