// `tocsin referent`: what a volunteer does, from the card to "my data".
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/law_words.h"
#include "node/cli/listening.h"
#include "node/cli/notices.h"
#include "node/cli/referent_show.h"
#include "node/cli/reviews.h"
#include "node/cli/standing.h"

namespace tocsin::node::cli {
namespace {

constexpr const char* audience = "referent";

std::string_view stage_words(client::MandateStage stage) {
  switch (stage) {
    case client::MandateStage::asked: return say(text::stage_asked);
    case client::MandateStage::nominated: return say(text::stage_nominated);
    case client::MandateStage::vetted: return say(text::stage_vetted);
    case client::MandateStage::in_force: return say(text::stage_in_force);
  }
  return {};
}
const char* stage_slug(client::MandateStage stage) {
  switch (stage) {
    case client::MandateStage::asked: return "asked";
    case client::MandateStage::nominated: return "nominated";
    case client::MandateStage::vetted: return "vetted";
    case client::MandateStage::in_force: return "in_force";
  }
  return "";
}

// The text of a card, or a file that holds it.
Result<wire::EnrolmentCard> read_card(const std::string& given) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(given, error)) return wire::parse_card(given);
  auto held = read_text(given);
  if (!held) return pass_on(held);
  while (!held->empty() && (held->back() == '\n' || held->back() == '\r')) held->pop_back();
  return wire::parse_card(*held);
}

struct EnrolWish {
  std::string card, tie;
};

int enrol(const Context& context, const EnrolWish& wish) {
  auto card = read_card(wish.card);
  if (!card) return context.out.failed(card.error(), "Type the card again, from TOCSIN1: to its last group.");
  auto tie = tie_given(context, wish.tie);
  if (!tie) return misuse(context, tie.error().detail);
  auto device = OpenDevice::at(context, audience, OpenDevice::IfMissing::make);
  if (!device) return context.out.failed(device.error());
  auto enrolled = client::enrol((*device)->profile(), (*device)->tools(), *card, *tie);
  if (!enrolled) return report(context, enrolled.error());
  context.out.good(enrolled->commune + " · " + enrolled->post + " · " + enrolled->telephone);
  return context.out.done({{"words", enrolled->words},
                           {"commune", enrolled->commune},
                           {"post", enrolled->post},
                           {"telephone", enrolled->telephone},
                           {"tie", slug(*tie)},
                           {"stage", stage_slug(client::MandateStage::asked)}},
                          std::string(say(text::words_intro)) + "\n  " + enrolled->words + "\n" +
                              std::string(say(text::stage_asked)));
}

// Before there is a mandate: how far it is.
int enrolment_status(const Context& context, OpenDevice& device) {
  auto standing = client::enrolment_standing(device.profile(), device.tools());
  if (!standing) return report(context, standing.error());
  Record record{{"stage", stage_slug(standing->stage)}};
  std::string shown(stage_words(standing->stage));
  if (standing->stage != client::MandateStage::in_force) {
    record.push_back({"words", standing->words});
    shown += "\n" + std::string(say(text::words_intro)) + "\n  " + standing->words;
  } else {
    record.push_back({"mandate", to_hex(standing->mandate->mandate.view())});
    record.push_back({"until", to_iso(standing->mandate->until)});
    shown += "\n  " + paris(standing->mandate->from) + " → " + paris(standing->mandate->until);
  }
  return context.out.done(std::move(record), shown);
}

struct StatusWish {
  std::string alert;
  bool watch = false;
  int seconds = 3 * 24 * 3600;
};

// Who tightened or suspended, and why: a referent hears it before the next alert (R24).
void add_law(const Context& context, client::Referent& referent, Record& record) {
  auto law = referent.law();
  if (!law || !*law) return;
  record.push_back({"law", record_of(**law)});
  if ((*law)->suspension || !(*law)->tightenings.empty()) context.out.warn(text_of(**law));
}

