class Table:
    def size(self):
        return 1
