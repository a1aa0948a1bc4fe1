#!/usr/bin/env python3
"""Documents that travel by themselves, through the command line. Usage: documents_test.py BUILD [NAME]

The cases follow one another in time: clocks move on, never back.
"""
import pathlib
import sys

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


if __name__ == "__main__":
    cases = Cases("documents", sys.argv[2] if len(sys.argv) > 2 else None)
    cases.play(Documents(sys.argv[1]), [
        ("silence of the post closes what grants after a day, the intake after three", silence),
    ])
