"""The two states of the service, written once for all tests."""

from __future__ import annotations

from pathlib import Path

import netra_twins
import pytest


@pytest.fixture(scope="session")
def pre_fix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The service without the import."""
    return netra_twins.grow(tmp_path_factory.mktemp("pre-fix"), fixed=False)


@pytest.fixture(scope="session")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The service with it."""
    return netra_twins.grow(tmp_path_factory.mktemp("fixed"), fixed=True)
