// Answers cases on its standard input from the policy, until it ends. `--actions` lists the acts of the
// matrix.
#include <array>
#include <cstdio>
#include <iostream>
#include <vector>

#include "words.h"

namespace tocsin::policy::model {

CharterFacts read_charter(Words& in) {
  CharterFacts charter;
  charter.signed_by_all = in.yes();
  charter.from = in.instant();
  charter.until = in.instant();
  charter.suspended_at = in.maybe();
  charter.exercise = in.yes();
  charter.heard = in.instant();
  charter.forked = in.yes();
  return charter;
}
Term read_term(Words& in) {
  Term term;
  term.from = in.instant();
  term.until = in.instant();
  term.revoked_at = in.maybe();
  term.suspended_from = in.maybe();
  term.suspended_until = in.or_never();
  return term;
}
MandateFacts read_mandate(Words& in) {
  MandateFacts mandate;
  mandate.nominated = in.yes();
  mandate.vetted = in.yes();
  mandate.keys_distinct = in.yes();
  mandate.statement_out = in.yes();
  mandate.tie = in.number<Tie>();
  mandate.term = read_term(in);
  mandate.trained_at = in.instant();
  mandate.conduct_charter_signed = in.yes();
  return mandate;
}
Limits read_limits(Words& in) {
  Limits limits;
  for (const auto& row : limit_table()) limits.*row.field = in.number<std::uint32_t>();
  return limits;
}
Work read_work(Words& in) {
  Work work;
  work.arrived = in.yes();
  work.over = in.yes();
  work.held = in.yes();
  work.opened = in.yes();
  work.taken = in.yes();
  work.closed = in.yes();
  return work;
}
OfficerFacts read_officer(Words& in) {
  OfficerFacts officer;
  officer.now = in.instant();
  officer.role = in.number<Role>();
  officer.commission = read_term(in);
  officer.at_addressed_post = in.yes();
  officer.work = read_work(in);
  return officer;
}
Signatories read_signatories(Words& in) {
  Signatories by;
  by.root = in.yes();
  by.mairie = in.yes();
  by.post = in.yes();
  return by;
}

namespace {

Answer answer(int kind, Words& in) {
  if (kind < 10) return answer_alerts(kind, in);
  if (kind < 20) return answer_desk(kind, in);
  return kind < 40 ? answer_offices(kind, in) : answer_numbers(kind, in);
}

int run() {
  std::array<std::int64_t, 2> head{};
  std::vector<std::int64_t> words;
  while (std::fread(head.data(), sizeof head, 1, stdin) == 1) {
    if (head[1] < 0 || head[1] > 4096) return 1;
    words.resize(static_cast<std::size_t>(head[1]));
    if (std::fread(words.data(), sizeof(std::int64_t), words.size(), stdin) != words.size()) return 1;
    Words in(words);
    auto result = answer(static_cast<int>(head[0]), in);
    if (!in.finished()) return 1;
    const std::int64_t out[] = {static_cast<std::int64_t>(result.verdict.outcome),
                                static_cast<std::int64_t>(result.verdict.rule), result.verdict.flags,
                                result.more};
    if (std::fwrite(out, sizeof out, 1, stdout) != 1) return 1;
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tocsin::policy::model

int main(int argc, char** argv) {
  using namespace tocsin::policy;
  if (argc == 1) return model::run();
  if (argc != 2 || std::string_view(argv[1]) != "--actions") return 2;
  for (const auto& action : actions())
    std::cout << static_cast<int>(action.action) << ' ' << action.slug << '\n';
  return 0;
}
