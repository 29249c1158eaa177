"""Authentication of WebSocket connections, for every route in the same way.

A connection brings a bearer token in its handshake. The token is checked with the identity
service. When that keeps failing, a circuit breaker stops asking for a while: a service in
trouble is not helped by more questions, and clients learn at once that they should come back
later.

    closed      every attempt goes to the identity service; failures in a row are counted
    open        no attempt goes there until the reset timeout has passed
    half-open   one attempt goes there: its success closes the breaker, its failure opens it again

The breaker is shared by all connections of the process and may be used from several threads. It
goes by the wall clock, so that `opened_at` means something to the people who look at it; a clock
that jumps makes one interval shorter or longer, which does no harm.

What the route tells the client is its own business: here an attempt ends with the user's name, with
`InvalidToken` or with `AuthenticationUnavailable`, which says when to come back. Tokens are never
written to the log, not even in part, and neither is what the identity service says about them.
There is one authenticator, and so one breaker, for each process.
"""

from __future__ import annotations

import asyncio
import enum
import hashlib
import hmac
import logging
import threading
import time

from websockets.datastructures import Headers

from netra_backend.app.config import Settings

logger = logging.getLogger(__name__)


class AuthenticationError(Exception):
    """The connection may not be used; the text is for the client."""


class InvalidToken(AuthenticationError):
    """There is no token, or it is not a good one."""


class AuthenticationUnavailable(AuthenticationError):
    """Nobody can be authenticated right now."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"try again in {retry_after:.1f} s")
        self.retry_after = retry_after


class BreakerState(enum.Enum):
    """Where the breaker is in its life."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class AuthenticationCircuitBreaker:
    """Counts failures in a row and decides who may ask the identity service."""

    def __init__(self, failure_threshold: int, reset_timeout: float) -> None:
        self.failure_threshold = failure_threshold
        self.reset_timeout = reset_timeout
        self.state = BreakerState.CLOSED
        self.failures = 0
        self.opened_at = 0.0
        self.times_opened = 0
        self._lock = threading.RLock()

    def allows_attempt(self) -> bool:
        """True if the caller may ask; it then has to report a success or a failure."""
        with self._lock:
            if self.state is BreakerState.OPEN and self._has_waited():
                self.state = BreakerState.HALF_OPEN
                return True
            return self.state is BreakerState.CLOSED

    def record_success(self) -> None:
        """The identity service has accepted a token."""
        with self._lock:
            self.state = BreakerState.CLOSED
            self.failures = 0

    def record_failure(self) -> None:
        """The identity service has refused a token, or has not answered."""
        with self._lock:
            self.failures += 1
            if self.state is BreakerState.OPEN:
                return  # an attempt that began before the breaker opened
            if self.state is BreakerState.HALF_OPEN or self.failures >= self.failure_threshold:
                self.state = BreakerState.OPEN
                self.times_opened += 1
                self.opened_at = time.time()
                logger.warning("authentication circuit breaker opened after %d failures", self.failures)

    def retry_after(self) -> float:
        """Seconds until another attempt makes sense."""
        with self._lock:
            if self.state is not BreakerState.OPEN:
                return 0.0
            return max(0.0, self.opened_at + self.reset_timeout - time.time())

    def _has_waited(self) -> bool:
        return time.time() - self.opened_at >= self.reset_timeout


class IdentityService:
    """Knows which tokens are good: `user:signature`."""

    def __init__(self, secret: str, latency: float) -> None:
        self._secret = secret.encode()
        self._latency = latency

    def token_for(self, user: str) -> str:
        """A token that this service accepts."""
        return f"{user}:{self._sign(user)}"

    async def verify(self, token: str) -> str:
        """The user whose token it is."""
        await asyncio.sleep(self._latency)
        user, _, signature = token.partition(":")
        if not user or not hmac.compare_digest(signature, self._sign(user)):
            raise InvalidToken("the token is not valid")
        return user

    def _sign(self, user: str) -> str:
        return hmac.new(self._secret, user.encode(), hashlib.sha256).hexdigest()


class UnifiedWebSocketAuthenticator:
    """Authenticates connections; one for the whole process."""

    def __init__(self, settings: Settings) -> None:
        self.identity = IdentityService(settings.token_secret, settings.identity_latency)
        self.breaker = AuthenticationCircuitBreaker(settings.failure_threshold, settings.reset_timeout)

    async def authenticate(self, headers: Headers) -> str:
        """The user of a connection, by the headers of its handshake."""
        if not self.breaker.allows_attempt():
            raise AuthenticationUnavailable(self.breaker.retry_after())
        try:
            user = await self.identity.verify(bearer_token(headers))
        except InvalidToken:
            self.breaker.record_failure()
            raise
        self.breaker.record_success()
        return user


def bearer_token(headers: Headers) -> str:
    """The token of an `Authorization: Bearer …` header."""
    kind, _, token = headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise InvalidToken("there is no bearer token")
    return token.strip()
