// tocsin_sim: one seed or many, each a whole federation from its first document to the last check.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/sim/campaign.h"

namespace {

using namespace tocsin::sim;

constexpr const char* help =
    R"(tocsin_sim: a federation of nodes and relays in virtual time, decided by a seed

  tocsin_sim --seed N                 one federation; prints what happened
  tocsin_sim --seeds FIRST COUNT      many, one after the other; the first broken promise ends it
  --hours H          of traffic and faults (48); quiet hours follow
  --communes N  --posts N  --relays N (25, 5, 2)
  --until-step K     stops before turn K
  --trace            says every turn
  --no-faults        nothing goes wrong
  --later            also the 200 days after, in which everything must be erased
  --plant NAME       the harness breaks a promise: lose-parcel, show-twice, forget-quota, leak, fork-log, loosen,
                     keep-keys, revoked-goes-on, grow, ahead
  --help

Exit code: 0 every promise was kept, 1 one was broken (seed, time, step and invariant are printed), 2 wrong usage.
)";

[[noreturn]] void usage(const char* what) {
  std::fprintf(stderr, "tocsin_sim: %s; see --help\n", what);
  std::exit(2);
}

Plant plant_named(std::string_view word) {
  for (std::size_t i = 1; i < static_cast<std::size_t>(Plant::count); ++i)
    if (word == name(static_cast<Plant>(i))) return static_cast<Plant>(i);
  usage("no such plant");
}

struct Asked {
  Options options;
  std::uint64_t first = 1, count = 1;
};

Asked read(int argc, char** argv) {
  Asked asked;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    auto number = [&]() -> std::uint64_t {
      if (++i >= argc) usage("a number is missing");
      char* end = nullptr;
      const auto value = std::strtoull(argv[i], &end, 10);
      if (*argv[i] == '\0' || *end != '\0') usage("that is no number");
      return value;
    };
    auto small = [&] { return static_cast<int>(number()); };
    if (word == "--help") {
      std::fputs(help, stdout);
      std::exit(0);
    } else if (word == "--seed") {
      asked.first = number();
    } else if (word == "--seeds") {
      asked.first = number();
      asked.count = number();
    } else if (word == "--hours") {
      asked.options.hours = small();
    } else if (word == "--communes") {
      asked.options.communes = small();
    } else if (word == "--posts") {
      asked.options.posts = small();
    } else if (word == "--relays") {
      asked.options.relays = small();
    } else if (word == "--until-step") {
      asked.options.until_step = number();
    } else if (word == "--trace") {
      asked.options.trace = [](const std::string& line) { std::printf("%s\n", line.c_str()); };
    } else if (word == "--no-faults") {
      asked.options.faults = false;
    } else if (word == "--later") {
      asked.options.later = true;
    } else if (word == "--plant") {
      if (++i >= argc) usage("a plant's name is missing");
      asked.options.plant = plant_named(argv[i]);
    } else {
      usage("what is not known was asked");
    }
  }
  if (asked.options.posts < 1 || asked.options.communes < 1) usage("a post and a commune are needed");
  return asked;
}

}  // namespace

int main(int argc, char** argv) {
  auto asked = read(argc, argv);
  std::printf("crypto: %s\n", crypto_in_use());
  Sum sum;
  for (std::uint64_t i = 0; i < asked.count; ++i) {
    asked.options.seed = asked.first + i;
    if (!add_run(sum, asked.options)) return 1;
    if (asked.count > 1 && (i + 1) % 10 == 0) print(sum);
  }
  print(sum);
  return 0;
}
