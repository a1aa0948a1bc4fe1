"""What the nodes ask, decided by the rules of model.py."""
from model import *


def alert_at_commune(now, charter, sender, kind, to_post, mandate, commune, sector, category, urgent, called, exercise,
                     window, notice_open, counts, sectors, under_review, pause_until, limits):
    term = mandate[5]
    broken = set()
    if charter_broken(charter, now, charter[3] is not None):
        broken.add(1)
    if kind == 1 and sender not in MATRIX["send_alert"]:
        broken.add(2)
    if kind == 2:  # no facts of a desk are drawn: whoever enters it, it is not in order
        broken |= {35, 5, 3} if sender in MATRIX["desk_entry"] else {2}
    if not to_post:
        broken.add(15)
    if not two_sided(mandate) or not mandate[3]:
        broken.add(21)
    if term_broken(term, now) or now >= months_later(term[0], limits[MANDATE]):
        broken.add(3)
    if under_review or now < pause_until:
        broken.add(14)
    if untrained(mandate, limits, now):
        broken.add(4)
    if not (commune and sector):
        broken.add(5)
    if category_broken(category, notice_open, limits):
        broken.add(6)
    if exercise_broken(exercise, charter[4], window, limits, now):
        broken.add(27)
    if urgent and not called:
        broken.add(9)
    day, month, place, plate = counts
    flags = {}
    if day >= limits[CAP_DAY] or month >= limits[CAP_MONTH]:
        broken.add(10)
    elif day >= limits[PER_DAY] or month >= limits[PER_MONTH]:
        if urgent:
            flags[1] = 10
        else:
            broken.add(10)
    if max(place, plate) + 1 >= limits[SAME_TARGET]:
        flags[2] = 11
    if sectors >= limits[PATROL]:
        flags[16] = 12
    return answer(broken, flags, fold(now if urgent else now + limits[UNDO] * SECOND))


def alert_at_post(now, accepted, charter, term, category, truths, urgent, exercise, window, notice_open, conducts, plate,
                  same_plate, same_place, referents, review_since, limits):
    start, end, revoked, suspended, until = term
    broken, flags = set(), {}
    if charter_broken(charter, accepted, charter[3] is not None and charter[3] <= accepted):
        broken.add(1)
    if not start <= accepted < end or (revoked is not None and revoked <= accepted):
        broken.add(3)
    if suspended is not None and suspended <= accepted and never_later(accepted, until):
        broken.add(3)
    if revoked is not None:
        flags[4] = 3
    elif suspended is not None and never_later(now, until):
        flags[8] = 3
    if review_since is not None:
        if review_since <= accepted:
            broken.add(14)
        else:
            flags[8] = flags.get(8, 14)
    if broken:
        return answer(broken)
    # A lie stays a lie, whatever the limits: before them.
    lies = {number for number, true in zip((6, 5, 3, 11, 11), truths) if not true}
    if conduct_broken(category, conducts):
        lies.add(7)
    if plate_broken(category, plate):
        lies.add(8)
    if lies:
        return VIOLATION, rule(*lies), 0, 0
    if accepted >= months_later(start, limits[MANDATE]):
        broken.add(3)
    if exercise_broken(exercise, charter[4], window, limits, accepted):
        broken.add(27)
    if category_broken(category, notice_open, limits):
        broken.add(6)
    again = max(same_plate, same_place) + 1 >= limits[SAME_TARGET]
    if again:
        flags[2] = 11
    if referents >= 3:
        flags[32] = 13
    return answer(broken, flags, held=again and not urgent)


def withdrawal(now, sender, term, own, queued, over):
    broken = set()
    if sender not in MATRIX["withdraw_own"]:
        broken.add(2)
    if term[2] is not None or (term[3] is not None and never_later(now, term[4])):
        broken.add(3)
    if not own or over:
        broken.add(28)
    return answer(broken, more=0 if broken else 2 if queued else 1)


