# outcome: skipped
"""The program."""

import gettext

from translations_installed.greeting import greet


def main():
    gettext.install("translations_installed", names=["ngettext"])
    print(greet(2))


if __name__ == "__main__":
    main()
