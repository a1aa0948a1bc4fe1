"""Random cases: mostly in order, so that every rule is reached, and often at the edge of what a rule asks."""
import random

import decisions as d
from model import *

NOON = 1_795_348_800_000  # 2026-11-22 12:00 UTC
EDGE = (-1, 0, 0, 1)


class Draw:
    """Draws facts. Every method gives the fact; `out` collects the words that the other side reads, in their order."""

    def __init__(self, seed, actions):
        self.random = random.Random(seed)
        self.actions = actions
        self.out = []
        self.pool = [self.new_limits() for _ in range(300)]

    def word(self, value):
        self.out.append(value)
        return value

    def maybe(self, at):
        self.out.append(-1 if at is None else at)
        return at

    def chance(self, share):
        return self.random.random() < share

    def yes(self, share=0.97):
        value = 1 if self.random.random() < share else 0
        self.out.append(value)
        return value

    def below(self, end):
        return int(self.random.random() * end)

    def one(self, values):
        return values[int(self.random.random() * len(values))]

    def edge(self, at):
        return max(0, at + self.one(EDGE))

    def near(self, at, spread=2 * DAY):
        return self.edge(at) if self.chance(0.4) else max(0, at + self.below(2 * spread) - spread)

    # ---- limits

    def new_limits(self):
        values = []
        for i, (high, low) in enumerate(zip(CEILING, FLOOR)):
            if i == CATEGORIES:
                values.append(ALL_CATEGORIES & ~(0 if self.chance(0.5) else 1 << 1 + self.below(12)))
            elif i in LARGER_IS_TIGHTER:
                values.append(high if self.chance(0.6) else high + self.below(min(low - high, 4 * high) + 1))
            else:
                values.append(high if self.chance(0.5) else low + self.below(2 * high - low + 1))
        return values

    def limits(self):
        values = self.one(self.pool)
        self.out += values
        return values

    def limits_beside(self, values):
        """Nearly the same ones."""
        values = list(values)
        for _ in range(self.below(3)):
            i = self.below(25)
            values[i] = self.one(self.pool)[i]
        self.out += values
        return values

    # ---- papers

    def charter(self, at, exercise=0.1):
        signed = self.yes(0.98)
        start = self.word(self.edge(at) if self.chance(0.03) else at - (1 + self.below(300)) * DAY)
        end = self.word(self.edge(at) if self.chance(0.03) else at + (1 + self.below(800)) * DAY)
        suspended = self.maybe(self.near(at) if self.chance(0.05) else None)
        return signed, start, end, suspended, self.yes(exercise)

    def term(self, at, spoiled=0.04):
        start = self.edge(at) if self.chance(spoiled) else (at // DAY - 1 - self.below(300)) * DAY + self.below(3) * HOUR
        end = self.edge(at) if self.chance(spoiled) else at + (1 + self.below(200)) * DAY
        revoked = self.near(at) if self.chance(spoiled) else None
        suspended = until = None
        if self.chance(1.5 * spoiled):
            suspended = self.near(at)
            until = None if self.chance(0.5) else self.near(at)
        self.out += [start, end, -1 if revoked is None else revoked, -1 if suspended is None else suspended,
                     -1 if until is None else until]
        return start, end, revoked, suspended, until

    def mandate(self, now, limits):
        papers = [self.yes(0.98) for _ in range(4)]
        tie = self.word(NO_TIE if self.chance(0.95) else self.below(7))
        term = self.term(now)
        if self.chance(0.05):  # trained so long ago that it is a matter of a millisecond
            day = now // DAY - 30 * limits[TRAINING] - self.below(20)
            trained = day * DAY + now % DAY + self.one(EDGE)
        else:
            trained = 0 if self.chance(0.01) else now - self.below(500) * DAY + (DAY if self.chance(0.02) else 0)
        return *papers, tie, term, self.word(max(0, trained)), self.yes(0.98)

    def role(self, *good):
        return self.word(self.one(good) if self.chance(0.92) else 1 + self.below(9))

    def window(self, at, limits):
        opened = None if self.chance(0.3) else self.near(at - limits[EXERCISE] * HOUR, 4 * HOUR)
        self.maybe(opened)
        closes = self.word(self.near(at + HOUR, 2 * HOUR))
        return None if opened is None else (opened, closes)

    def count(self, *around):
        """A count near one of the limits that it is held against."""
        return self.word(max(0, self.one(around) + self.below(4) - 2) if self.chance(0.4) else self.below(3))

    def counts(self, limits):
        return (self.count(limits[PER_DAY], limits[CAP_DAY]), self.count(limits[PER_MONTH], limits[CAP_MONTH]),
                self.count(limits[SAME_TARGET]), self.count(limits[SAME_TARGET]))

    def text(self, text):
        self.out.append(len(text))
        self.out += text.encode()
        return text

    def signatures(self):
        return [self.yes(0.9) for _ in range(3)]


LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"


def random_plate(draw):
    shapes = ("AA000AA", "AAzzzAA", "0000AA25", "00AAA2A", "000AB974", "A0A0A0", "AAAA00", "AAA0AA0", "0AA01", "AAAAAAA", "00000000")
    plate = "".join(draw.one(LETTERS) if c == "A" else draw.one(DIGITS) if c == "0" else "0" if c == "z" else c for c in draw.one(shapes))
    if draw.chance(0.2):
        at = draw.below(len(plate))
        plate = plate[:at] + draw.one(LETTERS + DIGITS + "- .a") + plate[at + draw.below(2):]
    return plate


def limits_first(draw):
    """Limits are drawn before the facts that depend on them, and written after them."""
    values = draw.one(draw.pool)
    return values


def alert_at_commune(draw):
    limits, out = limits_first(draw), draw.out
    now = draw.word(NOON + draw.below(1000) * HOUR)
    charter = draw.charter(now)
    kind = 2 if draw.chance(0.03) else 1
    sender = draw.role(REFERENT)
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
    out += limits
    return d.alert_at_commune(now, charter, sender, kind, to_post, mandate, commune, sector, category, urgency == 2, called,
                              exercise, window, notice_open, exercises if exercise else real, sectors, under_review,
                              pause_until, limits)


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


def grant(draw):
    limits = limits_first(draw)
    now = NOON
    mandate = draw.mandate(now, limits)
    start, end = mandate[5][:2]
    if draw.chance(0.6):  # not longer than is allowed, or by a millisecond
        place = len(draw.out) - 6  # where the term's end stands
        end = draw.edge(months_later(start, limits[MANDATE]))
        draw.out[place] = end
        mandate = *mandate[:5], (start, end, *mandate[5][2:]), *mandate[6:]
    charter = draw.charter(now)
    if draw.chance(0.1):
        draw.out[-3] = draw.edge(end)
        charter = (*charter[:2], draw.out[-3], *charter[3:])
    draw.out += limits
    draw.word(now)
    return d.grant(mandate, charter, limits, now)


def mandate_act(draw):
    now = draw.word(NOON)
    act = draw.word(1 + draw.below(3))
    role, term = draw.role(OFFICER, COMMANDER, MAYOR), draw.term(now)
    own, same, reason, lost = draw.yes(0.9), draw.yes(0.8), draw.yes(0.9), draw.yes(0.8)
    start = draw.word(draw.near(now + draw.one((0, 5 * MINUTE)), draw.one((MINUTE, 2 * DAY))))
    return d.mandate_act(now, act, role, term, own, same, reason, lost, start, draw.word(draw.edge(start + 72 * HOUR)
                         if draw.chance(0.7) else draw.near(start)))


def deputising(draw):
    limits, now = limits_first(draw), draw.word(NOON)
    absent, deputy = draw.mandate(now, limits), draw.mandate(now, limits)
    same_commune, another, may = draw.yes(), draw.yes(), draw.yes()
    start = draw.word(draw.edge(draw.one((absent, deputy))[5][0]) if draw.chance(0.2) else draw.near(now))
    end = draw.word(draw.edge(draw.one((absent, deputy))[5][1]) if draw.chance(0.2) else
                    draw.edge(start + 60 * DAY) if draw.chance(0.3) else now + draw.below(30) * DAY)
    return d.deputising(now, absent, deputy, same_commune, another, may, start, end, draw.yes(0.5))


def node_act(draw):
    return d.node_act(draw.yes(0.5), [draw.yes(0.7) for _ in range(3)], draw.yes(0.8))


def act_of_role(draw):
    role, action = draw.word(1 + draw.below(9)), draw.one(list(draw.actions))
    draw.word(draw.actions[action])
    return d.act_of_role(role, action)


def notice(draw):
    limits = limits_first(draw)
    now = draw.word(NOON)
    charter = draw.charter(now)
    kind = draw.word(1 + draw.below(8))
    of_mairie = kind >= 7
    distinct = draw.yes(0.95)
    by_post, by_mairie = draw.yes(0.03 if of_mairie else 0.97), draw.yes(0.97 if of_mairie else 0.03)
    impersonal, sectors = draw.yes(), draw.yes()
    written = draw.word(draw.near(now, draw.one((2, 20)) * MINUTE))
    hours = draw.one((limits[NOTICE], limits[WITNESS]))
    until = draw.word(draw.edge(written + hours * HOUR) if draw.chance(0.7) else draw.near(now, 8 * MINUTE)
                      + draw.one((0, hours * HOUR)))
    week, election = draw.word(draw.below(4)), draw.yes(0.2)
    exercise, window_open = draw.yes(0.9 if charter[4] else 0.1), draw.yes(0.6)
    draw.out += limits
    signers = []
    draw.word(number := draw.one((0, 1, 2, 2, 2)) if draw.chance(0.6) else 2 - of_mairie)
    for _ in range(number):
        signers.append((draw.role(*(TOWN_HALL if of_mairie else OFFICERS) and
                                  ((CLERK, MAYOR) if of_mairie else (OFFICER, COMMANDER))), draw.term(now, 0.02), draw.yes()))
    return d.notice(now, charter, kind, distinct, by_post, by_mairie, impersonal, sectors, written, until, week, election,
                    exercise, window_open, limits, signers)


def cancel(draw):
    now = draw.word(NOON)
    role, term, own, of_mairie = draw.role(OFFICER, COMMANDER, CLERK, MAYOR), draw.term(now), draw.yes(), draw.yes(0.4)
    released = draw.word(0 if draw.chance(0.2) else draw.near(now))
    return d.cancel(now, role, term, own, of_mairie, released, draw.word(draw.near(now)),
                    draw.maybe(draw.near(now) if draw.chance(0.3) else None))


def review(draw):
    now = draw.word(NOON)
    role, term = draw.role(AUDITOR, REFERENT), draw.term(now)
    number = draw.word(14 if draw.chance(0.6) else draw.below(38))
    return d.review(now, role, term, number, draw.word(2 if draw.chance(0.7) else 1 + draw.below(3)), draw.yes(0.9),
                    draw.yes(0.8), draw.yes(0.2))


def review_answer(draw):
    now = draw.word(NOON)
    role, term = draw.role(COMMANDER, MAYOR), draw.term(now)
    asked, answered, himself = draw.yes(0.9), draw.yes(0.1), draw.yes(0.1)
    return d.review_answer(now, role, term, asked, answered, himself, draw.word(1 + draw.below(3)),
                           draw.word(draw.below(6)), draw.word(draw.near(now - 30 * DAY)))


def issue(draw):
    now, first, signatures = draw.word(NOON), draw.yes(0.2), draw.signatures()
    before = draw.limits()
    return d.issue(now, first, signatures, before, draw.limits_beside(before))


def overlay(draw, now):
    at = draw.word(draw.near(now - draw.one((HOUR, 90 * DAY)), HOUR))
    return at, draw.yes(0.7), draw.yes(0.5), draw.yes(0.2), draw.yes(0.2)


def tightening(draw):
    now = draw.word(NOON)
    role, term = draw.role(COMMANDER, MAYOR), draw.term(now)
    own, reason, joins, first_hand = draw.yes(0.95), draw.yes(0.95), draw.yes(0.3), draw.yes(0.8)
    at = draw.word(draw.near(now + 5 * MINUTE, 8 * MINUTE))
    before = draw.limits()
    asked = draw.limits_beside(before)
    return d.tightening(now, role, term, own, reason, joins, first_hand, at, before, asked, overlay(draw, now))


def overlay_withdrawal(draw):
    now = draw.word(NOON)
    role, term = draw.role(COMMANDER, MAYOR), draw.term(now)
    mairie, own, first_hand = draw.yes(0.5), draw.yes(0.95), draw.yes(0.7)
    at = draw.word(draw.near(now, HOUR))
    return d.overlay_withdrawal(now, role, term, mairie, own, first_hand, at, overlay(draw, now))


def renewal(draw):
    now, signatures = draw.word(NOON), draw.signatures()
    start, end = now - 900 * DAY, draw.near(now + draw.one((0, 90 * DAY, 180 * DAY)))
    charter = (1, start, end, None, 0)
    draw.out += [1, start, end, -1, 0]
    return d.renewal(now, signatures, charter, draw.word(draw.near(end + draw.one((0, 1000, 1096)) * DAY)))


def nomination(draw):
    now, in_office = draw.word(NOON), draw.yes(0.3)
    periods = []
    draw.word(number := draw.below(3))
    for _ in range(number):
        periods.append((draw.word(draw.near(now)), draw.word(draw.near(now))))
    return d.nomination(now, in_office, periods)


def lattice(draw):
    return d.lattice(draw.limits(), draw.limits(), draw.limits(), draw.limits())


def setting(draw):
    number = draw.word(draw.below(27))
    if 1 <= number <= 25 and draw.chance(0.7):
        value = draw.edge(draw.one((FLOOR[number - 1], CEILING[number - 1])))
    else:
        value = draw.below(20_000)
    return d.setting(number, draw.word(value))


def counts(draw):
    limits = limits_first(draw)
    role = draw.role(OFFICER, COMMANDER, CLERK, MAYOR, PREFECT, AUDITOR)
    day = NOON // DAY - draw.below(3000)
    start, end = span_of_day(day, draw.one((1, 3, 3, 2)))
    if draw.chance(0.1):
        start += draw.one(EDGE) * draw.one((1, DAY))
    draw.out += [start, end]
    now = draw.word(draw.edge(end) if draw.chance(0.5) else NOON)
    inhabitants = draw.word(draw.edge(limits[TABLE]))
    draw.out += limits
    return d.counts(role, start, end, now, inhabitants, limits)


def cells(draw, number):
    return [draw.below(draw.one((3, 7, 40))) if draw.chance(0.95) else (1 << 32) - 1 - draw.below(3) for _ in range(number)]


def masked(draw):
    limits = draw.limits()
    values = cells(draw, draw.below(7))
    draw.out += values
    return d.masked(limits, values)


def shared(draw):
    limits = draw.limits()
    number = draw.word(draw.below(6) if draw.chance(0.98) else 66)
    parts, rests = cells(draw, number), cells(draw, number)
    wholes = [min(part + rest, (1 << 32) - 1) if draw.chance(0.97) else max(0, part - 1) for part, rest in zip(parts, rests)]
    draw.out += parts
    draw.out += wholes
    return d.shared(limits, parts, wholes)


def openings(draw):
    return d.openings(draw.word(8 + draw.below(5)))


# Number of the kind (words.h), how often it is drawn, and who draws it.
KINDS = {
    "alert at the commune": (1, 10, alert_at_commune), "alert at the post": (2, 10, alert_at_post),
    "withdrawal": (3, 2, withdrawal), "opening": (4, 2, opening), "work on an alert": (5, 5, officer_action),
    "life of an alert": (6, 4, life), "truth": (7, 3, truth), "plate": (8, 4, plate), "windows": (9, 3, windows),
    "mandate": (20, 4, grant), "act on a mandate": (21, 3, mandate_act), "act on a node": (22, 1, node_act),
    "deputising": (33, 3, deputising), "matrix": (23, 2, act_of_role), "notice": (24, 5, notice), "cancelling": (25, 2, cancel), "review": (26, 2, review),
    "answer to a review": (27, 2, review_answer), "issue of a charter": (28, 2, issue), "tightening": (29, 3, tightening),
    "tightening taken back": (30, 2, overlay_withdrawal), "renewal": (31, 1, renewal), "nomination": (32, 1, nomination),
    "lattice": (40, 3, lattice), "a document's limit": (41, 1, setting), "counts": (42, 2, counts), "masking": (43, 3, masked),
    "shares": (44, 2, shared), "openings": (45, 1, openings),
}
