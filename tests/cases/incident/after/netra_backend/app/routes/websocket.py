"""The endpoint: it catches whatever authentication raises, and logs it under its own name."""

import logging

from netra_backend.app.websocket_core.unified_websocket_auth import (
    AuthenticationRefused,
    authenticate,
)

log = logging.getLogger(__name__)


async def websocket_endpoint(connection):
    try:
        user = await authenticate(connection.token)
    except AuthenticationRefused as refusal:
        await connection.close(4401, str(refusal))
        return
    except Exception as error:
        log.error("WebSocket error: %s", error)
        await connection.close(1011, "internal error")
        return
    await connection.send(f"hello {user}")
