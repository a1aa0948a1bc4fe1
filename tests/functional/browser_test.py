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


def main():
    if not (BUNDLES / "referent").is_dir():
        print("build/web/referent is missing: run node/web/check first", file=sys.stderr)
        print("0 passed, 1 failed")
        sys.exit(1)
    cases = Cases("a referent in a browser", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(BrowserWorld(sys.argv[1]), [
        ("from a card to a closed alert, in Chromium, by the gateway's HTTP", whole_way),
        ("an alert taken back in its first minute never comes to the post", undone),
    ])


if __name__ == "__main__":
    main()
