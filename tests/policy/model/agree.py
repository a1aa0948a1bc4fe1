#!/usr/bin/env python3
"""Holds the policy against the model: random cases go to both, and both must say the same.

    tests/policy/model/agree.py build/gcc/tests/policy/tocsin_policy_answers
    tests/policy/model/agree.py ANSWERS --cases 100000000 --from 0 --progress

The last line is `N passed, N failed`; a kind of case is one. A difference is printed with its words, kind and seed.
"""
import argparse
import array
import collections
import multiprocessing
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases  # noqa: E402

BATCH = 2_000  # cases a seed; written before the answers are read, so it must fit the pipes
OUTCOMES = {1: "allow", 2: "refuse", 3: "hold", 4: "flag", 5: "violation"}
DECK = [name for name, (_, weight, _) in cases.KINDS.items() for _ in range(weight)]


def rules_of(mask):
    return " or ".join(f"R{n}" if n else "none" for n in range(64) if mask >> n & 1)


def agrees(expected, got):
    outcome, rules, flags, more = expected
    return got[0] == outcome and rules >> got[1] & 1 and got[2] == flags and got[3] == more


def batch(answers, actions, seed, plant):
    """Counts of a seed's cases by kind, how they ended, and the first differences."""
    draw = cases.Draw(seed, actions)
    words, expected, names = array.array("q"), [], []
    for _ in range(BATCH):
        name = draw.one(DECK)
        draw.out = []
        expected.append(cases.KINDS[name][2](draw))
        words.extend((cases.KINDS[name][0], len(draw.out)))
        words.extend(draw.out)
        names.append(name)
    answered = subprocess.run([answers], input=words.tobytes(), stdout=subprocess.PIPE, check=True).stdout
    got = array.array("q", answered)
    if len(got) != 4 * BATCH:
        raise RuntimeError(f"{answers}: {len(got) // 4} answers to {BATCH} cases")
    counted, ends, differences = collections.Counter(names), collections.Counter(), []
    for i, (want, name) in enumerate(zip(expected, names)):
        if plant is not None:
            want = plant(name, want)
        have = got[4 * i:4 * i + 4]
        ends[name, have[0], have[1]] += 1
        if not agrees(want, have):
            differences.append((name, f"seed {seed}, case {i}, {name}: the model says {OUTCOMES[want[0]]} {rules_of(want[1])} "
                                      f"flags {want[2]} more {want[3]}, the policy {OUTCOMES.get(have[0])} "
                                      f"R{have[1]} flags {have[2]} more {have[3]}"))
    return counted, ends, differences


def forget_vetting(name, want):
    """A model that has forgotten R21: the plant that shows that a difference is seen."""
    outcome, rules, flags, more = want
    if name != "alert at the commune" or outcome != 2 or rules != 1 << 21:
        return want
    return 1, 1, 0, more


def work(job):
    return batch(*job)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", help="the program that answers from the policy")
    parser.add_argument("--cases", type=int, default=0, help="how many, rounded up to whole seeds of 2000")
    parser.add_argument("--from", dest="first", type=int, default=1, metavar="SEED", help="the first seed")
    parser.add_argument("--progress", action="store_true", help="say from time to time how far it is")
    options = parser.parse_args()
    whole = os.environ.get("TOCSIN_PROOFS") == "whole"
    number = options.cases or (1_000_000 if whole else 40_000)

    listed = subprocess.run([options.answers, "--actions"], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    actions = {slug: int(n) for n, slug in zip(listed[::2], listed[1::2])}
    unknown = set(actions) ^ set(cases.MATRIX)
    if unknown:
        print("acts that only one side knows: " + " ".join(sorted(unknown)))
        actions = {slug: n for slug, n in actions.items() if slug in cases.MATRIX}

    planted = any(batch(options.answers, actions, options.first + more, forget_vetting)[2] for more in range(50))
    seeds = range(options.first, options.first + -(-number // BATCH))
    counted, ends, differences = collections.Counter(), collections.Counter(), []
    started = said = time.monotonic()
    with multiprocessing.Pool() as pool:
        jobs = ((options.answers, actions, seed, None) for seed in seeds)
        for done, (some, how, different) in enumerate(pool.imap_unordered(work, jobs), 1):
            counted += some
            ends += how
            differences += different
            if options.progress and time.monotonic() - said > 10:
                said = time.monotonic()
                print(f"{done * BATCH} cases, seeds {seeds.start} … {seeds.start + done - 1}, "
                      f"{len(differences)} differences, {said - started:.0f} s", flush=True)
            if len(differences) > 1000:
                pool.terminate()
                break
    for _, text in differences[:20]:
        print(text)
    wrong = {name for name, _ in differences}
    rules = {rule for _, _, rule in ends if rule}
    print(f"{sum(counted.values())} cases agree but for {len(differences)}, in {time.monotonic() - started:.1f} s; "
          f"rules named: {' '.join(f'R{n}' for n in sorted(rules))}")
    if not planted:
        print("a planted difference was not seen")
    failed = len(wrong) + (not planted) + bool(unknown)
    print(f"{len(counted) - len(wrong) + planted} passed, {failed} failed")
    return 0 if not failed else 1


if __name__ == "__main__":
    sys.exit(main())
