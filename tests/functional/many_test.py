#!/usr/bin/env python3
"""A brigade of the Loue valley: one post, eleven communes, one inbox. Usage: many_test.py BUILD [NAME]"""
import collections
import concurrent.futures
import contextlib
import json
import pathlib
import signal
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World  # noqa: E402

COMMUNES = (("25434", "Ornans"), ("25015", "Amancey"), ("25129", "Chassagne-Saint-Denis"), ("25155", "Cléron"),
            ("25339", "Lods"), ("25360", "Malbrans"), ("25400", "Montgesoye"), ("25535", "Saules"),
            ("25537", "Scey-Maisières"), ("25558", "Tarcenay-Foucherans"), ("25633", "Vuillafans"))
POST = "P25-014"
# Saules and Tarcenay-Foucherans share a sector each with the other; Malbrans with Amancey, and Amancey with nobody.
BORDERS = (("Saules", 2, "Tarcenay-Foucherans"), ("Tarcenay-Foucherans", 1, "Saules"), ("Malbrans", 2, "Amancey"))
QUIET = ("--category", "RIS", "--conduct", "fire_or_smoke", "--sector")
VAN = ("--category", "VEH", "--conduct", "slow_repeated_passes", "--sector", "1", "--vehicle-type", "van", "--plate")
GROUPING, CONSULTATION, SAME_VEHICLE = 14, 3, 1  # node/core/log.h, protocol/vocabulary.h
WHOLE_WAY = [("accepted", "commune"), ("delivered", "post"), ("opened", "post"), ("taken", "post"), ("closed", "post")]


class Brigade(World):
    """Eleven real communes and the one post that their charters name; a mayor and a referent in each."""

    def __init__(self, build):
        super().__init__(build)
        self.profiles = collections.defaultdict(threading.Lock)
        shared = {key: self.ornans[key] for key in ("post_id", "post_name", "telephone")}
        self.places = [dict(shared, code=code, name=name, sectors=["1=Village", "2=Vallée"],
                            referent=f"Référent de {name}", phone=f"06 00 00 00 {number:02}")
                       for number, (code, name) in enumerate(COMMUNES, 1)]
        self.by_name = {place["name"]: place for place in self.places}
        self.by_name["Ornans"]["sectors"].append("3=Bord de Loue")
        for one, sector, other in BORDERS:
            self.by_name[one].setdefault("borders", []).append(f"{sector}={self.by_name[other]['code']}")
        self.by_name["Lods"]["limits"] = ["alerts_per_day=1"]

    def tocsin(self, *words, profile=None, **how):
        """A device is in one hand at a time."""
        with self.profiles[profile] if profile else contextlib.nullcontext():
            return super().tocsin(*words, profile=profile, **how)

    def of_all(self, work):
        """The same work for every commune, some at a time; what each answered, by commune."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return dict(zip(self.by_name, pool.map(work, self.places)))

    def found_all(self):
        self.found_root()
        first, *others = self.places
        self.found(first)
        for place in others:
            for what in ("post", "record", "commander", "officer"):
                place[what] = first[what]
            place["folder"] = self.folder / place["code"]
            place["folder"].mkdir()
            self.make_node(place, "commune", place["code"])
        self.of_all(lambda place: place is first or self.draft(place))
        charters = [place["charter"] for place in others]
        self.tocsin("post", "sign", *charters, "--key", first["folder"] / "post.key")
        self.tocsin("authority", "sign", *charters, *self.root_keys)
        self.tocsin("node", "import", *charters, config=first["post"]["config"])
        self.of_all(lambda place: place is first or self.settle(place))
        self.run(first, "post")
        for place in self.places:
            self.run(place, "commune")
        self.of_all(self.enrol)

    def draft(self, place):
        """One more commune of a post that has its record."""
        words = [word for sector in place["sectors"] for word in ("--sector", sector)]
        words += [word for border in place.get("borders", ()) for word in ("--border", border)]
        words += [word for limit in ("undo_seconds=5", *place.get("limits", ())) for word in ("--limit", limit)]
        place["charter"] = place["folder"] / "charter.doc"
        self.tocsin("mairie", "init", place["name"], "--insee", place["code"], "--node", place["commune"]["pub"],
                    "--record", place["record"], *words, "--key", place["folder"] / "mairie.key",
                    "--out", place["charter"])

    def settle(self, place):
        trusted = (self.folder / "root.doc", self.folder / "rules.doc", place["record"], place["charter"])
        self.tocsin("node", "import", *trusted, config=place["commune"]["config"])
        place["mayor"] = self.commission(place, "mairie", "mayor", place["code"], "--key",
                                         place["folder"] / "mairie.key")

    def sent_by_all(self):
        """One alert of danger from each commune; ids by commune."""
        return self.of_all(self.urgent)

    def rows(self, *words):
        """What the post's one inbox lists, by alert; a second row of one alert is an error."""
        listed = self.inbox(self.places[0], *words)
        found = {one["alert"]: one for one in listed}
        equal(len(found), len(listed), "rows of one alert")
        return found

    def wait_listed(self, sent):
        """Until the inbox lists each of these; answers its rows by alert."""
        def listed():
            rows = self.rows()
            return rows if set(sent) <= set(rows) else None
        return self.wait_for(f"{len(sent)} alerts in the inbox", listed)

    def officer(self, *words, expect=0):
        return self.tocsin("post", *words, profile=self.places[0]["officer"], expect=expect)

    def deal_with(self, alert):
        self.officer("open", alert, "--reason", "intervene")
        self.officer("take", alert)
        self.officer("close", alert, "--code", "patrol_sent")


