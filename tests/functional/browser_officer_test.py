#!/usr/bin/env python3
"""Officers in real browsers, against real nodes behind a real gateway. Usage: browser_officer_test.py BUILD [NAME]"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import BrowserWorld, on_duty, opened, paired, play, referent  # noqa: E402
from cases import check, equal  # noqa: E402
from presence_test import listening  # noqa: E402


class SupervisedWorld(BrowserWorld):
    """The post of Dernancourt, open at any hour, stands above that of Ornans, whose desks tell when they listen."""

    def __init__(self, build):
        super().__init__(build)
        self.ornans["post_words"] = ["--presence", "--supervising", self.dernancourt["post_id"]]

    def found(self, place):
        super().found(place)
        if place is self.dernancourt:
            for kind in ("post", "commune"):
                self.tocsin("node", "import", place["record"], config=self.ornans[kind]["config"])
            self.tocsin("node", "import", self.ornans["record"], self.ornans["charter"], config=place["post"]["config"])


def comes_and_is_opened(world, place, person):
    identity = world.urgent(place)
    person.do("waitFor", selector=f'button.alert[data-alert="{identity}"]')
    opened(person, identity)
    person.see("Force une porte ou une fenêtre")
    return identity


def officer(world):
    """A browser becomes a device of the post, takes the service, and works on a real alert by keyboard."""
    place = world.ornans
    with paired(world, place, "desk-browser") as person:
        on_duty(person)
        identity = comes_and_is_opened(world, place, person)
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


def passed_on(world):
    """R30, R34: one key passes an opened alert to the post above; who takes it there has it, and the desk says so."""
    place, above = world.ornans, world.dernancourt
    # Nobody is in service: who reads now, as the phone says, can only be the post above, whose paper has come then.
    world.wait_for("the phone to know who reads above", lambda: reads_above(listening(world, place), above))
    with paired(world, place, "desk-passing") as person:
        on_duty(person)
        identity = comes_and_is_opened(world, place, person)
        person.press("t")
        person.see(f"Passer à {above['post_id']} pour quel motif")
        person.do("press", key="3")
        row = world.wait_for("the alert above", lambda: next((one for one in world.inbox(above, "--all") if one["alert"] == identity), None))
        equal(row["roll_over"], "passed_on", "why it passed")
        for act, words in (("open", ("--reason", "intervene")), ("take", ())):
            world.tocsin("post", act, identity, *words, profile=above["officer"])
        person.see(f"Prise en main par {above['post_id']}")
        world.wait_state(place, identity, "taken")
        person.has_no_complaint()


def reads_above(heard, above):
    return heard["now"] and above["post_name"] in heard["words"]


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


def chosen(person, identity):
    person.do("choose", selector=f'button.alert[data-alert="{identity}"]')


def held(world):
    """R11: the third report on one target stands apart until a second officer, at a browser of his own, releases it too."""
    place = world.new_referent(world.ornans)
    van = ("--category", "VEH", "--conduct", "slow_repeated_passes", "--sector", "1", "--vehicle-type", "van", "--plate", "AB-123-CD")
    with paired(world, world.ornans, "desk-one") as first, paired(world, world.ornans, "desk-other") as second:
        for each in (first, second):
            on_duty(each)
        for _ in range(3):
            identity = world.send(place, *van)["alert"]
            world.wait_state(place, identity, "delivered")
        world.wait_state(place, identity, "held")
        for each in (first, second):
            chosen(each, identity)
        first.press("l")
        first.do("choose", selector="dialog button.main")
        first.see("Votre accord est noté")
        first.press("l")
        first.do("choose", selector="dialog button.main")  # twice at one browser is once
        first.do("waitFor", selector="dialog", state="detached")
        check("released" not in world.states(place, identity), "one officer alone releases nothing")
        first.see("Votre accord est noté")
        second.press("l")
        second.do("choose", selector="dialog button.main")
        world.wait_state(place, identity, "released")
        first.do("wait", text="Votre accord est noté", state="detached")
        opened(first, identity)
        first.see("AB123CD")
        first.press("p")
        world.wait_state(place, identity, "taken")
        for each in (first, second):
            each.has_no_complaint()


if __name__ == "__main__":
    play("officers in a browser", SupervisedWorld, [
        ("an officer's browser, from its keys to a closed alert and the end of a shift", officer),
        ("an alert passed to the post above by one key, and taken there", passed_on),
        ("the third report on one target, released by two officers at two browsers", held),
        ("a notice by two officers at two browsers, taken back by one key before a referent's eyes", notice),
    ])
