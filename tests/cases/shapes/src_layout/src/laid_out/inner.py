# proof: use() -> not_laid_out
def use():
    return not_laid_out  # expect: undefined-name not_laid_out
