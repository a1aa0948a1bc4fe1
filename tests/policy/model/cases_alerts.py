"""Cases about alerts."""
import of_alerts as d
from draw import *


def alert_at_commune(draw):
    limits, out = limits_first(draw), draw.out
    now = draw.word(NOON + draw.below(1000) * HOUR)
    charter = draw.charter(now)
    kind = 2 if draw.chance(0.12) else 1
    sender = draw.role(DESK if kind == 2 else REFERENT)
    draw.word(kind)
    to_post = draw.yes(0.98)
    mandate = draw.mandate(now, limits)
    commune, sector = draw.yes(0.98), draw.yes(0.98)
    category = draw.word(1 + draw.below(12))
    urgency = draw.word(2 if draw.chance(0.4) else 1)
    called = draw.yes(0.9)
    exercise = draw.yes(0.9 if charter[4] else 0.1)
    window = draw.window(now, limits)
    notice_open = draw.yes(0.5)
    real, exercises = draw.counts(limits), draw.counts(limits)
    sectors = draw.count(limits[PATROL])
    under_review = draw.yes(0.03)
    pause_until = draw.word(draw.near(now) if draw.chance(0.1) else 0)
    desk = draw.term(now, 0.02), draw.yes(), draw.count(limits[DESK_DAY]), draw.count(0)
    out += limits
    return d.alert_at_commune(now, charter, sender, kind, to_post, mandate, commune, sector, category, urgency == 2, called,
                              exercise, window, notice_open, exercises if exercise else real, sectors, under_review,
                              pause_until, desk, limits)


def alert_at_post(draw):
    limits = limits_first(draw)
    now = draw.word(NOON + draw.below(1000) * HOUR)
    accepted = draw.word(now - draw.below(3 * HOUR))
    charter = draw.charter(accepted)
    term = draw.term(accepted)
    category = draw.word(1 + draw.below(12))
    truths = [draw.yes(0.985) for _ in range(5)]
    urgency = draw.word(2 if draw.chance(0.4) else 1)
    exercise = draw.yes(0.9 if charter[4] else 0.1)
    window = draw.window(accepted, limits)
    notice_open = draw.yes(0.5)
    conducts = draw.random.getrandbits(37) & draw.random.getrandbits(37) & OFFERED[category]
    if conducts in (0, UNKNOWN_ALONE) and draw.chance(0.8):
        conducts = OFFERED[category]
    if draw.chance(0.05):
        conducts = draw.one((0, UNKNOWN_ALONE, conducts | 1 << draw.below(37)))
    draw.word(conducts)
    draw.word(draw.below(4))
    plate = draw.text(random_plate(draw) if draw.chance(0.2) else "")
    same_plate, same_place = draw.count(limits[SAME_TARGET]), draw.count(limits[SAME_TARGET])
    referents = draw.word(1 + draw.below(4))
    review_since = draw.maybe(draw.near(accepted) if draw.chance(0.08) else None)
    draw.out += limits
    return d.alert_at_post(now, accepted, charter, term, category, truths, urgency == 2, exercise, window, notice_open,
                           conducts, plate, same_plate, same_place, referents, review_since, limits)


def withdrawal(draw):
    now = draw.word(NOON)
    return d.withdrawal(now, draw.role(REFERENT), draw.term(now, 0.1), draw.yes(0.9), draw.yes(0.5), draw.yes(0.1))


def officer(draw):
    now = draw.word(NOON)
    return now, draw.role(OFFICER, COMMANDER), draw.term(now), draw.yes(0.95), \
        [draw.yes(share) for share in (0.95, 0.05, 0.3, 0.7, 0.5, 0.4)]


def opening(draw):
    return d.opening(*officer(draw), draw.yes(0.95), draw.yes(0.95))


def officer_action(draw):
    facts = officer(draw)
    action = draw.one(("take", "close", "call_back", "reopen", "release_held"))
    if draw.chance(0.03):
        action = draw.one(list(draw.actions))
    draw.word(draw.actions[action])
    return d.officer_action(*facts, action, draw.yes(0.9), draw.word(1 + draw.below(2)))


def life(draw):
    limits = draw.limits()
    history = [(1 + draw.below(14), NOON + draw.below(400) * DAY + draw.below(DAY)) for _ in range(draw.below(8))]
    draw.word(len(history))
    for state, at in history:
        draw.out += [state, at]
    return d.life(limits, history)


def truth(draw):
    limits = limits_first(draw)
    sent = draw.word(NOON)
    accepted = draw.maybe(draw.near(NOON + 5 * SECOND, 8 * SECOND) if draw.chance(0.6) else None)
    delivered = draw.maybe(NOON + 60 * SECOND if draw.chance(0.2) else None)
    expired, urgency = draw.yes(0.1), draw.word(1 + draw.below(2))
    start = sent if accepted is None else accepted
    now = draw.word(draw.edge(start + draw.one((0, limits[ACCEPTED], limits[DELIVERED], limits[DELIVERED] + limits[UNDO]))
                              * SECOND))
    draw.out += limits
    return d.truth(sent, accepted, delivered, expired, urgency == 2, now, limits)


def plate(draw):
    return d.plate(draw.word(1 + draw.below(12)), draw.text(random_plate(draw)))


def windows(draw):
    now, sector = draw.word(NOON), draw.word(1 + draw.below(4))
    limits = draw.limits()
    spans = (12 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY)
    sent = [(1 + draw.below(4), draw.near(now - draw.one(spans), 3 * DAY)) for _ in range(draw.below(7))]
    if len(sent) > 1 and draw.chance(0.3):  # two that are one window apart
        sent[1] = sent[1][0], max(0, sent[0][1] + draw.one((12 * HOUR, 7 * DAY)) + draw.one(EDGE))
    draw.word(len(sent))
    for one, at in sent:
        draw.out += [one, at]
    return d.windows(now, sector, limits, sent)
