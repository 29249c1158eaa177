"""`python -m smoke`: the same as the `smoke` command."""

import sys

from smoke.cli import main

if __name__ == "__main__":
    sys.exit(main())
