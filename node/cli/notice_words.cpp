// How a notice reads, for people and as JSON.
#include "node/cli/notices.h"
#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

bool in_french() {
  return language() == policy::Language::fr;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : between) + part;
  return all;
}

std::string title_of(const client::NoticeView& view) {
  const auto& notice = view.notice;
  std::string title(say(words(notice.kind)));
  if (notice.category) title += " · " + std::string(say(words(*notice.category)));
  if (notice.risk) title += " · " + std::string(say(words(*notice.risk)));
  return title;
}

std::string facts_line(const wire::Notice& notice) {
  if (notice.facts_from == Instant{}) return {};
  std::string between = (in_french() ? "Entre " : "Between ") + paris(notice.facts_from) +
                        (in_french() ? " et " : " and ") + paris(notice.facts_until);
  if (notice.kind == NoticeKind::missing_person)
    return (in_french() ? "Vue pour la dernière fois " : "Last seen ") + paris(notice.facts_from);
  if (notice.venue) between += ", " + std::string(say(words(*notice.venue)));
  return between;
}

std::vector<std::string> advice_of(const wire::Notice& notice, bool slugs_only) {
  std::vector<std::string> all;
  for (std::uint8_t number = 1; number <= notice_advice_count; ++number) {
    const auto advice = static_cast<NoticeAdvice>(number);
    if ((notice.advice & wire::bit(advice)) == 0) continue;
    all.emplace_back(slugs_only ? slug(advice) : say(words(advice)));
  }
  return all;
}

std::string state_words(const client::NoticeView& view) {
  switch (view.state) {
    case policy::NoticeState::waits: return std::string(say(text::notice_waits));
    case policy::NoticeState::open: return (in_french() ? "jusqu’au " : "until ") + paris(view.notice.until);
    case policy::NoticeState::cancelled:
      return std::string(say(text::notice_cancelled)) +
             (view.cancel ? " " + clock_of(view.cancel->at) + (in_french() ? " : " : ": ") +
                                std::string(say(words(view.cancel->reason)))
                          : "");
    case policy::NoticeState::over: return in_french() ? "terminé" : "over";
  }
  return {};
}

std::string far_words(const client::NoticeView& view) {
  if (!view.how_far) return {};
  if (view.how_far->rule != 0)
    return std::string(say(text::refused_by_rule)) + " R" + std::to_string(view.how_far->rule);
  if (!view.answered) return in_french() ? "pas encore à la mairie" : "not at the town hall yet";
  return std::to_string(view.how_far->shown) + "/" + std::to_string(view.how_far->addressed) +
         (view.cancel ? " · " + std::to_string(view.how_far->cancel_shown) : "");
}

}  // namespace

const char* state_slug(policy::NoticeState state) {
  switch (state) {
    case policy::NoticeState::waits: return "waits";
    case policy::NoticeState::open: return "open";
    case policy::NoticeState::cancelled: return "cancelled";
    case policy::NoticeState::over: return "over";
  }
  return "";
}

Record record_of(const client::NoticeView& view) {
  const auto& notice = view.notice;
  List sectors, advice;
  for (SectorId sector : notice.sectors) sectors.push_back(unsigned{sector});
  for (const auto& each : advice_of(notice, true)) advice.push_back(each);
  Record record{{"notice", to_hex(notice.id.view())},
                {"template", slug(notice.kind)},
                {"state", state_slug(view.state)},
                {"by", notice.post.is_zero() ? "mairie" : "post"},
                {"commune", to_string(notice.commune)},
                {"commune_name", view.commune},
                {"sectors", sectors},
                {"exercise", notice.exercise},
                {"advice", advice},
                {"written", to_iso(notice.written)},
                {"until", to_iso(notice.until)},
                {"signatures", std::uint64_t{view.signatures}}};
  if (notice.category) record.push_back({"category", code(*notice.category)});
  if (notice.risk) record.push_back({"risk", slug(*notice.risk)});
  if (notice.venue) record.push_back({"venue", slug(*notice.venue)});
  if (!notice.ends.is_zero()) record.push_back({"ends", to_hex(notice.ends.view())});
  if (notice.facts_from != Instant{}) {
    record.push_back({"from", to_iso(notice.facts_from)});
    record.push_back({"to", to_iso(notice.facts_until)});
  }
  if (view.cancel) {
    record.push_back({"cancel_reason", slug(view.cancel->reason)});
    record.push_back({"cancelled_at", to_iso(view.cancel->at)});
  }
  if (view.how_far) {
    record.push_back({"answered", view.answered});
    if (view.how_far->rule != 0) record.push_back({"refused_rule", "R" + std::to_string(view.how_far->rule)});
    record.push_back({"addressed", view.how_far->addressed});
    record.push_back({"shown", view.how_far->shown});
    record.push_back({"cancel_shown", view.how_far->cancel_shown});
  }
  return record;
}

std::string issuer_of(const client::NoticeView& view, const wire::PostRecord* post) {
  if (view.notice.post.is_zero()) return (in_french() ? "Mairie · " : "Town hall · ") + view.commune;
  return post == nullptr ? to_string(view.notice.post) : post->name + " · " + post->telephone;
}

std::string notice_text(const client::NoticeView& view, std::string_view issuer) {
  std::string shown;
  if (view.notice.exercise) shown += std::string(say(text::exercise)) + "\n";
  if (view.state == policy::NoticeState::cancelled) shown += state_words(view) + "\n";
  shown += title_of(view) + "\n" + std::string(issuer) + "\n";
  shown += view.commune + " · " + joined(view.sectors, ", ") + "\n";
  if (const auto facts = facts_line(view.notice); !facts.empty()) shown += facts + "\n";
  if (view.state != policy::NoticeState::cancelled) {
    for (const auto& advice : advice_of(view.notice, false)) shown += "  – " + advice + "\n";
    shown += state_words(view) + "\n";
  }
  return shown;
}

std::string table_of(const std::vector<client::NoticeView>& views) {
  if (views.empty()) return std::string(say(text::notices_none));
  std::vector<std::vector<std::string>> rows{
      in_french()
          ? std::vector<std::string>{"id", "écrit", "quoi", "commune", "secteurs", "état", "affiché"}
          : std::vector<std::string>{"id", "written", "what", "commune", "sectors", "state", "shown"}};
  for (const auto& view : views) {
    std::string state = state_words(view);
    if (view.notice.exercise) state = (in_french() ? "EXERCICE · " : "EXERCISE · ") + state;
    rows.push_back({to_hex(view.notice.id.view()).substr(0, 16), paris(view.notice.written), title_of(view),
                    view.commune, joined(view.sectors, ", "), state, far_words(view)});
  }
  return to_table(rows);
}

namespace text {
const Words notices_none{"Aucun avis.", "No notice."};
const Words notice_waits{"attend la signature d’un second agent", "waits for a second officer's signature"};
const Words notice_given_out{"diffusé", "given out"};
const Words notice_cancelled{"ANNULÉ", "CANCELLED"};
}  // namespace text

}  // namespace tocsin::node::cli
