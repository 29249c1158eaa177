"""`pytest --import-smoke TARGET`: one test item for each module. This file is the entry point, no more.

pytest loads it in every run of every suite, so it imports no room of smoke; the rest of the folder is
loaded when the option or the setting is there.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The two options and the setting."""
    group = parser.getgroup("import-smoke", "import every module of a package (import-smoke)")
    group.addoption(
        "--import-smoke",
        action="append",
        default=[],
        metavar="TARGET",
        help="Also import every module of TARGET (a package, dist:NAME or a path), each in a process state "
        "of its own, and look at its functions: one item for each module. Repeatable.",
    )
    group.addoption(
        "--import-smoke-shard",
        metavar="K/N",
        help="Of these modules only the K-th of N parts, for N jobs that share them.",
    )
    parser.addini(
        "import_smoke", "targets of --import-smoke, for when the option is not given", type="args", default=[]
    )


def pytest_configure(config: pytest.Config) -> None:
    """Load the rest, if there is a target."""
    if config.getoption("import_smoke") or config.getini("import_smoke"):
        from smoke.pytest_plugin import plain_imports

        plain_imports.install()
        from smoke.pytest_plugin.hooks import Hooks

        config.pluginmanager.register(Hooks(config), "import-smoke-run")
    elif config.getoption("import_smoke_shard"):
        raise pytest.UsageError("--import-smoke-shard needs a target: --import-smoke PACKAGE")
