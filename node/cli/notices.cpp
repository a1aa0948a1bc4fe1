// `tocsin post notice …` and `tocsin mairie announce …`: written from templates, signed, taken back.
#include "node/cli/notices.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/prompt.h"
#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

struct WriteWish {
  std::string kind, commune, category, risk, venue, ends, from, to;
  std::vector<std::string> advice;
  std::vector<int> sectors;
  int hours = 0;
  bool exercise = false;
};

template <class Enum>
Status choose(std::optional<Enum>& value, const std::string& flag, const std::string& given) {
  if (given.empty()) return {};
  value = from_slug<Enum>(given);
  if (!value) return fail(Errc::configuration, flag + " " + given + " is not in the list: " + slugs<Enum>());
  return {};
}

Status read_instant(Instant& value, const std::string& flag, const std::string& given) {
  if (given.empty()) return {};
  auto at = parse_iso(given);
  if (!at)
    return fail(Errc::configuration, flag + " " + given + ": write 2026-11-22T21:04:05Z (UTC), or a day");
  value = *at;
  return {};
}

Status read_facts(client::NoticeWish& wish, const WriteWish& given) {
  if (auto from = read_instant(wish.facts_from, "--from", given.from); !from) return from;
  if (auto to = read_instant(wish.facts_until, "--to", given.to); !to) return to;
  if (wish.facts_from == Instant{} || !given.to.empty()) return {};
  const bool ahead = wish.facts_from > system_now();  // a meeting without an end lasts two hours
  wish.facts_until = ahead ? wish.facts_from + hours(2) : system_now();
  return {};
}

Result<client::NoticeWish> read_wish(const WriteWish& given, NoticeKind kind) {
  client::NoticeWish wish;
  wish.kind = kind;
  if (!given.category.empty()) {
    wish.category = parse_category(given.category);
    if (!wish.category) return fail(Errc::configuration, "--category " + given.category + ": VEH … RIS");
  }
  for (auto read : {choose(wish.risk, "--risk", given.risk), choose(wish.venue, "--venue", given.venue),
                    read_facts(wish, given)})
    if (!read) return tl::unexpected<Error>(read.error());
  for (const auto& text : given.advice) {
    auto advice = from_slug<NoticeAdvice>(text);
    if (!advice)
      return fail(Errc::configuration, "--advice " + text + " is not in the list: " + slugs<NoticeAdvice>());
    wish.advice |= wire::bit(*advice);
  }
  for (int sector : given.sectors) wish.sectors.push_back(static_cast<SectorId>(sector));
  std::sort(wish.sectors.begin(), wish.sectors.end());
  wish.shown = hours(given.hours);
  wish.exercise = given.exercise;
  return wish;
}

// An office's device with its notices, and what is known of charters and commissions now.
struct OpenNotices {
  std::unique_ptr<OpenOffice> office;
  client::NoticeDesk desk;
};
client::Answer<OpenNotices> open_notices(const Context& context, const std::string& audience) {
  auto office = OpenOffice::at(context, audience);
  if (!office) return client::pass_on(office);
  if (auto fresh = (*office)->official().refresh(); !fresh) return client::pass_on(fresh);
  client::NoticeDesk desk((*office)->official(), (*office)->profile());
  return OpenNotices{std::move(*office), desk};
}

std::string issuer(const OpenNotices& open, const client::NoticeView& view) {
  const auto* record = open.office->official().roster().record(view.notice.post);
  return issuer_of(view, record == nullptr ? nullptr : &record->value);
}

int say_state(const Context& context, const std::string& id, policy::NoticeState state,
              const std::string& next) {
  std::string words(say(state == policy::NoticeState::waits       ? text::notice_waits
                        : state == policy::NoticeState::cancelled ? text::notice_cancelled
                                                                  : text::notice_given_out));
  context.out.good(words);
  if (!next.empty()) context.out.talk(next);
  return context.out.done({{"notice", id}, {"state", state_slug(state)}}, {});
}

