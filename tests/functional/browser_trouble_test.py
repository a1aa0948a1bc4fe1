#!/usr/bin/env python3
"""What goes wrong around people in browsers, with real nodes: lines, hosts, keys, clocks, and the browser itself.

Usage: browser_trouble_test.py BUILD [NAME]. The last case moves the nodes' clocks on.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import rotating  # noqa: E402
from browser_world import BrowserWorld, Person, enrol, invited, on_duty, opened, paired, play, referent, report_danger  # noqa: E402
from cases import check, equal  # noqa: E402

OFFLINE = "Pas de liaison avec la mairie"
A_DAY_ON = "+25h"
SLOW_SECONDS, SLOW_BYTES_A_SECOND = 0.3, 20_000


class TroubleWorld(BrowserWorld):
    def at_gateway(self, place):
        for kind in ("commune", "post"):
            self.wait_for(f"the {kind} at the gateway",
                          lambda k=kind: self.answers("node", "status", config=place[k]["config"]))


def closed_by_post(world, place, identity):
    for act, words in (("open", ("--reason", "assess")), ("take", ()), ("close", ("--code", "handled"))):
        world.tocsin("post", act, identity, *words, profile=place["officer"])


def ends_well(world, place, identity, person):
    """The post takes it, and the referent's screen says so by receipts."""
    closed_by_post(world, place, identity)
    person.see("Close : ")


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
        person.see("Qui écoute en ce moment")
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


def revoked_while_open(world):
    """R3: the page stays as it is; the next thing that it sends is refused, signed, with the rule on the screen."""
    place = world.ornans
    person, mandate = referent(world, place, "Partie")
    with person:
        world.tocsin("post", "revoke", mandate, "--reason", "misuse", profile=place["commander"])
        world.wait_for("the revocation at the commune", lambda: [
            one for one in world.tocsin("mairie", "mandates", profile=place["mayor"])["mandates"]
            if one["mandate"] == mandate and one["state"] == "revoked"])
        before = world.all_alerts(place)
        report_danger(person)
        person.see("Refusée")
        person.see("R3")
        equal(world.all_alerts(place), before, "what the post has")


def lost_phone(world):
    """An officer suspends it on a call; the person comes with a new card and a new browser; the old one stays refused."""
    place = world.ornans
    person, mandate = referent(world, place, "Étourdie")
    with person:
        world.tocsin("post", "suspend", mandate, "--reason", "device_lost", "--hours", "72", profile=place["officer"])
        world.wait_for("the suspension at the commune", lambda: [
            one for one in world.tocsin("mairie", "mandates", profile=place["mayor"])["mandates"]
            if one["mandate"] == mandate and one["state"] == "suspended"])
        report_danger(person)
        person.see("Refusée")
        before = world.all_alerts(place)
        card, invitation = invited(world, place, "Étourdie-2")
        with Person(f"{world.url}/#{card}") as anew:
            anew.see("Votre carte")
            enrol(world, place, anew, invitation, "Étourdie", "--replaces", mandate)
            report_danger(anew)
            [identity] = world.arrived(place, before)
            ends_well(world, place, identity, anew)
        person.click("Accueil")
        report_danger(person)
        person.see("Refusée")
        equal(world.all_alerts(place), before | {identity}, "what the post has")


def evicted(world):
    """A browser that made room: its keys are gone. The page says what is needed, and nothing of another device's."""
    place = world.ornans
    person, _ = referent(world, place, "Oubliée")
    with person:
        person.do("evict")
        person.do("reload")
        person.see("Votre carte")
    with paired(world, place, "desk-evicted") as desk:
        on_duty(desk)
        desk.do("evict")
        desk.do("reload")
        desk.see("Habiliter ce navigateur")


def keys_change(world):
    """Both nodes change their own keys: the referent's page is away meanwhile, the desk is in service."""
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Constante")
    with person, paired(world, place, "desk-keys") as desk:
        on_duty(desk)
        report_danger(person)
        [first] = world.arrived(place, before)
        world.way.cut()
        try:
            person.see(OFFLINE)
            changes(world, "commune", rotating.next_charter)
        finally:
            world.way.mend()
        person.see("Relié à la mairie")
        desk.see("Liste à jour depuis")
        opened(desk, first)
        desk.see("Force une porte ou une fenêtre")
        person.see("Lue au poste")
        changes(world, "post", rotating.next_record)
        desk.press("p")
        person.see("Prise en compte")
        person.click("Accueil")
        report_danger(person)
        second = next(iter(set(world.arrived(place, before, 2)) - {first}))
        opened(desk, second)
        desk.see("Force une porte ou une fenêtre")
        desk.press("p")
        person.see("Prise en compte")
        desk.see("En service : ")
        for row in desk.do("all", selector="button.alert"):
            check("non vérifiables" not in row, f"receipts left out: {row}")


def changes(world, kind, paper):
    """That node's own keys, and the paper that names the new ones."""
    place = world.ornans
    made = rotating.rotate(world, place, kind)
    world.wait_for("the node to see its keys", lambda: "node_key_next" in world.node_status(place, kind))
    rotating.hand_in(world, place, paper(world, place, f"next-{kind}"), kind)
    equal(world.node_status(place, kind)["node_key"], made["key"], "the key that signs")


def clock_a_day_wrong(world):
    """The browsers' clock is 25 hours behind that of all nodes: the node's signed time counts, and nothing is refused."""
    place = world.ornans
    person, _ = referent(world, place, "Retardée")
    with person, paired(world, place, "desk-clock") as desk:
        for each in world.places:
            world.at(each, A_DAY_ON)
        person.see("Relié à la mairie")
        on_duty(desk)
        before = world.all_alerts(place)
        report_danger(person)
        [identity] = world.arrived(place, before)
        opened(desk, identity)
        desk.see("Force une porte ou une fenêtre")
        desk.press("p")
        person.see("Prise en compte")
        equal(person.do("all", selector=".warn"), [], "what the screen warns of")


if __name__ == "__main__":
    play("people in a browser, when things go wrong", TroubleWorld, [
        ("a network that was away: sealed here, sent later", offline),
        ("a gateway that restarts", gateway_restarts),
        ("nodes that restart", nodes_restart),
        ("two tabs of one device", two_tabs),
        ("a slow network", slow_network),
        ("a mandate revoked while the page is open", revoked_while_open),
        ("a lost phone: suspended, and enrolled again", lost_phone),
        ("a browser that forgot everything", evicted),
        ("nodes that change their keys while pages are away and while they are open", keys_change),
        ("clocks that are a day apart", clock_a_day_wrong),
    ])
