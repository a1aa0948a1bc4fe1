// The simulator by hand: one seed with its trace, or many with their figures.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "tests/sim/report.h"
#include "tests/sim/scenarios.h"
#include "tests/sim/share.h"

namespace {

using namespace tocsin::sim;

#ifdef TOCSIN_SIM_REAL
constexpr Suite suite = Suite::real;
#else
constexpr Suite suite = Suite::cheap;
#endif

constexpr const char* help = R"(tocsin_sim: many nodes in one process, in virtual time, decided by a seed

  --seed N             one seed (1)
  --seeds FIRST COUNT  so many, one after the other; stops at the first that breaks a promise
  --hours N            of traffic and faults, before the quiet hours (24)
  --communes N, --posts N, --relays N, --referents N
  --supervised         the first post is the operations centre of the others, which close at night
  --later              also the months after, until everything is erased (I7)
  --calm               no faults
  --honest             no node lies (one seed in three has one that does)
  --leap N             node N is a year ahead from the second hour to the third, and starts in between
  --alert-every MIN    of one referent, on average (180)
  --act-every MIN      of one commune's offices (1800)
  --until-step N       end there
  --trace              a line for everything that happens, to stderr
  --share K N          the K-th of N parts of what a test run plays (10,186 hours with TOCSIN_PROOFS=whole)
  --scenario NAME      a seed that once broke a promise:
)";

struct Asked {
  Options options;
  std::uint64_t count = 1;
  std::vector<Options> runs;  // instead
};

bool usage(const std::string& what) {
  std::cerr << "tocsin_sim: " << what << "; see --help\n";
  return false;
}

bool number(const char* text, std::uint64_t& value) {
  char* end = nullptr;
  value = text == nullptr ? 0 : std::strtoull(text, &end, 10);
  return text != nullptr && end != text && *end == 0;
}

bool read_plant(const std::string& asked, Options& options) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Plant::count); ++i)
    if (asked == name(static_cast<Plant>(i))) {
      options.plant = static_cast<Plant>(i);
      return true;
    }
  return usage("no such plant: " + asked);
}

bool read_scenario(const std::string& asked, Asked& into) {
  for (const auto& each : scenarios())
    if (asked == each.name) {
      const auto trace = into.options.trace;
      into.options = each.options();
      into.options.trace = trace;
      return true;
    }
  return usage("no such scenario: " + asked);
}

// The options that take a number; nullptr: not one of them.
int* number_option(const std::string& word, Options& options) {
  if (word == "--hours") return &options.hours;
  if (word == "--communes") return &options.communes;
  if (word == "--posts") return &options.posts;
  if (word == "--relays") return &options.relays;
  if (word == "--referents") return &options.referents;
  if (word == "--leap") return &options.leap;
  if (word == "--alert-every") return &options.alert_every;
  if (word == "--act-every") return &options.act_every;
  return nullptr;
}

bool read_word(const std::string& word, const std::function<const char*()>& next, Asked& asked) {
  auto& options = asked.options;
  std::uint64_t value = 0;
  auto text = [&] {
    const char* given = next();
    return std::string(given == nullptr ? "" : given);
  };
  if (word == "--supervised") {
    options.supervised = true;
  } else if (word == "--trace") {
    options.trace = [](const std::string& line) { std::cerr << line << "\n"; };
  } else if (word == "--later") {
    options.later = true;
  } else if (word == "--calm") {
    options.faults = false;
  } else if (word == "--honest") {
    options.liars = false;
  } else if (word == "--plant") {
    return read_plant(text(), options);
  } else if (word == "--scenario") {
    return read_scenario(text(), asked);
  } else if (!number(next(), value)) {
    return usage(word + " is not known, or its number is missing");
  } else if (word == "--seed") {
    options.seed = value;
  } else if (word == "--seeds") {
    options.seed = value;
    if (!number(next(), asked.count)) return usage("--seeds takes two numbers");
  } else if (word == "--share") {
    std::uint64_t parts = 0;
    if (!number(next(), parts) || parts == 0) return usage("--share takes two numbers");
    asked.runs = share(suite, value, parts);
  } else if (word == "--until-step") {
    options.until_step = value;
  } else if (auto* field = number_option(word, options)) {
    *field = static_cast<int>(value);
  } else {
    return usage(word + " is not known");
  }
  return true;
}

void print_help() {
  std::cout << help;
  for (const auto& each : scenarios()) std::cout << "      " << each.name << ": " << each.once << "\n";
  std::cout << "  --plant NAME         a fault in the harness, that a check must find:\n      ";
  for (std::size_t plant = 1; plant < static_cast<std::size_t>(Plant::count); ++plant)
    std::cout << name(static_cast<Plant>(plant)) << " ";
  std::cout << "\n";
}

}  // namespace

int main(int count, char** words) {
  Asked asked;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--help") {
      print_help();
      return 0;
    }
    if (!read_word(
            word, [&] { return i + 1 < count ? words[++i] : nullptr; }, asked))
      return 2;
  }
  if (asked.runs.empty())
    for (std::uint64_t i = 0; i < asked.count; ++i, ++asked.options.seed) asked.runs.push_back(asked.options);
  Sum sum;
  std::uint64_t passed = 0;
  const auto program = std::filesystem::path(words[0]).filename().string();
  for (const auto& options : asked.runs) {
    if (asked.runs.size() > 1)
      std::cout << "seed " << options.seed << std::endl;  // seen also when it dies in it
    const auto report = run(options);
    sum.add(report);
    if (!report.invariant.empty()) {
      std::cout << failure(options, report, program) << "\n"
                << sum.text() << "\n"
                << passed << " passed, 1 failed\n";
      return 1;
    }
    ++passed;
  }
  std::cout << sum.text() << "\n" << passed << " passed, 0 failed\n";
  return 0;
}
