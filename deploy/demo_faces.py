"""The demonstration's faces in a browser: bundles signed with a key of its own, one gateway, one address for each person."""
import http.client
import pathlib
import re
import shutil
from typing import NamedTuple

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
WEB, BUNDLES = REPOSITORY / "node/web", REPOSITORY / "build/web"


class Face(NamedTuple):
    face: str  # folder of node/web, and what its bundle says it is
    node: str  # "commune" or "post": whose node its address leads to
    role: str  # of the device that its browser becomes; "" where it needs none
    person: str


# One line each. A face whose folder is not there is left out.
FACES = [
    Face("referent", "commune", "referent", "référent"),
    Face("post", "post", "officer", "gendarme"),
    Face("mairie", "commune", "mayor", "maire"),
    Face("public", "commune", "", "habitant"),
    Face("auditor", "commune", "auditor", "contrôleur de la commune"),
    Face("auditor", "post", "auditor", "contrôleur du poste"),
]
OFFICES = {"officer": ("post", "post"), "mayor": ("mairie", "mairie"), "auditor": ("authority", None)}
STRICT = {
    "content-security-policy": ("default-src 'none'", "require-trusted-types-for 'script'", "trusted-types tocsin",
                                "frame-ancestors 'none'", "form-action 'none'"),
    "cross-origin-opener-policy": ("same-origin",), "cross-origin-embedder-policy": ("require-corp",),
    "x-content-type-options": ("nosniff",), "referrer-policy": ("no-referrer",), "cache-control": ("no-store",),
}


class Link(NamedTuple):
    number: int
    place: dict
    face: Face
    host: str


