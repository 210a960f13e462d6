"""Starting the server: the application and its built front end on one port."""

import ctypes
import gc
import importlib
import logging
import multiprocessing
import os
import signal
import socket
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sambruk_crm import build
from sambruk_crm.config import Settings
from sambruk_crm.places import IS_SHIPPED, ROOT, STATIC

DEATH_SIGNAL = 1
"""Linux's PR_SET_PDEATHSIG: a signal for this process when its parent is gone."""

_announcement = ""
_announced = multiprocessing.Lock()


class ServeError(Exception):
    """The server cannot start; the text says why, on one line."""


def serve(settings: Settings, *, notice: str = "") -> None:
    """Serve until told to stop; prints the address, and `notice` below it, once the first worker answers.

    Raises:
        ServeError: no front end is built here, or the port is taken.
    """
    if not (STATIC / "index.html").exists():
        msg = "the front end has not been built; run `make build` first"
        raise ServeError(msg)
    _require_free_port(settings.host, settings.port)
    prepare(settings, notice)
    Server(
        target="sambruk_crm.serve:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()


def prepare(settings: Settings, notice: str = "") -> None:
    """Set what the workers inherit: Reflex's variables, the log level, and what the first of them announces."""
    global _announcement  # noqa: PLW0603 -- inherited by the workers, which are forked
    _announcement = "\n".join(filter(None, (f"Sambruk CRM answers at {settings.url}", notice)))
    os.chdir(ROOT)
    os.environ.update(build.environment())
    if IS_SHIPPED:
        os.environ["REFLEX_BACKEND_ONLY"] = "true"  # else it would link assets into the folder it is installed in
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    os.environ["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"] = "true"
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    multiprocessing.set_start_method("fork", force=True)


def application() -> ASGIApp:
    """Load the application in a worker, which from here on lives no longer than the server that started it."""
    _die_with_parent()
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    gc.disable()  # what is loaded stays: to look through it for garbage again and again takes a fifth of a start
    app: ASGIApp = importlib.import_module("sambruk_crm.sambruk_crm").app()
    gc.freeze()  # and is left out later on
    gc.enable()

    async def announcing(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                _announce()

        await app(scope, receive, sent if scope["type"] == "lifespan" else send)

    return announcing


def _announce() -> None:
    if _announced.acquire(block=False):
        sys.stdout.write(f"{_announcement}\n")
        sys.stdout.flush()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)


def _require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            msg = f"cannot listen on {host} port {port} ({error.strerror}); set SAMBRUK_HOST or SAMBRUK_PORT"
            raise ServeError(msg) from error
