"""Data about the standard library: what was removed when, and what Python 2 called differently.

Only facts that `sys.stdlib_module_names` of the checked interpreter does not give.

*Source*: "What's New in Python" 3.0 to 3.13, PEP 594 (dead batteries), PEP 632 (distutils).
"""

from __future__ import annotations

from dataclasses import dataclass


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
