// `tocsin policy simulate`: facts and actions from a JSON file, verdicts from the functions that the nodes
// use. No node, no network, no key.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/cli/policy_files.h"
#include "policy/alert.h"
#include "policy/describe.h"
#include "policy/roles.h"

namespace tocsin::node::cli {
namespace {

using json = nlohmann::json;

// One object of the file: every member is asked for by name, and what nobody asked for is an error.
class Asked {
 public:
  Asked(const json& object, std::string place) : object_(object), place_(std::move(place)) {
    if (!object.is_object()) refuse("must be an object");
  }
  bool flag(const char* name, bool otherwise) {
    const auto* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_boolean()) refuse(std::string(name) + " must be true or false");
    return value->is_boolean() && value->get<bool>();
  }
  std::string text(const char* name, const std::string& otherwise) {
    const auto* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_string()) refuse(std::string(name) + " must be a text");
    return value->is_string() ? value->get<std::string>() : otherwise;
  }
  std::uint32_t number(const char* name, std::uint32_t otherwise) {
    const auto* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_number_unsigned() || value->get<std::uint64_t>() > 0xffffffff) {
      refuse(std::string(name) + " must be a whole number");
      return otherwise;
    }
    return value->get<std::uint32_t>();
  }
  Instant instant(const char* name, Instant otherwise) {
    auto given = text(name, "");
    if (given.empty()) return otherwise;
    auto at = parse_iso(given);
    if (!at) refuse(std::string(name) + " must be an instant, such as 2026-11-22T21:04:05Z");
    return at.value_or(otherwise);
  }
  template <class Enum>
  Enum word(const char* name, Enum otherwise) {
    auto given = text(name, std::string(slug(otherwise)));
    auto value = from_slug<Enum>(given);
    if (!value) refuse(std::string(name) + " \"" + given + "\" is not in the list");
    return value.value_or(otherwise);
  }
  // {"alerts_per_day": 4, …} over `start`.
  policy::Limits limits(const char* name, policy::Limits start) {
    const auto* value = find(name);
    if (value == nullptr) return start;
    if (!value->is_object()) {
      refuse(std::string(name) + " must be an object of limits");
      return start;
    }
    for (const auto& [slug, number] : value->items()) {
      const policy::LimitRow* row = nullptr;
      for (const auto& each : policy::limit_table())
        if (each.slug == slug) row = &each;
      if (row == nullptr || !number.is_number_unsigned() ||
          !policy::set(start, static_cast<std::uint8_t>(row->id), number.get<std::uint32_t>()))
        refuse(std::string(name) + "." + slug +
               ": no such limit, or a value past its floor (`tocsin policy show limits`)");
    }
    return start;
  }
  const json* find(const char* name) {
    asked_.push_back(name);
    auto found = object_.find(name);
    return object_.is_object() && found != object_.end() ? &*found : nullptr;
  }
  void refuse(const std::string& what) {
    if (status_) status_ = fail(Errc::malformed, place_ + ": " + what);
  }
  Status finish() {
    for (const auto& [name, value] : object_.items())
      if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
        refuse("nothing here is called " + name);
    return status_;
  }

 private:
  const json& object_;
  std::string place_;
  std::vector<std::string> asked_;
  Status status_;
};

// What a scenario goes on: everything in order, as the facts say.
struct Scene {
  Instant now{};
  policy::Limits limits{};
  policy::CharterFacts charter{};
  policy::MandateFacts mandate{};
  policy::OverlayFacts overlay{};
  bool election = false;
  struct Sent {
    Instant at;
    bool exercise;
    std::string target;
  };
  std::vector<Sent> sent;
};

Result<Scene> read_scene(const json& file) {
  const json given = file.contains("facts") ? file["facts"] : json::object();
  Asked facts(given, "facts");
  Scene scene;
  scene.now = facts.instant("now", *parse_iso("2026-03-02T12:00:00Z"));
  auto rules = facts.limits("rules", policy::prefecture_default());
  auto charter = facts.limits("charter", policy::charter_default());
  auto overlay = facts.limits("overlay", policy::ceiling());
  auto own = facts.limits("mandate", policy::ceiling());
  scene.limits = policy::effective(rules, charter, overlay, own);
  scene.charter.signed_by_all = facts.flag("charter_signed", true);
  scene.charter.from = facts.instant("charter_from", scene.now - days(100));
  scene.charter.until = facts.instant("charter_until", scene.now + days(900));
  scene.charter.exercise = facts.flag("exercise", false);
  scene.charter.forked = facts.flag("charter_forked", false);
  scene.charter.heard = facts.instant("heard", scene.now);
  if (facts.flag("suspended", false)) scene.charter.suspended_at = scene.now;
  scene.mandate.nominated = facts.flag("nominated", true);
  scene.mandate.vetted = facts.flag("vetted", true);
  scene.mandate.keys_distinct = scene.mandate.statement_out = true;
  scene.mandate.tie = facts.word("tie", Tie::none);
  scene.mandate.conduct_charter_signed = facts.flag("conduct_charter_signed", true);
  scene.mandate.term.from = facts.instant("mandate_from", scene.now - days(30));
  scene.mandate.term.until = facts.instant("mandate_until", scene.now + days(300));
  scene.mandate.trained_at = facts.instant("trained", scene.now - days(60));
  scene.election = facts.flag("election", false);
  if (auto done = facts.finish(); !done) return tl::unexpected<Error>(done.error());
  return scene;
}

