#!/usr/bin/env python3
"""A relay's room: many mailboxes in little memory, and what waits in them. Usage: relay_room_test.py BUILD [NAME]"""
import json
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from hosts import Relay  # noqa: E402
from world import World  # noqa: E402

MAILBOXES, IDLE_MIB = 1000, 64  # the design's target


def thousand_mailboxes(world):
    relay = Relay(world, "relay-crowd")
    crowd = subprocess.Popen([world.programs / "tocsin_false_relay", "crowd", str(MAILBOXES),
                              relay.folder / "curve.key", relay.grants, relay.port],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        equal(crowd.stdout.readline(), "ready\n", "the crowd")
        relay.start()
        alone = relay.resident_mib()
        crowd.stdin.write("fetch\n")
        crowd.stdin.flush()
        equal(crowd.stdout.readline(), "fetching\n", "the crowd")
        fetched = relay.resident_mib()
        print(f"        {MAILBOXES} mailboxes idle: {alone:.1f} MiB resident; with all {MAILBOXES} owners' lines open "
              f"and fetching: {fetched:.1f} MiB", flush=True)
        check(alone < IDLE_MIB, f"{alone:.1f} MiB")
    finally:
        crowd.communicate("\n", timeout=60)
        relay.stop(signal.SIGTERM)


def control_overtakes(world):
    """Ten thousand ordinary parcels lie at a relay; one of the control lane comes after them all."""
    relay = Relay(world, "relay-queue")
    queue = subprocess.Popen([world.programs / "tocsin_relay_queue", "4", "8", "10000", relay.folder / "curve.key",
                              relay.grants, relay.port], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    equal(queue.stdout.readline(), "ready\n", "the queue")
    relay.start()
    try:
        said, told = queue.communicate("fill\n", timeout=300)
    finally:
        relay.stop(signal.SIGTERM)
    equal(queue.returncode, 0, told + relay.log()[-2000:])
    found = json.loads(said.splitlines()[-1])
    equal(found["stored"], 10_000, "parcels that wait")
    equal(found["places"], [1, 1, 1, 1], "what each mailbox hands out first")


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    cases = Cases("relay room", sys.argv[2] if len(sys.argv) > 2 else None)
    world = World(sys.argv[1])
    cases.run("a thousand mailboxes fit in 64 MiB", thousand_mailboxes, world)
    cases.run("a parcel of the control lane overtakes ten thousand", control_overtakes, world)
    world.close()
    cases.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
