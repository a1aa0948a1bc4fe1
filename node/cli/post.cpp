// `tocsin post`: the office of a post and its people. What officers do with alerts is in post_desk.cpp.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <memory>
#include <tuple>

#include "node/cli/acts.h"
#include "node/cli/calendar.h"
#include "node/cli/ceremony.h"
#include "node/cli/gateways.h"
#include "node/cli/notices.h"
#include "node/cli/post_desk.h"
#include "node/cli/prompt.h"
#include "node/cli/relays.h"
#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

struct InitWish {
  Path node, key = "post.key", out = "post.doc", previous;
  std::string name, telephone, supervising;
  std::vector<std::string> hours, relays, gateways;
  Path calendar;
  bool presence = false;
};

std::optional<std::uint16_t> parse_minute(const std::string& text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (std::size_t i : {0u, 1u, 3u, 4u})
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  const int hour = (text[0] - '0') * 10 + text[1] - '0', minute = (text[3] - '0') * 10 + text[4] - '0';
  if (minute > 59 || hour * 60 + minute > 24 * 60) return std::nullopt;
  return static_cast<std::uint16_t>(hour * 60 + minute);
}

// The days that "1-5", "6" (Monday is 1) or "2026-12-25" names, without hours yet; empty: none that is known.
std::vector<wire::OpeningHours> named_days(const std::string& text) {
  if (const auto midnight = text.size() == 10 ? parse_iso(text) : std::nullopt) {
    const auto day = day_of(*midnight);
    if (day < 1 || day > std::numeric_limits<std::uint16_t>::max()) return {};
    const auto date = static_cast<std::uint16_t>(day);
    return {{wire::weekday_of(date), 0, 0, date}};
  }
  if (text.size() != 1 && (text.size() != 3 || text[1] != '-')) return {};
  std::vector<wire::OpeningHours> found;
  if (text.front() < '1' || text.back() > '7') return {};
  for (char day = text.front(); day <= text.back(); ++day)
    found.push_back({static_cast<std::uint8_t>(day - '0'), 0, 0});
  return found;
}

// "08:00-12:00", or "closed" of a date; nullopt: neither.
std::optional<std::pair<std::uint16_t, std::uint16_t>> named_minutes(const std::string& text,
                                                                     bool of_a_date) {
  if (of_a_date && text == "closed") return std::pair<std::uint16_t, std::uint16_t>(0, 0);
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = parse_minute(text.substr(0, 5)), until = parse_minute(text.substr(6));
  if (!from || !until || *from >= *until) return std::nullopt;
  return std::pair(*from, *until);
}

// "1-5 08:00-12:00", "2026-12-24 08:00-12:00" or "2026-12-25 closed", on the wall's clock.
Status add_hours(std::vector<wire::OpeningHours>& hours, const std::string& given) {
  const auto space = given.find(' ');
  auto named = space == given.npos ? std::vector<wire::OpeningHours>() : named_days(given.substr(0, space));
  const auto minutes =
      named.empty() ? std::nullopt : named_minutes(given.substr(space + 1), named.front().day != 0);
  if (!minutes)
    return fail(Errc::configuration,
                "--hours " + given +
                    ": write days and hours such as \"1-5 08:00-12:00\", Monday is 1; of "
                    "one date, \"2026-12-24 08:00-12:00\" or \"2026-12-25 closed\"");
  for (auto& each : named) {
    std::tie(each.from_minute, each.until_minute) = *minutes;
    hours.push_back(each);
  }
  sort_hours(hours);
  return {};
}

Status fill_previous(const InitWish& wish, wire::PostRecord& record) {
  if (wish.previous.empty()) return {};
  auto document = read_document(wish.previous);
  if (!document) return tl::unexpected<Error>(document.error());
  auto before = wire::decode<wire::PostRecord>(document->bytes);
  if (document->type != wire::DocumentType::post_record || !before || before->post != record.post)
    return fail(Errc::malformed, wish.previous.string() + " is not a record of this post");
  record.previous = seal::document_hash(*document);
  record.sequence = before->sequence + 1;
  return {};
}

