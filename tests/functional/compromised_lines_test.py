#!/usr/bin/env python3
"""A relay and the network itself in the wrong hands: what they can do then, shown, and what they cannot, tried.

The table is in protocol/README.md, "Who can do what when compromised"; all other parties are in
compromised_test.py. Usage: compromised_lines_test.py BUILD [NAME]
"""
import pathlib
import re
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from false_network import Wire, said  # noqa: E402
from relays_test import RelayWorld  # noqa: E402
from world import demo, files_below, memory_of  # noqa: E402

PLATE = "QX847ZK"
FIRE = ("--category", "RIS", "--conduct", "fire_or_smoke", "--in-progress", "--called17", "--sector", "1")
BREAK_IN = ("--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress", "--called17", "--sector", "1")


class Lines(RelayWorld):
    """Ornans lies at one relay, Dernancourt at two; the phones of Ornans reach their node over a hostile wire."""

    def make_node(self, place, kind, code):
        if place is not self.ornans or kind != "commune":
            return super().make_node(place, kind, code)
        folder = place["folder"] / kind
        self.behind, shown = demo.free_port(), demo.free_port()
        self.wire = Wire(shown, self.behind)
        relays = [word for relay in place["relays"] for word in ("--mailbox-relay", relay.pub)]
        self.tocsin("node", "init", "--kind", kind, "--code", code, "--dir", folder, "--client-listen",
                    f"tcp://127.0.0.1:{self.behind}", "--client-address", f"tcp://127.0.0.1:{shown}", *relays)
        place[kind] = {"folder": folder, "config": folder / "node.toml", "pub": folder / "node.pub",
                       "address": f"tcp://127.0.0.1:{shown}"}

    def close(self):
        super().close()
        self.wire.close()

    def fire(self, place, *words, expect=0, danger=FIRE):
        """The command alone: its exit code is what the person is told."""
        done = self.raw("referent", "send", "--exercise", *danger, *words, "--json", "--yes", "--no-input",
                        profile=place["phone_profile"])
        equal(done.returncode, expect, done.stderr)
        return done

    def alerts(self, place):
        return self.tocsin("referent", "status", profile=place["phone_profile"])["alerts"]

    def over_the_wire(self, place, how):
        """One alert while the wire does this: it is not accepted, and arrives once when the wire carries again."""
        self.wire.how = how
        try:
            self.fire(place, expect=4)
        finally:
            self.wire.how = "carries"
        self.wait_for("the alert", lambda: "accepted" in [one["state"] for one in self.alerts(place)[-1]["receipts"]])
        self.arrives_once(place, [self.alerts(place)[-1]["alert"]])
        equal(self.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged")


# ---- a relay
def relay_sees_and_injects(world):
    """A false relay stands in the place of the first of two, says what it sees, and hands out nothing true."""
    at = len(world.first.log())
    world.first.stop()
    world.first.lie("changes")
    try:
        place = world.new_referent(world.dernancourt)
        identities = [world.urgent(place) for _ in range(2)]
        world.arrives_once(place, identities)
        world.tocsin("post", "open", identities[0], "--reason", "assess", profile=place["officer"])
        world.tocsin("post", "take", identities[0], profile=place["officer"])
        world.wait_state(place, identities[0], "taken")
        log = world.first.log()[at:]
        check(re.search(r"saw [0-9a-f]{32} lane 2 bytes (2048|8192)", log), f"can: see mailbox, lane and size\n{log}")
        check("injected" in log, "it did inject")
        nodes = world.node_log(place, "post") + world.node_log(place, "commune")
        check("alert_violation" not in nodes, "cannot: inject; nothing of it was opened")
        equal(world.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged receipts")
    finally:
        world.first.restart()
        world.fetches_everywhere()


def parcels_at(relay):
    """As the relay says itself when it is told to read its grants again."""
    at = len(relay.log())
    relay.process.send_signal(signal.SIGHUP)
    relay.world.wait_for("the relay's counts", lambda: relay.said(" parcels=", at))
    return int(re.search(r" parcels=(\d+)", relay.log()[at:]).group(1))


def relay_reads_nothing(world):
    place = world.new_referent(world.ornans)
    world.stop(place, "post")
    before = parcels_at(world.first)
    identity = world.urgent(place, "--vehicle-type", "van", "--plate", PLATE)
    world.wait_for("the relay to hold it", lambda: parcels_at(world.first) > before)
    relay = memory_of(world.first.process.pid)
    files = [data for _, data in files_below(world.first.folder)]
    mailbox = re.search(r"mailbox ([0-9a-f]{32})", world.first.grants.read_text(encoding="utf-8")).group(1)
    check(any(bytes.fromhex(mailbox) in part for part in relay + files), "the search finds what is there: a mailbox")
    for canary in (PLATE.encode(), bytes.fromhex(identity), bytes.fromhex(place["mandate"])):
        for part in relay + files:
            check(canary not in part, f"cannot: read; {canary!r} at the relay")
    world.run(place, "post")
    world.arrives_once(place, [identity])


def relay_drops(world):
    place = world.new_referent(world.ornans)
    world.nothing_waits(place)
    world.first.stop()
    world.first.lie("drops")
    try:
        world.wait_for("the line", lambda: world.node_status(place, "commune")["parcels_waiting"] == "0")
        identity = world.urgent(place)
        world.wait_for("the false relay to have it", lambda: " lane 2 " in world.first.log().rsplit("listening", 1)[-1])
        equal(world.states(place, identity), ["accepted"], "can: drop; nobody is told better")
        equal(world.node_status(place, "commune")["parcels_waiting"], "1", "cannot: pretend a delivery")
    finally:
        world.first.restart()
    world.arrives_once(place, [identity])


# ---- the network
def network_reads_nothing(world):
    place = world.new_referent(world.ornans)
    world.wire.kept.clear()
    world.wire.answers.clear()
    world.fire(place, "--vehicle-type", "van", "--plate", PLATE, danger=BREAK_IN)
    identity = world.alerts(place)[-1]["alert"]
    world.arrives_once(place, [identity])
    carried = b"".join(map(bytes, world.wire.kept + world.wire.answers))
    check(len(carried) > 4000 and b"CURVE" in carried, "the wire carried it")
    for canary in (PLATE.encode(), bytes.fromhex(identity), bytes.fromhex(place["mandate"])):
        check(canary not in carried, f"cannot: read {canary!r}")


def network_blocks(world):
    world.over_the_wire(world.new_referent(world.ornans), "blocks")


def network_changes(world):
    world.over_the_wire(world.new_referent(world.ornans), "changes")


def network_replays(world):
    place = world.new_referent(world.ornans)
    world.wire.kept.clear()
    world.wire.answers.clear()
    world.fire(place)
    identity = world.alerts(place)[-1]["alert"]
    world.arrives_once(place, [identity])
    accepted = world.node_log(place, "commune").count("alert_accepted")
    longest = max(world.wire.kept, key=len)
    check(len(longest) > 1536, "the alert's own bytes are among them")
    heard = said(world.behind, bytes(longest))
    check(len(heard) < 500, f"cannot: replay to the node; it goes no further than the handshake: {len(heard)} bytes")
    equal(world.node_log(place, "commune").count("alert_accepted"), accepted, "alerts accepted")
    world.over_the_wire(place, "replays")  # cannot: replay the node's answers to the phone


def network_downgrades(world):
    """Greetings of older or open mechanisms, at a node and at a relay: each closes without a word of its own."""
    for port in (world.behind, int(world.first.port.rsplit(":", 1)[1])):
        for mechanism in (b"NULL", b"PLAIN"):
            greeting = b"\xff" + bytes(7) + b"\x01\x7f\x03\x00" + mechanism.ljust(20, b"\0") + bytes(32)
            heard = said(port, greeting)
            check(heard[:1] == b"\xff" and b"CURVE" in heard, f"it says that it speaks CURVE: {heard!r}")
            check(len(heard) == 64, f"cannot: talk {mechanism}: {heard!r}")
        for old in (b"\x01\x00", b"\xff" + bytes(7) + b"\x01\x7f\x01\x06", b"\x08\x00hello"):
            check(len(said(port, old)) <= 64, f"cannot: talk ZMTP 1 or 2: {old!r}")


def main():
    cases = Cases("lines", sys.argv[2] if len(sys.argv) > 2 else None)
    world = Lines(sys.argv[1])
    cases.play(world, (
        ("relay: sees mailboxes and sizes, injects nothing", relay_sees_and_injects),
        ("relay: reads nothing", relay_reads_nothing),
        ("relay: drops, and pretends no delivery", relay_drops),
        ("network: reads nothing", network_reads_nothing),
        ("network: blocks, and nobody is told better", network_blocks),
        ("network: changes nothing unnoticed", network_changes),
        ("network: replays nothing", network_replays),
        ("network: downgrades nothing", network_downgrades),
    ))


if __name__ == "__main__":
    main()
