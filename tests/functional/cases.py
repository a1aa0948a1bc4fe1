"""Runs functions as test cases, and closes as the test runner reads it: `N passed, N failed`."""
import pathlib
import sys
import time
import traceback


class Cases:
    def __init__(self, title, only=None):
        self.title, self.only = title, only
        self.passed = self.failed = 0

    def run(self, name, function, *arguments):
        if self.only and self.only not in name:
            return
        began = time.monotonic()
        try:
            function(*arguments)
        except Exception:  # a broken case is reported and the next one runs
            self.failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
        else:
            self.passed += 1
            print(f"ok      {name} ({time.monotonic() - began:.1f} s)", flush=True)

    def play(self, world, named):
        """Founds the world's network, runs (name, function, more arguments …) in it one after another, and ends all."""
        try:
            world.found_all()
            for name, function, *more in named:
                self.run(name, function, world, *more)
        except Exception:
            self.failed += 1
            print(f"FAILED  founding the network\n{traceback.format_exc()}", flush=True)
        finally:
            world.close()
        self.close()

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(0 if self.failed == 0 and self.passed > 0 else 1)


def is_sanitized(build):
    cache = pathlib.Path(build) / "CMakeCache.txt"
    return "TOCSIN_SANITIZE:BOOL=ON" in cache.read_text(encoding="utf-8")


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(found, wanted, what=""):
    if found != wanted:
        raise AssertionError(f"{what}: found {found!r}, wanted {wanted!r}")
