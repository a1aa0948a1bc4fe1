"""People at real browsers, real nodes behind a real gateway; the faces are the bundles that node/web/check builds."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, equal  # noqa: E402
from http_world import HttpWorld  # noqa: E402
from way import Way  # noqa: E402
from world import Broken, demo  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEB, BUNDLES = ROOT / "node/web", ROOT / "build/web"
OFFLINE = "Pas de liaison avec la mairie"
FACES = ("referent", "post", "mairie", "public", "auditor")


class BrowserWorld(HttpWorld):
    """The real faces stand where http_test has a few small files. Browsers go by a way that a test can cut or slow."""

    def __init__(self, build):
        super().__init__(build)
        self.way = Way(demo.free_port(), self.http_port)
        self.host, self.post_host = f"127.0.0.1:{self.way.port}", f"localhost:{self.way.port}"  # browsers trust both with keys
        self.mairie_host = f"mairie.localhost:{self.way.port}"
        self.url, self.post_url, self.mairie_url = (f"http://{host}" for host in (self.host, self.post_host, self.mairie_host))

    def found(self, place):
        if place is self.ornans:
            self.mairie_bundle = self.make_bundle("mairie", "mairie")
        super().found(place)

    def origins_here(self):
        return [*super().origins_here(), (self.mairie_host, "commune", "mairie", self.mairie_bundle)]

    def make_bundle(self, name, face):
        folder = self.folder / name
        shutil.copytree(BUNDLES / face, folder)
        self.tocsin("authority", "sign-bundle", folder, "--face", face, "--key", self.release)
        return folder

    def close(self):
        self.way.close()
        super().close()

    def inbox(self, place, *words):
        """Asked again where a busy machine was too slow to answer: it only reads."""
        return self.wait_for("the inbox", lambda: self.answers("post", "inbox", *words, profile=place["officer"]))["alerts"]

    def at_gateway(self, place):
        for kind in ("commune", "post"):
            self.wait_for(f"the {kind} at the gateway",
                          lambda k=kind: self.answers("node", "status", config=place[k]["config"]))

    def all_alerts(self, place):
        return {one["alert"] for one in self.inbox(place, "--all")}

    def arrived(self, place, before, count=1):
        """The alerts at the post that were not there before, once there are so many."""
        self.wait_for(f"{count} alerts at the post", lambda: len(self.all_alerts(place) - before) >= count)
        fresh = self.all_alerts(place) - before
        equal(len(fresh), count, "alerts that came to the post")
        return sorted(fresh)

    def at_post(self, place, identity, state):
        """Waits until the post's own list says so."""
        return self.wait_for(f"{state} of {identity[:8]} at the post", lambda: any(
            one["alert"] == identity and state in [receipt["state"] for receipt in one["receipts"]]
            for one in self.inbox(place, "--all")))


