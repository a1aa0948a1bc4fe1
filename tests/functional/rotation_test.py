#!/usr/bin/env python3
"""Nodes that change their own keys while they go on working, through the command line.

Usage: rotation_test.py BUILD [NAME]. The cases follow one another in time: clocks move on, never back.
"""
import os
import pathlib
import shutil
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import rotating  # noqa: E402
from cases import Cases, check, equal  # noqa: E402
from world import World, demo  # noqa: E402

DURING, AFTER, AFTER_BOTH = "+1h", "+74h", "+150h"


class Rotation(World):
    """One commune and its post."""

    def __init__(self, build):
        super().__init__(build)
        self.places = self.places[:1]
        self.here = self.ornans

    def keys(self, kind):
        return sorted(file.name for file in (self.here[kind]["folder"] / "keys").iterdir())

    def rotate(self, kind, *words, expect=0):
        return rotating.rotate(self, self.here, kind, *words, expect=expect)

    def next_charter(self, name):
        return rotating.next_charter(self, self.here, name)

    def next_record(self, name):
        return rotating.next_record(self, self.here, name)

    def hand_in(self, file, kind):
        rotating.hand_in(self, self.here, file, kind)

    def log_says(self, kind, event):
        return event in (self.here[kind]["folder"] / "log").read_text(encoding="utf-8", errors="replace")

    def steal(self, kind, name):
        """A copy of the configuration and of every key file, as a thief takes them."""
        folder = self.here["folder"] / name
        shutil.copytree(self.here[kind]["folder"] / "keys", folder / "keys")
        text = self.here[kind]["config"].read_text(encoding="utf-8")
        text = text.replace(str(self.here[kind]["folder"] / "keys"), str(folder / "keys"))
        (folder / "node.toml").write_text(text, encoding="utf-8")
        return folder / "node.toml"

    def forged(self, place):
        return self.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"]


def next_is_given_up(world):
    """Made and not wanted, with no paper that names it: while the node runs, and while it does not."""
    here = world.here
    config, keys = here["commune"]["config"], world.keys("commune")
    public, settings = (here["commune"][name].read_bytes() for name in ("pub", "config"))
    abandon = ("node", "rotate", "--abandon")
    check("one generation" in world.tocsin(*abandon, config=config, expect=6)["error"]["detail"], "nothing to abandon")
    made = world.rotate("commune")
    world.wait_for("the running node to see its keys", lambda: "node_key_next" in world.node_status(here, "commune"))
    check("node_keys_unused" not in world.node_status(here, "commune"), "a week is given to the paper")
    old = time.time() - 8 * 86400
    os.utime(here["commune"]["folder"] / "keys" / "node.signing.2", (old, old))
    check("--abandon" in world.node_status(here, "commune")["node_keys_unused"], "what mends it")
    asked = world.raw(*abandon, "--no-input", config=config)
    equal((asked.returncode, "--yes" in asked.stderr + asked.stdout), (3, True), "nobody can be asked")
    check("node.signing.2" in world.keys("commune"), "nothing is destroyed unasked")
    equal(world.tocsin(*abandon, "--yes", config=config)["key"], made["key"], "the key that went")
    equal(world.keys("commune"), keys, "key files")
    equal(here["commune"]["pub"].read_bytes(), public, "node.pub")
    check("node_key_next" not in world.node_status(here, "commune"), "the running node has forgotten it")
    check(world.log_says("commune", f"node_keys_abandoned subject={made['key']}"), "the log says so")
    world.wait_state(here, world.urgent(here), "delivered")

    clients, mailboxes = (f"tcp://127.0.0.1:{demo.free_port()}" for _ in range(2))
    world.rotate("commune", "--transport", "--client-listen", clients, "--mailbox-listen", mailboxes)
    world.restart(here, "commune")
    world.wait_for("both transports", lambda: reachable(clients))
    world.tocsin(*abandon, "--yes", config=config)
    world.wait_for("the port of the transport key that went to be closed", lambda: not reachable(clients))
    equal(world.keys("commune"), keys, "key files, the transport key's too")
    equal(here["commune"]["pub"].read_bytes(), public, "node.pub with its addresses")
    equal(here["commune"]["config"].read_bytes().strip(), settings.strip(), "node.toml")
    world.wait_state(here, world.urgent(here), "delivered")

    world.stop(here, "commune")
    world.rotate("commune")
    world.tocsin(*abandon, "--yes", config=config)
    equal(world.keys("commune"), keys, "key files after a stopped node gave them up")
    world.run(here, "commune")
    world.wait_state(here, world.urgent(here), "delivered")
    log = world.export(here, "commune", "abandoned")
    world.tocsin("audit", "verify", log, "--charter", here["charter"])


