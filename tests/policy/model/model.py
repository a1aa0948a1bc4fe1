"""The rules once more, from the policy's page, in other words: which rules an act breaks, and what then happens.

A decision is (outcome, rules, flags, more). When several rules are broken, whichever of them is named is right: `rules`
is the set, as a mask of bits. Instants are milliseconds since 1970; None is "never" or "not". Limits are the list of the
page's table, in its order.
"""
import functools
import re

ALLOW, REFUSE, HOLD, FLAG, VIOLATION = 1, 2, 3, 4, 5
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
REFERENT, OFFICER, COMMANDER, CLERK, MAYOR, PREFECT, AUDITOR, CITIZEN, DESK = range(1, 10)

# Limits by their place in the table.
(PER_DAY, PER_MONTH, CAP_DAY, CAP_MONTH, DESK_DAY, SAME_TARGET, PATROL, CATEGORIES, UNDO, ACCEPTED, DELIVERED, KEEP_ENDED,
 KEEP_NOT_TAKEN, KEEP_TAKEN, KEEP_MOST, MANDATE, TRAINING, EXERCISE, MASK, TABLE, NOTICE, WITNESS, PER_WEEK, LOOSENING,
 COOL_DOWN) = range(25)
LARGER_IS_TIGHTER = {MASK, TABLE, LOOSENING, COOL_DOWN}
ALL_CATEGORIES = sum(1 << n for n in range(1, 13))
CEILING = [20, 60, 20, 60, 5, 3, 3, ALL_CATEGORIES, 60, 30, 120, 24, 30, 90, 365, 12, 24, 4, 5, 5000, 72, 12, 2, 7, 24]
FLOOR = [0, 0, 0, 0, 0, 2, 2, 0, 5, 5, 10, 1, 4, 7, 30, 1, 1, 0, 100, 10_000_000, 1, 1, 0, 90, 720]

# Who may do what; what is not here is nobody's.
OFFICERS = {OFFICER, COMMANDER}
TOWN_HALL = {CLERK, MAYOR}
MATRIX = {
    "send_alert": {REFERENT}, "withdraw_own": {REFERENT}, "read_own": {REFERENT, DESK}, "desk_entry": {DESK},
    "read_inbox": OFFICERS, "open_content": OFFICERS, "take": OFFICERS, "close": OFFICERS, "call_back": OFFICERS,
    "reopen": OFFICERS, "hand_over": OFFICERS, "release_held": OFFICERS, "co_sign_notice": OFFICERS,
    "invite": TOWN_HALL, "enrol": {CITIZEN}, "nominate": {MAYOR}, "vet": {COMMANDER},
    "revoke_mandate": {COMMANDER, MAYOR}, "suspend_mandate": {COMMANDER, MAYOR},
    "suspend_mandate_72h": {OFFICER, COMMANDER, MAYOR}, "lift_suspension": {COMMANDER, MAYOR},
    "commission_device": {COMMANDER, MAYOR}, "suspend_node": {COMMANDER, MAYOR, PREFECT},
    "resume_node": {COMMANDER, MAYOR, PREFECT}, "tighten_limit": {COMMANDER, MAYOR},
    "publish_document": {OFFICER, COMMANDER, CLERK, MAYOR, PREFECT}, "open_exercise_window": {COMMANDER},
    "read_roster": OFFICERS | TOWN_HALL | {DESK},
    "read_counts": OFFICERS | TOWN_HALL | {PREFECT, AUDITOR, CITIZEN},
    "read_log": {COMMANDER, MAYOR, PREFECT, AUDITOR, CITIZEN}, "open_review": {AUDITOR, CITIZEN},
    "write_notice": OFFICERS, "cancel_notice": OFFICERS | TOWN_HALL, "announce": TOWN_HALL,
    "read_notices": {REFERENT} | OFFICERS | TOWN_HALL, "contest": {REFERENT}, "answer_review": {COMMANDER, MAYOR},
    "group": OFFICERS, "confirm_entry": {REFERENT} | OFFICERS, "speak_for_oneself": {REFERENT},
    "be_in_service": OFFICERS, "read_presence": {REFERENT, DESK} | OFFICERS | TOWN_HALL,
    "read_reviews": {REFERENT, COMMANDER, MAYOR, PREFECT, AUDITOR},
}

# What each category offers (conducts by number).
OFFERED = {
    1: {2, 3, 5, 6, 4, 10, 11, 1}, 2: {12, 13, 14, 15, 5, 7, 1}, 3: {7, 9, 8, 30, 31, 5, 15, 10, 11, 1},
    4: {18, 16, 17, 11}, 5: {19, 20, 9, 4, 10, 11, 1}, 6: {21, 17, 36}, 7: {23, 22}, 8: {24, 25, 26}, 9: {27, 24, 25},
    10: {28, 29, 13, 12, 14}, 11: {30, 31, 5, 7, 8, 9, 10, 11}, 12: {32, 33, 34, 35, 36},
}
OFFERED = {category: sum(1 << n for n in conducts) for category, conducts in OFFERED.items()}
MISSING_PERSON = 9
PLATE_CATEGORIES = {1, 3, 5, 10}
UNKNOWN_ALONE = 1 << 1


