#!/usr/bin/env python3
"""The charter as the law of the node, through the command line. Usage: law_test.py BUILD [NAME]

The cases follow one another in time: each moves the clocks of both nodes on, never back.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import Broken, World, demo  # noqa: E402

DOOR_TO_DOOR = ("--category", "DEM", "--conduct", "insistent_selling", "--sector", "1")


class Law(World):
    """One commune and its post, whose clocks go ahead of this machine's."""

    def __init__(self, build):
        super().__init__(build)
        self.places = self.places[:1]
        self.here = self.ornans

    def arrived(self, place, identity):
        """What is on its way when a clock moves on carries the old time, and no node believes its clock against it."""
        self.wait_state(place, identity, "delivered")

    def law(self, kind="commune"):
        return self.tocsin("audit", "pending", config=self.here[kind]["config"])["communes"][0]

    def both(self, what, question):
        for kind in ("commune", "post"):
            self.wait_for(f"{what} at the {kind}", lambda k=kind: question(self.law(k)))

    def tighten(self, office, *words, expect=0):
        profile = self.here["mayor" if office == "mairie" else "commander"]
        return self.tocsin(office, "limits", "tighten", *words, profile=profile, expect=expect)

    def charter(self, name, before, *words):
        """The next issue, signed by all three, not handed in."""
        place, out = self.here, self.here["folder"] / f"{name}.charter"
        self.tocsin("mairie", "init", place["name"], "--insee", place["code"], "--node", place["commune"]["pub"],
                    "--record", place["record"], "--previous", before, "--key", place["folder"] / "mairie.key",
                    *[word for sector in place["sectors"] for word in ("--sector", sector)],
                    "--limit", f"undo_seconds={demo.HOLD_SECONDS}", *words, "--out", out)
        self.tocsin("post", "sign", out, "--key", place["folder"] / "post.key")
        return out

    def sign_root(self, file):
        self.tocsin("authority", "sign", file, *self.root_keys)

    def hand_in(self, file, kind="commune", expect=0):
        return self.tocsin("node", "import", file, config=self.here[kind]["config"], expect=expect)


def tightened_by_the_mairie(world):
    made = world.tighten("mairie", "--limit", "alerts_per_day=1", "--reason", "misuse")
    world.both("the tightening", lambda law: [one for one in law["overlays"] if one["overlay"] == made["overlay"]])
    place = world.new_referent(world.here)
    shown = world.tocsin("referent", "status", profile=place["phone_profile"])["law"]
    equal(shown["overlays"][0]["reason"], "misuse", "the referent sees the reason")
    check("la mairie" in shown["words"] and "17" in shown["words"], shown["words"])
    sent = world.send(place, *DOOR_TO_DOOR)["alert"]
    equal(world.send(place, *DOOR_TO_DOOR, expect=5)["refused"]["rule"], "R10", "rule of the second")
    world.arrived(place, sent)


def loosened_alone(world):
    refused = world.tighten("mairie", "--limit", "alerts_per_day=9", "--reason", "review", expect=5)
    equal((refused["refused"]["rule"], refused["detail"]), ("R24", "loosens_alone"), "refusal")


def withdrawn_within_the_hour(world):
    world.at(world.here, "+50m")
    overlay = world.law()["overlays"][0]["overlay"]
    world.tocsin("post", "limits", "withdraw", overlay[:8], profile=world.here["commander"], expect=5)
    world.tocsin("mairie", "limits", "withdraw", overlay[:8], profile=world.here["mayor"])
    world.both("its withdrawal", lambda law: not law["overlays"])


def withdrawn_too_late(world):
    made = world.tighten("post", "--limit", "alerts_per_day=2", "--reason", "review")
    world.both("the tightening", lambda law: law["overlays"])
    world.at(world.here, "+2h")
    refused = world.tocsin("post", "limits", "withdraw", made["overlay"][:8], profile=world.here["commander"], expect=5)
    equal((refused["refused"]["rule"], refused["detail"]), ("R24", "withdrawal_too_late"), "refusal")


def elections(world):
    rules = world.here["folder"] / "rules-2.doc"
    today = world.node_status(world.here, "commune")["time"][:10]
    world.tocsin("authority", "rules", "--previous", world.folder / "rules.doc", "--election", f"{today}/2100-01-01",
                 *world.root_keys, "--out", rules)
    world.hand_in(rules)
    try:
        world.new_referent(world.here)
    except Broken as error:
        check("election_period" in str(error), str(error))
    else:
        raise AssertionError("a new referent was nominated in an election period")
    over = world.here["folder"] / "rules-3.doc"
    world.tocsin("authority", "rules", "--previous", rules, *world.root_keys, "--out", over)
    world.hand_in(over)
    world.new_referent(world.here)


