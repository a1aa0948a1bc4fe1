"""The files that the lint looks at: everything git knows or would add, or, outside git, everything but builds."""
import os
import re
import subprocess
from pathlib import Path

SKIPPED = {".git", "build", "node_modules", "__pycache__"}
CODE = (".h", ".cpp", ".cc", ".hpp")


def files(root):
    """Paths relative to `root`, with forward slashes, sorted. A link is looked at under the name of its file."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True, check=True, text=True).stdout
        names = [name for name in listed.split("\0") if name]
        return sorted(name for name in set(names) if (root / name).is_file() and not (root / name).is_symlink())
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.startswith("build-")]
        found += [Path(folder, name).relative_to(root).as_posix() for name in names]
    return sorted(found)


def code_files(root):
    return [name for name in files(root) if name.endswith(CODE)]


def text(root, name):
    """The file's text, or None if it is not UTF-8 (an image, say)."""
    try:
        return (root / name).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(root, name):
    """(line number, '<' or '"', path) of each include of a file."""
    found = []
    for number, line in enumerate((text(root, name) or "").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            found.append((number, match[1], match[2]))
    return found