// The prefecture knows a later charter or record, or another: this device, or its node, goes by an old one.
void add_directory(const Context& context, client::Referent& referent, Record& record) {
  const auto charter = referent.listed_charter(), post = referent.listed_record();
  record.push_back({"directory", Record{{"charter", wire::slug(charter)}, {"record", wire::slug(post)}}});
  auto is_old = [](wire::Listed is) { return is == wire::Listed::older || is == wire::Listed::other; };
  if (is_old(charter) || is_old(post)) context.out.warn(say(text::papers_are_old));
}

// R14: why nothing can be sent, until when, and how to contest it.
void add_pause(client::Referent& referent, bool reachable, Record& record, std::string& shown) {
  if (!reachable) return;
  auto held = referent.reviews();
  if (!held) return;
  record.push_back({"pause", record_of(held->pause)});
  List list;
  for (const auto& row : held->rows) list.push_back(record_of(row));
  record.push_back({"reviews", list});
  if (auto words = pause_words(held->pause); !words.empty()) shown = words + "\n" + shown;
  if (!held->rows.empty()) shown += "\n" + table_of(held->rows);
}

int contest(const Context& context) {
  auto device = OpenDevice::at(context, audience);
  if (!device) return context.out.failed(device.error());
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  auto asked = referent->contest();
  if (!asked) return report(context, asked.error());
  context.out.good(
      std::string(say({"demandé ; le poste doit répondre sous 30 jours : `tocsin referent status`",
                       "asked; the post must answer within 30 days: `tocsin referent status`"})));
  return context.out.done({{"review", to_hex(asked->view())}}, {});
}

int status(const Context& context, const StatusWish& wish) {
  auto device = OpenDevice::at(context, audience);
  if (!device) return context.out.failed(device.error());
  if (!(*device)->profile().has("mandate")) return enrolment_status(context, **device);
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  auto sent = referent->flush();
  auto caught = referent->catch_up();
  if (sent && caught) (void)referent->refresh();
  const bool reachable = caught.has_value();
  if (!reachable) context.out.warn(say(text::nobody_answers));
  if (auto forgotten = referent->forget_due(); !forgotten) return context.out.failed(forgotten.error());
  auto views = referent->alerts();
  if (wish.alert.empty() && !wish.watch) {
    List list;
    for (const auto& view : views) list.push_back(record_of(view));
    const auto heard = listening(*referent);
    Record record{{"stage", stage_slug(client::MandateStage::in_force)},
                  {"reachable", reachable},
                  {"forged_receipts", std::uint64_t{referent->forged_receipts()}},
                  {"listening", record_of(heard)},
                  {"entered_at_desk", entered_list(*referent)},
                  {"mandate", record_of_mandate(*referent)},
                  {"alerts", list}};
    if (reachable) add_law(context, *referent, record);
    add_directory(context, *referent, record);
    std::string shown = mandate_words(*referent) + heard.words + "\n" + entered_words(*referent);
    shown += views.empty() ? std::string(say(text::nothing_sent)) : table_of(views);
    add_pause(*referent, reachable, record, shown);
    return context.out.done(std::move(record), shown);
  }
  auto alert = pick_alert(views, wish.alert);
  if (!alert) return context.out.failed(alert.error());
  if (!wish.watch) {
    auto view = referent->alert(*alert);
    if (!view) return report(context, view.error());
    Record record = record_of(*view);
    record.push_back({"reachable", reachable});
    return context.out.done(std::move(record), trail_words(*view));
  }
  auto last = watch(context, *referent, *alert, seconds(wish.seconds), [](const auto&) { return false; });
  if (!last) return context.out.failed(last.error());
  return context.out.done(record_of(*last), standing_words(*last));
}

int withdraw(const Context& context, const std::string& prefix) {
  auto device = OpenDevice::at(context, audience);
  if (!device) return context.out.failed(device.error());
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  auto alert = pick_alert(referent->alerts(), prefix);
  if (!alert) return context.out.failed(alert.error());
  auto view = referent->withdraw(*alert);
  if (!view)
    return report(context, view.error(), "The withdrawal is kept and goes out with the next command.");
  return context.out.done(record_of(*view), standing_words(*view));
}

