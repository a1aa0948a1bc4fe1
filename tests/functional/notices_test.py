#!/usr/bin/env python3
"""What goes down to referents, between real processes. Usage: notices_test.py BUILD [NAME]"""
import json
import pathlib
import queue
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World  # noqa: E402

HOUR = 3600


class Network(World):
    """The second commune is real: exercises need a window there."""

    def real(self, place):
        return place["code"] == self.dernancourt["code"]

    def tocsin(self, *words, **how):
        if words[:2] == ("mairie", "init") and self.dernancourt["name"] in words:
            words += ("--real",)
        return super().tocsin(*words, **how)

    def send(self, place, *words, expect=0):
        if not self.real(place):
            return super().send(place, *words, expect=expect)
        return self.tocsin("referent", "send", *words, profile=place["phone_profile"], expect=expect)


READ_WITHIN = 60  # R18: every connected referent, in seconds


def utc(offset=0):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + offset))


# ---- verbs
def write(world, place, *words, expect=0, by="officer"):
    answer = world.tocsin("post", "notice", "new", *words, profile=place[by], expect=expect)
    return answer["notice"] if expect == 0 else answer["refused"]


def sign(world, place, notice, by="commander", expect=0):
    answer = world.tocsin("post", "notice", "sign", notice, profile=place[by], expect=expect)
    return answer["state"] if expect == 0 else answer["refused"]


def given_out(world, place, *words):
    notice = write(world, place, *words)
    equal(sign(world, place, notice), "open", "after the second signature")
    world.wait_for("the notice on the phone", lambda: state_on_phone(world, place, notice) == "open")
    return notice


def read(world, place):
    return world.tocsin("referent", "notices", profile=place["phone_profile"])["notices"]


def state_on_phone(world, place, notice):
    return next((one["state"] for one in read(world, place) if one["notice"] == notice), None)


def at_the_post(world, place, notice):
    listed = world.tocsin("post", "notice", "list", profile=place["officer"])["notices"]
    return next(one for one in listed if one["notice"] == notice)


class Watching:
    """`tocsin referent notices --watch`, read line by line."""

    def __init__(self, world, place):
        self.process = world.started("referent", "notices", "--watch", "--json", profile=place["phone_profile"])
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def next(self, wanted, within):
        end = time.monotonic() + within
        while True:
            try:
                event = json.loads(self.lines.get(timeout=max(0.0, end - time.monotonic())))["event"]
            except queue.Empty:
                raise AssertionError(f"{wanted} was not shown within {within} s") from None
            if (event["notice"], event["state"]) == wanted:
                return event

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=30)


# ---- cases
def two_officers(world):
    place = world.ornans
    notice = write(world, place, "scam_in_progress", "--sector", "1", "--advice", "never_give_codes")
    equal(at_the_post(world, place, notice)["state"], "waits", "with one signature")
    equal(sign(world, place, notice, by="officer"), "waits", "the same officer again")
    equal(state_on_phone(world, place, notice), None, "on the phone, with one signature")
    equal(sign(world, place, notice), "open", "with both")
    shown = world.wait_for("the notice on the phone",
                           lambda: [one for one in read(world, place) if one["notice"] == notice])[0]
    equal((shown["template"], shown["signatures"], shown["exercise"]), ("scam_in_progress", 2, True), "as shown")
    check("never_give_codes" in shown["advice"] and "17" not in shown["text"][:2], shown["text"])

    def counted():
        here = at_the_post(world, place, notice)
        return here if here["shown"] else None
    here = world.wait_for("the receipt of display", counted)
    check(here["shown"] <= here["addressed"], f"{here['shown']} of {here['addressed']}")


def cancel_overtakes(world):
    place = world.ornans
    watching = Watching(world, place)
    try:
        notice = given_out_while(world, place, watching)
        began = time.monotonic()
        world.tocsin("post", "notice", "cancel", notice, profile=place["commander"])
        event = watching.next((notice, "cancelled"), READ_WITHIN)
        equal(event["cancel_reason"], "mistake", "reason")
        check(time.monotonic() - began < READ_WITHIN, "in time")
    finally:
        watching.close()
    # A device that was switched off between showing and saying so says it when it shows it next.
    world.wait_for("the cancel's display counted",
                   lambda: read(world, place) and at_the_post(world, place, notice)["cancel_shown"])
    talk = world.raw("referent", "notices", profile=place["phone_profile"])
    check("CANCELLED" in talk.stdout or "ANNULÉ" in talk.stdout, talk.stdout)


