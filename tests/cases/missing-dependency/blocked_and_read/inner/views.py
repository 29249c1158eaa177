# outcome: blocked
# proof blocked_and_read.stand_in: views.show() -> render
"""Nothing here needs the framework."""


def show():
    return render("page")  # expect: undefined-name render "not confirmed live"
