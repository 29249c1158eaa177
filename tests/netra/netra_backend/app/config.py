"""The settings of the service, from its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What differs between development, staging and production."""

    host: str = "127.0.0.1"
    port: int = 0  # 0: any free one
    token_secret: str = "development"
    failure_threshold: int = 5  # failed authentications in a row that open the circuit breaker
    reset_timeout: float = 30.0  # seconds until it lets somebody try again
    identity_latency: float = 0.005  # seconds that the identity service takes


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings with what the environment says: NETRA_PORT, NETRA_FAILURE_THRESHOLD and so on."""
    defaults = Settings()
    return Settings(
        host=environment.get("NETRA_HOST", defaults.host),
        port=int(environment.get("NETRA_PORT", defaults.port)),
        token_secret=environment.get("NETRA_TOKEN_SECRET", defaults.token_secret),
        failure_threshold=int(environment.get("NETRA_FAILURE_THRESHOLD", defaults.failure_threshold)),
        reset_timeout=float(environment.get("NETRA_RESET_TIMEOUT", defaults.reset_timeout)),
        identity_latency=float(environment.get("NETRA_IDENTITY_LATENCY", defaults.identity_latency)),
    )