def given_out_while(world, place, watching):
    notice = write(world, place, "prevention", "--sector", "2", "--advice", "lock_up")
    equal(sign(world, place, notice), "open", "after the second signature")
    watching.next((notice, "open"), READ_WITHIN)
    return notice


def cancel_before_arrival(world):
    """The commune is down: notice and cancel wait, and the referent never reads what was taken back."""
    place = world.dernancourt
    world.stop(place, "commune")
    try:
        notice = write(world, place, "burglary_series", "--sector", "1")
        equal(sign(world, place, notice), "open", "at the post")
        world.tocsin("post", "notice", "cancel", notice, profile=place["officer"])
    finally:
        world.run(place, "commune")
    world.wait_for("the cancel at the commune",
                   lambda: at_the_post(world, place, notice)["answered"] or state_on_phone(world, place, notice))
    check(state_on_phone(world, place, notice) in (None, "cancelled"), "never open on the phone")


def one_signature_forged(world):
    """What the mairie may not write, and what it may."""
    place = world.ornans
    done = world.raw("mairie", "announce", "witness_call", "--json", "--yes", profile=place["mayor"])
    equal(done.returncode, 2, "no such template for a mairie")
    done = world.raw("post", "notice", "new", "meeting", "--json", "--yes", profile=place["officer"])
    equal(done.returncode, 2, "no such template for a post")
    announced = world.tocsin("mairie", "announce", "meeting", "--venue", "town_hall", "--from", utc(48 * HOUR),
                             profile=place["mayor"])["notice"]
    shown = [one for one in read(world, place) if one["notice"] == announced]
    equal([(one["by"], one["venue"]) for one in shown], [("mairie", "town_hall")], "the announcement")
    done = world.raw("post", "notice", "cancel", announced, "--json", profile=place["officer"])
    check(done.returncode != 0, "the post does not take back what the mairie announced")
    world.tocsin("mairie", "cancel-announcement", announced, "--reason", "replaced", profile=place["mayor"])
    equal(state_on_phone(world, place, announced), "cancelled", "taken back by the mairie")


def week_is_full(world):
    """The third in a week is refused in sector 2; a risk is not; eight days later there is room."""
    place = world.ornans
    listed = world.tocsin("post", "notice", "list", profile=place["officer"])["notices"]
    earlier = [one for one in listed if 2 in one["sectors"] and one["state"] != "waits"]
    for _ in range(2 - len(earlier)):
        given_out(world, place, "prevention", "--sector", "2", "--advice", "lock_up")
    equal(write(world, place, "prevention", "--sector", "2", "--advice", "lock_up", expect=5)["rule"], "R17", "third")
    world.tocsin("mairie", "announce", "risk", "--risk", "storm", "--sector", "2", "--advice", "stay_inside",
                 profile=place["mayor"])
    world.restart(place, "post", clock="+8d")
    try:
        done = world.raw("post", "notice", "new", "prevention", "--sector", "2", "--advice", "lock_up", "--json",
                         "--yes", "--no-input", profile=place["officer"], clock="+8d")
    finally:
        world.restart(place, "post")
    equal(done.returncode, 0, f"after a week: {done.stderr}{done.stdout}")


def witness_call_is_short(world):
    place = world.dernancourt
    words = ("witness_call", "--category", "INT", "--sector", "1", "--from", utc(-2 * HOUR))
    equal(write(world, place, *words, "--hours", "13", expect=5)["rule"], "R17", "thirteen hours")
    notice = given_out(world, place, *words, "--advice", "observe_do_not_follow")
    talk = world.raw("referent", "notices", profile=place["phone_profile"]).stdout
    check("Call for witnesses" in talk or "Appel à témoins" in talk, talk)
    answer = world.send(place, "--category", "INT", "--conduct", "testing_doors_or_gates", "--sector", "1")
    check(answer["alert"], "an answer is an ordinary alert")
    world.tocsin("post", "notice", "cancel", notice, "--reason", "over", profile=place["officer"])


MISSING = ("--category", "DIS", "--conduct", "matches_notice", "--in-progress", "--called17", "--sector", "1")


