"""Limits and counts."""
from model import *


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
