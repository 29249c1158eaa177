"""The server: `python -m netra_backend.app.main`."""

from __future__ import annotations

import asyncio
import functools
import logging
import signal

from websockets.asyncio.server import Server, serve

from netra_backend.app import config, logs
from netra_backend.app.routes.websocket import ChatRoute, websocket_endpoint
from netra_backend.app.websocket_core.unified_websocket_auth import UnifiedWebSocketAuthenticator

logger = logging.getLogger(__name__)


async def start(settings: config.Settings) -> Server:
    """A server that accepts connections."""
    route = ChatRoute(UnifiedWebSocketAuthenticator(settings))
    return await serve(functools.partial(websocket_endpoint, route=route), settings.host, settings.port)


async def run(settings: config.Settings) -> None:
    """Serve until the process is asked to end."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with await start(settings) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"listening on port {port}", flush=True)
        await stopped.wait()


def main() -> None:
    """The whole service."""
    logs.start()
    asyncio.run(run(config.load()))


if __name__ == "__main__":
    main()
