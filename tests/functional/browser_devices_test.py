#!/usr/bin/env python3
"""What happens to devices in browsers: revoked, lost, emptied; a node that changes its keys, clocks that are a day off.

Usage: browser_devices_test.py BUILD [NAME].
"""
import datetime
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import rotating  # noqa: E402
from browser_world import OFFLINE, BrowserWorld, Person, ends_well, enrol, invited, on_duty, opened, paired, play, referent, report_danger  # noqa: E402
from cases import check, equal  # noqa: E402

A_DAY_MS = 25 * 3_600_000


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
    """A browser that made room: its keys are gone, and an alert that waited with them. The page says what is needed and claims
    nothing; with a fresh card the same browser is a device again."""
    place = world.ornans
    before = world.all_alerts(place)
    person, mandate = referent(world, place, "Oubliée")
    with person:
        world.way.cut()
        try:
            report_danger(person)
            person.see("Chiffrée sur ce téléphone")
            person.do("evict")
            person.do("go", to="about:blank")
        finally:
            world.way.mend()
        person.do("go", to=world.url)
        person.see("Votre carte")
        equal(person.do("all", selector="button.card, article"), [], "alerts that the page speaks of")
        card, invitation = invited(world, place, "Oubliée-2")
        person.do("go", to="about:blank")
        person.do("go", to=f"{world.url}/#{card}")
        person.see("Votre carte")
        enrol(world, place, person, invitation, "Oubliée", "--replaces", mandate)
        person.see("Aucune alerte")
        report_danger(person)
        [identity] = world.arrived(place, before)
        ends_well(world, place, identity, person)
        person.has_no_complaint()
    with paired(world, place, "desk-evicted") as desk:
        on_duty(desk)
        desk.do("evict")
        desk.do("reload")
        desk.see("Habiliter ce navigateur")


def keys_change(world):
    """The commune's node changes its own keys while the referent's page is away; what comes then is believed as before."""
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Constante")
    with person, paired(world, place, "desk-keys") as desk:
        on_duty(desk)
        report_danger(person)
        [first] = world.arrived(place, before)
        person.click("Accueil")
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


def post_keys_change(world):
    """The post's node changes its own keys while a desk is on duty: what the desk does after that is believed, and answered."""
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Fidèle")
    with person, paired(world, place, "desk-post-keys") as desk:
        on_duty(desk)
        report_danger(person)
        [first] = world.arrived(place, before)
        changes(world, "post", rotating.next_record)
        opened(desk, first)
        desk.see("Force une porte ou une fenêtre")
        desk.see("Lue au poste")  # by the record that names the new key, which the desk has asked for meanwhile

        def taken():  # until the desk has verified "opened" too, the key is answered "open it first"
            desk.press("p")
            return "Prise en compte" in person.do("read", selector="body")
        world.wait_for("the alert is taken", taken)


def changes(world, kind, paper):
    """That node's own keys, and the paper that names the new ones."""
    place = world.ornans
    made = rotating.rotate(world, place, kind)
    world.wait_for("the node to see its keys", lambda: "node_key_next" in world.node_status(place, kind))
    rotating.hand_in(world, place, paper(world, place, f"next-{kind}"), kind)
    equal(world.node_status(place, kind)["node_key"], made["key"], "the key that signs")


def clock_a_day_wrong(world, ahead, says):
    """The computers' clocks are 25 hours off: the referent is told, the node's signed time counts, and nothing is refused."""
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, f"Horloge {ahead}", clock=(ahead,))
    with person, paired(world, place, f"desk-clock-{ahead}", clock=(0,)) as desk:
        for each in (person, desk):
            set_clock(each, ahead)
        person.see(says)
        on_duty(desk)
        report_danger(person)
        [identity] = world.arrived(place, before)
        made_now(world, place, identity)
        opened(desk, identity)
        desk.see("Force une porte ou une fenêtre")
        desk.press("p")
        person.see("Prise en compte")
        equal(person.do("all", selector=".warn"), [], "what the alert's own screen warns of")
        person.click("Accueil")
        person.see(says)
        # Set right, as the warning asks for, the page still open: so is the next alert's time, before the page has looked again.
        set_clock(person, 0)
        before = world.all_alerts(place)
        report_danger(person)
        [identity] = world.arrived(place, before)
        made_now(world, place, identity)
        person.click("Accueil")
        person.do("wait", text=says, state="detached")
        set_clock(person, ahead)  # and wrong again: it is seen within a minute
        person.see(says)
        set_clock(person, 0)
        person.do("wait", text=says, state="detached")
        before = world.all_alerts(place)
        report_danger(person)
        [identity] = world.arrived(place, before)
        made_now(world, place, identity)


def set_clock(person, ahead):
    """The page and the worker both live by it then."""
    clocks = person.do("clock", ms=ahead)
    equal(len(clocks), 2, "the page and its worker")
    for each in clocks:
        check(abs(each - time.time() * 1000 - ahead) < 60_000, f"a clock that is {ahead} ms ahead says {each}")


def made_now(world, place, identity):
    [alert] = [one for one in world.inbox(place, "--all") if one["alert"] == identity]
    age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(alert["created"])
    check(abs(age) < datetime.timedelta(hours=1), f"the alert says that it is of {alert['created']}")


def clock_a_day_behind(world):
    clock_a_day_wrong(world, -A_DAY_MS, "L’horloge de ce téléphone retarde de 25 h")


def clock_a_day_ahead(world):
    clock_a_day_wrong(world, A_DAY_MS, "L’horloge de ce téléphone avance de 25 h")


if __name__ == "__main__":
    play("devices in browsers, and what happens to them", BrowserWorld, (
        ("a mandate revoked while the page is open", revoked_while_open),
        ("a lost phone: suspended, and enrolled again", lost_phone),
        ("a browser that forgot everything", evicted),
        ("a node that changes its keys while a page is away", keys_change),
        ("a post that changes its keys while a desk is on duty", post_keys_change),
        ("computers whose clocks are a day behind", clock_a_day_behind),
        ("computers whose clocks are a day ahead", clock_a_day_ahead),
    ))
