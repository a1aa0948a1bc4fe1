"""Alerts and their contents: what the commune, the post and the telephone ask."""
from model import *
from of_desk import desk_broken


def alert_at_commune(now, charter, sender, kind, to_post, mandate, commune, sector, category, urgent, called, exercise,
                     window, notice_open, counts, sectors, under_review, pause_until, desk, limits):
    term = mandate[5]
    broken = set()
    if charter_broken(charter, now, charter[3] is not None or charter[6]) or charter[5] <= now - 72 * HOUR:
        broken.add(1)
    if kind == 1 and sender not in MATRIX["send_alert"]:
        broken.add(2)
    if kind == 2:
        broken |= desk_broken(now, sender, *desk, limits)
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
    flags = {64: 35} if kind == 2 else {}
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