def reachable(address):
    host, port = address.removeprefix("tcp://").rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def commune_rotates(world):
    """With one alert delivered, and one in the outbox; a second phone is away from before until long after."""
    here = world.here
    world.away = world.new_referent(here)
    world.away_sent = world.urgent(world.away)
    world.wait_state(world.away, world.away_sent, "delivered")
    before = world.urgent(here)
    world.wait_state(here, before, "delivered")
    world.before, world.first_export = before, world.export(here, "commune", "before")
    world.stolen = world.steal("commune", "stolen")
    world.papers_of_then = {"charter": here["charter"], "record": here["record"]}
    world.stop(here, "post")
    waiting = world.urgent(here)
    world.wait_state(here, waiting, "accepted")

    made = world.rotate("commune")
    equal((made["generation"], made["restart"]), (2, False), "the next generation")
    check("two generations" in world.rotate("commune", expect=1)["error"]["detail"], "one change at a time")
    world.wait_for("the running node to see its keys", lambda: "node_key_next" in world.node_status(here, "commune"))
    world.hand_in(world.next_charter("second"), "commune")
    status = world.node_status(here, "commune")
    equal(status["node_key"], made["key"], "the key that signs")
    check("until" in status["node_key_former"], status)
    refused = world.tocsin("node", "rotate", "--abandon", "--yes", config=here["commune"]["config"], expect=1)
    check("it is in use" in refused["error"]["detail"], refused)
    check("node.signing.2" in world.keys("commune"), "keys in use stay")

    after = world.urgent(here)
    world.run(here, "post")
    for sent in (waiting, after):
        world.wait_state(here, sent, "delivered")
    world.tocsin("post", "open", before, "--reason", "assess", profile=here["officer"])
    world.tocsin("post", "take", before, profile=here["officer"])
    world.wait_state(here, before, "taken")
    equal(world.states(here, before), ["accepted", "delivered", "opened", "taken"], "receipts of before and after")
    equal(world.forged(here), 0, "forged receipts")
    world.tocsin("mairie", "mandates", profile=here["mayor"])
    log = world.export(here, "commune", "after")
    world.tocsin("audit", "verify", log, "--charter", here["charter"], "--earlier", world.first_export)


def post_rotates(world):
    """With a parcel in the commune's outbox that is sealed to the old key; the record is brought to the post alone."""
    here = world.here
    delivered = world.urgent(here)
    world.wait_state(here, delivered, "delivered")
    world.stop(here, "post")
    waiting = world.urgent(here)
    world.wait_state(here, waiting, "accepted")
    made = world.rotate("post")
    world.hand_in(world.next_record("second-record"), "post")
    world.run(here, "post")
    equal(world.node_status(here, "post")["node_key"], made["key"], "the key that signs")
    world.wait_state(here, waiting, "delivered")
    world.tocsin("post", "open", waiting, "--reason", "assess", profile=here["officer"])
    world.tocsin("post", "take", waiting, profile=here["officer"])
    world.tocsin("post", "close", waiting, "--code", "handled", profile=here["officer"])
    world.wait_state(here, waiting, "closed")
    world.wait_for("the record at the commune", lambda: world.log_says("commune", "node_keys_changed subject=P25-014"))
    world.wait_state(here, world.urgent(here), "delivered")
    equal(world.forged(here), 0, "forged receipts")


