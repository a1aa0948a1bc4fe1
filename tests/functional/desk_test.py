#!/usr/bin/env python3
"""The post's and the town hall's own acts on real communes: R27, R29-R31, R33-R35. Usage: desk_test.py BUILD [NAME]"""
import datetime
import json
import pathlib
import sys
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World  # noqa: E402

DANGER = ("--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress", "--called17", "--sector", "1")
VAN = ("--category", "VEH", "--conduct", "slow_repeated_passes", "--sector", "1", "--vehicle-type", "van", "--plate")
FIRE = ("--category", "RIS", "--conduct", "fire_or_smoke", "--in-progress", "--called17", "--sector", "1")


def closed_now():
    """Opening hours that are far from this moment: one minute, half a week away, on the wall's clock in France."""
    then = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris")) + datetime.timedelta(hours=84)
    return f"{then.isoweekday()} {then.hour:02}:00-{then.hour:02}:01"


def open_for_three_days():
    """Opening hours of today and the two days after it, in France."""
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris"))
    days = [(today + datetime.timedelta(days=n)).isoweekday() for n in range(3)]
    return [word for day in days for word in ("--hours", f"{day} 00:00-24:00")]


class RealWorld(World):
    """The same two communes, real: no exercise without a window. The second one's post is closed now, the first one's
    in three days."""

    def tocsin(self, *words, **how):
        if words[:2] == ("mairie", "init"):
            words += ("--real",)
        if words[:2] == ("post", "init") and self.dernancourt["post_name"] in words:
            words += ("--hours", closed_now())
        if words[:2] == ("post", "init") and self.ornans["post_name"] in words:
            words += tuple(open_for_three_days())
        return super().tocsin(*words, **how)

    def send(self, place, *words, expect=0):
        return self.tocsin("referent", "send", *words, profile=place["phone_profile"], expect=expect)

    def enter(self, place, *words, expect=0):
        return self.tocsin("mairie", "desk-entry", place["mandate"], *words, profile=self.desk(self.ornans),
                           expect=expect)

    def in_inbox(self, place, identity):
        return next((one for one in self.inbox(place, "--all") if one["alert"] == identity), None)

    def opened(self, place, *words):
        identity = self.send(place, *words)["alert"]
        self.wait_state(place, identity, "delivered")
        self.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
        return identity


# ---- R27
def exercise_window(world):
    place = world.ornans
    equal(world.send(place, "--exercise", *FIRE, expect=5)["refused"]["rule"], "R27", "before the window")
    officer = world.tocsin("post", "exercise", "open", profile=place["officer"], expect=5)
    equal(officer["refused"]["rule"], "R2", "an officer's window")
    long = world.tocsin("post", "exercise", "open", "--hours", "5", profile=place["commander"], expect=5)
    equal(long["refused"]["rule"], "R27", "five hours")
    world.tocsin("post", "exercise", "open", "--hours", "1", profile=place["commander"])
    equal(len(world.tocsin("post", "exercise", "list", profile=place["commander"])["windows"]), 1, "windows")
    sent = world.wait_for("the window at the commune", lambda: world.raw(
        "referent", "send", "--exercise", *FIRE, "--json", profile=place["phone_profile"]))
    for _ in range(20):
        if sent.returncode == 0:
            break
        sent = world.raw("referent", "send", "--exercise", *FIRE, "--json", profile=place["phone_profile"])
    equal(sent.returncode, 0, sent.stderr)
    check("EXERCI" in sent.stderr, "the screen is striped")
    check("17" in sent.stderr and "--exercise" in sent.stderr, "how to send the real one is said")
    identity = json.loads(sent.stdout.splitlines()[-1])["alert"]
    world.wait_state(place, identity, "delivered")
    check(world.in_inbox(place, identity)["exercise"], "the officer sees an exercise")
    real = world.send(place, *FIRE)["alert"]
    world.wait_state(place, real, "delivered")
    check(not world.in_inbox(place, real)["exercise"], "and what is real beside it")
    world.tocsin("post", "exercise", "close", profile=place["commander"])
    world.wait_for("the closing at the commune", lambda: world.raw(
        "referent", "send", "--exercise", *FIRE, profile=place["phone_profile"]).returncode == 5)
    world.tocsin("post", "exercise", "close", profile=place["commander"], expect=6)


