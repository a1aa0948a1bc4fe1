// `tocsin post hand-over`, `group` and `confirm`: what an officer does with alerts beyond taking and closing.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/ceremony.h"
#include "node/cli/post_desk.h"
#include "node/cli/words.h"
#include "protocol/seal/alert.h"

namespace tocsin::node::cli {
namespace {

struct HandOverWish {
  std::string alert, reason, to;
  Path out;
};

// To another post goes the alert itself, by the commune's node: there is no file.
int forward(const Context& context, client::Desk& desk, const client::InboxAlert& alert,
            HandOverReason reason, const HandOverWish& wish) {
  if (!wish.out.empty())
    return misuse(context, "--out " + wish.out.string() + ": to a post goes the alert itself, not a file");
  const auto to = wire::parse_recipient(wish.to)->post;
  auto leaf = desk.forward(alert, reason, to);
  if (!leaf) return report(context, leaf.error());
  context.out.good(say(text::passed_on));
  return context.out.done({{"alert", to_hex(alert.alert.view())},
                           {"recipient", wish.to},
                           {"reason", slug(reason)},
                           {"leaf", *leaf}},
                          {});
}

int hand_over(const Context& context, const HandOverWish& wish) {
  auto reason = from_slug<HandOverReason>(wish.reason);
  if (!reason)
    return misuse(context, "--reason " + wish.reason + " is not in the list: " + slugs<HandOverReason>());
  auto to = wire::parse_recipient(wish.to);
  if (!to)
    return misuse(context,
                  "--to " + wish.to + ": write post:P25-000, or procedure: and its number in A-Z 0-9 / -");
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  client::Desk desk((*office)->official());
  auto alert = desk.find(wish.alert);
  if (!alert) return report(context, alert.error());
  if (!to->post.is_zero()) return forward(context, desk, *alert, *reason, wish);
  auto handed = desk.hand_over(*alert, *reason, to->procedure);
  if (!handed) return report(context, handed.error());
  const auto street = desk.street(alert->header, handed->content);
  Record record{{"alert", to_hex(alert->alert.view())},
                {"recipient", wire::to_text(*to)},
                {"reason", slug(*reason)},
                {"leaf", handed->statement.leaf},
                {"at", to_iso(handed->statement.at)},
                {"commune", to_string(alert->header.commune)},
                {"created", to_iso(handed->statement.created)},
                {"exercise", handed->statement.exercise},
                {"content", record_of(handed->content, street)},
                {"proof", handed->proof},
                {"papers", List(handed->papers.begin(), handed->papers.end())}};
  const std::string shown = content_words(handed->content, street);
  seal::wipe(handed->content);
  if (!wish.out.empty()) {
    auto file = record;
    file.insert(file.begin(), {"schema", 1});
    if (auto written = write_text(wish.out, to_json(Value(std::move(file))) + "\n"); !written)
      return context.out.failed(written.error());
    record.push_back({"file", wish.out.string()});
  }
  context.out.talk(say(text::not_carried));
  return context.out.done(std::move(record), shown);
}

struct GroupWish {
  std::vector<std::string> alerts;
  std::string reason;
};

int group(const Context& context, const GroupWish& wish) {
  auto reason = from_slug<GroupReason>(wish.reason);
  if (!reason)
    return misuse(context, "--reason " + wish.reason + " is not in the list: " + slugs<GroupReason>());
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  client::Desk desk((*office)->official());
  std::vector<AlertId> ids;
  List list;
  for (const auto& prefix : wish.alerts) {
    auto alert = desk.find(prefix);
    if (!alert) return report(context, alert.error());
    ids.push_back(alert->alert);
    list.push_back(to_hex(alert->alert.view()));
  }
  auto done = desk.group(std::move(ids), *reason);
  if (!done) return report(context, done.error());
  context.out.good(language() == policy::Language::fr ? "rapprochées ; inscrit au journal avec le motif"
                                                      : "put together; logged with the reason");
  return context.out.done({{"alerts", list}, {"reason", slug(*reason)}}, {});
}

int confirm(const Context& context, const std::string& prefix) {
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  client::Desk desk((*office)->official());
  auto alert = desk.find(prefix);
  if (!alert) return report(context, alert.error());
  auto done = desk.confirm(*alert);
  if (!done) return report(context, done.error());
  context.out.good(language() == policy::Language::fr ? "rappel inscrit : la saisie est confirmée"
                                                      : "call recorded: the entry is confirmed");
  return context.out.done({{"alert", to_hex(alert->alert.view())}, {"confirmed", true}}, {});
}

}  // namespace

void add_hand_over(CLI::App& post, Context& context) {
  auto handing = std::make_shared<HandOverWish>();
  auto& passing = add_command(
      post, "hand-over", "pass a content on, with reason and recipient, logged first (R30)",
      "  tocsin post hand-over 019a --reason procedure --to procedure:00421/2026 --out 00421.json\n"
      "  tocsin post hand-over 019a --reason closing_time --to post:P25-000");
  passing.add_option("alert", handing->alert, "the beginning of its id")->required();
  passing.add_option("--reason", handing->reason, slugs<HandOverReason>())->required();
  passing.add_option("--to", handing->to, "post:P25-000, the supervising post, or procedure:NUMBER")
      ->required();
  passing.add_option("--out", handing->out, "file for the procedure");
  on_run(passing, context, [&context, handing] { return hand_over(context, *handing); });

  auto together = std::make_shared<GroupWish>();
  auto& grouping = add_command(post, "group", "put open alerts together, with a reason that is logged (R31)",
                               "  tocsin post group 019a 019b --reason same_vehicle");
  grouping.add_option("alerts", together->alerts, "the beginnings of their ids")->required()->expected(2, 16);
  grouping.add_option("--reason", together->reason, slugs<GroupReason>())->required();
  on_run(grouping, context, [&context, together] { return group(context, *together); });

  auto alert = std::make_shared<std::string>();
  auto& confirming =
      add_command(post, "confirm", "record that the referent was called and did report it (R35)",
                  "  tocsin post confirm 019a");
  confirming.add_option("alert", *alert, "the beginning of its id")->required();
  on_run(confirming, context, [&context, alert] { return confirm(context, *alert); });
}

}  // namespace tocsin::node::cli
