#include "node/cli/referent_show.h"

#include <chrono>
#include <thread>

#include "protocol/wire/receipt.h"

namespace tocsin::node::cli {
namespace {

constexpr milliseconds listen_for{1000};   // the longest silence before R33 is asked again
constexpr milliseconds retry_after{1000};  // between two tries to reach the node

std::string short_id(const AlertId& alert) {
  return to_hex(alert.view()).substr(0, 16);
}

std::string category_words(const client::AlertView& view) {
  return std::string(code(view.category)) + " " + std::string(say(words(view.category)));
}

const char* truth_slug(policy::Truth truth) {
  switch (truth) {
    case policy::Truth::waiting: return "waiting";
    case policy::Truth::received: return "received";
    case policy::Truth::not_received_call_17: return "not_received_call_17";
  }
  return "";
}

}  // namespace

Record record_of(const client::Step& step) {
  Record record{{"state", slug(step.state)},
                {"by", step.supervising                ? "supervising_post"
                       : step.issuer == NodeKind::post ? "post"
                                                       : "commune"},
                {"at", to_iso(step.at)},
                {"leaf", step.leaf}};
  if (step.state == AlertState::closed) record.push_back({"code", slug(static_cast<ClosingCode>(step.code))});
  if (step.rule != 0) record.push_back({"rule", "R" + std::to_string(step.rule)});
  if (step.refusal != 0) record.push_back({"refusal", wire::slug(static_cast<wire::Refusal>(step.refusal))});
  if (step.clock_noted) record.push_back({"clock_noted", true});
  record.push_back({"words", step_words(step)});
  return record;
}

Record record_of(const client::AlertView& view) {
  List steps;
  for (const auto& step : view.steps) steps.push_back(record_of(step));
  Record record{{"alert", to_hex(view.alert.view())},
                {"sequence", view.sequence},
                {"category", code(view.category)},
                {"sector", unsigned{view.sector}},
                {"sector_name", view.sector_name},
                {"urgency", slug(view.urgency)},
                {"exercise", view.exercise},
                {"sent", to_iso(view.sent)},
                {"state", view.standing ? slug(view.standing->state) : std::string_view("sealed")},
                {"over", view.over},
                {"call_back", view.call_back},
                {"lost", view.lost},
                {"contradicted", view.contradicted},
                {"withdrawal_asked", view.withdrawal_asked},
                {"receipts", steps},
                {"words", trail_words(view)}};
  if (view.truth) record.push_back({"truth", truth_slug(*view.truth)});
  if (view.erased_at) record.push_back({"erased_at", to_iso(*view.erased_at)});
  return record;
}

std::string table_of(const std::vector<client::AlertView>& views) {
  const bool fr = language() == policy::Language::fr;
  std::vector<std::vector<std::string>> rows{{fr ? "alerte" : "alert", fr ? "envoyée" : "sent",
                                              fr ? "quoi" : "what", fr ? "secteur" : "sector",
                                              fr ? "état" : "state"}};
  for (const auto& view : views) {
    std::string state = standing_words(view);
    if (view.exercise) state = (fr ? "EXERCICE · " : "EXERCISE · ") + state;
    rows.push_back({short_id(view.alert), paris(view.sent), category_words(view),
                    std::to_string(view.sector) + " " + view.sector_name, state});
  }
  return to_table(rows);
}

Result<AlertId> pick_alert(const std::vector<client::AlertView>& views, const std::string& prefix) {
  if (views.empty()) return fail(Errc::not_found, std::string(say(text::nothing_sent)));
  if (prefix.empty()) return views.back().alert;
  const client::AlertView* found = nullptr;
  for (const auto& view : views) {
    if (to_hex(view.alert.view()).compare(0, prefix.size(), prefix) != 0) continue;
    if (found != nullptr)
      return fail(Errc::conflict, "several alerts begin with " + prefix + ": give more of the id");
    found = &view;
  }
  if (found == nullptr) {
    return fail(Errc::not_found, "no alert begins with " + prefix + ": `tocsin referent status` lists them");
  }
  return found->alert;
}

Result<client::AlertView> watch(const Context& context, client::Referent& referent, const AlertId& alert,
                                Duration limit, const std::function<bool(const client::AlertView&)>& done) {
  const auto end = std::chrono::steady_clock::now() + limit;
  std::size_t shown = 0;
  bool warned = false;
  for (;;) {
    auto flushed = referent.flush();
    auto heard =
        flushed ? referent.listen(listen_for) : client::Answer<bool>(tl::unexpected(flushed.error()));
    auto view = referent.alert(alert);
    if (!view) return tl::unexpected<Error>(view.error().error);
    for (; shown < view->steps.size(); ++shown) {
      Record record = record_of(view->steps[shown]);
      record.insert(record.begin(), {"alert", to_hex(alert.view())});
      context.out.event(std::move(record), step_words(view->steps[shown]));
    }
    if (view->truth == policy::Truth::not_received_call_17 && !warned) {
      context.out.warn(say(text::call_17_now));
      warned = true;
    }
    if (view->over || done(*view) || std::chrono::steady_clock::now() >= end) return *view;
    if (!heard) std::this_thread::sleep_for(retry_after);
  }
}

}  // namespace tocsin::node::cli
