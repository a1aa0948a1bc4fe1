#!/usr/bin/env python3
"""The flow and its refusals between real processes. Usage: network_test.py BUILD [NAME]"""
import json
import os
import pathlib
import random
import re
import signal
import stat
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World, files_below, memory_of  # noqa: E402

FULL = ["accepted", "delivered", "opened", "taken", "closed"]


# ---- the flow
def whole_way(world):
    place = world.ornans
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")
    opened = world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    equal(opened["content"]["conducts"][0] is not None, True, "content")
    world.tocsin("post", "take", identity, profile=place["officer"])
    world.tocsin("post", "close", identity, "--code", "handled", profile=place["officer"])
    world.wait_state(place, identity, "closed")
    equal(world.states(place, identity), FULL, "receipts")
    equal(world.tocsin("referent", "status", profile=place["phone_profile"])["forged_receipts"], 0, "forged")


def restart_at_each_state(world):
    place = world.new_referent(world.ornans)
    verbs = {"delivered": ("post", "open", "--reason", "assess"), "opened": ("post", "take"),
             "taken": ("post", "close", "--code", "not_seen")}
    for kind in ("commune", "post"):
        identity = world.urgent(place)
        for state in FULL:
            world.wait_state(place, identity, state)
            world.restart(place, kind)
            if state in verbs:
                office, verb, *rest = verbs[state]
                world.tocsin(office, verb, identity, *rest, profile=place["officer"])
        equal(world.states(place, identity), FULL, f"after restarts of the {kind}'s node")


