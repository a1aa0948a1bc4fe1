#!/usr/bin/env python3
"""Alerts that pass to the supervising post (R29, R30, R34), between real processes. Usage: carry_test.py BUILD [NAME]"""
import datetime
import pathlib
import signal
import sys
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import rotating  # noqa: E402
from cases import Cases, check, equal  # noqa: E402
from presence_test import Serving, listening  # noqa: E402
from world import World  # noqa: E402

ABOVE = "P25-000"


def duty_calendar():
    """Open at any hour of the week, but on the dates about today: as a brigade's own calendar says it."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris"))
    closed = [f"EXDATE;TZID=Europe/Paris:{now + datetime.timedelta(days=day):%Y%m%d}T000000" for day in (-1, 0, 1)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Brigade//FR", "BEGIN:VEVENT", "UID:accueil", "SUMMARY:Accueil",
             "DTSTART;TZID=Europe/Paris:20260105T000000", "DURATION:P1D", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
             *closed, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines)


class Supervised(World):
    """Ornans, whose post tells when it listens; Dernancourt, whose post is closed; and the post above both, open at any hour."""

    def __init__(self, build):
        super().__init__(build)
        self.here, self.closed = self.ornans, self.dernancourt
        self.here["post_words"] = ["--presence", "--supervising", ABOVE]
        calendar = self.folder / "duty.ics"
        calendar.write_text(duty_calendar(), encoding="utf-8", newline="")
        self.closed["post_words"] = ["--calendar", calendar, "--supervising", ABOVE]
        self.above = {"name": "Groupement du Doubs", "code": "none", "post_id": ABOVE,
                      "post_name": "Groupement du Doubs", "telephone": "03 81 40 00 17"}

    def found(self, place):
        super().found(place)
        above = self.above
        if "record" not in above:
            self.found_above(place)
        else:
            self.tocsin("node", "import", place["record"], place["charter"], config=above["post"]["config"])
        # The two that were founded before it hear of it afterwards.
        for kind in ("post", "commune"):
            self.tocsin("node", "import", above["record"], config=place[kind]["config"])

    def found_above(self, place):
        above = self.above
        above["folder"] = folder = self.folder / ABOVE
        folder.mkdir()
        self.make_node(above, "post", ABOVE)
        above["record"] = record = folder / "post.doc"
        above["charter"] = place["charter"]
        self.tocsin("post", "init", "--node", above["post"]["pub"], "--name", above["post_name"], "--telephone",
                    above["telephone"], "--key", folder / "post.key", "--out", record)
        self.tocsin("authority", "sign", record, *self.root_keys)
        self.tocsin("node", "import", self.folder / "root.doc", self.folder / "rules.doc", record, place["record"],
                    place["charter"], config=above["post"]["config"])
        above["officer"] = self.commission_above("officer")
        self.run(above, "post")

    def commission_above(self, role):
        folder = self.above["folder"] / role
        folder.mkdir()
        trusted = (self.folder / "root.doc", self.folder / "rules.doc", self.above["record"], self.here["record"],
                   self.here["charter"])
        documents = [word for file in trusted for word in ("--document", file)]
        self.tocsin("post", "device", "--code", ABOVE, *documents, "--out", folder / "device.pub",
                    profile=folder / "profile")
        self.tocsin("post", "commission", "--device", folder / "device.pub", "--role", role, "--key",
                    self.above["folder"] / "post.key", "--out", folder / "commission.doc")
        self.tocsin("node", "import", folder / "commission.doc", config=self.above["post"]["config"])
        return folder / "profile"

    def keys_of_above(self, place):
        """The phone has what it needs to seal to the post above as well."""
        return self.wait_for("the phone to know who reads above", lambda: listening(self, place)["now"])

    def row(self, place, alert):
        return next((one for one in self.inbox(place, "--all") if one["alert"] == alert), None)

    def wait_row(self, place, alert, **wanted):
        return self.wait_for(f"{wanted or 'the alert'} at {place['post_id']}", lambda: matching(
            self.row(place, alert), wanted))

    def officer(self, place, *words, expect=0):
        done = self.raw("post", *words, profile=place["officer"])
        equal(done.returncode, expect, " ".join(words) + ": " + done.stderr)
        return done


def matching(row, wanted):
    return row if row is not None and all(row[key] == value for key, value in wanted.items()) else None


def nobody_in_service(world):
    here, above = world.here, world.above
    # A desk that leaves says so: without a word the commune's node waits three minutes after its start.
    desk = Serving(world, here)
    desk.wait_in_service()
    equal(desk.end(signal.SIGTERM), 0, "exit code")
    world.keys_of_above(here)
    heard = listening(world, here)
    check("Groupement du Doubs" in heard["words"], heard["words"])
    alert = world.urgent(here)
    row = world.wait_row(above, alert, other_post=here["post_id"])
    equal(row["roll_over"], "nobody_in_service", "why it passed")
    world.wait_row(here, alert, other_post=ABOVE, there="delivered")
    world.officer(above, "open", alert, "--reason", "intervene")
    world.officer(above, "take", alert)
    world.wait_state(here, alert, "taken")
    by = [one["by"] for one in world.alert(here, alert)["receipts"] if one["state"] == "taken"]
    equal(by, ["supervising_post"], "who took it, as the phone says")
    world.wait_row(here, alert, there_leads=True)
    world.officer(here, "open", alert, "--reason", "assess")
    refused = world.officer(here, "take", alert, expect=5)
    check("R34" in refused.stderr, refused.stderr)
    world.officer(above, "close", alert, "--code", "patrol_sent")
    world.wait_state(here, alert, "closed")
    world.wait_row(here, alert, there="closed")


def passed_on(world):
    here, above = world.here, world.above
    person = world.new_referent(here)
    desk = Serving(world, here)
    desk.wait_in_service()
    world.wait_for("the referent to hear of it", lambda: "Brigade" in listening(world, person)["words"])
    alert = world.urgent(person)
    world.wait_state(person, alert, "delivered")
    words = ("hand-over", alert, "--reason", "specialised_service", "--to", "post:" + ABOVE)
    unread = world.officer(here, *words, expect=5)
    check("R2" in unread.stderr, unread.stderr)
    world.officer(here, "open", alert, "--reason", "assess")
    world.officer(here, "hand-over", alert, "--reason", "specialised_service", "--to", "post:P25-099", expect=5)
    misused = world.officer(here, *words, "--out", "file", expect=2)
    check("not a file" in misused.stderr, misused.stderr)
    world.officer(here, *words)
    row = world.wait_row(above, alert)
    equal(row["roll_over"], "passed_on", "why it passed")
    leaves = [line for line in world.export(here, "post", "passed").read_text(encoding="utf-8").splitlines() if line.startswith("leaf ")]
    equal(sum(f"post:{ABOVE}".encode().hex() in leaf for leaf in leaves), 1, "the disclosure in the log of the post, with its recipient")
    world.officer(here, "take", alert)
    world.wait_row(above, alert, there="taken", there_leads=True)
    world.officer(above, "open", alert, "--reason", "assess")
    refused = world.officer(above, "take", alert, expect=5)
    check("R34" in refused.stderr, refused.stderr)
    equal(desk.end(signal.SIGTERM), 0, "exit code")


def closed_hours(world):
    """By the duty calendar alone: its node runs, and nobody is there on this date."""
    closed, above = world.closed, world.above
    written, again = world.folder / "hours.ics", world.folder / "again.doc"
    world.tocsin("post", "calendar", closed["record"], "--out", written)
    world.tocsin("post", "init", "--node", closed["post"]["pub"], "--name", closed["post_name"], "--telephone",
                 closed["telephone"], "--key", world.folder / "again.key", "--calendar", written, "--out", again)
    check("EXDATE;" in written.read_text(encoding="utf-8"), "the dates on which it is closed")
    rewritten = world.folder / "hours-again.ics"
    world.tocsin("post", "calendar", again, "--out", rewritten)
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris")).strftime("%Y%m%d")  # midnight may have passed since
    equal(*([line for line in file.read_text(encoding="utf-8").splitlines()
             if not line.startswith("DTSTAMP") and not (line.startswith("EXDATE") and line.split(":")[1] < today)]
            for file in (rewritten, written)), "the calendar of a record that was made from the calendar")
    world.keys_of_above(closed)
    check("Groupement du Doubs" in listening(world, closed)["words"], listening(world, closed)["words"])
    alert = world.urgent(closed)
    row = world.wait_row(above, alert, other_post=closed["post_id"])
    equal(row["roll_over"], "nobody_in_service", "why it passed")
    world.officer(above, "open", alert, "--reason", "intervene")
    world.officer(above, "take", alert)
    world.wait_state(closed, alert, "taken")


def silent_post(world):
    """Its own post is down: the commune's node carries the alert all the same, and the post hears of it later."""
    here, above = world.here, world.above
    person = world.new_referent(here)
    world.keys_of_above(person)
    world.stop(here, "post", signal.SIGKILL)
    alert = world.urgent(person)
    world.wait_row(above, alert)
    world.officer(above, "open", alert, "--reason", "intervene")
    world.officer(above, "take", alert)
    world.wait_state(person, alert, "taken")
    equal(world.states(person, alert), ["accepted", "delivered", "opened", "taken"], "without the other post")
    world.run(here, "post")
    world.wait_row(here, alert, there="taken", there_leads=True)
    equal(world.states(person, alert).count("delivered"), 2, "both posts have it")


