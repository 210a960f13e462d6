"""What axe finds wrong with a page for people who use assistive technology."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
STILL = """Promise.race([
  new Promise((done) => setTimeout(done, 2000)),
  Promise.all(
    document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
      .map((one) => one.finished.catch(() => null)),
  ),
]).then(() => null)"""
"""Waits until nothing moves or fades any more: half faded, the best colours have no contrast."""


def serious_findings(page: Page, *rules: str) -> list[str]:
    """List axe's serious findings, of all rules or of some: the rule and the elements that break it."""
    page.evaluate(STILL)
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found if one["impact"] in GRAVE]