def killed_at_random(world):
    """kill -9 of either node at random moments: nothing accepted is lost, nothing is shown twice."""
    dice = random.Random(20260302)
    sent = []
    for _ in range(2):
        place = world.new_referent(world.ornans)
        for _ in range(6):
            kind = dice.choice(["commune", "post"])
            sender = subprocess.Popen(
                [str(world.programs / "tocsin"), "referent", "send", "--exercise", "--category", "RIS", "--conduct",
                 "fire_or_smoke", "--in-progress", "--called17", "--sector", "1", "--json", "--yes", "--no-input",
                 "--profile", str(place["phone_profile"])], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(dice.random() * 0.4)  # the moment of the kill is what is random here, not an awaited event
            world.stop(place, kind, signal.SIGKILL)
            world.run(place, kind)
            sender.communicate(timeout=120)
        sent.append(place)
    for place in sent:
        def all_arrived(who=place):
            alerts = world.tocsin("referent", "status", profile=who["phone_profile"])["alerts"]
            states = [[one["state"] for one in alert["receipts"]] for alert in alerts]
            return alerts if len(alerts) == 6 and all("delivered" in each for each in states) else None
        alerts = world.wait_for("all alerts delivered", all_arrived)
        shown = [one["alert"] for one in world.inbox(place, "--all")]
        for alert in alerts:
            equal([one["state"] for one in alert["receipts"]].count("delivered"), 1, "delivered receipts")
            equal(shown.count(alert["alert"]), 1, "times in the inbox")


def line_cut(world):
    """The post is down for a while: the alert waits at the commune and arrives once."""
    place = world.new_referent(world.ornans)
    world.stop(place, "post", signal.SIGKILL)
    identity = world.urgent(place)
    equal(world.states(place, identity), ["accepted"], "while the post is down")
    world.run(place, "post")
    world.wait_state(place, identity, "delivered")
    equal(world.states(place, identity), ["accepted", "delivered"], "after")


# ---- refusals
def category_off(world):
    answer = world.send(world.ornans, "--category", "INC", "--conduct", "noise_or_gathering", "--sector", "1", expect=5)
    equal(answer["refused"]["rule"], "R6", "rule")


def danger_without_17(world):
    answer = world.send(world.ornans, "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress",
                        "--sector", "1", expect=5)
    equal(answer["refused"]["rule"], "R9", "rule")
    talk = world.raw("referent", "send", "--exercise", "--category", "INT", "--conduct", "forcing_door_or_window",
                     "--in-progress", "--sector", "1", profile=world.ornans["phone_profile"])
    check("17" in talk.stderr + talk.stdout, "the number to dial is said")


def other_sector(world):
    answer = world.send(world.dernancourt, "--category", "VEH", "--conduct", "slow_repeated_passes", "--sector", "9",
                        expect=5)
    equal(answer["refused"]["rule"], "R5", "rule")


def over_quota(world):
    place = world.new_referent(world.ornans)
    words = ("--category", "DEM", "--conduct", "insistent_selling", "--sector", "1")
    for _ in range(5):
        world.send(place, *words)
    equal(world.send(place, *words, expect=5)["refused"]["rule"], "R10", "rule of the sixth")
    identity = world.urgent(place)  # danger passes, flagged, until the hard cap
    world.wait_state(place, identity, "delivered")


def third_on_one_target(world):
    place = world.new_referent(world.ornans)
    words = ("--category", "VEH", "--conduct", "slow_repeated_passes", "--sector", "1", "--vehicle-type", "van",
             "--plate", "AB-123-CD")
    for _ in range(3):
        identity = world.send(place, *words)["alert"]
        world.wait_state(place, identity, "delivered")
    world.wait_state(place, identity, "held")
    world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    world.tocsin("post", "take", identity, profile=place["officer"], expect=5)
    world.tocsin("post", "release", identity, profile=place["officer"])
    check("released" not in world.states(place, identity), "one officer alone releases nothing")
    world.tocsin("post", "release", identity, profile=place["commander"])
    world.wait_state(place, identity, "released")


def wrong_role(world):
    place = world.ornans
    done = world.raw("post", "inbox", profile=place["mayor"])
    check(done.returncode != 0, "the mairie reads no inbox")
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")
    mandate = place["mandate"]
    vet = world.raw("post", "vet", mandate, "--words", "a b c d e f", "--yes", "--no-input", profile=place["officer"])
    check(vet.returncode != 0, "an officer vets nobody")
    invite = world.raw("mairie", "invite", "X", "--no-qr", "--yes", profile=place["phone_profile"])
    check(invite.returncode != 0, "a referent invites nobody")


def other_commune(world):
    """A referent whose keys and mandate are good in one commune, at the node of the other and with alerts for it."""
    stranger = world.new_referent(world.ornans)
    answer = world.forge("elsewhere", stranger, "--other-profile", world.dernancourt["phone_profile"])
    equal(answer["own_line"], {"failure": "not_allowed"}, "the door does not open to a stranger's line")
    equal(answer["local"]["outcome"], "ok", "it opens to a referent of that commune")
    equal((answer["lent_line"]["outcome"], answer["lent_line"]["errc"]), ("failed", "not_found"),
          "a request signed by the stranger, on the line of a referent of that commune")
    there = answer["own_alert_there"]
    equal((there["outcome"], there["errc"]), ("failed", "bad_signature"), "the stranger's alert, handed in by a local")
    named = answer["alert_for_there"]
    equal((named["outcome"], named["rule"]), ("refused", "R5"), "an alert that names the other commune")
    marker = world.urgent(stranger)  # what came before it to the post is there when it is
    world.wait_state(stranger, marker, "delivered")
    for place in (world.ornans, world.dernancourt):
        shown = [one["alert"] for one in world.inbox(place, "--all")]
        check(not {there["alert"], named["alert"]} & set(shown), f"an alert out of its commune at {place['post_name']}")


def revoked(world):
    place = world.new_referent(world.ornans)
    world.urgent(place)
    world.tocsin("post", "revoke", place["mandate"], "--reason", "misuse", profile=place["commander"])

    def refused():
        done = world.answers("referent", "send", "--exercise", "--category", "RIS", "--conduct", "fire_or_smoke",
                             "--sector", "1", profile=place["phone_profile"], expect=5)
        return done and done["refused"]
    equal(world.wait_for("refusal", refused)["rule"], "R3", "rule")


def mayor_alone(world):
    place = dict(world.ornans)
    place["folder"] = world.ornans["folder"] / "half"
    place["folder"].mkdir()
    card = world.tocsin("mairie", "invite", "Mandat à moitié", "--out", place["folder"] / "card.txt", profile=place["mayor"])
    profile = place["folder"] / "referent"
    world.tocsin("referent", "enrol", place["folder"] / "card.txt", "--tie", "none", profile=profile)
    world.wait_for("enrolment", lambda: world.tocsin("mairie", "enrolments", profile=place["mayor"])["enrolments"])
    world.tocsin("mairie", "nominate", card["invitation"], "--trained", time.strftime("%Y-%m-%d", time.gmtime()),
                 profile=place["mayor"])
    status = world.tocsin("referent", "status", profile=profile)
    check(status["stage"] != "in_force", f"stage {status['stage']}")
    done = world.raw("referent", "send", "--exercise", "--category", "RIS", "--conduct", "fire_or_smoke", "--sector",
                     "1", "--json", profile=profile)
    check(done.returncode != 0, "nothing is sent with the mayor's signature alone")


def wrong_words(world):
    place = dict(world.ornans)
    waiting = world.tocsin("post", "vet", profile=place["commander"])["waiting"]
    check(waiting, "one nomination waits")
    done = world.raw("post", "vet", waiting[0]["mandate"], "--words", "abaisser abandon abdiquer abeille abolir aborder",
                     "--yes", "--no-input", profile=place["commander"])
    check(done.returncode not in (0, 2), f"words that differ stop the vetting: {done.returncode} {done.stderr}")


def suspended_by_the_mairie(world):
    place = world.dernancourt
    world.tocsin("mairie", "suspend-node", "--reason", "technical", profile=place["mayor"])
    answer = world.send(place, "--category", "RIS", "--conduct", "fire_or_smoke", "--sector", "1", expect=5)
    equal(answer["refused"]["rule"], "R1", "rule")


# ---- hostile devices
def replay(world):
    answer = world.forge("replay", world.new_referent(world.ornans))
    equal(answer["receipts_equal"], True, "receipts")


def other_bytes(world):
    answer = world.forge("other-bytes", world.new_referent(world.ornans))
    equal(answer["second"]["outcome"], "refused", "second outcome")


def flipped(world):
    answer = world.forge("flip", world.new_referent(world.ornans), "--count", 300)
    equal((answer["accepted"], answer["receipts_for_bad"], answer["honest"]), (0, 0, "ok"), "after flips")


def violations(world):
    for words in (("false-tag",), ("lie", "--what", "category"), ("lie", "--what", "sector")):
        place = world.new_referent(world.ornans)
        identity = world.forge(words[0], place, *words[1:])["alert"]
        shown = lambda: [one["alert"] for one in world.inbox(world.ornans, "--all")]  # noqa: E731
        marker = world.urgent(place)
        world.wait_state(place, marker, "delivered")
        check(identity not in shown(), f"{words}: a lie is shown to nobody")


def stolen(world):
    owner, thief = world.new_referent(world.ornans), world.new_referent(world.ornans)
    answer = world.forge("header-of-other", thief, "--other-profile", owner["phone_profile"])
    check(answer["outcome"] != "ok", f"another's header: {answer}")
    identity = world.forge("stolen", thief, "--other-profile", owner["phone_profile"]).get("alert")
    marker = world.urgent(thief)
    world.wait_state(thief, marker, "delivered")
    check(identity not in [one["alert"] for one in world.inbox(world.ornans, "--all")], "a stolen content is shown to nobody")


def hostile_frames(world):
    answer = world.forge("raw", world.new_referent(world.ornans), "--random", 2000, "--seed", 7)
    equal(answer["honest"], "ok", "honest request after hostile ones")
    equal(world.ornans["commune"]["process"].poll(), None, "the node is alive")


def false_card(world):
    place = dict(world.ornans)
    folder = world.ornans["folder"] / "false"
    folder.mkdir()
    world.tocsin("mairie", "invite", "Carte fausse", "--out", folder / "card.txt", profile=place["mayor"])
    card = world.forge("false-card", place, "--card", (folder / "card.txt").read_text(encoding="utf-8").strip())["card"]
    done = world.raw("referent", "enrol", card, "--tie", "none", profile=folder / "referent")
    equal(done.returncode, 7, f"integrity: {done.stderr}")
    check("root" in done.stderr.lower(), done.stderr)


# ---- clocks
HOUR = 3600


def created_at(world):
    """What the commune's node makes of a time that a device wrote, on both sides of each limit."""
    place = world.new_referent(world.ornans)
    in_1970 = 24 * HOUR - int(time.time())
    for offset, wanted in ((280, ("ok", None, False)), (320, ("ok", None, True)),
                           (25 * HOUR - 20, ("ok", None, True)), (25 * HOUR + 60, ("refused", "clock", False)),
                           (-72 * HOUR + 60, ("ok", None, False)), (-72 * HOUR - 20, ("refused", "expired", False)),
                           (in_1970, ("refused", "expired", False))):
        answer = world.forge("created", place, "--offset", offset)
        equal((answer["outcome"], answer["refusal"], answer["clock_noted"]), wanted, f"a clock off by {offset} s")


URGENT = ("referent", "send", "--exercise", "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress",
          "--called17", "--sector", "1", "--json", "--yes", "--no-input")
CLOCKS = {"ahead": "+2h", "far ahead": "+40h", "behind": "-2h", "in 1970": "@1970-01-02 00:00:00"}


def device_clock(world):
    """Phones with wrong clocks: on the network they write the node's time; what they sealed off it shows it."""
    enrolled = time.time()
    people = {name: world.new_referent(world.ornans) for name in CLOCKS}
    world.stop(world.ornans, "commune")
    try:
        sending = {name: world.started(*URGENT, profile=place["phone_profile"], clock=CLOCKS[name])
                   for name, place in people.items()}
        offline = {name: world.ended(process) for name, process in sending.items()}
    finally:
        world.run(world.ornans, "commune")
    # A phone's first key is that of the day it was enrolled: off the network one whose clock shows an earlier day
    # holds none and seals nothing. Two hours behind is such a day until two in the morning.
    keyless = {"in 1970"}
    if (time.time() - 2 * HOUR) // (24 * HOUR) < enrolled // (24 * HOUR):
        keyless.add("behind")
    for name, done in offline.items():
        equal(done.returncode, 1 if name in keyless else 4, f"{name}, without the node: {done.stderr}")
        if name in keyless:
            check("17" in done.stderr and "clock" in done.stderr, f"{name}: {done.stderr}")

    def first_receipt(name):
        """Of what was sealed off the network, once the phone, its clock still wrong, has met the node."""
        done = world.raw("referent", "status", "--json", profile=people[name]["phone_profile"], clock=CLOCKS[name])
        equal(done.returncode, 0, f"{name}: {done.stderr}")
        alert = json.loads(done.stdout.splitlines()[-1])["alerts"][0]
        return alert, alert["receipts"][0]
    alert, receipt = first_receipt("ahead")
    equal((receipt["state"], receipt.get("clock_noted")), ("accepted", True), "two hours ahead")
    check("clock is ahead" in receipt["words"], f"what the person reads: {receipt['words']}")
    if "behind" not in keyless:
        alert, receipt = first_receipt("behind")
        equal((receipt["state"], receipt.get("clock_noted")), ("accepted", None), "two hours behind")
    alert, receipt = first_receipt("far ahead")
    equal((receipt["state"], receipt.get("refusal"), alert["over"]), ("refused", "clock", True), "forty hours ahead")
    check("report again" in alert["words"], f"what the person is to do: {alert['words']}")

    for name, place in people.items():  # the same wrong clock, on the network: the node's time is written
        done = world.raw(*URGENT, profile=place["phone_profile"], clock=CLOCKS[name])
        equal(done.returncode, 0, f"{name}, on the network: {done.stderr}")
        receipt = json.loads(done.stdout.splitlines()[-1])["receipts"][0]
        equal((receipt["state"], receipt.get("clock_noted")), ("accepted", None), f"{name}, on the network")


def node_clock(world):
    place = world.new_referent(world.ornans)
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")
    world.restart(place, "post", clock="+370d")  # a clock that jumps a year erases nothing
    world.stop(place, "post")
    world.run(place, "post")
    check(identity in [one["alert"] for one in world.inbox(place, "--all")], "still there after the clock was mended")


def expired_mandate(world):
    tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86_400))
    place = world.new_referent(world.ornans, "--until", tomorrow)
    world.urgent(place)
    world.restart(place, "commune", clock="+60h")  # less than the three days after which silence closes the intake
    try:
        done = world.raw("referent", "send", "--exercise", "--category", "RIS", "--conduct", "fire_or_smoke",
                         "--in-progress", "--called17", "--sector", "1", "--json", "--yes", "--no-input",
                         profile=place["phone_profile"], clock="+60h")
    finally:
        world.restart(place, "commune")
    equal(done.returncode, 5, f"exit code: {done.stderr}{done.stdout}")
    equal(json.loads(done.stdout.splitlines()[-1])["refused"]["rule"], "R3", "rule")


