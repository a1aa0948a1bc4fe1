// What one decision costs, beside what libsodium and a copy cost in the same run. Exit code 1: something
// allocated.
#include "policy/decide.h"

#include <sodium.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "figures.h"

namespace {
std::size_t allocations = 0;  // of this program, which has one thread
}
void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace tocsin::bench {
namespace {

using namespace policy;
using namespace std::chrono_literals;

constexpr int samples = 201, calls = 20'000;
const Instant noon = Instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + 12h;

// Keeps the compiler from leaving out what nobody reads.
template <class Value>
void keep(const Value& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

// The median cost of one call, in nanoseconds.
template <class Call>
double cost_ns(int per_sample, Call call) {
  std::array<double, samples> taken;
  for (auto& one : taken) {
    const auto start = SteadyClock::now();
    for (int i = 0; i < per_sample; ++i) call();
    one = micros_since(start) * 1000 / per_sample;
  }
  std::sort(taken.begin(), taken.end());
  return taken[samples / 2];
}

bool all_free = true;
double verify_ns = 0, copy_ns = 0;

template <class Call>
void measure(const char* name, Call call) {
  const auto before = allocations;
  const auto ns = cost_ns(calls / 40, call);
  const auto allocated = allocations - before;
  all_free = all_free && allocated == 0;
  std::printf("| %s | %.0f ns | 1/%.0f | %.1f | %zu |\n", name, ns, verify_ns / ns, ns / copy_ns, allocated);
}

Term a_term() {
  return {.from = noon - days(100), .until = noon + days(200)};
}
AlertFacts an_alert() {
  AlertFacts facts;
  facts.now = noon;
  facts.charter = {.signed_by_all = true, .from = noon - days(200), .until = noon + days(800), .heard = noon};
  facts.sender = Role::referent;
  facts.to_the_post = facts.commune_in_mandate = facts.sector_in_mandate = facts.called17 = true;
  facts.mandate.nominated = facts.mandate.vetted = facts.mandate.keys_distinct = facts.mandate.statement_out =
      true;
  facts.mandate.tie = Tie::none;
  facts.mandate.term = a_term();
  facts.mandate.trained_at = noon - days(120);
  facts.mandate.conduct_charter_signed = true;
  facts.category = Category::suspect_vehicle;
  facts.urgency = Urgency::in_progress;
  facts.pause = {false, Instant{}};
  return facts;
}
ContentFacts a_content(const AlertFacts& alert) {
  ContentFacts facts;
  facts.now = noon;
  facts.accepted = noon - 1min;
  facts.charter = alert.charter;
  facts.mandate = alert.mandate.term;
  facts.category = alert.category;
  facts.same_category = facts.same_sector = facts.same_mandate = facts.place_tag_true = facts.plate_tag_true =
      true;
  facts.conducts = std::uint64_t{1} << static_cast<unsigned>(Conduct::slow_repeated_passes);
  facts.plate = "AB123CD";
  facts.referents_on_target = 1;
  facts.review_since = Instant::max();
  return facts;
}

bool measure_all() {
  unsigned char key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES],
      signature[crypto_sign_BYTES];
  std::array<unsigned char, 256> header{};
  std::array<unsigned char, 1536> envelope{}, copy{};
  crypto_sign_keypair(key, secret);
  crypto_sign_detached(signature, nullptr, header.data(), header.size(), secret);
  verify_ns =
      cost_ns(20, [&] { keep(crypto_sign_verify_detached(signature, header.data(), header.size(), key)); });
  copy_ns = cost_ns(calls, [&] {
    keep(envelope);
    std::memcpy(copy.data(), envelope.data(), envelope.size());
    keep(copy);
  });

  const auto alert = an_alert();
  const auto content = a_content(alert);
  const auto limits = effective(prefecture_default(), charter_default(), ceiling(), ceiling());
  const StateChange history[] = {{AlertState::delivered, noon - 1h}, {AlertState::opened, noon - 30min}};
  OfficerFacts officer;
  officer.now = noon;
  officer.role = Role::officer;
  officer.commission = a_term();
  officer.at_addressed_post = true;
  officer.work = work_of(history);
  const OpenFacts opening{officer, true, true};
  const WorkFacts taking{opening.officer, Action::take};
  const std::array<std::uint32_t, 12> cells = {9, 12, 40, 7, 8, 0, 0, 31, 2, 6, 14, 3};
  bool permitted = decide_alert_at_commune(alert, limits).permitted() &&
                   decide_alert_at_post(content, limits).permitted() && decide_open(opening).permitted() &&
                   decide_officer_action(taking).permitted();

  std::printf(
      "| decision | median | of an Ed25519 verification (%.1f µs) | × a copy of 1,536 bytes (%.0f ns) | "
      "allocations |\n"
      "|---|---|---|---|---|\n",
      verify_ns / 1000, copy_ns);
  measure("alert at the commune, allowed", [&] { keep(decide_alert_at_commune(alert, limits)); });
  auto refused = alert;
  refused.charter.suspended_at = noon;
  measure("alert at the commune, node suspended", [&] { keep(decide_alert_at_commune(refused, limits)); });
  measure("alert at the post, with a plate", [&] { keep(decide_alert_at_post(content, limits)); });
  measure("opening a content", [&] { keep(decide_open(opening)); });
  measure("taking an alert", [&] { keep(decide_officer_action(taking)); });
  measure("one cell of the matrix", [&] { keep(decide_action(Role::officer, Action::take)); });
  measure("granting a mandate", [&] { keep(decide_mandate(alert.mandate, alert.charter, limits, noon)); });
  measure("limits in force, from four documents",
          [&] { keep(effective(prefecture_default(), charter_default(), limits, ceiling())); });
  measure("when an alert is erased", [&] { keep(erase_at(history, limits)); });
  std::array<MaskedCount, 12> shown;
  measure("masking a table of 12", [&] { keep(mask(cells, limits, shown)); });
  return permitted && all_free;
}

}  // namespace
}  // namespace tocsin::bench

int main() {
  if (sodium_init() < 0) return 1;
  if (tocsin::bench::measure_all()) return 0;
  std::fputs("tocsin_bench_decide: a decision allocated memory, or refused what is in order\n", stderr);
  return 1;
}
