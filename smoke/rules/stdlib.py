"""Data about the standard library: what was removed when, and what Python 2 called differently.

Only facts that `sys.stdlib_module_names` of the checked interpreter does not give.

*Source*: "What's New in Python" 3.0 to 3.13, PEP 594 (dead batteries), PEP 632 (distutils).
"""

from __future__ import annotations

from smoke.dataclass import dataclass


@dataclass(frozen=True)
class Removed:
    """A module that the standard library no longer has."""

    version: tuple[int, int]  # the first Python without it
    instead: str  # what to use, in words


def removed(module: str, version: tuple[int, int, int]) -> Removed | None:
    """What became of a module that this version of Python no longer has."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        known = _REMOVED.get(".".join(parts[:length]))
        if known is not None:
            return known if version[:2] >= known.version else None
    return None


def python2_name(name: str) -> str | None:
    """What to write for a builtin of Python 2."""
    return _PYTHON2_BUILTINS.get(name)


def moved(module: str, name: str) -> str | None:
    """What to write for a name that a standard module had in an earlier Python."""
    if module == "collections" and name in _ABSTRACT:
        return f"it has been 'collections.abc.{name}' since Python 3.3; the old name went in 3.10"
    return _MOVED.get(f"{module}.{name}")


_NOTHING = "there is no replacement in the standard library"
_P2 = (3, 0)

# PYVERSIONS
_REMOVED = {
    "distutils": Removed(
        (3, 12), "setuptools brings its own copy; require it, or use sysconfig and packaging"
    ),
    "imp": Removed((3, 12), "use importlib"),
    "asynchat": Removed((3, 12), "use asyncio, or require pyasynchat"),
    "asyncore": Removed((3, 12), "use asyncio, or require pyasyncore"),
    "smtpd": Removed((3, 12), "use aiosmtpd"),
    "aifc": Removed((3, 13), _NOTHING),
    "audioop": Removed((3, 13), "require audioop-lts"),
    "cgi": Removed((3, 13), "use urllib.parse and email.message, or require legacy-cgi"),
    "cgitb": Removed((3, 13), "use traceback, or require legacy-cgi"),
    "chunk": Removed((3, 13), _NOTHING),
    "crypt": Removed((3, 13), "use hashlib, or require legacycrypt"),
    "imghdr": Removed((3, 13), "use filetype or puremagic"),
    "lib2to3": Removed((3, 13), "use libcst or parso"),
    "mailcap": Removed((3, 13), "use mimetypes"),
    "msilib": Removed((3, 13), _NOTHING),
    "nis": Removed((3, 13), _NOTHING),
    "nntplib": Removed((3, 13), _NOTHING),
    "ossaudiodev": Removed((3, 13), _NOTHING),
    "pipes": Removed((3, 13), "use subprocess"),
    "sndhdr": Removed((3, 13), "use filetype or puremagic"),
    "spwd": Removed((3, 13), _NOTHING),
    "sunau": Removed((3, 13), _NOTHING),
    "telnetlib": Removed((3, 13), "use telnetlib3"),
    "uu": Removed((3, 13), "use base64"),
    "xdrlib": Removed((3, 13), _NOTHING),
    "asyncio.compat": Removed((3, 7), _NOTHING),
    "binhex": Removed((3, 11), _NOTHING),
    "distutils.command.bdist_wininst": Removed((3, 10), "build wheels"),
    "distutils.msvccompiler": Removed((3, 12), "setuptools brings its own copy"),
    "dummy_threading": Removed((3, 9), "use threading"),
    "_dummy_threading": Removed((3, 9), "use threading"),
    "formatter": Removed((3, 10), _NOTHING),
    "macpath": Removed((3, 8), "use posixpath"),
    "macurl2path": Removed((3, 7), "use urllib.request"),
    "parser": Removed((3, 10), "use ast"),
    "symbol": Removed((3, 10), "use ast"),
    "_bootlocale": Removed((3, 10), "use locale"),
    "typing.io": Removed((3, 13), "use typing"),
    "typing.re": Removed((3, 13), "use typing or re"),
    "xml.etree.cElementTree": Removed((3, 9), "use xml.etree.ElementTree"),
    # what Python 2 called differently
    "BaseHTTPServer": Removed(_P2, "use http.server"),
    "CGIHTTPServer": Removed(_P2, "use http.server"),
    "ConfigParser": Removed(_P2, "use configparser"),
    "Cookie": Removed(_P2, "use http.cookies"),
    "HTMLParser": Removed(_P2, "use html.parser"),
    "Queue": Removed(_P2, "use queue"),
    "SimpleHTTPServer": Removed(_P2, "use http.server"),
    "SocketServer": Removed(_P2, "use socketserver"),
    "StringIO": Removed(_P2, "use io"),
    "Tkinter": Removed(_P2, "use tkinter"),
    "UserDict": Removed(_P2, "use collections"),
    "UserList": Removed(_P2, "use collections"),
    "UserString": Removed(_P2, "use collections"),
    "__builtin__": Removed(_P2, "use builtins"),
    "cPickle": Removed(_P2, "use pickle"),
    "cStringIO": Removed(_P2, "use io"),
    "commands": Removed(_P2, "use subprocess"),
    "cookielib": Removed(_P2, "use http.cookiejar"),
    "copy_reg": Removed(_P2, "use copyreg"),
    "dummy_thread": Removed(_P2, "use threading"),
    "exceptions": Removed(_P2, "exceptions are builtins"),
    "htmlentitydefs": Removed(_P2, "use html.entities"),
    "httplib": Removed(_P2, "use http.client"),
    "md5": Removed(_P2, "use hashlib"),
    "mimetools": Removed(_P2, "use email"),
    "robotparser": Removed(_P2, "use urllib.robotparser"),
    "sets": Removed(_P2, "sets are builtins"),
    "sha": Removed(_P2, "use hashlib"),
    "thread": Removed(_P2, "use threading"),
    "tkMessageBox": Removed(_P2, "use tkinter.messagebox"),
    "urllib2": Removed(_P2, "use urllib.request"),
    "urlparse": Removed(_P2, "use urllib.parse"),
    "xmlrpclib": Removed(_P2, "use xmlrpc.client"),
}

_PYTHON2_BUILTINS = {
    "apply": "function(*arguments)",
    "basestring": "str",
    "buffer": "memoryview",
    "cmp": "(a > b) - (a < b)",
    "execfile": "exec(compile(...))",
    "file": "open",
    "intern": "sys.intern",
    "long": "int",
    "raw_input": "input",
    "reduce": "functools.reduce",
    "reload": "importlib.reload",
    "unichr": "chr",
    "unicode": "str",
    "xrange": "range",
    "StandardError": "Exception",
}

_ABSTRACT = frozenset(
    """Awaitable AsyncGenerator AsyncIterable AsyncIterator ByteString Callable Collection Container Coroutine
    Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence
    MutableSet Reversible Sequence Set Sized ValuesView""".split()
)
_MOVED = {
    "asyncio.async": "use asyncio.ensure_future",
    "asyncio.coroutine": "removed in Python 3.11: use `async def`",
    "asyncio.get_event_loop_policy": "use asyncio.run",
    "ast.Str": "removed in Python 3.14: use ast.Constant",
    "ast.Num": "removed in Python 3.14: use ast.Constant",
    "ast.NameConstant": "removed in Python 3.14: use ast.Constant",
    "base64.decodestring": "removed in Python 3.9: use decodebytes",
    "base64.encodestring": "removed in Python 3.9: use encodebytes",
    "cgi.escape": "removed in Python 3.8: use html.escape",
    "cgi.parse_qs": "removed in Python 3.8: use urllib.parse.parse_qs",
    "cgi.parse_qsl": "removed in Python 3.8: use urllib.parse.parse_qsl",
    "configparser.SafeConfigParser": "removed in Python 3.12: use ConfigParser",
    "fractions.gcd": "removed in Python 3.9: use math.gcd",
    "gettext.lgettext": "removed in Python 3.11: use gettext",
    "importlib.find_loader": "removed in Python 3.12: use importlib.util.find_spec",
    "inspect.formatargspec": "removed in Python 3.11: use inspect.signature",
    "inspect.getargspec": "removed in Python 3.11: use inspect.getfullargspec or inspect.signature",
    "inspect.getmoduleinfo": "removed in Python 3.6: use inspect.getmodulename",
    "itertools.ifilter": "Python 3 has the builtin filter",
    "itertools.imap": "Python 3 has the builtin map",
    "itertools.izip": "Python 3 has the builtin zip",
    "itertools.izip_longest": "Python 3 calls it zip_longest",
    "locale.format": "removed in Python 3.12: use locale.format_string",
    "operator.isCallable": "use callable",
    "operator.isSequenceType": "use collections.abc.Sequence",
    "os.errno": "import errno",
    "os.getcwdu": "Python 3 has os.getcwd",
    "os.popen2": "use subprocess",
    "os.popen3": "use subprocess",
    "pkgutil.ImpImporter": "removed in Python 3.12: use importlib",
    "platform.dist": "removed in Python 3.8: require distro",
    "platform.linux_distribution": "removed in Python 3.8: require distro",
    "platform.popen": "removed in Python 3.8: use os.popen",
    "random.jumpahead": "there is no replacement",
    "ssl.match_hostname": "removed in Python 3.12: let the ssl.SSLContext check the hostname",
    "ssl.wrap_socket": "removed in Python 3.12: use ssl.SSLContext.wrap_socket",
    "string.join": "use the method of str",
    "string.letters": "Python 3 has string.ascii_letters",
    "string.lowercase": "Python 3 has string.ascii_lowercase",
    "string.maketrans": "use str.maketrans",
    "string.uppercase": "Python 3 has string.ascii_uppercase",
    "sys.exc_clear": "Python 3 does it by itself",
    "sys.getcheckinterval": "removed in Python 3.9: use sys.getswitchinterval",
    "sys.maxint": "Python 3 has sys.maxsize",
    "sys.setcheckinterval": "removed in Python 3.9: use sys.setswitchinterval",
    "sys.setdefaultencoding": "Python 3 does not have it",
    "tarfile.filemode": "use stat.filemode",
    "threading._sleep": "use time.sleep",
    "time.clock": "removed in Python 3.8: use time.perf_counter or time.process_time",
    "types.ClassType": "Python 3 has only `type`",
    "types.NoneType": "added in Python 3.10: use type(None)",
    "types.StringType": "use str",
    "types.StringTypes": "use str",
    "types.UnicodeType": "use str",
    "typing.io": "removed in Python 3.13: use typing",
    "unittest.makeSuite": "removed in Python 3.13: use TestLoader.loadTestsFromTestCase",
    "urllib.quote": "Python 3 has urllib.parse.quote",
    "urllib.unquote": "Python 3 has urllib.parse.unquote",
    "urllib.urlencode": "Python 3 has urllib.parse.urlencode",
    "urllib.urlopen": "Python 3 has urllib.request.urlopen",
    "urllib.urlretrieve": "Python 3 has urllib.request.urlretrieve",
    "xml.etree.cElementTree": "removed in Python 3.9: use xml.etree.ElementTree",
}
