"""A thread that is no daemon keeps an ordinary interpreter alive for ever."""

import threading
import time


def _work():
    while True:
        time.sleep(0.1)


threading.Thread(target=_work).start()
