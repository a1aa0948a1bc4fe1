"""Rows of protocol/README.md, "Who can do what when compromised": offices, their people, and a referent's phone."""
from cases import check, equal
from compromised_hosts import ORDINARY, PLATE, documents_logged, shown, with_plate
from world import files_below

DANGER = ("--category", "INT", "--conduct", "forcing_door_or_window", "--in-progress", "--called17", "--sector", "1")
OPEN, INBOX, LOG, COUNTS, MANDATES, TAKE = 13, 12, 20, 19, 11, 14  # verbs of protocol/README.md


# ---- the mairie, its office key and its mayor
def mairie_suspends_in_public(world):
    place = world.new_referent(world.ornans)
    before = {kind: documents_logged(world, place, kind) for kind in ("commune", "post")}
    world.tocsin("mairie", "suspend", place["mandate"], "--reason", "review", profile=place["mayor"])
    refused = world.wait_for("the suspension", lambda: world.send(place, *ORDINARY, expect=(0, 5)).get("refused"))
    equal(refused["rule"], "R3", "can: suspend a referent, at once and alone")
    for kind, count in before.items():
        world.wait_for(f"its leaf in the {kind}'s log",
                       lambda k=kind, c=count: documents_logged(world, place, k) > c)  # cannot: keep it unseen
    made = world.tocsin("mairie", "limits", "tighten", "--limit", "alerts_per_30_days=9", "--reason", "technical",
                        profile=place["mayor"])
    law = world.tocsin("audit", "pending", config=place["commune"]["config"])["communes"][0]
    check([one for one in law["overlays"] if one["overlay"] == made["overlay"] and one["reason"] == "technical"],
          "can: tighten, with a reason that anybody reads")


def mairie_loosens_nothing(world):
    place = world.dernancourt
    refused = world.tocsin("mairie", "limits", "tighten", "--limit", "alerts_per_day=9", "--reason", "review",
                           profile=place["mayor"], expect=5)
    equal(refused["refused"]["rule"], "R24", "cannot: loosen under the name of tightening")
    draft = place["folder"] / "alone.charter"
    new_charter(world, place, draft, "--category", "INC")
    check(refused_at_import(world, place, draft), "cannot: issue a charter alone")


def new_charter(world, place, out, *words, expect=0):
    sectors = [word for sector in place["sectors"] for word in ("--sector", sector)]
    return world.tocsin("mairie", "init", place["name"], "--insee", place["code"], "--node", place["commune"]["pub"],
                        "--record", place["record"], "--previous", place["charter"], "--key",
                        place["folder"] / "mairie.key", *sectors, *words, "--out", out, expect=expect)


def refused_at_import(world, place, file, kind="commune"):
    done = world.raw("node", "import", file, config=place[kind]["config"])
    return done.returncode != 0 and done.stderr


def mairie_vets_nobody(world):
    place = dict(world.ornans)
    place["folder"] = world.ornans["folder"] / "half"
    place["folder"].mkdir()
    card = world.tocsin("mairie", "invite", "À moitié", "--out", place["folder"] / "card.txt", profile=place["mayor"])
    phone = place["folder"] / "referent"
    world.tocsin("referent", "enrol", place["folder"] / "card.txt", "--tie", "none", profile=phone)
    world.wait_for("enrolment", lambda: world.tocsin("mairie", "enrolments", profile=place["mayor"])["enrolments"])
    mandate = world.tocsin("mairie", "nominate", card["invitation"], "--trained", world.today(),
                           profile=place["mayor"])["mandate"]  # can: nominate
    answer = world.thief("vet-as-mayor", profile=place["mayor"], document=place["charter"], mandate=mandate)
    check(answer["outcome"] != "ok", f"cannot: vet with the mayor's own key: {answer}")
    check(world.tocsin("referent", "status", profile=phone)["stage"] != "in_force", "the mandate is not in force")


def reading(identity):
    """The operands of `open`: the alert, a reason, and any point for a session key."""
    return {"code": 1, "subject": identity, "data": "09" + "00" * 31}


def mairie_reads_nothing(world):
    place = world.new_referent(world.ornans)
    identity = with_plate(world, place)
    at_the_post = world.thief("ask", profile=place["mayor"], document=place["record"], verb=OPEN, **reading(identity))
    equal(at_the_post, {"failure": "not_allowed"}, "cannot: come in at the post's node")
    for verb, operands in ((OPEN, reading(identity)), (INBOX, {"code": 1})):
        answer = world.thief("ask", profile=place["mayor"], document=place["charter"], verb=verb, **operands)
        check(answer["outcome"] != "ok" and answer["bytes"] == 0, f"cannot: read at its own node: {answer}")


def desk_is_marked(world):
    place = world.new_referent(world.ornans)
    desk = world.desk(world.ornans)
    ids = [world.tocsin("mairie", "desk-entry", place["mandate"], "--exercise", *DANGER, profile=desk)["alert"]
           for _ in range(5)]
    for identity in ids:
        world.wait_for("the entry at the post", lambda i=identity: i in shown(world, place))
    rows = [one for one in world.inbox(place, "--all") if one["alert"] in ids]
    equal([(one["desk_entry"], one["unconfirmed"]) for one in rows], [(True, True)] * 5, "can: enter, marked, five a day")
    sixth = world.tocsin("mairie", "desk-entry", place["mandate"], "--exercise", *DANGER, profile=desk, expect=5)
    equal(sixth["refused"]["rule"], "R35", "cannot: enter a sixth")
    answer = world.thief("desk-as-device", profile=desk, other_profile=place["phone_profile"])
    check(answer["outcome"] == "failed" and answer["errc"] == "bad_signature" or answer["outcome"] == "refused",
          f"cannot: pass as the phone: {answer}")
    check(answer["alert"] not in shown(world, place), "nobody sees it")


