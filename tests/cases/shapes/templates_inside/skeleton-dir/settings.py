# outcome templates_inside.skeleton-dir.settings: skipped
{{ cookiecutter.settings }} is no Python