Result<PublicKey> office_key(const Context& context, const InitWish& wish, const std::string& code) {
  std::error_code error;
  if (!wish.previous.empty() && std::filesystem::exists(wish.key, error)) return read_public_key(wish.key);
  seal::SystemEntropy entropy;
  return make_key_file(context, wish.key, "post " + code, entropy);
}

int init(const Context& context, const InitWish& wish) {
  auto node = read_node_public(wish.node);
  if (!node)
    return context.out.failed(node.error(), "`tocsin node init` writes this file on the node's host.");
  auto post = node->kind == NodeKind::post ? parse_post_id(node->code) : std::nullopt;
  if (!post) return context.out.failed({Errc::configuration, wish.node.string() + " is not a post's node"});
  wire::PostRecord record;
  record.post = *post;
  record.name = wish.name;
  record.telephone = wish.telephone;
  record.node = node->keys;
  record.client_address = node->client_address;
  record.mailboxes = node->mailboxes;
  record.gateways = node->gateways;
  if (auto added = add_relays(wish.relays, record.mailboxes); !added)
    return context.out.failed(added.error());
  if (auto added = add_gateways(wish.gateways, record.gateways); !added)
    return context.out.failed(added.error());
  if (!wish.supervising.empty()) {
    auto supervising = parse_post_id(wish.supervising);
    if (!supervising)
      return misuse(context, "--supervising " + wish.supervising + " is no post id, such as P25-000");
    record.supervising = *supervising;
  }
  for (const auto& given : wish.hours)
    if (auto added = add_hours(record.hours, given); !added) return misuse(context, added.error().detail);
  if (!wish.calendar.empty()) {
    auto text = read_text(wish.calendar);
    auto hours = text ? hours_from_calendar(*text, system_now())
                      : Result<std::vector<wire::OpeningHours>>(pass_on(text));
    if (!hours)
      return context.out.failed({hours.error().code, wish.calendar.string() + ": " + hours.error().detail});
    record.hours = std::move(*hours);
  }
  record.presence = wish.presence;
  record.issued = std::chrono::floor<seconds>(system_now());
  if (auto follows = fill_previous(wish, record); !follows) return context.out.failed(follows.error());
  auto made = office_key(context, wish, node->code);
  if (!made) return context.out.failed(made.error());
  record.office = made->key;
  auto key = open_key_file(context, wish.key);
  if (!key) return context.out.failed(key.error());
  // The bytes must read back, or nobody could sign them: a name too long or a number with letters is told
  // here.
  auto document = seal::draft(record);
  if (auto read = wire::decode<wire::PostRecord>(document.bytes); !read) {
    return misuse(context, read.error().detail);
  }
  seal::add_signature(document, *key, seal::Tag::record_post);
  if (auto written = write_document(wish.out, document); !written) return context.out.failed(written.error());
  context.out.good("office key " + wish.key.string() + ": keep it on removable media, never on the node");
  context.out.good("record, signed by the office: " + wish.out.string());
  context.out.talk("Next: the root signs it: tocsin authority sign " + wish.out.string() +
                   " --key root/root-1.key --key root/root-2.key");
  return context.out.done({{"post", node->code}, {"key", wish.key.string()}, {"record", wish.out.string()}},
                          {});
}

// The other way: what people hang into their own calendars.
int calendar(const Context& context, const Path& file, const Path& out) {
  auto document = read_document(file);
  if (!document) return context.out.failed(document.error());
  auto record = wire::decode<wire::PostRecord>(document->bytes);
  if (document->type != wire::DocumentType::post_record || !record)
    return context.out.failed({Errc::configuration, file.string() + " is no record of a post"});
  if (record->hours.empty())
    return context.out.failed({Errc::not_found, "this post is open at any hour: there is nothing to write"});
  if (auto written = write_text(out, to_calendar(*record)); !written)
    return context.out.failed(written.error());
  context.out.good(out.string());
  return context.out.done({{"post", to_string(record->post)}, {"calendar", out.string()}}, {});
}

