#!/usr/bin/env python3
"""Rules that a person meets and no other file shows: R7, R8, R19, R20, R22, R26, R28. Usage: rules_test.py BUILD [NAME]

The last case moves the clocks of both nodes on, never back.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World  # noqa: E402

VAN = ("--category", "VEH", "--sector", "1", "--vehicle-type", "van")
SELLING = ("--category", "DEM", "--conduct", "insistent_selling", "--sector", "1")


def refused(world, place, *words):
    """The rule that this device's own program names, before anything leaves it."""
    before = len(world.tocsin("referent", "my-data", profile=place["phone_profile"])["alerts"])
    rule = world.send(place, *words, expect=5)["refused"]["rule"]
    after = len(world.tocsin("referent", "my-data", profile=place["phone_profile"])["alerts"])
    equal(after, before, "alerts kept on the device")
    return rule


def conduct_first(world):
    place = world.ornans
    none = world.raw("referent", "send", "--exercise", *VAN, profile=place["phone_profile"])
    check(none.returncode == 2 and "--conduct" in none.stderr, f"no conduct: {none.stderr}")
    equal(refused(world, place, *VAN, "--conduct", "unknown_in_area"), "R7", "unknown in the area, alone")
    equal(refused(world, place, *VAN, "--conduct", "unknown_in_area", "--person", "height=above_180cm"), "R7",
          "a person who did nothing")
    world.send(place, *VAN, "--conduct", "slow_repeated_passes", "--person", "height=above_180cm")


def plates(world):
    place = world.ornans
    equal(refused(world, place, *SELLING, "--vehicle-type", "car", "--plate", "AB-123-CD"), "R8", "category")
    for sentence in ("GRANDROUGE", "le grand roux"):
        done = world.raw("referent", "send", "--exercise", *VAN, "--conduct", "slow_repeated_passes", "--plate",
                         sentence, profile=place["phone_profile"])
        check(done.returncode == 2 and "plate" in done.stderr, f"words in place of a plate: {done.stderr}")


def reason_before_content(world):
    place = world.new_referent(world.ornans)
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")
    done = world.raw("post", "open", identity, profile=place["officer"])
    equal(done.returncode, 2, "without a reason")
    equal(world.raw("post", "open", identity, "--reason", "curious", profile=place["officer"]).returncode, 2,
          "a reason that is not on the list")
    elsewhere = world.raw("post", "open", identity, "--reason", "assess", profile=world.dernancourt["officer"])
    equal(elsewhere.returncode, 6, "at another post there is no such alert")
    check("opened" not in world.states(place, identity), "nobody has opened it")
    for reader in ("mayor", "phone_profile"):
        done = world.raw("post", "open", identity, "--reason", "assess", profile=place[reader])
        check(done.returncode not in (0, 2), f"{reader} opens nothing: {done.returncode}")
    world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    world.wait_state(place, identity, "opened")


def counts_only(world):
    place = world.ornans
    for audience, reader in (("mairie", "mayor"), ("post", "commander")):
        counted = world.tocsin(audience, "counts", profile=place[reader])
        now = world.node_status(place, "commune")["time"]
        check(counted["until"] <= now, f"{audience}: a period that is not closed: {counted}")
    open_period = world.raw("mairie", "counts", "--from", "2100-01-01", profile=place["mayor"])
    equal(open_period.returncode, 5, f"a period that is not over: {open_period.stderr}")


def either_side_stops(world):
    place = world.new_referent(world.ornans)
    mandate = place["mandate"]
    world.tocsin("mairie", "suspend", mandate, "--reason", "review", profile=place["mayor"])
    equal(world.urgent(place, expect=5)["rule"], "R3", "suspended by the mairie, at once")
    lifted = world.tocsin("post", "lift", mandate, "--reason", "review", profile=place["commander"], expect=5)
    equal(lifted["refused"]["rule"], "R22", "the other side lifts nothing")
    world.tocsin("mairie", "lift", mandate, "--reason", "review", profile=place["mayor"])
    world.urgent(place)
    officer = world.tocsin("post", "suspend", mandate, "--reason", "misuse", profile=place["officer"], expect=5)
    equal(officer["refused"]["rule"], "R22", "an officer's suspension for another reason than a lost device")
    world.tocsin("post", "suspend", mandate, "--reason", "device_lost", profile=place["officer"])
    world.wait_for("the suspension at the commune", lambda: world.raw(
        "referent", "send", "--exercise", *SELLING, profile=place["phone_profile"]).returncode == 5)
    world.tocsin("post", "revoke", mandate, "--reason", "misuse", profile=place["officer"], expect=5)
    world.tocsin("post", "revoke", mandate, profile=place["commander"], expect=2)  # no reason


def withdrawn(world):
    place = world.new_referent(world.ornans)
    held = world.send(place, *SELLING)["alert"]
    world.tocsin("referent", "withdraw", held, profile=place["phone_profile"])
    world.wait_state(place, held, "withdrawn")
    late = world.urgent(place)
    world.wait_state(place, late, "delivered")
    world.tocsin("referent", "withdraw", late, profile=place["phone_profile"])
    world.wait_state(place, late, "withdrawal_noted")
    shown = [one["alert"] for one in world.inbox(place, "--all")]
    check(late in shown and held not in shown, "the first never left the commune, the second stays with its mark")


def erased_by_state(world):
    """Not taken up: gone after 30 days. Taken up: still there, and gone three months after its last change."""
    place = world.new_referent(world.ornans)
    ignored, closed = world.urgent(place), world.urgent(place, "--street", "2")
    for identity in (ignored, closed):
        world.wait_state(place, identity, "delivered")
    for verb in (("open", "--reason", "assess"), ("take",), ("close", "--code", "handled")):
        world.tocsin("post", verb[0], closed, *verb[1:], profile=place["officer"])

    def at_the_post():
        return {one["alert"] for one in world.inbox(place, "--all")} & {ignored, closed}

    world.at(place, "+29d")
    equal(at_the_post(), {ignored, closed}, "on day 29")
    world.at(place, "+32d")
    world.wait_for("what nobody took up to go", lambda: at_the_post() == {closed})
    gone = world.raw("post", "open", ignored, "--reason", "assess", profile=place["officer"])
    equal(gone.returncode, 6, "nobody opens it again")
    for offset in ("+62d", "+85d"):
        world.at(place, offset)
    equal(at_the_post(), {closed}, "on day 85")
    world.at(place, "+95d")
    world.wait_for("the closed one to go", lambda: not at_the_post())


def main():
    cases = Cases("rules", sys.argv[2] if len(sys.argv) > 2 else None)
    world = World(sys.argv[1])
    cases.play(world, (
        ("R7 no conduct, no alert; no person without a conduct", conduct_first),
        ("R8 a plate only where it belongs, and only a plate", plates),
        ("R19 a reason on the list, at the addressed post, before the content", reason_before_content),
        ("R20 numbers of closed periods only", counts_only),
        ("R22 either side stops a mandate alone, and only it lifts", either_side_stops),
        ("R28 within the hold it ends, later it is a mark", withdrawn),
        ("R26 what is over is erased by its state, on the day that was said", erased_by_state),
    ))


if __name__ == "__main__":
    main()
