// `limits` and `pending`, as mairie and post have them: one office tightens at once, all three loosen (R24).
#include "node/cli/limits.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "node/cli/acts.h"
#include "node/cli/ceremony.h"
#include "node/cli/law_words.h"

namespace tocsin::node::cli {
namespace {

struct TightenWish {
  std::string commune, reason;
  std::vector<std::string> limits;
};

Result<std::vector<wire::LimitValue>> parse_limits(const std::vector<std::string>& given) {
  std::vector<wire::LimitValue> values;
  for (const auto& text : given) {
    auto value = parse_limit(text);
    if (!value) return pass_on(value);
    values.push_back(*value);
  }
  std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.limit < b.limit; });
  return values;
}

int tighten(const Context& context, const std::string& audience, const TightenWish& wish) {
  auto reason = from_slug<ActReason>(wish.reason);
  if (!reason)
    return misuse(context, "--reason " + wish.reason + " is not in the list: " + slugs<ActReason>());
  auto limits = parse_limits(wish.limits);
  if (!limits) return misuse(context, limits.error().detail);
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  if (auto fresh = (*office)->official().refresh(); !fresh) return report(context, fresh.error());
  auto commune = (*office)->commune(wish.commune);
  if (!commune) return context.out.failed(commune.error());
  auto hash = (*office)->official().tighten(*commune, *limits, *reason);
  if (!hash) return report(context, hash.error());
  auto id = to_hex(hash->view());
  context.out.good("in force at once, and public with its reason");
  context.out.talk("It lapses after 90 days unless the other office joins: limits join " + id.substr(0, 8) +
                   "\nWithin the hour it can be taken back: limits withdraw " + id.substr(0, 8));
  return context.out.done({{"overlay", id}, {"commune", to_string(*commune)}}, {});
}

struct PickWish {
  std::string overlay;
};
struct Picked {
  Insee commune;
  client::CommuneLaw::Tightening tightening;
};

Result<Picked> pick(const std::vector<client::CommuneLaw>& all, const std::string& prefix) {
  std::optional<Picked> found;
  for (const auto& law : all)
    for (const auto& each : law.tightenings) {
      if (to_hex(each.hash.view()).compare(0, prefix.size(), prefix) != 0) continue;
      if (found) return fail(Errc::conflict, "several begin with " + prefix + ": give more of the id");
      found = Picked{law.commune, each};
    }
  if (!found)
    return fail(Errc::not_found,
                "no tightening in force begins with " + prefix + ": `limits list` shows them");
  return *found;
}

int join_or_withdraw(const Context& context, const std::string& audience, const PickWish& wish, bool join) {
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto& official = (*office)->official();
  auto all = official.law();
  if (!all) return report(context, all.error());
  auto picked = pick(*all, wish.overlay);
  if (!picked) return context.out.failed(picked.error());
  auto done = join ? official.join_overlay(picked->tightening.document)
                   : official.withdraw_overlay(picked->commune, picked->tightening.hash);
  if (!done) return report(context, done.error());
  context.out.good(join ? "joined: it no longer lapses" : "withdrawn");
  return context.out.done({{"overlay", to_hex(picked->tightening.hash.view())},
                           {"commune", to_string(picked->commune)},
                           {join ? "joined" : "withdrawn", true}},
                          {});
}

int show_law(const Context& context, const std::string& audience) {
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto all = (*office)->official().law();
  if (!all) return report(context, all.error());
  return context.out.done({{"communes", records_of(*all)}}, text_of(*all));
}

}  // namespace

void add_limits(CLI::App& office, Context& context, const std::string& audience) {
  const std::string name = "tocsin " + audience;
  auto& limits =
      add_command(office, "limits", "tighten the limits of a commune, alone and at once (R24)",
                  "  " + name + " limits tighten --limit alerts_per_day=2 --reason review\n  " + name +
                      " limits list\n  " + name + " limits join 4b1f\n  " + name + " limits withdraw 4b1f");
  limits.require_subcommand(1);
  auto wish = std::make_shared<TightenWish>();
  auto& tightening = add_command(limits, "tighten", "tighter at once, public with its reason",
                                 "  " + name + " limits tighten --limit alerts_per_day=2 --reason review");
  tightening.add_option("--limit", wish->limits, "NAME=NUMBER, tighter than what is in force")->required();
  tightening.add_option("--reason", wish->reason, slugs<ActReason>())->required();
  tightening.add_option("--commune", wish->commune, "INSEE code; needed where there are several");
  on_run(tightening, context, [&context, audience, wish] { return tighten(context, audience, *wish); });

  for (bool join : {true, false}) {
    auto which = std::make_shared<PickWish>();
    const std::string verb = join ? "join" : "withdraw";
    auto& command = add_command(limits, verb,
                                join ? "stand by the other office's tightening: it no longer lapses"
                                     : "take back a tightening of this office, within the hour",
                                "  " + name + " limits " + verb + " 4b1f");
    command.add_option("overlay", which->overlay, "the beginning of its id, from `limits list`")->required();
    on_run(command, context,
           [&context, audience, which, join] { return join_or_withdraw(context, audience, *which, join); });
  }
  auto& listing = add_command(limits, "list", "what is tightened here, by whom, why and until when",
                              "  " + name + " limits list --json");
  on_run(listing, context, [&context, audience] { return show_law(context, audience); });
  auto& pending =
      add_command(office, "pending", "what waits to loosen the limits, and what tightens them now",
                  "  " + name + " pending --json");
  on_run(pending, context, [&context, audience] { return show_law(context, audience); });
}

}  // namespace tocsin::node::cli
