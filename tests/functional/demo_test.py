#!/usr/bin/env python3
"""The demonstration, as the README's first command runs it, with the programs of a build. Usage: demo_test.py BUILD [NAME]"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request

DEMO = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "demo"
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(DEMO.parent)]
from cases import Cases, check, equal, is_sanitized  # noqa: E402
from demo_faces import BUNDLES, FACES  # noqa: E402

PEOPLE = ("Ornans", "Dernancourt")
LAST_LINE = "six mots de l'écran"


def plays_and_cleans_up(build):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([str(DEMO), "--script", "--build", build], capture_output=True, text=True, check=False,
                              timeout=900, stdin=subprocess.DEVNULL, env=dict(os.environ, TMPDIR=folder))
        left = os.listdir(folder)
    equal(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
    check("EXERCICE" in done.stdout and "Close" in done.stdout, "the flow is shown in the words of its people")
    equal(left, [], "left behind")


def shows_a_link_for_each(build):
    """As a person runs it: the links stand there until it is told to end."""
    with tempfile.TemporaryDirectory() as folder:
        demo = subprocess.Popen([str(DEMO), "--build", build], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, env=dict(os.environ, TMPDIR=folder))
        try:
            said = []
            for line in demo.stdout:
                said.append(line)
                if LAST_LINE in line:
                    break
            shown = "".join(said)
            links = re.findall(r"^ +\d+ +(\w+) .*(http://\S+)$", shown, re.MULTILINE)
            equal([place for place, _ in links], [place for place in PEOPLE for _ in FACES], shown[-3000:])
            browse = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
            for (_, link), face in zip(links, FACES * len(PEOPLE)):
                check(("#TOCSIN1:" in link) == (face.role == "referent"), f"a card for referents alone: {link}")
                with browse(link, timeout=30) as page:
                    equal((page.status, page.read()), (200, (BUNDLES / face.face / "index.html").read_bytes()), link)
            demo.stdin.write("1\n")
            demo.stdin.flush()
            check("numéro d'un lien" in demo.stdout.readline(), "what is typed is answered")
            demo.send_signal(signal.SIGTERM)
            rest, _ = demo.communicate(timeout=60)
            equal((demo.returncode, rest, os.listdir(folder)), (0, "\nstopped\n", []), "ended, with nothing left")
        finally:
            if demo.poll() is None:
                demo.terminate()
                demo.communicate(timeout=60)


def says_what_it_needs(build):
    done = subprocess.run([str(DEMO), "--script", "--build", build + "/nowhere"], capture_output=True,
                          text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    equal(done.returncode, 1, "exit code without programs")
    check("build" in done.stderr, done.stderr)


if __name__ == "__main__":
    cases = Cases("demo", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.run("the demonstration verifies every receipt and leaves nothing behind", plays_and_cleans_up, sys.argv[1])
    if not is_sanitized(sys.argv[1]):  # the same programs as above, and the pages once more
        cases.run("a person's own run shows a link for each of its people, and ends cleanly", shows_a_link_for_each, sys.argv[1])
    cases.run("without programs it says what to do", says_what_it_needs, sys.argv[1])
    cases.close()
