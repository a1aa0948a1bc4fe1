#!/usr/bin/env python3
"""Communes and posts that listen nowhere, reached by gateways. Usage: gateway_test.py BUILD [NAME]

Ornans and its brigade have one relay and one gateway; Dernancourt and its brigade a second gateway besides.
"""
import json
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import rotating  # noqa: E402
from cases import Cases, check, equal  # noqa: E402
from hosts import FULL, Gateway, HostedWorld, Relay  # noqa: E402
from network_test import CANARY_AT, CANARY_PLATE, canaries  # noqa: E402
from presence_test import Serving  # noqa: E402
from world import memory_of  # noqa: E402

STRANGERS = 800
NAME, PHONE = "Zoé Quatrebarbes", "06 98 76 54 32"  # typed at the interview, and no gateway's business


class GatewayWorld(HostedWorld):
    """No node listens for anybody: parcels go through a relay, people come by gateways."""

    def __init__(self, build):
        super().__init__(build)
        self.relay = Relay(self, "relay")
        self.first, self.second = Gateway(self, "gateway-1"), Gateway(self, "gateway-2")
        self.services = [self.relay, self.first, self.second]
        self.ornans["gateways"], self.dernancourt["gateways"] = [self.first], [self.first, self.second]
        self.ornans["post_words"] = ("--presence",)

    def ways_of(self, place):
        gateways = [word for gateway in place["gateways"] for word in ("--gateway", gateway.pub)]
        return "--mailbox-relay", self.relay.pub, *gateways

    def make_node(self, place, kind, code):
        super().make_node(place, kind, code)
        equal(place[kind]["address"], "", "a node by a gateway has no address")

    def grant_all(self):
        self.relay.grant(self.places)
        equal(self.first.grant(self.places)["nodes"], 4, "nodes of the first gateway")
        equal(self.second.grant([self.dernancourt])["nodes"], 2, "nodes of the second")

    def served_again(self):
        """All four nodes are at the first gateway."""
        for place in self.places:
            for kind in ("commune", "post"):
                self.wait_for(f"{place['name']} {kind} at the gateway",
                              lambda p=place, k=kind: self.answers("node", "status", config=p[k]["config"]))
        if self.first.process.args[0].endswith("tocsin-gateway"):
            self.wait_for("all nodes", lambda: all(
                self.tocsin("node", "status", config=p[k]["config"])["status"][f"gateway_{self.first.key[:8]}"] == "up"
                for p in self.places for k in ("commune", "post")))


def sockets_of(pid):
    """What a process listens on, as ss tells it: TCP, UDP and local sockets alike."""
    told = subprocess.run(["ss", "--listening", "--processes", "--tcp", "--udp", "--unix", "--no-header"],
                          capture_output=True, text=True, check=True).stdout
    return [line for line in told.splitlines() if f"pid={pid}," in line]


# ---- one gateway
def listens_nowhere(world):
    check(sockets_of(world.first.process.pid), "ss finds the gateway's port: the search can find one")
    for place in world.places:
        for kind in ("commune", "post"):
            equal(sockets_of(place[kind]["process"].pid), [], f"{place['name']} {kind}")
            check("clients=at_gateways_only" in world.node_log(place, kind), "it says so")
            status = world.tocsin("node", "status", config=place[kind]["config"])["status"]
            equal(status[f"gateway_{world.first.key[:8]}"], "up", "what the node says of its gateway")
    card = (world.ornans["folder"] / "card.txt").read_text(encoding="utf-8")
    check(card.startswith("TOCSIN1:"), card)


