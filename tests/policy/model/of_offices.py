"""Mandates, nodes, notices, reviews, charters: what the offices ask."""
from model import *


def grant(mandate, charter, limits, now):
    term = mandate[5]
    start, end = term[:2]
    broken = set()
    if charter_broken(charter, now, charter[3] is not None or charter[6]):
        broken.add(1)
    if not two_sided(mandate) or end > charter[2]:
        broken.add(21)
    if end > months_later(start, limits[MANDATE]) or term_broken(term, max(now, start)):
        broken.add(3)
    if untrained(mandate, limits, now):
        broken.add(4)
    return answer(broken)


def mandate_act(now, act, role, term, own, same, reason, lost, start, end):
    broken = set()
    action = {1: "revoke_mandate", 2: "suspend_mandate_72h", 3: "lift_suspension"}[act]
    if role not in MATRIX[action]:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if not own or (act == 3 and not same) or (act != 3 and not reason):
        broken.add(22)
    if act == 2 and end <= start:
        broken.add(22)
    if act == 2 and role not in MATRIX["suspend_mandate"]:  # for a lost device, 72 hours from now
        if not lost or end > start + 72 * HOUR or start > now + 5 * MINUTE:
            broken.add(22)
    return answer(broken)


def stands(mandate, now):
    broken = set()
    if not two_sided(mandate) or not mandate[3]:
        broken.add(21)
    if term_broken(mandate[5], now):
        broken.add(3)
    return broken


def deputising(now, absent, deputy, same_commune, another, may, start, end, same_device):
    """A referent stands in for another; and what becomes of a mandate that has a successor, or comes to its end."""
    broken = stands(absent, now) | stands(deputy, now)
    if not (same_commune and another and may) or end <= max(start, now) or end > start + 60 * DAY:
        broken.add(5)
    for mandate in (absent, deputy):
        if start < mandate[5][0] or end > mandate[5][1]:
            broken.add(5)
    term = absent[5]
    covered = start <= now < end and not stands(absent, now)
    successor = term[1] if same_device else min(term[1], start)
    reminded = term[2] is None and term[1] - 30 * DAY <= now < term[1]
    return answer(broken, more=fold(covered, successor, reminded))


def node_act(suspends, signatures, reason):
    enough = any(signatures) and reason if suspends else all(signatures)
    return answer(() if enough else {23})


def act_of_role(role, action):
    return answer(() if role in MATRIX[action] else {2})


MEETING, RISK, WITNESS_CALL = 7, 8, 4


def notice(now, charter, kind, distinct, by_post, by_mairie, impersonal, sectors, written, until, week, election, exercise,
           window_open, limits, signers):
    of_mairie = kind in (MEETING, RISK)
    broken = set()
    if charter_broken(charter, now, charter[3] is not None or charter[6]):
        broken.add(1)
    if (by_post, by_mairie) != ((0, 1) if of_mairie else (1, 0)) or not 1 <= kind <= 8:
        broken.add(16)
    for role, term, own in signers:
        if role not in MATRIX["announce" if of_mairie else "write_notice"] or not own:
            broken.add(16)
        if term_broken(term, now):
            broken.add(3)
    if charter[4] and not exercise or exercise and not charter[4] and not window_open:
        broken.add(27)
    life_hours = min(limits[NOTICE], limits[WITNESS]) if kind == WITNESS_CALL else limits[NOTICE]
    form = impersonal and sectors and until > max(written, now) and until <= written + life_hours * HOUR \
        and until <= now + life_hours * HOUR + 5 * MINUTE
    if not form or not signers or (len(signers) > 1 and not distinct) or (kind != RISK and week >= limits[PER_WEEK]):
        broken.add(17)
    if kind == MEETING and election:
        broken.add(25)
    if not broken and len(signers) < (1 if of_mairie else 2):
        return HOLD, rule(17), 0, 0
    return answer(broken)


def cancel(now, role, term, own, of_mairie, released, until, cancelled):
    broken = set()
    if role not in MATRIX["cancel_notice"]:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if not own or (role in TOWN_HALL) != bool(of_mairie):
        broken.add(18)
    if cancelled is not None and cancelled <= now:
        state = 3
    elif released == 0 or now < released:
        state = 1
    else:
        state = 2 if now < until else 4
    return answer(broken, more=state)


MANDATE_SUBJECT = 2


def review(now, role, term, number, subject, own, paused, asked_before):
    broken = set()
    if role == AUDITOR:
        if not 1 <= number <= 36:
            broken.add(32)
        if term_broken(term, now):
            broken.add(3)
    elif role == REFERENT:  # about one's own pause, and no more
        if not 1 <= number <= 36:
            broken.add(32)
        if number != 14 or subject != MANDATE_SUBJECT or not own:
            broken.add(2)
        if asked_before or not paused:
            broken.add(14)
    else:
        broken.add(2)
        if not 1 <= number <= 36:
            broken.add(32)
    return answer(broken)


def review_answer(now, role, term, asked, answered, about_himself, subject, outcome, opened):
    broken = set()
    if role not in MATRIX["answer_review"]:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if not asked or answered or about_himself or not 1 <= outcome <= 4 or (outcome == 3 and subject != MANDATE_SUBJECT):
        broken.add(32)
    due = opened + 30 * DAY
    return answer(broken, more=fold(due, not answered and now >= due))


def issue(now, first, signatures, before, after):
    wait = now + max(7, before[LOOSENING], after[LOOSENING]) * DAY
    if not all(signatures):
        return answer({24}, more=fold(wait))
    if not first and not tighter(after, before)[0]:
        return HOLD, rule(24), 0, fold(wait)
    return answer((), more=fold(wait))


def overlay_stands(overlay, now):
    at, by_mairie, by_post, mairie_back, post_back = overlay
    offices = (by_mairie and not mairie_back) + (by_post and not post_back)
    return offices == 2 or (offices == 1 and now < at + 90 * DAY)


def tightening(now, role, term, own, reason, joins, first_hand, at, before, asked, overlay):
    broken = set()
    stands = overlay_stands(overlay, now)
    if role not in MATRIX["tighten_limit"]:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if not own or not reason or (joins and not stands):
        broken.add(24)
    if not joins and first_hand and (at > now + 5 * MINUTE or not tighter(asked, before)[0]):
        broken.add(24)
    return answer(broken, more=int(stands))


def overlay_withdrawal(now, role, term, mairie, own, first_hand, at, overlay):
    broken = set()
    issued_at, by_mairie, by_post = overlay[:3]
    if role not in MATRIX["tighten_limit"]:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    end = issued_at + HOUR
    if not own or not (by_mairie if mairie else by_post) or not issued_at <= at < end or (first_hand and now >= end):
        broken.add(24)
    return answer(broken)


def renewal(now, signatures, charter, until):
    end = charter[2]
    good = all(signatures) and end - 180 * DAY <= now < end and end < until <= end + 1096 * DAY
    return answer(() if good else {1})


def nomination(now, in_office, periods):
    running = any(start <= now < end for start, end in periods)
    return answer({25} if running and not in_office else (), more=int(running))