# ---- R35
def confirmed_by_the_referent(world):
    place = world.new_referent(world.ornans)
    entered = world.enter(place, *DANGER, "--wait")
    equal((entered["state"], entered["unconfirmed"]), ("delivered", True), "the desk is told")
    check(entered["listening"]["now"], "who reads at the post is said at the desk too")
    row = world.in_inbox(place, entered["alert"])
    equal((row["desk_entry"], row["unconfirmed"]), (True, True), "the officer is told to call")
    told = world.tocsin("referent", "status", profile=place["phone_profile"])["entered_at_desk"]
    equal([(one["alert"], one["category"], one["confirmed"]) for one in told],
          [(entered["alert"], "INT", False)], "the referent is told")
    world.tocsin("referent", "confirm", entered["alert"][:16], profile=place["phone_profile"])
    world.wait_for("the mark to go", lambda: not world.in_inbox(place, entered["alert"])["unconfirmed"])
    again = world.tocsin("referent", "confirm", entered["alert"][:16], profile=place["phone_profile"], expect=5)
    equal(again["refused"]["rule"], "R35", "twice")
    other = world.new_referent(world.ornans)
    world.tocsin("referent", "confirm", entered["alert"][:16], profile=other["phone_profile"], expect=6)


def confirmed_by_the_call(world):
    place = world.new_referent(world.ornans)
    entered = world.enter(place, *DANGER, "--wait")
    world.tocsin("post", "confirm", entered["alert"], profile=place["officer"])
    check(not world.in_inbox(place, entered["alert"])["unconfirmed"], "the mark is gone")
    own = world.send(place, *FIRE)["alert"]
    world.wait_state(place, own, "delivered")
    refused = world.tocsin("post", "confirm", own, profile=place["officer"], expect=5)["refused"]
    equal(refused["rule"], "R35", "an alert of the phone needs no confirmation")


def desk_quota(world):
    """Two of the five are entered above."""
    place = enrolled_before(world)
    for _ in range(3):
        world.enter(place, *FIRE)
    refusal = world.enter(place, *FIRE, expect=5)["refused"]
    equal(refusal["rule"], "R35", "the sixth of the day")
    check("17" in refusal["text"], "call 17")
    world.restart(place, "commune", clock="+169h")
    world.wait_for("three that nobody confirmed", lambda: (place["commune"]["folder"] / "log").read_text(
        errors="replace").count("entry_never_confirmed") >= 3)
    world.restart(place, "commune")


def no_desk_no_entry(world):
    place = world.ornans
    done = world.raw("mairie", "desk-entry", place["mandate"], *FIRE, profile=place["mayor"])
    check(done.returncode != 0 and "--desk" in done.stderr, "the mayor's device is no desk")


# ---- R30, R31
def verified_by_anybody(world, place, out, handed):
    """Whoever has the file verifies it, without a node; what was changed in it is refused, or is not what was signed."""
    checked = world.tocsin("audit", "hand-over", out)
    root = checked["root"]  # shown with a warning: it came with the file
    checked = world.tocsin("audit", "hand-over", out, "--fingerprint", root)
    for field in ("alert", "recipient", "reason", "leaf", "at", "commune", "created", "exercise", "content"):
        equal(checked[field], handed[field], field)
    equal(checked["root"], root, "root")
    text = out.read_text()
    changed, proof = place["folder"] / "changed.json", handed["proof"]
    for other in (proof[:-1] + "01"[proof[-1] == "0"], proof[:60] + "01"[proof[60] == "0"] + proof[61:]):
        changed.write_text(text.replace(proof, other))
        check(world.raw("audit", "hand-over", changed, "--fingerprint", root).returncode in (1, 7), "a changed proof")
    done = world.raw("audit", "hand-over", out, "--fingerprint", "00" * 32)
    equal(done.returncode, 7, f"another root: {done.stderr}")
    line = place["folder"] / "scanned.txt"
    line.write_text(proof.upper() + "\n")  # as a QR code has it
    equal(world.raw("audit", "hand-over", line).returncode, 3, "without papers")
    papers = [word for name in (world.folder / "root.doc", place["record"]) for word in ("--paper", name)]
    done = world.raw("audit", "hand-over", line, *papers)
    check(done.returncode == 3 and "commission" in done.stderr, f"without the officer's commission: {done.stderr}")
    line.write_text("\n".join([proof.upper(), *handed["papers"]]))
    equal(world.tocsin("audit", "hand-over", line, "--fingerprint", root)["content"], handed["content"], "with its papers")


