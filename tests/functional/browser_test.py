#!/usr/bin/env python3
"""A referent and officers in real browsers, against real nodes behind a real gateway. Usage: browser_test.py BUILD [NAME]"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import BrowserWorld, enrol, invited, on_duty, opened, paired, play, referent, report, report_danger  # noqa: E402
from browser_world import Person  # noqa: E402
from cases import check, equal  # noqa: E402

STEPS_OF_A_FIRST_ALERT = 9  # after enrolment, of danger going on: 90 s leave ten for each


def whole_way(world):
    place = world.ornans
    card, invitation = invited(world, place, "Navigatrice")
    before = world.all_alerts(place)
    with Person(f"{world.url}/#{card}") as person:
        person.see("Votre carte")
        enrol(world, place, person, invitation, "Navigatrice")
        enrolled = person.steps
        report_danger(person)
        check(person.steps - enrolled <= STEPS_OF_A_FIRST_ALERT, f"{person.steps - enrolled} steps to an alert")
        person.see("Reçue par la mairie")
        person.see("Le poste l’a reçue")
        person.tells("a referent, from a card to an alert that the post has")
        [identity] = world.arrived(place, before)
        officer = place["officer"]
        read = world.tocsin("post", "open", identity, "--reason", "assess", profile=officer)
        check("forcing_door_or_window" in json.dumps(read), f"what the post reads: {read}")
        person.see("Lue au poste")
        world.tocsin("post", "take", identity, profile=officer)
        person.see("Prise en compte")
        world.tocsin("post", "close", identity, "--code", "patrol_sent", profile=officer)
        person.see("Close : ")
        person.do("reload")
        person.see("Close : ")
        person.has_no_complaint()


def undone(world):
    """R28: an ordinary alert that was taken back in its first minute never comes to the post."""
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Hésitante")
    with person:
        report(person)
        person.see("Reçue par la mairie")
        person.click("Annuler l’envoi")
        person.see("Annulée avant transmission")
    equal(world.all_alerts(place), before, "what the post has")


def officer(world):
    """A browser becomes a device of the post, takes the service, and works on a real alert by keyboard."""
    place = world.ornans
    with paired(world, place, "desk-browser") as person:
        on_duty(person)
        identity = world.urgent(place)
        person.do("waitFor", selector=f'button.alert[data-alert="{identity}"]')
        opened(person, identity)
        person.see("Force une porte ou une fenêtre")
        world.wait_state(place, identity, "opened")
        person.press("p")
        world.wait_state(place, identity, "taken")
        person.tells("an officer, from the address to the first acknowledgement")
        person.press("c")
        person.see("Quelle suite")
        person.do("press", key="2")
        world.wait_state(place, identity, "closed")
        person.do("wait", text="Force une porte ou une fenêtre", state="detached")
        person.click("Quitter le service")
        person.see("Prendre le service")
        person.has_no_complaint()


def notice(world):
    """R17, R18: two officers, each at his own browser, sign; one key of either takes it back from every referent."""
    place = world.ornans
    reader, _ = referent(world, place, "Lectrice")
    with reader, paired(world, place, "desk-first") as first, paired(world, place, "desk-second") as second:
        for each in (first, second):
            on_duty(each)
            each.click("Avis")
        first.press("n")
        first.see("Signer en premier")
        first.do("check", name="Fermez portes, fenêtres et volets")
        first.click("Signer en premier")
        first.see("Attend la seconde signature")
        second.see("Attend la seconde signature")
        reader.see("Avis (0)")
        second.press("j")
        second.press("s")
        reader.click("Avis (1)")
        reader.see("Fermez portes, fenêtres et volets")
        first.press("j")
        first.press("x")
        reader.see("Retiré : ")
        second.see("ANNULÉ")
        for each in (reader, first, second):
            each.has_no_complaint()
        first.tells("the officer who wrote a notice and took it back")


if __name__ == "__main__":
    play("people in a browser", BrowserWorld, [
        ("a referent, from a card to a closed alert, in Chromium, by the gateway's HTTP", whole_way),
        ("an alert taken back in its first minute never comes to the post", undone),
        ("an officer's browser, from its keys to a closed alert and the end of a shift", officer),
        ("a notice by two officers at two browsers, taken back by one key before a referent's eyes", notice),
    ])