policy::Term in_office(const Scene& scene) {
  return {scene.now - days(100), scene.now + days(200), {}, {}, Instant::max()};
}

policy::Verdict send(Scene& scene, Asked& action) {
  policy::AlertFacts facts;
  facts.now = scene.now;
  facts.charter = scene.charter;
  facts.sender = action.word("role", Role::referent);
  facts.to_the_post = action.flag("to_the_post", true);
  facts.mandate = scene.mandate;
  facts.commune_in_mandate = action.flag("own_commune", true);
  facts.sector_in_mandate = action.flag("own_sector", true);
  auto given = action.text("category", "VEH");
  if (auto category = parse_category(given))
    facts.category = *category;
  else
    action.refuse("category " + given + ": one of VEH DEM INT DEG VOL INC DEP VUL DIS ESC OTV RIS");
  facts.urgency = action.word("urgency", Urgency::ordinary);
  facts.called17 = action.flag("called17", false);
  facts.exercise = action.flag("exercise", scene.charter.exercise);
  facts.pause.under_review = action.flag("under_review", false);
  if (action.flag("cooling_down", false)) facts.pause.until = scene.now + hours(1);
  auto target = action.text("target", "");
  auto& counts = facts.exercise ? facts.exercises : facts.real;
  std::vector<Instant> all, same;
  for (const auto& each : scene.sent) {
    if (each.exercise != facts.exercise) continue;
    all.push_back(each.at);
    if (!target.empty() && each.target == target) same.push_back(each.at);
  }
  counts.last_day = policy::count_in_window(all, policy::quota_day, scene.now);
  counts.last_30_days = policy::count_in_window(all, policy::quota_month, scene.now);
  counts.same_place_tag = policy::count_in_window(same, policy::same_target_window, scene.now);
  auto verdict = policy::decide_alert_at_commune(facts, scene.limits);
  if (verdict.permitted()) scene.sent.push_back({scene.now, facts.exercise, target});
  return verdict;
}

policy::Verdict tighten(Scene& scene, Asked& action) {
  policy::TighteningFacts facts;
  facts.now = facts.at = scene.now;
  facts.issuer = action.word("role", Role::mayor);
  facts.commission = in_office(scene);
  facts.own_side = action.flag("own_side", true);
  facts.reason_given = action.flag("reason", true);
  facts.first_hand = true;
  facts.before = scene.limits;
  facts.asked = action.limits("limits", scene.limits);
  auto verdict = policy::decide_tightening(facts);
  if (!verdict.permitted()) return verdict;
  scene.limits = policy::meet(scene.limits, facts.asked);
  scene.overlay = {scene.now, facts.issuer == Role::mayor, facts.issuer == Role::commander, false, false};
  return verdict;
}

policy::Verdict withdraw_overlay(Scene& scene, Asked& action) {
  policy::OverlayWithdrawalFacts facts;
  facts.now = facts.at = scene.now;
  facts.issuer = action.word("role", Role::mayor);
  facts.side = facts.issuer == Role::mayor ? policy::Office::mairie : policy::Office::post;
  facts.commission = in_office(scene);
  facts.own_side = facts.first_hand = true;
  facts.overlay = scene.overlay;
  return policy::decide_overlay_withdrawal(facts);
}

policy::Verdict issue(Scene& scene, Asked& action) {
  policy::IssueFacts facts;
  facts.now = scene.now;
  facts.by = {action.flag("root", true), action.flag("mairie", true), action.flag("post", true)};
  facts.before = scene.limits;
  facts.after = policy::meet(policy::ceiling(), action.limits("limits", scene.limits));
  auto verdict = policy::decide_issue(facts);
  if (verdict.outcome == policy::Outcome::allow) scene.limits = facts.after;
  return verdict;
}

