# outcome: raised
# proof read_all_the_same.stand_in: driver.connect() -> time
# proof read_all_the_same.stand_in: driver.Pool(1).oldest(None) -> Row
# proof read_all_the_same.stand_in: driver.Pool(1).close()
# proof read_all_the_same.stand_in: driver.Pool(1).texts(["a"])
# proof read_all_the_same.stand_in: list(driver.Pool(1).numbers(["a"])) -> numer
"""It does not import here, so its source is all there is; what no code binds is missing all the same."""

from typing import TYPE_CHECKING

from absent_driver import Connection, flags  # expect: missing-dependency absent_driver

if TYPE_CHECKING:
    from absent_driver import Row


class Pool:
    def __init__(self, size):
        self.size = size

    def oldest(self, row):
        if isinstance(row, Row):  # expect: type-checking-name Row "not confirmed live"
            return row
        return None

    def close(self):
        if flags.THREADS:
            return threads.join()
        return None

    def texts(self, rows):
        found = []
        for row in rows:
            if flags.PY2 and isinstance(row, unicode):
                found.append(str(row))
            else:
                found.append(row)
        return found

    def numbers(self, rows):
        for row in rows:
            if flags.PY2:
                yield row
            yield numer(row)  # expect: undefined-name numer


def connect():
    return Connection(time.time())  # expect: undefined-name time "the module does not import here"