# ---- files and configuration
def second_instance(world):
    node = world.ornans["commune"]
    done = subprocess.run([str(world.programs / "tocsind"), "--config", str(node["config"])], capture_output=True,
                          text=True, check=False, timeout=60)
    equal(done.returncode, 3, f"exit code: {done.stderr}")
    equal(len(done.stderr.strip().splitlines()), 1, f"one line: {done.stderr}")
    check(world.answers("node", "status", config=node["config"]), "the first is unharmed")


def one_line_of_refusal(world, folder, change, undo):
    change()
    try:
        done = subprocess.run([str(world.programs / "tocsind"), "--config", str(folder / "node.toml")],
                              capture_output=True, text=True, check=False, timeout=60)
    finally:
        undo()
    equal(done.returncode, 3, f"exit code: {done.stderr}")
    equal(len(done.stderr.strip().splitlines()), 1, f"one line: {done.stderr}")
    return done.stderr


def damaged_files(world):
    folder = world.folder / "spare"
    world.tocsin("node", "init", "--kind", "commune", "--code", "25434", "--dir", folder)
    config = folder / "node.toml"
    text = config.read_text(encoding="utf-8")
    write = lambda value: (lambda: config.write_text(value, encoding="utf-8"))  # noqa: E731
    said = one_line_of_refusal(world, folder, write(text + "\nepoch_keys = \"x\"\n"), write(text))
    check("epoch" in said, said)
    said = one_line_of_refusal(world, folder, write(text.replace("kind", "knid", 1)), write(text))
    check("kind" in said, said)
    one_line_of_refusal(world, folder, write("this is = = not toml"), write(text))
    keys = [path for path in folder.rglob("*") if path.is_file() and path.name in ("node.signing", "store.key")]
    check(keys, "key files found")
    for key in keys:
        said = one_line_of_refusal(world, folder, lambda k=key: k.chmod(0o644), lambda k=key: k.chmod(0o600))
        check("chmod" in said, said)
        content = key.read_bytes()
        one_line_of_refusal(world, folder, lambda k=key: k.write_bytes(b""), lambda k=key: k.write_bytes(content))
        equal(stat.S_IMODE(key.stat().st_mode), 0o600, "mode")


