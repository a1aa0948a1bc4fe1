#!/usr/bin/env python3
"""Communes and posts that nobody can dial, through relays. Usage: relays_test.py BUILD [NAME]

Ornans and its brigade share one relay; Dernancourt and its brigade have a second one besides.
"""
import pathlib
import random
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import rotating  # noqa: E402
from cases import Cases, check, equal  # noqa: E402
from hosts import FULL, HostedWorld, Relay  # noqa: E402
from world import demo  # noqa: E402


class RelayWorld(HostedWorld):
    """No node listens for others: all parcels go through relays."""

    def __init__(self, build):
        super().__init__(build)
        self.first, self.second = Relay(self, "relay-1"), Relay(self, "relay-2")
        self.services = [self.first, self.second]
        self.ornans["relays"], self.dernancourt["relays"] = [self.first], [self.first, self.second]

    def ways_of(self, place):
        relays = [word for relay in place["relays"] for word in ("--mailbox-relay", relay.pub)]
        return "--client-listen", f"tcp://127.0.0.1:{demo.free_port()}", *relays

    def grant_all(self):
        self.first.grant(self.places)
        self.second.grant([self.dernancourt])

    def fetches_everywhere(self):
        """Every node of both places is at each of its relays."""
        for place in self.places:
            for kind in ("commune", "post"):
                self.wait_for(f"{place['name']} {kind} fetches", lambda p=place, k=kind: all(
                    value == "fetching" for key, value in self.node_status(p, k).items() if key.startswith("mailbox_")))

    def nothing_waits(self, place):
        self.wait_for("no parcel waits", lambda: all(
            self.node_status(place, kind)["parcels_waiting"] == "0" for kind in ("commune", "post")))


