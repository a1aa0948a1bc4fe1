#!/usr/bin/env python3
"""A commune's streets and outlines from open data to a phone and an officer. Usage: locality_test.py BUILD [NAME]

The cases follow one another: charters and their lists.
"""
import json
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World, demo  # noqa: E402

HEADER = "\ufeffid;numero;nom_voie;code_postal;code_insee\r\n"


def addresses(*streets):
    rows = [f"25434_{number};{number};\"{street}\";25290;25434\r\n" for number, street in enumerate(streets, 1)]
    return HEADER + "".join(rows) + "25155_1;1;Rue d'Ailleurs;25000;25155\r\n"


def square(sector, west):
    ring = [[west, 47.1], [west + 0.01, 47.1], [west + 0.01, 47.11], [west, 47.11], [west, 47.1]]
    return {"type": "Feature", "properties": {"sector": sector},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}


class Locality(World):
    """One commune and its post."""

    def __init__(self, build):
        super().__init__(build)
        self.places = self.places[:1]
        self.here = self.ornans
        self.newest = None  # the charter in force, once there is another than the founding one

    def streets(self, name, *streets):
        file = self.here["folder"] / f"{name}.csv"
        file.write_text(addresses(*streets), encoding="utf-8", newline="")
        out = self.here["folder"] / f"{name}.streets"
        made = self.tocsin("mairie", "import-streets", file, "--insee", "25434", "--out", out)
        equal(made["streets"], len(set(streets)), f"streets of {name}")
        return out

    def map(self, name, *sectors):
        file = self.here["folder"] / f"{name}.geojson"
        features = [square(sector, 6.1 + number / 100) for number, sector in enumerate(sectors)]
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        out = self.here["folder"] / f"{name}.map"
        made = self.tocsin("mairie", "import-map", file, "--insee", "25434", "--out", out)
        equal((made["sectors"], made["points"]), (sorted(set(sectors) - {0}), 4 * len(sectors)), f"map {name}")
        return out

    def draft(self, name, *words, expect=0):
        here, out = self.here, self.here["folder"] / f"{name}.charter"
        answer = self.tocsin("mairie", "init", here["name"], "--insee", here["code"], "--node", here["commune"]["pub"],
                             "--record", here["record"], "--previous", self.newest or here["charter"],
                             "--key", here["folder"] / "mairie.key",
                             *[word for sector in here["sectors"] for word in ("--sector", sector)],
                             "--limit", f"undo_seconds={demo.HOLD_SECONDS}", *words, "--out", out, expect=expect)
        return answer if expect else out

    def charter(self, name, *words):
        """The next issue, signed by all three and in force."""
        file = self.draft(name, *words)
        self.tocsin("post", "sign", file, "--key", self.here["folder"] / "post.key")
        self.tocsin("authority", "sign", file, *self.root_keys)
        self.hand_in(file)
        self.newest = file

    def hand_in(self, file, expect=0):
        return self.tocsin("node", "import", file, config=self.here["commune"]["config"], expect=expect)

    def place_read(self, identity):
        opened = self.tocsin("post", "open", identity, "--reason", "assess", profile=self.here["officer"])
        return opened["content"]["place"]

    def sent(self, *words):
        identity = self.urgent(self.here, *words)
        self.wait_state(self.here, identity, "delivered")
        return identity


def by_position_alone(world):
    """Without a list there are positions alone, and a name is an error."""
    unknown = world.raw("referent", "send", "--exercise", "--category", "VEH", "--conduct", "slow_repeated_passes",
                        "--sector", "1", "--street", "Grande Rue", profile=world.here["phone_profile"])
    check(unknown.returncode == 3 and "no list" in unknown.stderr, f"no list: {unknown.returncode} {unknown.stderr}")
    equal(world.place_read(world.sent("--street", "2", "--number", "12")), "rue n° 2, 12", "a position")


