// The policy printed from the code, as Markdown tables: what `tocsin policy show` prints and what
// policy/README.md holds, word for word (a test compares them). Not on the decision path.
#pragma once
#include <string>

#include "policy/limits.h"
#include "policy/verdict.h"

namespace tocsin::policy {

enum class Language : std::uint8_t { fr = 1, en = 2 };

std::string describe_matrix();
std::string describe_rules();   // every rule: where, in force or not, both texts, source
std::string describe_limits();  // every limit: number, order, unit, ceiling, default, floor, reason
// Each limit with its effective value and the first document that makes it that tight.
std::string describe_effective(const Limits& rules, const Limits& charter, const Limits& overlay,
                               const Limits& mandate);
// "ceiling", "rules", "charter", "overlay" or "mandate": the first that makes this limit that tight;
// "several together" where categories are closed by more than one.
std::string_view set_by(const LimitRow& row, const Limits& rules, const Limits& charter,
                        const Limits& overlay, const Limits& mandate);
// Rule, what was wrong, what to do and the source, for a person.
std::string explain(const Verdict& verdict, Language language);

}  // namespace tocsin::policy