def whole_way(world):
    place = world.new_referent(world.ornans)
    desk = Serving(world, place)
    try:
        desk.wait_in_service()
        world.wait_for("the referent is told who listens", lambda: world.tocsin(
            "referent", "status", profile=place["phone_profile"])["listening"]["now"])
        identity = world.urgent(place)
        world.wait_state(place, identity, "delivered")
        world.wait_for("the desk is told, unasked", lambda: [
            line for line in desk.said("event") if line["event"]["alert"] == identity])
        opened = world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
        check(opened["content"]["conducts"], "content")
        world.tocsin("post", "take", identity, profile=place["officer"])
        world.tocsin("post", "close", identity, "--code", "handled", profile=place["officer"])
        world.wait_state(place, identity, "closed")
        equal(world.states(place, identity), FULL, "receipts")
        equal(world.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged")
    finally:
        desk.end(signal.SIGINT)


def revoked_by_gateway(world):
    """No door knows the device: the node's answer to the signed request is what counts, from the next one on."""
    place = world.new_referent(world.ornans)
    world.urgent(place)
    world.tocsin("post", "revoke", place["mandate"], "--reason", "misuse", profile=place["commander"])

    def refused():
        done = world.answers("referent", "send", "--exercise", "--category", "RIS", "--conduct", "fire_or_smoke",
                             "--sector", "1", profile=place["phone_profile"], expect=5)
        return done and done["refused"]
    equal(world.wait_for("refusal", refused)["rule"], "R3", "rule")


def node_away(world):
    place = world.new_referent(world.ornans)
    world.stop(place, "commune", signal.SIGKILL)
    done = world.raw("referent", "send", "--exercise", "--category", "RIS", "--conduct", "fire_or_smoke",
                     "--in-progress", "--called17", "--sector", "1", profile=place["phone_profile"])
    equal(done.returncode, 4, done.stderr)
    check("17" in done.stdout + done.stderr, f"what to do: {done.stdout}{done.stderr}")
    check("not connected to this gateway" in done.stderr, f"what the gateway says: {done.stderr}")
    told = world.raw("mairie", "enrolments", profile=place["mayor"])
    equal(told.returncode, 4, told.stderr)
    check("not connected" in told.stderr and "17" in told.stderr, f"what is wrong and what to do: {told.stderr}")
    world.run(place, "commune")
    alerts = world.wait_for("the alert kept by the phone", lambda: world.tocsin(
        "referent", "status", profile=place["phone_profile"])["alerts"])
    world.arrives_once(place, [alerts[0]["alert"]])


def gateway_restarted(world):
    place = world.new_referent(world.ornans)
    for how in (signal.SIGKILL, signal.SIGTERM):
        world.first.stop(how)
        done = world.raw("referent", "status", "--json", profile=place["phone_profile"])
        check('"reachable": false' in done.stdout or '"reachable":false' in done.stdout, done.stdout)
        world.first.start()
        world.served_again()
        world.arrives_once(place, [world.urgent(place)])


def gateway_hangs(world):
    """A gateway that holds its lines open and says nothing is dialled anew when it is back."""
    place = world.new_referent(world.ornans)
    before = world.node_log(place, "commune").count("gateway_down")
    world.first.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    try:
        world.wait_for("the node to notice",
                       lambda: world.node_log(place, "commune").count("gateway_down") > before)
        noticed = time.monotonic() - began
    finally:
        world.first.process.send_signal(signal.SIGCONT)
    check(noticed < 25, f"noticed after {noticed:.0f} s, not 20")
    world.served_again()
    world.arrives_once(place, [world.urgent(place)])


def grant_ended(world):
    place = world.ornans
    world.first.grant([world.dernancourt])
    world.first.reread()
    done = world.raw("referent", "status", "--json", profile=place["phone_profile"])
    check('"reachable": false' in done.stdout or '"reachable":false' in done.stdout, done.stdout)
    good = world.first.grants.read_text(encoding="utf-8")
    world.first.grants.write_text(good + "node nonsense\n", encoding="utf-8")
    at = len(world.first.log())
    world.first.process.send_signal(signal.SIGHUP)
    world.wait_for("the gateway says what is wrong", lambda: world.first.said("grants stay as they were: ", at))
    world.first.grant(world.places)
    world.first.reread()
    world.served_again()
    world.arrives_once(place, [world.urgent(place)])


# ---- two gateways
def one_of_two_killed(world):
    place = world.new_referent(world.dernancourt)
    identities = [world.urgent(place)]
    world.first.stop()
    try:
        identities.append(world.urgent(place))
        other = world.new_referent(world.dernancourt)
        world.arrives_once(other, [world.urgent(other)])
        world.tocsin("post", "open", identities[1], "--reason", "assess", profile=place["officer"])
        world.wait_state(place, identities[1], "opened")
    finally:
        world.first.start()
        world.served_again()
    world.second.stop()
    try:
        identities.append(world.urgent(place))
        world.arrives_once(place, identities)
    finally:
        world.second.start()
        world.served_again()


# ---- a hostile gateway
def lying(world, how):
    place = world.new_referent(world.ornans)
    before = {one["alert"] for one in world.inbox(place, "--all")}
    world.first.stop()
    world.first.lie(how)
    failed = 0
    try:
        world.wait_for("the node at the liar", lambda: world.answers("node", "status", config=place["commune"]["config"]))
        for sent in range(15):  # of the twenty that the hard cap allows in a day
            if failed > 0 and sent >= 5:
                break
            done = world.raw("referent", "send", "--exercise", "--category", "RIS", "--conduct", "fire_or_smoke",
                             "--in-progress", "--called17", "--sector", "1", "--json", "--yes", "--no-input",
                             profile=place["phone_profile"])
            check(done.returncode in (0, 4), f"{how}: {done.returncode} {done.stderr}")
            failed += done.returncode == 4
        check(failed > 0, f"{how}: the liar does harm")
    finally:
        world.first.restart(signal.SIGTERM)
        world.served_again()
    alerts = [one["alert"] for one in world.tocsin("referent", "status", profile=place["phone_profile"])["alerts"]]
    check(alerts, "the phone keeps what it sealed")
    world.arrives_once(place, alerts)
    marker = world.urgent(place)
    world.arrives_once(place, [marker])
    made = {one["alert"] for one in world.inbox(place, "--all")} - before
    equal(made, set(alerts) | {marker}, "nothing is in the inbox that this phone did not send")
    equal(world.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged")
    for kind in ("commune", "post"):
        equal(place[kind]["process"].poll(), None, "the node is alive")


def crowded(world):
    """A gateway without room: the phone says so, and what to do."""
    place = world.new_referent(world.ornans)
    world.first.stop()
    world.first.lie("crowded")
    try:
        done = world.raw("referent", "send", "--exercise", "--category", "RIS", "--conduct", "fire_or_smoke",
                         "--in-progress", "--called17", "--sector", "1", "--json", profile=place["phone_profile"])
    finally:
        world.first.restart(signal.SIGTERM)
        world.served_again()
    equal(done.returncode, 4, done.stderr)
    check("no room just now" in done.stderr and "17" in done.stderr, f"what the gateway says: {done.stderr}")
    answer = json.loads(done.stdout.splitlines()[-1])
    check("no room just now" in answer["why"], f"and in its JSON: {answer}")
    world.tocsin("referent", "status", profile=place["phone_profile"])
    world.arrives_once(place, [answer["alert"]])


def blindness(world):
    """Nothing of an alert, and no name or number typed at the interview, is in the gateway's memory or its traffic."""
    place = world.new_referent(world.ornans)
    capture = world.folder / "gateway.pcap"
    port = world.first.port.rsplit(":", 1)[1]
    sniffer = subprocess.Popen(["tcpdump", "-i", "lo", "-Z", "root", "--immediate-mode", "-U", "-w", str(capture),
                                f"tcp port {port}"], stderr=subprocess.PIPE, text=True)
    try:
        line = sniffer.stderr.readline()
        while line and "listening on" not in line:
            line = sniffer.stderr.readline()
        world.tocsin("post", "register", place["mandate"], "--name", NAME, "--phone", PHONE, profile=place["commander"])
        identity = world.send(place, "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress",
                              "--called17", "--sector", "1", "--at", CANARY_AT, "--vehicle-type", "van", "--plate",
                              CANARY_PLATE)["alert"]
        world.wait_state(place, identity, "delivered")
        opened = world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    finally:
        sniffer.terminate()
        sniffer.wait(timeout=10)
    check(CANARY_PLATE in str(opened) and NAME in str(opened), "the officer reads plate and name: the canaries are real")
    packets = capture.read_bytes()
    check(len(packets) > 10_000, "the capture holds the traffic")
    memory = memory_of(world.first.process.pid)
    check(sum(map(len, memory)) > 1_000_000, "the dump holds the process")
    check(any(bytes.fromhex(world.first.key) in part for part in memory), "the search finds what is there: its own key")
    # The alert's id stands in the clear in the header, and even that is the node's alone.
    for canary in [*canaries(), NAME.encode(), PHONE.encode(), bytes.fromhex(identity), bytes.fromhex(place["mandate"])]:
        check(not any(canary in part for part in memory), f"{canary!r} in the memory of the gateway")
        check(canary not in packets, f"{canary!r} in the captured packets")


# ---- strangers
def sent_in_flood(world, place):
    """An alert that the phone has sealed: it may take more than one try to get through."""
    done = world.raw("referent", "send", "--exercise", "--category", "INT", "--conduct", "forcing_door_or_window",
                     "--in-progress", "--called17", "--sector", "1", "--json", "--yes", "--no-input",
                     profile=place["phone_profile"])
    check(done.returncode in (0, 4), f"{done.returncode} {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])["alert"]


def flood(world):
    place = world.new_referent(world.ornans)
    node = next(line.split()[1] for line in place["commune"]["pub"].read_text(encoding="utf-8").splitlines()
                if line.startswith("curve:"))
    strangers = subprocess.Popen(
        [str(world.programs / "tocsin_false_gateway"), "flood", str(STRANGERS), world.first.key, node,
         world.first.port.rsplit(":", 1)[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        equal(strangers.stdout.readline(), "flooding\n", "the strangers")
        identities = []
        for _ in range(3):
            began = time.monotonic()
            identities.append(sent_in_flood(world, place))
            print(f"        an alert under the flood took {time.monotonic() - began:.1f} s", flush=True)
        world.arrives_once(place, identities)
        other = world.new_referent(world.ornans)
        world.arrives_once(other, [sent_in_flood(world, other)])
        print(f"        gateway under the flood: {world.first.resident_mib():.1f} MiB resident", flush=True)
        for kind in ("commune", "post"):
            equal(place[kind]["process"].poll(), None, "the node is alive")
    finally:
        answered, _ = strangers.communicate("", timeout=60)
    print(f"        {STRANGERS} strangers; calls of theirs that reached the node: {answered.strip()}", flush=True)


def rotation(world):
    """The commune's node changes its keys; phones and officers that know nothing but the gateways go on."""
    place = world.ornans
    made = rotating.rotate(world, place, "commune")
    rotating.hand_in(world, place, rotating.next_charter(world, place, "rotated"), "commune")
    world.arrives_once(place, [world.urgent(place)])
    equal(world.node_status(place, "commune")["node_key"], made["key"], "the key that signs")
    equal(world.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged")


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    cases = Cases("gateway", sys.argv[2] if len(sys.argv) > 2 else None)
    world = GatewayWorld(sys.argv[1])
    cases.play(world, (
        ("no node listens anywhere", listens_nowhere),
        ("by one gateway and one relay, from alert to closed", whole_way),
        ("a mandate revoked while its device comes by a gateway", revoked_by_gateway),
        ("a node that is away is said, with the number to call", node_away),
        ("a gateway killed and started again", gateway_restarted),
        ("a gateway that hangs is noticed", gateway_hangs),
        ("a grant that ends, and comes back", grant_ended),
        ("two gateways, one killed", one_of_two_killed),
        ("a commune's node changes its keys behind gateways", rotation),
        ("a gateway that drops", lying, "drops"),
        ("a gateway that replays", lying, "replays"),
        ("a gateway that alters", lying, "alters"),
        ("a gateway that injects", lying, "injects"),
        ("a gateway without room says so, and the phone what to do", crowded),
        ("a gateway reads nothing", blindness),
        ("a flood of strangers keeps nobody out", flood),
    ))
    return 0


if __name__ == "__main__":
    sys.exit(main())
