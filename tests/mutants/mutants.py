"""Takes the checks of documents out of the code, one at a time, and asks which test sees it.

Works on a copy of the tree, in which each check can be left out by a number in the environment: so each program is built
once for all of them. `tests/campaign mutants` runs it; README.md beside this file says what is taken out.
"""
import concurrent.futures
import html
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ABOUT = "TOCSIN_MUTANT"  # which check is left out; "seen": none, and those that are reached are written to TOCSIN_MUTANTS_SEEN
SECONDS_MAX = 600        # of a test program that no longer ends: seen

PRELUDE = """// Of the copy only.
#include <cstdio>
#include <cstdlib>
#include <cstring>
static bool left_out(int number) {
  static const char* about = std::getenv("TOCSIN_MUTANT");
  if (about == nullptr) return false;
  if (std::strcmp(about, "seen") != 0) return std::atoi(about) == number;
  static bool seen[65536];
  if (!seen[number]) {
    seen[number] = true;
    if (std::FILE* file = std::fopen(std::getenv("TOCSIN_MUTANTS_SEEN"), "a")) {
      std::fprintf(file, "%d\\n", number);
      std::fclose(file);
    }
  }
  return false;
}
"""

# What is left out where, and which test program must see it. Slow cases that are about other things are passed over.
PARTS = {
    "wire": {
        "program": "tests/protocol/tocsin_wire_test",
        "but": ["two changed bytes*", "a changed byte is refused*"],
        "files": ["documents_check.cpp", "notices.cpp", "desk.cpp", "directory.cpp", "locality.cpp", "standing.cpp"],
        "folder": "protocol/wire",
    },
    "seal": {
        "program": "tests/protocol/tocsin_seal_test",
        "but": ["a key under a passphrase*", "the commune refuses an envelope*", "a file that is no key file*",
                  "a receipt is its node's*", "no bit of a signed request*", "the published*"],
        "files": ["trust.cpp", "trust_people.cpp", "notices.cpp", "desk.cpp", "signature_sheet.cpp"],
        "folder": "protocol/seal",
    },
    "core": {
        "program": "tests/node/tocsin_core_test",
        "but": [],
        "files": ["accept.cpp", "charters.cpp", "overlays.cpp", "acts.cpp", "offices.cpp", "reviews.cpp", "own_word.cpp",
                  "deputies.cpp", "mandates.cpp", "mandate_links.cpp", "epoch_loss.cpp", "presence.cpp", "freshness.cpp",
                  "revocations.cpp", "directory.cpp", "notices.cpp", "forwards.cpp", "confirmations.cpp", "locality.cpp",
                  "windows.cpp"],
        "folder": "node/core",
    },
}
PER_TYPE = 64  # numbers of a check that is left out for one type of document at a time


class Mutant:
    def __init__(self, number, file, line, text, kind):
        self.number, self.file, self.line, self.text, self.kind = number, file, line, text, kind

    def name(self):
        return f"{self.file}:{self.line}: {self.text}"

    def key(self):
        """Without the line, which other changes move."""
        return f"{self.file}: {self.text}"


def closing(text, start):
    """The place of the bracket that closes the one at `start`."""
    depth = 0
    quoted = False
    for at in range(start, len(text)):
        if text[at] == '"' and text[at - 1] != "\\":
            quoted = not quoted
        if quoted:
            continue
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at
    raise ValueError("a bracket that does not close")


CHECK = re.compile(r"(?<![\w.:])(is\.(?!known\b(?=<))\w+\(|check_\w+\(is, )")
GUARD = re.compile(r"(?<![\w#])if \(")
REFUSES = re.compile(r"\s*(?:return (?:fail|failed|refused|silent|unwelcome|reply_of)\b|sheet\.refuse\()")


