"""A network of real processes for functional tests, founded by the same commands as the demonstration."""
import argparse
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from cases import is_sanitized

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def load_demo():
    loader = importlib.machinery.SourceFileLoader("tocsin_demo", str(REPOSITORY / "deploy" / "demo.py"))
    spec = importlib.util.spec_from_loader("tocsin_demo", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


demo = load_demo()
Broken = demo.Broken


class World(demo.Demo):
    """Two communes and their posts. Verbs read as sentences; everything unsaid is as in the demonstration."""

    def __init__(self, build):
        super().__init__(argparse.Namespace(script=True, keep=False, build=build))
        self.build()
        preload(self.programs.parent / "tests" / "functional" / "libtocsin_quick_passphrase.so")
        sanitizers(detect_leaks=0, malloc_context_size=1)  # commands are many and short; `demo_test` looks for their leaks
        self.sanitized = is_sanitized(build)
        self.places = [dict(place) for place in demo.COMMUNES]
        self.ornans, self.dernancourt = self.places
        self.running = {}
        self.referents = 0

    @staticmethod
    def say(who, text):
        """Tests are quiet: what went wrong is said by the exception."""

    def title(self, text):
        pass

    def found_all(self):
        self.founded = time.time()  # the posts' first keys are those of this day
        self.found_root()
        for place in self.places:
            self.found(place)
        for place in self.places:
            self.run(place, "post")
            self.run(place, "commune")
        for place in self.places:
            self.enrol(place)

    # ---- processes
    def run(self, place, kind, clock=None):
        """Starts a node; `clock` is an offset as the faketime library reads it ("+26h")."""
        node = place[kind]
        log = open(node["folder"] / "log", "ab")
        environment = watched()
        if clock:
            environment.update(faked(clock))
        process = subprocess.Popen([str(self.programs / "tocsind"), "--config", str(node["config"])],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                                   env=environment)
        node["process"] = process
        self.nodes = [(p, f) for p, f in self.nodes if p.poll() is None] + [(process, node["folder"] / "log")]
        self.wait_for(f"{place['name']} {kind}", lambda: self.answers("node", "status", config=node["config"]))
        return process

    def stop(self, place, kind, how=signal.SIGTERM):
        process = place[kind]["process"]
        self.nodes = [(p, f) for p, f in self.nodes if p is not process]
        process.send_signal(how)
        return process.wait(timeout=30)

    def restart(self, place, kind, how=signal.SIGTERM, clock=None):
        self.stop(place, kind, how)
        self.run(place, kind, clock)

    def at(self, place, offset):
        """Both nodes of a place at this offset, once each has seen that its clock is steady.

        All parcels arrive first, and both nodes stop before either starts: one that moved a month while it was down
        does not believe its clock against what its peer signed before.
        """
        for kind in ("commune", "post"):
            self.wait_for(f"the outbox of the {kind} to be empty",
                          lambda k=kind: self.node_status(place, k)["parcels_waiting"] == "0")
        for kind in ("commune", "post"):
            self.stop(place, kind)
        for kind in ("commune", "post"):
            self.run(place, kind, offset)
        for kind in ("commune", "post"):
            self.wait_for(f"the clock of the {kind}", lambda k=kind: self.node_status(place, k)["clock_trusted"] == "yes")

    def node_status(self, place, kind):
        return self.tocsin("node", "status", config=place[kind]["config"])["status"]

    # ---- people
    def new_referent(self, place, *wish):
        """Another person enrolled by card, interview and both signatures; answers a place that is theirs."""
        self.referents += 1
        theirs = dict(place)
        theirs["folder"] = place["folder"] / f"person-{self.referents}"
        theirs["folder"].mkdir()
        theirs["referent"] = f"Personne {self.referents}"
        self.enrol(theirs, *wish)
        return theirs

    def commission_officer(self, place):
        """One more device of an officer; answers its profile."""
        return self.commission(place, "post", "officer", place["post_id"], "--key", place["folder"] / "post.key")

    def auditor(self, place, code):
        """A device that the root commissions, looking into the node of that commune or post."""
        return self.commission(place, "audit", "auditor", code, *self.root_keys)

    def desk(self, place):
        """The town hall's desk, once a commune; answers its profile."""
        if "desk" not in place:
            folder = place["folder"] / "desk"
            folder.mkdir()
            trusted = (self.folder / "root.doc", self.folder / "rules.doc", place["record"], place["charter"])
            self.tocsin("mairie", "device", "--code", place["code"], "--desk",
                        *[word for file in trusted for word in ("--document", file)],
                        "--out", folder / "device.pub", profile=folder / "profile")
            self.tocsin("mairie", "commission", "--device", folder / "device.pub", "--role", "desk",
                        "--key", place["folder"] / "mairie.key", "--out", folder / "commission.doc")
            self.tocsin("node", "import", folder / "commission.doc", config=place["commune"]["config"])
            place["desk"] = folder / "profile"
        return place["desk"]

    def commission(self, place, audience, role, code, *keys):
        self.devices = getattr(self, "devices", 0) + 1
        folder = place["folder"] / f"{role}-{self.devices}"
        folder.mkdir()
        trusted = (self.folder / "root.doc", self.folder / "rules.doc", place["record"], place["charter"])
        documents = [word for file in trusted for word in ("--document", file)]
        self.tocsin(audience, "device", "--code", code, *documents, "--out", folder / "device.pub",
                    profile=folder / "profile")
        self.tocsin("authority" if audience == "audit" else audience, "commission", "--device", folder / "device.pub",
                    "--role", role, *keys, "--out", folder / "commission.doc")
        node = place["commune" if code == place["code"] else "post"]
        self.tocsin("node", "import", folder / "commission.doc", config=node["config"])
        return folder / "profile"

    @staticmethod
    def today():
        return time.strftime("%Y-%m-%d", time.gmtime())

    def urgent_in(self, place, sector):
        return self.send(place, "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress",
                         "--called17", "--sector", sector)["alert"]

    def urgent(self, place, *words, expect=0):
        """An alert of danger going on, 17 called: it waits for no undo. Answers its id, or the refusal."""
        answer = self.send(place, "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress",
                           "--called17", "--sector", "1", *words, expect=expect)
        return answer["alert"] if expect == 0 else answer["refused"]

    def states(self, place, identity):
        return [one["state"] for one in self.alert(place, identity)["receipts"]]

    def wait_state(self, place, identity, state):
        return self.wait_for(f"{state} of {identity[:8]}", lambda: state in self.states(place, identity))

    def forge(self, mode, place, *words):
        """The hostile device: the referent's own keys in a program that lies."""
        done = subprocess.run([str(self.programs / "tocsin_forge"), mode, "--profile", str(place["phone_profile"]),
                               *map(str, words)], capture_output=True, text=True, check=False, timeout=300)
        if done.returncode != 0:
            raise Broken(f"forge {mode}: {done.returncode} {done.stderr}{done.stdout}")
        return json.loads(done.stdout.splitlines()[-1])

    def thief(self, mode, **options):
        """The thief: the real keys of a node, a device or an office in a program that obeys nothing. A list: one
        option several times."""
        words = [word for name, values in options.items()
                 for value in (values if isinstance(values, list) else [values])
                 for word in (f"--{name.replace('_', '-')}", str(value))]
        done = subprocess.run([str(self.programs / "tocsin_thief"), mode, *words], capture_output=True, text=True,
                              check=False, timeout=300)
        if done.returncode != 0:
            raise Broken(f"thief {mode}: {done.returncode} {done.stderr}{done.stdout}")
        return json.loads(done.stdout.splitlines()[-1])

    def export(self, place, kind, name):
        """The log of that node, as its operator writes it; answers the file."""
        file = place["folder"] / f"{kind}-{name}.log"
        self.tocsin("audit", "export", "--out", file, config=place[kind]["config"])
        return file

    def raw(self, *words, profile=None, config=None, clock=None):
        """One command as a person types it: exit code, what it printed, what it said."""
        return self.ended(self.started(*words, profile=profile, config=config, clock=clock))

    def started(self, *words, profile=None, config=None, clock=None):
        """The same, without waiting for its end."""
        command = [str(self.programs / "tocsin"), *map(str, words)]
        if profile:
            command += ["--profile", str(profile)]
        if config:
            command += ["--config", str(config)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
        if clock:
            environment.update(faked(clock))
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
                                stdin=subprocess.DEVNULL)

    @staticmethod
    def ended(process):
        try:
            said, told = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return subprocess.CompletedProcess(process.args, process.returncode, said, told)

    def inbox(self, place, *words):
        return self.tocsin("post", "inbox", *words, profile=place["officer"])["alerts"]


def preload(library):
    """Every program that this one starts from now on loads it before its own libraries."""
    if not library.is_file():
        raise Broken(f"{library}: not built")
    before = os.environ.get("LD_PRELOAD")
    if before and str(library) in before.split(":"):
        return
    os.environ["LD_PRELOAD"] = f"{before}:{library}" if before else str(library)
    sanitizers(verify_asan_link_order=0)


def sanitizers(**options):
    """More of AddressSanitizer's options, for every program that this one starts from now on; the last of a name holds."""
    words = [os.environ.get("ASAN_OPTIONS", ""), *(f"{name}={value}" for name, value in options.items())]
    os.environ["ASAN_OPTIONS"] = ":".join(filter(None, words))


def watched():
    """The environment of a program that goes on: what it leaks is found at its end."""
    return {**os.environ, "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"] + ":detect_leaks=1:malloc_context_size=30"}


def faked(offset):
    library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        raise Broken("the faketime library is not installed: run deploy/setup --tests")
    return {"LD_PRELOAD": f"{library}:{os.environ['LD_PRELOAD']}", "FAKETIME": offset,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def memory_of(pid):
    """Every readable byte of a process, as its maps say."""
    found = []
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, mode = line.split()[:2]
            if "r" not in mode or "[v" in line:
                continue
            first, last = (int(part, 16) for part in span.split("-"))
            if last - first > 1 << 30:  # reserved, not used: the sanitizer's shadow, the database's map
                continue
            try:
                memory.seek(first)
                found.append(memory.read(last - first))
            except (OSError, ValueError):
                continue
    return found


def files_below(folder):
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()
