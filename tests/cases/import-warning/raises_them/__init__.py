# options: --select import-warning
"""Warnings of the import, at the line that causes them."""

import warnings

from raises_them import old

warnings.warn("raises_them is going away", FutureWarning)  # expect: import-warning FutureWarning "going away"
old.function()  # expect: import-warning DeprecationWarning "use another"
