"""What the text of any file must not hold, and which names the top level has."""
import re

import tree

TOP_LEVEL = {
    "CMakeLists.txt", "README.md", "LICENSE", "node", "protocol", "relay", "policy", "tests", "deploy",
    ".ci", ".clang-format", ".clang-tidy", ".editorconfig", ".gitignore",
}
# Written in pieces, so that this file does not report itself.
MARKS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
MACHINE = re.compile(r"(?<![\w.$}-])/(wo" + r"rk|ho" + r"me/\w+|ro" + r"ot|Us" + r"ers)(/|\b)")
REGISTRY = re.compile("|".join(re.escape(host) for host in (
    "registry.npm" + "js.org", "registry.yarn" + "pkg.com", "py" + "pi.org", "files.python" + "hosted.org",
    "deb.deb" + "ian.org", "security.deb" + "ian.org", "gh" + "cr.io", "dock" + "er.io", "qu" + "ay.io",
    "unp" + "kg.com", "crates" + ".io", "proxy.gol" + "ang.org", "index.crat" + "es")))
ADDRESS = re.compile(r"https?://(?!127\.0\.0\.1\b)\d+\.\d+\.\d+\.\d+\b")


def _matches(root, pattern, message):
    found = []
    for name in tree.files(root):
        for number, line in enumerate((tree.text(root, name) or "").splitlines(), 1):
            match = pattern.search(line)
            if match:
                found.append(f"{name}:{number}: {message} ({match[0].strip()})")
    return found


def unfinished_marks(root):
    """Nothing lands unfinished."""
    return _matches(root, MARKS, "finish it, or write it down elsewhere")


def machine_paths(root):
    """No path of one particular machine."""
    return _matches(root, MACHINE, "a path of one machine")


def registry_hosts(root):
    """No package registry or bare address is named: a clone builds from the machine's own sources."""
    return (_matches(root, REGISTRY, "names a package registry") +
            _matches(root, ADDRESS, "names the address of a machine"))


def top_level(root):
    """The top level has its fixed names."""
    names = {name.split("/")[0] for name in tree.files(root)}
    return [f"{name}: the top level is fixed; put it in a folder" for name in sorted(names - TOP_LEVEL)]


def tidy_text(root):
    """UTF-8, no tabs in code, no blanks at the end of a line, one newline at the end of a file."""
    found = []
    for name in tree.files(root):
        content = tree.text(root, name)
        if not content or name.startswith("tests/vectors/") or name.endswith((".svg", ".tsv", ".md")):
            continue
        if "\r" in content:
            found.append(f"{name}: carriage returns")
        if not content.endswith("\n") or content.endswith("\n\n"):
            found.append(f"{name}: must end with exactly one newline")
        for number, line in enumerate(content.splitlines(), 1):
            if line != line.rstrip():
                found.append(f"{name}:{number}: blanks at the end of the line")
            if "\t" in line and name.endswith(tree.CODE + (".py", ".txt", ".capnp")):
                found.append(f"{name}:{number}: a tab")
    return found


def header_shape(root):
    """A header opens with a comment that says what lives there, and has `#pragma once`."""
    found = []
    for name in tree.files(root):
        if name.endswith(".h"):
            content = tree.text(root, name) or ""
            if not content.startswith("//"):
                found.append(f"{name}: must open with a comment saying what lives here")
            if "#pragma once" not in content:
                found.append(f"{name}: no #pragma once")
    return found


CHECKS = [unfinished_marks, machine_paths, registry_hosts, top_level, tidy_text, header_shape]
