"""Random facts: mostly in order, so that every rule is reached, and often at the edge of what a rule asks."""
import random

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
        practice = self.yes(exercise)
        heard = self.word(self.edge(at - 72 * HOUR) if self.chance(0.05) else at - self.below(30) * HOUR)
        return signed, start, end, suspended, practice, heard, self.yes(0.02)

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