class Person:
    """Somebody at a browser of their own. What they do with their hands is counted, and how long each step keeps them."""

    HANDS = ("click", "check", "press", "choose", "fill", "pick", "files", "save")

    def __init__(self, url, *clock):
        """`clock`: the computer's is so many milliseconds ahead."""
        self.steps, self.seconds = 0, 0.0
        self.process = subprocess.Popen(["node", str(WEB / "tools/drive.mjs"), url, *map(str, clock)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=120)

    def do(self, command, **more):
        self.steps += command in self.HANDS
        began = time.monotonic()
        self.process.stdin.write(json.dumps({"do": command, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        self.seconds += time.monotonic() - began
        if not line:
            raise Broken(f"the browser is gone: {self.process.stderr.read()}")
        answer = json.loads(line)
        if not answer["ok"]:
            raise AssertionError(f"{command} {more}: {answer['value']}\n{answer['page']}")
        return answer["value"]

    def click(self, name):
        self.do("click", name=name)

    def press(self, key):
        self.do("press", key=key)

    def see(self, text):
        self.do("wait", text=text)

    def has_no_complaint(self):
        equal(self.do("complaints"), [], "what the page complained of")

    def picture(self, name, width=1280, height=900):
        """For node/web/README.md: in the folder that TOCSIN_PICTURES names, if it names one."""
        if folder := os.environ.get("TOCSIN_PICTURES"):
            self.do("picture", to=str(pathlib.Path(folder) / f"{name}.png"), width=width, height=height)

    def tells(self, story):
        """For whoever reads the run: how much work it is, and how long its steps took on this machine, waits for the screen included."""
        print(f"        {story}: {self.steps} steps, {self.seconds:.0f} s", flush=True)


# ---- a referent
def invited(world, place, name):
    """A card for one more person; answers its text and the invitation."""
    out = place["folder"] / f"card-{hashlib.sha256(name.encode()).hexdigest()[:8]}.txt"  # a name may hold anything
    made = world.tocsin("mairie", "invite", name, "--out", out, profile=place["mayor"])
    return made["card"], made["invitation"]


def asked(person, tie="Aucun lien"):
    """The card is used; answers the six words that stand on the screen."""
    person.do("check", role="radio", name=tie)
    person.click("Demander mon inscription")
    person.see("Vos six mots")
    words = " ".join(person.do("all", selector=".words li"))
    equal(len(words.split()), 6, "words on the screen")
    return words


def enrol(world, place, person, invitation, name, *wish, phone="0612345678"):
    """Interview and both signatures, with the words that stand on the screen; answers the mandate."""
    words = asked(person)
    mayor, commander = place["mayor"], place["commander"]
    world.wait_for("the enrolment", lambda: [one for one in world.tocsin("mairie", "enrolments", profile=mayor)["enrolments"]
                                             if one["invitation"] == invitation])
    trained = () if "--replaces" in wish else ("--trained", world.today())
    mandate = world.tocsin("mairie", "nominate", invitation, *trained, *wish, profile=mayor)["mandate"]
    vetted(world, place, mandate, words)
    world.tocsin("post", "register", mandate, "--name", name, "--phone", phone, profile=commander)
    world.wait_for("the mandate in force", lambda: [one for one in world.tocsin("mairie", "mandates", profile=mayor)["mandates"]
                                                    if one["mandate"] == mandate and one["state"] == "in_force"])
    person.do("online")
    person.see("Qui écoute en ce moment")
    return mandate


def vetted(world, place, mandate, words):
    """The commander compares the six words and signs."""
    commander = place["commander"]
    world.wait_for("the nomination", lambda: [one for one in world.tocsin("post", "vet", profile=commander)["waiting"]
                                              if one["mandate"] == mandate])
    world.tocsin("post", "vet", mandate, "--words", words, profile=commander)


def referent(world, place, name, *wish, clock=()):
    """Somebody who is enrolled and looks at the first screen; answers them and their mandate."""
    card, invitation = invited(world, place, name)
    person = Person(f"{world.url}/#{card}", *clock)
    person.see("Votre carte")
    return person, enrol(world, place, person, invitation, name, *wish)


def report(person):
    """Damage that is over: it waits for the undo hold."""
    person.click("Signaler")
    person.click("Dégradation")
    person.click("Le secteur suffit")
    person.click("Envoyer l’alerte")
    person.see("Votre alerte")


def report_danger(person):
    person.click("Signaler")
    person.click("Signes d’intrusion")
    person.do("check", name="Force une porte ou une fenêtre")
    person.click("Où est-ce")
    person.click("Le secteur suffit")
    person.do("check", name="J’ai appelé le 17")
    person.click("Envoyer l’alerte")
    person.see("Votre alerte")


def closed_by_post(world, place, identity):
    for act, words in (("open", ("--reason", "assess")), ("take", ()), ("close", ("--code", "handled"))):
        world.tocsin("post", act, identity, *words, profile=place["officer"])


def ends_well(world, place, identity, person):
    """The post takes it, and the referent's screen says so by receipts."""
    closed_by_post(world, place, identity)
    person.see("Close : ")


# ---- a desk
def paired(world, place, name, role="officer", clock=()):
    """A browser that its post's office has made a device of the post; answers whoever sits before it."""
    folder = place["folder"] / name
    folder.mkdir()
    person = Person(f"{world.post_url}/", *clock)
    person.do("size", width=1280, height=900)
    person.see("Habiliter ce navigateur")
    person.do("save", name="Enregistrer device.pub", to=str(folder / "device.pub"))
    world.tocsin("post", "commission", "--device", folder / "device.pub", "--role", role, "--key",
                 place["folder"] / "post.key", "--out", folder / "commission.doc")
    world.tocsin("node", "import", folder / "commission.doc", config=place["post"]["config"])
    trusted = (world.folder / "root.doc", world.folder / "rules.doc", place["record"], folder / "commission.doc")
    person.do("files", selector="input[type=file]", paths=[str(file) for file in trusted])
    person.click("Vérifier")
    person.click("Les trois sont identiques")
    return person


def on_duty(person):
    person.click("Prendre le service")
    person.see("En service : ")
    person.see("Liste à jour depuis")


def opened(person, identity):
    """Chosen, and opened to judge it, by keyboard."""
    person.do("choose", selector=f'button.alert[data-alert="{identity}"]')
    person.press("Enter")
    person.see("Pour quel motif ouvrir")
    person.do("press", key="1")


# ---- a mairie
def at_mairie(world):
    """Somebody at the mairie's page, in a browser that is no device of it yet."""
    person = Person(f"{world.mairie_url}/")
    person.do("size", width=1280, height=900)
    person.see("Ce que la mairie signe")
    return person


def seated(world, place, person, role):
    """The device on the screen becomes one of the mairie, as its office commissions it."""
    folder = place["folder"] / f"browser-{role}"
    folder.mkdir()
    person.do("save", name="Enregistrer device.pub", to=str(folder / "device.pub"))
    world.tocsin("mairie", "commission", "--device", folder / "device.pub", "--role", role, "--key",
                 place.get("office_key", place["folder"] / "mairie.key"), "--out", folder / "commission.doc")
    world.tocsin("node", "import", folder / "commission.doc", config=place["commune"]["config"])
    trusted = (world.folder / "root.doc", world.folder / "rules.doc", place["record"], place["charter"], folder / "commission.doc")
    person.do("files", selector="input[type=file]", paths=[str(file) for file in trusted])
    person.click("Vérifier")
    person.see("Comparer à voix haute")
    person.click("Les trois sont identiques")


def nominated(world, place, mayor, name, words):
    """The mayor compares the six words of somebody who asked, and signs; so does the commander. Answers the mandate."""
    mayor.click("Référents")
    seen_after(world, mayor, name)
    mayor.click("Nommer…")
    mayor.do("waitFor", selector="dialog .words li")
    equal(" ".join(mayor.do("all", selector="dialog .words li")), words, "six words on both screens")
    mayor.do("check", name="Les six mots sont les mêmes")
    mayor.do("fill", label="Jour de la formation", value=world.today())
    mayor.click("Signer la nomination")
    mayor.see("nomination signée")
    waiting = world.wait_for("the nomination at the post", lambda: world.tocsin("post", "vet", profile=place["commander"])["waiting"])
    vetted(world, place, waiting[0]["mandate"], words)
    return waiting[0]["mandate"]


def seen_after(world, person, text):
    """The page asks again each minute; nobody waits so long who has a button."""
    def shown():
        person.click("Actualiser")
        return text in " ".join(person.do("all", selector="main"))
    world.wait_for(text, shown)


def play(title, world, named):
    """`world`: makes one from a build folder."""
    missing = [face for face in FACES if not (BUNDLES / face).is_dir()]
    if missing:
        print(f"build/web/{missing[0]} is missing: run node/web/check first\n0 passed, 1 failed", file=sys.stderr)
        sys.exit(1)
    cases = Cases(title, sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(world(sys.argv[1]), named)
