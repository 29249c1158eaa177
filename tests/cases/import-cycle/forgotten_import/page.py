# outcome: raised
"""Uses a submodule that only its siblings import."""

import forgotten_import.tools

shout = forgotten_import.tools.text.UPPER  # expect: import-cycle forgotten_import.tools.text "say 'import forgotten_import.tools.text'"
