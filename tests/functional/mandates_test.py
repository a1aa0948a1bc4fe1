#!/usr/bin/env python3
"""The life of a mandate through the command line: R3, R4, R5, R21. Usage: mandates_test.py BUILD [NAME]"""
import datetime
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World, demo  # noqa: E402

ORDINARY = ("--category", "DEM", "--conduct", "insistent_selling")


def day(ahead):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=ahead)).strftime("%Y-%m-%d")


class Mandates(World):
    """One commune and its post."""

    def __init__(self, build):
        super().__init__(build)
        self.places = self.places[:1]
        self.here = self.ornans

    def roll(self, office, mandate):
        profile = self.here["mayor" if office == "mairie" else "commander"]
        return next(one for one in self.tocsin(office, "mandates", profile=profile)["mandates"]
                    if one["mandate"] == mandate)

    def both(self, what, mandate, question):
        for office in ("mairie", "post"):
            self.wait_for(f"{what} at the {office}", lambda o=office: question(self.roll(o, mandate)))

    def refused(self, place, *words):
        done = self.send(place, *words, expect=5)["refused"]
        return done["rule"]

    def delivered(self, place, *words):
        identity = self.send(place, *words)["alert"]
        self.wait_state(place, identity, "delivered")

    def restart_both(self):
        for kind in ("commune", "post"):
            self.restart(self.here, kind)

    def vet(self, mandate, *words, expect=0):
        self.wait_for("the nomination at the post", lambda: [
            one for one in self.tocsin("post", "vet", profile=self.here["commander"])["waiting"]
            if one["mandate"] == mandate])
        return self.tocsin("post", "vet", mandate, *words, profile=self.here["commander"], expect=expect)

    def standing(self, place):
        return self.tocsin("referent", "status", profile=place["phone_profile"])["mandate"]

    def deputise(self, place, *words, expect=0):
        return self.tocsin("referent", "deputise", *words, profile=place["phone_profile"], expect=expect)


def danger(sector):
    return ("--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress", "--called17", "--sector",
            str(sector))


# ---- R21: ties
def tie_at_enrolment(world):
    folder = world.here["folder"] / "tied"
    folder.mkdir()
    card = world.tocsin("mairie", "invite", "Personne élue", "--out", folder / "card.txt", profile=world.here["mayor"])
    unsaid = world.raw("referent", "enrol", folder / "card.txt", profile=folder / "referent")
    check(unsaid.returncode == 2 and "--tie" in unsaid.stderr, unsaid.stderr)
    world.tocsin("referent", "enrol", folder / "card.txt", "--tie", "elected", profile=folder / "referent")
    waiting = world.wait_for("the enrolment", lambda: [
        one for one in world.tocsin("mairie", "enrolments", profile=world.here["mayor"])["enrolments"]
        if one["invitation"] == card["invitation"]])
    equal(waiting[0]["tie"], "elected", "the mayor sees it")
    refused = world.tocsin("mairie", "nominate", card["invitation"], "--trained", day(0), profile=world.here["mayor"],
                           expect=5)["refused"]
    equal(refused["rule"], "R21", "rule")


def tie_declared_later(world):
    place = world.new_referent(world.here)
    world.delivered(place, *danger(1))
    said = world.tocsin("referent", "declare", "--tie", "elected", profile=place["phone_profile"])
    equal(said["stopped"]["rule"], "R21", "the referent is told")
    world.both("the tie", place["mandate"], lambda row: row["state"] == "tied" and row["tie"] == "elected")
    equal(world.refused(place, *danger(1)), "R21", "rule")
    world.restart_both()
    world.both("the tie after a restart", place["mandate"], lambda row: row["stopped"]["rule"] == "R21")
    equal(world.refused(place, *danger(1)), "R21", "rule after a restart")
    equal(world.standing(place)["stopped"]["detail"], "conflict_of_interest", "on the phone")


# ---- R5: deputies
def deputy_in_the_sector(world):
    absent = world.new_referent(world.here)
    deputy = world.new_referent(world.here, "--sector", "1", "--limit", "alerts_per_day=1")
    equal(world.refused(deputy, *danger(2)), "R5", "before")
    refusal = world.deputise(absent, "--deputy", deputy["mandate"], "--until", day(90), expect=5)
    equal(refusal["refused"]["rule"], "R5", "ninety days")
    world.deputise(absent, "--deputy", deputy["mandate"], "--from", day(1), "--until", day(8))
    equal(world.refused(deputy, *danger(2)), "R5", "a day early")
    made = world.deputise(absent, "--deputy", deputy["mandate"], "--until", day(8))
    equal(made["sequence"], 2, "it replaces the first")
    world.both("the deputy", absent["mandate"], lambda row: row["deputising"])
    equal(world.standing(deputy)["deputising"][0]["absent"], absent["mandate"], "the deputy sees for whom")
    world.delivered(deputy, *danger(2))
    world.restart_both()
    world.delivered(deputy, *danger(2))
    equal(world.refused(deputy, *ORDINARY, "--sector", "2"), "R10", "his own quota, not the absent person's")
    world.delivered(absent, *ORDINARY, "--sector", "2")
    world.deputise(absent, "--end")
    equal(world.refused(deputy, *danger(2)), "R5", "after the end")
    world.both("the end", absent["mandate"], lambda row: not row["deputising"])
    world.deputise(absent, "--end", expect=6)


