"""What rules there are: name, severity, one line, and the text that `--explain` prints.

Contract: the names are those of the settings, the documentation, the cases and the
output; order here is the order of `--list-rules`. What a rule looks for is not here but in
the family that reports it (`imports`, `dependencies`, `platforms`, `names`) and, for
`unused-suppression`, in the stage of suppressions.
"""

from __future__ import annotations

from collections.abc import Iterable

from smoke.dataclass import dataclass
from smoke.errors import UsageError
from smoke.model import Severity

NAME_RULES = frozenset(
    {
        "undefined-name",
        "type-checking-name",
        "deleted-name",
        "unresolved-annotation",
        "unbound-name",
        "unset-global",
        "undefined-elsewhere",
        "unbound-local",
    }
)


@dataclass(frozen=True)
class Rule:
    """One thing that smoke can report."""

    name: str
    severity: Severity | None  # None: off unless selected, then a warning
    summary: str
    explanation: str


RULES: tuple[Rule, ...] = (
    Rule(
        "import-raised",
        Severity.ERROR,
        "importing the module raised an exception",
        """\
The module was imported first thing in a process of its own, and the import raised. Whoever
imports it first gets this exception, even if some other order of imports happens to work:
`import sphinx.ext.mathjax` may fail on its own and succeed after another module has
imported `sphinx.util.logging`.

The position is the deepest frame that lies in the checked code; the traceback begins there
too. Modules below a package that does not import are counted as blocked and not reported
again.""",
    ),
    Rule(
        "import-exited",
        Severity.ERROR,
        "importing the module ended the process",
        """\
The import called `sys.exit()` or `os._exit()`, or its process went away without saying that
the import was complete. The exit status does not matter: a module that calls `sys.exit(0)`
was not imported, and ends any program that imports it.

Usually it is a script whose work should stand under `if __name__ == "__main__":`.""",
    ),
    Rule(
        "import-crashed",
        Severity.ERROR,
        "importing the module crashed the interpreter",
        """\
The process was ended by a signal (a null pointer in an extension module, an abort, the
kernel's out-of-memory killer). The Python stack at that moment is shown where faulthandler
could still write it.""",
    ),
    Rule(
        "import-timed-out",
        Severity.ERROR,
        "importing the module did not end in time",
        """\
The import was still running at the deadline (`--timeout`, 60 seconds by default) and was
ended with everything that it had started. The Python stack at the deadline is shown: look
for network access, locks, sleeping, or a loop at module level.""",
    ),
    Rule(
        "import-cycle",
        Severity.ERROR,
        "the module imports only after another one",
        """\
The module fails when it is imported first, and imports when another module of the target has been
imported before: a cycle of imports that works from one end only, or a submodule that is used
without being imported. Whether a program works depends on the order of its imports.

Tried are up to four modules that the failure names and that import by themselves. The finding
shows the cycle, or the import that is missing, and takes the place of `import-raised`.""",
    ),
    Rule(
        "missing-dependency",
        Severity.ERROR,
        "the module needs a module that is not installed",
        """\
The import failed because a module outside the target cannot be found: directly, or as the
reason for an exception that the package raises in its place (also with `from None`).

It is only a note when the missing module belongs to an extra that the distribution
declares: that is what extras are for. It is an error when the distribution requires it (the
environment is incomplete), when it requires it only for other versions of Python, or when no metadata
mentions it (everybody else's environment will be incomplete).""",
    ),
    Rule(
        "wrong-platform",
        Severity.NOTE,
        "the module is for another platform",
        """\
The import failed because it needs a part of the standard library that only another platform
has (`msvcrt`, `ctypes.windll`, `fcntl` on Windows), because it needs a module that the distribution
requires on another platform only (`pywin32; sys_platform == "win32"`), or because the module says
itself that it is for another platform. Nothing to repair, unless the module ought to import here.""",
    ),
    Rule(
        "undefined-name",
        Severity.ERROR,
        "a function uses a global that nothing ever binds",
        """\
A function that exists after the import loads a global name that is neither in its globals
nor in the builtins, and no code of the module binds it: when the line runs it raises
NameError. Typical: an import that was never written or was removed, a misspelling, a name
of Python 2, a method called without `self.`.

Lines that cannot run in this interpreter (`if TYPE_CHECKING:`, `sys.platform`, flags such
as `HAVE_X` that nothing rebinds) and loads whose NameError is handled are left out. A name
that the environment injects belongs into the setting `builtins`. One that other code of the
target puts into builtins is `unset-global` or `unbound-name`. A lambda that speaks of the
variable of the query which it is given to (`select(p for p in P).order_by(lambda: p.id)`) is a
warning: only who translates it instead of calling it can use it.""",
    ),
    Rule(
        "type-checking-name",
        Severity.ERROR,
        "a function uses a name that is bound only under TYPE_CHECKING",
        """\
The module binds the name only for type checkers (`if TYPE_CHECKING: from x import Y`), but a
function uses it when it runs, for example in `isinstance`, `cast(Y, value)`, `raise` or a
default value: NameError. Import it for real, at the top or, where that would be a cycle,
inside the function.""",
    ),
    Rule(
        "deleted-name",
        Severity.ERROR,
        "a function uses a name that the module has deleted again",
        """\
The module binds the name and deletes it before its import ends (`del helper` at the bottom, or the
end of an `except … as error:` clause, which deletes `error`). A function that uses it later
raises NameError.""",
    ),
    Rule(
        "unbound-name",
        Severity.WARNING,
        "a function uses a name whose binding did not run here",
        """\
The module binds the name, but in a branch that did not run in this environment: a `try:`
whose import failed, another platform or Python version, a loop without a turn. In this
environment the line raises NameError; with the optional dependency installed it may be
fine. Let the code say so: bind the name to None and test it, or raise a helpful error.""",
    ),
    Rule(
        "unset-global",
        Severity.NOTE,
        "a function uses a global that only a call would set",
        """\
The name is bound only by a `global` statement (or by writing to `globals()`) inside a
function, or put into builtins by one anywhere in the target, so it does not exist until
somebody has called that function. That may be the design; binding the name at module level
(`connection = None`) makes the failure readable.""",
    ),
    Rule(
        "undefined-elsewhere",
        Severity.NOTE,
        "code for another platform uses a global that nothing ever binds",
        """\
A line that only another platform executes (`if sys.platform == "win32":`, a flag computed from
that) loads a global that no code of the module binds, on any platform: there it raises
NameError. Only what is certain is said: not of modules with star imports or computed names
that could bring the name, and not of names that are builtins somewhere.""",
    ),
    Rule(
        "unbound-local",
        Severity.ERROR,
        "a function uses a local that nothing has bound when the line is reached",
        """\
On every way that leads to the line the local is unbound: the name of `except … as error`
used behind its clause, a name after `del`, a branch that binds it only where the line is
not reached any more. When the line runs it raises UnboundLocalError. A local that is unbound on
some ways only is never reported.""",
    ),
    Rule(
        "missing-attribute",
        Severity.ERROR,
        "a function uses an attribute that a module does not have",
        """\
`module.name` in a function, where the live module has no such attribute in this environment:
removed by a newer version (`np.float_`, `collections.Mapping`, `inspect.getargspec`), misspelt, or
never there. When the line runs it raises AttributeError. Modules that answer by a
`__getattr__` of their own are asked. What a test with `hasattr`, a version or an `except AttributeError`
keeps from running is no finding, nor is an attribute that the checked code itself sets
anywhere. What only another platform has is a note.""",
    ),
    Rule(
        "missing-submodule",
        Severity.WARNING,
        "a function uses a submodule that nothing has imported",
        """\
`package.module` in a function, where the module exists but importing the checked module does not
import it: `import xml` and then `xml.dom`. It works as long as somebody else has
imported the submodule before, and raises AttributeError otherwise. Import what is used.
A note if another function of the same module imports it.""",
    ),
    Rule(
        "unresolved-import",
        Severity.ERROR,
        "an import inside a function fails",
        """\
An `import` or `from … import` statement in a function names a module or a name that does not
exist. Each is resolved for real, in a process of its own. What the code itself handles
(`except ImportError`) is no finding. What is missing is judged as for `missing-dependency`: of
a declared extra, or of another platform, it is a note; a distribution that is not
installed and of which the metadata says nothing is a warning, for it may be optional.""",
    ),
    Rule(
        "undefined-export",
        Severity.ERROR,
        "`__all__` names something that does not exist",
        """\
`from module import *` raises AttributeError for each name in `__all__` that the module does not
have, and TypeError for an entry that is no string. Submodules count as existing, since
that statement imports them, and so does what the module's own `__getattr__` provides.""",
    ),
    Rule(
        "broken-entry-point",
        Severity.ERROR,
        "an entry point of the distribution does not load",
        """\
A command, a plug-in or another entry point that the distribution declares was loaded as its user
would load it, and that failed: the module does not exist or does not import, or it has no such
attribute. The command ends with a traceback as soon as somebody starts it.

It is only a note where the requirements of its extra are not installed, where the program that
a plug-in is for is missing, and where the module's own failure has been reported already.""",
    ),
    Rule(
        "unresolved-annotation",
        Severity.NOTE,
        "an annotation uses a name that does not exist when it is evaluated",
        """\
An annotation that is text (quoted, or under `from __future__ import annotations`), or that Python
3.14 evaluates on demand, uses a name that the module does not have. `typing.get_type_hints`, and
whatever reads annotations with it (dataclasses, pydantic, dependency injection, command line
generators), raises NameError there.

Names that are bound only under TYPE_CHECKING are usual: one note for each module names them all, and
the full report shows it with -v only. A name that nothing binds is a warning.""",
    ),
    Rule(
        "lazy-import-failed",
        Severity.ERROR,
        "an attribute that is imported on demand does not come",
        """\
A name is in the module, or promised by its `__all__`, but its import happens only when somebody uses it,
and that import fails: a lazy import of Python 3.15 (`lazy import x`, PEP 810), or a module `__getattr__` as
the library lazy_loader makes it. Each was asked for in a process of its own.

It is a note where an extra that is not installed, or another platform, would bring it, and where nothing
was imported: the module makes the value itself, and cannot do it here.""",
    ),
    Rule(
        "import-warning",
        None,
        "importing or compiling the module raises a warning",
        """\
Off unless selected. The module's own code caused a warning while it was imported: it calls something
deprecated, or imports it. Also the warnings that the compiler has about its source (invalid escape
sequences, `is` with a literal), which Python shows only while there is no cached bytecode.""",
    ),
    Rule(
        "import-side-effect",
        None,
        "importing the module changes more than the module",
        """\
Off unless selected. While the module was imported its own code used the network, started a process or
a thread that is still there, wrote files (outside of caches), changed the current folder, the
environment, `sys.path`, signal handlers, the filters of warnings or the root logger. Whoever imports the
module gets that, too, at a time that nobody chose. The line is the module's own; the import of another
distribution stands there if that did it.""",
    ),
    Rule(
        "undeclared-dependency",
        None,
        "a module imports a distribution that the metadata does not require",
        """\
Off unless selected. A module imports, whenever it is imported itself, something that an
installed distribution brings which the metadata of the target does not require: it is there
because another requirement needs it, or because this environment has it for other reasons (a test
runner, a tool). Elsewhere, or tomorrow, it is missing.

Reported as well: what is required for an extra only, although the package's own import needs it.
`--only-declared` goes further and hides from the import whatever is not required.""",
    ),
    Rule(
        "unused-suppression",
        Severity.WARNING,
        "a suppression matches nothing",
        """\
A `# smoke: ignore[…]` comment or an entry `[[tool.smoke.ignore]]` matched no finding, or
names a rule that does not exist. Remove it, or it will hide the next real one. Comments in
modules that could not be examined in this run are not reported.""",
    ),
)

