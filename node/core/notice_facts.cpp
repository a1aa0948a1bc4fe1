#include "node/core/notice_facts.h"

#include <algorithm>
#include <map>

#include "node/core/windows.h"

namespace tocsin::node {
namespace {

// R17: what this office already gave out in a week, in the busiest of the notice's sectors.
std::uint32_t given_out_this_week(Turn& turn, const wire::Notice& notice) {
  std::map<SectorId, std::vector<Instant>> given;
  for (const auto& here : notices(turn, notice.commune)) {
    const auto& other = here.notice;
    bool counts = other.id != notice.id && other.post == notice.post && other.exercise == notice.exercise &&
                  other.kind != NoticeKind::risk && here.row.released != Instant{};
    if (!counts) continue;
    for (auto sector : other.sectors) given[sector].push_back(here.row.released);
  }
  std::uint32_t most = 0;
  for (auto sector : notice.sectors)
    most = std::max(most, policy::count_in_window(given[sector], policy::notice_week, turn.now));
  return most;
}

bool are_sectors_of(const wire::Charter& charter, const std::vector<SectorId>& sectors) {
  return !sectors.empty() && std::all_of(sectors.begin(), sectors.end(), [&](SectorId sector) {
    return std::any_of(charter.sectors.begin(), charter.sectors.end(),
                       [&](const auto& known) { return known.id == sector; });
  });
}

}  // namespace

std::optional<NoticeSigners> notice_signers(Turn& turn, const wire::SignedDocument& document,
                                            const Insee& commune, const PostId& post) {
  NoticeSigners signers;
  for (const auto& id : seal::signers(document)) {
    auto commission = commission_of(turn, id);
    if (!commission) return std::nullopt;
    policy::NoticeSigner signer;
    signer.role = commission->role;
    signer.commission =
        term_of(turn, wire::ActTarget::commission, id.view(), commission->from, commission->until);
    signer.own_office = post.is_zero() ? commission->commune == commune : commission->post == post;
    signers.keys.push_back(commission->key);
    signers.facts.push_back(signer);
  }
  return signers;
}

policy::NoticeFacts notice_facts(Turn& turn, const wire::Notice& notice, const CharterHere& charter) {
  policy::NoticeFacts facts;
  facts.now = turn.now;
  facts.charter = charter.facts;
  facts.kind = notice.kind;
  facts.by_the_post = !notice.post.is_zero() && notice.post == charter.charter.post;
  facts.by_the_mairie = notice.post.is_zero() && notice.commune == charter.charter.commune;
  facts.without_person = true;  // the form has no field for one (protocol/wire/notices.h)
  facts.sectors_named = are_sectors_of(charter.charter, notice.sectors);
  facts.written = notice.written;
  facts.until = notice.until;
  facts.this_week = given_out_this_week(turn, notice);
  facts.election_period = election(turn);
  facts.exercise = notice.exercise;
  auto window = window_of(turn, notice.commune, turn.now);
  auto limits = limits_of(turn, charter.charter, nullptr);
  facts.exercise_window_open = policy::r27_exercise(true, false, window, limits, turn.now).permitted();
  return facts;
}

}  // namespace tocsin::node
