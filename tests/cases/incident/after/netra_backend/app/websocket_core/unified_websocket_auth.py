# proof: CircuitBreaker(threshold=1).record_failure()
# proof: CircuitBreaker(threshold=2).record_failure()
# proof: CircuitBreaker().allows()
# proof: [setattr(b, "state", OPEN) or b.allows() for b in [CircuitBreaker()]]
"""Authentication of WebSocket connections behind a circuit breaker."""

import asyncio
import threading
import time

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"


class AuthenticationRefused(Exception):
    """The token is no good, or the breaker is open."""


class CircuitBreaker:
    """Stops asking the identity service after several failures in a row."""

    def __init__(self, threshold=5, reset_timeout=30.0):
        self.threshold = threshold
        self.reset_timeout = reset_timeout
        self.state = CLOSED
        self.failures = 0
        self.opened_at = None
        self._lock = threading.Lock()

    def allows(self):
        with self._lock:
            if self.state == OPEN:
                if time.time() - (self.opened_at or 0) < self.reset_timeout:
                    return False
                self.state = HALF_OPEN
            return True

    def record_failure(self):
        with self._lock:
            self.failures += 1
            if self.state == HALF_OPEN or self.failures >= self.threshold:
                self.state = OPEN
                self.opened_at = time.time()

    def record_success(self):
        with self._lock:
            self.state = CLOSED
            self.failures = 0


breaker = CircuitBreaker()


async def authenticate(token):
    """The user's name; raises AuthenticationRefused."""
    if not breaker.allows():
        raise AuthenticationRefused("try again later")
    await asyncio.sleep(0)
    if not token.startswith("user:"):
        breaker.record_failure()
        raise AuthenticationRefused("bad token")
    breaker.record_success()
    return token[len("user:") :]
