#!/usr/bin/env python3
"""Documents that travel by themselves, through the command line. Usage: documents_test.py BUILD [NAME]

The cases follow one another in time: clocks move on, never back.
"""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World, demo  # noqa: E402


class Documents(World):
    """One commune and its post."""

    def __init__(self, build):
        super().__init__(build)
        self.places = self.places[:1]
        self.here = self.ornans

    def ask_enrolment(self, name):
        """A person asks with a card; answers the invitation, for the mayor to nominate."""
        here = self.here
        card = self.tocsin("mairie", "invite", name, "--out", here["folder"] / f"{name}.card", profile=here["mayor"])
        self.tocsin("referent", "enrol", here["folder"] / f"{name}.card", "--tie", "none",
                    profile=here["folder"] / name)
        return card["invitation"]

    def nominate(self, invitation, expect=0):
        today = self.node_status(self.here, "commune")["time"][:10]
        return self.tocsin("mairie", "nominate", invitation, "--trained", today, profile=self.here["mayor"], expect=expect)

    def hears(self, kind="commune"):
        status = self.node_status(self.here, kind)
        return f"heard_{self.here['code']}_closes" not in status

    def law(self, kind="commune"):
        return self.tocsin("audit", "pending", config=self.here[kind]["config"])["communes"][0]

    def charter(self, name, *words):
        """The next issue of the charter, signed by all three, not handed in."""
        here, out = self.here, self.here["folder"] / f"{name}.charter"
        self.tocsin("mairie", "init", here["name"], "--insee", here["code"], "--node", here["commune"]["pub"],
                    "--record", here["record"], "--previous", here["charter"],
                    *[word for sector in here["sectors"] for word in ("--sector", sector)],
                    "--limit", f"undo_seconds={demo.HOLD_SECONDS}", *words, "--out", out)
        self.tocsin("post", "sign", out, "--key", here["folder"] / "post.key")
        self.tocsin("authority", "sign", out, *self.root_keys)
        return out

    def log_says(self, kind, event):
        return event in (self.here[kind]["folder"] / "log").read_text(encoding="utf-8", errors="replace")


def silence(world):
    here = world.here
    asked = world.ask_enrolment("claire")
    world.stop(here, "post")

    world.restart(here, "commune", clock="+25h")
    refused = world.nominate(asked, expect=5)
    equal((refused["refused"]["rule"], refused["detail"]), ("R1", "not_heard"), "a nomination after a day")
    check("mend the line" in world.node_status(here, "commune")[f"heard_{here['code']}_closes"], "what to do")
    sent = world.urgent(here)
    world.wait_state(here, sent, "accepted")

    world.restart(here, "commune", clock="+73h")
    refused = world.urgent(here, expect=5)
    equal(refused["rule"], "R1", "an alert after three days")
    check("17" in refused["text"] and "entend" in refused["text"], refused["text"])
    world.wait_for("the line of the log", lambda: world.log_says("commune", "silence_closes_intake"))
    world.tocsin("mairie", "suspend", here["mandate"], "--hours", "1", "--reason", "misuse", profile=here["mayor"])

    world.run(here, "post", "+73h")
    world.wait_for("the post's word", world.hears)
    world.nominate(asked)


def lost_phone(world):
    """From the call to the first alert of the new phone: what each person types, and nothing else."""
    here, old = world.here, world.new_referent(world.here)
    sent = world.urgent(old)
    world.wait_state(old, sent, "delivered")

    began = time.monotonic()
    world.tocsin("post", "suspend", old["mandate"], "--reason", "device_lost", profile=here["officer"])
    world.wait_for("the refusal of the lost phone", lambda: (world.send(
        old, "--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress", "--called17", "--sector", "1",
        expect=(0, 5)).get("refused") or {}).get("rule") == "R3")

    new = dict(old, folder=old["folder"] / "new-phone")
    new["folder"].mkdir()
    new["phone_profile"] = new["folder"] / "referent"
    card = world.tocsin("mairie", "invite", old["referent"], "--out", new["folder"] / "card.txt", profile=here["mayor"])
    asked = world.tocsin("referent", "enrol", new["folder"] / "card.txt", "--tie", "none", profile=new["phone_profile"])
    new["mandate"] = world.tocsin("mairie", "nominate", card["invitation"], "--replaces", old["mandate"],
                                  profile=here["mayor"])["mandate"]
    world.wait_for("the nomination at the post", lambda: [
        one for one in world.tocsin("post", "vet", profile=here["commander"])["waiting"]
        if one["mandate"] == new["mandate"]])
    vetted = world.tocsin("post", "vet", new["mandate"], "--words", asked["words"], profile=here["commander"])
    equal(vetted["former_phone"], old["mandate"], "the mandate on the lost phone")
    world.wait_for("the mandate in force", lambda: (world.answers("referent", "status", profile=new["phone_profile"])
                                                    or {}).get("stage") == "in_force")
    check(time.monotonic() - began < 300, "five minutes, where both authorities are there")

    def inherited():
        shown = world.tocsin("referent", "status", profile=new["phone_profile"])["alerts"]
        return next((one for one in shown if one["alert"] == sent), None)
    equal(world.wait_for("the old alert on the new phone", inherited)["state"], "delivered", "its state")
    world.tocsin("post", "open", sent, "--reason", "assess", profile=here["officer"])
    world.tocsin("post", "take", sent, profile=here["officer"])
    world.wait_for("what happens to it later", lambda: inherited()["state"] == "taken")
    opened = world.urgent(new)
    world.wait_state(new, opened, "delivered")
    content = world.tocsin("post", "open", opened, "--reason", "assess", profile=here["officer"])
    equal(content["sender"]["name"], old["referent"], "the post knows the name under the new mandate")
    equal(world.tocsin("referent", "status", profile=new["phone_profile"])["forged_receipts"], 0, "forged receipts")