class Instrumented:
    """One file of the copy: its checks, numbered from `first`."""

    def __init__(self, path, shown, first):
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        self.shown, self.next, self.mutants, self.changes = shown, first, [], []

    def add(self, at, what, kind):
        line = self.text.count("\n", 0, at) + 1
        shown = " ".join(what.split())
        self.mutants.append(Mutant(self.next, self.shown, line, shown[:160], kind))
        self.next += 1
        return self.next - 1

    def checks_of_fields(self):
        for found in CHECK.finditer(self.text):
            end = closing(self.text, found.end(1) - 1 if found.group(1).endswith("(") else self.text.index("(", found.start()))
            if self.text[end + 1] != ";":
                continue
            number = self.add(found.start(), self.text[found.start():end + 1], "range")
            self.changes.append((found.start(), found.start(), f"left_out({number}) ? void() : "))

    def guards(self, kind):
        for found in GUARD.finditer(self.text):
            start = found.end() - 1
            end = closing(self.text, start)
            if not REFUSES.match(self.text, end + 1):
                continue
            inside = self.text[start + 1:end]
            head, condition = inside.rpartition(";")[::2] if ";" in inside else ("", inside)
            # What is only there or not is used on the next line: leaving that out is a crash, not a check.
            if re.fullmatch(r"\s*!?\s*[\w>.-]+\s*", condition) or "= " in condition.replace("== ", "").replace("!= ", "").replace(
                    "<= ", "").replace(">= ", ""):
                continue
            number = self.add(found.start(), condition, kind)
            body = f"{head + ';' if head else ''} !left_out({number}) && ({condition.strip()})"
            self.changes.append((start + 1, end, body))

    def swap(self, before, after):
        at = self.text.index(before)
        self.changes.append((at, at + len(before), after))

    def per_type(self, names, kind, before, after):
        """`after` says OUT where it asks whether the check is left out for this document's type."""
        base = self.next
        line = self.text.count("\n", 0, self.text.index(before)) + 1
        for number, name in names.items():
            self.mutants.append(Mutant(base + number, self.shown, line, f"{kind} of {name}", kind))
        self.next = base + PER_TYPE
        self.swap(before, after.replace("OUT", f"left_out({base} + static_cast<int>(document_.type))"))

    def written(self):
        text = self.text
        for start, end, new in sorted(self.changes, reverse=True):
            text = text[:start] + new + text[end:]
        return PRELUDE + text


def document_types(tree):
    with open(os.path.join(tree, "protocol/wire/documents.h"), encoding="utf-8") as file:
        body = file.read().partition("enum class DocumentType")[2].partition("};")[0]
    return {int(number): name for name, number in re.findall(r"(\w+) = (\d+),", body)}


def of_sheet(one, names):
    """Who signed, under which tag: common to all documents, left out for one type at a time."""
    one.per_type(names, "tag", "if (signature.tag != static_cast<std::uint16_t>(tag)) continue;",
                 "const bool any_tag = OUT; if (!any_tag && signature.tag != static_cast<std::uint16_t>(tag)) continue;")
    one.per_type(names, "signer", '''if (key == keys.end())
      refuse(who, "signed by a key that is not theirs");''',
                 '''if (key == keys.end() && !keys.empty() && OUT)
      signed_by.push_back(keys[signed_by.size() % keys.size()]);
    else if (key == keys.end())
      refuse(who, "signed by a key that is not theirs");''')
    one.per_type(names, "signature", "else if (!verify(*key, tag, document_.bytes, signature.signature))",
                 "else if (!verify(*key, any_tag ? static_cast<Tag>(signature.tag) : tag, document_.bytes, signature.signature)"
                 " && !OUT)")
    one.per_type(names, "one signature twice", "else if (std::find(signed_by.begin(), signed_by.end(), *key) != signed_by.end())",
                 "else if (std::find(signed_by.begin(), signed_by.end(), *key) != signed_by.end() && !OUT)")
    one.per_type(names, "number of signatures", "if (take(tag, keys, who).size() < needed) refuse",
                 "if (take(tag, keys, who).size() < (needed > 1 && OUT ? needed - 1 : needed)) refuse")
    one.per_type(names, "missing signature", "void SignatureSheet::require(Tag tag, const SigningPublic& key, std::string_view who) {",
                 "void SignatureSheet::require(Tag tag, const SigningPublic& key, std::string_view who) {\n"
                 "  if (!has(tag) && OUT) return;")
    one.per_type(names, "signature nobody asked for", "    if (!taken_[i])\n", "    if (!taken_[i] && !OUT)\n")
    one.per_type(names, "type of the document", "if (document.type != type)\n", "if (document.type != type && !OUT_)\n"
                 .replace("OUT_", "left_out(BASE + static_cast<int>(type))"))


def instrument(tree, part):
    names = document_types(tree)
    mutants, first = [], 1
    for file in part["files"]:
        path = os.path.join(ROOT, part["folder"], file)
        one = Instrumented(path, f"{part['folder']}/{file}", first)
        if file == "signature_sheet.cpp":
            of_sheet(one, names)
            base = one.next - PER_TYPE
            one.changes = [(start, end, new.replace("BASE", str(base))) for start, end, new in one.changes]
        elif part["folder"] == "protocol/wire":
            one.checks_of_fields()
        else:
            one.guards("refusal")
            if file == "trust_people.cpp":
                fitting(one)
            if part["folder"] == "protocol/seal":
                distinct(one)
        put(os.path.join(tree, part["folder"], file), one.written())
        mutants += one.mutants
        first = one.next
    return mutants


