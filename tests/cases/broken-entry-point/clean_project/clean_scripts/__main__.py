# outcome: skipped
"""A program that is also the target of a script."""

from clean_scripts import main

if __name__ == "__main__":
    main()
