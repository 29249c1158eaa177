# proof: use() -> nothing_like_it
def use():
    return nothing_like_it  # expect: undefined-name nothing_like_it
