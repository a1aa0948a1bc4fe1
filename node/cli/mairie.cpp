// `tocsin mairie`: cards for referents, enrolments and nominations. Counts, never contents.
#include "node/cli/mairie.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/ceremony.h"
#include "node/cli/notices.h"
#include "node/cli/prompt.h"
#include "node/cli/qr.h"
#include "node/cli/standing.h"
#include "node/client/office.h"

namespace tocsin::node::cli {
namespace {

struct InviteWish {
  std::string name;
  int hours = 72;
  Path out;
  bool no_qr = false, light = false;
};

std::string card_text(const std::string& card, const InviteWish& wish, Instant until) {
  std::string text = "Carte d'enrôlement, valable jusqu'au " + paris(until) + "\n\n";
  if (!wish.no_qr) text += qr_blocks(card, !wish.light) + "\n";
  return text + card + "\n";
}

int invite(const Context& context, const InviteWish& wish) {
  auto office = OpenOffice::at(context, "mairie");
  if (!office) return report(context, office.error());
  auto until = system_now() + hours(wish.hours);
  auto card = client::Office((*office)->official()).invite(wish.name, hours(wish.hours));
  if (!card) return report(context, card.error());
  auto text = wire::to_text(*card);
  auto id = to_hex(card->invitation.view());
  if (!wish.out.empty())
    if (auto written = write_text(wish.out, text + "\n"); !written)
      return context.out.failed(written.error());
  context.out.talk("Print it, hand it over, keep no copy: whoever holds it can ask for this mandate once.");
  Record record{{"invitation", id}, {"card", text}, {"until", to_iso(until)}};
  if (!wish.out.empty()) record.push_back({"file", wish.out.string()});
  return context.out.done(std::move(record), card_text(text, wish, until));
}

int enrolments(const Context& context) {
  auto office = OpenOffice::at(context, "mairie");
  if (!office) return report(context, office.error());
  auto applicants = client::Office((*office)->official()).applicants();
  if (!applicants) return report(context, applicants.error());
  List list;
  std::vector<std::vector<std::string>> rows{{"invitation", "name", "asked", "tie"}};
  for (const auto& one : *applicants) {
    auto id = to_hex(one.invitation.view());
    list.push_back(Record{{"invitation", id},
                          {"name", one.name},
                          {"asked", to_iso(one.enrolment.at)},
                          {"tie", slug(one.enrolment.tie)}});
    rows.push_back(
        {id.substr(0, 16), one.name, paris(one.enrolment.at), std::string(slug(one.enrolment.tie))});
  }
  if (list.empty()) context.out.talk("Nobody waits for a nomination.");
  return context.out.done({{"enrolments", list}}, list.empty() ? std::string() : to_table(rows));
}

struct NominateWish {
  std::string invitation, trained, until, referent, deputy, replaces;
  std::vector<int> sectors;
  std::vector<std::string> limits;
};

Result<Instant> day_given(const std::string& flag, const std::string& text) {
  auto at = parse_iso(text);
  if (!at) return fail(Errc::configuration, flag + " " + text + ": write a day, such as 2026-11-22");
  return *at;
}

Result<client::Nomination> nomination_of(const NominateWish& wish) {
  client::Nomination nomination;
  nomination.from = std::chrono::floor<seconds>(system_now());
  for (int sector : wish.sectors) nomination.sectors.push_back(static_cast<SectorId>(sector));
  std::sort(nomination.sectors.begin(), nomination.sectors.end());
  if (wish.trained.empty() && wish.replaces.empty())
    return fail(Errc::configuration, "--trained: the day of the training, such as 2026-11-22");
  if (!wish.trained.empty()) {
    auto trained = day_given("--trained", wish.trained);
    if (!trained) return pass_on(trained);
    nomination.trained = *trained;
  }
  if (!wish.until.empty()) {
    auto until = day_given("--until", wish.until);
    if (!until) return pass_on(until);
    nomination.until = *until;
  }
  if (!wish.referent.empty()) {
    auto referent = id_from_hex<ReferentId>(wish.referent);
    if (!referent)
      return fail(Errc::configuration, "--referent: the 32 hexadecimal digits that `mandates --json` shows");
    nomination.referent = *referent;
  }
  if (!wish.deputy.empty()) {
    auto deputy = id_from_hex<MandateId>(wish.deputy);
    if (!deputy) return fail(Errc::configuration, "--deputy: the 32 hexadecimal digits of a mandate");
    nomination.deputy = *deputy;
  }
  for (const auto& text : wish.limits) {
    auto limit = parse_limit(text);
    if (!limit) return pass_on(limit);
    nomination.limits.push_back(*limit);
  }
  return nomination;
}

// A lost phone: the same person, with what the mandate on the old one says where nothing else is given.
client::Answer<bool> take_over(client::Official& official, const std::string& old_mandate,
                               client::Nomination& nomination) {
  auto rows = official.mandates();
  if (!rows) return client::pass_on(rows);
  auto row = pick_mandate(std::move(*rows), old_mandate);
  if (!row) return client::failure(row.error().code, row.error().detail);
  const auto& held = row->mandate;
  nomination.referent = held.referent;
  if (nomination.sectors.empty()) nomination.sectors = held.sectors;
  if (nomination.trained == Instant{}) nomination.trained = held.trained;
  if (nomination.deputy.is_zero()) nomination.deputy = held.deputy;
  if (nomination.limits.empty()) nomination.limits = held.limits;
  return true;
}

Result<client::Applicant> pick(const std::vector<client::Applicant>& applicants, const std::string& prefix) {
  std::optional<client::Applicant> found;
  for (const auto& one : applicants) {
    if (to_hex(one.invitation.view()).compare(0, prefix.size(), prefix) != 0) continue;
    if (found)
      return fail(Errc::conflict, "several enrolments begin with " + prefix + ": give more of the id");
    found = one;
  }
  if (!found)
    return fail(Errc::not_found,
                "no enrolment begins with " + prefix + ": `tocsin mairie enrolments` lists them");
  return std::move(*found);
}

int nominate(const Context& context, const NominateWish& wish) {
  auto nomination = nomination_of(wish);
  if (!nomination) return misuse(context, nomination.error().detail);
  auto office = OpenOffice::at(context, "mairie");
  if (!office) return report(context, office.error());
  auto& official = (*office)->official();
  if (auto fresh = official.refresh(); !fresh) return report(context, fresh.error());
  if (!wish.replaces.empty())
    if (auto taken = take_over(official, wish.replaces, *nomination); !taken)
      return report(context, taken.error());
  client::Office mairie(official);
  auto applicants = mairie.applicants();
  if (!applicants) return report(context, applicants.error());
  auto applicant = pick(*applicants, wish.invitation);
  if (!applicant) return context.out.failed(applicant.error());
  auto mandate = mairie.compose(*applicant, *nomination);
  if (!mandate) return report(context, mandate.error());
  auto words = in_plain_words(seal::draft(*mandate));
  if (!words) return context.out.failed(words.error());
  context.out.talk(applicant->name + ":");
  for (const auto& line : *words) context.out.talk("  " + line);
  if (auto warning = tie_warning(mandate->tie); !warning.empty()) context.out.warn(warning);
  auto yes = confirm(context, "Nominate " + applicant->name + "?");
  if (!yes) return context.out.failed(yes.error());
  if (!*yes) return context.out.failed({Errc::conflict, "not nominated; nothing was sent"});
  auto id = mairie.nominate(*mandate);
  if (!id) return report(context, id.error());
  context.out.good("nominated; at the interview the post compares the six words and vets");
  return context.out.done({{"mandate", to_hex(id->view())}, {"name", applicant->name}}, {});
}

void add_nominate(CLI::App& mairie, Context& context) {
  auto& command = add_command(mairie, "nominate", "the mayor's signature on a referent's mandate (R21)",
                              "  tocsin mairie nominate 7b1c --trained 2026-11-02 --sector 1 --sector 2");
  auto wish = std::make_shared<NominateWish>();
  command.add_option("invitation", wish->invitation, "the beginning of its id, from `enrolments`")
      ->required();
  command.add_option("--trained", wish->trained, "day of the training; with --replaces: as before");
  command.add_option("--sector", wish->sectors, "a sector of the charter; default: all")
      ->check(CLI::Range(1, 999));
  command.add_option("--until", wish->until, "last day; default: as long as the rules and the charter allow");
  command.add_option("--referent", wish->referent,
                     "referent id of an earlier mandate, for a renewal or a new phone");
  command
      .add_option("--replaces", wish->replaces,
                  "a lost phone: the beginning of the id of the mandate on it; same person, same sectors")
      ->excludes("--referent");
  command.add_option("--deputy", wish->deputy, "mandate of the person who stands in");
  command.add_option("--limit", wish->limits, "NAME=NUMBER, tighter for this person");
  on_run(command, context, [&context, wish] { return nominate(context, *wish); });
}

}  // namespace

void add_mairie(CLI::App& app, Context& context) {
  auto& mairie = add_command(app, "mairie", "the charter, the referents and the counts of a commune",
                             "  tocsin mairie init Ornans --node node.pub --record brigade.doc\n"
                             "  tocsin mairie invite \"Jeanne Petit\"\n  tocsin mairie enrolments");
  add_mairie_founding(mairie, context);
  add_import_streets(mairie, context);
  add_import_map(mairie, context);

  auto wish = std::make_shared<InviteWish>();
  auto& inviting =
      add_command(mairie, "invite", "make the card with which a referent's phone asks for a mandate",
                  "  tocsin mairie invite \"Jeanne Petit\"\n"
                  "  tocsin mairie invite \"Jeanne Petit\" --hours 24 --out card.txt");
  inviting.add_option("name", wish->name, "who gets it; kept at the mairie's node only")->required();
  inviting.add_option("--hours", wish->hours, "how long the card can be used")->check(CLI::Range(1, 72));
  inviting.add_option("--out", wish->out, "write the card's text to a file too");
  inviting.add_flag("--no-qr", wish->no_qr, "the text alone");
  inviting.add_flag("--light", wish->light, "draw the QR code for paper or a light terminal");
  on_run(inviting, context, [&context, wish] { return invite(context, *wish); });

  auto& waiting = add_command(mairie, "enrolments", "who has asked with a card and waits for the mayor",
                              "  tocsin mairie enrolments --json");
  on_run(waiting, context, [&context] { return enrolments(context); });
  add_nominate(mairie, context);
  add_renew(mairie, context);
  add_desk_entry(mairie, context);
  add_acts(mairie, context, "mairie");
  add_mairie_announcements(mairie, context);
}

}  // namespace tocsin::node::cli
