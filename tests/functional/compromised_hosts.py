"""Rows of protocol/README.md, "Who can do what when compromised": root on a node's host, and a stolen copy."""
import shutil
import signal

from cases import check, equal


PLATE = "QX847ZK"
ORDINARY = ("--category", "DEM", "--conduct", "insistent_selling", "--sector", "1")


def with_plate(world, place):
    """An alert whose plate is looked for afterwards; delivered."""
    identity = world.urgent(place, "--vehicle-type", "van", "--plate", PLATE)
    world.wait_state(place, identity, "delivered")
    return identity


def robbed(world, place, kind, mode, **options):
    """The thief at the host of a node that is stopped, and started again after."""
    world.stop(place, kind)
    try:
        return world.thief(mode, config=place[kind]["config"], **options)
    finally:
        world.run(place, kind)


def papers(place):
    return {"charter": place["charter"], "record": place["record"]}


def documents_logged(world, place, kind):
    """How many documents that node has taken in, by its own log: leaves of kind 1."""
    lines = world.export(place, kind, "documents").read_text(encoding="utf-8").splitlines()
    return sum(line.startswith("leaf 01") for line in lines)


def shown(world, place):
    return [one["alert"] for one in world.inbox(place, "--all")]


def marker(world, place):
    """What was put to the post before this alert has been judged when it is there."""
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")


# ---- commune node, root
def commune_sees_headers(world):
    place = world.new_referent(world.ornans)
    identity = with_plate(world, place)
    taken = robbed(world, place, "commune", "read")
    row = next(one for one in taken["alerts"] if one["alert"] == identity)
    equal(row["mandate"], place["mandate"], "can: link an alert, its mandate and its time")
    check(row["created"].startswith("20"), row["created"])
    check(taken["secrets"] > 400, f"every key of the host was tried: {taken['secrets']}")
    equal([(one["opened_by"], one["plate"]) for one in taken["alerts"]], [(None, None)] * len(taken["alerts"]),
          "cannot: read one content with any secret of the host")


def commune_delays_and_drops(world):
    place = world.new_referent(world.ornans)
    identity = world.send(place, *ORDINARY)["alert"]
    process = place["commune"]["process"]
    process.send_signal(signal.SIGSTOP)  # during the undo hold: the alert stays where it is
    try:
        sent = world.raw("referent", "send", "--exercise", *ORDINARY, "--json", profile=place["phone_profile"])
        equal(sent.returncode, 4, "can: drop; the phone says that nothing was accepted")
        check(identity not in shown(world, place), "can: delay")
    finally:
        process.send_signal(signal.SIGCONT)
    world.wait_state(place, identity, "delivered")


def commune_refuses(world):
    place = world.new_referent(world.ornans)
    identity = world.send(place, *ORDINARY)["alert"]
    robbed(world, place, "commune", "refuse", alert=identity)
    world.wait_state(place, identity, "refused")  # can: refuse
    equal(world.alert(place, identity)["receipts"][0]["state"], "accepted", "cannot: unsay what it signed before")
    check(world.alert(place, identity)["contradicted"], "the phone holds both, signed, and says so")


def commune_forges_no_alert(world):
    place = world.new_referent(world.ornans)
    answer = world.thief("put-alerts", config=place["commune"]["config"], profile=place["phone_profile"],
                         how="stranger", **papers(place))["answers"][0]
    equal((answer["answer"], answer["code"]), ("refused", 6), "an alert under the node's own signature")
    marker(world, place)
    check(answer["alert"] not in shown(world, place), "cannot: have it shown to an officer")


def commune_forges_no_post_receipt(world):
    place = world.new_referent(world.ornans)
    identity = with_plate(world, place)
    before = world.states(place, identity)
    robbed(world, place, "commune", "forge-receipt", alert=identity)
    status = world.tocsin("referent", "status", profile=place["phone_profile"])
    equal(status["forged_receipts"], 2, "the phone counts them")
    equal(world.states(place, identity), before, "cannot: better the state on the phone")


def commune_adds_nobody(world):
    place = world.new_referent(world.ornans)
    before = documents_logged(world, place, "post")
    for what in ("mandate", "desk"):
        answer = world.thief("put-document", config=place["commune"]["config"], profile=place["phone_profile"],
                             what=what, **papers(place))
        check(answer["answer"] != "taken", f"cannot: add a {what}: {answer}")
    equal(documents_logged(world, place, "post"), before, "documents that the post took in")


def commune_raises_no_limit(world):
    place = world.new_referent(world.ornans)
    before = documents_logged(world, place, "post")
    world.thief("put-document", config=place["commune"]["config"], what="charter", **papers(place))
    equal(documents_logged(world, place, "post"), before, "cannot: issue a looser charter; documents the post took in")
    # With a referent who helps: seven good alerts, accepted by the node against R10, which allows five.
    answers = world.thief("put-alerts", config=place["commune"]["config"], profile=place["phone_profile"],
                          how="referent", count=7, **papers(place))["answers"]
    equal([one["answer"] for one in answers], ["taken"] * 7, "the post answers for each")
    there = set(shown(world, place))
    equal([one["alert"] in there for one in answers], [True] * 5 + [False] * 2, "cannot: pass a sixth in a day")


def commune_rewrites_no_log(world):
    place = world.dernancourt
    kept = world.export(place, "commune", "kept")
    leaf = robbed(world, place, "commune", "rewrite-log")["leaf"]
    now = world.export(place, "commune", "now")
    world.tocsin("audit", "verify", now, "--charter", place["charter"])  # can: fool who has kept nothing
    done = world.raw("audit", "verify", now, "--charter", place["charter"], "--earlier", kept)
    equal(done.returncode, 7, f"cannot: fool who kept an earlier export: {done.stderr}")
    check(f"leaf {leaf} " in done.stderr, done.stderr)
    world.tocsin("audit", "verify", world.export(place, "post", "now"), "--charter", place["record"])


