"""Which distributions could bring a module that is not installed, judged by names alone.

A missing module has no metadata to ask. Most distributions are called like what they ship, up
to an affix (`python-dateutil` no, `python-magic` yes); the table has well-known others, and
for these names it alone counts: `mysql` is no part of `pymysql`.
"""

from __future__ import annotations

from functools import lru_cache

from smoke.distributions.requirements import normalized


def could_bring(distribution: str, module: str) -> bool:
    """True when a distribution of that normalized name may ship the module."""
    if module in _NAMESPACES and distribution.startswith(f"{normalized(module)}-"):
        return True  # nothing of the namespace is installed, so the error names the namespace alone
    return distribution in candidates(module)


@lru_cache(maxsize=1024)
def candidates(module: str) -> tuple[str, ...]:
    """Normalized names of distributions that may ship the module, the likeliest first.

    Shape: "google.cloud.storage" -> ("google-cloud-storage", …, "google-cloud", …, "google", …)
    """
    parts = module.split(".")
    found: list[str] = []
    for length in range(len(parts), 0, -1):
        dotted = ".".join(parts[:length])
        known = KNOWN.get(dotted)
        found += known.split() if known else [affix.format(normalized(dotted)) for affix in _AFFIXES]
    return tuple(dict.fromkeys(found))


_AFFIXES = ("{}", "python-{}", "{}-python", "py{}", "py-{}", "{}-py", "{}-binary", "python3-{}", "{}3")

# Namespace packages that many distributions share.
_NAMESPACES = frozenset(
    """
    azure backports collective google google.cloud jaraco opentelemetry opentelemetry.exporter
    opentelemetry.instrumentation paste plone repoze ruamel sphinxcontrib zope
    """.split()
)

# Import names and the distributions that ship them where no affix tells.
KNOWN = {
    "absl": "absl-py",
    "attr": "attrs",
    "Bio": "biopython",
    "bs4": "beautifulsoup4",
    "bson": "pymongo",
    "cairo": "pycairo",
    "cassandra": "cassandra-driver scylla-driver",
    "cmake_build_extension": "cmake-build-extension",
    "consul": "python-consul python-consul2 py-consul",
    "Crypto": "pycryptodome pycrypto",
    "Cryptodome": "pycryptodomex",
    "curl": "pycurl",
    "cv2": "opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless",
    "Cython": "cython",
    "dateutil": "python-dateutil",
    "distutils": "setuptools",
    "dns": "dnspython",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "engineio": "python-engineio",
    "factory": "factory-boy",
    "faiss": "faiss-cpu faiss-gpu",
    "fitz": "pymupdf",
    "flask_login": "flask-login",
    "gi": "pygobject",
    "git": "gitpython",
    "github": "pygithub",
    "gridfs": "pymongo",
    "google.cloud.bigquery_storage": "google-cloud-bigquery-storage",
    "google.cloud.storage": "google-cloud-storage",
    "google.api_core": "google-api-core",
    "google.auth": "google-auth",
    "google.generativeai": "google-generativeai",
    "google.oauth2": "google-auth",
    "google.protobuf": "protobuf",
    "google.rpc": "googleapis-common-protos",
    "googleapiclient": "google-api-python-client",
    "grpc": "grpcio",
    "grpc_status": "grpcio-status",
    "grpc_tools": "grpcio-tools",
    "haystack": "django-haystack",
    "IPython": "ipython",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "kafka": "kafka-python kafka-python-ng",
    "kerberos": "pykerberos",
    "ldap": "python-ldap",
    "lxml_html_clean": "lxml-html-clean",
    "magic": "python-magic",
    "Levenshtein": "levenshtein python-levenshtein",
    "markdown_it": "markdown-it-py",
    "matplotlib": "matplotlib",
    "memcache": "python-memcached python3-memcached",
    "mpl_toolkits": "matplotlib",
    "multipart": "python-multipart",
    "mysql": "mysql-connector-python mysql-connector",
    "MySQLdb": "mysqlclient mysql-python",
    "nacl": "pynacl",
    "OpenGL": "pyopengl",
    "OpenSSL": "pyopenssl",
    "opentelemetry.sdk": "opentelemetry-sdk",
    "osgeo": "gdal",
    "pam": "python-pam",
    "PIL": "pillow",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "psycopg_c": "psycopg-c psycopg",
    "psycopg_binary": "psycopg-binary psycopg",
    "psycopg_pool": "psycopg-pool psycopg",
    "pwn": "pwntools",
    "pydispatch": "pydispatcher",
    "pylab": "matplotlib",
    "pythoncom": "pywin32",
    "pywintypes": "pywin32",
    "pyximport": "cython",
    "qtpy": "qtpy",
    "railroad": "railroad-diagrams",
    "rest_framework": "djangorestframework",
    "ruamel.yaml": "ruamel-yaml",
    "serial": "pyserial",
    "setuptools_scm": "setuptools-scm",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "slugify": "python-slugify",
    "snappy": "python-snappy",
    "socketio": "python-socketio",
    "socks": "pysocks",
    "telegram": "python-telegram-bot",
    "tables": "tables pytables",
    "tlz": "toolz",
    "toml": "toml",
    "usb": "pyusb",
    "uwsgidecorators": "uwsgi",
    "websocket": "websocket-client",
    "win32api": "pywin32",
    "win32com": "pywin32",
    "win32con": "pywin32",
    "win32file": "pywin32",
    "wx": "wxpython",
    "Xlib": "python-xlib",
    "xdg": "pyxdg xdg",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
    "zope.interface": "zope-interface",
    "_cffi_backend": "cffi",
    "_yaml": "pyyaml",
}
