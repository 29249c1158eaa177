"""Which names newer versions of the standard library have: data, and the question asked of it.

A function that uses one raises here, but works with a newer Python; that makes it a warning.

*Source*: the public names of every module, compared from 3.8 to 3.13; "What's New in Python 3.14".
"""

from __future__ import annotations

from functools import cache


def added(module: str, name: str | None, version: tuple[int, int, int]) -> str | None:
    """The first Python with that module (name None) or name of it, if it is newer than `version`."""
    target = f"{module}.{name}" if name else module
    families = [first for prefix, first in _FAMILIES.items() if target.startswith(prefix)]
    found = _versions().get(target, families[0] if families else None)
    return f"{found[0]}.{found[1]}" if found is not None and version[:2] < found else None


@cache
def _versions() -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for version, modules in _ADDED.items():
        for line in filter(None, map(str.strip, modules.splitlines())):
            module, *names = line.split()
            found.update((f"{module}.{name}" if name != "*" else module, version) for name in names)
    return found


# PYVERSIONS
_FAMILIES = {"sqlite3.SQLITE_": (3, 11), "token.FSTRING_": (3, 12), "token.TSTRING_": (3, 14)}
# A line for each module: its name, then the names added to it; * is the module itself.
_ADDED: dict[tuple[int, int], str] = {
    (3, 9): """
        graphlib *
        zoneinfo *
        argparse BooleanOptionalAction
        ast IntEnum auto contextmanager main nullcontext unparse
        asyncio PidfdChildWatcher Server to_thread
        fcntl F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW
        functools cache
        gc is_finalized
        http.client MAXAMOUNT
        importlib.abc Protocol Traversable TraversableResources runtime_checkable
        importlib.resources as_file files
        inspect ClassFoundException
        keyword issoftkeyword softkwlist
        math lcm nextafter ulp
        os CLD_KILLED CLD_STOPPED P_PIDFD pidfd_open waitstatus_to_exitcode
        pkgutil resolve_name
        pstats FunctionProfile StatsProfile
        random randbytes
        signal pidfd_send_signal
        socket CAN_J1939 CAN_RAW_JOIN_FILTERS IPPROTO_UDPLITE J1939_EE_INFO_NONE J1939_EE_INFO_TX_ABORT
        socket J1939_FILTER_MAX J1939_IDLE_ADDR J1939_MAX_UNICAST_ADDR J1939_NLA_BYTES_ACKED J1939_NLA_PAD
        socket J1939_NO_ADDR J1939_NO_NAME J1939_NO_PGN J1939_PGN_ADDRESS_CLAIMED
        socket J1939_PGN_ADDRESS_COMMANDED J1939_PGN_MAX J1939_PGN_PDU1_MAX J1939_PGN_REQUEST
        socket SCM_J1939_DEST_ADDR SCM_J1939_DEST_NAME SCM_J1939_ERRQUEUE SCM_J1939_PRIO SO_J1939_ERRQUEUE
        socket SO_J1939_FILTER SO_J1939_PROMISC SO_J1939_SEND_PRIO UDPLITE_RECV_CSCOV UDPLITE_SEND_CSCOV
        socket recv_fds send_fds
        sys platlibdir
        time CLOCK_TAI
        tracemalloc reset_peak
        types GenericAlias
        typing Annotated
        xml.etree.ElementTree indent
    """,
    (3, 10): """
        abc update_abstractmethods
        ast Match MatchAs MatchClass MatchMapping MatchOr MatchSequence MatchSingleton MatchStar MatchValue
        ast match_case pattern
        asynchat warn
        base64 b32hexdecode b32hexencode
        builtins EncodingWarning aiter anext
        codeop PyCF_ALLOW_INCOMPLETE_INPUT
        contextlib AsyncContextDecorator aclosing
        copyreg pickle_union
        dataclasses KW_ONLY
        fcntl F_GETPIPE_SZ F_SETPIPE_SZ
        http.cookiejar HTTPONLY_ATTR HTTPONLY_PREFIX NETSCAPE_HEADER_TEXT
        importlib.abc BinaryIO Iterable Text
        importlib.metadata Deprecated DeprecatedList EntryPoints Lookup PackageMetadata Sectioned
        importlib.metadata SelectableGroups packages_distributions
        importlib.resources ResourceReader
        importlib.util Loader
        inspect get_annotations
        io text_encoding
        itertools pairwise
        locale localize
        mmap MAP_POPULATE
        os EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE O_FSYNC RWF_APPEND SPLICE_F_MORE SPLICE_F_MOVE
        os SPLICE_F_NONBLOCK eventfd eventfd_read eventfd_write splice
        platform freedesktop_os_release
        shelve DEFAULT_PROTOCOL
        socket IPPROTO_MPTCP IP_RECVTOS
        ssl VERIFY_ALLOW_PROXY_CERTS VERIFY_X509_PARTIAL_CHAIN
        statistics LinearRegression correlation covariance linear_regression
        sys orig_argv stdlib_module_names
        sysconfig expand_makefile_vars get_default_scheme get_preferred_scheme
        threading getprofile gettrace
        token SOFT_KEYWORD
        tokenize SOFT_KEYWORD
        types EllipsisType NoneType NotImplementedType UnionType
        typing Concatenate ParamSpec ParamSpecArgs ParamSpecKwargs TypeAlias TypeGuard is_typeddict
        unittest.mock InvalidSpecError
    """,
    (3, 11): """
        tomllib *
        wsgiref.types *
        ast TryStar
        asyncio Barrier BrokenBarrierError Runner Timeout timeout timeout_at
        builtins BaseExceptionGroup ExceptionGroup
        cgitb html_escape
        contextlib chdir
        ctypes BigEndianUnion LittleEndianUnion
        datetime UTC
        enum CONFORM CONTINUOUS EJECT EnumCheck EnumType FlagBoundary KEEP NAMED_FLAGS ReprEnum STRICT
        enum StrEnum UNIQUE bin global_enum global_enum_repr global_flag_repr global_str member nonmember
        enum pickle_by_enum_name pickle_by_global_name property show_flag_values verify
        hashlib file_digest
        http HTTPMethod
        importlib.machinery NamespaceLoader
        importlib.metadata DeprecatedTuple
        inspect getmembers_static ismethodwrapper
        io IncrementalNewlineDecoder
        locale getencoding
        logging getLevelNamesMapping
        math cbrt exp2
        mmap MAP_STACK
        operator call
        os login_tty
        re NOFLAG
        signal SIGSTKFLT
        socket IP_BIND_ADDRESS_NO_PORT SO_INCOMING_CPU
        sqlite3 Blob
        sys exception
        termios tcgetwinsize tcsetwinsize
        typing LiteralString Never NotRequired Required Self TypeVarTuple Unpack assert_never assert_type
        typing clear_overloads dataclass_transform get_overloads reveal_type
        unittest doModuleCleanups enterModuleContext
        unittest.mock open_spec
    """,
    (3, 12): """
        ast ParamSpec TypeAlias TypeVar TypeVarTuple type_param
        asyncio TaskGroup create_eager_task_factory eager_task_factory
        calendar APRIL AUGUST DECEMBER Day FEBRUARY JANUARY JULY JUNE MARCH MAY Month NOVEMBER OCTOBER
        calendar SEPTEMBER
        collections.abc Buffer
        csv QUOTE_NOTNULL QUOTE_STRINGS
        ctypes SIZEOF_TIME_T c_time_t
        fcntl FICLONE FICLONERANGE
        genericpath islink
        gzip READ_BUFFER_SIZE
        importlib.metadata DeprecatedNonAbstract
        inspect AGEN_CLOSED AGEN_CREATED AGEN_RUNNING AGEN_SUSPENDED BufferFlags getasyncgenlocals
        inspect getasyncgenstate markcoroutinefunction
        itertools batched
        logging getHandlerByName getHandlerNames logAsyncioTasks
        math sumprod
        ntpath isdevdrive isjunction splitroot
        os CLONE_FILES CLONE_FS CLONE_NEWCGROUP CLONE_NEWIPC CLONE_NEWNET CLONE_NEWNS CLONE_NEWPID
        os CLONE_NEWTIME CLONE_NEWUSER CLONE_NEWUTS CLONE_SIGHAND CLONE_SYSVSEM CLONE_THREAD CLONE_VM setns
        os unshare
        os.path isjunction splitroot
        posixpath isjunction splitroot
        random binomialvariate
        socket ETHERTYPE_ARP ETHERTYPE_IP ETHERTYPE_IPV6 ETHERTYPE_VLAN ETH_P_ALL IP_ADD_SOURCE_MEMBERSHIP
        socket IP_BLOCK_SOURCE IP_DROP_SOURCE_MEMBERSHIP IP_PKTINFO IP_UNBLOCK_SOURCE TCP_CC_INFO
        socket TCP_FASTOPEN_CONNECT TCP_FASTOPEN_KEY TCP_FASTOPEN_NO_COOKIE TCP_INQ TCP_MD5SIG
        socket TCP_MD5SIG_EXT TCP_QUEUE_SEQ TCP_REPAIR TCP_REPAIR_OPTIONS TCP_REPAIR_QUEUE TCP_REPAIR_WINDOW
        socket TCP_SAVED_SYN TCP_SAVE_SYN TCP_THIN_DUPACK TCP_THIN_LINEAR_TIMEOUTS TCP_TIMESTAMP
        socket TCP_TX_DELAY TCP_ULP TCP_ZEROCOPY_RECEIVE
        socketserver ForkingUnixDatagramServer ForkingUnixStreamServer
        sqlite3 LEGACY_TRANSACTION_CONTROL
        ssl OP_ENABLE_KTLS OP_LEGACY_SERVER_CONNECT
        sys activate_stack_trampoline deactivate_stack_trampoline getunicodeinternedsize
        sys is_stack_trampoline_active monitoring
        threading setprofile_all_threads settrace_all_threads
        token EXCLAMATION FSTRING_END FSTRING_MIDDLE FSTRING_START
        tokenize EXCLAMATION FSTRING_END FSTRING_MIDDLE FSTRING_START
        tty cfmakecbreak cfmakeraw
        types get_original_bases
        typing TypeAliasType override
        uuid main
        wave KSDATAFORMAT_SUBTYPE_PCM WAVE_FORMAT_EXTENSIBLE
        webbrowser Edge Epiphany
    """,
    (3, 13): """
        ast PyCF_OPTIMIZED_AST
        asyncio EventLoop QueueShutDown
        base64 z85decode z85encode
        builtins PythonFinalizationError
        code Quitter
        concurrent.futures InvalidStateError
        configparser MultilineContinuationError UNNAMED_SECTION
        copy replace
        email.utils supports_strict_parsing
        enum EnumDict
        fcntl F_GETOWN_EX F_GET_FILE_RW_HINT F_GET_RW_HINT F_OWNER_PGRP F_OWNER_PID F_OWNER_TID
        fcntl F_SEAL_FUTURE_WRITE F_SETOWN_EX F_SET_FILE_RW_HINT F_SET_RW_HINT RWH_WRITE_LIFE_EXTREME
        fcntl RWH_WRITE_LIFE_LONG RWH_WRITE_LIFE_MEDIUM RWH_WRITE_LIFE_NONE RWH_WRITE_LIFE_NOT_SET
        fcntl RWH_WRITE_LIFE_SHORT
        genericpath isdevdrive isjunction lexists
        glob translate
        importlib.machinery AppleFrameworkLoader
        importlib.resources Anchor
        math fma
        mimetypes guess_file_type
        mmap MAP_32BIT MAP_NORESERVE
        ntpath isreserved
        os POSIX_SPAWN_CLOSEFROM TFD_CLOEXEC TFD_NONBLOCK TFD_TIMER_ABSTIME TFD_TIMER_CANCEL_ON_SET grantpt
        os posix_openpt process_cpu_count ptsname timerfd_create timerfd_gettime timerfd_gettime_ns
        os timerfd_settime timerfd_settime_ns unlockpt
        os.path isdevdrive
        pathlib UnsupportedOperation
        pdb find_first_executable_line
        platform AndroidVer IOSVersionInfo android_ver ios_ver
        posixpath isdevdrive
        pydoc parentname
        queue ShutDown
        random main
        re PatternError
        site gethistoryfile register_readline
        socket NI_IDN SO_BINDTOIFINDEX
        ssl HAS_PSK
        stat SF_DATALESS SF_FIRMLINK SF_RESTRICTED SF_SETTABLE UF_DATAVAULT UF_SETTABLE UF_TRACKED
        statistics kde kde_random pi
        termios EXTPROC IUTF8
        traceback BUILTIN_EXCEPTION_LIMIT
        tty EXTPROC IUTF8
        types CapsuleType
        typing NoDefault ReadOnly TypeIs get_protocol_members is_protocol
        unittest.mock ThreadingMixin ThreadingMock
        warnings deprecated
        webbrowser parse_args
        zipimport END_CENTRAL_DIR_LOCATOR_SIZE_64 END_CENTRAL_DIR_SIZE_64 MAX_UINT32 STRING_END_LOCATOR_64
        zipimport STRING_END_ZIP_64 ZIP64_EXTRA_TAG
    """,
    (3, 14): """
        annotationlib *
        compression *
        concurrent.interpreters *
        string.templatelib *
        ast Interpolation TemplateStr
        asyncio capture_call_graph format_call_graph future_add_to_awaited_by future_discard_from_awaited_by
        asyncio print_call_graph
        concurrent interpreters
        functools Placeholder
        heapq heapify_max heappop_max heappush_max heappushpop_max heapreplace_max
        io Reader Writer
        operator is_none is_not_none
        os reload_environ
        pathlib types
        string templatelib
    """,
}
