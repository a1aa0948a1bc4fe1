#!/usr/bin/env python3
"""Drift and what stops it, between real processes: R12, R13, R14, R32, R36. Usage: drift_test.py BUILD [NAME]"""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World  # noqa: E402

FIRE = ("--category", "RIS", "--conduct", "fire_or_smoke")
VAN = ("--category", "VEH", "--conduct", "slow_repeated_passes", "--in-progress", "--called17", "--sector", "1",
       "--vehicle-type", "van", "--plate")


def flags_of(world, place, identity):
    return next((one["flags"] for one in world.inbox(place, "--all") if one["alert"] == identity), None)


def closed_as(world, place, identity, code):
    """Opened, taken and closed at the post; the commune has the signed closing when this answers."""
    world.wait_state(place, identity, "delivered")
    world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    world.tocsin("post", "take", identity, profile=place["officer"])
    world.tocsin("post", "close", identity, "--code", code, profile=place["officer"])
    world.wait_state(place, identity, "closed")


def abusive(world, place, count):
    """So many alerts, all delivered before the first is closed as abusive."""
    sent = [world.urgent(place) for _ in range(count)]
    for identity in sent:
        closed_as(world, place, identity, "abusive")
    return sent


def pause_of(world, place):
    return world.tocsin("referent", "status", profile=place["phone_profile"])["pause"]


def reviews(world, audience, profile):
    return world.tocsin(audience, "review", "list", profile=profile)["reviews"]


def review_about(world, audience, profile, place, opened_by):
    def found():
        return [one for one in reviews(world, audience, profile)
                if one.get("about") == place["mandate"] and one["opened_by"] == opened_by]
    return world.wait_for(f"a review opened by {opened_by}", found)[0]


def patrol(world):
    place = world.new_referent(world.ornans)
    sent = [world.urgent_in(place, sector) for sector in ("1", "2", "2", "3")]
    for identity in sent:
        world.wait_state(place, identity, "delivered")
    equal([flags_of(world, place, identity) for identity in sent], ["", "", "", "R12 patrol"], "flags")
    check(not pause_of(world, place)["running"], "a patrol pauses nobody")


def pile_on(world):
    people = [world.new_referent(world.ornans) for _ in range(3)]
    sent = []
    for person in people:
        identity = world.send(person, *VAN, "EF-456-GH")["alert"]
        world.wait_state(person, identity, "delivered")
        sent.append(identity)
        if len(sent) == 2:
            equal([flags_of(world, person, one) for one in sent], ["", ""], "two are no pile-on")
    # The post sees it on the ones that came before, too.
    equal([flags_of(world, people[0], one) for one in sent], ["R13 pile_on"] * 3, "flags")
    again = world.send(people[0], *VAN, "EF-456-GJ")["alert"]
    world.wait_state(people[0], again, "delivered")
    equal(flags_of(world, people[0], again), "", "another plate")


def one_person_is_no_pile(world):
    place = world.new_referent(world.ornans)
    for _ in range(2):
        identity = world.send(place, *VAN, "KL-456-MN")["alert"]
        world.wait_state(place, identity, "delivered")
    equal(flags_of(world, place, identity), "", "twice by one person")


def cool_down(world):
    place = world.new_referent(world.ornans)
    first, second = abusive(world, place, 2)
    refusal = world.send(place, *FIRE, "--sector", "1", expect=5)["refused"]
    equal(refusal["rule"], "R14", "rule")
    equal(world.urgent(place, expect=5)["rule"], "R14", "danger is told to call 17")
    pause = pause_of(world, place)
    equal((pause["running"], pause["under_review"], pause["contest"]), (True, False, "tocsin referent contest"), "pause")
    check(time.strftime("%Y-%m-%dT%H", time.gmtime(time.time() + 23 * 3600)) <= pause["until"][:13]
          <= time.strftime("%Y-%m-%dT%H", time.gmtime(time.time() + 24 * 3600)), f"until {pause['until']}")
    check("17" in pause["words"], pause["words"])
    # A closing that is taken back is no mark: the pause ends with it.
    world.tocsin("post", "reopen", second, profile=place["officer"])
    world.wait_state(place, second, "reopened")
    check(not pause_of(world, place)["running"], "the pause ends with the reopening")
    world.tocsin("post", "take", second, profile=place["officer"])
    world.tocsin("post", "close", second, "--code", "unfounded_good_faith", profile=place["officer"])
    world.wait_for("closed again", lambda: world.states(place, second)[-1] == "closed")
    world.urgent(place)
    check(first != second, "two alerts")


