"""The desk at the town hall, the post's hours, hand-over, grouping, roll-over, exercise windows, borders."""
from model import *


def desk_broken(now, role, term, own, entries, unconfirmed, limits):
    """A desk's entry; nothing is ever wrong with it and yet unmarked."""
    broken = set()
    if role not in MATRIX["desk_entry"]:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if not own:
        broken.add(5)
    if entries >= limits[DESK_DAY] - unconfirmed:
        broken.add(35)
    return broken


def confirmation(now, by_device, role, term, at_post, own, desk_entry, confirmed, over):
    broken = set()
    if role not in MATRIX["confirm_entry"] or by_device != (role == REFERENT):
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if by_device and not own:
        broken.add(28)
    if not by_device and not at_post:
        broken.add(19)
    if not desk_entry or confirmed:
        broken.add(35)
    if over:
        broken.add(2)
    return answer(broken)


def officer_at(now, role, term, at_post, action):
    broken = set()
    if role not in MATRIX[action]:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if not at_post:
        broken.add(19)
    return broken


def hand_over(now, role, term, at_post, work, reason, to_post, named, own_post, logged):
    arrived, over, held, opened = work[:4]
    broken = officer_at(now, role, term, at_post, "hand_over")
    if not arrived and not over:
        broken.add(19)
    if over or not opened:
        broken.add(2)
    if held:
        broken.add(11)
    if not reason or not named or not logged or (to_post and own_post):
        broken.add(30)
    return answer(broken)


def group(now, role, term, at_post, works, alike, reason, logged):
    broken = officer_at(now, role, term, at_post, "group")
    if not alike:
        broken.add(27)
    if not 2 <= len(works) <= 16 or not reason or not logged:
        broken.add(31)
    for arrived, over, held, _, _, closed in works:
        if over or not arrived:
            broken.add(2)
        if closed:
            broken.add(31)
        if held:
            broken.add(11)
    return answer(broken)


def border(shared, accepted, neighbour, shares_back, same_kind, category_on):
    """A sector shared with a neighbour stands on the neighbour's word too, given before the alert was accepted."""
    if not shared:
        return answer(set())
    suspended, forked = neighbour[3], neighbour[6]
    stopped = forked or (suspended is not None and suspended <= accepted)
    if charter_broken(neighbour, accepted, stopped) or not shares_back or not same_kind:
        return answer({5})
    return answer(set() if category_on else {6})


# ---- the clock on the wall in France

@functools.lru_cache(None)
def last_sunday(year, month):
    """The instant, at 01:00 UTC of the last Sunday of a month of 31 days, at which summer time begins or ends."""
    last = first_of(year, month) + 30
    return (last - (last + 4) % 7) * DAY + HOUR  # day 3 was a Sunday


def ahead(at):
    year = civil(at // DAY)[0]
    return 2 * HOUR if last_sunday(year, 3) <= at < last_sunday(year, 10) else HOUR


def wall(at):
    """Weekday (1 Monday) and minute of the day."""
    there = at + ahead(at)
    return (there // DAY + 3) % 7 + 1, there % DAY // MINUTE


def is_open(hours, at):
    """A date that is named goes by what names it; any other day by its weekday; without weekdays, open."""
    weekday, minute = wall(at)
    date = (at + ahead(at)) // DAY
    that_day = [spell for spell in hours if spell[3] == date]
    if not that_day:
        that_day = [spell for spell in hours if not spell[3]]
        if not that_day:
            return True
        that_day = [spell for spell in that_day if spell[0] == weekday]
    return any(start <= minute < end for _, start, end, _ in that_day)


def closes_after(hours, at):
    """When it first is closed; None when it is closed now or nothing closes it within 32 days."""
    if not hours or not is_open(hours, at):
        return None
    edges = sorted(changes(at) + edges_of(hours, at, 34))
    return next((edge for edge in edges if at < edge < at + 32 * DAY and not is_open(hours, edge)), None)


def changes(at):
    """When the clock on the wall is put forward or back, this year and the next."""
    year = civil(at // DAY)[0]
    return [last_sunday(y, month) for y in (year, year + 1) for month in (3, 10)]


def edges_of(hours, at, days):
    """Every instant of the next days at which the wall may show the end or the beginning of a spell, or of a day."""
    start = at - at % DAY
    minutes = {0} | {minute for _, begin, end, _ in hours for minute in (begin, end)}
    return [start + day * DAY + minute * MINUTE - offset
            for day in range(-1, days + 1) for minute in minutes for offset in (HOUR, 2 * HOUR)]


def opens_after(hours, at):
    if is_open(hours, at):
        return None
    edges = sorted(changes(at) + edges_of(hours, at, 30))
    return next((edge for edge in edges if edge > at and is_open(hours, edge)), None)


def in_service(known, hours, presence, at):
    return bool(known) and is_open(hours, at) and (presence is None or at < presence)


def roll_over(known, hours, presence, since, urgent, work, now):
    arrived, over, held, opened, taken, closed = work
    service = in_service(known, hours, presence, now)
    causes = []  # (when, which)
    if arrived and not over and not taken and not closed:
        if held:
            if not opened:
                causes.append((since + 24 * HOUR, 5))
        elif not in_service(known, hours, presence, since):
            causes.append((since, 1))
        else:
            if presence is not None:
                causes.append((presence, 1))
            closing = closes_after(hours, since)
            if closing is not None:
                causes.append((closing, 4))
            if not opened:
                if urgent:
                    causes.append((since + 120 * SECOND, 2))
                causes.append((since + 4 * HOUR, 3))
    first = min((at for at, _ in causes), default=None)
    which = {cause for at, cause in causes if at == first} or {0}
    due = first is not None and first <= now
    return ALLOW, rule(*which), 0, fold(first, due, service, closes_after(hours, since), opens_after(hours, since))


def exercise_window(now, role, term, own, window, before, limits):
    opened, closes = window
    broken = set()
    if role not in MATRIX["open_exercise_window"] or not own:
        broken.add(2)
    if term_broken(term, now):
        broken.add(3)
    if before is not None:
        good = opened == before[0] and closes < before[1]
    else:
        good = opened < closes <= opened + limits[EXERCISE] * HOUR and opened <= now + 5 * MINUTE
    if not good:
        broken.add(27)
    return answer(broken)