def keys_are_destroyed(world):
    here = world.here
    for kind in ("commune", "post"):
        check("node.signing" in world.keys(kind) and "node.signing.2" in world.keys(kind), world.keys(kind))
    world.at(here, AFTER)
    for kind in ("commune", "post"):
        world.wait_for(f"the end of the old keys at the {kind}", lambda k=kind: world.log_says(k, "node_keys_destroyed"))
        equal([name for name in world.keys(kind) if name.startswith("node.")],
              ["node.curve", "node.log.2", "node.parcel.2", "node.signing.2"], f"key files of the {kind}")
        check("node_key_former" not in world.node_status(here, kind), "no former key")
    sent = world.urgent(here)
    world.wait_state(here, sent, "delivered")
    equal(world.states(here, world.before)[:2], ["accepted", "delivered"], "receipts of before")
    equal(world.forged(here), 0, "forged receipts")
    for kind in ("commune", "post"):
        world.restart(here, kind, clock=AFTER)
    world.wait_state(here, world.urgent(here), "delivered")


def phone_comes_back(world):
    """It has never heard of either change, and its alert of before has been opened since by nobody."""
    away = world.away
    equal(world.states(away, world.away_sent), ["accepted", "delivered"], "what it was told before")
    world.tocsin("post", "open", world.away_sent, "--reason", "assess", profile=world.here["officer"])
    world.wait_state(away, world.away_sent, "opened")
    world.wait_state(away, world.urgent(away), "delivered")
    equal(world.forged(away), 0, "forged receipts")


def thief(world):
    """Every old key of the commune's node, and a referent's phone to make good alerts with."""
    here = world.here
    answers = world.thief("put-alerts", config=world.stolen, profile=here["phone_profile"], how="referent",
                          charter=here["charter"], record=here["record"])["answers"]
    equal([one["answer"] for one in answers], ["refused"], "an alert in a parcel by the old key")
    answer = world.thief("put-document", config=world.stolen, profile=here["phone_profile"], what="mandate",
                         charter=here["charter"], record=here["record"])
    equal(answer["answer"], "refused", "a document in a parcel by the old key")
    asked = world.raw("node", "status", config=world.stolen)
    check(asked.returncode != 0, f"the operator's questions by the old key: {asked.stdout}")


def transport_moves(world):
    """The transport key too: the old port serves 72 hours more, then nobody listens there."""
    here = world.here
    check("--mailbox-listen" in world.rotate("commune", "--transport", expect=3)["error"]["detail"], "ports are needed")
    old = here["commune"]["address"]
    world.stolen = world.steal("commune", "stolen-again")
    clients, mailboxes = (f"tcp://127.0.0.1:{demo.free_port()}" for _ in range(2))
    made = world.rotate("commune", "--transport", "--client-listen", clients, "--mailbox-listen", mailboxes)
    check(made["restart"], made)
    world.restart(here, "commune", clock=AFTER)
    world.hand_in(world.next_charter("third"), "commune")
    equal(world.node_status(here, "commune")["node_key"], made["key"], "the key that signs")
    sent = world.urgent(here)  # by the old port, where the phone hears of the new one
    world.wait_state(here, sent, "delivered")
    world.wait_for("the charter at the post", lambda: world.node_status(here, "post")[f"charter_{here['code']}"])

    world.at(here, AFTER_BOTH)
    world.wait_for("the end of the old transport key", lambda: "node.curve" not in world.keys("commune"))
    check("node.curve.3" in world.keys("commune"), world.keys("commune"))
    world.wait_for("the old port to be closed", lambda: not reachable(old))
    world.wait_state(here, world.urgent(here), "delivered")
    equal(world.forged(here), 0, "forged receipts")
    world.restart(here, "commune", clock=AFTER_BOTH)
    world.wait_state(here, world.urgent(here), "delivered")
    asked = world.raw("node", "status", config=world.stolen)
    check(asked.returncode != 0, f"a line by the old transport key: {asked.stdout}")


if __name__ == "__main__":
    cases = Cases("rotation", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(Rotation(sys.argv[1]), [
        ("a generation that no paper names is given up", next_is_given_up),
        ("a commune's node changes its keys with alerts under way", commune_rotates),
        ("a post's node changes its keys with parcels on their way to it", post_rotates),
        ("after 72 hours the old keys are gone, and everything goes on", keys_are_destroyed),
        ("a phone that was away during both changes comes back", phone_comes_back),
        ("a thief with the old keys can do nothing", thief),
        ("the transport key changes too, by way of a second port", transport_moves),
    ])
