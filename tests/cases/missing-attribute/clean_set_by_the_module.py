"""`curses.initscr` sets names on its module when it is called."""

import curses


def line(window):
    curses.initscr()
    window.hline(0, 0, curses.ACS_HLINE, curses.COLS)