# What the child must collect for a rule, beyond what it collects anyway.
_FACTS = {
    "unresolved-annotation": ("annotations",),
    "lazy-import-failed": ("lazy",),
    "import-warning": ("warnings",),
    "import-side-effect": ("effects",),
    "missing-attribute": ("attributes",),
    "missing-submodule": ("attributes",),
    "unresolved-import": ("imports",),
    "undefined-export": ("exports",),
}
_BY_NAME = {rule.name: rule for rule in RULES}


def names() -> tuple[str, ...]:
    """The names of all rules, in the order of the registry."""
    return tuple(_BY_NAME)


def named(name: str) -> Rule:
    """The rule of that name.

    *Raises* UsageError for a name that no rule has, with the closest ones.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UsageError(
            f"there is no rule '{name}'{closest(name)}; `smoke --list-rules` shows them all"
        ) from None


def severity(name: str) -> Severity:
    """How serious the rule's findings are where nothing makes a difference."""
    return _BY_NAME[name].severity or Severity.WARNING


def facts(active: Iterable[str]) -> frozenset[str]:
    """What the children must collect for these rules; what nobody wants costs nothing."""
    return frozenset(fact for rule in active for fact in _FACTS.get(rule, ()))


def closest(name: str) -> str:
    """ ", did you mean 'x'?" for a misspelt rule name, or ""."""
    from difflib import get_close_matches

    matches = get_close_matches(name, _BY_NAME, n=1)
    return f", did you mean '{matches[0]}'?" if matches else ""


def active(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """The rules that report: the selected ones (none selected: all that are on), less the ignored."""
    chosen = frozenset(select) or frozenset(rule.name for rule in RULES if rule.severity is not None)
    return chosen - frozenset(ignore)
