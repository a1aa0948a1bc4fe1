"""Plays one alert from end to end between real processes: two real communes, one post each, everything an exercise."""
import argparse
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent
HELP = """\
deploy/demo [--script] [--keep] [--build FOLDER] [--help]

On a fresh Debian 12: installs what is missing, builds Tocsin, founds a network of two real communes (Ornans, 25434,
and Dernancourt, 80238) with the post that serves each, starts the four nodes on this machine and a gateway that serves
their screens, and plays alerts from a referent to an officer and back. Everything is marked as an exercise and lies in
one temporary folder. At the end it prints one link for each person: referent, officer, mayor, anybody, auditor. A
browser becomes a device of one of them by a line that its screen shows and that is typed here.

  --script        ask nothing; exit 0 only if every receipt was there and verified, and every screen was served
  --keep          leave the folder behind and say where it is
  --build FOLDER  use the programs of this build instead of building
  --help          this text

Without --script the nodes go on running at the end, until Ctrl-C; then everything is erased.
Exit codes: 0 all verified, 1 something was not as promised, 2 usage.
"""
COMMUNES = [
    {"name": "Ornans", "code": "25434", "post_id": "P25-014", "post_name": "Brigade d'Ornans",
     "telephone": "03 81 62 21 17", "sectors": ["1=Centre", "2=Bord de Loue"], "referent": "Jeanne Petit",
     "phone": "06 00 00 00 01"},
    {"name": "Dernancourt", "code": "80238", "post_id": "P80-021", "post_name": "Brigade d'Albert",
     "telephone": "03 22 75 01 17", "sectors": ["1=Village"], "referent": "Paul Marchand",
     "phone": "06 00 00 00 02"},
]
HOLD_SECONDS = 10  # the charters of the demonstration tighten the hold of rule R28 from 60 s to this
PATIENCE_SECONDS = 60


class Broken(Exception):
    """Something was not as promised."""


