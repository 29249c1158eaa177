# outcome: raised
"""A failure of the import can be hidden too; the module still counts as failed."""

import absent_and_known  # smoke: ignore[missing-dependency]  # hidden: missing-dependency absent_and_known