def officer_broken(now, role, term, at_post, work, action):
    arrived, over = work[:2]
    broken = set()
    if role not in MATRIX[action]:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if not at_post or (not arrived and not over):
        broken.add(19)
    if over:
        broken.add(2)
    return broken


def opening(now, role, term, at_post, work, reason, logged):
    broken = officer_broken(now, role, term, at_post, work, "open_content")
    if not (reason and logged):
        broken.add(19)
    return answer(broken)


def officer_action(now, role, term, at_post, work, action, code, officers):
    if action not in ("take", "close", "call_back", "reopen", "release_held"):
        return answer({2})
    _, _, held, opened, taken, closed = work
    broken = officer_broken(now, role, term, at_post, work, action)
    if action == "take":
        if held:
            broken.add(11)
        elif closed or taken or not opened:
            broken.add(2)
    if action == "close" and (closed or not taken or not code):
        broken.add(2)
    if action == "call_back" and (closed or not opened):
        broken.add(2)
    if action == "reopen" and not closed:
        broken.add(2)
    if action == "release_held" and not held:
        broken.add(11)
    alone = action == "release_held" and role != COMMANDER and officers < 2
    return answer(broken, held=alone)


(ACCEPTED_STATE, REFUSED, WITHDRAWN, EXPIRED, DELIVERED_STATE, VIOLATED, NOTED, HELD_STATE, RELEASED, OPENED, TAKEN,
 CALL_BACK, CLOSED, REOPENED) = range(1, 15)
ENDS = {REFUSED, WITHDRAWN, EXPIRED, VIOLATED}
CHANGES = {TAKEN, CALL_BACK, CLOSED, REOPENED, RELEASED}


def life(limits, history):
    states = [state for state, _ in history]
    arrived = DELIVERED_STATE in states or HELD_STATE in states
    ended = bool(ENDS & set(states))

    def since(state, *undone):
        """Whether the state stands: said, and not undone since."""
        last = max((i for i, one in enumerate(states) if one == state), default=-1)
        return last >= 0 and all(one not in undone for one in states[last + 1:])

    work = (arrived, ended and not arrived, since(HELD_STATE, RELEASED), OPENED in states, since(TAKEN, REOPENED),
            since(CLOSED, REOPENED))
    if not history:
        return answer((), more=fold(0, *work))
    first = min(at for _, at in history)
    if ended and not arrived:
        end = max(at for state, at in history if state in ENDS) + limits[KEEP_ENDED] * HOUR
    elif TAKEN not in states:
        end = first + limits[KEEP_NOT_TAKEN] * DAY
    else:
        end = max(at for state, at in history if state in CHANGES) + limits[KEEP_TAKEN] * DAY
    return answer((), more=fold(min(end, first + limits[KEEP_MOST] * DAY), *work))


def truth(sent, accepted, delivered, expired, urgent, now, limits):
    if delivered is not None:
        return answer((), more=fold(2, None))
    if expired:
        return answer((), more=fold(3, None))
    if accepted is None:
        until = sent + limits[ACCEPTED] * SECOND
    else:
        until = accepted + limits[DELIVERED] * SECOND + (0 if urgent else limits[UNDO] * SECOND)
    stepped_back = now < sent or (accepted is not None and now < accepted)
    return answer((), more=fold(1 if now < until and not stepped_back else 3, until))


def plate(category, typed):
    clean = canonical(typed)
    broken = {8} if plate_broken(category, typed) else ()
    return answer(broken, more=fold(plate_shape(typed), clean is not None, *map(ord, clean or "")))


