"""Relays and gateways as processes, and worlds whose nodes live behind them: what both kinds of test share."""
import pathlib
import signal
import subprocess
import time

from cases import check, equal
from world import Broken, World, demo, watched

FULL = ["accepted", "delivered", "opened", "taken", "closed"]


class Service:
    """One tocsin-relay or tocsin-gateway, or whoever stands in its place with its key."""

    KIND = REREAD = None

    def __init__(self, world, name, port=None):
        self.world, self.folder = world, world.folder / name
        self.port = port or f"tcp://127.0.0.1:{demo.free_port()}"
        self.pub, self.config = self.folder / f"{self.KIND}.pub", self.folder / f"{self.KIND}.toml"
        self.grants = self.folder / "grants"
        self.process = None
        done = subprocess.run([world.programs / f"tocsin-{self.KIND}", "--init", self.folder, "--listen", self.port],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Broken(f"tocsin-{self.KIND} --init: {done.stderr}")
        self.key = done.stdout.strip()

    def start(self):
        self.spawn([f"tocsin-{self.KIND}", "--config", self.config], "listening")

    def lie(self, how):
        self.spawn([f"tocsin_false_{self.KIND}", "lie", how, self.folder / "curve.key", self.port], "listening")

    def spawn(self, words, ready):
        log = self.folder / "log"
        at = log.stat().st_size if log.exists() else 0
        with open(log, "ab") as to:
            self.process = subprocess.Popen([str(self.world.programs / words[0]), *map(str, words[1:])],
                                            stdin=subprocess.DEVNULL, stdout=to, stderr=to, start_new_session=True,
                                            env=watched())
        self.world.wait_for(f"{words[0]} {ready}", lambda: self.said(ready, at))

    def said(self, word, since=0):
        if self.process.poll() is not None:
            raise Broken(f"the {self.KIND} ended with {self.process.returncode}:\n{self.log()[-1000:]}")
        return word in self.log()[since:]

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def stop(self, how=signal.SIGKILL):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)

    def restart(self, how=signal.SIGKILL):
        self.stop(how)
        self.start()

    def grant(self, places):
        documents = [self.world.folder / "root.doc", self.world.folder / "rules.doc"]
        for place in places:
            documents += [place["record"], place["charter"]]
        return self.world.tocsin("node", f"{self.KIND}-grant", *documents, f"--{self.KIND}", self.pub,
                                 "--out", self.grants)

    def reread(self):
        at = len(self.log())
        self.process.send_signal(signal.SIGHUP)
        self.world.wait_for("the grants read again", lambda: self.said(self.REREAD, at))

    def resident_mib(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise Broken("no VmRSS")

    def stays_flat(self, before_mib, most_mib, what):
        """Resident memory is not much more than before. Not judged with a sanitizer, which keeps what was freed."""
        grown = self.resident_mib() - before_mib
        check(self.world.sanitized or grown < most_mib, f"{what}: {grown:.1f} MiB more, {before_mib:.1f} MiB before")


class Relay(Service):
    KIND, REREAD = "relay", "granted mailboxes="


class Gateway(Service):
    KIND, REREAD = "gateway", "admitted nodes="


class HostedWorld(World):
    """Nodes that are founded with the services of their place, which run before they do."""

    services = ()

    def ways_of(self, place):
        """The words of `node init` by which that place's nodes are reached."""
        raise NotImplementedError

    def grant_all(self):
        raise NotImplementedError

    def make_node(self, place, kind, code):
        folder = place["folder"] / kind
        made = self.tocsin("node", "init", "--kind", kind, "--code", code, "--dir", folder, *self.ways_of(place))
        place[kind] = {"folder": folder, "config": folder / "node.toml", "pub": folder / "node.pub",
                       "address": made["client_address"]}

    def found_all(self):
        self.founded = time.time()
        self.found_root()
        for place in self.places:
            self.found(place)
        self.grant_all()
        for service in self.services:
            service.start()
        for place in self.places:
            self.run(place, "post")
            self.run(place, "commune")
        for place in self.places:
            self.enrol(place)

    def node_log(self, place, kind):
        return (place[kind]["folder"] / "log").read_text(encoding="utf-8")

    def arrives_once(self, place, identities):
        for identity in identities:
            self.wait_state(place, identity, "delivered")
            equal(self.states(place, identity).count("delivered"), 1, "delivered receipts")
        shown = [one["alert"] for one in self.inbox(place, "--all")]
        for identity in identities:
            equal(shown.count(identity), 1, "times in the inbox")

    def close(self):
        for service in self.services:
            service.stop(signal.SIGTERM)
        super().close()
