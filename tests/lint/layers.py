"""Folders are layers: which may include which, and the one place of each library."""
import posixpath

import tree

# Folder or file -> (layer's name, the layers it may include besides itself). The longest prefix decides.
PURE_NODE = {"base", "wire", "seal", "policy", "relay", "txn"}
SHELL = PURE_NODE | {"open", "core", "intake", "inbox", "relay_io", "store", "files"}
DEVICE = {"base", "wire", "seal", "policy", "relay", "relay_io", "files", "open"}
LAYERS = {
    "protocol": ("base", set()),
    "protocol/wire": ("wire", {"base"}),
    "protocol/seal": ("seal", {"base", "wire", "verify"}),
    "protocol/seal/verify": ("verify", {"base"}),
    "protocol/seal/open": ("open", {"base", "wire", "seal"}),
    "policy": ("policy", {"base"}),
    "relay": ("relay", {"base"}),
    "relay/io": ("relay_io", {"base", "relay"}),
    "relay/host": ("relay_host", {"base", "relay", "relay_io", "txn", "store", "files"}),
    "relay/relay_main.cpp": ("relay_main", {"base", "relay_host"}),
    "relay/http": ("http", {"base", "relay"}),
    "relay/gateway": ("gateway", {"base", "relay", "relay_io", "relay_host", "http", "verify", "files"}),
    "relay/gateway_main.cpp": ("gateway_main", {"base", "relay_host", "gateway"}),
    "node/txn": ("txn", {"base"}),
    "node/core": ("core", PURE_NODE),
    "node/intake": ("intake", PURE_NODE | {"core"}),
    "node/inbox": ("inbox", PURE_NODE | {"core", "open"}),
    "node/files": ("files", {"base"}),
    "node/store": ("store", {"base", "txn", "files"}),
    "node/config": ("config", {"base", "wire", "seal", "files"}),
    "node/io": ("io", SHELL | {"config"}),
    "node/node_main.cpp": ("node_main", SHELL | {"io", "config"}),
    "node/communes": ("communes", {"base"}),
    "node/client": ("client", DEVICE),
    "node/cli": ("cli", DEVICE | {"client", "communes", "config", "http"}),
}
# A folder of unit tests includes its own layers; the other tests include what they need.
TESTS = {
    "tests/protocol": {"base", "wire", "seal", "open"},
    "tests/policy": {"base", "policy"},
    "tests/privacy": {"base", "wire", "policy"},
    "tests/relay": {"base", "relay", "relay_io"},
    "tests/relay/http": {"base", "relay", "http"},
}
PURE = {"base", "wire", "seal", "open", "verify", "http", "policy", "relay", "txn", "core", "intake", "inbox"}

# Start of an include in angle brackets -> the folders that may have it.
LIBRARIES = {
    "sodium": ["protocol/seal", "tests/protocol", "tests/bench", "tests/functional", "tests/sim"],
    "zmq": ["relay/io", "tests/relay", "tests/bench", "tests/functional"],
    "lmdb.h": ["node/store", "tests/bench"],
    "libpq": ["node/store"],
    "postgresql/": ["node/store"],
    "capnp/": ["protocol/wire", "tests/protocol", "tests/privacy", "tests/web"],
    "kj/": ["protocol/wire", "tests/protocol", "tests/privacy"],
    "spdlog/": ["node/io", "relay/host", "relay/gateway"],
    "toml++/": ["node/config", "relay/host"],
    "toml.hpp": ["node/config"],
    "systemd/": ["node/io", "relay/host"],
    "CLI/": ["node/cli"],
    "nlohmann/": ["node/cli", "tests"],
    "libical/ical.h": ["node/cli"],
    "qrencode.h": ["node/cli"],
    "gnutls/": ["relay/gateway"],
    "curl/": ["node/cli", "tests/functional"],
    "catch2/": ["tests"],
    "rapidcheck": ["tests"],
}
# What pure code has no use for, though it is standard.
IMPURE = {
    "atomic", "condition_variable", "filesystem", "fstream", "future", "iostream", "mutex", "print", "random",
    "semaphore", "shared_mutex", "stop_token", "thread", "syncstream", "csignal", "ctime", "clocale", "locale",
}


def layer_of(path):
    """(layer, what it may include) of a path, or None outside the layers."""
    prefix = path
    while prefix:
        if prefix in LAYERS:
            return LAYERS[prefix]
        prefix = posixpath.dirname(prefix)
    return None


def folder_edges(root):
    """A layer includes only itself and the layers it is allowed, by their path in the repository."""
    found = []
    for name in tree.code_files(root):
        layer = layer_of(name)
        tests = TESTS.get(posixpath.dirname(name))
        if not layer and not name.startswith("tests/"):
            found.append(f"{name}: this folder is in no layer; add it to tests/lint/layers.py")
            continue
        for line, kind, path in tree.includes(root, name):
            target = layer_of(path)
            where = f"{name}:{line}"
            # A `.hpp` and a test's header are private to their folder, in no include root; schemas are generated.
            private = path.endswith(".capnp.h") or (
                (path.endswith(".hpp") or not layer) and (root / posixpath.dirname(name) / path).is_file())
            if kind == '"' and "/" not in path and not private:
                found.append(f'{where}: "{path}" must be written as its path in the repository')
            if not target:
                continue
            if layer and target[0] != layer[0] and target[0] not in layer[1]:
                found.append(f"{where}: {layer[0]} must not include {target[0]} ({path})")
            if tests and target[0] not in tests:
                found.append(f"{where}: the unit tests of {posixpath.dirname(name)} must not include {target[0]}")
    return found


def upward_includes(root):
    """No include climbs out of its folder."""
    return [f'{name}:{line}: ".." in an include ({path})' for name in tree.code_files(root)
            for line, _, path in tree.includes(root, name) if ".." in path.split("/")]


def library_places(root):
    """Each library is included in its one place, and never by a header outside tests."""
    found = []
    for name in tree.code_files(root):
        for line, _, path in tree.includes(root, name):
            for start, places in LIBRARIES.items():
                if not path.startswith(start):
                    continue
                if not any(name.startswith(place + "/") for place in places):
                    found.append(f"{name}:{line}: <{path}> belongs in {' or '.join(places)}")
                if name.endswith(".h") and not name.startswith("tests/"):
                    found.append(f"{name}:{line}: <{path}> is too heavy for a header")
            if path.endswith(".capnp.h") and not name.startswith(
                    ("protocol/wire/", "tests/protocol/", "tests/privacy/", "tests/web/")):
                found.append(f"{name}:{line}: generated schemas stay in protocol/wire")
    return found


def pure_includes(root):
    """Pure layers include the standard library without its clocks, files and threads, and their own library."""
    found = []
    for name in tree.code_files(root):
        layer = layer_of(name)
        if not layer or layer[0] not in PURE:
            continue
        for line, kind, path in tree.includes(root, name):
            own = any(path.startswith(start) and any(name.startswith(place + "/") for place in places)
                      for start, places in LIBRARIES.items())
            if kind == '"' or own or path == "tl/expected.hpp":
                continue
            if path in IMPURE or "." in path or "/" in path:
                found.append(f"{name}:{line}: pure code must not include <{path}>")
    return found


CHECKS = [folder_edges, upward_includes, library_places, pure_includes]