# ---- what nobody but the post can read
CANARY_PLATE = "QX847ZK"
CANARY_AT = "47.104321,6.143217"


def canaries():
    latitude, longitude = 47_104_321, 6_143_217
    return [CANARY_PLATE.encode(), latitude.to_bytes(4, "little") + longitude.to_bytes(4, "little"),
            b"47.104321"]


def blindness(world):
    place = world.new_referent(world.ornans)
    capture = world.folder / "capture.pcap"
    sniffer = subprocess.Popen(["tcpdump", "-i", "lo", "-Z", "root", "--immediate-mode", "-U", "-w", str(capture), "tcp"], stderr=subprocess.PIPE, text=True)
    try:
        line = sniffer.stderr.readline()
        while line and "listening on" not in line:
            line = sniffer.stderr.readline()
        identity = world.send(place, "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress",
                              "--called17", "--sector", "1", "--at", CANARY_AT, "--vehicle-type", "van", "--plate",
                              CANARY_PLATE)["alert"]
        world.wait_state(place, identity, "delivered")
        opened = world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    finally:
        sniffer.terminate()
        sniffer.wait(timeout=10)
    check(CANARY_PLATE in str(opened), "the officer reads the plate: the canary is real")
    packets = capture.read_bytes()
    check(len(packets) > 10_000, "the capture holds the traffic")
    commune = memory_of(world.ornans["commune"]["process"].pid)
    check(sum(map(len, commune)) > 1_000_000, "the dump holds the process")
    check(any(bytes.fromhex(identity) in part for part in commune + [data for _, data in files_below(world.ornans["commune"]["folder"])]),
          "the search finds what is there: the alert's id")
    for canary in canaries():
        for part in commune:
            check(canary not in part, f"{canary!r} in the memory of the commune's node")
        for path, data in files_below(world.ornans["commune"]["folder"]):
            check(canary not in data, f"{canary!r} in {path.name}")
        for path, data in files_below(world.ornans["post"]["folder"]):
            check(canary not in data, f"{canary!r} in the post's {path.name}: opened content is never written")
        check(canary not in packets, f"{canary!r} in the captured packets")


