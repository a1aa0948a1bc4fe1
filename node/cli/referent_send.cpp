// `tocsin referent send`: from words on a command line to a sealed alert, and the truth about where it is.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/listening.h"
#include "node/cli/locality.h"
#include "node/cli/referent_show.h"
#include "policy/rules.h"

namespace tocsin::node::cli {
namespace {

struct SendWish : SeenWish {
  int wait_seconds = 240;
  bool wait = false;
};

// `why` nobody took it, as the way there has said; empty: nothing was said.
int answer(const Context& context, const client::AlertView& view, bool reached, const std::string& why = {}) {
  if (view.standing) {
    const auto& stands = *view.standing;
    if (stands.state == AlertState::refused || stands.state == AlertState::violation) {
      if (stands.rule != 0)
        return context.out.refused(stands.rule, rule_sentence(stands.rule), record_of(view));
      return context.out.failed({Errc::not_allowed, standing_words(view)}, say(text::call_17_now),
                                record_of(view));
    }
  }
  const bool missed = view.truth == policy::Truth::not_received_call_17;
  if (view.standing && !missed) return context.out.done(record_of(view), trail_words(view));
  auto record = record_of(view);
  if (!why.empty()) {
    context.out.warn(why);
    record.push_back({"why", why});
  }
  context.out.failed({Errc::unreachable, standing_words(view)},
                     reached ? say(text::call_17_now) : say(text::keep_screen_open), std::move(record));
  return static_cast<int>(Exit::unreachable);
}

int send(const Context& context, const SendWish& wish) {
  context.out.talk(say(text::call_first));
  auto seen = parse_seen(wish);
  if (!seen) return misuse(context, seen.error().detail);
  if (wish.in_progress && !wish.called17) {
    const auto nine = static_cast<std::uint8_t>(policy::Rule::R9);
    return context.out.refused(nine, rule_sentence(nine));
  }
  auto device = OpenDevice::at(context, "referent");
  if (!device) return context.out.failed(device.error());
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  const auto& sectors = referent->mandate().sectors;
  if (wish.sector == 0 && sectors.size() != 1) {
    std::string list;
    for (const auto& sector : referent->charter().sectors) {
      list += (list.empty() ? "" : ", ") + std::to_string(sector.id) + " " + sector.name;
    }
    return misuse(context, "--sector is needed: " + list);
  }
  seen->sector = wish.sector != 0 ? static_cast<SectorId>(wish.sector) : sectors.front();

  // Newer epoch keys and charter if the node is there; without it the alert is sealed all the same.
  const bool reached = referent->refresh().has_value();
  const auto heard = listening(*referent);
  heard.now ? context.out.talk(heard.words) : context.out.warn(heard.words);  // R33, before anything is sent
  const auto streets = referent->streets();
  if (auto placed = place_street(wish, streets ? &*streets : nullptr, *seen); !placed)
    return context.out.failed(placed.error());
  auto alert = referent->seal(*seen);
  if (!alert) return report(context, alert.error());
  if (seen->exercise) {
    context.out.talk(say(text::exercise));
    context.out.talk(say(referent->charter().exercise ? text::real_is_17 : text::real_instead));
  }
  context.out.talk(say(text::do_not_follow));
  context.out.talk(std::string(say(text::sealed_here)) + " · " + to_hex(alert->view()).substr(0, 16));
  if (wish.wait) {
    auto last =
        watch(context, *referent, *alert, seconds(wish.wait_seconds), [](const client::AlertView& view) {
          return view.standing && view.standing->issuer == NodeKind::post;
        });
    if (!last) return context.out.failed(last.error());
    return answer(context, *last, true);
  }
  auto sent = referent->flush();
  if (sent) (void)referent->catch_up();
  auto view = referent->alert(*alert);
  if (!view) return report(context, view.error());
  if (!sent && view->standing && sent.error().rule == 0)
    context.out.warn(sent.error().error.detail);  // of another that waits here
  if (!sent && !view->standing && sent.error().rule != 0) return report(context, sent.error());
  if (view->standing && view->standing->state == AlertState::accepted) {
    context.out.talk(say(text::undo_until));
  }
  return answer(context, *view, reached, sent || view->standing ? std::string() : sent.error().error.detail);
}

}  // namespace

void add_send(CLI::App& referent, Context& context) {
  auto& command = add_command(
      referent, "send", "report what was observed: what, where, send. 17 · 112 · 114 first",
      "  tocsin referent send --category VEH --conduct slow_repeated_passes --sector 2 --vehicle-type van\n"
      "  tocsin referent send --category INT --conduct forcing_door_or_window --in-progress --called17 "
      "--sector 1 --wait\n"
      "  tocsin referent send --category VEH --conduct slow_repeated_passes --street \"Grande Rue\" --number "
      "12\n"
      "  tocsin referent send --category ESC --conduct asks_money_or_codes --person "
      "height=above_180cm,upper=black");
  auto wish = std::make_shared<SendWish>();
  add_seen_options(command, *wish);
  command.add_flag("--wait", wish->wait, "stay until the post has it, and tell the truth meanwhile");
  command.add_option("--wait-seconds", wish->wait_seconds, "how long at most")->check(CLI::Range(1, 3600));
  on_run(command, context, [&context, wish] { return send(context, *wish); });
}

}  // namespace tocsin::node::cli
