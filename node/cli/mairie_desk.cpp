// `tocsin mairie desk-entry`: the desk enters the alert of a referent who is on the telephone (R35).
#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <thread>

#include "node/cli/acts.h"
#include "node/cli/listening.h"
#include "node/cli/locality.h"
#include "node/cli/words.h"
#include "node/client/entry_desk.h"

namespace tocsin::node::cli {
namespace {

constexpr milliseconds asked_again_after{1000};

struct EntryWish : SeenWish {
  std::string mandate;
  int wait_seconds = 240;
  bool wait = false;
};

client::Step step_of(const client::HeldReceipt& held) {
  const auto& receipt = held.receipt;
  client::Step step;
  step.state = receipt.state;
  step.issuer = receipt.issuer_kind;
  step.at = receipt.at;
  step.code = receipt.code;
  step.rule = receipt.rule;
  step.refusal = receipt.refusal;
  step.leaf = receipt.leaf;
  step.clock_noted = receipt.clock_noted;
  return step;
}

bool at_the_post(const client::AlertEntry& entry) {
  const auto* stands = client::standing(entry);
  return stands != nullptr && stands->receipt.issuer_kind == NodeKind::post;
}

int answer(const Context& context, const client::AlertEntry& entry, const Listening& heard) {
  Record record{
      {"alert", to_hex(entry.alert.view())}, {"unconfirmed", true}, {"listening", record_of(heard)}};
  const auto* stands = client::standing(entry);
  if (stands == nullptr)
    return context.out.failed({Errc::unreachable, std::string(say(text::nobody_answers))},
                              say(text::call_17_now), record);
  record.push_back({"state", slug(stands->receipt.state)});
  if (stands->receipt.rule != 0)
    return context.out.refused(stands->receipt.rule, rule_sentence(stands->receipt.rule), record);
  if (stands->receipt.state == AlertState::refused)
    return context.out.failed({Errc::not_allowed, step_words(step_of(*stands))}, say(text::call_17_now),
                              record);
  return context.out.done(std::move(record), step_words(step_of(*stands)));
}

int enter(const Context& context, const EntryWish& wish) {
  context.out.talk(say(text::call_first));
  auto seen = parse_seen(wish);
  if (!seen) return misuse(context, seen.error().detail);
  if (wish.sector == 0) return misuse(context, "--sector is needed: where the referent saw it");
  seen->sector = static_cast<SectorId>(wish.sector);
  auto device = OpenDevice::at(context, "mairie");
  if (!device) return context.out.failed(device.error());
  auto official = client::Official::open((*device)->profile(), (*device)->tools());
  if (!official) return report(context, official.error());
  auto desk = client::EntryDesk::open(*official, (*device)->profile());
  if (!desk) return report(context, desk.error());
  if (auto refreshed = official->refresh(); !refreshed) return report(context, refreshed.error());
  auto rows = official->mandates();
  if (!rows) return report(context, rows.error());
  auto row = pick_mandate(std::move(*rows), wish.mandate);
  if (!row) return context.out.failed(row.error());
  const auto& roster = official->roster();
  const auto& post = roster.record(roster.charter(official->office().commune)->value.post)->value;
  const auto* other = roster.record(post.supervising);
  const auto heard = listening(post, other == nullptr ? nullptr : &other->value,
                               [&](const wire::PostRecord& of) { return official->presence(of); });
  heard.now ? context.out.talk(heard.words)
            : context.out.warn(heard.words);  // R33, while she is on the telephone
  const auto& charter = roster.charter(official->office().commune)->value;
  const auto streets =
      wish.street.empty() ? std::nullopt : official->streets(charter.commune, charter.sequence);
  if (auto placed = place_street(wish, streets ? &*streets : nullptr, *seen); !placed)
    return context.out.failed(placed.error());
  auto alert = desk->enter(row->id, *seen);
  if (!alert) return report(context, alert.error());
  if (seen->exercise) context.out.talk(say(text::exercise));
  auto sent = desk->flush();
  if (!sent && client::to_submit(*desk->find(*alert)))
    return report(context, sent.error(), say(text::call_17_now));
  if (!sent && sent.error().rule == 0)
    context.out.warn(sent.error().error.detail);  // of another that waits here
  const auto end = std::chrono::steady_clock::now() + seconds(wish.wait_seconds);
  while (wish.wait && !at_the_post(*desk->find(*alert)) && !client::is_over(*desk->find(*alert)) &&
         std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(asked_again_after);
    if (auto caught = desk->catch_up(); !caught) context.out.warn(caught.error().error.detail);
  }
  if (wish.wait && !at_the_post(*desk->find(*alert)) && !client::is_over(*desk->find(*alert)))
    context.out.warn(say(text::call_17_now));
  return answer(context, *desk->find(*alert), heard);
}

}  // namespace

void add_desk_entry(CLI::App& mairie, Context& context) {
  auto& command = add_command(
      mairie, "desk-entry", "enter the alert of a referent on the telephone; the post will call her (R35)",
      "  tocsin mairie desk-entry 9f3a --category VEH --conduct slow_repeated_passes --sector 2\n"
      "  tocsin mairie desk-entry 9f3a --category INT --conduct forcing_door_or_window --in-progress "
      "--called17 --sector 1 --wait");
  auto wish = std::make_shared<EntryWish>();
  command.add_option("mandate", wish->mandate, "the beginning of the referent's mandate id")->required();
  add_seen_options(command, *wish);
  command.add_flag("--wait", wish->wait, "stay until the post has it: the referent is on the telephone");
  command.add_option("--wait-seconds", wish->wait_seconds, "how long at most")->check(CLI::Range(1, 3600));
  on_run(command, context, [&context, wish] { return enter(context, *wish); });
}

}  // namespace tocsin::node::cli
