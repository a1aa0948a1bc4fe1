#include "node/cli/law_words.h"

#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

bool french() {
  return language() == policy::Language::fr;
}

Words office_words(std::string_view by) {
  if (by == "mairie") return {"la mairie", "the town hall"};
  if (by == "post") return {"le poste", "the post"};
  return {"la préfecture", "the prefecture"};
}

std::string signers(const client::CommuneLaw::Tightening& each) {
  if (each.by_mairie && each.by_post)
    return french() ? "la mairie et le poste" : "the town hall and the post";
  return std::string(say(office_words(each.by_mairie ? "mairie" : "post")));
}

List limits_of(const std::vector<wire::LimitValue>& values) {
  List list;
  for (const auto& value : values) {
    const auto* row = policy::find_limit(value.limit);
    list.push_back(Record{{"limit", row == nullptr ? std::to_string(value.limit) : std::string(row->slug)},
                          {"value", value.value}});
  }
  return list;
}

std::string all_limits(const std::vector<wire::LimitValue>& values) {
  std::string text;
  for (const auto& value : values)
    if (const auto* row = policy::find_limit(value.limit))
      text += (text.empty() ? "" : ", ") + limit_words(*row, value.value);
  return text;
}

std::string tightening_line(const client::CommuneLaw::Tightening& each) {
  const bool fr = french();
  std::string line = (fr ? "Resserré par " : "Tightened by ") + signers(each) + (fr ? " le " : " on ") +
                     paris(each.overlay.at) + " (" + std::string(say(words(each.overlay.reason))) + ")" +
                     (fr ? " : " : ": ") + all_limits(each.overlay.limits);
  if (each.lapses) line += (fr ? " ; prend fin le " : "; lapses on ") + paris(*each.lapses);
  return line + (fr ? ". Au-delà, appelez le 17.\n" : ". Beyond that, call 17.\n");
}

std::string suspension_line(const client::CommuneLaw::Suspension& each) {
  const bool fr = french();
  return (fr ? "Suspendu par " : "Suspended by ") + std::string(say(office_words(each.by))) +
         (fr ? " le " : " on ") + paris(each.act.at) + " (" + std::string(say(words(each.act.reason))) +
         (fr ? ") : appelez le 17.\n" : "): call 17.\n");
}

std::string new_key_line(const char* whose, Instant from) {
  return french() ? std::string("La clé ") + whose +
                        " est remplacée : l’ancienne ne vaut plus, la nouvelle vaut "
                        "à partir du " +
                        paris(from) + ".\n"
                  : std::string("The office key, ") + whose +
                        ", is replaced: the old one is dead, the new one acts from " + paris(from) + " on.\n";
}

std::string waiting_line(const client::CommuneLaw::Waiting& each) {
  const bool fr = french();
  const auto sequence = std::to_string(each.charter.sequence);
  return fr ? "Une charte plus souple (n° " + sequence + "), signée par les trois, prend effet le " +
                  paris(each.in_force) + ".\n"
            : "A looser charter (issue " + sequence + "), signed by all three, takes effect on " +
                  paris(each.in_force) + ".\n";
}

}  // namespace

std::string limit_words(const policy::LimitRow& row, std::uint32_t value) {
  std::string text = std::string(row.slug) + " = ";
  if (row.order != policy::Order::fewer_bits_is_tighter) return text + std::to_string(value);
  std::string codes;
  for (std::uint8_t n = 1; n <= category_count; ++n)
    if (policy::has(value, static_cast<Category>(n)))
      codes += (codes.empty() ? "" : " ") + std::string(code(static_cast<Category>(n)));
  return text + (codes.empty() ? "–" : codes);
}

Record record_of(const client::CommuneLaw& law) {
  List overlays;
  for (const auto& each : law.tightenings) {
    Record record{{"overlay", to_hex(each.hash.view())}, {"limits", limits_of(each.overlay.limits)},
                  {"reason", slug(each.overlay.reason)}, {"at", to_iso(each.overlay.at)},
                  {"by_mairie", each.by_mairie},         {"by_post", each.by_post}};
    if (each.lapses) record.push_back({"lapses", to_iso(*each.lapses)});
    overlays.push_back(std::move(record));
  }
  Record record{{"commune", to_string(law.commune)}, {"overlays", overlays}};
  if (law.waiting)
    record.push_back({"waiting", Record{{"sequence", unsigned{law.waiting->charter.sequence}},
                                        {"hash", to_hex(seal::document_hash(law.waiting->document).view())},
                                        {"in_force", to_iso(law.waiting->in_force)}}});
  if (law.suspension)
    record.push_back({"suspended", Record{{"by", law.suspension->by},
                                          {"reason", slug(law.suspension->act.reason)},
                                          {"at", to_iso(law.suspension->act.at)}}});
  record.push_back({"forked", law.forked});
  if (law.mairie_key_from) record.push_back({"mairie_key_from", to_iso(*law.mairie_key_from)});
  if (law.post_key_from) record.push_back({"post_key_from", to_iso(*law.post_key_from)});
  if (law.renewed_until) record.push_back({"renewed_until", to_iso(*law.renewed_until)});
  record.push_back({"looser_rules_wait", law.looser_rules_wait});
  record.push_back({"words", text_of(law)});
  return record;
}

std::string text_of(const client::CommuneLaw& law) {
  const bool fr = french();
  std::string text;
  if (law.suspension) text += suspension_line(*law.suspension);
  if (law.forked)
    text += fr ? "Deux chartes portent le même numéro : aucune ne vaut, appelez le 17. La préfecture, la "
                 "mairie et "
                 "le poste signent la suivante.\n"
               : "Two charters bear one number: neither holds, call 17. Prefecture, town hall and post sign "
                 "the next.\n";
  if (law.mairie_key_from)
    text += new_key_line(fr ? "de la mairie" : "the town hall's", *law.mairie_key_from);
  if (law.post_key_from) text += new_key_line(fr ? "du poste" : "the post's", *law.post_key_from);
  for (const auto& each : law.tightenings) text += tightening_line(each);
  if (law.waiting) text += waiting_line(*law.waiting);
  if (law.looser_rules_wait)
    text += fr ? "Des règles plus souples de la préfecture attendent une charte signée par les trois.\n"
               : "Looser rules of the prefecture wait for a charter signed by all three.\n";
  if (law.renewed_until)
    text +=
        (fr ? "Charte renouvelée jusqu’au " : "Charter renewed until ") + paris(*law.renewed_until) + ".\n";
  if (text.empty())
    text = fr ? "Rien n’est resserré, suspendu ni en attente.\n"
              : "Nothing is tightened, suspended or waiting.\n";
  return to_string(law.commune) + "\n" + text;
}

List records_of(const std::vector<client::CommuneLaw>& all) {
  List list;
  for (const auto& law : all) list.push_back(record_of(law));
  return list;
}

std::string text_of(const std::vector<client::CommuneLaw>& all) {
  std::string text;
  for (const auto& law : all) text += text_of(law);
  return text;
}

}  // namespace tocsin::node::cli
