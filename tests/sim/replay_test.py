#!/usr/bin/env python3
"""What the simulator prints of a failure plays it again: the same step, the same time, the same words.

Usage: replay_test.py SIMULATOR. The failure is one that was put there (`--plant ahead`).
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "functional"))
from cases import Cases, check, equal  # noqa: E402


def failed(words):
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600)
    equal(done.returncode, 1, done.stdout + done.stderr)
    return [line for line in done.stdout.splitlines() if not line.startswith("seed ")]


def replays(simulator):
    what, again, *_ = failed([simulator, "--seeds", "3", "8", "--hours", "6", "--posts", "1", "--communes", "2", "--plant", "ahead"])
    check(" broken in seed " in what, what)
    label, program, *words = again.split()
    equal((label, program), ("again:", pathlib.Path(simulator).name), again)
    equal(failed([simulator, *words])[:2], [what, again], "played again")


if __name__ == "__main__":
    cases = Cases("a failure of the simulator")
    cases.run("is played again by the line that it prints", replays, sys.argv[1])
    cases.close()
