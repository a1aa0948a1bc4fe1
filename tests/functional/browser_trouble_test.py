#!/usr/bin/env python3
"""What goes wrong between people in browsers and their nodes: lines, gateways, nodes, and two pages of one device.

Usage: browser_trouble_test.py BUILD [NAME].
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import OFFLINE, BrowserWorld, closed_by_post, ends_well, on_duty, opened, paired, play, referent, report_danger  # noqa: E402
from cases import equal  # noqa: E402

SLOW_SECONDS, SLOW_BYTES_A_SECOND = 0.3, 20_000


def offline(world):
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Éloignée")
    with person:
        world.way.cut()
        try:
            person.see(OFFLINE)
            report_danger(person)
            person.see("Chiffrée sur ce téléphone")
            equal(world.all_alerts(place), before, "what the post has meanwhile")
            person.do("reload")  # the page itself comes out of the browser
            person.see(OFFLINE)
        finally:
            world.way.mend()
        person.see("Relié à la mairie")
        [identity] = world.arrived(place, before)
        ends_well(world, place, identity, person)
        person.has_no_complaint()


def gateway_restarts(world):
    place = world.ornans
    person, _ = referent(world, place, "Fidèle")
    with person, paired(world, place, "desk-gateway") as desk:
        on_duty(desk)
        world.first.stop()
        try:
            desk.see("LIAISON PERDUE")
            person.see(OFFLINE)
        finally:
            world.first.start()
        world.at_gateway(place)
        desk.see("Liste à jour depuis")
        desk.see("En service : ")
        before = world.all_alerts(place)
        report_danger(person)
        [identity] = world.arrived(place, before)
        opened(desk, identity)
        desk.see("Force une porte ou une fenêtre")
        person.see("Lue au poste")


def nodes_restart(world):
    """Both nodes, one after the other, while both pages are open: no reload, nothing lost, nothing twice."""
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Patiente")
    with person, paired(world, place, "desk-nodes") as desk:
        on_duty(desk)
        report_danger(person)
        [first] = world.arrived(place, before)
        world.restart(place, "commune")
        world.restart(place, "post")
        desk.see("Liste à jour depuis")
        desk.do("waitFor", selector=f'button.alert[data-alert="{first}"]')
        person.click("Accueil")
        report_danger(person)
        second = next(iter(set(world.arrived(place, before, 2)) - {first}))
        for identity in (first, second):
            opened(desk, identity)
            desk.see("Force une porte ou une fenêtre")
            desk.press("p")
            world.at_post(place, identity, "taken")
        person.see("Prise en compte")
        equal(len(desk.do("all", selector="button.alert")), len(world.inbox(place)), "rows, each alert once")


def two_tabs(world):
    """One device, two pages: each sends, the numbers of the device rise without a gap, both pages show both."""
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Double")
    with person:
        person.do("tab")
        person.see("Relié à la mairie")  # from then on nothing on the page makes room for something else
        report_danger(person)
        person.do("front", number=0)
        report_danger(person)
        both = world.arrived(place, before, 2)
        for identity in both:
            closed_by_post(world, place, identity)
        for number in (0, 1):
            person.do("front", number=number)
            person.click("Accueil")
            person.do("waitFor", selector='button.card:has-text("Close : ") >> nth=1')
            equal(len(person.do("all", selector="button.card")), 2, "alerts on the page")
        person.has_no_complaint()


def slow_network(world):
    """Each piece waits, and little goes through: slower, and the same end."""
    place = world.ornans
    before = world.all_alerts(place)
    world.way.slow(SLOW_SECONDS, SLOW_BYTES_A_SECOND)
    try:
        person, _ = referent(world, place, "Lente")
        with person:
            report_danger(person)
            [identity] = world.arrived(place, before)
            ends_well(world, place, identity, person)
            person.tells("a referent on a slow line, from a card to a closed alert")
    finally:
        world.way.fast()


if __name__ == "__main__":
    play("people in a browser, when lines and hosts go", BrowserWorld, (
        ("a network that was away: sealed here, sent later", offline),
        ("a gateway that restarts", gateway_restarts),
        ("nodes that restart", nodes_restart),
        ("two tabs of one device", two_tabs),
        ("a slow network", slow_network),
    ))
