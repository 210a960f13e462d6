"""What travels to a page: files as they are sent and unpacked, and the text frames of its event socket."""

import time
from typing import Any

from playwright.sync_api import Page, WebSocket

KILOBYTE = 1000
QUIET_SECONDS = 1.0
PATIENCE_SECONDS = 30


class Traffic:
    """Counts what a page receives, in kilobytes of 1 000 bytes, from the moment that this is made."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._network = page.context.new_cdp_session(page)
        self._network.on("Network.loadingFinished", self._finished)
        self._network.on("Network.dataReceived", self._received)
        self._network.send("Network.enable")
        page.on("websocket", self._opened)
        self.forget()

    def forget(self) -> None:
        """Count from zero again."""
        self.sent = self.unpacked = self.socket = 0.0
        self._last = time.monotonic()

    def wait_until_quiet(self) -> None:
        """Wait until nothing has come for a while."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() - self._last < QUIET_SECONDS:
            if time.monotonic() > until:
                msg = f"{self._page.url} kept loading for {PATIENCE_SECONDS} s"
                raise TimeoutError(msg)
            self._page.wait_for_timeout(50)

    def _finished(self, event: dict[str, Any]) -> None:
        self.sent += event["encodedDataLength"] / KILOBYTE
        self._last = time.monotonic()

    def _received(self, event: dict[str, Any]) -> None:
        self.unpacked += event["dataLength"] / KILOBYTE
        self._last = time.monotonic()

    def _opened(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)

    def _frame(self, payload: str | bytes) -> None:
        content = payload.encode() if isinstance(payload, str) else payload
        self.socket += len(content) / KILOBYTE
        self._last = time.monotonic()
