# proof: use() -> never_bound
def use():
    return never_bound  # expect: undefined-name never_bound
