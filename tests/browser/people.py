"""What a person does in the browser, before what a story is about."""

import re

from playwright.sync_api import Page


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in through the form, and wait until it leads elsewhere."""
    page.goto("/login")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("form:has([name=password]) [type=submit]").click()
    page.wait_for_url(re.compile(r"^(?!.*/login)"))