def missing_person(world):
    place = world.new_referent(world.ornans)
    equal(world.send(place, *MISSING, expect=5)["refused"]["rule"], "R6", "without a notice")
    notice = given_out(world, place, "missing_person", "--sector", "1", "--from", utc(-3 * HOUR), "--hours", "24")
    identity = world.send(place, *MISSING)["alert"]
    world.wait_state(place, identity, "delivered")
    world.tocsin("post", "notice", "cancel", notice, "--reason", "over", profile=place["officer"])
    world.wait_for("the cancel on the phone", lambda: state_on_phone(world, place, notice) == "cancelled")
    equal(world.send(place, *MISSING, expect=5)["refused"]["rule"], "R6", "after the cancel")


def exercise_in_the_window(world):
    """A real commune: R27 outside the post's window, and in it a notice that every screen marks."""
    place = world.dernancourt
    words = ("prevention", "--advice", "lock_up", "--exercise")
    equal(write(world, place, *words, expect=5)["rule"], "R27", "before the window")
    world.tocsin("post", "exercise", "open", "--hours", "1", profile=place["commander"])
    notice = given_out(world, place, *words)
    equal([one["exercise"] for one in read(world, place) if one["notice"] == notice], [True], "on the phone")
    check(at_the_post(world, place, notice)["exercise"], "at the post")
    talk = world.raw("referent", "notices", profile=place["phone_profile"]).stdout
    check("EXERCISE" in talk or "EXERCICE" in talk, talk)
    world.tocsin("post", "exercise", "close", profile=place["commander"])
    equal(write(world, place, *words, expect=5)["rule"], "R27", "after the window")
    world.tocsin("post", "notice", "cancel", notice, "--reason", "over", profile=place["officer"])


def accepted_after_it_went_out(world):
    """Who is accepted while a notice is open is one of those it is for."""
    place = world.ornans
    notice = given_out(world, place, "burglary_series", "--sector", "2")
    before = world.wait_for("the first display", lambda: at_the_post(world, place, notice)["shown"] and
                            at_the_post(world, place, notice))
    later = world.new_referent(place)
    world.wait_for("the notice on the new phone", lambda: state_on_phone(world, later, notice) == "open")
    now = world.wait_for("its display", lambda: at_the_post(world, place, notice)["shown"] > before["shown"] and
                         at_the_post(world, place, notice))
    equal(now["addressed"], before["addressed"] + 1, "devices it is for")
    world.tocsin("post", "notice", "cancel", notice, "--reason", "over", profile=place["officer"])


def restarts(world):
    """Both nodes restarted between the two signatures and after them: nothing is lost."""
    place = world.dernancourt
    announced = world.tocsin("mairie", "announce", "risk", "--risk", "flood", "--sector", "1", "--advice",
                             "move_upstairs", profile=place["mayor"])["notice"]
    world.restart(place, "commune")
    equal(state_on_phone(world, place, announced), "open", "after a restart of the commune's node")


def revoked_reads_nothing(world):
    place = world.new_referent(world.ornans)
    read(world, place)
    world.tocsin("post", "revoke", place["mandate"], "--reason", "misuse", profile=place["commander"])
    done = world.wait_for("the revocation at the commune", lambda: world.answers(
        "referent", "notices", profile=place["phone_profile"], expect=5))
    equal(done["refused"]["rule"], "R3", "rule")



def main():
    build = sys.argv[1]
    cases = Cases("notices", sys.argv[2] if len(sys.argv) > 2 else None)
    world = Network(build)
    cases.play(world, (
        ("R17 a notice goes out with the second officer's signature, and its display is counted", two_officers),
        ("R18 one officer's cancel reaches a connected referent within a minute", cancel_overtakes),
        ("R18 a cancel overtakes its notice", cancel_before_arrival),
        ("R16 the mairie announces meetings and risks, and takes back its own", one_signature_forged),
        ("R17 a call for witnesses lasts twelve hours at most", witness_call_is_short),
        ("R6 a missing person is reported only while the notice is open", missing_person),
        ("R27 a real commune's exercise notice goes out in the window, marked", exercise_in_the_window),
        ("R17 who is accepted later is one of those a notice is for", accepted_after_it_went_out),
        ("an announcement outlives a restart", restarts),
        ("R3 a revoked mandate is given no notices", revoked_reads_nothing),
        ("R17 the third notice of the week in a sector is refused", week_is_full),
    ))


if __name__ == "__main__":
    main()
