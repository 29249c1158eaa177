# proof: Breaker().record_failure() -> time
# proof: Breaker().allows() -> time
"""The module uses `time` on its error path and never imports it."""

import threading


class Breaker:
    def __init__(self, threshold=5):
        self.threshold = threshold
        self.failures = 0
        self.opened_at = 0.0
        self.lock = threading.Lock()

    def record_failure(self):
        with self.lock:
            self.failures += 1
            self.opened_at = time.time()  # expect: undefined-name time "import 'time'"

    def allows(self):
        return time.time() - self.opened_at > 30  # expect: undefined-name time "name 'time' is not defined"