def rule(*numbers):
    return sum(1 << n for n in set(numbers))


def answer(broken, flags=None, more=0, held=False):
    """`broken`: numbers of rules; `flags`: bit -> the rule that sets it."""
    if broken:
        return REFUSE, rule(*broken), 0, more
    flags = flags or {}
    mask = sum(flags)
    if held:
        return HOLD, rule(11), mask, more
    if flags:
        return FLAG, rule(*flags.values()), mask, more
    return ALLOW, 1, 0, more


def fold(*values):
    total = 0
    for value in values:
        total = (total * 1_000_003 + (-1 if value is None else int(value))) & 0x7FFFFFFFFFFFFFFF
    return total


# ---- the calendar

def civil(days):
    """Year, month, day of a count of days since 1970."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


@functools.lru_cache(None)
def first_of(year, month):
    """Days since 1970 of the first of a month."""
    days = 0
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5
    days = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + days - 719_468


@functools.lru_cache(200_000)
def months_later_day(day, months):
    year, month, in_month = civil(day)
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    start = first_of(year, month)
    length = first_of(*divmod_month(index + 1)) - start
    return start + min(in_month, length) - 1


def divmod_month(index):
    return index // 12, index % 12 + 1


def months_later(at, months):
    return months_later_day(at // DAY, months) * DAY + at % DAY


@functools.lru_cache(100_000)
def span_of_day(day, count):
    """The calendar period of `count` months that holds a day: a quarter or a month."""
    year, month, _ = civil(day)
    start = year * 12 + (month - 1) // count * count
    return first_of(*divmod_month(start)) * DAY, first_of(*divmod_month(start + count)) * DAY


# ---- papers: (signed, from, until, suspended, exercise, heard, forked), (from, until, revoked, suspended from, suspended until)

def charter_broken(charter, at, suspended):
    signed, start, end = charter[:3]
    return not signed or suspended or not start <= at < end


def term_broken(term, at):
    """R3 for who knocks now: any known revocation counts, whatever its date."""
    start, end, revoked, suspended, until = term
    if revoked is not None or not start <= at < end:
        return True
    return suspended is not None and (until is None or at < until)


def never_later(at, end):
    return end is None or at < end


def two_sided(mandate):
    nominated, vetted, distinct, _, tie = mandate[:5]
    return nominated and vetted and distinct and tie in (NO_TIE, OTHER_TIE)


def untrained(mandate, limits, now):
    trained, conduct = mandate[6], mandate[7]
    if trained == 0 or now < trained or not conduct:
        return True
    return now >= months_later(trained, limits[TRAINING])


def exercise_broken(exercise, charter_in_exercise, window, limits, at):
    if charter_in_exercise:
        return not exercise
    if not exercise:
        return False
    if window is None:
        return True
    opened, closes = window
    return not opened <= at < min(closes, opened + limits[EXERCISE] * HOUR)


def category_broken(category, notice_open, limits):
    return not limits[CATEGORIES] >> category & 1 or (category == MISSING_PERSON and not notice_open)


NO_TIE, OTHER_TIE = 1, 5  # an officer, an elected person, a candidate cannot be a referent; of the rest the offices judge


# ---- plates

SIV = re.compile(r"[A-HJ-NP-TV-Z]{2}(?!000)[0-9]{3}[A-HJ-NP-TV-Z]{2}")
FNI = re.compile(r"([1-9][0-9]{0,3}[A-Z]{1,3})(0[1-9]|[1-8][0-9]|9[0-5]|2A|2B|97[1-8]|98[678])")


def plate_shape(plate):
    if SIV.fullmatch(plate):
        return 1
    old = FNI.fullmatch(plate)
    if old and len(old[1]) <= 6:
        return 2
    if re.fullmatch(r"[A-Z0-9]{4,8}", plate) and len(re.findall(r"[0-9]", plate)) >= 2 \
            and not re.search(r"[A-Z]{4}", plate):
        return 3
    return 0


def canonical(typed):
    plate = "".join(c.upper() if "a" <= c <= "z" else c for c in typed if c not in " -.")
    return plate if plate_shape(plate) else None


def plate_broken(category, plate):
    return plate != "" and (category not in PLATE_CATEGORIES or plate_shape(plate) == 0)


def conduct_broken(category, conducts):
    return conducts == 0 or conducts & ~OFFERED[category] != 0 or conducts == UNKNOWN_ALONE


# ---- the lattice

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