def fitting(one):
    """What a single signature can be about, for each document that carries one."""
    for found in re.finditer(r"bool fits\(const wire::(\w+)&[^{]*\{\n", one.text):
        number = one.add(found.start(), f"tag and issuer of a {found.group(1)}", "tag")
        one.changes.append((found.end(), found.end(), f"  if (left_out({number})) return true;\n"))


def distinct(one):
    for found in re.finditer(r"\n *((?:for \([^\n]*\) )?)(keys\.add\([^;\n]*\));", one.text):
        number = one.add(found.start(2), found.group(2), "distinct keys")
        one.changes.append((found.start(2), found.start(2), f"left_out({number}) ? void() : "))


def put(path, text):
    """Written only where it changes, so that nothing is built twice."""
    old = None
    if os.path.exists(path):
        with open(path, "rb") as file:
            old = file.read()
    new = text if isinstance(text, bytes) else text.encode()
    if old != new:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(new)


def copy(tree, but):
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            stdout=subprocess.PIPE, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        source = os.path.join(ROOT, name)
        if name in but or not os.path.isfile(source):
            continue
        with open(source, "rb") as file:
            put(os.path.join(tree, name), file.read())
        os.chmod(os.path.join(tree, name), os.stat(source).st_mode)


def run(program, words, tree, about, seen=None):
    """The name of the first case that fails; None: all passed."""
    environment = {**os.environ, ABOUT: about}
    if seen:
        environment["TOCSIN_MUTANTS_SEEN"] = seen
    try:
        done = subprocess.run([program, "-r", "xml", *([] if seen else ["-a"]), *words], env=environment, cwd=tree,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired:
        return "(a case that no longer ends)"
    if done.returncode == 0:
        return None
    cases = re.findall(r'<TestCase name="([^"]*)"', done.stdout.decode("utf-8", "replace"))
    return html.unescape(cases[-1]) if cases else "(the program ends)"


def play(kept, part_name, build, jobs):
    """Answers (mutants, seen by which case, those no test reaches)."""
    part = PARTS[part_name]
    tree = os.path.join(kept, "tree-" + part_name)
    copy(tree, {f"{part['folder']}/{file}" for file in part["files"]})
    mutants = instrument(tree, part)
    folder = os.path.join(kept, "build-" + part_name)
    build(folder, os.path.basename(part["program"]), tree)
    program = os.path.join(folder, part["program"])
    words = ["".join(f'~"{case}"' for case in part["but"])] if part["but"] else []
    seen_file = os.path.join(kept, part_name + ".seen")
    open(seen_file, "w", encoding="utf-8").close()
    if failed := run(program, words, tree, "seen", seen_file):
        sys.exit(f"with no check left out, `{failed}` fails: nothing can be learnt")
    with open(seen_file, encoding="utf-8") as file:
        reached = {int(line) for line in file}
    if not reached:
        sys.exit("no check was reached: nothing can be learnt")
    asked = [one for one in mutants if one.number in reached]
    caught = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        answers = pool.map(lambda one: run(program, words, tree, str(one.number)), asked)
        for one, case in zip(asked, answers):
            caught[one.number] = case
            print(f"  {one.name()}\n      {'seen by: ' + case if case else 'SEEN BY NO TEST'}", flush=True)
    return mutants, caught, [one for one in mutants if one.number not in reached]


def known_harmless():
    """Checks whose absence changes nothing, and why; by file and text."""
    with open(os.path.join(HERE, "harmless.json"), encoding="utf-8") as file:
        return json.load(file)


def campaign(kept, parts, build, jobs):
    harmless, wrong = known_harmless(), 0
    os.makedirs(kept, exist_ok=True)
    for name in parts:
        mutants, caught, unreached = play(kept, name, build, jobs)
        missed = [one for one in mutants if caught.get(one.number, 1) is None and one.key() not in harmless]
        excused = sum(1 for one in mutants if caught.get(one.number, 1) is None and one.key() in harmless)
        # A check for one type of document is not there for the types that do not have it.
        asleep = [one for one in unreached if " of " not in one.text or one.kind in ("refusal", "range")]
        asleep = [one for one in asleep if one.key() not in harmless]
        found = sum(1 for case in caught.values() if case)
        print(f"{name}: {len(caught)} checks left out, {found} seen by a test, {excused} without effect, {len(missed)} not seen, "
              f"{len(asleep)} that no test reaches")
        for one in missed + asleep:
            print(f"  {'not seen' if one in missed else 'not reached'}: {one.name()}")
        wrong += len(missed) + len(asleep)
    return 1 if wrong else 0