int write(const Context& context, const std::string& audience, const WriteWish& given, NoticeKind kind) {
  auto wish = read_wish(given, kind);
  if (!wish) return misuse(context, wish.error().detail);
  auto open = open_notices(context, audience);
  if (!open) return report(context, open.error());
  auto commune = open->office->commune(given.commune);
  if (!commune) return context.out.failed(commune.error());
  wish->commune = *commune;
  if (!given.ends.empty()) {
    auto ended = open->desk.find(given.ends);
    if (!ended) return report(context, ended.error());
    wish->ends = ended->notice.id;
  }
  auto yes = confirm(context, (language() == policy::Language::fr ? "Signer : " : "Sign: ") +
                                  std::string(say(words(kind))) + " ?");
  if (!yes) return context.out.failed(yes.error());
  if (!*yes) return context.out.failed({Errc::conflict, "nothing was signed or sent"});
  auto written = open->desk.write(*wish);
  if (!written) return report(context, written.error());
  const std::string id = to_hex(written->notice.id.view());
  const std::string start = id.substr(0, 16);
  return say_state(context, id, written->state,
                   audience == "post" ? "Second officer: tocsin post notice sign " + start +
                                            "\nTo take it back: tocsin post notice cancel " + start
                                      : "To take it back: tocsin mairie cancel-announcement " + start);
}

int list(const Context& context, const std::string& audience) {
  auto open = open_notices(context, audience);
  if (!open) return report(context, open.error());
  std::vector<std::string> rejected;
  auto views = open->desk.notices(&rejected);
  if (!views) return report(context, views.error());
  for (const auto& reason : rejected) context.out.warn(reason);
  List all;
  for (const auto& view : *views) all.push_back(record_of(view));
  return context.out.done({{"notices", all}}, table_of(*views));
}

int sign(const Context& context, const std::string& prefix) {
  auto open = open_notices(context, "post");
  if (!open) return report(context, open.error());
  auto view = open->desk.find(prefix);
  if (!view) return report(context, view.error());
  context.out.talk(notice_text(*view, issuer(*open, *view)));
  auto yes =
      confirm(context, language() == policy::Language::fr ? "Signer cet avis, en second ?"
                                                          : "Sign this notice, as the second officer?");
  if (!yes) return context.out.failed(yes.error());
  if (!*yes) return context.out.failed({Errc::conflict, "not signed; it still waits"});
  auto state = open->desk.sign(*view);
  if (!state) return report(context, state.error());
  return say_state(context, to_hex(view->notice.id.view()), *state, {});
}

// One command and no question: taking back must be quick.
int cancel(const Context& context, const std::string& audience, const std::string& prefix,
           const std::string& given) {
  auto reason = from_slug<CancelReason>(given);
  if (!reason) return misuse(context, "--reason " + given + " is not in the list: " + slugs<CancelReason>());
  auto open = open_notices(context, audience);
  if (!open) return report(context, open.error());
  auto view = open->desk.find(prefix);
  if (!view) return report(context, view.error());
  auto state = open->desk.cancel(*view, *reason);
  if (!state) return report(context, state.error());
  return say_state(context, to_hex(view->notice.id.view()), *state, {});
}

void add_common_options(CLI::App& command, const std::shared_ptr<WriteWish>& wish) {
  command.add_option("--sector", wish->sectors, "a sector of the charter; default: all")
      ->check(CLI::Range(1, 999));
  command.add_option("--advice", wish->advice, slugs<NoticeAdvice>());
  command.add_option("--from", wish->from, "when it happens or happened: 2026-11-22T21:04:05Z");
  command.add_option("--to", wish->to, "until when");
  command
      .add_option("--hours", wish->hours, "how long it is shown; default: as long as the rules allow (R17)")
      ->check(CLI::Range(1, 72));
  command.add_flag("--exercise", wish->exercise, "an exercise; implied by a charter in exercise");
}

