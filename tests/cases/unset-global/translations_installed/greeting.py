# proof: greet(1) -> ngettext
# proof: leave(1) -> pgettext
"""Translated texts."""


def greet(number):
    text = ngettext("one guest", "many guests", number)  # expect: unset-global ngettext
    return _(text)  # expect: unset-global _ "translations_installed.__main__.main()"


def leave(number):
    return pgettext("door", "bye")  # expect: undefined-name pgettext
