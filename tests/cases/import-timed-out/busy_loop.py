# options: --timeout 2 --jobs 4
# outcome: timed-out
# finding: import-timed-out
"""Never ends."""


def _spin():
    while True:
        pass


_spin()
