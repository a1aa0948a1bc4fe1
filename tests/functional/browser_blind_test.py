#!/usr/bin/env python3
"""Who can read what a browser seals: the post alone.

Usage: browser_blind_test.py BUILD [NAME]. A plate that exists nowhere else is looked for in what goes over the line, in
every packet of the loopback, and in memory and files of gateway, relay and commune's node.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import BrowserWorld, on_duty, paired, play, referent  # noqa: E402
from capture import Capture  # noqa: E402
from cases import check  # noqa: E402
from network_test import CANARY_PLATE  # noqa: E402
from world import files_below, memory_of  # noqa: E402

PLATES = [CANARY_PLATE.encode(), CANARY_PLATE.encode("utf-16-le")]


def blind(world):
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Témoin")
    with person, paired(world, place, "desk-blind") as desk, Capture(world.folder / "loopback.pcap") as capture:
        on_duty(desk)
        world.way.watch()
        person.click("Signaler")
        person.click("Véhicule suspect")
        person.do("choose", selector="main input[type=checkbox]")
        person.click("Où est-ce")
        person.click("Le secteur suffit")
        person.do("choose", selector="summary")
        person.do("pick", label="Type", value="Camionnette")
        person.do("fill", selector="input[aria-describedby=plate-wrong]", text=CANARY_PLATE)
        person.click("Envoyer l’alerte")
        person.see("Le poste l’a reçue")
        [identity] = world.arrived(place, before)
        desk.do("waitFor", selector=f'button.alert[data-alert="{identity}"]')
        found_nowhere(world, identity, "before it was opened")
        desk.do("choose", selector=f'button.alert[data-alert="{identity}"]')
        desk.press("Enter")
        desk.do("press", key="1")
        desk.see(CANARY_PLATE)
        person.see("Lue au poste")
        found_nowhere(world, identity, "while it is open at the desk")
        desk.press("Escape")
        desk.do("wait", text=CANARY_PLATE, state="detached")
    packets = capture.packets()
    check(len(packets) > 100_000, "the capture holds the traffic")
    check(b"/v1/sessions" in packets and b"/v1/sessions" in world.way.seen, "the search finds what is there")
    for plate in PLATES:
        check(plate not in packets, "the plate in a packet")
        check(plate not in world.way.seen, "the plate on the line between browsers and gateway")


def found_nowhere(world, identity, when):
    place = world.ornans
    hosts = {"gateway": (world.first.process.pid, world.first.folder), "relay": (world.relay.process.pid, world.relay.folder),
             "commune's node": (place["commune"]["process"].pid, place["commune"]["folder"])}
    parts = {name: memory_of(pid) + [data for _, data in files_below(folder)] for name, (pid, folder) in hosts.items()}
    check(any(bytes.fromhex(identity) in part for part in parts["commune's node"]), "the search finds the alert's id")
    for name, found in parts.items():
        check(sum(map(len, found)) > 100_000, f"the dump of the {name} holds the process")
        for plate in PLATES:
            check(not any(plate in part for part in found), f"the plate at the {name}, {when}")
    for path, data in files_below(place["post"]["folder"]):
        for plate in PLATES:
            check(plate not in data, f"the plate in the post's {path.name}, {when}: opened content is never written")


def the_search_can_fail(world):
    """The same search finds a plate where one is shown: in the browser of the desk."""
    place = world.ornans
    identity = world.urgent(place, "--vehicle-type", "van", "--plate", CANARY_PLATE)
    with paired(world, place, "desk-search") as desk:
        on_duty(desk)
        desk.do("choose", selector=f'button.alert[data-alert="{identity}"]')
        desk.press("Enter")
        desk.do("press", key="1")
        desk.see(CANARY_PLATE)
        pids = [int(pid.name) for pid in pathlib.Path("/proc").iterdir() if pid.name.isdigit()
                and descends(int(pid.name), desk.process.pid)]
        check(any(plate in part for pid in pids for part in memory_of(pid) for plate in PLATES), "the plate in the desk's browser")


def descends(pid, ancestor):
    while pid > 1 and pid != ancestor:
        try:
            pid = int(pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[1])
        except OSError:
            return False
    return pid == ancestor


if __name__ == "__main__":
    play("what a browser seals", BrowserWorld, [
        ("is read by the post alone: not in packets, not at gateway, relay or commune", blind),
        ("the same search finds it where it is shown", the_search_can_fail),
    ])