struct PersonWish {
  std::string mandate, name, telephone;
};

int register_person(const Context& context, const PersonWish& wish) {
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  auto rows = (*office)->official().mandates();
  if (!rows) return report(context, rows.error());
  auto row = pick_mandate(std::move(*rows), wish.mandate);
  if (!row) return context.out.failed(row.error());
  auto done = client::Desk((*office)->official()).register_person(row->id, wish.name, wish.telephone);
  if (!done) return report(context, done.error());
  context.out.good("kept at the post only, and shown only with an alert that is opened");
  return context.out.done({{"mandate", to_hex(row->id.view())}}, {});
}

void add_people(CLI::App& post, Context& context) {
  add_vet(post, context);
  auto person = std::make_shared<PersonWish>();
  auto& registering =
      add_command(post, "register", "name and telephone of a referent, kept at the post alone",
                  "  tocsin post register 9f3a --name \"…\" --phone \"06 …\"");
  registering.add_option("mandate", person->mandate, "the beginning of its id")->required();
  registering.add_option("--name", person->name, "as on the identity card")->required();
  registering.add_option("--phone", person->telephone, "where to call back")->required();
  on_run(registering, context, [&context, person] { return register_person(context, *person); });
}

}  // namespace

void add_post(CLI::App& app, Context& context) {
  auto& post = add_command(
      app, "post", "the inbox, the office and the people of a police or gendarmerie post",
      "  tocsin post init --node node.pub --name \"Brigade d'Ornans\" --telephone \"03 81 00 00 00\"\n"
      "  tocsin post inbox --watch\n  tocsin post open 019a --reason assess");
  auto wish = std::make_shared<InitWish>();
  auto& founding = add_command(
      post, "init", "make the office key and the record that the root signs",
      "  tocsin post init --node node.pub --name \"Brigade d'Ornans\" --telephone \"03 81 00 00 00\"");
  founding.add_option("--node", wish->node, "node.pub of the post's node")->required();
  founding.add_option("--name", wish->name, "as people know it")->required();
  founding.add_option("--telephone", wish->telephone, "the number to dial")->required();
  founding.add_option("--supervising", wish->supervising, "the post that takes over, such as P25-000");
  founding.add_option("--previous", wish->previous,
                      "the record it follows; with another --key, the supervising post signs it as well");
  add_relay_option(founding, wish->relays);
  add_gateway_option(founding, wish->gateways);
  founding.add_option(
      "--hours", wish->hours,
      "when the post reads alerts, such as \"1-5 08:00-12:00\" (Monday is 1) or, for one date, "
      "\"2026-12-25 closed\", several times; without it: at any hour");
  founding
      .add_option(
          "--calendar", wish->calendar,
          "the same from an iCalendar file (RFC 5545): events that recur each week, and dates that differ")
      ->excludes("--hours");
  founding.add_flag(
      "--presence", wish->presence,
      "somebody listens only while a desk says so with `tocsin post serve`; without it the hours "
      "alone count");
  founding.add_option("--key", wish->key, "file for the office key");
  founding.add_option("--out", wish->out, "file for the record");
  on_run(founding, context, [&context, wish] { return init(context, *wish); });
  auto files = std::make_shared<std::pair<Path, Path>>("post.doc", "hours.ics");
  auto& writing = add_command(post, "calendar", "write the hours of a record as an iCalendar file",
                              "  tocsin post calendar post.doc --out hours.ics");
  writing.add_option("record", files->first, "the record of the post");
  writing.add_option("--out", files->second, "file for the calendar");
  on_run(writing, context, [&context, files] { return calendar(context, files->first, files->second); });
  add_commission(post, context, Signatory::post);
  add_people(post, context);
  add_sign(post, context, Signatory::post);
  add_acts(post, context, "post");
  add_desk(post, context);
  add_map(post, context);
  add_post_notices(post, context);
  add_exercise(post, context);
  add_hand_over(post, context);
}

}  // namespace tocsin::node::cli