int my_data(const Context& context) {
  auto device = OpenDevice::at(context, audience);
  if (!device) return context.out.failed(device.error());
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  if (!referent->catch_up() || !referent->learn_standing()) context.out.warn(say(text::nobody_answers));
  if (auto forgotten = referent->forget_due(); !forgotten) return context.out.failed(forgotten.error());
  List list;
  std::string shown = table_of(referent->alerts());
  for (const auto& view : referent->alerts()) {
    list.push_back(record_of(view));
    shown += to_hex(view.alert.view()).substr(0, 16) + "  " +
             (view.erased_at ? std::string(say(text::kept_until)) + " " + paris(*view.erased_at)
                             : std::string(say(text::no_trace_yet))) +
             "\n";
  }
  if (list.empty()) shown = std::string(say(text::nothing_sent));
  shown = mandate_words(*referent) + shown;
  return context.out.done({{"mandate", to_hex(referent->mandate().mandate.view())},
                           {"commune", referent->charter().name},
                           {"mandate_until", to_iso(referent->mandate().until)},
                           {"standing", record_of_mandate(*referent)},
                           {"alerts", list}},
                          shown);
}

int show_words(const Context& context) {
  auto device = OpenDevice::at(context, audience);
  if (!device) return context.out.failed(device.error());
  return enrolment_status(context, **device);
}

}  // namespace

void add_referent(CLI::App& app, Context& context) {
  auto& referent =
      add_command(app, audience, "send alerts and follow them: 17 · 112 · 114 first",
                  "  tocsin referent enrol card.txt --tie none\n  tocsin referent status\n"
                  "  tocsin referent send --category VEH --conduct slow_repeated_passes --sector 2 "
                  "--vehicle-type van --colour white");
  auto card = std::make_shared<EnrolWish>();
  auto& enrolling =
      add_command(referent, "enrol", "use a card: check its root and charter, make keys, show six words",
                  "  tocsin referent enrol 'TOCSIN1:…'\n  tocsin referent enrol card.txt --tie none");
  enrolling.add_option("card", card->card, "the card's text, or a file that holds it")->required();
  enrolling.add_option(
      "--tie", card->tie,
      "what ties you to the police or an elected office, signed with the request (R21): none, "
      "officer, elected, candidate or other; asked at a terminal");
  on_run(enrolling, context, [&context, card] { return enrol(context, *card); });

  auto wish = std::make_shared<StatusWish>();
  auto& standing =
      add_command(referent, "status", "where the mandate, or each alert, stands: verified receipts only",
                  "  tocsin referent status\n  tocsin referent status 019a --watch");
  standing.add_option("alert", wish->alert, "the beginning of an alert's id; without it: all");
  standing.add_flag("--watch", wish->watch, "show each receipt as it comes, until the alert is over");
  standing.add_option("--for", wish->seconds, "seconds to watch at most")
      ->check(CLI::Range(1, 7 * 24 * 3600));
  on_run(standing, context, [&context, wish] { return status(context, *wish); });

  add_send(referent, context);
  add_referent_notices(referent, context);
  add_confirm(referent, context);
  add_referent_word(referent, context);

  auto alert = std::make_shared<std::string>();
  auto& taking_back =
      add_command(referent, "withdraw", "take an alert back: within 60 s it ends, later it is a mark",
                  "  tocsin referent withdraw 019a");
  taking_back.add_option("alert", *alert, "the beginning of its id; without it: the latest");
  on_run(taking_back, context, [&context, alert] { return withdraw(context, *alert); });

  auto& contesting =
      add_command(referent, "contest", "ask for the review of a pause after abusive alerts (R14)",
                  "  tocsin referent contest");
  on_run(contesting, context, [&context] { return contest(context); });

  auto& data = add_command(referent, "my-data", "what was sent, what is left of it, and when it goes",
                           "  tocsin referent my-data --json");
  on_run(data, context, [&context] { return my_data(context); });

  auto& six =
      add_command(referent, "words", "the six words to compare at the post", "  tocsin referent words");
  on_run(six, context, [&context] { return show_words(context); });
}

}  // namespace tocsin::node::cli
