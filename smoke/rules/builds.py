"""Which attributes of the standard library depend on how this Python was built, and on which system.

Constants of these modules are copied from the headers that the compiler found: `socket.AF_BLUETOOTH` is there
only where the Bluetooth headers were installed, `errno.ENOTSUP` only where the C library has it. Code that
uses one can be right in another build of the same version, so its absence is a warning.

*Source*: the library reference ("availability: depends on the system") and `Modules/*module.c`, where
each of these names stands under an `#ifdef`.
"""

from __future__ import annotations

import re

_OPTIONS = r"(?:AF|PF|AI|EAI|NI|SO|SOL|MSG|SCM|IP|IPV6|IPPROTO|IPPORT|INADDR|TCP|UDPLITE|LOCAL|SHUT)_\w+"
_FAMILIES = r"(?:ALG|BDADDR|BT|BTPROTO|CAN|CAPI|ETH|ETHERTYPE|HCI|HV|IOCTL|NETLINK|RDS|TIPC|VM|VMADDR)_\w+"
_OS = r"(?:CLONE|EFD|EX|F|GRND|MFD|NODEV|O|P|PIDFD|POSIX|PRIO|RTLD|RWF|SCHED|SEEK|SF|SPLICE|ST|TFD|XATTR)_\w*"
_CONSTANT = r"_?[A-Z][A-Z0-9_]*"
_NAMES = {
    "socket": rf"{_OPTIONS}|{_FAMILIES}",
    "os": _OS,
    "posix": _OS,
    "errno": r"E[A-Z0-9]+",
    "signal": r"SIG[A-Z0-9_]+|ITIMER_\w+",
    "mmap": r"(?:MAP|MADV|PROT)_\w+",
    "time": r"CLOCK_\w+",
    "ssl": r"(?:OP|PROTOCOL|VERIFY)_\w+",
    "select": r"(?:EPOLL|POLL|KQ)_?\w*",
    **dict.fromkeys(("fcntl", "locale", "resource", "syslog", "termios", "tty"), _CONSTANT),
}


def may_have(module: str, name: str) -> bool:
    """Whether another build of this Python may have `module.name`."""
    pattern = _NAMES.get(module)
    return pattern is not None and re.fullmatch(pattern, name) is not None


def explained(target: str) -> str:
    """What to say of such an attribute."""
    return f"whether Python has '{target}' depends on the system and on how it was built"
