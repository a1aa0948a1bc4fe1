#!/usr/bin/env python3
"""A commune and its post on hosts of their own, behind routers that let nothing in, with a relay between them and
packets lost on the way. Needs root. Usage: sites_test.py BUILD [NAME]"""
import pathlib
import stat
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from hosts import Relay  # noqa: E402
from sites import RELAY, SITES, Sites  # noqa: E402
from world import World  # noqa: E402

FULL = ["accepted", "delivered", "opened", "taken", "closed"]
LOST = 5  # packets of a hundred, at each router, either way
CLIENT, PORT = 7617, 7619
AT_THE_POST = ("post", "officer", "commander")


class Apart(World):
    """Ornans alone: its commune's node and devices on one host, its post's on another."""

    def __init__(self, build):
        super().__init__(build)
        self.sites = Sites(LOST)
        self.places = self.places[:1]
        self.real = self.programs
        for host in ("commune", "post", "relay"):
            self.wrap(host)
        self.relay = None

    def wrap(self, host):
        """The programs as that host runs them."""
        folder = self.folder / f"on-{host}"
        folder.mkdir()
        for program in self.real.iterdir():
            wrapper = folder / program.name
            wrapper.write_text(f"#!/bin/sh\nexec {' '.join(self.sites.inside(host))} {program} \"$@\"\n", encoding="utf-8")
            wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)

    def on(self, host):
        self.programs = self.folder / f"on-{host}"

    def host_of(self, profile, config):
        """Whoever's key it is sits there."""
        parts = pathlib.Path(profile or config or "commune").parts
        return "post" if set(AT_THE_POST) & set(parts) else "commune"

    def tocsin(self, *words, profile=None, config=None, expect=0):
        self.on(self.host_of(profile, config))
        if words[:2] == ("mairie", "init"):
            words += ("--limit", "delivered_within_seconds=10")  # the screen's 120 s, shortened
        return super().tocsin(*words, profile=profile, config=config, expect=expect)

    def run(self, place, kind, clock=None):
        self.on(kind)
        return super().run(place, kind, clock)

    def make_node(self, place, kind, code):
        folder = place["folder"] / kind
        address = f"tcp://{SITES[kind]['inside']}.2:{CLIENT}"
        self.tocsin("node", "init", "--kind", kind, "--code", code, "--dir", folder, "--client-listen", address,
                    "--mailbox-relay", self.relay.pub)
        place[kind] = {"folder": folder, "config": folder / "node.toml", "pub": folder / "node.pub", "address": address}

    def found_all(self):
        self.founded = time.time()
        self.on("relay")
        self.relay = Relay(self, "relay", f"tcp://{RELAY}:{PORT}")
        self.found_root()
        self.found(self.ornans)
        self.relay.grant(self.places)
        self.on("relay")
        self.relay.start()
        for kind in ("post", "commune"):
            self.run(self.ornans, kind)
        self.enrol(self.ornans)

    def status(self, kind):
        return self.tocsin("node", "status", config=self.ornans[kind]["config"])["status"]

    def line_of(self, kind):
        return next(value for key, value in self.status(kind).items() if key.startswith("line_"))

    def truth(self, place, identity):
        return self.alert(place, identity).get("truth")

    def nothing_waits(self):
        for kind in ("commune", "post"):
            self.wait_for(f"the outbox of the {kind}", lambda k=kind: self.status(k)["parcels_waiting"] == "0")

    def close(self):
        if self.relay:
            self.relay.stop()
        super().close()
        self.sites.close()


# ---- cases
def nothing_comes_in(world):
    """The routers are what they are said to be: the test of the test."""
    for site, other in (("commune", "post"), ("post", "commune")):
        inside = SITES[other]["inside"]
        check(world.sites.reaches(other, f"{inside}.2", CLIENT), "the node listens on its own host")
        for address in (f"{inside}.2", SITES[other]["outer"]):
            check(not world.sites.reaches(site, address, CLIENT), f"the {site} does not reach {address}")
            check(not world.sites.reaches("relay", address, CLIENT), f"the relay does not reach {address}")
        check(world.sites.reaches(site, RELAY, PORT), f"the {site} reaches the relay")


def whole_way(world):
    place = world.ornans
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")
    world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    world.tocsin("post", "take", identity, profile=place["officer"])
    world.tocsin("post", "close", identity, "--code", "handled", profile=place["officer"])
    world.wait_state(place, identity, "closed")
    equal(world.states(place, identity), FULL, "receipts")
    equal(world.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged")
    world.nothing_waits()


def noticed(world, site):
    """The packets of that site vanish; answers after how many seconds its node says that its line is down."""
    equal(world.line_of(site), "up", "before")
    began = time.monotonic()
    world.sites.cut(site)
    world.wait_for(f"the {site} to notice", lambda: world.line_of(site) == "down")
    return time.monotonic() - began


def line_cut(world, site):
    """A half-open line: nobody closes it, the packets are just gone. What is accepted waits, says so, and arrives."""
    place = world.new_referent(world.ornans)
    try:
        took = noticed(world, site)
        print(f"        the {site}'s node noticed after {took:.1f} s", flush=True)
        check(took < 22, f"noticed after {took:.1f} s, not 20")  # and what asking takes
        identities = [world.urgent(place) for _ in range(3)]
        equal(world.states(place, identities[0]), ["accepted"], "the phone says no more than is so")
        world.wait_for("the phone to say that it is late: call 17",
                       lambda: world.truth(place, identities[0]) == "not_received_call_17")
        equal(world.states(place, identities[0]), ["accepted"], "still")
        check(identities[0] not in [one["alert"] for one in world.inbox(place, "--all")], "the post has nothing")
        check(world.status("commune")["parcels_waiting"] != "0", "the outbox has it")
    finally:
        world.sites.mend(site)
    for identity in identities:
        world.wait_state(place, identity, "delivered")
    shown = [one["alert"] for one in world.inbox(place, "--all")]
    for identity in identities:
        equal(world.states(place, identity), ["accepted", "delivered"], "receipts after")
        equal(shown.count(identity), 1, "times in the inbox")
    check(world.truth(place, identities[0]) != "not_received_call_17", "the phone says what is so now")
    world.nothing_waits()


def cut_while_taken(world):
    """The officer takes an alert while the post is cut off: the phone hears of it when the line is back."""
    place = world.new_referent(world.ornans)
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")
    world.sites.cut("post")
    try:
        world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
        world.tocsin("post", "take", identity, profile=place["officer"])
        equal(world.states(place, identity), ["accepted", "delivered"], "while the line is cut")
    finally:
        world.sites.mend("post")
    world.wait_state(place, identity, "taken")
    equal(world.states(place, identity), FULL[:4], "receipts")


def main():
    cases = Cases("sites", sys.argv[2] if len(sys.argv) > 2 else None)
    world = Apart(sys.argv[1])
    cases.play(world, (
        ("both sites let nothing in, and both reach the relay", nothing_comes_in),
        (f"the whole way with {LOST} packets of a hundred lost at each router", whole_way),
        ("the commune is cut off: noticed in 20 s, nothing lost, nothing said that is not so", line_cut, "commune"),
        ("the post is cut off: noticed in 20 s, nothing lost, nothing said that is not so", line_cut, "post"),
        ("what the post does while it is cut off is heard later", cut_while_taken),
    ))


if __name__ == "__main__":
    main()
