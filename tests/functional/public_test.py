#!/usr/bin/env python3
"""A visitor and an auditor in a real browser, against real nodes behind a real gateway. Usage: public_test.py BUILD [NAME]

The faces are the bundles that node/web/check builds, served and signed as deploy/demo does it (deploy/demo_faces.py).
"""
import http.client
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy"))
from browser_world import BUNDLES, Person  # noqa: E402
from cases import Cases, check, equal  # noqa: E402
from demo_faces import Faces, curve_key, get  # noqa: E402
from world import Broken, World, demo  # noqa: E402


class FacedWorld(World):
    """Ornans alone, with every face at an address of its own."""

    def __init__(self, build):
        self.faces = None
        super().__init__(build)
        self.faces = Faces(self, Broken)
        self.faces.build(given=True)
        self.places = self.places[:1]
        demo.COMMUNES[0].update(self.ornans)

    def found_all(self):
        self.found_root()
        for place in self.places:
            self.found(place)
        self.faces.serve(self.places)
        for place in self.places:
            self.run(place, "post")
            self.run(place, "commune")
        self.faces.check()
        self.enrol(self.ornans)

    def link(self, face, node="commune"):
        return next(one for one in self.faces.links if one.face.face == face and one.face.node == node)


def visited(world):
    place = world.ornans
    with Person(f"http://{world.link('public').host}/") as person:
        person.see("Tocsin à Ornans")
        person.see("EXERCICE")
        person.see("lit les alertes des référents")
        person.see("la préfecture, 2 clés racines sur 3")
        person.see("Aucun trimestre clos")
        person.see("Signé par la clé de publication")
        person.click("Comparer les fichiers servis")
        person.see("Les fichiers servis sont ceux du manifeste.")
        root = person.do("read", selector="#check ~ .long").replace(" ", "")
        equal(person.do("complaints"), [], "what the page complained of")
        person.see("Le dispositif est en vigueur.")
        stop, go = world.folder / "stop.doc", world.folder / "go.doc"
        world.tocsin("authority", "suspend", place["charter"], "--reason", "key_compromised", *world.root_keys, "--out", stop)
        world.tocsin("node", "import", stop, config=place["commune"]["config"])
        person.do("reload")
        person.see("Suspendu par la préfecture")
        world.tocsin("authority", "resume", stop, "--reason", "key_compromised", *world.root_keys, "--out", go)
        world.tocsin("mairie", "resume-node", go, profile=place["mayor"])
        world.tocsin("post", "resume-node", go, profile=place["commander"])
        world.wait_for("the resumption at the commune", lambda: "suspended" not in world.tocsin(
            "audit", "pending", config=place["commune"]["config"])["communes"][0])
        person.do("reload")
        person.see("Le dispositif est en vigueur.")
    with Person(f"http://{world.link('public').host}/#root={root}") as person:
        person.see("Identique à celle du lien")
    with Person(f"http://{world.link('public').host}/#root={'ab' * 32}") as person:
        person.see("n’est pas signé par qui de droit")


def audited(world):
    for node in ("commune", "post"):
        link = world.link("auditor", node)
        with Person(f"http://{link.host}/") as person:
            person.see("Habiliter ce navigateur")
            line = person.do("read", selector="dd.long")
            said = world.faces.hear(f"{link.number} {line}")
            folder = pathlib.Path(said.rsplit(" ", 1)[-1])
            equal(sorted(one.name for one in folder.iterdir()),
                  ["charter.doc", "commission.doc", "post.doc", "root.doc", "rules.doc"], "what the office gives back")
            person.do("files", selector="input[type=file]", paths=[str(one) for one in sorted(folder.iterdir())])
            person.click("Vérifier")
            person.see("Comparer à voix haute")
            person.click("Tout est identique")
            person.click("Lire et vérifier")
            person.see("Chaque entrée mène à la racine signée")
            person.see("Première lecture par ce navigateur")
            if node == "post":
                world.wait_state(world.ornans, world.urgent(world.ornans), "delivered")
            person.do("reload")
            person.click("Lire et vérifier")
            person.see("Le journal n’a fait que grandir" if node == "post" else "entrées")
            person.do("fill", label="Règle (numéro)", value="13")
            if node == "post":
                person.do("fill", label="Commune (code INSEE)", value=world.ornans["code"])
            person.click("Signer et ouvrir")
            person.see("Réexamen ouvert.")
            equal(person.do("complaints"), [], "what the page complained of")
    world.wait_for("both reviews at the post", lambda: len(world.tocsin(
        "post", "review", "list", profile=world.ornans["commander"])["reviews"]) >= 2)


def strict(world):
    """What another origin, or nobody in particular, may ask of a gateway about its node."""
    host = world.link("public").host
    key = curve_key(world.ornans["commune"])
    for headers, status in (({}, 403), ({"Origin": "http://other.example"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403),
                            ({"Sec-Fetch-Site": "same-origin"}, 200), ({"Origin": f"http://{host}"}, 200)):
        to = http.client.HTTPConnection(host, timeout=30)
        to.request("GET", "/v1/node", headers=headers)
        answer = to.getresponse()
        body = answer.read().decode()
        equal(answer.status, status, f"/v1/node with {headers}")
        equal(body == f"{key}\n", status == 200, f"its answer: {body}")
        to.close()
    equal(get(host, "/v1/node/more")[0], 404, "nothing else there")


def main():
    for face in ("public", "auditor"):
        if not (BUNDLES / face).is_dir():
            print(f"build/web/{face} is missing: run node/web/check first", file=sys.stderr)
            print("0 passed, 1 failed")
            sys.exit(1)
    cases = Cases("a visitor and an auditor in a browser", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(FacedWorld(sys.argv[1]), [
        ("which node an address leads to is told to its own pages alone", strict),
        ("a visitor reads what was signed, and a suspension at once", visited),
        ("an auditor pairs, reads both logs, and opens reviews that the post is asked to answer", audited),
    ])


if __name__ == "__main__":
    main()
