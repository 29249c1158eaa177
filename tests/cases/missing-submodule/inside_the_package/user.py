import inside_the_package


def value():
    return inside_the_package.other.VALUE  # expect: missing-submodule inside_the_package.other


def wrong():
    return inside_the_package.othre.VALUE  # expect: missing-attribute inside_the_package.othre
