import answers_by_itself as library


def there():
    return library.old_name() + library.new_name()


def gone():
    return library.older_name()  # expect: missing-attribute library.older_name "use new_name"


def refuses():
    return library.broken


def guarded():
    if hasattr(library, "older_name"):
        return library.older_name()
    return library.new_name()


def guarded_the_other_way():
    if not hasattr(library, "old_name"):
        return library.oldest_name()
    return library.old_name()