def good_faith(world):
    place = world.new_referent(world.ornans)
    for identity in [world.urgent(place) for _ in range(3)]:
        closed_as(world, place, identity, "unfounded_good_faith")
    check(not pause_of(world, place)["running"], "good faith pauses nobody")


def lies_are_marks(world):
    place = world.new_referent(world.ornans)
    for _ in range(2):
        world.forge("lie", place, "--what", "category")
    equal(world.wait_for("the pause", lambda: pause_of(world, place)["running"]), True, "paused by two lies")
    equal(world.urgent(place, expect=5)["rule"], "R14", "rule")


def contested(world):
    place = world.new_referent(world.ornans)
    world.tocsin("referent", "contest", profile=place["phone_profile"], expect=5)  # nothing runs
    abusive(world, place, 2)
    asked = world.tocsin("referent", "contest", profile=place["phone_profile"])["review"]
    again = world.tocsin("referent", "contest", profile=place["phone_profile"], expect=5)["refused"]
    equal(again["rule"], "R14", "asked once")
    review = review_about(world, "post", place["commander"], place, "referent")
    equal((review["review"], review["rule"], review["asks"], review["state"]), (asked, "R14", "post", "open"), "review")
    world.tocsin("mairie", "review", "answer", asked, "--outcome", "lifted", profile=place["mayor"], expect=5)
    check(world.raw("post", "review", "answer", asked, "--outcome", "lifted", profile=place["officer"]).returncode != 0,
          "an officer answers no review")
    world.tocsin("post", "review", "answer", asked, "--outcome", "lifted", profile=place["commander"])
    world.wait_for("the pause lifted", lambda: not pause_of(world, place)["running"])
    world.urgent(place)
    twice = world.tocsin("post", "review", "answer", asked, "--outcome", "upheld", profile=place["commander"], expect=5)
    equal(twice["refused"]["rule"], "R32", "answered once")


def suspended_until_answered(world):
    place = world.new_referent(world.ornans)
    abusive(world, place, 3)
    review = review_about(world, "post", place["commander"], place, "node")
    equal((review["rule"], review["state"]), ("R14", "open"), "review")
    equal(world.urgent(place, expect=5)["rule"], "R14", "refusal")
    check(pause_of(world, place)["under_review"], "the referent sees it")
    for audience, profile in (("mairie", place["mayor"]), ("post", place["commander"])):
        state = [one["state"] for one in world.tocsin(audience, "mandates", profile=profile)["mandates"]
                 if one["mandate"] == place["mandate"]]
        equal(state, ["suspended"], f"the mandate at the {audience}")
    world.tocsin("post", "review", "answer", review["review"], "--outcome", "upheld", profile=place["commander"])
    world.wait_for("the suspension ended", lambda: not pause_of(world, place)["under_review"])
    check(pause_of(world, place)["running"], "upheld: a cool-down runs from the answer")
    equal(world.urgent(place, expect=5)["rule"], "R14", "refusal")