def one_inbox(world):
    sent = world.sent_by_all()
    rows = world.wait_listed(sent.values())
    equal(len(rows), len(COMMUNES), "alerts at the post")
    for name, alert in sent.items():
        equal((rows[alert]["commune"], rows[alert]["sector_name"]), (world.by_name[name]["code"], "Village"), name)
        world.deal_with(alert)

    def verified(place):
        world.wait_state(place, sent[place["name"]], "closed")
        world.expect_states(place, sent[place["name"]], WHOLE_WAY)
        status = world.tocsin("referent", "status", profile=place["phone_profile"])
        equal({one["alert"] for one in status["alerts"]} & set(sent.values()), {sent[place["name"]]}, "on that phone")
        return status["forged_receipts"]
    equal(set(world.of_all(verified).values()), {0}, "forged receipts")
    equal(world.rows(), {}, "open alerts when all are closed")


def limits_apart(world):
    """Lods allows one ordinary alert a day; Ornans alone has a third sector."""
    lods, saules, ornans = (world.by_name[name] for name in ("Lods", "Saules", "Ornans"))
    sent = [world.send(place, *QUIET, sector)["alert"]
            for place, sector in ((lods, "1"), (saules, "2"), (saules, "2"), (ornans, "3"))]
    equal(world.send(lods, *QUIET, "1", expect=5)["refused"]["rule"], "R10", "the second of the day at Lods")
    equal(world.send(saules, *QUIET, "3", expect=5)["refused"]["rule"], "R5", "a sector that only Ornans has")
    world.tocsin("mairie", "limits", "tighten", "--limit", "alerts_per_day=0", "--reason", "misuse",
                 profile=saules["mayor"])
    equal(world.send(saules, *QUIET, "2", expect=5)["refused"]["rule"], "R10", "tightened at Saules")
    sent.append(world.send(ornans, *QUIET, "2")["alert"])
    rows = world.wait_listed(sent)
    equal([rows[one]["sector_name"] for one in sent], ["Village", "Vallée", "Vallée", "Bord de Loue", "Vallée"],
          "sectors, each by its own charter")
    for alert in sent:
        world.deal_with(alert)


def one_plate(world):
    """One van in three communes: put together in the post's inbox and log, and nowhere else."""
    names = ("Amancey", "Cléron", "Malbrans")
    sent = {name: world.send(world.by_name[name], *VAN, "QR-456-ST")["alert"] for name in names}
    beside = world.send(world.by_name["Ornans"], *VAN, "AB-123-CD")["alert"]
    rows = world.wait_listed([*sent.values(), beside])
    check(all("R13" in rows[one]["flags"] for one in sent.values()), "three referents, one plate: the officer sees it")
    check("R13" not in rows[beside]["flags"], "another plate")
    for alert in sent.values():
        world.officer("open", alert, "--reason", "assess")
    before = {name: world.alert(world.by_name[name], sent[name]) for name in names}
    world.officer("group", *sent.values(), "--reason", "same_vehicle")
    rows = world.rows()
    groups = {rows[one]["group"] for one in sent.values()}
    check(len(groups) == 1 and groups != {""}, f"one group: {groups}")
    equal(rows[beside]["group"], "", "and nothing else in it")
    check(all("R31" in rows[one]["flags"] for one in sent.values()), "marked")
    log = world.export(world.places[0], "post", "grouped")
    world.tocsin("audit", "verify", log, "--charter", world.places[0]["record"])
    combined = events(log, GROUPING)
    equal(len(combined), 1, "combinations in the post's log")
    equal((combined[0][0], len(combined[0])), (SAME_VEHICLE, 1 + 16 + 32 + 3 * 32), "reason, officer, command, three alerts")
    consulted = {event[:32] for event in events(log, CONSULTATION)[-3:]}
    equal({combined[0][at:at + 32] for at in (49, 81, 113)}, consulted, "the three that were opened just before")
    group = groups.pop()
    for name in names:
        place = world.by_name[name]
        equal(world.alert(place, sent[name]), before[name], f"what the referent of {name} sees")
        log = world.export(place, "commune", "grouped")
        equal(events(log, GROUPING), [], f"combinations in the log of {name}")
        told = log.read_text() + (place["commune"]["folder"] / "log").read_text(errors="replace")
        check(not any(sent[other] in told for other in names if other != name), f"{name} hears of another's alert")
        check("group" not in told and group not in told, f"{name} hears of the combination")
    world.officer("open", beside, "--reason", "assess")
    for alert in (*sent.values(), beside):
        world.officer("take", alert)
        world.officer("close", alert, "--code", "handled")
    refused = world.officer("group", *list(sent.values())[:2], "--reason", "same_vehicle", expect=5)["refused"]
    equal(refused["rule"], "R31", "closed ones")