policy::Verdict renew(Scene& scene, Asked& action) {
  policy::RenewalFacts facts;
  facts.now = scene.now;
  facts.by = {action.flag("root", true), action.flag("mairie", true), action.flag("post", true)};
  facts.charter = scene.charter;
  facts.until = action.instant("until", scene.charter.until + policy::renewal_length);
  auto verdict = policy::decide_renewal(facts);
  if (verdict.permitted()) scene.charter.until = facts.until;
  return verdict;
}

policy::Verdict suspend(Scene& scene, Asked& action) {
  policy::Signatories by{action.flag("root", false), action.flag("mairie", false),
                         action.flag("post", false)};
  auto verdict = policy::decide_node_suspension(by, action.flag("reason", true));
  if (verdict.permitted()) scene.charter.suspended_at = scene.now;
  return verdict;
}

policy::Verdict resume(Scene& scene, Asked& action) {
  policy::Signatories by{action.flag("root", true), action.flag("mairie", true), action.flag("post", true)};
  auto verdict = policy::decide_node_resumption(by);
  if (verdict.permitted()) scene.charter.suspended_at.reset();
  return verdict;
}

policy::Verdict act(Scene&, Asked& action) {
  auto role = action.word("role", Role::citizen);
  auto wanted = action.text("act", "");
  for (const auto& each : policy::actions())
    if (each.slug == wanted) return policy::decide_action(role, each.action);
  action.refuse("act \"" + wanted + "\" is not in `tocsin policy show matrix`");
  return {};
}

struct Kind {
  std::string_view name;
  policy::Verdict (*decide)(Scene&, Asked&);
};
constexpr Kind kinds[] = {
    {"alert", send},
    {"tighten", tighten},
    {"withdraw_overlay", withdraw_overlay},
    {"issue", issue},
    {"renew", renew},
    {"suspend", suspend},
    {"resume", resume},
    {"act", act},
    {"nominate",
     [](Scene& scene, Asked& action) {
       return policy::r25_nomination(scene.election, action.flag("in_office", false));
     }},
};

Result<policy::Verdict> decide(Scene& scene, const json& one, const std::string& place) {
  Asked action(one, place);
  auto name = action.text("do", "");
  auto wait = action.number("after_minutes", 0);
  scene.now = action.instant("at", scene.now) + minutes(wait);
  std::optional<policy::Verdict> verdict;
  for (const auto& kind : kinds)
    if (kind.name == name) verdict = kind.decide(scene, action);
  if (!verdict)
    action.refuse("do \"" + name +
                  "\": alert, tighten, withdraw_overlay, issue, renew, suspend, resume, act or nominate");
  if (auto done = action.finish(); !done) return tl::unexpected<Error>(done.error());
  return *verdict;
}

}  // namespace

int simulate(const Context& context, const Path& path) {
  auto text = read_text(path);
  if (!text) return context.out.failed(text.error());
  auto file = json::parse(*text, nullptr, false);
  if (file.is_discarded() || !file.is_object())
    return context.out.failed({Errc::malformed, path.string() + ": not a JSON object"},
                              "{\"facts\": {…}, \"actions\": [{\"do\": \"alert\"}]}");
  for (const auto& [name, value] : file.items())
    if (name != "facts" && name != "actions")
      return context.out.failed({Errc::malformed, path.string() + ": nothing here is called " + name});
  auto scene = read_scene(file);
  if (!scene) return context.out.failed({scene.error().code, path.string() + ": " + scene.error().detail});
  if (!file.contains("actions") || !file["actions"].is_array())
    return context.out.failed({Errc::malformed, path.string() + ": actions must be a list"});
  List list;
  std::vector<std::vector<std::string>> table{{"", "do", "at", "verdict", "rule", "detail"}};
  std::size_t number = 0;
  for (const auto& one : file["actions"]) {
    auto place = path.string() + ": action " + std::to_string(++number);
    auto verdict = decide(*scene, one, place);
    if (!verdict) return context.out.failed(verdict.error());
    auto name = one["do"].get<std::string>();
    list.push_back(Record{{"do", name},
                          {"at", to_iso(scene->now)},
                          {"verdict", policy::slug(verdict->outcome)},
                          {"rule", policy::name(verdict->rule)},
                          {"detail", policy::slug(verdict->detail)},
                          {"flags", verdict->flags}});
    table.push_back({std::to_string(number), name, to_iso(scene->now),
                     std::string(policy::slug(verdict->outcome)), std::string(policy::name(verdict->rule)),
                     std::string(policy::slug(verdict->detail))});
  }
  return context.out.done({{"actions", list}}, to_table(table));
}

}  // namespace tocsin::node::cli
