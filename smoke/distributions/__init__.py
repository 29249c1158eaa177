"""What the metadata of the checked interpreter's distributions says; nothing is imported.

    Distributions(interpreter.sys_path, project).extras_needing("celery", "redis") -> ("redis",)

`installed` reads one distribution, `editable` the files of editable installs, `declared` a
source tree's pyproject.toml, `requirements` the requirement texts, `markers` their conditions, `closure`
what follows from them, `entry_points` what is offered to others, `shipped_names` which import names belong to
whom, and `import_names` guesses which distribution would bring a module that is not there to be asked.
"""

from smoke.distributions.catalogue import Distributions
from smoke.distributions.closure import Closure
from smoke.distributions.installed import Distribution

__all__ = ["Closure", "Distribution", "Distributions"]
