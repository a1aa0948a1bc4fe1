// What a document says, in words, for the person who is about to sign or check it.
#include "node/cli/ceremony.h"
#include "policy/limits.h"

namespace tocsin::node::cli {
namespace {

using Lines = std::vector<std::string>;

std::string day(Instant at) {
  return paris(at).substr(0, 10);
}
std::string brief(ByteView key) {
  return to_hex(key.first(8)) + "…";
}
std::string fingerprint(const SigningPublic& key) {
  return to_hex(seal::key_id(key).view());
}

void add_limits(const std::vector<wire::LimitValue>& values, Lines& lines) {
  for (const auto& value : values) {
    const auto* row = policy::find_limit(value.limit);
    std::string name = row == nullptr ? "limit " + std::to_string(value.limit) : std::string(row->slug);
    lines.push_back("limit " + name + " = " + std::to_string(value.value));
  }
}

void add_node(const wire::NodeKeys& node, const std::string& address,
              const std::vector<wire::Gateway>& gateways, Lines& lines) {
  lines.push_back("node: key " + fingerprint(node.signing) +
                  (address.empty() ? ", it only dials out" : ", devices connect to " + address));
  for (const auto& gateway : gateways)
    lines.push_back("devices reach it by the gateway " + gateway.address + ", of key " +
                    brief(gateway.server.view()) + ", which cannot read what it carries");
}

void add_mailboxes(const wire::NodeKeys& node, const std::vector<wire::Mailbox>& mailboxes, Lines& lines) {
  for (const auto& mailbox : mailboxes) {
    const bool own = mailbox.server == node.curve;
    lines.push_back("other nodes write to " + mailbox.address +
                    (own ? ", its own port" : ", a relay of key " + brief(mailbox.server.view())));
  }
}

void add_hours(const std::vector<wire::OpeningHours>& hours, Lines& lines) {
  const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  const auto clock = [&](int minute) { return two(minute / 60) + ":" + two(minute % 60); };
  std::size_t weekly = 0;
  std::string dates;
  for (const auto& each : hours) {
    if (each.day == 0) {
      ++weekly;
      continue;
    }
    dates += (dates.empty() ? "" : ", ") + day(start_of(each.day)) + " " +
             (each.closes() ? "closed" : clock(each.from_minute) + "-" + clock(each.until_minute));
  }
  lines.push_back(weekly == 0 ? "always open" : std::to_string(weekly) + " opening periods a week");
  if (!dates.empty()) lines.push_back("other hours on single dates: " + dates);
}

Lines words(const wire::Root& root) {
  Lines lines{"the root of the network, issue " + std::to_string(root.sequence) + " of " + day(root.issued),
              "two of these three keys speak for it:"};
  for (const auto& key : root.keys) lines.push_back("  key " + fingerprint(key));
  return lines;
}

Lines words(const wire::Rules& rules) {
  Lines lines{"the prefecture's rules, issue " + std::to_string(rules.sequence) + " of " + day(rules.issued) +
              ", next issue due " + day(rules.next_issue)};
  add_limits(rules.limits, lines);
  if (rules.limits.empty()) lines.push_back("limits: the defaults of the policy");
  for (const auto& period : rules.elections)
    lines.push_back("election period " + day(period.from) + " to " + day(period.until));
  if (!rules.release_key.is_zero())
    lines.push_back("web pages are signed by the release key " + fingerprint(rules.release_key));
  return lines;
}

Lines words(const wire::RevocationList& list) {
  Lines lines{"a list of what is revoked or suspended, number " + std::to_string(list.sequence) + ": " +
              std::to_string(list.entries.size()) + " in force"};
  for (const auto& entry : list.entries) lines.push_back("act " + brief(entry.view()));
  return lines;
}
Lines words(const wire::Directory& directory) {
  Lines lines{"the directory of nodes, issue " + std::to_string(directory.sequence) + " of " +
              day(directory.issued) + ": " + std::to_string(directory.posts.size()) + " posts, " +
              std::to_string(directory.communes.size()) + " communes"};
  for (const auto& entry : directory.posts)
    lines.push_back("post " + to_string(entry.post) + ": record " + std::to_string(entry.sequence) + ", " +
                    brief(entry.record.view()) +
                    (entry.supervising.is_zero() ? "" : ", supervised by " + to_string(entry.supervising)));
  for (const auto& entry : directory.communes)
    lines.push_back("commune " + to_string(entry.commune) + ": charter " + std::to_string(entry.sequence) +
                    ", " + brief(entry.charter.view()) + ", read by " + to_string(entry.post));
  return lines;
}

Lines words(const wire::PostRecord& record) {
  Lines lines{"the record of post " + to_string(record.post) + ", " + record.name + ", issue " +
                  std::to_string(record.sequence) + " of " + day(record.issued),
              "number to dial: " + record.telephone, "office key " + fingerprint(record.office)};
  add_node(record.node, record.client_address, record.gateways, lines);
  add_mailboxes(record.node, record.mailboxes, lines);
  if (!record.supervising.is_zero()) lines.push_back("supervised by post " + to_string(record.supervising));
  if (record.presence)
    lines.push_back("in service only while one of its desks says so (`tocsin post serve`)");
  add_hours(record.hours, lines);
  return lines;
}

Lines words(const wire::Charter& charter) {
  Lines lines{"the charter of " + charter.name + " (" + to_string(charter.commune) + "), issue " +
                  std::to_string(charter.sequence) + ", " + day(charter.from) + " to " + day(charter.until),
              charter.exercise ? "EXERCISE: real alerts are refused" : "REAL: alerts lead to interventions",
              "read by post " + to_string(charter.post) + " and nobody else",
              "office key of the mairie " + fingerprint(charter.office)};
  add_node(charter.node, charter.client_address, charter.gateways, lines);
  add_mailboxes(charter.node, charter.mailboxes, lines);
  std::string sectors;
  for (const auto& sector : charter.sectors)
    sectors += (sectors.empty() ? "" : ", ") + std::to_string(sector.id) + " " + sector.name +
               (sector.border.is_zero() ? "" : " (shared with " + to_string(sector.border) + ")");
  lines.push_back("sectors: " + sectors);
  std::string categories;
  for (std::uint8_t n = 1; n <= category_count; ++n)
    if (policy::has(charter.categories, static_cast<Category>(n)))
      categories += (categories.empty() ? "" : " ") + std::string(code(static_cast<Category>(n)));
  lines.push_back("categories: " + categories);
  lines.push_back("streets: " + (charter.street_list.is_zero()
                                     ? std::string("no list")
                                     : "the list " + brief(charter.street_list.view())));
  lines.push_back("map of the sectors: " +
                  (charter.sector_map.is_zero() ? std::string("none") : brief(charter.sector_map.view())));
  add_limits(charter.limits, lines);
  return lines;
}

Lines words(const wire::Commission& commission) {
  std::string office = !commission.post.is_zero()      ? "post " + to_string(commission.post)
                       : !commission.commune.is_zero() ? "mairie " + to_string(commission.commune)
                                                       : "prefecture";
  return {"a commission: the device " + fingerprint(commission.key) + " acts as " +
              std::string(slug(commission.role)) + " of the " + office,
          day(commission.from) + " to " + day(commission.until)};
}

Lines words(const wire::Mandate& mandate) {
  std::string sectors;
  for (auto sector : mandate.sectors) sectors += (sectors.empty() ? "" : ", ") + std::to_string(sector);
  Lines lines{
      "a referent's mandate " + to_hex(mandate.mandate.view()) + " in " + to_string(mandate.commune),
      "device " + (mandate.device.is_zero() ? std::string("none: desk only") : fingerprint(mandate.device)),
      "sectors " + sectors + ", trained " + day(mandate.trained),
      day(mandate.from) + " to " + day(mandate.until),
      "tie declared by the person: " + std::string(slug(mandate.tie))};
  add_limits(mandate.limits, lines);
  return lines;
}

Lines words(const wire::NodeAct& act) {
  bool suspends = act.kind == wire::NodeActKind::suspend;
  return {suspends
              ? "SUSPENDS the node of " + to_string(act.commune) +
                    ": no new alert is taken until all three resume it"
              : "resumes the node of " + to_string(act.commune) + "; all three signatories must sign this",
          "reason: " + std::string(slug(act.reason)) + ", " + paris(act.at),
          "charter " + brief(act.charter.view()) + ", sequence " + std::to_string(act.sequence)};
}

Lines words(const wire::Overlay& overlay) {
  Lines lines{"tightens the limits of " + to_string(overlay.commune) + ", reason " +
              std::string(slug(overlay.reason))};
  add_limits(overlay.limits, lines);
  return lines;
}

Lines words(const wire::CharterRenewal& renewal) {
  return {"renews the charter of " + to_string(renewal.commune) + " (" + brief(renewal.charter.view()) +
              ") until " + day(renewal.until) + ", for the " + std::to_string(renewal.sequence) + ". time",
          "changes no limit; prefecture, mairie and post all sign this"};
}

Lines words(const wire::OverlayWithdrawal& withdrawal) {
  return {"withdraws the tightening " + brief(withdrawal.overlay.view()) + " of " +
          to_string(withdrawal.commune)};
}

Lines words(const wire::Act& act) {
  const char* verbs[] = {"", "revokes", "suspends", "lifts the suspension of"};
  const char* targets[] = {"", "mandate", "commission"};
  return {std::string(verbs[static_cast<int>(act.kind)]) + " the " + targets[static_cast<int>(act.target)] +
              " " + to_hex(act.subject) + ", reason " + std::string(slug(act.reason)),
          act.until == Instant{} ? "from " + paris(act.at)
                                 : "from " + paris(act.at) + " until " + paris(act.until)};
}

template <class Document>
Result<Lines> words_of(const wire::SignedDocument& document) {
  auto value = wire::decode<Document>(document.bytes);
  if (!value) return pass_on(value);
  return words(*value);
}

// With the six words that mairie and post compare on the telephone before the second one signs.
Result<std::vector<std::string>> words_of_charter(const wire::SignedDocument& document) {
  auto lines = words_of<wire::Charter>(document);
  if (lines) lines->push_back("six words: " + seal::document_words(seal::document_hash(document)));
  return lines;
}

}  // namespace

Result<std::vector<std::string>> in_plain_words(const wire::SignedDocument& document) {
  using wire::DocumentType;
  switch (document.type) {
    case DocumentType::root: return words_of<wire::Root>(document);
    case DocumentType::rules: return words_of<wire::Rules>(document);
    case DocumentType::directory: return words_of<wire::Directory>(document);
    case DocumentType::post_record: return words_of<wire::PostRecord>(document);
    case DocumentType::charter: return words_of_charter(document);
    case DocumentType::commission: return words_of<wire::Commission>(document);
    case DocumentType::mandate: return words_of<wire::Mandate>(document);
    case DocumentType::overlay: return words_of<wire::Overlay>(document);
    case DocumentType::act: return words_of<wire::Act>(document);
    case DocumentType::node_act: return words_of<wire::NodeAct>(document);
    case DocumentType::revocation_list: return words_of<wire::RevocationList>(document);
    case DocumentType::epoch_loss:
    case DocumentType::mandate_link:
    case DocumentType::freshness:
    case DocumentType::epoch_key:
    case DocumentType::presence:
    case DocumentType::forward:
    case DocumentType::hand_over:
    case DocumentType::street_list:
    case DocumentType::sector_map:
    case DocumentType::mandate_in_force:
    case DocumentType::withdrawal:
    case DocumentType::enrolment:
    case DocumentType::review:
    case DocumentType::review_answer:
    case DocumentType::notice:
    case DocumentType::notice_cancel:
    case DocumentType::notice_display:
    case DocumentType::exercise_window:
    case DocumentType::desk_confirmation:
    case DocumentType::tie_declaration:
    case DocumentType::deputising:
    case DocumentType::conduct_signature: break;
    case DocumentType::charter_renewal: return words_of<wire::CharterRenewal>(document);
    case DocumentType::overlay_withdrawal: return words_of<wire::OverlayWithdrawal>(document);
  }
  return fail(Errc::unsupported, "a document of type " + std::string(slug(document.type)) +
                                     " is made by programs, not signed by hand");
}

}  // namespace tocsin::node::cli