class Faces:
    """Part of one demonstration, whose commands and folder it uses."""

    def __init__(self, demo, broken):
        self.demo, self.broken = demo, broken
        self.links, self.asked = [], 0
        self.gateway = self.release = None

    # ---- before anything is founded
    def build(self, given):
        """`given`: programs came with --build, and bundles that lie beside them are used as they are."""
        self.faces = [one for one in FACES if (WEB / one.face / "index.html").exists()]
        if given and all((BUNDLES / one.face / "files.json").exists() for one in self.faces):
            return
        print("Building the screens (build/web) …", flush=True)
        if not (WEB / "node_modules").is_dir():
            self.demo.quiet(["npm", "ci", "--no-progress", "--prefix", WEB])
        self.demo.quiet(["node", WEB / "tools/bundle.mjs", "--quick"])

    def found_root(self):
        """The release key, and the gateway that nodes will be founded with; answers what `authority rules` is told."""
        self.release = self.demo.folder / "release.key"
        self.demo.tocsin("authority", "release-key", "--out", self.release)
        self.gateway = self.demo.folder / "gateway"
        self.demo.quiet([self.demo.programs / "tocsin-gateway", "--init", self.gateway,
                         "--listen", f"tcp://127.0.0.1:{self.demo.free_port()}"])
        return "--release-key", f"{self.release}.pub"

    def node_words(self):
        return "--gateway", self.gateway / "gateway.pub"

    # ---- before the nodes run
    def serve(self, places):
        documents = [self.demo.folder / "root.doc", self.demo.folder / "rules.doc"]
        for place in places:
            documents += [place["record"], place["charter"]]
        self.demo.tocsin("node", "gateway-grant", *documents, "--gateway", self.gateway / "gateway.pub",
                         "--out", self.gateway / "grants")
        bundles = {face: self.signed(face) for face in {one.face for one in self.faces}}
        self.links = [Link(number, place, one, f"127.0.0.1:{self.demo.free_port()}") for number, (place, one) in
                      enumerate(((place, one) for place in places for one in self.faces), 1)]
        listen = ", ".join(f'"{link.host}"' for link in self.links)
        text = f"\n[http]\nlisten = [{listen}]\n"
        for link in self.links:
            text += (f'\n[[origin]]\nhost = "{link.host}"\nnode = "{curve_key(link.place[link.face.node])}"\n'
                     f'face = "{link.face.face}"\nbundle = "{bundles[link.face.face]}"\n')
        with open(self.gateway / "gateway.toml", "a", encoding="utf-8") as config:
            config.write(text)
        self.demo.run_beside([self.demo.programs / "tocsin-gateway", "--config", self.gateway / "gateway.toml"],
                             self.gateway / "log")
        self.demo.say("passerelle", f"{len(self.links)} adresses, écrans signés par la clé de publication")

    def signed(self, face):
        folder = self.demo.folder / "bundles" / face
        shutil.copytree(BUNDLES / face, folder)
        self.demo.tocsin("authority", "sign-bundle", folder, "--face", face, "--key", self.release)
        return folder

    # ---- while they run
    def check(self):
        """Each face is served, whole and with its strict headers, and leads to its node."""
        for link in self.links:
            self.demo.wait_for(f"the node behind {link.host}", lambda host=link.host: self.leads_to_a_node(host))
            status, headers, page = get(link.host, "/")
            if status != 200 or b"<html" not in page:
                raise self.broken(f"{link.face.face} at {link.host} answers {status}")
            for name, parts in STRICT.items():
                for part in parts:
                    if part not in headers.get(name, ""):
                        raise self.broken(f"{link.face.face} at {link.host}: {name} lacks {part}: {headers.get(name)}")
            if "set-cookie" in headers:
                raise self.broken(f"{link.face.face} at {link.host} sets a cookie")
            status, _, manifest = get(link.host, "/manifest")
            if status != 200 or f"face {link.face.face}\n".encode() not in manifest:
                raise self.broken(f"{link.host} shows no manifest of {link.face.face}")
            self.demo.say(link.face.person, f"http://{link.host}/ : écran servi, en-têtes stricts")

    @staticmethod
    def leads_to_a_node(host):
        """A session opens only while its node is connected."""
        to = http.client.HTTPConnection(host, timeout=10)
        try:
            to.request("POST", "/v1/sessions", body=b"\1" + bytes(range(1, 33)),
                       headers={"Origin": f"http://{host}", "Content-Type": "application/octet-stream"})
            return to.getresponse().status == 200
        except OSError:
            return False
        finally:
            to.close()

    def show(self):
        """One link a person, and what to type here for those whose browser becomes a device."""
        print("\nEXERCICE : rien de ceci n'est réel. Un lien par personne, chacun à son adresse :")
        for link in self.links:
            print(f"  {link.number:>2}  {link.place['name']:<12} {link.face.person:<26} {self.address(link)}")
        print("\nPour habiliter un navigateur, tapez ici le numéro du lien, puis ce que l'écran montre :\n"
              "  3 TOCSIN-DEVICE1:…     un poste, une mairie, un contrôleur : des fichiers à donner à l'écran en retour\n"
              "  1 six mots de l'écran  un référent : le maire désigne, le commandant compare et signe", flush=True)

    def address(self, link):
        if link.face.role != "referent":
            return f"http://{link.host}/"
        return f"http://{link.host}/#{self.invite(link.place)}"

    def invite(self, place):
        self.asked += 1
        return self.demo.tocsin("mairie", "invite", f"Visiteur {self.asked}",
                                "--out", place["folder"] / f"visitor-{self.asked}.txt", profile=place["mayor"])["card"]

    def hear(self, line):
        """One line that a person typed; answers what to say."""
        found = re.fullmatch(r"\s*(\d+)\s+(\S.*?)\s*", line)
        link = next((one for one in self.links if found and one.number == int(found[1])), None)
        if link is None or not link.face.role:
            return "Tapez le numéro d'un lien qui s'habilite, une espace, puis ce que l'écran montre."
        if link.face.role == "referent":
            return self.enrol(link.place, found[2])
        return self.commission(link, found[2].lower().replace("tocsin-device1", "TOCSIN-DEVICE1"))

    def commission(self, link, device):
        """Signs for the device, tells the node, and lays all that its screen asks for in one folder."""
        if not re.fullmatch(r"TOCSIN-DEVICE1:(?:[0-9a-f]{128}|[0-9a-f]{192})", device):
            return "Ce n'est pas la ligne d'un appareil : elle commence par TOCSIN-DEVICE1: et se copie entière."
        self.asked += 1
        place, role = link.place, link.face.role
        folder = self.demo.folder / f"pour-le-lien-{link.number}-{self.asked}"
        folder.mkdir()
        (folder / "device.pub").write_text(f"{device}\n", encoding="ascii")
        audience, office = OFFICES[role]
        keys = ("--key", place["folder"] / f"{office}.key") if office else self.demo.root_keys
        self.demo.tocsin(audience, "commission", "--device", folder / "device.pub", "--role", role, *keys,
                         "--out", folder / "commission.doc")
        self.demo.tocsin("node", "import", folder / "commission.doc", config=place[link.face.node]["config"])
        (folder / "device.pub").unlink()
        for file in (self.demo.folder / "root.doc", self.demo.folder / "rules.doc", place["record"], place["charter"]):
            shutil.copy(file, folder)
        return f"Habilité. Donnez à l'écran tous les fichiers de {folder}"

    def enrol(self, place, words):
        mandate = self.nominated(place) or self.nominate(place)
        if not mandate:
            return "Aucune inscription n'attend à cette mairie : demandez-la d'abord à l'écran."
        try:
            self.demo.tocsin("post", "vet", mandate, "--words", words, profile=place["commander"])
        except self.broken:
            return "Les six mots ne sont pas ceux de cette inscription : le commandant n'a rien signé."
        return "Mandat signé par le maire et le commandant : il entre en vigueur."

    def nominated(self, place):
        """A mandate that waits for the commander, as after words that were not the right ones."""
        waiting = self.demo.tocsin("post", "vet", profile=place["commander"])["waiting"]
        return waiting[-1]["mandate"] if waiting else None

    def nominate(self, place):
        waiting = self.demo.tocsin("mairie", "enrolments", profile=place["mayor"])["enrolments"]
        if not waiting:
            return None
        mandate = self.demo.tocsin("mairie", "nominate", waiting[-1]["invitation"], "--trained", self.demo.today(),
                                   profile=place["mayor"])["mandate"]
        return self.demo.wait_for("the nomination at the post", lambda: self.nominated(place)) and mandate


def curve_key(node):
    return next(line.split()[1] for line in node["pub"].read_text(encoding="utf-8").splitlines()
                if line.startswith("curve:"))


def get(host, path):
    to = http.client.HTTPConnection(host, timeout=30)
    try:
        to.request("GET", path)
        answer = to.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        to.close()