void add_cancel(CLI::App& parent, Context& context, const char* name, const std::string& audience,
                const std::string& example) {
  auto prefix = std::make_shared<std::string>(), reason = std::make_shared<std::string>("mistake");
  auto& command =
      add_command(parent, name, "take it back, alone and at once: it overtakes everything (R18)", example);
  command.add_option("notice", *prefix, "the beginning of its id")->required();
  command.add_option("--reason", *reason, slugs<CancelReason>());
  on_run(command, context,
         [&context, audience, prefix, reason] { return cancel(context, audience, *prefix, *reason); });
}

}  // namespace

void add_post_notices(CLI::App& post, Context& context) {
  auto& notice = add_command(post, "notice", "what goes down to referents: two officers sign, one takes back",
                             "  tocsin post notice new prevention --advice lock_up\n"
                             "  tocsin post notice sign 019a\n  tocsin post notice cancel 019a");
  auto wish = std::make_shared<WriteWish>();
  auto& writing =
      add_command(notice, "new", "write from a template and sign first (R17)",
                  "  tocsin post notice new witness_call --category INT --sector 1 --from "
                  "2026-11-22T18:00:00Z --advice observe_do_not_follow\n"
                  "  tocsin post notice new missing_person --from 2026-11-22T18:00:00Z --hours 24");
  writing
      .add_option("template", wish->kind,
                  "prevention, scam_in_progress, burglary_series, witness_call, missing_person, end_of_alert")
      ->required();
  writing.add_option("--commune", wish->commune, "INSEE code; needed where there are several");
  writing.add_option("--category", wish->category, "what witnesses are asked about: VEH … RIS");
  writing.add_option("--ends", wish->ends, "the notice that is over: the beginning of its id");
  add_common_options(writing, wish);
  on_run(writing, context, [&context, wish] {
    auto kind = from_slug<NoticeKind>(wish->kind);
    if (!kind || of_mairie(*kind))
      return misuse(context, "template " + wish->kind +
                                 ": prevention, scam_in_progress, burglary_series, witness_call, "
                                 "missing_person or end_of_alert");
    return write(context, "post", *wish, *kind);
  });

  auto& listing = add_command(notice, "list", "those that wait, that are open, and how many showed each",
                              "  tocsin post notice list --json");
  on_run(listing, context, [&context] { return list(context, "post"); });

  auto prefix = std::make_shared<std::string>();
  auto& signing = add_command(notice, "sign", "read it and sign as the second officer: it goes out (R17)",
                              "  tocsin post notice sign 019a");
  signing.add_option("notice", *prefix, "the beginning of its id")->required();
  on_run(signing, context, [&context, prefix] { return sign(context, *prefix); });
  add_cancel(notice, context, "cancel", "post", "  tocsin post notice cancel 019a --reason over");
}

void add_mairie_announcements(CLI::App& mairie, Context& context) {
  auto wish = std::make_shared<WriteWish>();
  auto& announcing =
      add_command(mairie, "announce", "tell referents of a meeting or a risk, and nothing else (R16)",
                  "  tocsin mairie announce meeting --venue town_hall --from 2026-12-01T18:00:00Z\n"
                  "  tocsin mairie announce risk --risk flood --sector 2 --advice move_upstairs");
  announcing.add_option("template", wish->kind, "meeting, risk")->required();
  announcing.add_option("--venue", wish->venue, slugs<Venue>());
  announcing.add_option("--risk", wish->risk, slugs<RiskKind>());
  add_common_options(announcing, wish);
  on_run(announcing, context, [&context, wish] {
    auto kind = from_slug<NoticeKind>(wish->kind);
    if (!kind || !of_mairie(*kind)) return misuse(context, "template " + wish->kind + ": meeting or risk");
    return write(context, "mairie", *wish, *kind);
  });

  auto& listing = add_command(mairie, "announcements", "what is shown to referents, and on how many devices",
                              "  tocsin mairie announcements --json");
  on_run(listing, context, [&context] { return list(context, "mairie"); });
  add_cancel(mairie, context, "cancel-announcement", "mairie", "  tocsin mairie cancel-announcement 019a");
}

}  // namespace tocsin::node::cli