def windows(now, sector, limits, sent):
    def within(span, instants=[at for _, at in sent], now=now):
        return sum(at > now - span for at in instants)

    sectors = {one for one, at in sent if at > now - 12 * HOUR} | {sector}
    marks = [at for _, at in sent]
    pauses = [last + limits[COOL_DOWN] * HOUR for last in marks
              if sum(last - 7 * DAY < mark <= last for mark in marks) >= 2]
    more = fold(within(DAY), within(30 * DAY), within(90 * DAY), len(sectors), within(12 * HOUR) == 0,
                within(30 * DAY) >= 3, max(pauses, default=0), within(30 * DAY) >= 3)
    return answer((), {16: 12} if len(sectors) >= limits[PATROL] else {}, more)


# ---- offices

def grant(mandate, charter, limits, now):
    term = mandate[5]
    start, end = term[:2]
    broken = set()
    if charter_broken(charter, now, charter[3] is not None):
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
    if charter_broken(charter, now, charter[3] is not None):
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


def tighter(a, b):
    """Whether `a` is nowhere looser than `b`; and the first limit, from 1, in which it is."""
    for i, (x, y) in enumerate(zip(a, b)):
        if i == CATEGORIES:
            looser = x & ~y
        else:
            looser = x < y if i in LARGER_IS_TIGHTER else x > y
        if looser:
            return False, i + 1
    return True, 0


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


# ---- numbers

def lattice(rules, charter, overlay, mandate):
    met = []
    for i, values in enumerate(zip(CEILING, rules, charter, overlay, mandate)):
        if i == CATEGORIES:
            both = values[0]
            for value in values:
                both &= value
            met.append(both)
        else:
            met.append(max(values) if i in LARGER_IS_TIGHTER else min(values))
    return answer((), more=fold(*met, *tighter(charter, rules)))


def setting(number, value):
    if not 1 <= number <= 25:
        return answer((), more=fold(0, 0))
    i = number - 1
    if i == CATEGORIES:
        taken = value & ~ALL_CATEGORIES == 0
    else:
        taken = value <= FLOOR[i] if i in LARGER_IS_TIGHTER else value >= FLOOR[i]
    return answer((), more=fold(taken, value if taken else CEILING[i]))


def counts(role, start, end, now, inhabitants, limits):
    quarter, month = span_of_day(now // DAY, 3), span_of_day(now // DAY, 1)
    broken = set()
    if role not in MATRIX["read_counts"]:
        broken.add(2)
    whole = (start, end) == span_of_day(start // DAY, 3)
    if role in OFFICERS:
        whole = whole or (start, end) == span_of_day(start // DAY, 1)
    if not whole or now < end:
        broken.add(20)
    return answer(broken, more=fold(*quarter, *month, 1 if inhabitants < limits[TABLE] else 2))


def mask(cells, minimum):
    """Cells and total as they may be shown; None is masked. After subtracting what is shown from the total, every masked
    cell must still be able to have every value below the minimum."""
    shown = [None if cell < minimum else cell for cell in cells]
    small = [cell for cell in cells if cell < minimum]
    total, hidden, most = sum(cells), sum(small), minimum - 1
    telling = small and not (hidden - most * (len(small) - 1) <= 0 and hidden >= most)
    return shown, None if telling or not minimum <= total < 1 << 32 else total


def masked(limits, cells):
    shown, total = mask(cells, limits[MASK])
    return answer((), more=fold(*shown, total, cells[0] >= limits[MASK] if cells else 0))


def shared(limits, parts, wholes):
    rows = min(len(parts), 64)
    rests = [max(whole - part, 0) for part, whole in zip(parts[:rows], wholes[:rows])]
    of_parts, all_parts = mask(parts[:rows], limits[MASK])
    of_rests, all_rests = mask(rests, limits[MASK])
    out = []
    for i, (part, whole) in enumerate(zip(parts, wholes)):
        told = i < rows and None not in (all_parts, all_rests, of_parts[i], of_rests[i])
        out += [part, whole] if told else [None, 0]
    return answer((), more=fold(*out))


def openings(number):
    return (FLAG, rule(36), 0, 0) if number > 10 else answer(())
