#!/usr/bin/env python3
"""A referent and a mairie in real browsers, against real nodes behind a real gateway. Usage: browser_test.py BUILD [NAME]"""
import datetime
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser_world import BrowserWorld, at_mairie, nominated, play, referent, report, report_danger, seated, seen_after  # noqa: E402
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


def mairie(world):
    """R21, R35: from a paired browser to a mandate in force, and an alert entered for its holder."""
    place = world.ornans
    with at_mairie(world) as person:
        seated(world, place, person, "mayor")
        person.see("Où en est la commune")
        person.see("À jour depuis")
        person.click("Invitations")
        person.do("fill", label="Nom de la personne", value="Cartonnée")
        person.click("Faire la carte")
        card = place["folder"] / "paper.txt"
        card.write_text(person.do("read", selector="p.typed") + "\n", encoding="utf-8")
        words = world.tocsin("referent", "enrol", card, "--tie", "none", profile=place["folder"] / "paper-referent")["words"]
        mandate = nominated(world, place, person, "Cartonnée", words)
        roll = world.wait_for("the mandate in force", lambda: [
            one for one in world.tocsin("mairie", "mandates", profile=place["mayor"])["mandates"]
            if one["name"] == "Cartonnée" and one["state"] == "in_force"])
        equal(roll[0]["mandate"], mandate, "the mandate of the card's name")
        over_time(world, place, person, mandate)
        person.click("Accueil")
        seen_after(world, person, "À jour depuis")
        before = world.all_alerts(place)
        person.click("Saisie au guichet")
        seated(world, place, person, "desk")
        person.see("Saisir l’alerte")
        person.click("Saisir l’alerte")
        person.click("Cartonnée")
        person.click("Signes d’intrusion")
        person.do("check", name="Force une porte ou une fenêtre")
        person.click("Suite")
        person.click(place["sectors"][0].partition("=")[2])
        person.do("check", name="Le 17, le 112 ou le 114")
        person.click("Envoyer au poste")
        person.see("Arrivée au poste")
        [identity] = world.arrived(place, before)
        entry = next(one for one in world.inbox(place, "--all") if one["alert"] == identity)
        check("unconfirmed" in json.dumps(entry), f"marked unconfirmed: {entry}")
        person.has_no_complaint()


def over_time(world, place, mayor, mandate):
    """R21, R22: the mayor suspends, lifts and renews what was nominated; each is true at the node, and on her own screen."""
    def asks(question):
        mayor.do("choose", selector=f'article.card:has-text("Cartonnée") >> text={question}')
        mayor.do("choose", selector="dialog button[type=submit]")
        mayor.do("waitFor", selector="dialog", state="detached")

    def stands(state, said, *others):  # the last of so many rows of hers; the others said so before
        rows = {one["mandate"]: one["state"] for one in world.tocsin("mairie", "mandates", profile=place["mayor"])["mandates"]}
        equal([rows[one] for one in (mandate, *others)], [state] * (1 + len(others)), "the mandates at the node")
        mayor.click("Actualiser")
        mayor.do("waitFor", selector=f'article.card:has-text("Cartonnée"):has-text("{said}") >> nth={len(others)}')
    mayor.click("Référents")
    seen_after(world, mayor, "En vigueur")
    asks("Suspendre…")
    stands("suspended", "Suspendu")
    asks("Lever la suspension…")
    stands("in_force", "En vigueur")
    asks("Renouveler…")
    mayor.see("renouvellement signé")
    [waiting] = world.wait_for("the renewal at the post", lambda: world.tocsin("post", "vet", profile=place["commander"])["waiting"])
    renewed = waiting["mandate"]
    world.tocsin("post", "vet", renewed, "--trained", world.today(), profile=place["commander"])
    world.wait_for("the renewal in force", lambda: [one for one in world.tocsin("mairie", "mandates", profile=place["mayor"])["mandates"]
                                                    if one["mandate"] == renewed and one["state"] == "in_force"])
    stands("in_force", "En vigueur", renewed)


def report_in(person, sector):
    person.click("Signaler")
    person.click("Dégradation")
    person.do("check", role="radio", name=sector)
    person.click("Le secteur suffit")
    person.click("Envoyer l’alerte")
    person.see("Votre alerte")


def day(ahead):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=ahead)).strftime("%Y-%m-%d")


