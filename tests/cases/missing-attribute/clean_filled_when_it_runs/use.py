from clean_filled_when_it_runs import (
    by_a_function,
    by_code,
    by_computed_names,
    by_globals,
    by_importing,
    by_its_dictionary,
    by_itself,
    by_others,
    by_renaming,
)


def literal():
    updated = by_globals.dictionary, by_globals.keyword, by_globals.merged
    return updated, by_globals.by_item, by_globals.by_default


def computed():
    return by_computed_names.anything, by_itself.anything, by_its_dictionary.anything, by_code.anything


def by_other_modules():
    return by_a_function.anything, by_others.ascii_letters, by_importing.anything, by_renaming.anything
