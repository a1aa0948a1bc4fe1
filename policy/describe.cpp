#include "policy/describe.h"

#include "policy/roles.h"

namespace tocsin::policy {
namespace {

std::string value_of(const LimitRow& row, std::uint32_t value) {
  if (row.order != Order::fewer_bits_is_tighter)
    return std::to_string(value) + " " + std::string(slug(row.unit));
  if (value == row.ceiling) return "all 12";
  std::string codes;
  for (std::uint8_t i = 1; i <= category_count; ++i) {
    auto category = static_cast<Category>(i);
    if (!has(value, category)) continue;
    if (!codes.empty()) codes += ' ';
    codes += code(category);
  }
  return codes.empty() ? "none" : codes;
}

std::string where_of(std::uint8_t mask) {
  std::string text;
  auto add = [&](std::uint8_t bit, const char* word) {
    if ((mask & bit) == 0) return;
    if (!text.empty()) text += ", ";
    text += word;
  };
  add(where::phone, "phone");
  add(where::node, "commune node");
  add(where::post, "post node");
  return text;
}

std::string cell(std::string_view text) {
  return text.empty() ? " |" : " " + std::string(text) + " |";
}

}  // namespace

std::string describe_matrix() {
  std::string text = "| |";
  std::string rule = "|---|";
  for (std::uint8_t r = 1; r <= role_count; ++r) {
    text += cell(slug(static_cast<Role>(r)));
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const auto& action : actions()) {
    text += "|" + cell(action.en);
    for (std::uint8_t r = 1; r <= role_count; ++r)
      text += cell(words(reach(static_cast<Role>(r), action.action)).en);
    text += "\n";
  }
  return text;
}

std::string describe_rules() {
  std::string text;
  for (const auto& rule : rules()) {
    text += "**" + std::string(name(rule.rule)) + "** (" + where_of(rule.where) + ")";
    text += "\n- " + std::string(rule.fr) + "\n- " + std::string(rule.en) +
            "\n- Source: " + std::string(rule.source) + "\n\n";
  }
  return text;
}

std::string describe_limits() {
  std::string text =
      "| no. | limit | tighter is | ceiling | prefecture's default | floor | reason |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const auto& row : limit_table()) {
    text += "|" + cell(std::to_string(static_cast<unsigned>(row.id))) +
            cell("`" + std::string(row.slug) + "`") + cell(slug(row.order)) +
            cell(value_of(row, row.ceiling)) + cell(value_of(row, row.prefecture)) +
            cell(value_of(row, row.floor)) + cell(row.reason_en) + "\n";
  }
  return text;
}

std::string_view set_by(const LimitRow& row, const Limits& rules, const Limits& charter,
                        const Limits& overlay, const Limits& mandate) {
  const Limits limits = effective(rules, charter, overlay, mandate);
  const Limits most = ceiling();
  struct Document {
    std::string_view name;
    const Limits* limits;
  };
  const Document documents[] = {{"ceiling", &most},
                                {"rules", &rules},
                                {"charter", &charter},
                                {"overlay", &overlay},
                                {"mandate", &mandate}};
  for (const auto& document : documents)
    if (document.limits->*row.field == limits.*row.field) return document.name;
  return "several together";
}

std::string describe_effective(const Limits& rules, const Limits& charter, const Limits& overlay,
                               const Limits& mandate) {
  const Limits limits = effective(rules, charter, overlay, mandate);
  std::string text = "| limit | in force | set by |\n|---|---|---|\n";
  for (const auto& row : limit_table())
    text += "|" + cell("`" + std::string(row.slug) + "`") + cell(value_of(row, limits.*row.field)) +
            cell(set_by(row, rules, charter, overlay, mandate)) + "\n";
  return text;
}

std::string explain(const Verdict& verdict, Language language) {
  bool fr = language == Language::fr;
  const auto* rule = find(verdict.rule);
  if (rule == nullptr) return fr ? "Aucune règle ne s’y oppose." : "No rule stands against it.";
  std::string text(name(verdict.rule));
  auto detail = words(verdict.detail);
  if (!detail.fr.empty()) text += (fr ? " : " : ": ") + std::string(fr ? detail.fr : detail.en);
  text += "\n" + std::string(fr ? rule->fr : rule->en) + "\n(" + std::string(rule->source) + ")";
  return text;
}

}  // namespace tocsin::policy
