"""Checks that other programs make."""
import shutil
import subprocess

import tree


def _tool(*names):
    for name in names:
        if shutil.which(name):
            return name
    return None


def _report(command, root):
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode == 0:
        return []
    return (done.stdout + done.stderr).strip().splitlines() or [f"{command[0]} failed"]


def formatting(root):
    """C++ is laid out as .clang-format says."""
    tool = _tool("clang-format-14", "clang-format")
    if not tool:
        return ["clang-format is not installed (deploy/setup --tests)"]
    names = tree.code_files(root)
    if not names:
        return []
    lines = _report([tool, "--dry-run", "-Werror", *names], root)
    if lines:
        wrong = sorted({line.split(":")[0] for line in lines if ": error:" in line})
        return [f"{name}: run {tool} -i" for name in wrong] or lines
    return []


def is_shell(root, name):
    first = (tree.text(root, name) or "").split("\n", 1)[0]
    return first.startswith("#!") and first.split("/")[-1].split()[-1] in ("sh", "bash", "dash")


def shell_scripts(root):
    """Shell scripts pass shellcheck."""
    tool = _tool("shellcheck")
    if not tool:
        return ["shellcheck is not installed (deploy/setup --tests)"]
    names = [name for name in tree.files(root) if is_shell(root, name)]
    return _report([tool, "--format=gcc", *names], root) if names else []


CHECKS = [formatting, shell_scripts]
