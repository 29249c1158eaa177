from beside_filled_names import filled_already, literal, on_demand, on_objects, reading


def of_literal_names():
    return literal.present, literal.also_present


def of_another_name():
    return literal.misspelt  # expect: missing-attribute literal.misspelt


def of_what_is_only_read():
    return reading.FIRST, reading.SECOND  # expect: missing-attribute reading.SECOND


def of_what_the_import_has_filled():
    first = filled_already.one, filled_already.three
    return first, filled_already.four  # expect: missing-attribute filled_already.four


def of_lazy_names():
    return on_demand.there, on_demand.elsewhere  # expect: missing-attribute on_demand.elsewhere


def of_other_objects():
    return on_objects.filled({}), on_objects.verbosity  # expect: missing-attribute on_objects.verbosity