def revoked_by_review(world):
    place = world.new_referent(world.ornans)
    abusive(world, place, 3)
    review = review_about(world, "post", place["commander"], place, "node")
    world.tocsin("post", "review", "answer", review["review"], "--outcome", "mandate_revoked",
                 profile=place["commander"])
    refused = world.wait_for("the revocation at the commune", lambda: [
        one for one in world.tocsin("mairie", "mandates", profile=place["mayor"])["mandates"]
        if one["mandate"] == place["mandate"] and one["state"] == "revoked"])
    check(refused, "revoked")
    equal(world.urgent(place, expect=5)["rule"], "R3", "rule")


def openings(world):
    place = world.new_referent(world.ornans)
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")
    officer = world.commission_officer(world.ornans)
    log = pathlib.Path(world.ornans["post"]["folder"]) / "log"
    before = log.read_text(encoding="utf-8").count("drift")
    for _ in range(10):
        world.tocsin("post", "open", identity, "--reason", "assess", profile=officer)
    equal(log.read_text(encoding="utf-8").count("drift"), before, "ten are in order")
    world.tocsin("post", "open", identity, "--reason", "assess", profile=officer)  # goes on, flagged
    world.wait_for("the flag", lambda: log.read_text(encoding="utf-8").count("drift") == before + 1)
    check("place" not in str(world.inbox(place)), "the list shows sectors, never a place")
    # The map counts by sector, before and after an opening: a place is read in the content and nowhere else.
    sectors = world.tocsin("post", "map", profile=officer)["sectors"]
    spots = {(one["commune"], one["sector"]): one for one in sectors}
    equal(len(spots), 3, "sectors, those without an alert too")
    alerts = [one for one in world.inbox(place) if one["sector"] == 1]
    spot = spots[(place["code"], 1)]
    equal((spot["open"], spot["in_progress"]), (len(alerts), len([a for a in alerts if a["urgency"] == "in_progress"])),
          "open in the first sector")
    equal(set(spot), {"commune", "commune_name", "sector", "sector_name", "exercise", "open", "unopened",
                      "in_progress", "held"}, "what the map says")


def auditor(world):
    """Log and numbers, never a content; a review that the mairie or the post must answer."""
    place = world.ornans
    profile = world.auditor(place, place["post_id"])
    identity = world.urgent(world.new_referent(place))
    for words in (("post", "inbox"), ("post", "open", identity, "--reason", "assess")):
        check(world.raw(*words, profile=profile).returncode != 0, f"an auditor and {words}")
    log = place["folder"] / "audit.log"
    world.tocsin("audit", "export", "--out", log, profile=profile)
    checked = world.tocsin("audit", "verify", log, "--charter", place["record"])
    equal(checked["events_shown"], checked["size"], "events that an auditor reads")
    kinds = {one["kind"] for one in world.tocsin("audit", "counts", profile=profile)["counts"]}
    equal(kinds, {"describing_persons", "rule"}, "numbers of a post")
    asked = world.tocsin("audit", "review", "open", "--rule", "R20", "--asks", "mairie", profile=profile)["review"]
    world.wait_for("the review at the mairie", lambda: asked in [
        one["review"] for one in reviews(world, "mairie", place["mayor"])])
    world.tocsin("post", "review", "answer", asked, "--outcome", "corrected", profile=place["commander"], expect=5)
    world.tocsin("mairie", "review", "answer", asked, "--outcome", "corrected", profile=place["mayor"])
    answered = world.wait_for("the answer at the post", lambda: [
        one for one in reviews(world, "audit", profile) if one["review"] == asked and one["state"] == "answered"])[0]
    equal(answered["outcome"], "corrected", "outcome")
    check(world.raw("audit", "review", "open", "--rule", "R20", profile=place["mayor"]).returncode != 0,
          "a mayor opens no review")
    place["auditor"] = profile


