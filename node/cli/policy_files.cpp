#include "node/cli/policy_files.h"

#include <algorithm>

#include "node/cli/law_words.h"
#include "node/client/law.h"
#include "policy/describe.h"

namespace tocsin::node::cli {
namespace {

using wire::DocumentType;

// The limits that a document of this type carries, as values and as the set they make.
struct Carried {
  wire::SignedDocument document;
  std::vector<wire::LimitValue> values;
  policy::Limits limits;
};

template <class Document>
Result<Carried> carried(const wire::SignedDocument& document, policy::Limits start) {
  auto value = wire::decode<Document>(document.bytes);
  if (!value) return pass_on(value);
  return Carried{document, value->limits, client::with_values(start, value->limits)};
}

Result<Carried> read_limits(const Path& file) {
  auto document = read_document(file);
  if (!document) return pass_on(document);
  auto result = [&]() -> Result<Carried> {
    switch (document->type) {
      case DocumentType::rules: return carried<wire::Rules>(*document, policy::prefecture_default());
      case DocumentType::overlay: return carried<wire::Overlay>(*document, policy::ceiling());
      case DocumentType::mandate: return carried<wire::Mandate>(*document, policy::ceiling());
      case DocumentType::charter: {
        auto charter = wire::decode<wire::Charter>(document->bytes);
        if (!charter) return pass_on(charter);
        auto values = charter->limits;
        auto limits = client::limits_in(*charter);
        return Carried{*document, std::move(values), limits};
      }
      default: break;
    }
    return fail(Errc::unsupported, "a " + std::string(slug(document->type)) +
                                       " carries no limits: give rules, a charter, an overlay or a mandate");
  }();
  if (!result) return fail(result.error().code, file.string() + ": " + result.error().detail);
  return result;
}

// The documents that stand behind the limits in force, as far as they were given.
struct Standing {
  policy::Limits rules = policy::prefecture_default(), charter = policy::charter_default(),
                 overlays = policy::ceiling();
};
Result<Standing> read_standing(const PolicyWish& wish) {
  Standing standing;
  auto take = [](const Path& file, DocumentType type, policy::Limits& into) -> Status {
    if (file.empty()) return {};
    auto read = read_limits(file);
    if (!read) return tl::unexpected<Error>(read.error());
    if (read->document.type != type)
      return fail(Errc::configuration, file.string() + " is a " + std::string(slug(read->document.type)) +
                                           ", not a " + std::string(slug(type)));
    into = read->limits;
    return {};
  };
  if (auto done = take(wish.rules, DocumentType::rules, standing.rules); !done)
    return tl::unexpected<Error>(done.error());
  if (auto done = take(wish.charter, DocumentType::charter, standing.charter); !done)
    return tl::unexpected<Error>(done.error());
  for (const auto& file : wish.overlays) {
    auto one = policy::ceiling();
    if (auto done = take(file, DocumentType::overlay, one); !done) return tl::unexpected<Error>(done.error());
    standing.overlays = policy::meet(standing.overlays, one);
  }
  return standing;
}

std::string shown(const policy::LimitRow& row, std::uint32_t value) {
  auto text = limit_words(row, value);
  return text.substr(text.find("= ") + 2);
}

// What is wrong with one limit of a document; empty: nothing.
struct Finding {
  std::string problem, words;
  bool refused = false;
};
Finding finding_of(const wire::LimitValue& value, const policy::Limits& prefecture) {
  const auto* row = policy::find_limit(value.limit);
  if (row == nullptr)
    return {"unknown", "there is no limit " + std::to_string(value.limit) + ": `tocsin policy show limits`",
            true};
  auto trial = policy::ceiling();
  if (!policy::set(trial, value.limit, value.value))
    return {"past_floor", "tighter than it may be; the floor is " + shown(*row, row->floor), true};
  auto above = [&](std::uint32_t bound) {
    return policy::loosens(policy::change_of(*row, bound, value.value));
  };
  if (above(row->ceiling))
    return {"above_ceiling", "looser than the ceiling " + shown(*row, row->ceiling) + ": it has no effect"};
  if (above(prefecture.*row->field))
    return {"above_prefecture",
            "looser than the prefecture's " + shown(*row, prefecture.*row->field) + ": it has no effect"};
  return {};
}

List signatures_of(const wire::SignedDocument& document) {
  List list;
  for (const auto& each : document.signatures)
    list.push_back(Record{{"tag", unsigned{each.tag}}, {"key", to_hex(each.key.view())}});
  return list;
}

}  // namespace

int show_effective(const Context& context, const PolicyWish& wish) {
  auto standing = read_standing(wish);
  if (!standing) return context.out.failed(standing.error());
  const auto none = policy::ceiling();
  auto limits = policy::effective(standing->rules, standing->charter, standing->overlays, none);
  List list;
  for (const auto& row : policy::limit_table())
    list.push_back(Record{
        {"limit", row.slug},
        {"value", limits.*row.field},
        {"set_by", policy::set_by(row, standing->rules, standing->charter, standing->overlays, none)}});
  return context.out.done({{"limits", list}}, policy::describe_effective(standing->rules, standing->charter,
                                                                         standing->overlays, none));
}

int check_document(const Context& context, const PolicyWish& wish) {
  auto read = read_limits(wish.first);
  if (!read) return context.out.failed(read.error(), "Mend the draft, then check it again.");
  auto standing = read_standing(wish);
  if (!standing) return context.out.failed(standing.error());
  const bool is_rules = read->document.type == DocumentType::rules;
  const auto prefecture = is_rules ? policy::ceiling() : standing->rules;
  List list;
  std::vector<std::vector<std::string>> table{
      {"limit", "value", "ceiling", "prefecture", "floor", "finding"}};
  std::string refused;
  for (const auto& value : read->values) {
    auto found = finding_of(value, prefecture);
    const auto* row = policy::find_limit(value.limit);
    const auto name = row == nullptr ? "limit " + std::to_string(value.limit) : std::string(row->slug);
    list.push_back(Record{{"limit", name},
                          {"value", value.value},
                          {"finding", found.problem.empty() ? "ok" : found.problem},
                          {"words", found.words}});
    if (row != nullptr)
      table.push_back({name, shown(*row, value.value), shown(*row, row->ceiling),
                       shown(*row, standing->rules.*row->field), shown(*row, row->floor),
                       found.problem.empty() ? "ok" : found.words});
    if (found.refused) refused += (refused.empty() ? "" : "; ") + name + ": " + found.words;
  }
  Record record{{"file", wish.first.string()},
                {"document", slug(read->document.type)},
                {"limits", list},
                {"signatures", signatures_of(read->document)}};
  if (!refused.empty())
    return context.out.failed({Errc::malformed, wish.first.string() + ": " + refused},
                              "No node takes this document.", std::move(record));
  context.out.good("every limit is one that a node takes; " +
                   std::to_string(read->document.signatures.size()) +
                   " signatures are on it (`tocsin authority verify` checks them)");
  return context.out.done(std::move(record), to_table(table));
}

int diff_documents(const Context& context, const PolicyWish& wish) {
  auto before = read_limits(wish.first);
  if (!before) return context.out.failed(before.error());
  auto after = read_limits(wish.second);
  if (!after) return context.out.failed(after.error());
  if (before->document.type != after->document.type)
    return context.out.failed({Errc::configuration, "a " + std::string(slug(before->document.type)) +
                                                        " is not compared with a " +
                                                        std::string(slug(after->document.type))});
  auto standing = read_standing(wish);
  if (!standing) return context.out.failed(standing.error());
  const bool is_rules = before->document.type == DocumentType::rules;
  const auto rules = is_rules ? policy::ceiling() : standing->rules;
  // What counts is what comes out, under the ceiling and the prefecture's rules.
  auto was = policy::meet(policy::meet(policy::ceiling(), rules), before->limits);
  auto becomes = policy::meet(policy::meet(policy::ceiling(), rules), after->limits);
  List list;
  std::vector<std::vector<std::string>> table{{"limit", "before", "after", "change"}};
  for (const auto& row : policy::limit_table()) {
    auto change = policy::change_of(row, was.*row.field, becomes.*row.field);
    list.push_back(Record{{"limit", row.slug},
                          {"before", was.*row.field},
                          {"after", becomes.*row.field},
                          {"change", policy::slug(change)}});
    if (change == policy::Change::same) continue;
    table.push_back({std::string(row.slug), shown(row, was.*row.field), shown(row, becomes.*row.field),
                     std::string(policy::slug(change))});
  }
  auto whole = policy::change_of(was, becomes);
  policy::IssueFacts issue;
  issue.before = was;
  issue.after = becomes;
  const bool waits = policy::loosens(whole);
  auto wait = std::chrono::duration_cast<hours>(policy::waits_until(issue) - issue.now).count() / 24;
  std::string needs =
      waits ? "prefecture, mairie and post sign; in force after " + std::to_string(wait) +
                  " days, public from the first (R24)"
      : whole == policy::Change::same
          ? "nothing changes"
          : "in force on its signatures; one office alone can do it at once by `limits tighten` (R24)";
  if (waits && is_rules)
    needs += "; rules loosen in a commune once its three signatories sign a charter under them";
  return context.out.done({{"change", policy::slug(whole)},
                           {"waits_days", waits ? std::int64_t{wait} : std::int64_t{0}},
                           {"needs", needs},
                           {"limits", list}},
                          to_table(table) + needs + "\n");
}

}  // namespace tocsin::node::cli