# ---- R21: renewal
def renewed_without_a_card(world):
    place = world.new_referent(world.here, "--until", day(20))
    before = place["mandate"]
    world.both("the reminder", before, lambda row: row["renewal_due"])
    check(world.standing(place)["renewal_due"], "the referent is reminded")
    first = world.send(place, *danger(1))["alert"]
    renewed = world.tocsin("mairie", "renew", before, profile=world.here["mayor"])["mandate"]
    world.vet(renewed, "--trained", day(-3), expect=7)
    world.vet(renewed, "--trained", day(0))
    world.wait_for("the new mandate on the phone", lambda: world.standing(place)["mandate"] == renewed)
    world.both("both run", before, lambda row: row["state"] == "in_force" and not row["renewal_due"])
    world.delivered(place, *danger(1))
    world.wait_state(place, first, "delivered")
    world.restart_both()
    place["mandate"] = renewed
    world.delivered(place, *danger(1))


def another_device(world):
    place = world.new_referent(world.here)
    person = world.roll("mairie", place["mandate"])["referent"]
    again = world.new_referent(world.here, "--referent", person)
    world.both("the end of the one before", place["mandate"], lambda row: row["state"] == "expired")
    equal(world.refused(place, *danger(1)), "R3", "the old phone")
    world.delivered(again, *danger(1))


# ---- R4: the conduct charter
def conduct_signed_again(world):
    place = world.new_referent(world.here)
    here, out = world.here, world.here["folder"] / "second.charter"
    text = world.here["folder"] / "conduct-2.txt"
    text.write_text("Charte de conduite, deuxième édition.\n", encoding="utf-8")
    world.tocsin("mairie", "init", here["name"], "--insee", here["code"], "--node", here["commune"]["pub"],
                 "--record", here["record"], "--previous", here["charter"], "--key", here["folder"] / "mairie.key",
                 *[word for sector in here["sectors"] for word in ("--sector", sector)],
                 "--limit", f"undo_seconds={demo.HOLD_SECONDS}", "--conduct", text, "--out", out)
    world.tocsin("post", "sign", out, "--key", here["folder"] / "post.key")
    world.tocsin("authority", "sign", out, *world.root_keys)
    world.tocsin("node", "import", out, config=here["commune"]["config"])
    here["charter"] = out
    world.wait_for("the new text", lambda: not world.standing(place)["conduct_signed"])
    equal(world.refused(place, *danger(1)), "R4", "rule")
    world.both("the stop", place["mandate"], lambda row: row["stopped"]["detail"] == "conduct_charter_unsigned")
    other = world.here["folder"] / "other.txt"
    other.write_text("Autre texte.\n", encoding="utf-8")
    world.tocsin("referent", "conduct", "--sign", "--text", other, profile=place["phone_profile"], expect=7)
    check(world.tocsin("referent", "conduct", "--sign", "--text", text, profile=place["phone_profile"])["signed"], "signed")
    world.delivered(place, *danger(1))
    world.both("no stop", place["mandate"], lambda row: "stopped" not in row)


# ---- what is refused is seen
def refused_is_visible(world):
    here = world.here
    folder = here["folder"] / "refused"
    folder.mkdir()
    card = world.tocsin("mairie", "invite", "Mandat refusé", "--out", folder / "card.txt", profile=here["mayor"])
    words = world.tocsin("referent", "enrol", folder / "card.txt", "--tie", "other", profile=folder / "referent")["words"]
    world.wait_for("the enrolment", lambda: world.tocsin("mairie", "enrolments", profile=here["mayor"])["enrolments"])
    mandate = world.tocsin("mairie", "nominate", card["invitation"], "--trained", time.strftime("%Y-%m-%d", time.gmtime()),
                           profile=here["mayor"])["mandate"]
    world.wait_for("the nomination at the post", lambda: [
        one for one in world.tocsin("post", "vet", profile=here["commander"])["waiting"]
        if one["mandate"] == mandate and one["tie"] == "other"])
    world.tocsin("mairie", "suspend-node", "--reason", "review", profile=here["mayor"])
    world.wait_for("the suspension at the post", lambda: world.tocsin(
        "audit", "pending", config=here["post"]["config"])["communes"][0].get("suspended"))
    equal(world.tocsin("post", "vet", mandate, "--words", words, profile=here["commander"], expect=5)["refused"]["rule"],
          "R1", "rule")
    world.both("the refusal", mandate, lambda row: row["state"] == "refused" and row["stopped"]["rule"] == "R1")
    world.restart_both()
    world.both("the refusal after a restart", mandate, lambda row: row["stopped"]["detail"] == "node_suspended")


def main():
    cases = Cases("mandates", sys.argv[2] if len(sys.argv) > 2 else None)
    world = Mandates(sys.argv[1])
    cases.play(world, (
        ("R21 a tie declared at the enrolment is refused, and never left unsaid", tie_at_enrolment),
        ("R21 a tie declared later stops the mandate at both nodes", tie_declared_later),
        ("R5 a deputy sends in the absent person's sector, within the dates, on his own quota", deputy_in_the_sector),
        ("R21 a mandate is renewed on the same phone without a card", renewed_without_a_card),
        ("R21 a mandate on another phone ends the one before", another_device),
        ("R4 a new conduct charter is signed again on the phone", conduct_signed_again),
        ("R21 a refused mandate shows why at both offices", refused_is_visible),
    ))


if __name__ == "__main__":
    main()