def loosened_by_three(world):
    before = world.here["charter"]
    draft = world.charter("second", before, "--category", "INC", "--category", "INT", "--category", "DEM",
                          "--months", "5")
    told = world.tocsin("policy", "diff", before, draft)
    equal(told["waits_days"], 7, "what the change needs")
    refused = world.hand_in(draft, expect=5)  # two of the three
    check(refused["refused"]["rule"] == "R24" and "signature_missing" in refused["detail"], refused)
    world.sign_root(draft)
    world.hand_in(draft)
    world.both("the looser charter", lambda law: law.get("waiting", {}).get("sequence") == 2)
    words = world.tocsin("mairie", "pending", profile=world.here["mayor"])["communes"][0]["words"]
    check("signée par les trois" in words, words)
    world.at(world.here, "+6d")
    world.both("still waiting", lambda law: law.get("waiting"))
    noise = ("--category", "INC", "--conduct", "noise_or_gathering", "--sector", "1")
    equal(world.send(world.here, *noise, expect=5)["refused"]["rule"], "R6", "rule, a day early")
    world.at(world.here, "+8d")
    world.both("in force", lambda law: "waiting" not in law)
    world.here["charter"] = draft
    world.tocsin("referent", "status", profile=world.here["phone_profile"])  # takes the new charter
    world.arrived(world.here, world.send(world.here, *noise)["alert"])


def renewed(world):
    renewal = world.here["folder"] / "renewal.doc"
    world.tocsin("authority", "renew", world.here["charter"], *world.root_keys, "--out", renewal)
    world.tocsin("mairie", "sign", renewal, "--key", world.here["folder"] / "mairie.key")
    refused = world.hand_in(renewal, expect=5)  # the post has not signed
    check(refused["refused"]["rule"] == "R1" and "charter_unsigned" in refused["detail"], refused)
    world.tocsin("post", "sign", renewal, "--key", world.here["folder"] / "post.key")
    world.hand_in(renewal)
    world.both("the renewal", lambda law: law.get("renewed_until"))


def lapses_unless_joined(world):
    alone = world.tighten("mairie", "--limit", "alerts_per_day=3", "--reason", "technical")["overlay"]
    joined = world.tighten("mairie", "--limit", "alerts_per_30_days=10", "--reason", "technical")["overlay"]
    world.both("both", lambda law: len(law["overlays"]) == 2)
    world.tocsin("post", "limits", "join", joined[:8], profile=world.here["commander"])
    world.both("the joining", lambda law: [one for one in law["overlays"] if one["by_mairie"] and one["by_post"]])
    for offset in ("+38d", "+68d", "+97d"):  # a node that was down for longer would not believe its clock
        world.at(world.here, offset)
    equal(sorted(one["overlay"] for one in world.law()["overlays"]), sorted([alone, joined]), "on day 89")
    world.at(world.here, "+99d")
    world.both("the lapse", lambda law: [one["overlay"] for one in law["overlays"]] == [joined])


def policy_commands(world):
    shown = world.tocsin("policy", "show", "effective", "--rules", world.folder / "rules.doc", "--charter",
                         world.here["charter"])["limits"]
    by = {one["limit"]: (one["value"], one["set_by"]) for one in shown}
    equal(by["undo_seconds"], (demo.HOLD_SECONDS, "charter"), "where a limit comes from")
    equal(by["alerts_per_day"], (5, "rules"), "where a limit comes from")
    equal(world.tocsin("policy", "check", world.here["charter"])["limits"][0]["finding"], "ok", "finding")
    equal(world.tocsin("policy", "explain", "R10", "quota_of_day")["rule"], "R10", "rule")
    check("17" in world.tocsin("policy", "explain", "R10")["fr"], "what to do")
    world.tocsin("policy", "explain", "R99", expect=6)
    scenario = world.folder / "scenario.json"
    alert = {"do": "alert", "category": "DEM", "after_minutes": 1}
    scenario.write_text(json.dumps({
        "facts": {"election": True, "charter": {"alerts_per_day": 2}},
        "actions": [dict(alert, cooling_down=True), alert, alert, alert, {"do": "nominate"}, {"do": "tighten", "limits": {"alerts_per_day": 3}},
                    {"do": "issue", "limits": {"alerts_per_day": 4}}, {"do": "issue", "post": False}]}), encoding="utf-8")
    found = [(one["verdict"], one["rule"], one["detail"]) for one in
             world.tocsin("policy", "simulate", scenario)["actions"]]
    equal(found, [("refuse", "R14", "cooling_down"), ("allow", "", ""), ("allow", "", ""), ("refuse", "R10", "quota_of_day"),
                  ("refuse", "R25", "election_period"), ("refuse", "R24", "loosens_alone"),
                  ("hold", "R24", "loosening_waits"), ("refuse", "R24", "signature_missing")], "verdicts")
    scenario.write_text('{"actions": [{"do": "alert", "categry": "DEM"}]}', encoding="utf-8")
    said = world.raw("policy", "simulate", scenario)
    check("action 1" in said.stderr and "categry" in said.stderr, said.stderr)


def main():
    build = sys.argv[1]
    cases = Cases("law", sys.argv[2] if len(sys.argv) > 2 else None)
    world = Law(build)
    cases.play(world, (
        ("policy show, check, explain and simulate say what the code decides", policy_commands),
        ("R24 the mairie tightens alone and every referent sees why", tightened_by_the_mairie),
        ("R24 nobody loosens under the name of tightening", loosened_alone),
        ("R24 its issuer alone takes it back within the hour", withdrawn_within_the_hour),
        ("R24 after the hour nobody takes it back", withdrawn_too_late),
        ("R25 nobody new is nominated in an election period", elections),
        ("R24 three signatures and seven days loosen, in public", loosened_by_three),
        ("R1 the three signatories renew the charter", renewed),
        ("R24 a tightening lapses after 90 days unless the other office joins", lapses_unless_joined),
    ))


if __name__ == "__main__":
    main()
