"""All cases, and the numbers by which words.h knows their kinds."""
import of_numbers
from cases_alerts import *
from cases_desk import *
from cases_offices import *
from draw import *


def lattice(draw):
    return of_numbers.lattice(draw.limits(), draw.limits(), draw.limits(), draw.limits())


def setting(draw):
    number = draw.word(draw.below(27))
    if 1 <= number <= 25 and draw.chance(0.7):
        value = draw.edge(draw.one((FLOOR[number - 1], CEILING[number - 1])))
    else:
        value = draw.below(20_000)
    return of_numbers.setting(number, draw.word(value))


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
    return of_numbers.counts(role, start, end, now, inhabitants, limits)


def cells(draw, number):
    return [draw.below(draw.one((3, 7, 40))) if draw.chance(0.95) else (1 << 32) - 1 - draw.below(3) for _ in range(number)]


def masked(draw):
    limits = draw.limits()
    values = cells(draw, draw.below(7))
    draw.out += values
    return of_numbers.masked(limits, values)


def shared(draw):
    limits = draw.limits()
    number = draw.word(draw.below(6) if draw.chance(0.98) else 66)
    parts, rests = cells(draw, number), cells(draw, number)
    wholes = [min(part + rest, (1 << 32) - 1) if draw.chance(0.97) else max(0, part - 1) for part, rest in zip(parts, rests)]
    draw.out += parts
    draw.out += wholes
    return of_numbers.shared(limits, parts, wholes)


def openings(draw):
    return of_numbers.openings(draw.word(8 + draw.below(5)))


# Number of the kind (words.h), how often it is drawn, and who draws it.
KINDS = {
    "alert at the commune": (1, 10, alert_at_commune), "alert at the post": (2, 10, alert_at_post),
    "withdrawal": (3, 2, withdrawal), "opening": (4, 2, opening), "work on an alert": (5, 5, officer_action),
    "life of an alert": (6, 4, life), "truth": (7, 3, truth), "plate": (8, 4, plate), "windows": (9, 3, windows),
    "confirmation": (10, 2, confirmation), "hand-over": (11, 2, hand_over), "group": (12, 2, group),
    "roll-over": (13, 4, roll_over), "exercise window": (14, 2, exercise_window), "border": (15, 2, border),
    "mandate": (20, 4, grant), "act on a mandate": (21, 3, mandate_act), "act on a node": (22, 1, node_act),
    "deputising": (33, 3, deputising), "matrix": (23, 2, act_of_role), "notice": (24, 5, notice), "cancelling": (25, 2, cancel), "review": (26, 2, review),
    "answer to a review": (27, 2, review_answer), "issue of a charter": (28, 2, issue), "tightening": (29, 3, tightening),
    "tightening taken back": (30, 2, overlay_withdrawal), "renewal": (31, 1, renewal), "nomination": (32, 1, nomination),
    "lattice": (40, 3, lattice), "a document's limit": (41, 1, setting), "counts": (42, 2, counts), "masking": (43, 3, masked),
    "shares": (44, 2, shared), "openings": (45, 1, openings),
}