def handed_over(world):
    place = world.new_referent(world.ornans)
    identity = world.send(place, *FIRE)["alert"]
    world.wait_state(place, identity, "delivered")
    out = place["folder"] / "00421.json"
    words = ("post", "hand-over", identity, "--reason", "procedure", "--to", "procedure:00421/2026", "--out", out)
    equal(world.tocsin(*words, profile=place["officer"], expect=5)["refused"]["rule"], "R2", "unopened")
    check(not out.exists(), "nothing left the post")
    world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    handed = world.tocsin(*words, profile=place["officer"])
    equal(handed["content"]["category"], "RIS", "content")
    kept = json.loads(out.read_text())
    equal((kept["recipient"], kept["leaf"]), ("procedure:00421/2026", handed["leaf"]), "file")
    verified_by_anybody(world, place, out, handed)
    check("R30" in world.in_inbox(place, identity)["flags"], "the mark")
    log = place["folder"] / "post.log"
    world.tocsin("audit", "export", "--out", log, profile=world.auditor(place, place["post_id"]))
    leaves = [line for line in log.read_text().splitlines() if line.startswith("leaf ")]
    check("procedure:00421/2026".encode().hex() in leaves[handed["leaf"]], "the recipient stands in the log, at that leaf")
    for to in ("post:P25-999", f"post:{place['post_id']}"):
        refusal = world.tocsin("post", "hand-over", identity, "--reason", "other_area", "--to", to,
                               profile=place["officer"], expect=5)["refused"]
        equal(refusal["rule"], "R30", to)
    for to in ("procedure:Jean Martin", "Jean Martin", "mairie:25434"):
        world.tocsin("post", "hand-over", identity, "--reason", "procedure", "--to", to, profile=place["officer"],
                     expect=2)


def grouped(world):
    place = world.new_referent(world.ornans)
    first, second, third = (world.opened(place, *FIRE) for _ in range(3))
    world.tocsin("post", "group", first, second, "--reason", "same_event", profile=place["officer"])
    groups = [world.in_inbox(place, one)["group"] for one in (first, second, third)]
    check(groups[0] and groups[0] == groups[1] and not groups[2], f"groups {groups}")
    world.tocsin("post", "take", third, profile=place["officer"])
    world.tocsin("post", "close", third, "--code", "handled", profile=place["officer"])
    refusal = world.tocsin("post", "group", first, third, "--reason", "same_place", profile=place["officer"],
                           expect=5)["refused"]
    equal(refusal["rule"], "R31", "a closed one")
    world.tocsin("post", "group", first, second, "--reason", "looks_alike", profile=place["officer"], expect=2)
    elsewhere = world.send(world.dernancourt, *FIRE)["alert"]
    world.wait_state(world.dernancourt, elsewhere, "delivered")
    world.tocsin("post", "group", first, elsewhere, "--reason", "same_event", profile=place["officer"], expect=6)
    check(not world.in_inbox(world.dernancourt, elsewhere)["group"], "an alert of another post's commune")


# ---- R29, R33, R34
def nobody_in_service(world):
    place = world.dernancourt
    heard = world.tocsin("referent", "status", profile=place["phone_profile"])["listening"]
    check(not heard["now"] and "17" in heard["words"] and heard["from"], f"{heard}")
    check(world.tocsin("referent", "status", profile=world.ornans["phone_profile"])["listening"]["now"], "open")
    sent = world.raw("referent", "send", *DANGER, "--json", profile=place["phone_profile"])
    equal(sent.returncode, 0, sent.stderr)
    check("Nobody is reading" in sent.stderr or "Personne ne lit" in sent.stderr, "told before it is sent")
    identity = json.loads(sent.stdout.splitlines()[-1])["alert"]
    world.wait_state(place, identity, "delivered")
    world.wait_for("due at once", lambda: world.in_inbox(place, identity)["roll_over"] == "nobody_in_service")


