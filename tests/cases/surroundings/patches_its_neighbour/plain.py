# proof: use() -> brought
def use():
    return brought  # expect: undefined-name brought
