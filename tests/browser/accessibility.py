"""What axe finds wrong with a page for people who use assistive technology."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def serious_findings(page: Page, *rules: str) -> list[str]:
    """List axe's serious findings, of all rules or of some: the rule and the elements that break it."""
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found if one["impact"] in GRAVE]