# ---- post node, root
def post_reads_live_epochs(world):
    place = world.new_referent(world.ornans)
    identity = with_plate(world, place)
    row = next(one for one in robbed(world, place, "post", "read")["alerts"] if one["alert"] == identity)
    equal(row["plate"], PLATE, "can: read what lies there")
    fresh = robbed(world, place, "post", "read", envelope=row["envelope"])["alerts"][-1]
    check(fresh["opened_by"], "can: open an envelope of a live epoch")


def post_forges_receipts(world):
    place = world.new_referent(world.ornans)
    identity = with_plate(world, place)
    world.tocsin("post", "open", identity, "--reason", "assess", profile=place["officer"])
    world.tocsin("post", "take", identity, profile=place["officer"])
    commissions = [word for role in ("officer", "commander") for word in
                   ("--commission", place["record"].parent / f"{role}.doc")]
    words = ("--charter", place["record"], *commissions)
    honest = world.tocsin("audit", "verify", world.export(place, "post", "honest"), *words)
    check(honest["officers_acts"] >= 2, f"{honest}")
    other = with_plate(world, place)
    robbed(world, place, "post", "forge-receipt", alert=other)
    world.wait_state(place, other, "opened")  # can: the phone believes its post's node
    done = world.raw("audit", "verify", world.export(place, "post", "forged"), *words)
    equal(done.returncode, 7, f"the auditor sees a receipt without an officer's command: {done.stderr}")
    check("no officer's signed request" in done.stderr, done.stderr)


def post_vets_nobody(world):
    place = world.new_referent(world.ornans)
    before = documents_logged(world, place, "commune")
    for what in ("mandate", "commander"):
        answer = world.thief("put-document", config=place["post"]["config"], profile=place["phone_profile"], what=what,
                             **papers(place))
        check(answer["answer"] != "taken", f"cannot: vet or commission, {what}: {answer}")
    equal(documents_logged(world, place, "commune"), before, "documents that the commune took in")


# ---- thief of a backup; what nobody reads any more
def backup_only_counts(world):
    place = world.ornans
    with_plate(world, place)
    for kind in ("commune", "post"):
        copy = world.folder / f"backup-{kind}"
        folder = place[kind]["folder"]
        world.stop(place, kind)
        try:
            shutil.copytree(folder / "data", copy, ignore=shutil.ignore_patterns("keyring*"))
        finally:
            world.run(place, kind)
        store_key = next(folder.rglob("store.key"))
        for more in ({}, {"store_key": store_key}):
            told = world.thief("backup", data=copy, canary=PLATE.encode().hex(), **more)
            check(told["alerts"] > 0, f"can: count the alerts of the {kind}")
            equal((told["canaries_found"], told["headers_found"]), (0, 0),
                  f"cannot: read a content or a header of the {kind}'s alerts, {list(more)}")


def destroyed_days(world):
    """Last: both nodes of Ornans move on 32 days; the keys of that epoch and of that erasure day die."""
    place = world.new_referent(world.ornans)
    identity = with_plate(world, place)
    row = next(one for one in robbed(world, place, "post", "read")["alerts"] if one["alert"] == identity)
    equal(row["plate"], PLATE, "while the day lives")
    folder, old = place["post"]["folder"], world.folder / "old-database"
    world.stop(place, "post")
    shutil.copytree(folder / "data", old, ignore=shutil.ignore_patterns("keyring*"))
    world.run(place, "post")
    log = folder / "log"
    before = log.read_text(errors="replace").count("keys_destroyed")
    world.at(place, "+32d")
    world.wait_for("keys to die", lambda: log.read_text(errors="replace").count("keys_destroyed") > before)
    late = world.commission_officer(world.ornans)  # by the post's office key, which is still good
    world.wait_for("the new officer's device to be let in", lambda: world.answers("post", "inbox", profile=late))
    world.tocsin("post", "open", identity, "--reason", "assess", profile=late, expect=6)
    world.stop(place, "post")
    told = world.thief("read", config=place["post"]["config"], envelope=row["envelope"])
    equal([one["opened_by"] for one in told["alerts"] if one["alert"] == identity], [None], "the envelope that was kept")
    for file in old.iterdir():  # the old copy of the database, under the keys of now
        shutil.copy(file, folder / "data" / file.name)
    told = world.thief("read", config=place["post"]["config"], envelope=row["envelope"])
    equal([one["opened_by"] for one in told["alerts"] if one["alert"] == identity], [None], "and the backup put back")


CASES = (
    ("commune node: sees headers, reads nothing", commune_sees_headers),
    ("commune node: delays and drops, and nobody is told better", commune_delays_and_drops),
    ("commune node: refuses, and unsays nothing", commune_refuses),
    ("commune node: forges no alert", commune_forges_no_alert),
    ("commune node: forges no receipt of the post", commune_forges_no_post_receipt),
    ("commune node: adds no referent and no desk", commune_adds_nobody),
    ("commune node: raises no limit, not even with a referent's help", commune_raises_no_limit),
    ("commune node: rewrites no log that somebody has kept", commune_rewrites_no_log),
    ("post node: reads live epochs", post_reads_live_epochs),
    ("post node: forges receipts, and the auditor sees it", post_forges_receipts),
    ("post node: vets and commissions nobody", post_vets_nobody),
    ("a stolen backup: counts and reads nothing", backup_only_counts),
)
LAST = (("post node, office key, backup: a destroyed day is read by nobody", destroyed_days),)
