"""The relay's part of the bench: what it adds to an alert's way, what it carries, what a mailbox that lies idle takes."""
import json
import pathlib
import signal
import statistics
import subprocess
import time

PAIRS = 3  # direct and by the relay, in turn
MAILBOXES = 1000


class Relay:
    """One tocsin-relay of the bench."""

    def __init__(self, bench, name):
        self.bench, self.folder = bench, bench.folder / name
        self.port = f"tcp://127.0.0.1:{bench.free_port()}"
        bench.quiet([bench.programs / "tocsin-relay", "--init", self.folder, "--listen", self.port])
        self.pub, self.grants, self.key = (self.folder / file for file in ("relay.pub", "grants", "curve.key"))
        self.process = None

    def start(self):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([str(self.bench.programs / "tocsin-relay"), "--config", str(self.folder / "relay.toml")],
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.bench.nodes.append((self.process, self.folder / "log"))
        self.bench.wait_for("the relay", lambda: "listening" in self.log())

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """Answers how many messages it received in its life."""
        self.bench.nodes = [(one, log) for one, log in self.bench.nodes if one is not self.process]
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        return int(self.log().rsplit("received=", 1)[1].split()[0])


class Crowd:
    """A program that writes the relay's grants, and goes on at a line."""

    def __init__(self, *words):
        self.process = subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()  # the grants are written

    def line(self):
        self.process.stdin.write("on\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def end(self):
        said, _ = self.process.communicate("on\n", timeout=300)
        return {figure["name"]: figure for figure in map(json.loads, said.splitlines())}


def added_latency(bench, relay, direct, relayed):
    """One sender, direct and by the relay in turn; and how many messages of a parcel's way the relay saw."""
    lone = {"direct": [], "relay": []}
    delivered = 0
    for _ in range(1 if bench.options.quick else PAIRS):
        for how, (place, processes) in (("direct", direct), ("relay", relayed)):
            made = bench.lines_of(bench.programs / "tocsin_bench_load", place["mayor"], place["commander"],
                                  processes["commune"].pid, processes["post"].pid, "--lone")["lone"]
            lone[how].append(made)
            delivered += made["delivered"] if how == "relay" else 0
    ratios = {share: statistics.median(r[share] / d[share] for d, r in zip(lone["direct"], lone["relay"]))
              for share in ("p50_us", "p99_us")}
    medians = {how: {share: statistics.median(one[share] for one in some) for share in ("p50_us", "p99_us")}
               for how, some in lone.items()}
    return {"pairs": len(lone["direct"]), "delivered": delivered, "medians": medians, "ratios": ratios}


def carried(bench):
    seconds = 1 if bench.options.quick else 5
    program = bench.programs / "tocsin_bench_relay"
    raw = [bench.lines_of(program, "raw", seconds)["raw_curve_rate"]["per_second"]]
    relay = Relay(bench, "relay-load")
    crowd = Crowd(program, relay.key, relay.grants, relay.port, seconds)
    relay.start()
    found = crowd.end()
    relay.stop()
    raw.append(bench.lines_of(program, "raw", seconds)["raw_curve_rate"]["per_second"])
    return {"raw": raw, **found}


def idle_memory(bench):
    """Of a relay with one mailbox, with a thousand, and with all their owners' lines open and fetching. KiB."""
    found = {}
    for count in (1, MAILBOXES):
        relay = Relay(bench, f"relay-{count}")
        crowd = Crowd(bench.programs / "tocsin_false_relay", "crowd", count, relay.key, relay.grants, relay.port)
        relay.start()
        found[f"idle_{count}"] = resident(relay.process.pid)
        crowd.line()
        found[f"fetching_{count}"] = resident(relay.process.pid)
        crowd.process.communicate("on\n", timeout=60)
        relay.stop()
    return found


def resident(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def measure(bench, direct):
    """`direct`: the place that was founded without a relay, and its running nodes."""
    relay = Relay(bench, "relay")
    place = bench.second_place([relay])
    bench.tocsin("node", "relay-grant", bench.folder / "root.doc", bench.folder / "rules.doc", place["record"],
                 place["charter"], "--relay", relay.pub, "--out", relay.grants)
    relay.start()
    processes = {kind: bench.start_node(kind, place)[0] for kind in ("post", "commune")}
    bench.wait_for("the nodes at the relay", lambda: all(
        value == "fetching" for kind in processes for key, value in
        bench.tocsin("node", "status", config=place[kind]["config"])["status"].items() if key.startswith("mailbox_")))
    figures = {"way": added_latency(bench, relay, direct, (place, processes))}
    for process in processes.values():
        bench.stop_node(process)
    figures["way"]["received"] = relay.stop()
    figures["carried"] = carried(bench)
    figures["memory"] = idle_memory(bench)
    return figures


def show(found, row, micros):
    way, carried_, memory = found["way"], found["carried"], found["memory"]
    print(f"\nA relay · {way['pairs']} pairs of runs, direct and by the relay in turn, one sender; medians of their ratios")
    for share in ("p50", "p99"):
        one = way["medians"]
        row(f"send → delivered, {share}: by the relay", micros(one["relay"][f"{share}_us"]),
            f"= {way['ratios'][f'{share}_us']:.2f} × direct ({micros(one['direct'][f'{share}_us'])})")
    row("messages to the relay per delivered alert", f"{way['received'] / way['delivered']:.1f}",
        "with what founding the mandates took")
    raw = statistics.mean(carried_["raw"])
    rate = carried_["relay_rate"]["per_second"]
    row("parcels of 2 KiB a second, each synced", f"{rate:.0f}",
        f"= {rate / raw:.3f} × raw CURVE ({carried_['raw'][0]:.0f} before, {carried_['raw'][1]:.0f} after)")
    for key, words in (("relay_one_parcel", "put → handed out, one at a time"), ("relay_many_parcels", "the same, 32 senders")):
        row(words + ", p50", micros(carried_[key]["p50_us"]), f"p99 {micros(carried_[key]['p99_us'])}")
    each = (memory[f"idle_{MAILBOXES}"] - memory["idle_1"]) / (MAILBOXES - 1)
    row("resident, one idle mailbox more", f"{each:.2f} KiB", f"{memory['idle_1'] / 1024:.1f} MiB with one, "
        f"{memory[f'idle_{MAILBOXES}'] / 1024:.1f} MiB with {MAILBOXES}")
    each = (memory[f"fetching_{MAILBOXES}"] - memory["fetching_1"]) / (MAILBOXES - 1)
    row("the same, its owner's line open", f"{each:.1f} KiB", f"{memory[f'fetching_{MAILBOXES}'] / 1024:.1f} MiB with {MAILBOXES}")
