"""Nodes that change their own keys: what the tests of rotation do, at any place of any world."""
from world import demo


def rotate(world, place, kind, *words, expect=0):
    """Answers once the node, where it runs, has found the new files, which it looks for each second."""
    log = place[kind]["folder"] / "log"
    found = log.read_bytes().count(b"node_keys_read")
    made = world.tocsin("node", "rotate", *words, config=place[kind]["config"], expect=expect)
    if expect == 0 and "--abandon" not in words and place[kind]["process"].poll() is None:
        world.wait_for("the node has its new keys", lambda: log.read_bytes().count(b"node_keys_read") > found)
    return made


def next_charter(world, place, name):
    """The charter after the one in force, with what node.pub says now, signed by all three, not handed in."""
    out = place["folder"] / f"{name}.charter"
    world.tocsin("mairie", "init", place["name"], "--insee", place["code"], "--node", place["commune"]["pub"],
                 "--record", place["record"], "--previous", place["charter"], "--key", place["folder"] / "mairie.key",
                 *[word for sector in place["sectors"] for word in ("--sector", sector)],
                 "--limit", f"undo_seconds={demo.HOLD_SECONDS}", "--out", out)
    world.tocsin("post", "sign", out, "--key", place["folder"] / "post.key")
    world.tocsin("authority", "sign", out, *world.root_keys)
    place["charter"] = out
    return out


def next_record(world, place, name):
    """The record after the one in force, likewise."""
    out = place["folder"] / f"{name}.doc"
    world.tocsin("post", "init", "--node", place["post"]["pub"], "--name", place["post_name"],
                 "--telephone", place["telephone"], "--key", place["folder"] / "post.key",
                 "--previous", place["record"], "--out", out, *place.get("post_words", ()))
    world.tocsin("authority", "sign", out, *world.root_keys)
    place["record"] = out
    return out


def hand_in(world, place, file, kind):
    world.tocsin("node", "import", file, config=place[kind]["config"])
