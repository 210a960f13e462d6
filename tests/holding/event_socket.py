"""The event socket as a browser tab uses it: Engine.IO and Socket.IO by hand, so that anything can be sent."""

import json
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import websockets.sync.client
from websockets.sync.client import ClientConnection

from tests.servers import RunningServer

NAMESPACE = "/_event"
PATIENCE = 60
COOKIE = "sambruk_session"


class EventSocket:
    """An open page: sends events by name, and keeps what the server changed in it and told it to do."""

    def __init__(self, server: RunningServer, path: str = "/", session: str = "") -> None:
        """Connect, with a session's token in the cookie or nobody's.

        Args:
            server: where to.
            path: the page that the tab is on.
            session: the token.
        """
        self.path = path
        self.state: dict[str, dict[str, Any]] = {}
        url = f"{server.url.replace('http', 'ws')}/_event/?EIO=4&transport=websocket&token={secrets.token_hex(8)}"
        cookie = {"Cookie": f"{COOKIE}={session}; locale=en"}
        opening = websockets.sync.client.connect(
            url,
            origin=server.url,  # pyright: ignore[reportArgumentType] -- a plain address
            additional_headers=cookie,
            max_size=None,
        )
        self._open = ExitStack()
        self._socket: ClientConnection = self._open.enter_context(opening)
        assert self._receive().startswith("0{")
        self._socket.send(f"40{NAMESPACE},{{}}")
        assert self._receive().startswith(f"40{NAMESPACE}")

    def send(self, name: str, on: str = "", /, **payload: Any) -> None:
        """Send one event, as from the page this tab is on unless another is named."""
        path = on or self.path
        event = {"name": name, "payload": payload, "router_data": {"pathname": path, "asPath": path, "query": {}}}
        self._socket.send(f"42{NAMESPACE},{json.dumps(['event', event])}")

    def wait_for(self, is_there: Callable[[dict[str, Any]], Any], state: str) -> dict[str, Any]:
        """Take updates until a state is as wanted; returns the state as the page knows it."""
        while not is_there(self.state.get(state, {})):
            self.take()
        return self.state[state]

    def take(self) -> dict[str, Any]:
        """Take the next update and apply it to the page's state."""
        while not (message := self._receive()).startswith(f"42{NAMESPACE},"):
            assert not message.startswith(f"44{NAMESPACE}"), message
        kind, *content = json.loads(message.partition(",")[2])
        if kind != "event":
            return self.take()
        update: dict[str, Any] = content[0]
        for state, values in update.get("delta", {}).items():
            known = self.state.setdefault(state, {})
            known.update({name.removesuffix("_rx_state_"): value for name, value in values.items()})
        return update

    def close(self) -> None:
        """Leave the page."""
        self._open.close()

    def _receive(self) -> str:
        until = time.monotonic() + PATIENCE
        while True:
            message = str(self._socket.recv(timeout=until - time.monotonic()))
            if message != "2":
                return message
            self._socket.send("3")
