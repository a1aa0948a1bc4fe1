// Cases come as words of 64 bits, little endian: the kind, how many words follow, the words. An answer is
// four words: outcome, rule, flags, and whatever else was decided, folded into one number.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <span>

#include "policy/decide.h"

namespace tocsin::policy::model {

constexpr std::int64_t none = -1;  // an instant that there is not

class Words {
 public:
  explicit Words(std::span<const std::int64_t> words) : words_(words) {}
  std::int64_t next() {
    if (at_ == words_.size()) std::abort();  // the two programs disagree about a kind's fields
    return words_[at_++];
  }
  bool yes() { return next() != 0; }
  template <class Number>
  Number number() {
    return static_cast<Number>(next());
  }
  Instant instant() { return Instant(milliseconds(next())); }
  std::optional<Instant> maybe() {
    auto ms = next();
    return ms == none ? std::nullopt : std::optional(Instant(milliseconds(ms)));
  }
  Instant or_never() { return maybe().value_or(Instant::max()); }
  std::span<const std::int64_t> rest() {
    auto left = words_.subspan(at_);
    at_ = words_.size();
    return left;
  }
  bool finished() const { return at_ == words_.size(); }

 private:
  std::span<const std::int64_t> words_;
  std::size_t at_ = 0;
};

// Several numbers as one, the same on both sides.
class Fold {
 public:
  Fold& add(std::int64_t value) {
    sum_ = (sum_ * 1'000'003 + static_cast<std::uint64_t>(value)) & 0x7fffffffffffffff;
    return *this;
  }
  Fold& add(Instant at) { return add(at == Instant::max() ? none : at.time_since_epoch().count()); }
  std::int64_t sum() const { return static_cast<std::int64_t>(sum_); }

 private:
  std::uint64_t sum_ = 0;
};

struct Answer {
  Verdict verdict = allow();
  std::int64_t more = 0;
};

// What several kinds have in common, in the order in which draw.py writes them.
CharterFacts read_charter(Words& in);
Term read_term(Words& in);
MandateFacts read_mandate(Words& in);
Limits read_limits(Words& in);
Work read_work(Words& in);
OfficerFacts read_officer(Words& in);
Signatories read_signatories(Words& in);

Answer answer_alerts(int kind, Words& in);   // 1 … 9
Answer answer_desk(int kind, Words& in);     // 10 … 19
Answer answer_offices(int kind, Words& in);  // 20 … 39
Answer answer_numbers(int kind, Words& in);  // 40 …

}  // namespace tocsin::policy::model
