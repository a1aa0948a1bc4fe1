"""Cases about the desk, the post's hours, hand-over and exercise windows."""
import of_desk as d
from draw import *
from cases_alerts import officer

WORK = (0.95, 0.05, 0.15, 0.7, 0.2, 0.15)  # arrived, over, held, opened, taken, closed


def confirmation(draw):
    now, by_device = draw.word(NOON), draw.yes(0.5)
    role = draw.role(REFERENT) if by_device else draw.role(OFFICER, COMMANDER)
    return d.confirmation(now, by_device, role, draw.term(now), draw.yes(0.9), draw.yes(0.9), draw.yes(0.9), draw.yes(0.1),
                          draw.yes(0.1))


def hand_over(draw):
    now, role, term, at_post, work = officer(draw)
    return d.hand_over(now, role, term, at_post, work, draw.yes(), draw.yes(0.5), draw.yes(), draw.yes(0.2), draw.yes())


def group(draw):
    now, role, term, at_post, _ = officer(draw)
    alike, reason, logged = draw.yes(0.95), draw.yes(), draw.yes()
    number = draw.word(draw.one((0, 1, 2, 2, 3, 4, 16, 17)))
    works = [[draw.yes(share) for share in (0.99, 0.01, 0.02, 0.7, 0.5, 0.02)] for _ in range(number)]
    return d.group(now, role, term, at_post, works, alike, reason, logged)


def border(draw):
    shared, accepted = draw.yes(0.8), draw.word(NOON)
    return d.border(shared, accepted, draw.charter(accepted), draw.yes(0.8), draw.yes(0.9), draw.yes(0.8))


def hours(draw):
    """Spells of a week, ascending and apart: none, some, or day and night."""
    if draw.chance(0.2):
        return []
    if draw.chance(0.1):
        return [(day, 0, 1440, 0) for day in range(1, 8) if draw.chance(0.95)]
    spells = []
    for day in range(1, 8):
        for first, last in ((0, 720), (720, 1440)):
            if draw.chance(0.6):
                start = first if draw.chance(0.3) else first + 30 * draw.below(12)
                end = last if draw.chance(0.3) else last - 30 * draw.below(12)
                if start == 150:  # in the hour that comes twice in October: whether a spell that began is over is nobody's
                    start = 180
                if start < end:
                    spells.append((day, start, end, 0))
    return spells


def dates(draw, about):
    """Days about that one which have hours of their own, or none."""
    if draw.chance(0.6):
        return []
    of_one = (((0, 0),), ((0, 0),), ((0, 1440),), ((480, 720),), ((0, 360), (840, 1440)))
    return [((date + 3) % 7 + 1, start, end, date)
            for date in range(about - 2, about + 9) if draw.chance(0.25) for start, end in draw.one(of_one)]


def roll_over(draw):
    known = draw.yes(0.97)
    # Anywhere in two years, and often on a day on which the clock on the wall is put forward or back.
    year = 2026 + draw.below(2)
    day = d.last_sunday(year, draw.one((3, 10))) // DAY + draw.below(3) - 1 if draw.chance(0.2) else NOON // DAY + draw.below(700)
    spells = hours(draw) + dates(draw, day)
    draw.word(len(spells))
    for spell in spells:
        draw.out += spell
    since = draw.word(day * DAY + draw.edge(draw.below(48) * 30 * MINUTE))
    presence = draw.maybe(draw.near(since, 6 * HOUR) if draw.chance(0.3) else None)
    urgency = draw.word(1 + draw.below(2))
    work = [draw.yes(share) for share in WORK]
    now = draw.word(draw.edge(since + draw.one((0, 120 * SECOND, 4 * HOUR, 24 * HOUR, 12 * HOUR))))
    return d.roll_over(known, spells, presence, since, urgency == 2, work, now)


def exercise_window(draw):
    limits, now = limits_first(draw), draw.word(NOON)
    role, term, own = draw.role(COMMANDER), draw.term(now), draw.yes()
    opened = draw.word(draw.edge(draw.one((now, now + 5 * MINUTE))))
    closes = draw.word(draw.edge(opened + draw.one((0, limits[EXERCISE] * HOUR, HOUR))))
    before = None
    if draw.chance(0.3):
        before = (draw.word(opened if draw.chance(0.9) else draw.edge(opened)), draw.word(draw.near(closes, HOUR)))
    else:
        draw.out += [-1, 0]
    draw.out += limits
    return d.exercise_window(now, role, term, own, (opened, closes), before, limits)