def quarantine(world):
    """A commune's node that cannot be trusted: one stops it, three start it again over the same bytes."""
    here, folder = world.here, world.here["folder"]
    stop, go = folder / "stop.doc", folder / "go.doc"
    world.tocsin("authority", "suspend", here["charter"], "--reason", "key_compromised", *world.root_keys, "--out", stop)
    named, cleared, root = folder / "named.doc", folder / "cleared.doc", world.folder / "root.doc"
    world.tocsin("authority", "revocations", stop, "--root", root, *world.root_keys, "--out", named)
    world.tocsin("node", "import", named, config=here["commune"]["config"])
    listed = lambda kind: world.node_status(here, kind)["root_revocations"]  # noqa: E731
    equal(listed("commune"), "number 1, 1 in force, 1 not here", "a suspension that is kept back is seen")
    world.tocsin("node", "import", stop, config=here["commune"]["config"])
    for kind in ("commune", "post"):
        world.wait_for(f"it at the {kind}", lambda k=kind: listed(k) == "number 1, 1 in force, all here")
    equal(world.urgent(here, expect=5)["rule"], "R1", "an alert at a suspended node")
    world.wait_for("the suspension at the post", lambda: world.law("post").get("suspended", {}).get("by") == "prefecture")
    world.tocsin("authority", "resume", stop, "--reason", "key_compromised", *world.root_keys, "--out", go)
    world.tocsin("mairie", "resume-node", go, profile=here["mayor"])
    equal(world.urgent(here, expect=5)["rule"], "R1", "two of the three")
    world.tocsin("post", "resume-node", go, profile=here["commander"])
    world.wait_for("the resumption at the commune", lambda: "suspended" not in world.law())
    done = world.raw("authority", "revocations", go, "--root", root, *world.root_keys, "--out", cleared)
    check(done.returncode == 7 and "resumption is not listed" in done.stderr, f"{done.returncode} {done.stderr}")
    world.tocsin("authority", "revocations", "--root", root, "--previous", named, *world.root_keys, "--out", cleared)
    world.tocsin("node", "import", cleared, config=here["post"]["config"])
    world.wait_for("the empty list", lambda: listed("commune") == "number 2, 0 in force, all here")
    world.wait_state(here, world.urgent(here), "delivered")


def mairie_key_lost(world):
    here, folder = world.here, world.here["folder"]
    replaced = world.charter("replaced", "--key", folder / "mairie-2.key")
    world.tocsin("node", "import", replaced, config=here["commune"]["config"])
    for kind in ("commune", "post"):
        world.wait_for(f"the new key at the {kind}", lambda k=kind: "mairie_key_from" in world.law(k))
    check("remplacée" in world.law()["words"], world.law()["words"])
    device = folder / "clerk.pub"
    world.tocsin("mairie", "device", "--code", here["code"], "--document", world.folder / "root.doc", "--document",
                 here["record"], "--document", here["charter"], "--out", device, profile=folder / "clerk")
    for key in ("mairie.key", "mairie-2.key"):
        commission = folder / f"clerk-{key}.doc"
        world.tocsin("mairie", "commission", "--device", device, "--role", "clerk", "--key", folder / key, "--out", commission)
        done = world.raw("node", "import", commission, config=here["commune"]["config"])
        check(done.returncode != 0, f"a commission by {key} within the day: {done.stdout}")
    world.wait_state(here, world.urgent(here), "delivered")
    here["charter"] = replaced