def commune_killed(world):
    """Killed at any moment between the acceptance and the delivery above, it carries the alert once."""
    here, above = world.here, world.above
    person = world.new_referent(here)
    world.keys_of_above(person)
    world.stop(above, "post", signal.SIGKILL)
    alert = world.urgent(person)
    world.wait_row(here, alert, other_post=ABOVE)
    world.stop(here, "commune", signal.SIGKILL)
    world.run(above, "post")
    world.run(here, "commune")
    world.wait_row(above, alert)
    world.wait_for("the second delivery on the phone", lambda: world.states(person, alert).count("delivered") == 2)
    equal(len([one for one in world.inbox(above, "--all") if one["alert"] == alert]), 1, "rows above")


def offices_apart(world):
    """The post above has no roll of this commune, and its officers vet nobody for it."""
    rows = world.tocsin("post", "vet", profile=world.above["officer"], expect=(0, 5))
    equal(rows.get("waiting", []), [], "mandates to vet above")


def rotation_above(world):
    """The post above changes its keys with an alert on its way that is sealed to the old ones."""
    here, above = world.here, world.above
    person = world.new_referent(here)
    world.keys_of_above(person)
    world.stop(above, "post", signal.SIGKILL)
    waiting = world.urgent(person)
    world.wait_row(here, waiting, other_post=ABOVE)
    made = rotating.rotate(world, above, "post")
    rotating.hand_in(world, above, rotating.next_record(world, above, "rotated"), "post")
    world.run(above, "post")
    world.wait_row(above, waiting)
    equal(world.node_status(above, "post")["node_key"], made["key"], "the key that signs")
    after = world.urgent(person)
    world.wait_row(above, after)
    for alert in (waiting, after):
        world.officer(above, "open", alert, "--reason", "intervene")
        world.officer(above, "take", alert)
        world.wait_state(person, alert, "taken")
        world.wait_row(here, alert, there="taken", there_leads=True)
    equal(world.tocsin("referent", "status", profile=person["phone_profile"])["forged_receipts"], 0, "forged")


def main():
    cases = Cases("carry", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(Supervised(sys.argv[1]), (
        ("R34 nobody in service: the alert passes at once, and whoever took it first has it", nobody_in_service),
        ("R34 a post that is closed at this hour: the alert passes at once", closed_hours),
        ("R30 an officer passes an alert on, for a reason, to the post that the record names", passed_on),
        ("R34 a post whose node is down keeps no alert from the post above", silent_post),
        ("the post above changes its keys with an alert on its way", rotation_above),
        ("R34 a commune's node that is killed carries an alert once", commune_killed),
        ("R2 the post above gives no mandate in another post's commune", offices_apart),
    ))


if __name__ == "__main__":
    main()
