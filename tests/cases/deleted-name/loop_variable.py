# proof: last() -> index
"""The loop variable is deleted, the function wants it."""

squares = []
for index in range(3):
    squares.append(index * index)
del index


def last():
    return squares[index]  # expect: deleted-name index
