"""Cases about what offices do."""
import of_offices as d
from draw import *


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
        draw.out[-5] = draw.edge(end)
        charter = (*charter[:2], draw.out[-5], *charter[3:])
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
    charter = (1, start, end, None, 0, now, 0)
    draw.out += [1, start, end, -1, 0, now, 0]
    return d.renewal(now, signatures, charter, draw.word(draw.near(end + draw.one((0, 1000, 1096)) * DAY)))


def nomination(draw):
    now, in_office = draw.word(NOON), draw.yes(0.3)
    periods = []
    draw.word(number := draw.below(3))
    for _ in range(number):
        periods.append((draw.word(draw.near(now)), draw.word(draw.near(now))))
    return d.nomination(now, in_office, periods)