# ---- the post's office key
def post_key_commissions(world):
    place = world.dernancourt
    person = world.new_referent(place)
    identity = with_plate(world, person)
    officer = world.commission_officer(place)
    opened = world.wait_for("the new officer's device to be let in", lambda: world.answers(
        "post", "open", identity, "--reason", "assess", profile=officer))
    check(PLATE in str(opened), "can: commission an officer who reads")
    world.tocsin("post", "revoke", person["mandate"], "--reason", "misuse", profile=place["commander"])
    refused = world.wait_for("the revocation", lambda: world.send(person, *ORDINARY, expect=(0, 5)).get("refused"))
    equal(refused["rule"], "R3", "can: revoke")


def post_key_nominates_nobody(world):
    place = world.dernancourt
    out = place["folder"] / "false-mayor.doc"
    world.thief("false-commission", key=place["folder"] / "post.key", label=f"post {place['post_id']}",
                passphrase=world.secret.read_text(encoding="utf-8").strip(), charter=place["charter"], out=out)
    for kind in ("commune", "post"):
        said = refused_at_import(world, place, out, kind)
        check(said, f"cannot: make a mayor who nominates, at the {kind}'s node")


# ---- both offices together
def both_make_a_rogue(world):
    """Nobody of that name lives there: mairie and post are both in it."""
    place = world.new_referent(world.dernancourt)
    identity = world.urgent(place)
    world.wait_state(place, identity, "delivered")  # can: create a rogue referent
    name = world.thief("show-mandate", profile=place["phone_profile"])["name"]
    for kind, paper in (("commune", place["charter"]), ("post", place["record"])):
        file = world.export(place, kind, "rogue")
        world.tocsin("audit", "verify", file, "--charter", paper)
        check(f"0600{name}" in file.read_text(encoding="utf-8"), f"cannot: hide the mandate from the {kind}'s log")
    code = place["code"]
    seen = place["folder"] / "seen.log"
    world.tocsin("audit", "export", "--out", seen, profile=world.auditor(world.dernancourt, code))
    check(f"0600{name}" in seen.read_text(encoding="utf-8"), "cannot: hide it from an auditor's own device")


def both_exceed_nothing(world):
    place = world.dernancourt
    new_charter(world, place, place["folder"] / "high.charter", "--limit", "alerts_per_day=1000", expect=(1, 2, 3))
    draft = place["folder"] / "two.charter"
    new_charter(world, place, draft, "--category", "INC")
    world.tocsin("post", "sign", draft, "--key", place["folder"] / "post.key")
    check(refused_at_import(world, place, draft), "cannot: loosen without the root's signature")


# ---- a referent's phone
def phone_within_quota(world):
    place = world.new_referent(world.ornans)
    ids = [world.send(place, *ORDINARY)["alert"] for _ in range(5)]
    equal(world.send(place, *ORDINARY, expect=5)["refused"]["rule"], "R10", "cannot: a sixth")
    for identity in ids:
        world.wait_state(place, identity, "delivered")  # can: five false alerts


def phone_impersonates_nobody(world):
    owner, thief = world.new_referent(world.ornans), world.new_referent(world.ornans)
    answer = world.forge("header-of-other", thief, "--other-profile", owner["phone_profile"])
    check(answer["outcome"] != "ok", f"cannot: send under another's mandate: {answer}")
    identity = world.forge("stolen", thief, "--other-profile", owner["phone_profile"])["alert"]
    last = world.urgent(thief)
    world.wait_state(thief, last, "delivered")
    check(identity not in shown(world, owner), "cannot: pass another's content off as one's own")


def phone_reads_nothing(world):
    place = world.new_referent(world.ornans)
    identity = with_plate(world, place)
    phone = place["phone_profile"]
    asked = ((OPEN, reading(identity)), (INBOX, {"code": 1}), (LOG, {}), (COUNTS, {}), (MANDATES, {}),
             (TAKE, {"subject": identity}))
    for verb, operands in asked:
        answer = world.thief("ask", profile=phone, document=place["charter"], verb=verb, **operands)
        check(answer["outcome"] != "ok", f"cannot: ask verb {verb} at the commune: {answer}")
        answer = world.thief("ask", profile=phone, document=place["record"], verb=verb, **operands)
        equal(answer, {"failure": "not_allowed"}, "cannot: come in at the post's node")
    for path, data in files_below(phone):
        check(PLATE.encode() not in data, f"cannot: read what was sent, in {path.name}")


CASES = (
    ("mairie: suspends and tightens, in public", mairie_suspends_in_public),
    ("mairie: loosens nothing", mairie_loosens_nothing),
    ("mairie: nominates, and vets nobody", mairie_vets_nobody),
    ("mairie: reads nothing", mairie_reads_nothing),
    ("mairie: its desk's alerts are marked and counted", desk_is_marked),
    ("post office key: revokes and commissions officers", post_key_commissions),
    ("post office key: nominates nobody", post_key_nominates_nobody),
    ("mairie and post: make a rogue referent, in every log", both_make_a_rogue),
    ("mairie and post: exceed neither ceiling nor rules", both_exceed_nothing),
    ("a referent's phone: false alerts within its quota", phone_within_quota),
    ("a referent's phone: impersonates nobody", phone_impersonates_nobody),
    ("a referent's phone: reads nothing", phone_reads_nothing),
)
