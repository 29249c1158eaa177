"""Which platform has which part of the standard library: facts, and the two questions asked of them.

Also here: modules of distributions that are published for one platform only (pywin32,
pyobjc), because to whoever imports them they are a part of that platform.

*Source*: availability notes of the library reference, 3.8 to 3.14.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from smoke.dataclass import dataclass
from smoke.model import Raised
from smoke.patterns import later


@dataclass(frozen=True)
class Home:
    """A kind of platform: what it is called, and the values of `sys.platform` that belong to it."""

    label: str
    platforms: tuple[str, ...]

    def has(self, platform: str) -> bool:
        """True if `sys.platform` is one of this kind."""
        return platform.startswith(self.platforms)


def foreign_module(name: str, platform: str) -> str | None:
    """The platform that has the module, if this one cannot have it."""
    top, _, rest = name.partition(".")
    home = _MODULES.get(top) or _MODULES.get(f"{top}.{rest.partition('.')[0]}")
    return _foreign(home, platform)


def foreign_attribute(raised: Raised, platform: str) -> tuple[str, str] | None:
    """(what is missing, its platform) for "module 'ctypes' has no attribute 'windll'" and the like."""
    if "NameError" in raised.bases and "'WindowsError'" in raised.message:
        label = _foreign(_WINDOWS, platform)
        return ("WindowsError", label) if label else None
    for pattern in (_NO_ATTRIBUTE, _CANNOT_IMPORT):
        match = pattern.search(raised.message)
        if match:
            module, attribute = match["module"], match["attribute"]
            label = _foreign(_home_of(module, attribute), platform)
            return (f"{module}.{attribute}", label) if label else None
    return None


def foreign_member(module: str, name: str, platform: str) -> str | None:
    """The platform whose standard library has `module.name`, if this one cannot have it."""
    return _foreign(_home_of(module, name), platform)


def foreign_name(name: str, modules: Iterable[str], platform: str) -> tuple[str, str] | None:
    """(what it would be, its platform) for a name that a star import of one of the modules binds there."""
    if name == "WindowsError" and _foreign(_WINDOWS, platform):
        return name, _WINDOWS.label
    for module in modules:
        label = _foreign(_home_of(module, name), platform)
        if label is not None:
            return f"{module}.{name}", label
    return None


def is_unix(platform: str) -> bool:
    """True for the platforms that call themselves Unix."""
    return _UNIX.has(platform)


def _foreign(home: Home | None, platform: str) -> str | None:
    return None if home is None or home.has(platform) else home.label


def _home_of(module: str, attribute: str) -> Home | None:
    for pattern, home in _ATTRIBUTES.get(module, ()):
        if re.fullmatch(pattern, attribute):
            return home
    return None


_NO_ATTRIBUTE = later(r"module '(?P<module>[\w.]+)' has no attribute '(?P<attribute>\w+)'")
_CANNOT_IMPORT = later(r"cannot import name '(?P<attribute>\w+)' from '(?P<module>[\w.]+)'")

_WINDOWS = Home("Windows", ("win32",))
_MACOS = Home("macOS", ("darwin",))
_LINUX = Home("Linux", ("linux", "android"))
_BSD = Home("BSD and macOS", ("darwin", "freebsd", "openbsd", "netbsd", "dragonfly"))
_UNIX = Home(
    "Unix",
    ("linux", "darwin", "freebsd", "openbsd", "netbsd", "dragonfly", "sunos", "aix", "cygwin", "android"),
)
_PYODIDE = Home("Emscripten", ("emscripten",))
_JVM = Home("Jython", ("java",))
_PYPY = Home("PyPy", ("pypy",))  # no value of `sys.platform`: what smoke checks is CPython


def _all(home: Home, names: str) -> dict[str, Home]:
    return dict.fromkeys(names.split(), home)


_PYWIN32 = """
    pythoncom pywintypes servicemanager win32api win32clipboard win32com win32con win32event win32file
    win32gui win32pipe win32process win32security win32service win32serviceutil winerror
"""
_PYOBJC = "AppKit CoreFoundation CoreServices Foundation PyObjCTools Quartz objc"
_UNIX_MODULES = """
    _crypt _curses _curses_panel _dbm _gdbm _posixshmem _posixsubprocess fcntl grp nis posix pwd readline
    resource spwd syslog termios
