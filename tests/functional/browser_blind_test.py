#!/usr/bin/env python3
"""Who can read what a browser seals: the post alone.

Usage: browser_blind_test.py BUILD. A plate, a position, a name and a telephone number that exist nowhere else are looked for in
every packet of the loopback, in what goes between browsers and gateway, and in memory and files of gateway, relay and
commune's node; then at the desk that reads them, where the same search must find them.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import BrowserWorld, Person, enrol, invited, on_duty, opened, paired, play  # noqa: E402
from capture import Capture  # noqa: E402
from cases import check  # noqa: E402
from gateway_test import NAME, PHONE  # noqa: E402
from network_test import CANARY_AT, CANARY_PLATE, canaries  # noqa: E402
from world import files_below, memory_of  # noqa: E402

LATITUDE, LONGITUDE = map(float, CANARY_AT.split(","))
SHOWN = {"plate": CANARY_PLATE, "position": CANARY_AT.partition(",")[0], "name": NAME, "telephone": PHONE}


def forms(text):
    """As programs may hold it: a browser has letters in one byte or in two. None ends in a zero: memory is full of them."""
    return [text.encode(code).rstrip(b"\0") for code in ("utf-8", "latin-1", "utf-16-le")]


SECRETS = {name: forms(text) for name, text in SHOWN.items()}
SECRETS["telephone"] += forms(PHONE.replace(" ", ""))
SECRETS["position"].append(canaries()[1].rstrip(b"\0"))  # in the bytes of an alert
SEALED = ("plate", "position")


def blind(world):
    place = world.ornans
    card, invitation = invited(world, place, "Témoin")
    with Capture(world.folder / "loopback.pcap") as capture, Person(f"{world.url}/#{card}") as person:
        person.see("Votre carte")
        person.do("stand", latitude=LATITUDE, longitude=LONGITUDE)
        world.way.watch()
        enrol(world, place, person, invitation, NAME, phone=PHONE)
        with paired(world, place, "desk-blind") as desk:
            on_duty(desk)
            identity = reported(world, person)
            desk.do("waitFor", selector=f'button.alert[data-alert="{identity}"]')
            found_nowhere(world, identity, "before it was opened")
            opened(desk, identity)
            for text in SHOWN.values():
                desk.see(text)
            desk.picture("post")
            person.see("Lue au poste")
            found_nowhere(world, identity, "while it is open at the desk")
            found_everywhere_in(desk)
            desk.press("Escape")
            desk.do("wait", text=CANARY_PLATE, state="detached")
    packets = capture.packets()
    check(len(packets) > 100_000, "the capture holds the traffic")
    check(b"/v1/sessions" in packets and b"/v1/sessions" in world.way.seen, "the search finds what is there")
    for what, known in SECRETS.items():
        check(not any(one in packets for one in known), f"the {what} in a packet")
        check(not any(one in world.way.seen for one in known), f"the {what} on the line between browsers and gateway")


def reported(world, person):
    """A vehicle where the person stands, in danger, so that it does not wait."""
    before = world.all_alerts(world.ornans)
    person.click("Signaler")
    person.click("Signes d’intrusion")
    person.do("check", name="Force une porte ou une fenêtre")
    person.click("Où est-ce")
    person.click("Ma position")
    person.do("choose", selector="summary")
    person.do("pick", label="Type", value="Camionnette")
    person.do("fill", selector="input[aria-describedby=plate-wrong]", value=CANARY_PLATE)
    person.do("check", name="J’ai appelé le 17")
    person.click("Envoyer l’alerte")
    person.see("Le poste l’a reçue")
    [identity] = world.arrived(world.ornans, before)
    return identity


def found_nowhere(world, identity, when):
    place = world.ornans
    hosts = {"gateway": (world.first.process.pid, world.first.folder), "relay": (world.relay.process.pid, world.relay.folder),
             "commune's node": (place["commune"]["process"].pid, place["commune"]["folder"])}
    parts = {name: memory_of(pid) + [data for _, data in files_below(folder)] for name, (pid, folder) in hosts.items()}
    check(any(bytes.fromhex(identity) in part for part in parts["commune's node"]), "the search finds the alert's id")
    for host, found in parts.items():
        check(sum(map(len, found)) > 100_000, f"the dump of the {host} holds the process")
        for what, known in SECRETS.items():
            check(not any(one in part for part in found for one in known), f"the {what} at the {host}, {when}")
    for path, data in files_below(place["post"]["folder"]):
        for what in SEALED:
            check(not any(one in data for one in SECRETS[what]),
                  f"the {what} in the post's {path.name}, {when}: opened content is never written")


def found_everywhere_in(desk):
    """The browser of the desk shows all of it: what finds nothing elsewhere must find it there."""
    processes = [int(one.name) for one in pathlib.Path("/proc").iterdir() if one.name.isdigit() and descends(int(one.name), desk.process.pid)]
    missing = dict(SECRETS)
    for pid in processes:
        for part in memory_of(pid) if missing else ():
            missing = {what: known for what, known in missing.items() if not any(one in part for one in known)}
    check(not missing, f"in memory of the desk's browser: no {', '.join(missing)}")


def descends(pid, ancestor):
    while pid > 1 and pid != ancestor:
        try:
            pid = int(pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[1])
        except OSError:
            return False
    return pid == ancestor


if __name__ == "__main__":
    play("what a browser seals", BrowserWorld, (
        ("is read by the post alone: not in packets, not at gateway, relay or commune", blind),
    ))
