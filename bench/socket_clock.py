"""Times inside the page: when its event socket sent and received, and when something was there to be seen.

Playwright's own way to the page and back takes longer than an event, so the page keeps the time itself.
"""

import json
from typing import Any

from playwright.sync_api import Page

QUIET_MS = 600
"""Longer than changes are gathered and tabs are spread (state/tabs.py), so that no reload is still to come."""

SCRIPT = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const clock = (window.benchClock = { frames: [], socket: null, now, seen: null });
  const keep = (way, text) => clock.frames.push({ way, at: now(), text: String(text) });
  window.WebSocket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      clock.socket = this;
      this.addEventListener("message", (event) => keep("in", event.data));
    }
    send(content) {
      keep("out", content);
      return super.send(content);
    }
  };
  clock.watch = (what) => {
    clock.seen = null;
    const look = () => {
      const found = document.querySelector(what);
      if (!found || !found.getClientRects().length) return;
      clock.seen = now();
      observer.disconnect();
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true });
    look();
  };
})();
"""
VISIBLE = """(what) => new Promise((done) => {
  const look = () => {
    const found = document.querySelector(what);
    return found && found.getClientRects().length ? done(performance.now()) : requestAnimationFrame(look);
  };
  look();
})"""
QUIET = """(ms) => {
  const frames = benchClock.frames.filter(({ text }) => text.startsWith("42"));
  return frames.length > 0 && benchClock.now() - frames.at(-1).at > ms;
}"""
ROUND_TRIP = """(name) => {
  const sent = benchClock.frames.findLast(({ way, text }) => way === "out" && text.includes(`${name}"`));
  const answer = sent && benchClock.frames.find(
    ({ way, at, text }) => way === "in" && at >= sent.at && text.startsWith("42"));
  return answer ? [sent.at, answer.at] : null;
}"""


def first_visible(page: Page, what: str) -> float:
    """Return the milliseconds from the start of the navigation until something could be seen."""
    return float(page.evaluate(VISIBLE, what))


def wait_until_quiet(*pages: Page) -> None:
    """Wait until no event has passed for a while."""
    for page in pages:
        page.wait_for_function(QUIET, arg=QUIET_MS, polling=50)


def watch_for(page: Page, what: str) -> None:
    """Have the page note when something appears."""
    page.evaluate("(what) => benchClock.watch(what)", what)


def seen_at(page: Page) -> float:
    """Return when it appeared; comparable between pages of one machine."""
    return float(page.wait_for_function("() => benchClock.seen", polling=50).json_value())


def round_trip(page: Page, name: str) -> tuple[float, float]:
    """Return when the last event of this name went out, and when its answer came."""
    sent, answered = page.wait_for_function(ROUND_TRIP, arg=name, polling=20).json_value()
    return float(sent), float(answered)


def answered_in(page: Page, name: str, payload: dict[str, Any], *, path: str) -> float:
    """Send an event over the page's own socket; returns the milliseconds to its answer.

    It must assign something: Reflex answers nothing at all to an event that changes nothing.
    """
    event = {"name": name, "payload": payload, "router_data": {"pathname": path, "asPath": path}}
    page.evaluate("(text) => benchClock.socket.send(text)", f"42/_event,{json.dumps(['event', event])}")
    sent, answered = round_trip(page, name)
    return answered - sent