def from_file_to_officer(world):
    here = world.here
    world.list = world.streets("first", "Rue Basse", "Grande Rue", "Grande Rue", "Rue de l'Église")
    outlines = world.map("first", 1, 2, 0)
    early = world.hand_in(world.list, expect=6)
    check("hand in the charter that names it first" in early["error"]["detail"], f"no charter names it: {early}")
    other = world.draft("wrong", "--map", world.map("wrong", 1, 7), expect=3)
    check("shows the sector 7" in other["error"]["detail"], f"a sector that the charter has not: {other}")
    world.charter("second", "--streets", world.list, "--map", outlines)
    lacking = world.node_status(here, "commune")["streets_25434"]
    check("tocsin node import 25434.streets" in lacking, f"what is lacking: {lacking}")
    for file in (world.list, outlines):
        world.hand_in(file)
    for row in ("streets_25434", "map_25434"):
        world.wait_for(f"{row} at the post", lambda r=row: world.node_status(here, "post")[r] == "here")
    world.first_alert = world.sent("--street", "RUE DE L'EGLISE", "--number", "12")
    equal(world.place_read(world.first_alert), "12 Rue de l'Église", "what the officer reads")
    file = here["folder"] / "handed.json"
    world.tocsin("post", "hand-over", world.first_alert, "--reason", "procedure", "--to", "procedure:00421/2026",
                 "--out", file, profile=here["officer"])
    equal(json.loads(file.read_text(encoding="utf-8"))["content"]["place"], "12 Rue de l'Église", "what is handed over")


def without_the_node(world):
    """The phone keeps its list; what is not in it is said with what is near."""
    here = world.here
    world.stop(here, "commune", signal.SIGKILL)
    words = ("--category", "VEH", "--conduct", "slow_repeated_passes", "--sector", "1", "--street")
    unknown = world.send(here, *words, "Grand Rue", expect=6)
    check("near it: Grande Rue (0)" in unknown["error"]["detail"], f"the nearest: {unknown}")
    kept = world.send(here, *words, "grande rue", expect=4)["alert"]
    world.run(here, "commune")
    world.tocsin("referent", "status", profile=here["phone_profile"])
    world.wait_state(here, kept, "delivered")
    equal(world.place_read(kept), "Grande Rue", "what was sealed without the node")


def two_lists(world):
    """After a charter with another list, each alert is read by the list under which it was sealed."""
    world.charter("third", "--streets", world.streets("second", "Allée Neuve", "Rue Basse"))
    world.hand_in(world.here["folder"] / "second.streets")
    world.wait_for("the second list at the post",
                   lambda: world.node_status(world.here, "post")["streets_25434"] == "here")
    equal(world.node_status(world.here, "post")["map_25434"], "here", "the map goes on from the charter before")
    newer = world.sent("--street", "Rue Basse", "--number", "3")
    equal(world.place_read(newer), "3 Rue Basse", "by the list of today")
    equal(world.place_read(world.first_alert), "12 Rue de l'Église", "by the list of then")


def dropped(world):
    world.charter("fourth", "--no-streets", "--no-map")
    for kind in ("commune", "post"):
        world.wait_for(f"the charter at the {kind}", lambda k=kind: world.node_status(world.here, k)["streets_25434"]
                       == "none: the charter names none")
    world.hand_in(world.list)  # alerts sealed under the first charter may still come
    world.streets("strange", "Rue d'Ailleurs")
    refused = world.hand_in(world.here["folder"] / "strange.streets", expect=6)
    check("no charter of 25434" in refused["error"]["detail"], f"a list that no charter names: {refused}")


def main():
    cases = Cases("locality", sys.argv[2] if len(sys.argv) > 2 else None)
    world = Locality(sys.argv[1])
    cases.play(world, (
        ("without a list a street is a position", by_position_alone),
        ("from open data to what an officer reads", from_file_to_officer),
        ("the phone keeps the list it got", without_the_node),
        ("an alert is read by the list under which it was sealed", two_lists),
        ("a charter drops the list and the map", dropped),
    ))


if __name__ == "__main__":
    main()