def two_charters(world):
    here = world.here
    key = here["folder"] / "mairie.key"
    first, second = world.charter("first", "--key", key), world.charter("second", "--key", key, "--months", "7")
    world.tocsin("node", "import", first, config=here["commune"]["config"])
    world.tocsin("node", "import", second, config=here["commune"]["config"], expect=(1, 7))
    for kind in ("commune", "post"):
        world.wait_for(f"the fork at the {kind}", lambda k=kind: world.law(k)["forked"])
    equal(world.urgent(here, expect=5)["rule"], "R1", "an alert under two charters")
    check("17" in world.law()["words"], world.law()["words"])
    here["charter"] = second
    third = world.charter("third", "--key", key)
    world.tocsin("node", "import", third, config=here["commune"]["config"])
    for kind in ("commune", "post"):
        world.wait_for(f"one charter at the {kind}", lambda k=kind: not world.law(k)["forked"])
    here["charter"] = third
    world.wait_state(here, world.urgent(here), "delivered")


def directory(world):
    """The prefecture lists its nodes; a charter signed and listed, but imported nowhere, is seen to be missing."""
    here, folder = world.here, world.here["folder"]
    root, first, second = world.folder / "root.doc", folder / "directory.doc", folder / "directory-2.doc"
    world.tocsin("authority", "directory", here["record"], here["charter"], "--root", root, *world.root_keys, "--out", first)
    world.tocsin("authority", "verify", first, "--with", root)
    equal(world.tocsin("audit", "directory", config=here["commune"]["config"], expect=6)["ok"], False, "no directory yet")
    world.tocsin("node", "import", first, config=here["commune"]["config"])
    for kind in ("commune", "post"):
        world.wait_for(f"the directory at the {kind}", lambda k=kind: world.node_status(here, k).get(
            f"listed_{here['code']}") == "the newest")
        shown = world.tocsin("audit", "directory", config=here[kind]["config"])
        equal([(one["code"], one["is"]) for one in shown["nodes"]], [(here["post_id"], "same"), (here["code"], "same")],
              f"as the {kind} sees it")
    world.wait_for("the directory on the phone", lambda: world.tocsin(
        "referent", "status", profile=here["phone_profile"])["directory"] == {"charter": "same", "record": "same"})

    later = world.charter("listed", "--key", folder / "mairie.key")
    world.tocsin("authority", "directory", here["record"], later, "--root", root, "--previous", first, "--out", second)
    done = world.raw("node", "import", second, config=here["post"]["config"])
    check(done.returncode != 0, "a directory that nobody has signed")
    world.tocsin("authority", "sign", second, *world.root_keys)
    auditor = world.auditor(here, here["code"])
    seen = world.tocsin("audit", "directory", "--directory", second, "--root", root, profile=auditor, expect=7)
    equal([one["is"] for one in seen["nodes"]], ["same", "older"], "what the auditor sees before the node has heard")
    world.tocsin("node", "import", second, config=here["post"]["config"])
    world.wait_for("the alarm at the commune", lambda: world.log_says("commune", "directory_newer"))
    check("import it" in world.node_status(here, "commune")[f"listed_{here['code']}"], "what to do")
    world.tocsin("audit", "directory", config=here["commune"]["config"], expect=7)
    world.tocsin("node", "import", later, config=here["commune"]["config"])
    here["charter"] = later
    for kind in ("commune", "post"):
        world.wait_for(f"the newest charter at the {kind}", lambda k=kind: world.node_status(here, k)[
            f"listed_{here['code']}"] == "the newest")


def keyring_lost(world):
    """The post's two keyring files are gone: it says so, the phone says 17, and a new alert is read."""
    here = world.here
    sent = world.urgent(here)
    world.wait_state(here, sent, "delivered")
    world.stop(here, "post")
    for file in sorted((here["post"]["folder"]).rglob("keyring*")):
        if file.is_file() and file.suffix != ".key":
            file.unlink()
    world.run(here, "post")
    for kind in ("post", "commune"):
        world.wait_for(f"the loss at the {kind}", lambda k=kind: [
            key for key in world.node_status(here, k) if key.startswith("epochs_lost_")])
    world.wait_for("the phone to say 17", lambda: world.alert(here, sent)["lost"])
    check("17" in world.alert(here, sent)["words"], world.alert(here, sent)["words"])
    world.wait_state(here, world.urgent(here), "delivered")


if __name__ == "__main__":
    cases = Cases("documents", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(Documents(sys.argv[1]), [
        ("the prefecture's directory shows a charter that is signed and not here", directory),
        ("a node that cannot be trusted: one stops it, three start it again", quarantine),
        ("a lost phone: suspended on a call, a new one in the hands of both offices, with the old alerts", lost_phone),
        ("two charters of one number: neither holds until the next", two_charters),
        ("a mairie's lost key is dead at once, the new one waits a day in public", mairie_key_lost),
        ("a post that lost its keyring says so, and the phone says 17", keyring_lost),
        ("silence of the post closes what grants after a day, the intake after three", silence),
    ])