"""
_MODULES: dict[str, Home] = {
    **_all(_WINDOWS, "_msi _overlapped _winapi _winreg _wmi msilib msvcrt nt winreg winsound"),
    **_all(_WINDOWS, _PYWIN32),
    **_all(_MACOS, "_scproxy"),
    **_all(_MACOS, _PYOBJC),
    **_all(_UNIX, _UNIX_MODULES),
    **_all(_LINUX, "ossaudiodev"),
    **_all(_PYODIDE, "js pyodide_js _pyodide_core"),
    **_all(_JVM, "java javax com.sun org.python"),
    **_all(_PYPY, "__pypy__ _pypyjson _pypy_util_cffi pypyjit"),
}

_WIN_CONSTANTS = (
    r"STARTUPINFO|STARTF_\w+|SW_HIDE|CREATE_\w+|\w+_PRIORITY_CLASS|DETACHED_PROCESS|STD_\w+_HANDLE"
)
_WIN_CTYPES = (
    r"windll|oledll|WinDLL|OleDLL|WinError|FormatError|[GgSs]et_?[Ll]ast_?[Ee]rror|WINFUNCTYPE|HRESULT"
)
_WIN_OS = r"startfile|add_dll_directory|O_BINARY|O_NOINHERIT|O_SHORT_LIVED|P_DETACH"
_UNIX_OS = (
    r"fork|forkpty|register_at_fork|get(?:e|res)?[ug]id|set(?:e|re|res)?[ug]id|getgroups|setgroups|initgroups"
    r"|getpg\w+|setpg\w+|getsid|setsid|killpg|l?chown|fchown|chroot|mkfifo|mknod|nice|openpty|uname|wait[34]?"
    r"|W[A-Z]+|O_NONBLOCK|O_NOCTTY|O_CLOEXEC|O_DIRECTORY|O_NOFOLLOW|sysconf|pathconf|getloadavg|pread|pwrite"
    r"|sendfile|ttyname|ctermid"
)
_UNIX_SIGNALS = (
    r"SIG(?:KILL|HUP|QUIT|ALRM|VTALRM|PROF|CHLD|CLD|CONT|STOP|TSTP|TTIN|TTOU|USR[12]|PIPE|WINCH|IO|URG|BUS|TRAP"
    r"|SYS)|alarm|setitimer|getitimer|ITIMER_\w+|siginterrupt|pthread_\w+|sigwait\w*|pause"
)
_ATTRIBUTES: dict[str, tuple[tuple[str, Home], ...]] = {
    "_ctypes": (
        (r"FUNCFLAG_STDCALL|LoadLibrary|FormatError|[gs]et_last_error", _WINDOWS),
        (r"dlopen|dlsym", _UNIX),
    ),
    "asyncio": ((r"ProactorEventLoop|IocpProactor|Windows\w+Policy", _WINDOWS), (r"\w*ChildWatcher", _UNIX)),
    "codecs": ((r"(?:mbcs|oem|code_page)_\w+", _WINDOWS),),
    "ctypes": ((_WIN_CTYPES, _WINDOWS),),
    "errno": ((r"WSA\w+", _WINDOWS),),
    "os": (
        (_WIN_OS, _WINDOWS),
        (r"l?chflags|lchmod", _BSD),
        (_UNIX_OS, _UNIX),
    ),
    "posix": ((r"_f?copyfile|_COPYFILE_\w+", _MACOS), (r"l?chflags|lchmod", _BSD)),
    "select": ((r"kqueue|kevent|KQ_\w+", _BSD), (r"epoll|EPOLL\w+", _LINUX), (r"poll|POLL\w+", _UNIX)),
    "signal": (
        (r"CTRL_\w+_EVENT|SIGBREAK", _WINDOWS),
        (_UNIX_SIGNALS, _UNIX),
    ),
    "socket": (
        (r"SIO_\w+|RCVALL_\w+|fromshare|SO_EXCLUSIVEADDRUSE", _WINDOWS),
        (r"AF_SYSTEM|PF_SYSTEM|SYSPROTO_CONTROL", _MACOS),
        (r"AF_UNIX|socketpair|sethostname|CMSG_\w+", _UNIX),
        (r"[AP]F_(?:NETLINK|PACKET|ALG|CAN|VSOCK|TIPC|QIPCRTR)|CAN_\w+|NETLINK_\w+|TIPC_\w+", _LINUX),
    ),
    "ssl": ((r"enum_certificates|enum_crls", _WINDOWS),),
    "subprocess": ((_WIN_CONSTANTS, _WINDOWS),),
    "sys": ((r"getwindowsversion|winver|dllhandle", _WINDOWS), (r"pypy_\w+", _PYPY)),
    "time": ((r"tzset", _UNIX),),
}
