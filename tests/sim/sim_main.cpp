// The simulator by hand: one seed with its trace, or many with their figures.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "tests/sim/report.h"

namespace {

using namespace tocsin::sim;

constexpr const char* help = R"(tocsin_sim: many nodes in one process, in virtual time, decided by a seed

  --seed N             one seed (1)
  --seeds FIRST COUNT  so many, one after the other; stops at the first that breaks a promise
  --hours N            of traffic and faults, before the quiet hours (24)
  --communes N, --posts N, --relays N, --referents N
  --later              also the months after, until everything is erased (I7)
  --calm               no faults
  --until-step N       end there
  --trace              a line for everything that happens, to stderr
  --plant NAME         a fault in the harness, that a check must find:
                       )";

struct Asked {
  Options options;
  std::uint64_t count = 1;
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

bool read(int count, char** words, Asked& asked) {
  auto& options = asked.options;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    auto next = [&] { return i + 1 < count ? words[++i] : nullptr; };
    std::uint64_t value = 0;
    if (word == "--trace") {
      options.trace = [](const std::string& line) { std::cerr << line << "\n"; };
    } else if (word == "--later") {
      options.later = true;
    } else if (word == "--calm") {
      options.faults = false;
    } else if (word == "--plant") {
      const char* name = next();
      if (!read_plant(name == nullptr ? "" : name, options)) return false;
    } else if (!number(next(), value)) {
      return usage(word + " is not known, or its number is missing");
    } else if (word == "--seed") {
      options.seed = value;
    } else if (word == "--seeds") {
      options.seed = value;
      if (!number(next(), asked.count)) return usage("--seeds takes two numbers");
    } else if (word == "--until-step") {
      options.until_step = value;
    } else if (word == "--hours") {
      options.hours = static_cast<int>(value);
    } else if (word == "--communes") {
      options.communes = static_cast<int>(value);
    } else if (word == "--posts") {
      options.posts = static_cast<int>(value);
    } else if (word == "--relays") {
      options.relays = static_cast<int>(value);
    } else if (word == "--referents") {
      options.referents = static_cast<int>(value);
    } else {
      return usage(word + " is not known");
    }
  }
  return true;
}

}  // namespace

int main(int count, char** words) {
  for (int i = 1; i < count; ++i)
    if (std::strcmp(words[i], "--help") == 0) {
      std::cout << help;
      for (std::size_t plant = 1; plant < static_cast<std::size_t>(Plant::count); ++plant)
        std::cout << name(static_cast<Plant>(plant)) << " ";
      std::cout << "\n";
      return 0;
    }
  Asked asked;
  if (!read(count, words, asked)) return 2;
  Sum sum;
  for (std::uint64_t i = 0; i < asked.count; ++i, ++asked.options.seed) {
    const auto report = run(asked.options);
    sum.add(report);
    if (report.invariant.empty()) continue;
    std::cout << failure(asked.options, report) << "\n" << sum.text() << "\n" << i << " passed, 1 failed\n";
    return 1;
  }
  std::cout << sum.text() << "\n" << asked.count << " passed, 0 failed\n";
  return 0;
}
