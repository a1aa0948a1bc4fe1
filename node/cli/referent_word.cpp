// `tocsin referent declare`, `deputise`, `conduct`: what a referent signs about herself.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/referent_show.h"
#include "node/cli/standing.h"

namespace tocsin::node::cli {
namespace {

struct Opened {
  std::unique_ptr<OpenDevice> device;
  std::unique_ptr<client::Referent> referent;
};
client::Answer<Opened> open(const Context& context) {
  auto device = OpenDevice::at(context, "referent");
  if (!device) return pass_on(device);
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return client::pass_on(referent);
  return Opened{std::move(*device), std::make_unique<client::Referent>(std::move(*referent))};
}

int declare(const Context& context, const std::string& given) {
  auto tie = tie_given(context, given);
  if (!tie) return misuse(context, tie.error().detail);
  auto opened = open(context);
  if (!opened) return report(context, opened.error());
  auto& referent = *opened->referent;
  if (auto done = referent.declare(*tie); !done) return report(context, done.error());
  context.out.good(
      say({"déclaré : la mairie et le poste le voient", "declared: the town hall and the post see it"}));
  Record record{{"tie", slug(*tie)}};
  if (const auto& stop = referent.own_standing().stop) {
    context.out.warn(stop_words(*stop));
    context.out.warn(rule_sentence(stop->rule));
    record.push_back({"stopped", record_of(*stop)});
  }
  return context.out.done(std::move(record), {});
}

struct DeputiseWish {
  std::string deputy, from, until;
  bool end = false;
};

Result<Instant> day_given(const std::string& flag, const std::string& text) {
  auto at = parse_iso(text);
  if (!at) return fail(Errc::configuration, flag + " " + text + ": write a day, such as 2026-08-01");
  return *at;
}

client::Answer<wire::Deputising> deputise_as(client::Referent& referent, const DeputiseWish& wish) {
  if (wish.end) return referent.end_deputising();
  auto deputy = id_from_hex<MandateId>(wish.deputy);
  if (!deputy)
    return client::failure(Errc::configuration, "--deputy: the 32 hexadecimal digits of a mandate");
  auto from = wish.from.empty() ? Result<Instant>(system_now()) : day_given("--from", wish.from);
  auto until = day_given("--until", wish.until);
  if (!from) return client::pass_on(client::Answer<bool>(tl::unexpected<client::Failure>(from.error())));
  if (!until) return client::pass_on(client::Answer<bool>(tl::unexpected<client::Failure>(until.error())));
  return referent.deputise(*deputy, *from, *until);
}

int deputise(const Context& context, const DeputiseWish& wish) {
  if (wish.end != (wish.deputy.empty() && wish.until.empty() && wish.from.empty()))
    return misuse(context, "give --deputy and --until, or --end alone");
  auto opened = open(context);
  if (!opened) return report(context, opened.error());
  auto& referent = *opened->referent;
  auto done = deputise_as(referent, wish);
  if (!done) return report(context, done.error());
  context.out.good(
      wish.end ? say({"terminé : plus personne ne vous supplée", "ended: nobody stands in for you any more"})
               : say({"noté : la mairie, le poste et la personne le voient ; vous pouvez toujours envoyer",
                      "noted: the town hall, the post and the person see it; you can still send"}));
  const Instant now = system_now();
  return context.out.done(
      {{"sequence", unsigned{done->sequence}}, {"deputising", deputising_list(referent.own_standing(), now)}},
      deputising_words(referent.own_standing(), now));
}

struct ConductWish {
  bool sign = false;
  Path text;
};

// The text in hand is the one that the charter names, or nobody signs it.
Status same_text(const ConductWish& wish, const Hash& named) {
  if (wish.text.empty()) return {};
  auto read = read_text(wish.text);
  if (!read) return tl::unexpected<Error>(read.error());
  auto hash = seal::hash256(ByteView(reinterpret_cast<const std::uint8_t*>(read->data()), read->size()));
  if (hash == named) return {};
  return fail(Errc::untrusted, wish.text.string() +
                                   " is not the conduct charter that the commune's charter names: ask the "
                                   "mairie for its text");
}

int conduct(const Context& context, const ConductWish& wish) {
  auto opened = open(context);
  if (!opened) return report(context, opened.error());
  auto& referent = *opened->referent;
  if (auto fresh = referent.refresh(); !fresh) return report(context, fresh.error());
  if (auto same = same_text(wish, referent.charter().conduct_charter); !same)
    return context.out.failed(same.error());
  if (wish.sign)
    if (auto done = referent.sign_conduct(); !done) return report(context, done.error());
  const bool is_signed = referent.conduct_is_signed();
  return context.out.done(
      {{"conduct_charter", to_hex(referent.charter().conduct_charter.view())}, {"signed", is_signed}},
      is_signed
          ? say({"La charte de conduite en vigueur est signée.", "The conduct charter in force is signed."})
          : say({"La charte de conduite a changé : lisez-la à la mairie, puis `tocsin referent conduct "
                 "--sign --text FICHIER`.",
                 "The conduct charter has changed: read it at the town hall, then `tocsin referent "
                 "conduct --sign --text FILE`."}));
}

}  // namespace

Record record_of_mandate(const client::Referent& referent) {
  const auto& mandate = referent.mandate();
  const auto& standing = referent.own_standing();
  const Instant now = system_now();
  Record record{{"mandate", to_hex(mandate.mandate.view())},
                {"until", to_iso(mandate.until)},
                {"tie", slug(client::tie_now(mandate, standing))},
                {"conduct_signed", referent.conduct_is_signed()},
                {"renewal_due", policy::renewal_due({mandate.from, mandate.until, {}, {}}, now)},
                {"deputising", deputising_list(standing, now)}};
  if (standing.stop) record.push_back({"stopped", record_of(*standing.stop)});
  return record;
}

std::string mandate_words(const client::Referent& referent) {
  const auto& mandate = referent.mandate();
  const auto& standing = referent.own_standing();
  const Instant now = system_now();
  std::string shown;
  if (standing.stop)
    shown += stop_words(*standing.stop) + "\n" + std::string(rule_sentence(standing.stop->rule)) + "\n";
  if (policy::renewal_due({mandate.from, mandate.until, {}, {}}, now))
    shown += std::string(say({"Votre mandat se termine le ", "Your mandate ends on "})) +
             paris(mandate.until) +
             std::string(
                 say({" : demandez son renouvellement à la mairie.", ": ask the town hall to renew it."})) +
             "\n";
  return shown + deputising_words(standing, now);
}

void add_referent_word(CLI::App& referent, Context& context) {
  auto tie = std::make_shared<std::string>();
  auto& declaring =
      add_command(referent, "declare", "say that a tie has come up: one that bars stops the mandate (R21)",
                  "  tocsin referent declare --tie elected");
  declaring.add_option("--tie", *tie, "none, officer, elected, candidate or other");
  on_run(declaring, context, [&context, tie] { return declare(context, *tie); });

  auto wish = std::make_shared<DeputiseWish>();
  auto& standing_in = add_command(
      referent, "deputise", "name who stands in for you while you are away, sixty days at most (R5)",
      "  tocsin referent deputise --deputy 9f3a… --from 2026-08-01 --until 2026-08-22\n"
      "  tocsin referent deputise --end");
  standing_in.add_option("--deputy", wish->deputy, "mandate of the person who stands in");
  standing_in.add_option("--from", wish->from, "first day; default: now");
  standing_in.add_option("--until", wish->until, "the day on which you are back");
  standing_in.add_flag("--end", wish->end, "nobody stands in any more");
  on_run(standing_in, context, [&context, wish] { return deputise(context, *wish); });

  auto text = std::make_shared<ConductWish>();
  auto& conducting =
      add_command(referent, "conduct", "whether the conduct charter in force is signed, and sign it (R4)",
                  "  tocsin referent conduct\n  tocsin referent conduct --sign --text 25434-conduite.txt");
  conducting.add_flag("--sign", text->sign, "sign the one that the commune's charter names");
  conducting.add_option("--text", text->text, "its text; another one is refused");
  on_run(conducting, context, [&context, text] { return conduct(context, *text); });
}

}  // namespace tocsin::node::cli
