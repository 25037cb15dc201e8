"""Leads connections of Python to Apple's hosts to the emulator; everything else is as before.

Python imports this module at its start, because its folder is in PYTHONPATH. It then runs the `sitecustomize` that it hides, if there is
one. Name look-ups of Apple's hosts give an address that nothing else uses, connections to that address are led to the emulator, and TLS
with these names trusts the emulator's authority too, whatever else the program trusts. `socket` and `ssl` are changed when the program
imports them, so that a program that does not use them starts as fast as before. It must run on every Python 3, and be read by Python 2.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MARKER, MARKER_IPV6 = "127.83.73.87", "fd73:6977:616b:6974::57"
PORTS = (443, "443", "https", None, 0)


class Redirection(object):
    """What `redirection.txt` says."""

    def __init__(self):
        with open(os.path.join(HERE, "redirection.txt")) as file:
            lines = file.read().split("\n")
        self.hosts = frozenset(lines[0].split(" "))
        self.address, self.port, self.authority = lines[1], int(lines[2]), lines[3]

    def has(self, host):
        """Return whether *host* belongs to Apple."""
        if isinstance(host, (bytes, bytearray)):
            host = bytes(host).decode("latin-1")
        return isinstance(host, str) and host.lower().rstrip(".") in self.hosts


def patch_socket(socket, redirection):
    """Lead look-ups and connections of the module *socket* elsewhere."""
    look_up, by_name, by_name_in_full = socket.getaddrinfo, socket.gethostbyname, socket.gethostbyname_ex
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def getaddrinfo(host, port, family=0, *args, **kwargs):
        if port in PORTS and redirection.has(host):
            host = MARKER_IPV6 if family == socket.AF_INET6 else MARKER
        return look_up(host, port, family, *args, **kwargs)

    def gethostbyname(name):
        return MARKER if redirection.has(name) else by_name(name)

    def gethostbyname_ex(name):
        return (name, [], [MARKER]) if redirection.has(name) else by_name_in_full(name)

    def led(sock, address):
        if not isinstance(address, tuple) or len(address) < 2 or address[1] != 443:
            return address
        if address[0] not in (MARKER, MARKER_IPV6) and not redirection.has(address[0]):
            return address
        is_ipv6 = sock.family == socket.AF_INET6 and redirection.address == "127.0.0.1"
        return ("::1" if is_ipv6 else redirection.address, redirection.port)

    socket.getaddrinfo, socket.gethostbyname, socket.gethostbyname_ex = getaddrinfo, gethostbyname, gethostbyname_ex
    socket.socket.connect = lambda self, address: connect(self, led(self, address))
    socket.socket.connect_ex = lambda self, address: connect_ex(self, led(self, address))


def patch_ssl(ssl, redirection):
    """Trust the emulator's authority in TLS with Apple's hosts, and only there."""
    wrap_socket, wrap_bio = ssl.SSLContext.wrap_socket, ssl.SSLContext.wrap_bio

    def trust(context, host):
        if redirection.has(host) and context.verify_mode != ssl.CERT_NONE:
            context.load_verify_locations(redirection.authority)

    def with_trust(wrap, position):
        def wrapped(self, *args, **kwargs):
            trust(self, kwargs.get("server_hostname", args[position] if len(args) > position else None))
            return wrap(self, *args, **kwargs)

        return wrapped

    ssl.SSLContext.wrap_socket, ssl.SSLContext.wrap_bio = with_trust(wrap_socket, 4), with_trust(wrap_bio, 3)


def patch_uvloop(uvloop, redirection):
    """Do the same for the loops of *uvloop*, which look up and connect without `socket`."""
    look_up, connect = uvloop.Loop.getaddrinfo, uvloop.Loop.create_connection

    def getaddrinfo(self, host, port, **kwargs):
        return look_up(self, MARKER if port in PORTS and redirection.has(host) else host, port, **kwargs)

    def create_connection(self, protocol_factory, host=None, port=None, **kwargs):
        if port == 443 and redirection.has(host):
            if kwargs.get("ssl") and kwargs.get("server_hostname") is None:
                kwargs["server_hostname"] = host
            host, port = redirection.address, redirection.port
        return connect(self, protocol_factory, host, port, **kwargs)

    uvloop.Loop.getaddrinfo, uvloop.Loop.create_connection = getaddrinfo, create_connection


class Loader(object):
    """The loader of a module that is patched once it is loaded."""

    def __init__(self, loader, patch):
        self.loader, self.patch = loader, patch

    def create_module(self, spec):
        """Return the module, or None for a usual one."""
        return self.loader.create_module(spec)

    def exec_module(self, module):
        """Load and patch *module*, and leave no trace of this loader."""
        module.__spec__.loader = module.__loader__ = self.loader
        self.loader.exec_module(module)
        self.patch(module)


class Finder(object):
    """Finder that is asked first, and finds only the modules to patch, once."""

    def __init__(self, patches):
        self.patches = patches

    def find_spec(self, name, path=None, target=None):
        """Return how to load the module *name* if it is to be patched."""
        patch = self.patches.pop(name, None)
        for finder in sys.meta_path if patch else ():
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find else None
            if spec is not None:
                spec.loader = Loader(spec.loader, patch)
                return spec
        return None


def install():
    """Patch the modules that are loaded, and the others when they are."""
    redirection = Redirection()
    patches = {
        "socket": lambda module: patch_socket(module, redirection),
        "ssl": lambda module: patch_ssl(module, redirection),
        "uvloop": lambda module: patch_uvloop(module, redirection),
    }
    for name in [name for name in patches if name in sys.modules]:
        patches.pop(name)(sys.modules[name])
    sys.meta_path.insert(0, Finder(patches))


def run_hidden():
    """Run the `sitecustomize` that Python would have found without this one."""
    import importlib.util
    from importlib.machinery import PathFinder

    others = [path for path in sys.path if os.path.abspath(path) != HERE]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


if sys.version_info >= (3, 5):
    try:
        run_hidden()
    finally:
        install()
