// The country in numbers: tests/sim/SCALE.md. Fifty pairs of departments, one after another.
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "policy/limits.h"
#include "scale_costs.h"
#include "scale_model.h"

namespace tocsin::scale {
namespace {

constexpr const char* usage =
    "tocsin_scale [--pairs N] [--seed S] [--smoke] [--help]\n"
    "Pairs of departments as queues in virtual time; N of the country's 50 (default 50). --smoke: one pair, "
    "few hours,\n"
    "and checks. Exit codes: 0 done, 1 a check failed, 2 usage.\n";
constexpr double mean_a_second = 0.03;  // alerts of the whole country
constexpr double times_in_a_crisis = 1000;
constexpr std::size_t pairs_of_country = 50;
constexpr double day = 86'400;

struct Options {
  std::size_t pairs = pairs_of_country;
  std::uint64_t seed = 1;
  bool smoke = false;
};

double alerts_of_pair(double times) {
  return mean_a_second * times * day / static_cast<double>(pairs_of_country);
}

Found country(const Options& options, const Town& town, const Costs& costs, Wish wish) {
  Found all;
  for (std::size_t i = 0; i < options.pairs; ++i) {
    wish.seed = options.seed * 1000 + i;
    all.add(run(town, costs, wish));
  }
  return all;
}

void row(const char* words, const std::string& value) {
  std::printf("  %-52s %s\n", words, value.c_str());
}
std::string number(std::uint64_t value) {
  const auto digits = std::to_string(value);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}
std::string shown(const char* format, double one, double two = 0, double three = 0) {
  char text[160];
  std::snprintf(text, sizeof text, format, one, two, three);
  return text;
}

void print(const char* title, Found& found) {
  std::printf("\n%s\n", title);
  row("alerts asked · refused by R10 · accepted",
      number(found.asked) + " · " + number(found.refused_quota) + " · " + number(found.accepted));
  row("delivered · came twice, dropped · opened · closed",
      number(found.delivered) + " · " + number(found.came_again) + " · " + number(found.opened) + " · " +
          number(found.closed));
  row("accepted → delivered, p50 · p99 · max", shown("%.2f · %.2f · %.1f s", found.to_delivered.at(0.5),
                                                     found.to_delivered.at(0.99), found.to_delivered.at(1)));
  for (auto [words, sample] :
       {std::pair{"the same, while their relay is gone", &found.to_delivered_relay_lost},
        std::pair{"the same, while their post is gone", &found.to_delivered_post_lost}})
    if (!sample->seconds.empty())
      row(words, shown("%.2f · %.0f · %.0f s", sample->at(0.5), sample->at(0.99), sample->at(1)) + " of " +
                     number(sample->seconds.size()));
  row("passed to the operations centre · opened there",
      number(found.passed) + " · " + number(found.opened_above));
  for (auto [words, sample] :
       {std::pair{"accepted → opened, its post listens: p50 · p99 · max", &found.to_opened},
        std::pair{"… its post is closed or gone", &found.to_opened_closed},
        std::pair{"… and the operations centre gone too", &found.to_opened_nobody}})
    if (!sample->seconds.empty())
      row(words, shown("%.0f · %.0f · %.0f s", sample->at(0.5), sample->at(0.99), sample->at(1)) + " of " +
                     number(sample->seconds.size()));
  row("parcels put · answers put · messages into relays",
      number(found.parcels) + " · " + number(found.answers) + " · " + number(found.relay_messages));
  row("bytes of parcels in and out of relays", shown("%.2f GB", static_cast<double>(found.bytes) / 1e9));
  row("most at once: in a relay's queue · in one mailbox",
      number(found.relay_queue_max) + " · " + number(found.mailbox_max));
  row("… kept by one relay · in one outbox · at one node", number(found.relay_parcels_max) + " · " +
                                                               number(found.outbox_max) + " · " +
                                                               number(found.node_queue_max));
  row("… unread at one post", number(found.unread_max));
  row("busiest relay, whole time · busiest minute",
      shown("%.3f %% · %.2f %%", 100 * found.relay_busy_share, 100 * found.relay_busy_share_peak));
  row("busiest post's node, busiest minute", shown("%.2f %%", 100 * found.post_busy_share_peak));
  row("officers of the busiest pair's posts, of their hours",
      shown("%.1f %%", 100 * found.officers_busy_share));
  row("… of the busiest centre, busiest hour", shown("%.1f %%", 100 * found.centre_busy_share_peak));
  row("a relay had no room · rows that never ended", number(found.busy) + " · " + number(found.left));
  row("the last row ended after", shown("%.1f h", found.empty_after_hours));
  if (!found.notice.seconds.empty()) {
    row("notice: communes · p50 · p99 · last",
        number(found.notice.seconds.size()) + " · " +
            shown("%.2f · %.2f · %.2f s", found.notice.at(0.5), found.notice.at(0.99), found.notice.at(1)));
    row("its cancel: communes · p50 · p99 · last",
        number(found.cancel.seconds.size()) + " · " +
            shown("%.2f · %.2f · %.2f s", found.cancel.at(0.5), found.cancel.at(0.99), found.cancel.at(1)));
  }
}

// What goes on when nobody sends anything: who asks, and who says that it listens.
void print_idle(const Town& town, const Costs& costs) {
  const double nodes = static_cast<double>((town.posts + town.communes) * pairs_of_country);
  const double fetches = nodes * 2 / 60,
               presences = static_cast<double>(town.communes * pairs_of_country) * 2 / 60;
  const double messages = fetches + 2 * presences, relays = 2.0 * pairs_of_country;
  std::printf(
      "\nNobody sends anything (worked out: a fetch a minute and mailbox, a post's word a minute and "
      "commune, by both relays)\n");
  row("messages into relays, country · one relay", shown("%.0f/s · %.1f/s", messages, messages / relays));
  row("bytes in and out of relays",
      shown("%.1f MB/s", 2 * presences * static_cast<double>(costs.parcel_bytes) / 1e6));
  row("busy, one relay, each message a batch of its own",
      shown("%.2f %%", messages / relays * (costs.relay_message_us + costs.relay_commit_us) / 1e4));
}

// One pair, and the rate at which its first resource is all taken.
void print_limits(const Town& town, const Costs& costs, const Found& crisis) {
  const double officers =
      static_cast<double>(town.posts * town.officers * pairs_of_country) / town.seconds_an_alert;
  const double people = static_cast<double>(town.communes * town.referents_each * pairs_of_country);
  const auto limits = policy::prefecture_default();
  const double each = static_cast<double>(crisis.relay_messages) /
                      static_cast<double>(std::max<std::uint64_t>(crisis.delivered, 1));
  const double relay =
      1e6 / (costs.relay_message_us + costs.relay_commit_us / 64) * 2 * pairs_of_country / each;
  const double post = 1e6 / (costs.post_input_us + costs.node_commit_us) *
                      static_cast<double>(town.posts * pairs_of_country) / 6;
  std::printf("\nWhat is all taken first, as alerts a second of the country, evenly spread\n");
  const double by_night =
      2.0 * pairs_of_country * static_cast<double>(town.officers_of_centre) / town.seconds_an_alert;
  row("by night, operations centres",
      shown("%.1f/s (%.0f officers each)", by_night, static_cast<double>(town.officers_of_centre)));
  row("by day, officers (two a post, 120 s an alert)", shown("%.0f/s", officers));
  row("R10: five ordinary alerts a day each · twenty at most",
      shown("%.0f/s · %.0f/s", people * limits.alerts_per_day / day, people * limits.hard_cap_per_day / day));
  row("relays, batches of 64", shown("%.0f/s (%.1f messages an alert)", relay, each));
  row("posts' nodes, six inputs an alert, each a turn", shown("%.0f/s", post));
}

int smoke(const Options& options, const Town& town, const Costs& costs) {
  int passed = 0, failed = 0;
  const auto check = [&](bool good, const char* what) {
    good ? ++passed : ++failed;
    if (!good) std::printf("FAILED  %s\n", what);
  };
  Wish wish;
  wish.seed = options.seed;
  wish.alerts_a_day = alerts_of_pair(times_in_a_crisis) / 4;
  wish.lost = wish.notice = true;
  auto found = run(town, costs, wish);
  print("one pair, a quarter of a crisis, a relay and an operations centre lost, a notice", found);
  check(found.accepted > 5000, "alerts are accepted");
  check(found.accepted + found.refused_quota == found.asked, "what is not accepted is refused");
  check(found.delivered == found.accepted, "every accepted alert is delivered");
  check(found.closed == found.accepted, "every one is closed");
  check(found.left == 0, "no row is left");
  check(found.to_opened_closed.seconds.size() > 1000, "alerts come while their post is closed");
  check(found.opened_above > 1000 && found.opened_above <= found.passed,
        "the centre opens what passed to it");
  check(found.to_opened_closed.at(0.5) < 3600, "who is closed is read by the centre, not in the morning");
  check(found.to_opened_nobody.at(0.5) > 3600, "a centre that is gone in the evening is felt");
  check(found.to_delivered_post_lost.at(1) > 3600, "a post that is gone is felt: an alert waits for hours");
  check(found.to_delivered_relay_lost.seconds.size() > 100 && found.to_delivered_relay_lost.at(0.99) < 60,
        "a relay that is gone is not: the other one carries");
  check(found.to_delivered.at(0.99) < 60, "who is not cut off waits less than a minute");
  check(found.notice.seconds.size() == town.communes, "the notice comes to every commune once");
  check(found.cancel.seconds.size() == town.communes, "so does its cancel");
  wish.lost = wish.notice = false;
  wish.from = 9;
  wish.hours = 2;
  wish.alerts_a_day = alerts_of_pair(20);
  auto quiet = run(town, costs, wish);
  check(quiet.delivered > 20 && quiet.passed == 0, "by day, on a quiet one, nothing passes");
  // Five rows an alert (itself, delivered, opened, taken, closed): a put and a taken of the row, and of its
  // answer by two relays.
  check(quiet.relay_messages == quiet.delivered * 5 * 6, "thirty messages an alert");
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

int whole(const Options& options, const Town& town, const Costs& costs) {
  std::printf("%zu of %zu pairs of departments: %s communes, %s posts, %zu relays, %s referents\n",
              options.pairs, pairs_of_country, number(options.pairs * town.communes).c_str(),
              number(options.pairs * town.posts).c_str(), 2 * options.pairs,
              number(options.pairs * town.communes * town.referents_each).c_str());
  print_idle(town, costs);
  Wish wish;
  wish.alerts_a_day = alerts_of_pair(1);
  auto mean = country(options, town, costs, wish);
  print("A mean day: 0.03 alerts a second in the country", mean);
  wish.alerts_a_day = alerts_of_pair(times_in_a_crisis);
  wish.notice = true;
  auto crisis = country(options, town, costs, wish);
  print(
      "A crisis day, 1,000 times as many, and in it a national notice at 20:00 and its cancel a minute later",
      crisis);
  auto one = options;
  one.pairs = 1;
  wish.notice = false;
  wish.lost = true;
  auto lost = country(one, town, costs, wish);
  print(
      "The same day in one pair, whose first relay and first operations centre are gone from 18:00 to 24:00",
      lost);
  print_limits(town, costs, crisis);
  return 0;
}

}  // namespace
}  // namespace tocsin::scale

int main(int count, char** words) {
  using namespace tocsin::scale;
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--smoke") {
      options.smoke = true;
    } else if ((word == "--pairs" || word == "--seed") && i + 1 < count) {
      const auto value = std::strtoull(words[++i], nullptr, 10);
      if (word == "--seed") options.seed = value;
      if (word == "--pairs") options.pairs = std::max<std::size_t>(1, value);
    } else {
      std::fputs(usage, word == "--help" ? stdout : stderr);
      return word == "--help" ? 0 : 2;
    }
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  char folder[] = "/tmp/tocsin-scale-XXXXXX";
  try {
    if (::mkdtemp(folder) == nullptr) throw std::runtime_error("no temporary folder");
    const auto costs = measure(folder);
    std::filesystem::remove_all(folder);
    std::fputs(text_of(costs).c_str(), stdout);
    return options.smoke ? smoke(options, {}, costs) : whole(options, {}, costs);
  } catch (const std::exception& error) {
    std::filesystem::remove_all(folder);
    std::fprintf(stderr, "tocsin_scale: %s\n", error.what());
    return 1;
  }
}