def the_search_can_fail(world):
    """The same search, at the desk where the alert lies open, finds it."""
    place = world.new_referent(world.ornans)
    identity = world.urgent(place, "--vehicle-type", "van", "--plate", CANARY_PLATE)
    world.wait_state(place, identity, "delivered")
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"." * 4096)
    except BlockingIOError:
        os.set_blocking(writer, True)  # full: the desk's program stops while it shows the alert
    desk = subprocess.Popen([str(world.programs / "tocsin"), "post", "open", identity, "--reason", "assess",
                             "--profile", str(place["officer"])], stdout=writer, stderr=subprocess.DEVNULL)
    try:
        def open_here():
            check(desk.poll() is None, "the desk's program stays open")
            return any(CANARY_PLATE.encode() in part for part in memory_of(desk.pid))
        world.wait_for("the plate in the desk's memory", open_here)
    finally:
        desk.kill()
        desk.wait()
        os.close(reader)
        os.close(writer)


def logs_say_codes(world):
    log = (world.ornans["commune"]["folder"] / "log").read_text(encoding="utf-8", errors="replace")
    log += (world.ornans["post"]["folder"] / "log").read_text(encoding="utf-8", errors="replace")
    check("alert_accepted" in log and "alert_delivered" in log, "the operator sees that alerts pass")
    for word in ("Jeanne", "Personne", "06 00 00", "forcing_door"):
        check(word not in log, f"{word!r} in a log")
    check(not re.search(r"\b[0-9a-f]{64}\b", log), "no whole key or hash in a log")