def unopened_danger(world):
    place = world.new_referent(world.ornans)
    identity = world.send(place, *DANGER)["alert"]
    world.wait_state(place, identity, "delivered")
    equal(world.in_inbox(place, identity)["roll_over"], "none", "at first")
    world.restart(place, "post", clock="+150s")
    world.wait_for("due after two minutes",
                   lambda: world.in_inbox(place, identity)["roll_over"] == "in_progress_unopened")
    world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    world.tocsin("post", "take", identity, profile=place["officer"])
    equal(world.in_inbox(place, identity)["roll_over"], "none", "once taken it is due nowhere else")
    world.restart(place, "post")


def log_of(place):
    return (place["post"]["folder"] / "log").read_text(errors="replace")


def enrolled_before(world):
    return world.later.pop() if getattr(world, "later", None) else world.new_referent(world.ornans)


def held_for_a_day(world):
    """R29: what is held apart follows its own rule, until somebody has looked at it."""
    # The post is a day ahead from here on, and a post that has not heard its communes for a day vets nobody.
    world.later = [world.new_referent(world.ornans) for _ in range(2)]
    place = world.new_referent(world.ornans)
    sent = [world.send(place, *VAN, "QR-456-ST")["alert"] for _ in range(3)]
    world.wait_state(place, sent[2], "held")
    world.restart(place, "post", clock="+23h")
    world.wait_for("its neighbour due", lambda: world.in_inbox(place, sent[0])["roll_over"] == "unopened_in_service")
    equal(world.in_inbox(place, sent[2])["roll_over"], "none", "held for less than a day")
    marked = log_of(place).count("roll_over_due")
    world.restart(place, "post", clock="+25h")
    world.wait_for("held and unseen for a day",
                   lambda: world.in_inbox(place, sent[2])["roll_over"] == "held_unseen")
    check(log_of(place).count("roll_over_due") > marked, "logged")
    shown = world.raw("post", "inbox", profile=place["officer"]).stdout
    check("SUPERVISING POST" in shown or "POSTE DE SUPERVISION" in shown, shown)
    world.tocsin("post", "open", sent[2], "--reason", "assess", profile=place["officer"])
    equal(world.in_inbox(place, sent[2])["roll_over"], "none", "seen")


def closes_untaken(world):
    """R34: opened is not taken; when the post closes, what nobody took is due. The post is a day ahead already."""
    place = enrolled_before(world)
    read, taken = (world.opened(place, *FIRE) for _ in range(2))
    world.tocsin("post", "take", taken, profile=place["officer"])
    equal(world.in_inbox(place, read)["roll_over"], "none", "read, in opening hours")
    world.restart(place, "post", clock="+73h")
    world.wait_for("due at closing time", lambda: world.in_inbox(place, read)["roll_over"] == "closing_time")
    equal(world.in_inbox(place, taken)["roll_over"], "none", "taken")
    world.restart(place, "post")


def main():
    cases = Cases("desk", sys.argv[2] if len(sys.argv) > 2 else None)
    world = RealWorld(sys.argv[1])
    cases.play(world, (
        ("R27 a real commune takes exercises in the post's window, beside what is real", exercise_window),
        ("R35 a desk's entry is marked until the referent's device confirms it", confirmed_by_the_referent),
        ("R35 a desk's entry is marked until the post has called", confirmed_by_the_call),
        ("R35 a device that is no desk enters nothing", no_desk_no_entry),
        ("R30 a content goes out with reason and recipient, logged", handed_over),
        ("R31 open alerts are put together, closed ones are not", grouped),
        ("R33 R34 nobody in service: told before sending, due at once", nobody_in_service),
        ("R34 danger that nobody opens is due after two minutes, until it is taken", unopened_danger),
        ("R29 what is held and unseen for a day is due, logged and shown", held_for_a_day),
        ("R34 what nobody took is due when the post closes", closes_untaken),
        ("R35 five entries a day, and what nobody confirms counts against the desk", desk_quota),
    ))


if __name__ == "__main__":
    main()
