#!/usr/bin/env python3
"""A referent in a real browser, against real nodes behind a real gateway. Usage: browser_test.py BUILD [NAME]"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import BrowserWorld, play, referent, report, report_danger  # noqa: E402
from cases import check, equal  # noqa: E402


def whole_way(world):
    place = world.ornans
    before = world.all_alerts(place)
    person, _ = referent(world, place, "Navigatrice")
    with person:
        report_danger(person)
        person.see("Reçue par la mairie")
        person.see("Le poste l’a reçue")
        identity, = world.arrived(place, before)
        officer = place["officer"]
        opened = world.tocsin("post", "open", identity, "--reason", "assess", profile=officer)
        check("forcing_door_or_window" in json.dumps(opened), f"what the post reads: {opened}")
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


if __name__ == "__main__":
    play("a referent in a browser", BrowserWorld, (
        ("from a card to a closed alert, in Chromium, by the gateway's HTTP", whole_way),
        ("an alert taken back in its first minute never comes to the post", undone),
    ))
