#!/usr/bin/env python3
"""Names that people may type and documents may carry, on every screen: markup, quotes, templates, one long word, other scripts.

Usage: browser_strings_test.py BUILD [NAME]. Each is shown as it was typed, does nothing, and breaks no screen of 320 px.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import BrowserWorld, Person, at_mairie, enrol, invited, on_duty, opened, paired, play, report_danger, seated  # noqa: E402
from cases import equal  # noqa: E402

MARKUP = '<img src=x onerror="document.title=1">'
QUOTES = '"\'><svg/onload=alert(1)>{name}${1}&lt;%s'
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
SCRIPTS = "שלום مرحبا Ζωή Жан é̂"
PLANTED = 'img[src="x"], svg[onload], iframe, [onerror]'
MORE_FACES = ("public", "auditor")


class HostileNames(BrowserWorld):
    """A commune and a post with such names, and all five faces."""

    def __init__(self, build):
        super().__init__(build)
        self.ornans.update(post_name=MARKUP, sectors=[f"1={QUOTES}", f"2={LONG}", f"3={SCRIPTS}"])
        self.bundles = {}

    def host_of(self, face):
        return f"{face}.localhost:{self.way.port}"

    def found(self, place):
        if place is self.ornans:
            self.bundles = {face: self.make_bundle(face, face) for face in MORE_FACES}
        super().found(place)

    def origins_here(self):
        return [*super().origins_here(), *((self.host_of(face), "commune", face, bundle) for face, bundle in self.bundles.items())]


def shows(person, *texts):
    """What stands on the screen now: each text as it was typed, in the width that there is, and nothing of it at work."""
    for text in texts:
        person.see(text)
    check_screen(person)


def check_screen(person):
    equal(person.do("all", selector=PLANTED), [], "elements that a name has made")
    for width in (1280, 320):
        person.do("size", width=width, height=900)
        equal(max(0, person.do("wide")), 0, f"pixels too wide at {width}:\n{person.do('read', selector='body')}")
    person.has_no_complaint()


def referents(world):
    place = world.ornans
    card, invitation = invited(world, place, MARKUP)
    with Person(f"{world.url}/#{card}") as person:
        person.see("Votre carte")
        check_screen(person)
        enrol(world, place, person, invitation, QUOTES)
        check_screen(person)
        person.click("Signaler")
        check_screen(person)
        person.click("Signes d’intrusion")
        person.do("check", name="Force une porte ou une fenêtre")
        person.click("Où est-ce")
        shows(person, QUOTES, LONG, SCRIPTS)
        person.click("Le secteur suffit")
        shows(person, QUOTES)
        person.click("Accueil")
        before = world.all_alerts(place)
        report_danger(person)
        [identity] = world.arrived(place, before)
        person.see("Le poste l’a reçue")
        shows(person, QUOTES)
        for page in ("Avis", "Mes données"):
            person.click("Accueil")
            person.click(page)
            check_screen(person)
        with paired(world, place, "desk-hostile") as desk:
            on_duty(desk)
            person.click("Accueil")
            shows(person, MARKUP)  # who listens
            officers(desk, identity)


def officers(desk, identity):
    shows(desk, MARKUP, QUOTES)
    desk.do("size", width=1280, height=900)
    opened(desk, identity)
    desk.see("Force une porte ou une fenêtre")
    shows(desk, QUOTES)
    desk.press("Escape")
    for tab, texts in (("Avis", ()), ("Secteurs", (LONG, SCRIPTS)), ("Mon service", (MARKUP,))):
        desk.click(tab)
        shows(desk, *texts)


def mairies(world):
    place = world.ornans
    invited(world, place, QUOTES)
    with at_mairie(world) as person:
        seated(world, place, person, "mayor")
        person.see("À jour depuis")
        shows(person, MARKUP)
        person.click("Invitations")
        person.do("fill", label="Nom de la personne", value=MARKUP)
        person.click("Faire la carte")
        person.do("waitFor", selector="p.typed")
        shows(person, MARKUP)
        for page, texts in (("Référents", (LONG,)), ("Annonces", ()), ("Limites", ()), ("Chiffres et rapport", ()), ("Réexamens", ()),
                            ("Secteurs", (QUOTES, LONG, SCRIPTS)), ("Saisie au guichet", ())):
            person.click(page)
            shows(person, *texts)


def everybody(world):
    with Person(f"http://{world.host_of('public')}/") as visitor:
        visitor.see("Tocsin à Ornans")
        shows(visitor, MARKUP, QUOTES, LONG, SCRIPTS)


def auditors(world):
    place = world.ornans
    folder = place["folder"] / "auditor-hostile"
    folder.mkdir()
    with Person(f"http://{world.host_of('auditor')}/") as person:
        (folder / "device.pub").write_text(person.do("read", selector="dd.long").strip() + "\n", encoding="ascii")
        world.tocsin("authority", "commission", "--device", folder / "device.pub", "--role", "auditor", *world.root_keys,
                     "--out", folder / "commission.doc")
        world.tocsin("node", "import", folder / "commission.doc", config=place["commune"]["config"])
        trusted = (world.folder / "root.doc", world.folder / "rules.doc", place["record"], place["charter"], folder / "commission.doc")
        person.do("files", selector="input[type=file]", paths=[str(file) for file in trusted])
        person.click("Vérifier")
        person.see("Comparer à voix haute")
        check_screen(person)
        person.click("Tout est identique")
        person.click("Lire et vérifier")
        person.see("Chaque entrée mène à la racine signée")
        person.see("Annuaire de la préfecture")
        check_screen(person)


if __name__ == "__main__":
    play("hostile names in browsers", HostileNames, (
        ("a referent's and an officer's screens", referents),
        ("a mairie's screens", mairies),
        ("a visitor's page", everybody),
        ("an auditor's page", auditors),
    ))