def events(log, kind):
    """The events of that kind that an exported log shows, without their salts."""
    leaves = [line.split() for line in log.read_text().splitlines() if line.startswith("leaf ")]
    return [bytes.fromhex(words[2])[32:] for words in leaves if len(words) > 2 and bytes.fromhex(words[1])[0] == kind]


def post_restarted(world):
    """Killed between the taking and the closing, with one alert of each commune on its way."""
    taken = world.sent_by_all()
    world.wait_listed(taken.values())
    for alert in taken.values():
        world.officer("open", alert, "--reason", "intervene")
        world.officer("take", alert)
    world.stop(world.places[0], "post", signal.SIGKILL)
    coming = world.sent_by_all()
    world.of_all(lambda place: world.wait_state(place, coming[place["name"]], "accepted"))
    world.run(world.places[0], "post")
    rows = world.wait_listed([*taken.values(), *coming.values()])
    equal(len(rows), 2 * len(COMMUNES), "open alerts")
    equal({rows[alert]["state"] for alert in taken.values()}, {"taken"}, "what was taken before")
    for alert in taken.values():
        world.officer("close", alert, "--code", "patrol_sent")
    for alert in coming.values():
        world.deal_with(alert)

    def whole(place):
        for sent in (taken, coming):
            world.wait_state(place, sent[place["name"]], "closed")
            world.expect_states(place, sent[place["name"]], WHOLE_WAY)
    world.of_all(whole)


def commune_killed(world):
    """One commune's node is killed: ten go on, and what its referent sent then goes out when it is back."""
    away = world.by_name["Vuillafans"]
    others = [place for place in world.places if place is not away]
    world.stop(away, "commune", signal.SIGKILL)
    waiting = world.send(away, "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress",
                         "--called17", "--sector", "1", expect=4)["alert"]
    sent = [world.urgent(place) for place in others]
    rows = world.wait_listed(sent)
    check(away["code"] not in {row["commune"] for row in rows.values()}, "nothing of Vuillafans yet")
    world.run(away, "commune")
    world.wait_state(away, waiting, "delivered")
    world.wait_listed([waiting])
    world.deal_with(waiting)
    world.wait_state(away, waiting, "closed")
    world.expect_states(away, waiting, WHOLE_WAY)
    for alert in sent:
        world.deal_with(alert)


def borders(world):
    open_one, closed = world.by_name["Tarcenay-Foucherans"], world.by_name["Malbrans"]
    sent = world.urgent_in(open_one, "1")
    row = world.wait_listed([sent])[sent]
    equal((row["commune"], row["border"]), (open_one["code"], world.by_name["Saules"]["code"]), "whose, and with whom")
    # The post's refusal may be there before the command ends.
    done = world.raw("referent", "send", "--exercise", "--category", "INT", "--conduct", "forcing_door_or_window",
                     "--in-progress", "--called17", "--sector", "2", "--json", "--yes", "--no-input",
                     profile=closed["phone_profile"])
    check(done.returncode in (0, 5), done.stderr)
    refused = json.loads(done.stdout)["alert"]
    world.wait_state(closed, refused, "refused")
    receipt = next(one for one in world.alert(closed, refused)["receipts"] if one["state"] == "refused")
    equal((receipt["by"], receipt["rule"]), ("post", "R5"), "a border that Amancey's charter does not share")
    beside = world.urgent_in(closed, "1")
    world.wait_listed([beside])
    told = (world.by_name["Saules"]["commune"]["folder"] / "log").read_text(errors="replace")
    check(sent[:16] not in told, "the neighbour's node hears nothing of it")
    for alert in (sent, beside):
        world.deal_with(alert)


def main():
    cases = Cases("many", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(Brigade(sys.argv[1]), (
        ("quotas and sectors are each commune's own", limits_apart),
        ("eleven communes, one inbox: every alert taken, closed, and verified by its own referent", one_inbox),
        ("R31 one plate in three communes: put together and logged at the post, unseen by communes", one_plate),
        ("R5 a sector shared with a neighbour is open as both charters permit", borders),
        ("the post killed in the middle loses nothing of eleven communes", post_restarted),
        ("a commune's node killed: ten go on, and it comes back", commune_killed),
    ))


if __name__ == "__main__":
    main()