class Demo:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
        self.folder.chmod(0o700)
        self.nodes = []
        self.faces = None  # deploy/demo_faces.py; tests of nodes have none
        self.programs = None
        self.receipts = 0
        self.secret = self.folder / "passphrase"
        self.secret.write_text("quatre mots pour la demonstration\n", encoding="utf-8")
        self.secret.chmod(0o600)

    # ---- what is shown
    def title(self, text):
        print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else f"\n{text}",
              flush=True)
        if not self.options.script and sys.stdin.isatty():
            input("  (Enter) ")

    @staticmethod
    def say(who, text):
        print(f"  {who:<22} {text}", flush=True)

    # ---- programs
    def build(self):
        if self.options.build:
            self.programs = pathlib.Path(self.options.build).resolve() / "bin"
        else:
            subprocess.run([HERE / "setup"], check=True)
            gcc = REPOSITORY / "build" / "gcc"
            folder = gcc if (gcc / "build.ninja").exists() else REPOSITORY / "build" / "demo"
            if folder != gcc:
                self.quiet(["cmake", "-S", REPOSITORY, "-B", folder, "-G", "Ninja", "-DTOCSIN_TESTS=OFF"])
            print(f"Building in {folder} (a few minutes the first time) …", flush=True)
            self.quiet(["ninja", "-C", folder, "tocsin", "tocsind", "tocsin-gateway"])
            self.programs = folder / "bin"
        for program in ("tocsin", "tocsind", "tocsin-gateway"):
            if not (self.programs / program).exists():
                raise Broken(f"{self.programs / program} is not there; build it, or leave --build out")
        if self.faces:
            self.faces.build(given=bool(self.options.build))

    @staticmethod
    def quiet(command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise Broken("\n".join(done.stdout.splitlines()[-30:]))

    def tocsin(self, *words, profile=None, config=None, expect=0):
        """Runs one command with --json; answers its object. `expect`: the exit code, or several."""
        command = [self.programs / "tocsin", *words, "--json", "--yes", "--no-input", "--passphrase-file", self.secret]
        if profile:
            command += ["--profile", profile]
        if config:
            command += ["--config", config]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
        environment["LC_ALL"] = "fr_FR.UTF-8"  # the words that people in these communes read
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                              env=environment, timeout=300)
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        answer = json.loads(lines[-1]) if lines else {}
        if done.returncode not in (expect if isinstance(expect, tuple) else (expect,)):
            shown = " ".join(str(word) for word in words)
            raise Broken(f"`tocsin {shown}` ended with {done.returncode}, not {expect}:\n{done.stderr}{done.stdout}")
        return answer

    def wait_for(self, what, question):
        """Asks again until the answer is not empty."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            answer = question()
            if answer:
                return answer
            self.check_nodes()
            time.sleep(0.2)
        raise Broken(f"{what}: nothing after {PATIENCE_SECONDS} s")

    # ---- founding
    def found_root(self):
        root = self.folder / "root"
        self.tocsin("authority", "root-keys", "--out", root)
        self.root_keys = ["--key", root / "root-1.key", "--key", root / "root-2.key"]
        made = self.tocsin("authority", "root", "--keys", root, "--out", self.folder / "root.doc")
        more = self.faces.found_root() if self.faces else ()
        self.tocsin("authority", "rules", *self.root_keys, *more, "--out", self.folder / "rules.doc")
        self.say("préfecture", f"trois clés racines, règles signées · empreinte {made['fingerprint'][:16]}…")

    def make_node(self, place, kind, code):
        folder = place["folder"] / kind
        made = self.tocsin("node", "init", "--kind", kind, "--code", code, "--dir", folder,
                           "--client-listen", f"tcp://127.0.0.1:{free_port()}",
                           "--mailbox-listen", f"tcp://127.0.0.1:{free_port()}",
                           *(self.faces.node_words() if self.faces else ()))
        place[kind] = {"folder": folder, "config": folder / "node.toml", "pub": folder / "node.pub",
                       "address": made["client_address"]}

    def found(self, place):
        """Nodes, record, charter, devices, commissions: as people would do it, by the same commands."""
        place["folder"] = folder = self.folder / place["code"]
        folder.mkdir()
        self.make_node(place, "post", place["post_id"])
        self.make_node(place, "commune", place["code"])
        record, charter = folder / "post.doc", folder / "charter.doc"
        self.tocsin("post", "init", "--node", place["post"]["pub"],
                    "--name", place["post_name"], "--telephone", place["telephone"], "--key", folder / "post.key",
                    "--out", record, *place.get("post_words", ()))
        self.tocsin("authority", "sign", record, *self.root_keys)
        sectors = [word for sector in place["sectors"] for word in ("--sector", sector)]
        self.tocsin("mairie", "init", place["name"], "--insee", place["code"], "--node", place["commune"]["pub"],
                    "--record", record, *sectors, "--limit", f"undo_seconds={HOLD_SECONDS}",
                    "--key", folder / "mairie.key", "--out", charter)
        self.tocsin("post", "sign", charter, "--key", folder / "post.key")
        self.tocsin("authority", "sign", charter, *self.root_keys)
        trusted = [self.folder / "root.doc", self.folder / "rules.doc", record, charter]
        self.tocsin("authority", "verify", charter, "--with", trusted[0], "--with", trusted[2])
        place["charter"], place["record"] = charter, record
        for kind in ("post", "commune"):
            self.tocsin("node", "import", *trusted, config=place[kind]["config"])
        self.say(place["name"], f"charte signée par la mairie, {place['post_name']} et la racine — EXERCICE")
        documents = [word for file in trusted for word in ("--document", file)]
        for office, role, code in (("mairie", "mayor", place["code"]), ("post", "commander", place["post_id"]),
                                   ("post", "officer", place["post_id"])):
            profile = place[role] = folder / role
            self.tocsin(office, "device", "--code", code, *documents, "--out", folder / f"{role}.pub",
                        profile=profile)
            commission = folder / f"{role}.doc"
            self.tocsin(office, "commission", "--device", folder / f"{role}.pub", "--role", role,
                        "--key", folder / f"{office}.key", "--out", commission)
            self.tocsin("node", "import", commission,
                        config=place["commune" if office == "mairie" else "post"]["config"])
        self.say(place["name"], "appareils du maire, du commandant et d'un gendarme habilités")

    def start(self, place, kind):
        node = place[kind]
        process = self.run_beside([self.programs / "tocsin", "node", "run", "--config", node["config"]],
                                  node["folder"] / "log")
        self.wait_for(f"the node of {place['name']} ({kind})",
                      lambda: self.answers("node", "status", config=node["config"]))
        self.say(place["name"], f"nœud {'de la commune' if kind == 'commune' else 'du poste'} en marche, processus "
                                f"{process.pid}, {node['address']}")

    def run_beside(self, command, log):
        """A process that lives as long as the demonstration."""
        with open(log, "ab") as to:
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=to, stderr=to,
                                       start_new_session=True)
        self.nodes.append((process, log))
        return process

    @staticmethod
    def free_port():
        return free_port()

    @staticmethod
    def today():
        return time.strftime("%Y-%m-%d", time.gmtime())

    def answers(self, *words, **more):
        """The object of a command that may not succeed yet; None then."""
        try:
            return self.tocsin(*words, **more)
        except Broken:
            return None

    def check_nodes(self):
        for process, log in self.nodes:
            if process.poll() is not None:
                raise Broken(f"a node or the gateway ended with {process.returncode}:\n{log.read_text(encoding='utf-8')[-2000:]}")

    # ---- people
    def enrol(self, place, *wish):
        mayor, referent = place["mayor"], place["folder"] / "referent"
        place["phone_profile"] = referent
        card = self.tocsin("mairie", "invite", place["referent"], "--out", place["folder"] / "card.txt", profile=mayor)
        self.say("mairie", f"carte imprimée pour {place['referent']} : {card['card'][:30]}…")
        asked = self.tocsin("referent", "enrol", place["folder"] / "card.txt", "--tie", "none",
                            profile=referent)
        self.say("téléphone", f"six mots : {asked['words']}")
        self.wait_for("the enrolment at the mairie",
                      lambda: self.tocsin("mairie", "enrolments", profile=mayor)["enrolments"])
        today = time.strftime("%Y-%m-%d", time.gmtime())
        mandate = self.tocsin("mairie", "nominate", card["invitation"], "--trained", today, *wish, profile=mayor)["mandate"]
        place["mandate"] = mandate
        self.say("maire", "signe la nomination")
        commander = place["commander"]
        self.wait_for("the nomination at the post", lambda: [
            one for one in self.tocsin("post", "vet", profile=commander)["waiting"] if one["mandate"] == mandate])
        self.tocsin("post", "vet", mandate, "--words", asked["words"], profile=commander)
        self.say("commandant", "compare les six mots avec le téléphone, signe l'agrément")
        self.wait_for("the mandate in force", lambda: (self.answers("referent", "status", profile=referent) or {})
                      .get("stage") == "in_force")
        self.tocsin("post", "register", mandate, "--name", place["referent"], "--phone", place["phone"],
                    profile=commander)
        self.say("téléphone", "mandat en vigueur : deux signatures et le journal de la commune vérifiés")

    # ---- alerts
    def send(self, place, *words, expect=0):
        return self.tocsin("referent", "send", "--exercise", *words, profile=place["phone_profile"], expect=expect)

    def alert(self, place, identity):
        for one in self.tocsin("referent", "status", profile=place["phone_profile"])["alerts"]:
            if one["alert"] == identity:
                return one
        raise Broken(f"the phone lost its alert {identity}")

    def reach(self, place, identity, state):
        """Waits for a verified receipt of this state and says so."""
        def found():
            return [one for one in self.alert(place, identity)["receipts"] if one["state"] == state]
        receipt = self.wait_for(f"{state} of {identity[:16]}", found)[0]
        self.receipts += 1
        self.say("téléphone", f"reçu vérifié : {receipt['words']}")
        return receipt

    def expect_states(self, place, identity, states):
        found = [(one["state"], one["by"]) for one in self.alert(place, identity)["receipts"]]
        if found != states:
            raise Broken(f"alert {identity}: receipts {found}, not {states}")

    def play_full(self, place):
        self.title(f"{place['name']} : une effraction en cours, le 17 est appelé d'abord")
        sent = self.send(place, "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress",
                         "--called17", "--sector", "1")
        identity = sent["alert"]
        self.say("téléphone", f"alerte scellée et envoyée, {identity[:16]}")
        self.reach(place, identity, "accepted")
        self.say(place["name"], "la commune a l'en-tête, jamais le contenu")
        self.reach(place, identity, "delivered")
        officer = place["officer"]
        inbox = self.tocsin("post", "inbox", profile=officer)["alerts"]
        if identity not in [one["alert"] for one in inbox]:
            raise Broken(f"alert {identity} is not in the inbox of the post")
        opened = self.tocsin("post", "open", identity, "--reason", "intervene", profile=officer)
        self.say("gendarme", f"ouvre avec un motif : {opened['content']['conducts'][0]} · "
                             f"rappeler {opened['sender']['name']}")
        self.reach(place, identity, "opened")
        self.tocsin("post", "take", identity, profile=officer)
        self.reach(place, identity, "taken")
        self.tocsin("post", "close", identity, "--code", "patrol_sent", profile=officer)
        self.reach(place, identity, "closed")
        self.expect_states(place, identity, [("accepted", "commune"), ("delivered", "post"), ("opened", "post"),
                                             ("taken", "post"), ("closed", "post")])

    def play_withdrawn(self, place):
        self.title(f"{place['name']} : une alerte retirée pendant les {HOLD_SECONDS} secondes d'attente (R28)")
        identity = self.send(place, "--category", "VEH", "--conduct", "slow_repeated_passes", "--sector", "1",
                             "--vehicle-type", "van", "--colour", "white")["alert"]
        self.reach(place, identity, "accepted")
        self.tocsin("referent", "withdraw", identity, profile=place["phone_profile"])
        self.reach(place, identity, "withdrawn")
        self.expect_states(place, identity, [("accepted", "commune"), ("withdrawn", "commune")])
        self.say("poste", "ne l'a jamais reçue")
        inbox = self.tocsin("post", "inbox", "--all", profile=place["officer"])["alerts"]
        if identity in [one["alert"] for one in inbox]:
            raise Broken("a withdrawn alert reached the post")

    def play_refused(self, place):
        self.title(f"{place['name']} : une alerte refusée, avec sa règle")
        answer = self.send(place, "--category", "INC", "--conduct", "noise_or_gathering", "--sector", "1", expect=5)
        refused = answer["refused"]
        if refused["rule"] != "R6":
            raise Broken(f"refused by {refused['rule']}, not R6")
        self.say("téléphone", f"{refused['rule']} : {refused['text']}")

    def play_held_back(self, place):
        self.title(f"{place['name']} : une alerte ordinaire part après {HOLD_SECONDS} secondes")
        identity = self.send(place, "--category", "DEM", "--conduct", "insistent_selling,asking_absences",
                             "--sector", "1")["alert"]
        self.reach(place, identity, "accepted")
        self.reach(place, identity, "delivered")
        self.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
        self.tocsin("post", "take", identity, profile=place["officer"])
        self.tocsin("post", "close", identity, "--code", "no_action", profile=place["officer"])
        self.reach(place, identity, "closed")

    def play_suspended(self, place):
        self.title(f"{place['name']} : un téléphone perdu, le mandat est suspendu (R22)")
        self.tocsin("post", "suspend", place["mandate"], "--reason", "device_lost", profile=place["officer"])
        self.say("gendarme", "suspend le mandat, seul, pour 72 heures au plus")

        # The commune hears of it within moments; an alert sent before that is taken.
        def refused():
            return self.send(place, "--category", "RIS", "--conduct", "fire_or_smoke", "--sector", "1",
                             expect=(0, 5)).get("refused")
        answer = self.wait_for("the refusal", refused)
        if answer["rule"] != "R3":
            raise Broken(f"refused by {answer['rule']}, not R3")
        self.say("téléphone", f"refus signé par la commune, {answer['rule']} : {answer['text']}")

    def audit(self, place):
        for kind, paper in (("commune", place["charter"]), ("post", place["record"])):
            file = place["folder"] / f"{kind}.log"
            self.tocsin("audit", "export", "--out", file, config=place[kind]["config"])
            checked = self.tocsin("audit", "verify", file, "--charter", paper)
            self.say("contrôleur", f"{checked['origin']} : {checked['size']} entrées, racine {checked['root'][:16]}… "
                                   "vérifiée hors ligne")
        status = self.tocsin("referent", "status", profile=place["phone_profile"])
        if status["forged_receipts"] != 0 or not status["reachable"]:
            raise Broken("the phone met a receipt that nobody entitled had signed, or no node")

    def play(self):
        self.title("Fondation du réseau")
        self.found_root()
        for place in COMMUNES:
            self.found(place)
        if self.faces:
            self.faces.serve(COMMUNES)
        self.title("Les quatre nœuds")
        for place in COMMUNES:
            self.start(place, "post")
            self.start(place, "commune")
        for place in COMMUNES:
            self.title(f"{place['name']} : {place['referent']} devient référent")
            self.enrol(place)
        for place in COMMUNES:
            self.play_full(place)
        ornans, dernancourt = COMMUNES
        self.play_withdrawn(ornans)
        self.play_refused(ornans)
        self.play_held_back(dernancourt)
        self.play_suspended(dernancourt)
        self.title("Les journaux")
        for place in COMMUNES:
            self.audit(place)
        if self.faces:
            self.title("Les écrans")
            self.faces.check()
        print(f"\n✓ {self.receipts} reçus attendus, {self.receipts} vérifiés sur les téléphones.", flush=True)

    def stay(self):
        tocsin = self.programs / "tocsin"
        print("\nLes nœuds restent en marche ; Ctrl-C efface tout. Par exemple :")
        for place in COMMUNES:
            print(f"  {tocsin} post inbox --watch --profile {place['officer']}")
            print(f"  {tocsin} referent send --exercise --category VUL --conduct person_lost_or_confused --sector 1 "
                  f"--wait --profile {place['phone_profile']}")
        self.faces.show()
        stop = awaited_signals()
        watched = [stop] + [sys.stdin] * (sys.stdin is not None)
        while True:
            self.check_nodes()
            ready, _, _ = select.select(watched, [], [], 1)
            if stop in ready:
                raise KeyboardInterrupt
            if sys.stdin not in ready:
                continue
            line = sys.stdin.readline()
            if not line:  # nobody will type any more
                watched = [stop]
            if line.strip():
                print(self.heard(line), flush=True)

    def heard(self, line):
        try:
            return self.faces.hear(line)
        except Broken as problem:
            return f"✗ {problem}"

    def close(self):
        for process, _ in self.nodes:
            if process.poll() is None:
                process.terminate()
        for process, _ in self.nodes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.options.keep:
            print(f"kept: {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def awaited_signals():
    """From here on SIGINT and SIGTERM are read from this socket. Raised wherever the program happens to be, one could leave
    a child's lock taken, and nobody would hear of that child's end."""
    read, write = socket.socketpair()
    write.setblocking(False)
    signal.set_wakeup_fd(write.fileno())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    signals.append(write)  # open as long as the program runs
    return read


signals = []


def free_port():
    """One that nobody listens on now; out of TOCSIN_PORTS=FIRST-END and never again, for tests that run beside others."""
    first, _, end = os.environ.get("TOCSIN_PORTS", "").partition("-")
    for port in range(max(int(first), given_ports[-1] + 1), int(end)) if end else (0,):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            given_ports.append(one.getsockname()[1])
            return given_ports[-1]
    raise Broken(f"no port is free in {first}-{end}")


given_ports = [0]


def main():
    parser = argparse.ArgumentParser(add_help=False)
    for flag in ("--script", "--keep", "--help", "-h"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--build")
    options = parser.parse_args()
    if options.help or options.h:
        print(HELP, end="")
        return 0

    def stop(*_):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, stop)
    from demo_faces import Faces  # pylint: disable=import-outside-toplevel
    demo = Demo(options)
    demo.faces = Faces(demo, Broken)
    try:
        demo.build()
        demo.play()
        if not options.script:
            demo.stay()
        return 0
    except KeyboardInterrupt:
        print("\nstopped", flush=True)
        return 0 if not options.script else 1
    except (Broken, subprocess.SubprocessError, OSError, KeyError, ValueError) as error:
        print(f"\n✗ {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        demo.close()


if __name__ == "__main__":
    sys.exit(main())