def yearly_report(world):
    """The year in its closed quarters; what is not closed or was not counted is said, and nothing is summed."""
    place = world.ornans
    year, closed = time.gmtime(world.founded).tm_year, (time.gmtime(world.founded).tm_mon - 1) // 3
    for audience, profile in (("mairie", place["mayor"]), ("post", place["commander"]), ("audit", place["auditor"])):
        states = [one["state"] for one in
                  world.tocsin(audience, "report", "--year", year, profile=profile)["quarters"]]
        equal(states, ["not_counted"] * closed + ["not_closed"] * (4 - closed), f"quarters at {audience}")
    end = 15 + (365 + (year % 4 == 0) if closed == 3 else (90, 181, 273)[closed]) - time.gmtime(world.founded).tm_yday
    world.restart(place, "commune", clock=f"+{end}d")
    try:
        report = world.tocsin("mairie", "report", "--year", year, profile=place["mayor"])
        quarter = report["quarters"][closed]
        equal((quarter["state"], quarter["from_its_start"], quarter["exercise"]), ("closed", False, True), "the quarter")
        equal({one["kind"] for one in quarter["counts"]} - {"refused_by_rule"},
              {"category", "total", "outcome", "rule", "referents", "erased", "median_delay"}, "numbers of a small mairie")
        flags = {one["key"]: one for one in quarter["counts"] if one["kind"] == "rule"}
        equal(set(flags), {"R10", "R11", "R12", "R13", "R14", "R36"}, "flags by kind")
        check(not flags["R14"]["masked"] and flags["R12"]["masked"], f"five and more are shown: {flags}")
        reviews = {one["rule"]: one for one in quarter["reviews"]}
        check(reviews["R14"]["opened"] >= reviews["R14"]["answered"] >= 3, f"reviews {reviews}")
        text = world.raw("mairie", "report", "--year", year, profile=place["mayor"]).stdout
        for words in ("This node did not count yet", "No sum of the year", "The node has counted since"):
            check(words in text or (words.startswith("This") and closed == 0), text)
    finally:
        world.restart(place, "commune")


def overdue(world):
    """Thirty-one days later nobody has answered: whoever may see reviews sees it, and the log has it."""
    place = world.ornans
    asked = world.tocsin("audit", "review", "open", "--rule", "R13", profile=place["auditor"])["review"]
    world.wait_for("the review at the mairie", lambda: asked in [
        one["review"] for one in reviews(world, "mairie", place["mayor"])])
    world.restart(place, "commune", clock="+31d")
    try:
        log = pathlib.Path(place["commune"]["folder"]) / "log"
        world.wait_for("the line in the log", lambda: "review_overdue" in log.read_text(encoding="utf-8"))
        state = [one["state"] for one in reviews(world, "mairie", place["mayor"]) if one["review"] == asked]
        equal(state, ["overdue"], "state")
    finally:
        world.restart(place, "commune")


def main():
    build = sys.argv[1]
    cases = Cases("drift", sys.argv[2] if len(sys.argv) > 2 else None)
    world = World(build)
    world.ornans["sectors"] = ["1=Centre", "2=Bord de Loue", "3=Le Mont"]
    cases.play(world, (
        ("R12 the third sector in twelve hours is flagged to the post, and goes", patrol),
        ("R13 the third referent on one plate is flagged at the post, on all three", pile_on),
        ("R13 one person is no pile-on", one_person_is_no_pile),
        ("R14 two abusive alerts pause the sender, who is told why and until when", cool_down),
        ("R14 good faith is no mark", good_faith),
        ("R14 a lying program's alerts are marks", lies_are_marks),
        ("R14 a contest is answered once, by the commander, and lifts the pause", contested),
        ("R14 three suspend the mandate until the review is answered", suspended_until_answered),
        ("R14 a review's answer revokes the mandate at both nodes", revoked_by_review),
        ("R36 the eleventh opening in ten minutes is flagged, and goes", openings),
        ("R32 an auditor reads log and numbers, no content, and is owed an answer", auditor),
        ("R20 R32 the yearly report is its closed quarters, and says what is missing", yearly_report),
        ("R32 an unanswered review is overdue after thirty days", overdue),
    ))


if __name__ == "__main__":
    main()
