#!/usr/bin/env python3
"""Who listens at a post whose desks tell (R33, R34). Usage: presence_test.py BUILD [NAME]"""
import json
import pathlib
import signal
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from world import World  # noqa: E402


class Serving:
    """`tocsin post serve` at one desk; its lines are read as they come."""

    def __init__(self, world, place):
        self.world, self.lines = world, []
        self.process = world.started("post", "serve", "--json", profile=place["officer"])
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def said(self, key):
        return [line for line in list(self.lines) if key in line]

    def wait_in_service(self):
        return self.world.wait_for("the desk in service", lambda: self.said("in_service_until"))

    def end(self, how):
        self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        self.reader.join(timeout=60)
        return code


def listening(world, place):
    return world.tocsin("referent", "status", profile=place["phone_profile"])["listening"]


def before_anybody(world):
    heard = listening(world, world.here)
    equal(heard["now"], False, "nobody has gone into service")
    check("17" in heard["words"], heard["words"])
    alert = world.urgent(world.here)
    world.wait_state(world.here, alert, "delivered")
    world.wait_for("the alert due elsewhere", lambda: due(world, alert) == "nobody_in_service")


def due(world, alert):
    return next((one["roll_over"] for one in world.inbox(world.here) if one["alert"] == alert), None)


def in_service(world):
    place = world.new_referent(world.here)
    desk = Serving(world, world.here)
    desk.wait_in_service()
    world.wait_for("the referent to hear of it", lambda: listening(world, place)["now"])
    alert = world.urgent(place)
    world.wait_for("the alert on the desk's screen",
                   lambda: [one for one in desk.said("event") if one["event"]["alert"] == alert])
    equal(due(world, alert), "none", "with a desk in service")
    opened = world.raw("post", "open", alert, "--reason", "assess", profile=world.here["officer"])
    equal(opened.returncode, 0, opened.stderr)
    equal(desk.end(signal.SIGTERM), 0, "exit code")
    equal([line["in_service"] for line in desk.said("in_service")], [False], "what it said last")
    equal(listening(world, place)["now"], False, "at once after the last desk left")
    world.wait_for("the alert due elsewhere", lambda: due(world, alert) == "nobody_in_service")


def two_desks(world):
    first = Serving(world, world.here)
    first.wait_in_service()
    other = dict(world.here, officer=world.commission_officer(world.here))
    second = Serving(world, other)
    second.wait_in_service()
    equal(first.end(signal.SIGINT), 0, "exit code")
    check(listening(world, world.here)["now"], "the second desk is there")
    equal(second.end(signal.SIGTERM), 0, "exit code")
    equal(listening(world, world.here)["now"], False, "nobody any more")


def killed(world):
    """A desk that is killed counts for three minutes more: the node says until when."""
    desk = Serving(world, world.here)
    desk.wait_in_service()
    desk.end(signal.SIGKILL)
    check(listening(world, world.here)["now"], "its last word still counts")
    check(world.node_status(world.here, "commune")["listening_" + world.here["post_id"]].startswith("until "), "status")


def not_reached(world):
    world.stop(world.here, "commune")
    heard = listening(world, world.here)
    equal(heard["now"], False, "the node that knows is not there")
    check("17" in heard["words"] and "On ne sait pas" in heard["words"], heard["words"])
    world.run(world.here, "commune")


def refused(world):
    mayor = world.raw("post", "serve", "--for", "1", profile=world.here["mayor"])
    equal(mayor.returncode, 3, mayor.stderr)
    check("other office" in mayor.stderr, mayor.stderr)


def main():
    cases = Cases("presence", sys.argv[2] if len(sys.argv) > 2 else None)
    world = World(sys.argv[1])
    world.here = world.ornans
    world.places = [world.here]
    world.here["post_words"] = ["--presence"]
    cases.play(world, (
        ("R33 before anybody is in service the referent is told to call 17, and the alert is due elsewhere",
         before_anybody),
        ("R34 a desk goes into service, hears what comes, and leaves", in_service),
        ("R34 the post listens until the last of its desks has left", two_desks),
        ("R33 a desk that is killed counts for three minutes more", killed),
        ("R33 who cannot ask is told that it is not known", not_reached),
        ("the town hall's profile is no desk of the post", refused),
    ))


if __name__ == "__main__":
    main()
