#!/usr/bin/env python3
"""A mayor who has nothing yet: by the wizard in a browser to a node that runs, a card on paper, and a referent by that card.

Usage: browser_founding_test.py BUILD [NAME]. The commands are those that the wizard shows, as it shows them.
"""
import pathlib
import shlex
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import BrowserWorld, Person, asked, at_mairie, nominated, play, report_danger, seated  # noqa: E402
from cases import check, equal  # noqa: E402
from world import Broken  # noqa: E402

HOST_FOLDER = "/var/lib/tocsin"
SECOND_SECTOR = "Bord de Loue"
FIRST_ALERT_SECONDS_MAX = 90  # of a referent's own steps, from her card to the first exercise that the post has taken


class FoundingWorld(BrowserWorld):
    """A prefecture, a post, and a gateway that serves the pages of a commune whose node does not run yet."""

    def __init__(self, build):
        super().__init__(build)
        self.places = [self.ornans]

    def found_all(self):
        self.founded = time.time()
        self.found_root()
        place = self.ornans
        place["folder"] = folder = self.folder / place["code"]
        folder.mkdir()
        for file in (self.folder / "root.doc", self.folder / "rules.doc", self.first.pub, self.relay.pub, *(self.folder / "root").iterdir()):
            shutil.copy(file, folder)
        self.make_node(place, "post", place["post_id"])
        place["record"] = folder / f"{place['post_id']}.doc"
        self.tocsin("post", "init", "--node", place["post"]["pub"], "--name", place["post_name"], "--telephone",
                    place["telephone"], "--key", folder / "post.key", "--out", place["record"], *place["post_words"])
        self.tocsin("authority", "sign", place["record"], *self.root_keys)

    def typed(self, line):
        """One line of the wizard, on the host, where its files lie; answers what it printed and said."""
        words = shlex.split(self.here(line))
        equal(words[0], "tocsin", f"the program of {line}")
        done = subprocess.run([str(self.programs / "tocsin"), *words[1:], "--json", "--yes", "--no-input", "--passphrase-file",
                               str(self.secret)], cwd=self.ornans["folder"], capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            raise Broken(f"{line}: {done.returncode} {done.stderr}{done.stdout}")
        return done.stdout + done.stderr

    def here(self, line):
        return line.replace(HOST_FOLDER, str(self.ornans["folder"]))

    def serves_pages(self):
        """The operator of the gateway gives the commune's key its addresses; nobody answers behind them yet."""
        place = self.ornans
        folder = place["folder"] / place["code"]
        place["commune"] = {"folder": folder, "config": folder / "node.toml", "pub": folder / "node.pub"}
        self.bundle, self.post_bundle, self.mairie_bundle = (self.make_bundle(face, face) for face in ("referent", "post", "mairie"))
        self.plain_config = self.first.config.read_text(encoding="utf-8")
        self.configure()
        self.tocsin("node", "gateway-grant", self.folder / "root.doc", self.folder / "rules.doc", place["record"],
                    "--gateway", self.first.pub, "--out", self.first.grants)
        self.first.start()

    def admits(self):
        """Gateway and relay admit the commune, whose charter is complete; its post knows it, and runs."""
        place = self.ornans
        self.relay.grant([place])
        self.relay.start()
        self.first.grant([place])
        self.first.reread()
        trusted = [self.folder / "root.doc", self.folder / "rules.doc", place["record"], place["charter"]]
        self.tocsin("node", "import", *trusted, config=place["post"]["config"])
        place["commander"] = self.commission(place, "post", "commander", place["post_id"], "--key", place["folder"] / "post.key")
        place["officer"] = self.commission_officer(place)
        self.run(place, "post")

    def runs(self, line):
        """The wizard's last line: the node goes on running."""
        place = self.ornans
        log = place["commune"]["folder"] / "log"
        place["commune"]["process"] = self.run_beside([self.programs / "tocsin", *shlex.split(self.here(line))[1:]], log)
        self.wait_for("the commune's node", lambda: self.answers("node", "status", config=place["commune"]["config"]))


def prepared(world, mayor):
    """The wizard, filled in; answers the lines that it shows for the host."""
    place = world.ornans
    mayor.click("Premier démarrage")
    mayor.do("fill", label="Nom ou code INSEE", value="ornans")
    mayor.click("Chercher")
    mayor.see("Ornans, code INSEE 25434")
    mayor.do("fill", label="Code du poste", value=place["post_id"].lower())
    mayor.click("Ajouter un secteur")
    mayor.do("fill", label="Secteur 2", value=SECOND_SECTOR)
    mayor.click("Préparer le fichier")
    mayor.do("save", name="Enregistrer le fichier", to=str(place["folder"] / f"{place['code']}.founding"))
    return mayor.do("all", selector="ol.typed code")


def read_back(mayor, charter):
    """The charter as the mayor's page reads it; answers its six words."""
    mayor.do("files", selector="input[type=file]", paths=[str(charter)])
    mayor.click("Lire")
    mayor.see("Charte n° 1 de Ornans")
    return " ".join(mayor.do("all", selector=".words li"))


def card_on_paper(world, mayor, name):
    mayor.click("Invitations")
    mayor.do("fill", label="Nom de la personne", value=name)
    mayor.do("fill", label="Adresse de la page des référents", value=f"{world.url}/")
    mayor.click("Faire la carte")
    card = mayor.do("read", selector="p.typed").strip()
    paper = world.folder / "card.pdf"
    mayor.do("pdf", to=str(paper))
    check(paper.read_bytes().startswith(b"%PDF"), "the card on paper")
    return card


def from_nothing(world):
    place = world.ornans
    mairie_init = "tocsin node init --kind commune"
    world.typed(f"{mairie_init} --code {place['code']} --dir {HOST_FOLDER}/{place['code']} --gateway gateway.pub --mailbox-relay relay.pub")
    world.serves_pages()
    with at_mairie(world) as mayor:
        node_init, init, *signing, imports, runs = prepared(world, mayor)
        check(node_init.startswith(mairie_init), f"the first line, which made the node that this page belongs to: {node_init}")
        world.typed(init)
        place["charter"], place["office_key"] = (place["folder"] / f"{place['code']}.charter", place["folder"] / f"mairie-{place['code']}.key")
        words = read_back(mayor, place["charter"])
        mayor.see("Pas encore signée par le poste")
        said = [world.typed(line) for line in signing]
        check(words in said[0], f"the post is shown the words that the mayor reads: {words}, {said[0]}")
        equal(read_back(mayor, place["charter"]), words, "words of the charter, signed by all")
        mayor.see("Complète : importez-la")
        world.typed(imports)
        world.admits()
        world.runs(runs)
        mayor.click("Habiliter ce navigateur")
        seated(world, place, mayor, "mayor")
        mayor.see("Où en est la commune")
        mayor.see("À jour depuis")
        card = card_on_paper(world, mayor, "Première")
        mayor.tells(f"a mayor, from nothing to a card on paper, and {len(signing) + 4} lines on the host")
        with Person(f"{world.url}/#{card}") as person:
            person.see("Votre carte")
            nominated(world, place, mayor, "Première", asked(person))
            person.see("Qui écoute en ce moment")
            before = world.all_alerts(place)
            report_danger(person)
            [identity] = world.arrived(place, before)
            person.see("Le poste l’a reçue")
            check("EXERCICE" in " ".join(person.do("all", selector="article.striped")), "the referent sees that it is an exercise")
            entry = next(one for one in world.inbox(place) if one["alert"] == identity)
            check(entry["exercise"], f"so does the post: {entry}")
            for act, words in (("open", ("--reason", "assess")), ("take", ())):
                world.tocsin("post", act, identity, *words, profile=place["officer"])
            person.see("Prise en compte")
            person.tells("a referent, from a card to the first acknowledgement of an exercise")
            check(person.seconds <= FIRST_ALERT_SECONDS_MAX, f"{person.seconds:.0f} s, not {FIRST_ALERT_SECONDS_MAX}")
            person.has_no_complaint()
        mayor.has_no_complaint()


if __name__ == "__main__":
    play("a commune that begins", FoundingWorld, (
        ("a mayor, from the wizard to a card on paper, and a referent by that card", from_nothing),
    ))
