#!/usr/bin/env python3
"""A referent and a mairie in a real browser, against real nodes behind a real gateway. Usage: browser_test.py BUILD [NAME]

The face is the bundle that node/web/check builds, signed with the release key; mairie, post and nodes are those of http_test.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from http_world import HttpWorld  # noqa: E402
from world import Broken  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEB, BUNDLES = ROOT / "node/web", ROOT / "build/web"


class BrowserWorld(HttpWorld):
    """The real faces stand where http_test has a few small files."""

    def found(self, place):
        if place is self.ornans:
            self.mairie_url = f"http://localhost:{self.http_port}"
            self.mairie_bundle = self.make_bundle("mairie", "mairie")
        super().found(place)

    def origins_here(self):
        return [*super().origins_here(), (f"localhost:{self.http_port}", "commune", "mairie", self.mairie_bundle)]

    def make_bundle(self, name, face):
        if not (BUNDLES / face).is_dir():
            return super().make_bundle(name, face)
        folder = self.folder / name
        shutil.copytree(BUNDLES / face, folder)
        self.tocsin("authority", "sign-bundle", folder, "--face", face, "--key", self.release)
        return folder


class Person:
    """Somebody at a page."""

    def __init__(self, url):
        self.process = subprocess.Popen(["node", str(WEB / "tools/drive.mjs"), url], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def do(self, command, **more):
        self.process.stdin.write(json.dumps({"do": command, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise Broken(f"the browser is gone: {self.process.stderr.read()}")
        answer = json.loads(line)
        if not answer["ok"]:
            raise AssertionError(f"{command} {more}: {answer['value']}\n{answer['page']}")
        return answer["value"]

    def click(self, name):
        self.do("click", name=name)

    def see(self, text):
        self.do("wait", text=text)


def invited(world, place, name):
    """A card for one more person; answers its text and the invitation."""
    out = place["folder"] / f"{name}.txt"
    made = world.tocsin("mairie", "invite", name, "--out", out, profile=place["mayor"])
    return made["card"], made["invitation"]


def enrol(world, place, person, invitation, name):
    """Interview and both signatures, with the words that stand on the screen."""
    person.do("check", role="radio", name="Aucun lien")
    person.click("Demander mon inscription")
    person.see("Vos six mots")
    words = " ".join(person.do("all", selector=".words li"))
    equal(len(words.split()), 6, "words on the screen")
    mayor, commander = place["mayor"], place["commander"]
    world.wait_for("the enrolment", lambda: [one for one in world.tocsin("mairie", "enrolments", profile=mayor)["enrolments"]
                                             if one["invitation"] == invitation])
    today = time.strftime("%Y-%m-%d", time.gmtime())
    mandate = world.tocsin("mairie", "nominate", invitation, "--trained", today, profile=mayor)["mandate"]
    world.wait_for("the nomination", lambda: [one for one in world.tocsin("post", "vet", profile=commander)["waiting"]
                                              if one["mandate"] == mandate])
    world.tocsin("post", "vet", mandate, "--words", words, profile=commander)
    world.tocsin("post", "register", mandate, "--name", name, "--phone", "0612345678", profile=commander)
    person.see("Qui écoute en ce moment")


def whole_way(world):
    place = world.ornans
    card, invitation = invited(world, place, "Navigatrice")
    before = {one["alert"] for one in world.inbox(place, "--all")}
    with Person(f"{world.url}/#{card}") as person:
        person.see("Votre carte")
        enrol(world, place, person, invitation, "Navigatrice")
        person.click("Signaler")
        person.click("Signes d’intrusion")
        person.do("check", name="Force une porte ou une fenêtre")
        person.click("Où est-ce")
        person.click("Le secteur suffit")
        person.do("check", name="J’ai appelé le 17")
        person.click("Envoyer l’alerte")
        person.see("Reçue par la mairie")
        person.see("Le poste l’a reçue")
        fresh = [one["alert"] for one in world.inbox(place, "--all") if one["alert"] not in before]
        equal(len(fresh), 1, "alerts that came to the post")
        officer = place["officer"]
        opened = world.tocsin("post", "open", fresh[0], "--reason", "assess", profile=officer)
        check("forcing_door_or_window" in json.dumps(opened), f"what the post reads: {opened}")
        person.see("Lue au poste")
        world.tocsin("post", "take", fresh[0], profile=officer)
        person.see("Prise en compte")
        world.tocsin("post", "close", fresh[0], "--code", "patrol_sent", profile=officer)
        person.see("Close : ")
        person.do("reload")
        person.see("Close : ")
        equal(person.do("complaints"), [], "what the page complained of")


def undone(world):
    """R28: an ordinary alert that was taken back in its first minute never comes to the post."""
    place = world.ornans
    card, invitation = invited(world, place, "Hésitante")
    before = {one["alert"] for one in world.inbox(place, "--all")}
    with Person(f"{world.url}/#{card}") as person:
        person.see("Votre carte")
        enrol(world, place, person, invitation, "Hésitante")
        person.click("Signaler")
        person.click("Dégradation")
        person.click("Le secteur suffit")
        person.click("Envoyer l’alerte")
        person.see("Reçue par la mairie")
        person.click("Annuler l’envoi")
        person.see("Annulée avant transmission")
    equal({one["alert"] for one in world.inbox(place, "--all")}, before, "what the post has")


def paired(world, place, person, role):
    """The device on the screen becomes one of the mairie, as its office commissions it."""
    folder = place["folder"] / f"browser-{role}"
    folder.mkdir()
    (folder / "device.pub").write_text(person.do("read", selector="dd.long") + "\n", encoding="utf-8")
    world.tocsin("mairie", "commission", "--device", folder / "device.pub", "--role", role, "--key", place["folder"] / "mairie.key",
                 "--out", folder / "commission.doc")
    world.tocsin("node", "import", folder / "commission.doc", config=place["commune"]["config"])
    handed = (world.folder / "root.doc", world.folder / "rules.doc", place["record"], place["charter"], folder / "commission.doc")
    person.do("files", selector="input[type=file]", paths=[str(file) for file in handed])
    person.click("Vérifier")
    person.see("Comparer à voix haute")
    person.click("Les trois sont identiques")


def seen_after(world, person, text):
    """The page asks again each minute; nobody waits so long who has a button."""
    def shown():
        person.click("Actualiser")
        return text in " ".join(person.do("all", selector="main"))
    world.wait_for(text, shown)


def mairie(world):
    """R21, R35: from a paired browser to a mandate in force, and an alert entered for its holder."""
    place = world.ornans
    phone, commander = place["folder"] / "paper-referent", place["commander"]
    with Person(world.mairie_url) as person:
        person.see("Ce que la mairie signe")
        paired(world, place, person, "mayor")
        person.see("Où en est la commune")
        person.see("À jour depuis")
        person.click("Invitations")
        person.do("fill", label="Nom de la personne", value="Cartonnée")
        person.click("Faire la carte")
        card = place["folder"] / "paper.txt"
        card.write_text(person.do("read", selector="p.typed") + "\n", encoding="utf-8")
        asked = world.tocsin("referent", "enrol", card, "--tie", "none", profile=phone)
        person.click("Référents")
        seen_after(world, person, "Cartonnée")
        person.click("Nommer…")
        person.do("waitFor", selector="dialog .words li")
        equal(" ".join(person.do("all", selector="dialog .words li")), asked["words"], "six words on both screens")
        person.do("check", name="Les six mots sont les mêmes")
        person.do("fill", label="Jour de la formation", value=world.today())
        person.click("Signer la nomination")
        person.see("nomination signée")
        waiting = world.wait_for("the nomination at the post", lambda: world.tocsin("post", "vet", profile=commander)["waiting"])
        world.tocsin("post", "vet", waiting[0]["mandate"], "--words", asked["words"], profile=commander)
        roll = world.wait_for("the mandate in force", lambda: [
            one for one in world.tocsin("mairie", "mandates", profile=place["mayor"])["mandates"]
            if one["name"] == "Cartonnée" and one["state"] == "in_force"])
        equal(roll[0]["mandate"], waiting[0]["mandate"], "the mandate of the card's name")
        person.click("Accueil")
        seen_after(world, person, "À jour depuis")
        before = {one["alert"] for one in world.inbox(place, "--all")}
        person.click("Saisie au guichet")
        paired(world, place, person, "desk")
        person.see("Saisir l’alerte")
        person.click("Saisir l’alerte")
        person.click("Cartonnée")
        person.click("Signes d’intrusion")
        person.do("check", name="Force une porte ou une fenêtre")
        person.click("Suite")
        person.click(place["sectors"][0].partition("=")[2])
        person.do("check", name="Le 17, le 112 ou le 114")
        person.click("Envoyer au poste")
        person.see("Arrivée au poste")
        fresh = [one for one in world.inbox(place, "--all") if one["alert"] not in before]
        equal(len(fresh), 1, "entries that came to the post")
        check("unconfirmed" in json.dumps(fresh[0]), f"marked unconfirmed: {fresh[0]}")
        equal(person.do("complaints"), [], "what the page complained of")


def main():
    if not (BUNDLES / "referent").is_dir():
        print("build/web/referent is missing: run node/web/check first", file=sys.stderr)
        print("0 passed, 1 failed")
        sys.exit(1)
    cases = Cases("a referent in a browser", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(BrowserWorld(sys.argv[1]), [
        ("from a card to a closed alert, in Chromium, by the gateway's HTTP", whole_way),
        ("an alert taken back in its first minute never comes to the post", undone),
        ("a mayor nominates by the browser, and the desk enters an alert for the referent", mairie),
    ])


if __name__ == "__main__":
    main()