def main():
    build = sys.argv[1]
    cases = Cases("network", sys.argv[2] if len(sys.argv) > 2 else None)
    world = World(build)
    cases.play(world, (
        ("one alert, end to end", whole_way),
        ("R6 a category that the charter does not name is refused", category_off),
        ("R9 danger without the 17 called first is refused, with the number", danger_without_17),
        ("R5 a sector outside the mandate is refused", other_sector),
        ("R10 over quota is refused, danger passes", over_quota),
        ("R11 the third report on one target is held until released by two", third_on_one_target),
        ("R2 a wrong role gets nothing", wrong_role),
        ("another commune's referent gets nothing", other_commune),
        ("R21 the mayor's signature alone gives nothing", mayor_alone),
        ("words that differ stop the vetting", wrong_words),
        ("R3 a revoked mandate sends nothing", revoked),
        ("a replay gets the same receipt", replay),
        ("the same id with other bytes is refused", other_bytes),
        ("no flipped bit is accepted", flipped),
        ("a sender's program that lies is shown to nobody", violations),
        ("a header or a content of another referent gives nothing", stolen),
        ("hostile frames harm nobody", hostile_frames),
        ("a card that leads to a false root is refused", false_card),
        ("a time too far ahead or behind is noted or refused", created_at),
        ("a phone with a wrong clock is corrected, and told what to do", device_clock),
        ("a node's clock that jumps a year erases nothing", node_clock),
        ("R3 an expired mandate sends nothing", expired_mandate),
        ("a second instance is refused, the first unharmed", second_instance),
        ("damaged configuration and key files are refused in one line", damaged_files),
        ("I4 the commune's node, the wire and the logs hold no content", blindness),
        ("I4 the same search finds an alert that is open at a desk", the_search_can_fail),
        ("logs hold codes, never contents or names", logs_say_codes),
        ("an alert waits while the post is down", line_cut),
        ("each process restarted at each state", restart_at_each_state),
        ("I1 I2 kill -9 at random moments loses and doubles nothing", killed_at_random),
        ("R1 R23 the mairie stops its node at once", suspended_by_the_mairie),
    ))


if __name__ == "__main__":
    main()
