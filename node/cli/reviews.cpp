#include "node/cli/reviews.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/words.h"
#include "policy/review.h"

namespace tocsin::node::cli {
namespace {

const char* opener_slug(client::ReviewOpener opener) {
  switch (opener) {
    case client::ReviewOpener::auditor: return "auditor";
    case client::ReviewOpener::referent: return "referent";
    case client::ReviewOpener::node: return "node";
  }
  return "";
}
const char* state_slug(client::ReviewState state) {
  switch (state) {
    case client::ReviewState::open: return "open";
    case client::ReviewState::overdue: return "overdue";
    case client::ReviewState::answered: return "answered";
  }
  return "";
}
std::string_view state_words(client::ReviewState state) {
  switch (state) {
    case client::ReviewState::open: return say({"sans réponse", "not answered"});
    case client::ReviewState::overdue: return say({"EN RETARD", "OVERDUE"});
    case client::ReviewState::answered: return say({"répondu", "answered"});
  }
  return {};
}
const char* office_slug(NodeKind asked) {
  return asked == NodeKind::post ? "post" : "mairie";
}
std::string rule_name(std::uint8_t rule) {
  return "R" + std::to_string(rule);
}

client::Answer<client::ReviewList> ask(OpenOffice& office) {
  auto session = office.official().connected();
  if (!session) return client::pass_on(session);
  return client::list_reviews(**session);
}

int list(const Context& context, const std::string& audience) {
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto found = ask(**office);
  if (!found) return report(context, found.error());
  List rows;
  for (const auto& row : found->rows) rows.push_back(record_of(row));
  return context.out.done({{"reviews", rows}}, table_of(found->rows));
}

struct AnswerWish {
  std::string review, outcome;
};

int answer(const Context& context, const std::string& audience, const AnswerWish& wish) {
  auto outcome = from_slug<ReviewOutcome>(wish.outcome);
  if (!outcome)
    return misuse(context, "--outcome " + wish.outcome + " is not in the list: " + slugs<ReviewOutcome>());
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto found = ask(**office);
  if (!found) return report(context, found.error());
  const client::ReviewRow* chosen = nullptr;
  for (const auto& row : found->rows) {
    if (to_hex(row.review.id.view()).compare(0, wish.review.size(), wish.review) != 0) continue;
    if (chosen != nullptr) return misuse(context, "several reviews begin with " + wish.review);
    chosen = &row;
  }
  if (chosen == nullptr)
    return context.out.failed(
        {Errc::not_found, "no review begins with " + wish.review + ": `review list` shows them"});
  auto done = client::answer_review((*office)->official(), *chosen, *outcome);
  if (!done) return report(context, done.error());
  context.out.good("answered; it counts at once, here and at the other node as soon as it hears of it");
  return context.out.done({{"review", to_hex(chosen->review.id.view())}, {"outcome", slug(*outcome)}}, {});
}

struct OpenWish {
  std::string rule, commune, mandate, officer, asks = "post";
};

// "R20" or "20"; 0 for no rule.
std::uint8_t parse_rule(const std::string& text) {
  for (std::uint8_t number = 1; number <= policy::rule_count; ++number)
    if (text == rule_name(number) || text == std::to_string(number)) return number;
  return 0;
}

int open(const Context& context, const OpenWish& wish) {
  client::ReviewWish review;
  review.rule = parse_rule(wish.rule);
  if (review.rule == 0) return misuse(context, "--rule " + wish.rule + ": a rule is R1 to R36");
  if (wish.asks != "post" && wish.asks != "mairie")
    return misuse(context, "--asks " + wish.asks + ": post or mairie");
  review.asks = wish.asks == "post" ? NodeKind::post : NodeKind::commune;
  if (!wish.mandate.empty() && !wish.officer.empty())
    return misuse(context, "a review is about one mandate, one officer, or the office: give one of them");
  const auto& named = wish.mandate.empty() ? wish.officer : wish.mandate;
  if (!named.empty()) {
    review.subject = wish.mandate.empty() ? ReviewSubject::officer : ReviewSubject::mandate;
    auto bytes = from_hex(named);
    if (!bytes || bytes->size() != review.about.size())
      return misuse(context, named + ": write the whole id, 32 hexadecimal digits, as the log shows it");
    std::copy(bytes->begin(), bytes->end(), review.about.begin());
  }
  auto office = OpenOffice::at(context, "audit");
  if (!office) return report(context, office.error());
  auto commune = (*office)->commune(wish.commune);
  if (!commune) return context.out.failed(commune.error());
  review.commune = *commune;
  auto opened = client::open_review((*office)->official(), review);
  if (!opened) return report(context, opened.error());
  context.out.good("opened; an answer is owed within 30 days, and overdue is visible to all (R32)");
  return context.out.done({{"review", to_hex(opened->view())}, {"rule", rule_name(review.rule)}}, {});
}

CLI::App& add_review(CLI::App& parent, const std::string& audience, const std::string& examples) {
  auto& review = add_command(parent, "review", "questions that must be answered in 30 days (R14, R32)",
                             examples + "\n  tocsin " + audience + " review list");
  review.require_subcommand(1);
  return review;
}
void add_list(CLI::App& review, Context& context, const std::string& audience) {
  auto& listing = add_command(review, "list", "reviews, their answers, and what is overdue",
                              "  tocsin " + audience + " review list");
  on_run(listing, context, [&context, audience] { return list(context, audience); });
}

}  // namespace

Record record_of(const client::ReviewRow& row) {
  const auto& review = row.review;
  Record record{{"review", to_hex(review.id.view())}, {"commune", to_string(review.commune)},
                {"rule", rule_name(review.rule)},     {"opened_by", opener_slug(row.opener)},
                {"subject", slug(review.subject)},    {"asks", office_slug(review.asks)},
                {"opened", to_iso(review.at)},        {"due", to_iso(row.due)},
                {"state", state_slug(row.state)}};
  if (review.subject != ReviewSubject::office) record.push_back({"about", to_hex(review.about)});
  if (row.answer) {
    record.push_back({"outcome", slug(row.answer->outcome)});
    record.push_back({"answered", to_iso(row.answer->at)});
  }
  return record;
}

std::string table_of(const std::vector<client::ReviewRow>& rows) {
  if (rows.empty()) return std::string(say({"Aucun examen.", "No review."}));
  const bool fr = language() == policy::Language::fr;
  std::vector<std::vector<std::string>> table{{"id", fr ? "règle" : "rule", fr ? "ouvert" : "opened",
                                               fr ? "interroge" : "asks", fr ? "vise" : "about",
                                               fr ? "réponse due" : "answer due", fr ? "état" : "state"}};
  for (const auto& row : rows) {
    std::string state(state_words(row.state));
    if (row.answer) state += " · " + std::string(say(words(row.answer->outcome)));
    std::string about(say(words(row.review.subject)));
    if (row.review.subject != ReviewSubject::office) about += " " + to_hex(row.review.about).substr(0, 16);
    table.push_back({to_hex(row.review.id.view()).substr(0, 16), rule_name(row.review.rule),
                     paris(row.review.at) + " · " + opener_slug(row.opener), office_slug(row.review.asks),
                     about, paris(row.due), state});
  }
  return to_table(table);
}

std::string pause_words(const client::OwnPause& pause) {
  if (!pause.running()) return {};
  using policy::Detail;
  std::string text =
      "R14 : " +
      std::string(say(policy::words(pause.under_review ? Detail::under_review : Detail::cooling_down)));
  if (pause.until) text += " " + std::string(say({"Jusqu’au", "Until"})) + " " + paris(*pause.until) + ".";
  return text + " " +
         std::string(say({"Pour le contester : `tocsin referent contest`. En cas de danger, appelez le 17.",
                          "To contest it: `tocsin referent contest`. In danger, call 17."}));
}

Record record_of(const client::OwnPause& pause) {
  Record record{{"running", pause.running()}};
  if (!pause.running()) return record;
  record.push_back({"rule", "R14"});
  record.push_back({"under_review", pause.under_review});
  if (pause.until) record.push_back({"until", to_iso(*pause.until)});
  record.push_back({"contest", "tocsin referent contest"});
  record.push_back({"words", pause_words(pause)});
  return record;
}

void add_review_answers(CLI::App& office, Context& context, const std::string& audience) {
  const std::string example = "  tocsin " + audience + " review answer 019a --outcome lifted";
  auto& review = add_review(office, audience, example);
  add_list(review, context, audience);
  auto wish = std::make_shared<AnswerWish>();
  auto& answering = add_command(review, "answer", "answer a review that asks this office, once", example);
  answering.add_option("review", wish->review, "the beginning of its id")->required();
  answering.add_option("--outcome", wish->outcome, slugs<ReviewOutcome>())->required();
  on_run(answering, context, [&context, audience, wish] { return answer(context, audience, *wish); });
}

void add_review_opening(CLI::App& audit, Context& context) {
  const std::string example = "  tocsin audit review open --rule R13 --asks post";
  auto& review = add_review(audit, "audit", example);
  add_list(review, context, "audit");
  auto wish = std::make_shared<OpenWish>();
  auto& opening = add_command(review, "open", "ask an office about a rule; it must answer (R32)", example);
  opening.add_option("--rule", wish->rule, "the rule it is about, R1 to R36")->required();
  opening.add_option("--asks", wish->asks, "who answers: post or mairie");
  opening.add_option("--commune", wish->commune, "INSEE code; needed where there are several");
  opening.add_option("--mandate", wish->mandate, "the mandate that it is about");
  opening.add_option("--officer", wish->officer,
                     "the officer's key id that it is about, as the log shows it");
  on_run(opening, context, [&context, wish] { return open(context, *wish); });
}

}  // namespace tocsin::node::cli