def absent(world):
    """R5, R21: one referent names another in her browser, who sends for her sector; then a tie stops her mandate."""
    place = world.ornans
    own, other = (sector.partition("=") for sector in place["sectors"][:2])
    (away, _), (deputy, mandate) = (referent(world, place, name, "--sector", sector[0])
                                    for name, sector in (("Absente", own), ("Suppléante", other)))
    with away, deputy:
        mine = "Absence, suppléance, lien"
        deputy.click("Mes données")
        deputy.click(mine)
        number = deputy.do("read", selector="p.number")
        equal("".join(number.split()), mandate, "the number on the deputy's screen")
        away.click("Mes données")
        away.click(mine)
        away.do("fill", label="Numéro de mandat de cette personne", value=number)
        away.do("fill", label="Jour de votre retour", value=day(70))
        away.see("60 jours plus tard au plus")
        away.do("fill", label="Jour de votre retour", value=day(20))
        away.click("Désigner cette personne")
        away.see(f"Le mandat {number[:9]} vous supplée")
        deputy.do("reload")
        deputy.see("Qui écoute en ce moment")
        deputy.click("Mes données")
        deputy.click(mine)
        deputy.see("Ces secteurs sont proposés quand vous signalez")
        deputy.click("Accueil")
        before = world.all_alerts(place)
        report_in(deputy, own[2])
        deputy.see("Le poste l’a reçue")
        [identity] = world.arrived(place, before)
        entry = next(one for one in world.inbox(place, "--all") if one["alert"] == identity)
        equal(str(entry["sector"]), own[0], "the sector at the post")
        away.do("check", role="radio", name="Élu")
        away.do("check", name="J’ai lu : mon mandat s’arrête")
        away.click("Signer et déclarer")
        away.see("Vous ne pouvez plus envoyer d’alerte : appelez le 17. Un agent, un élu ou un candidat ne peut pas être référent.")
        away.click("Accueil")
        report(away)
        away.see("Refusée")
        away.see("Règle R21")
        deputy.click("Accueil")
        report_in(deputy, own[2])
        deputy.see("Règle R5")  # nobody stands in for a mandate that has stopped
        for person in (away, deputy):
            person.has_no_complaint()


def drawn_sectors(world):
    """What the mairie's plan saves is what `tocsin mairie import-map` reads: the same parts, corner by corner."""
    folder = world.ornans["folder"]
    outline, drawn = folder / "contour.geojson", folder / "secteurs.geojson"
    ring = [[6.11, 47.085], [6.15, 47.08], [6.185, 47.09], [6.19, 47.12], [6.115, 47.125], [6.11, 47.085]]
    outline.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}),
                       encoding="utf-8")
    with at_mairie(world) as person:
        person.click("Secteurs")
        person.do("files", selector="input[type=file]", paths=[str(outline)])
        person.do("waitFor", selector="[role=application]")
        for sector, keys in (("7", ("ArrowRight", "ArrowDown")), ("12", ("ArrowLeft", "ArrowUp"))):
            person.do("fill", label="Numéro du secteur", value=sector)
            person.do("choose", selector="[role=application]")  # a corner in the middle, the same for both
            person.see("Coins posés : 1")
            for corners, key in enumerate(keys, 2):
                for _ in range(6):
                    person.press(key)
                person.press("Enter")
                person.see(f"Coins posés : {corners}")
            person.click("Fermer le secteur")
            person.see("Coins posés : 0")
        rows = person.do("all", selector="tbody tr")
        person.do("save", name="Enregistrer le fichier GeoJSON", to=str(drawn))
        person.has_no_complaint()
    made = world.tocsin("mairie", "import-map", drawn, "--insee", "25434", "--out", folder / "secteurs.map")
    equal((made["sectors"], made["points"]), ([7, 12], 5 + 3 + 3), f"the map of {rows}")


if __name__ == "__main__":
    play("a referent and a mairie in browsers", BrowserWorld, (
        ("from a card to a closed alert, in Chromium, by the gateway's HTTP", whole_way),
        ("an alert taken back in its first minute never comes to the post", undone),
        ("somebody who stands in sends for the absent referent's sector, until a tie stops that mandate", absent),
        ("sectors drawn on the mairie's plan are read by import-map", drawn_sectors),
        ("a mayor nominates by the browser, and the desk enters an alert for the referent", mairie),
    ))