# ---- one relay
def whole_way(world):
    place = world.ornans
    text = place["commune"]["config"].read_text(encoding="utf-8")
    check("mailbox_listen" not in text, "the commune's node has no mailbox port")
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")
    world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    world.tocsin("post", "take", identity, profile=place["officer"])
    world.tocsin("post", "close", identity, "--code", "handled", profile=place["officer"])
    world.wait_state(place, identity, "closed")
    equal(world.states(place, identity), FULL, "receipts")
    equal(world.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged")
    world.nothing_waits(place)
    check("at_relays_only" in world.node_log(place, "commune"), "it says that it only dials")


def relay_restarted(world):
    """The post is away; what the relay has stored survives its kill, and is there when the post comes back."""
    place = world.new_referent(world.ornans)
    world.stop(place, "post")
    identities = [world.urgent(place) for _ in range(2)]
    world.first.restart()
    identities.append(world.urgent(place))
    equal(world.states(place, identities[0]), ["accepted"], "while the post is away")
    world.first.restart(signal.SIGTERM)
    world.run(place, "post")
    world.arrives_once(place, identities)
    world.nothing_waits(place)


def relay_down(world):
    place = world.new_referent(world.ornans)
    world.first.stop()
    world.wait_for("the commune's node to notice", lambda: "relay_down" in world.node_log(place, "commune"))
    identities = [world.urgent(place) for _ in range(2)]
    equal(world.states(place, identities[1]), ["accepted"], "while the relay is down")
    check(world.node_status(place, "commune")["parcels_waiting"] != "0", "the outbox keeps them")
    world.first.start()
    world.arrives_once(place, identities)
    world.nothing_waits(place)


def relay_frozen(world):
    """A relay that holds its connections open and says nothing is noticed, and dialled anew when it is back."""
    place = world.new_referent(world.ornans)
    world.fetches_everywhere()
    before = world.node_log(place, "commune").count("relay_down")
    world.first.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    try:
        identity = world.urgent(place)
        world.wait_for("the commune's node to notice",
                       lambda: world.node_log(place, "commune").count("relay_down") > before)
        noticed = time.monotonic() - began
    finally:
        world.first.process.send_signal(signal.SIGCONT)
    check(noticed < 25, f"noticed after {noticed:.0f} s, not 20")
    world.arrives_once(place, [identity])


def grant_ended(world):
    """Ornans is left out of the grants: its node is told, keeps what it has, and goes on when it is granted again."""
    place = world.new_referent(world.ornans)
    before = world.node_log(place, "commune").count("parcel_refused")
    world.first.grant([world.dernancourt])
    world.first.reread()
    identity = world.urgent(place)
    world.wait_for("the sender is told", lambda: world.node_log(place, "commune").count("parcel_refused") > before)
    equal(world.states(place, identity), ["accepted"], "while it is not granted")
    other = world.new_referent(world.dernancourt)
    world.arrives_once(other, [world.urgent(other)])
    good = world.first.grants.read_text(encoding="utf-8")
    world.first.grants.write_text(good + "mailbox nonsense\n", encoding="utf-8")
    at = len(world.first.log())
    world.first.process.send_signal(signal.SIGHUP)
    world.wait_for("the relay says what is wrong", lambda: world.first.said("grants stay as they were: ", at))
    equal(world.first.grant(world.places)["mailboxes"], 4, "mailboxes granted")
    world.first.reread()
    world.restart(place, "commune")  # or wait for five minutes
    world.arrives_once(place, [identity])


def grants_from_verified_documents_only(world):
    before = world.first.grants.read_bytes()
    root, rules = world.folder / "root.doc", world.folder / "rules.doc"
    record, charter = world.ornans["record"], world.ornans["charter"]
    forged = world.folder / "forged.charter"
    text = bytearray(charter.read_bytes())
    text[len(text) // 2] ^= 1
    forged.write_bytes(text)
    for documents, code in (((root, rules, record, forged), (1, 7)), ((rules, record, charter), (3,)),
                            ((root, charter), (1, 6, 7)), ((root, record, world.ornans["folder"] / "mayor.doc"), (1, 7))):
        done = world.raw("node", "relay-grant", *documents, "--relay", world.first.pub, "--out", world.first.grants)
        check(done.returncode in code, f"{documents}: {done.returncode} {done.stderr}")
    done = world.raw("node", "relay-grant", root, record, charter, "--relay", world.first.pub, "--out",
                     world.first.grants, "--fingerprint", "0" * 64)
    check(done.returncode in (1, 7), f"another root than the one pinned: {done.returncode}")
    equal(world.first.grants.read_bytes(), before, "the grants")
    done = world.raw("node", "init", "--kind", "commune", "--code", "25434", "--dir", world.folder / "none",
                     "--mailbox-relay", "tcp://127.0.0.1:1,abc")
    check(done.returncode == 3 and "64 hexadecimal" in done.stderr, f"a key that is none: {done.stderr}")


# ---- two relays
def one_of_two_killed(world):
    """The first relay dies at random moments while alerts go: everything arrives once."""
    dice = random.Random(20261126)
    place = world.new_referent(world.dernancourt)
    identities = []
    for _ in range(5):
        identities.append(world.urgent(place))
        time.sleep(dice.random() * 0.2)  # the moment of the kill is what is random here, not an awaited event
        world.first.stop(signal.SIGKILL)
        identities.append(world.urgent(place)) if len(identities) == 3 else None
        world.first.start()
    world.first.stop(signal.SIGKILL)
    world.arrives_once(place, identities)
    world.tocsin("post", "open", identities[0], "--reason", "assess", profile=place["officer"])
    world.wait_state(place, identities[0], "opened")
    world.first.start()
    world.nothing_waits(place)


def lying(world, how):
    world.first.stop()
    world.first.lie(how)
    try:
        place = world.new_referent(world.dernancourt)
        identities = [world.urgent(place) for _ in range(3)]
        world.arrives_once(place, identities)
        world.tocsin("post", "open", identities[0], "--reason", "assess", profile=place["officer"])
        world.tocsin("post", "take", identities[0], profile=place["officer"])
        world.wait_state(place, identities[0], "taken")
        equal(world.states(place, identities[0]), FULL[:4], "receipts")
        world.nothing_waits(place)
    finally:
        world.first.restart(signal.SIGTERM)
        world.fetches_everywhere()


def rotation(world):
    """Both nodes change their keys with a parcel for the one, sealed to its old key, at the relay."""
    place = world.ornans
    world.stop(place, "post")
    waiting = world.urgent(place)
    world.wait_state(place, waiting, "accepted")
    made = {kind: rotating.rotate(world, place, kind)["key"] for kind in ("commune", "post")}
    rotating.hand_in(world, place, rotating.next_record(world, place, "rotated"), "post")
    rotating.hand_in(world, place, rotating.next_charter(world, place, "rotated"), "commune")
    after = world.urgent(place)
    world.run(place, "post")
    world.arrives_once(place, [waiting, after])
    for kind, key in made.items():
        world.wait_for(f"the {kind} to sign with its new key", lambda k=kind, key=key: world.node_status(
            place, k)["node_key"] == key)
    world.arrives_once(place, [world.urgent(place)])
    world.nothing_waits(place)
    equal(world.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged")


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    cases = Cases("relay", sys.argv[2] if len(sys.argv) > 2 else None)
    world = RelayWorld(sys.argv[1])
    cases.play(world, (
        ("through one relay, from alert to closed", whole_way),
        ("a relay killed and started again has lost nothing", relay_restarted),
        ("a relay is down: the outbox keeps until the receipt", relay_down),
        ("a relay that hangs is noticed in 20 s", relay_frozen),
        ("grants come from verified documents only", grants_from_verified_documents_only),
        ("a grant that ends is told, and loses nothing", grant_ended),
        ("two relays, one killed midway: everything arrives once", one_of_two_killed),
        ("two relays, one drops what it stored", lying, "drops"),
        ("two relays, one repeats", lying, "repeats"),
        ("two relays, one reorders", lying, "reverses"),
        ("a commune's and a post's node change their keys behind a relay", rotation),
    ))


if __name__ == "__main__":
    sys.exit(main())
