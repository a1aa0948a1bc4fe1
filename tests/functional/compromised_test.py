#!/usr/bin/env python3
"""Each party of the network in the wrong hands: what it can do then, shown, and what it cannot, tried.

The table is in protocol/README.md, "Who can do what when compromised"; relay and network are in
compromised_lines_test.py. Usage: compromised_test.py BUILD [NAME]
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import compromised_disk  # noqa: E402
import compromised_hosts  # noqa: E402
import compromised_people  # noqa: E402
from cases import Cases  # noqa: E402
from world import World  # noqa: E402


def main():
    cases = Cases("compromised", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(World(sys.argv[1]), compromised_hosts.CASES + compromised_disk.CASES + compromised_people.CASES + compromised_hosts.LAST)


if __name__ == "__main__":
    main()
