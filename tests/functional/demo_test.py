#!/usr/bin/env python3
"""The demonstration, as the README's first command runs it, with the programs of a build. Usage: demo_test.py BUILD"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402

DEMO = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "demo"


def plays_and_cleans_up(build):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([str(DEMO), "--script", "--build", build], capture_output=True, text=True, check=False,
                              timeout=900, stdin=subprocess.DEVNULL, env=dict(os.environ, TMPDIR=folder))
        left = os.listdir(folder)
    equal(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
    check("EXERCICE" in done.stdout and "Close" in done.stdout, "the flow is shown in the words of its people")
    equal(left, [], "left behind")


def says_what_it_needs(build):
    done = subprocess.run([str(DEMO), "--script", "--build", build + "/nowhere"], capture_output=True,
                          text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    equal(done.returncode, 1, "exit code without programs")
    check("build" in done.stderr, done.stderr)


if __name__ == "__main__":
    cases = Cases("demo")
    cases.run("the demonstration verifies every receipt and leaves nothing behind", plays_and_cleans_up, sys.argv[1])
    cases.run("without programs it says what to do", says_what_it_needs, sys.argv[1])
    cases.close()
