"""The user's --setup code failed: an error of the settings, not of any module."""

from __future__ import annotations

from smoke.errors import UsageError
from smoke.runner.records import Record


def refuse_failed_setup(records: list[Record]) -> None:
    """Look through the records of a child that has just been prepared.

    Raises: UsageError when its setup code raised.
    """
    for record in records:
        if record["is"] == "setup-raised":
            error = record["chain"][0]
            raise UsageError(
                f"the setup code raised {error['type']}: {error['message']}; "
                "it runs in the checked interpreter before the import, correct --setup"
            )
