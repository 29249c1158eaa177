"""The chat over WebSocket."""

from __future__ import annotations

import json
import logging

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from netra_backend.app.websocket_core.unified_websocket_auth import (
    AuthenticationUnavailable,
    InvalidToken,
    UnifiedWebSocketAuthenticator,
)

logger = logging.getLogger(__name__)

INTERNAL_ERROR = 1011
TRY_AGAIN_LATER = 1013
NOT_AUTHENTICATED = 4401


class ChatRoute:
    """Everybody's messages go to everybody."""

    def __init__(self, authenticator: UnifiedWebSocketAuthenticator) -> None:
        self.authenticator = authenticator
        self.members: set[ServerConnection] = set()

    async def chat(self, connection: ServerConnection, user: str) -> None:
        """Pass on what this user says until the connection ends."""
        self.members.add(connection)
        try:
            await connection.send(json.dumps({"type": "welcome", "user": user}))
            async for text in connection:
                await self.send_to_all({"type": "message", "from": user, "text": json.loads(text)["text"]})
        finally:
            self.members.discard(connection)

    async def send_to_all(self, message: dict[str, str]) -> None:
        """Send a message to every member that is still there."""
        for member in list(self.members):
            try:
                await member.send(json.dumps(message))
            except ConnectionClosed:
                self.members.discard(member)


async def websocket_endpoint(connection: ServerConnection, route: ChatRoute) -> None:
    """One connection, from its handshake to its end."""
    try:
        user = await authenticated(connection, route.authenticator)
        if user is not None:
            await route.chat(connection, user)
    except ConnectionClosed:
        pass
    except Exception as error:
        logger.error("WebSocket error: %s", error)
        await connection.close(INTERNAL_ERROR, "internal error")


async def authenticated(
    connection: ServerConnection, authenticator: UnifiedWebSocketAuthenticator
) -> str | None:
    """The user; None if the connection has been closed with a reason that the client understands."""
    assert connection.request is not None
    try:
        return await authenticator.authenticate(connection.request.headers)
    except InvalidToken as refusal:
        await connection.close(NOT_AUTHENTICATED, str(refusal))
    except AuthenticationUnavailable as refusal:
        await connection.close(TRY_AGAIN_LATER, str(refusal))
    return None
