#include "node/cli/post_desk.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <memory>
#include <sstream>
#include <thread>

#include "node/cli/acts.h"
#include "node/cli/words.h"
#include "policy/verdict.h"
#include "protocol/seal/alert.h"

namespace tocsin::node::cli {
namespace {

constexpr milliseconds listen_for{1000};

client::Step step_of(const wire::Receipt& receipt) {
  client::Step step;
  step.state = receipt.state;
  step.issuer = receipt.issuer_kind;
  step.at = receipt.at;
  step.code = receipt.code;
  step.rule = receipt.rule;
  step.refusal = receipt.refusal;
  step.leaf = receipt.leaf;
  return step;
}

std::string flag_words(std::uint64_t flags) {
  std::string all;
  const auto add = [&](std::uint64_t bit, const char* name) {
    if (flags & bit) all += (all.empty() ? "" : ", ") + std::string(name);
  };
  add(policy::flag::above_quota, "R10 above_quota");
  add(policy::flag::same_target, "R11 same_target");
  add(policy::flag::revoked_after_sending, "R3 revoked_after_sending");
  add(policy::flag::suspended_after_sending, "R3 suspended_after_sending");
  add(policy::flag::patrol, "R12 patrol");
  add(policy::flag::pile_on, "R13 pile_on");
  add(policy::flag::unconfirmed, "R35 unconfirmed");
  add(policy::flag::handed_over, "R30 handed_over");
  add(policy::flag::grouped, "R31 grouped");
  return all;
}

std::vector<std::string> row_of(const client::InboxAlert& alert) {
  std::string state = alert.standing() != nullptr ? step_words(step_of(*alert.standing())) : "?";
  if (alert.held_apart) state = std::string(say(text::held_apart)) + " · " + state;
  const std::string cause(say(policy::words(alert.roll_over)));
  if (!alert.other_post.is_zero())
    state = std::string(say(alert.there_leads ? text::in_hand_there : text::also_at)) + " " +
            to_string(alert.other_post) + " (" + cause + ")" +
            (alert.there ? " : " + std::string(say(words(*alert.there))) : std::string()) + " · " + state;
  else if (alert.roll_over != policy::RollOver::none)
    state = std::string(say(text::due_elsewhere)) + " (" + cause + ") · " + state;
  if (alert.flags & policy::flag::unconfirmed)
    state = std::string(say(text::unconfirmed_call)) + " · " + state;
  if (alert.header.exercise())
    state = (language() == policy::Language::fr ? "EXERCICE · " : "EXERCISE · ") + state;
  return {to_hex(alert.alert.view()).substr(0, 16),
          paris(from_tens(alert.header.created)),
          alert.header.in_progress() ? "!" + std::string(code(alert.header.category))
                                     : std::string(code(alert.header.category)),
          alert.commune,
          std::to_string(alert.header.sector) + " " + alert.sector +
              (alert.border.is_zero() ? "" : std::string(say(text::shared_with)) + to_string(alert.border)),
          state,
          flag_words(alert.flags)};
}

std::string table_of(const std::vector<client::InboxAlert>& alerts) {
  if (alerts.empty()) return std::string(say(text::inbox_empty));
  std::vector<std::vector<std::string>> rows(1);
  std::istringstream heading{std::string(say(text::inbox_heading))};
  for (std::string column; std::getline(heading, column, '|');) rows.front().push_back(column);
  for (const auto& alert : alerts) rows.push_back(row_of(alert));
  return to_table(rows);
}

struct InboxWish {
  bool watch = false, all = false, serve = false;
  int seconds = 12 * 3600;
};

volatile std::sig_atomic_t asked_to_stop = 0;
void on_stop_signal(int) {
  asked_to_stop = 1;
}

// A desk in service says so again each minute, and says that it leaves when it does. One that is killed is
// out of service three minutes later.
class InService {
 public:
  InService(const Context& context, client::Desk& desk) : context_(context), desk_(desk) {}
  void say_again() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    auto until = desk_.serve(true);
    next_ = now + (until ? seconds(limits::presence_again) : retry_after);
    if (!until) return context_.out.warn(until.error().error.detail);
    if (!said_)
      context_.out.event({{"in_service_until", to_iso(*until)}}, std::string(say(text::in_service)));
    said_ = true;
  }
  // The node was not reached, and may have forgotten.
  void say_again_at_once() { next_ = {}; }
  void leave() {
    auto until = desk_.serve(false);
    if (!until) return context_.out.warn(until.error().error.detail);
    context_.out.event({{"in_service", false}}, std::string(say(text::out_of_service)));
  }

 private:
  static constexpr seconds retry_after{10};
  const Context& context_;
  client::Desk& desk_;
  std::chrono::steady_clock::time_point next_{};
  bool said_ = false;
};

int watch_inbox(const Context& context, client::Desk& desk, const InboxWish& wish) {
  std::signal(SIGINT, on_stop_signal);
  std::signal(SIGTERM, on_stop_signal);
  InService service(context, desk);
  const auto end = std::chrono::steady_clock::now() + seconds(wish.seconds);
  while (asked_to_stop == 0 && std::chrono::steady_clock::now() < end) {
    if (wish.serve) service.say_again();
    auto event = desk.next_event(listen_for);
    if (asked_to_stop != 0) break;
    if (!event) {
      context.out.warn(event.error().error.detail);
      std::this_thread::sleep_for(listen_for);
      if (desk.follow()) service.say_again_at_once();
      continue;
    }
    if (*event) context.out.event({{"event", record_of(**event)}}, to_table({row_of(**event)}));
  }
  if (wish.serve) service.leave();
  return static_cast<int>(Exit::ok);
}

int inbox(const Context& context, const InboxWish& wish) {
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  // Charters give names to communes and sectors and verify the communes' receipts.
  auto refreshed = (*office)->official().refresh();
  if (!refreshed) return report(context, refreshed.error());
  client::Desk desk((*office)->official());
  if (wish.watch) {
    auto following = desk.follow();
    if (!following) return report(context, following.error());
  }
  auto alerts = desk.inbox(wish.all);
  if (!alerts) return report(context, alerts.error());
  List list;
  for (const auto& alert : *alerts) {
    list.push_back(record_of(alert));
    if (alert.unverified_receipts > 0) {
      context.out.warn("receipts that do not verify were left out of " +
                       to_hex(alert.alert.view()).substr(0, 16));
    }
  }
  if (!wish.watch) return context.out.done({{"alerts", list}}, table_of(*alerts));
  context.out.event({{"alerts", list}}, table_of(*alerts));
  (*office)->profile().share();  // alerts are opened and taken from another terminal meanwhile
  return watch_inbox(context, desk, wish);
}

// The alert named by the beginning of its id, and the work to do on it.
int on_alert(const Context& context, const std::string& prefix,
             const std::function<int(client::Desk&, const client::InboxAlert&)>& work) {
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  client::Desk desk((*office)->official());
  auto alert = desk.find(prefix);
  if (!alert) return report(context, alert.error());
  return work(desk, *alert);
}

int open(const Context& context, const std::string& prefix, const std::string& given) {
  auto reason = from_slug<OpenReason>(given);
  if (!reason) return misuse(context, "--reason " + given + " is not in the list: " + slugs<OpenReason>());
  return on_alert(context, prefix, [&](client::Desk& desk, const client::InboxAlert& alert) {
    auto opened = desk.open(alert.alert, *reason);
    if (!opened) return report(context, opened.error());
    context.out.talk(say(text::reveal_nothing));
    const auto street = desk.street(alert.header, opened->content);
    std::string shown = content_words(opened->content, street);
    Record record{{"alert", to_hex(alert.alert.view())}, {"content", record_of(opened->content, street)}};
    if (!opened->name.empty()) {
      record.push_back({"sender", Record{{"name", opened->name}, {"telephone", opened->telephone}}});
      shown += "\n" + opened->name + " · " + opened->telephone;
    }
    const int code = context.out.done(std::move(record), shown);
    seal::wipe(opened->content);
    return code;
  });
}

int answer(const Context& context, const AlertId& alert, const client::Answer<wire::Receipt>& receipt) {
  if (!receipt) return report(context, receipt.error());
  const std::string line = step_words(step_of(*receipt));
  return context.out.done({{"alert", to_hex(alert.view())},
                           {"state", slug(receipt->state)},
                           {"at", to_iso(receipt->at)},
                           {"number", unsigned{receipt->number}},
                           {"leaf", receipt->leaf}},
                          line);
}

int close(const Context& context, const std::string& prefix, const std::string& given) {
  auto code = from_slug<ClosingCode>(given);
  if (!code) return misuse(context, "--code " + given + " is not in the list: " + slugs<ClosingCode>());
  return on_alert(context, prefix, [&](client::Desk& desk, const client::InboxAlert& alert) {
    return answer(context, alert.alert, desk.close(alert.alert, *code));
  });
}

int release(const Context& context, const std::string& prefix) {
  return on_alert(context, prefix, [&](client::Desk& desk, const client::InboxAlert& alert) {
    auto receipt = desk.release(alert.alert);
    if (!receipt) return report(context, receipt.error());
    if (*receipt) return answer(context, alert.alert, **receipt);
    context.out.good("noted; a second officer, or a commander, releases it (R11)");
    return context.out.done({{"alert", to_hex(alert.alert.view())}, {"state", "held"}, {"noted", true}}, {});
  });
}

}  // namespace

Record record_of(const client::InboxAlert& alert) {
  List receipts;
  for (const auto& receipt : alert.receipts) {
    Record one{{"state", slug(receipt.state)},
               {"by", receipt.issuer_kind == NodeKind::post ? "post" : "commune"},
               {"at", to_iso(receipt.at)}};
    if (receipt.state == AlertState::closed) {
      one.push_back({"code", slug(static_cast<ClosingCode>(receipt.code))});
    }
    receipts.push_back(std::move(one));
  }
  return {
      {"alert", to_hex(alert.alert.view())},
      {"commune", to_string(alert.header.commune)},
      {"commune_name", alert.commune},
      {"category", code(alert.header.category)},
      {"urgency", slug(alert.header.urgency)},
      {"called17", alert.header.called17()},
      {"exercise", alert.header.exercise()},
      {"sector", unsigned{alert.header.sector}},
      {"sector_name", alert.sector},
      {"border", alert.border.is_zero() ? std::string() : to_string(alert.border)},
      {"created", to_iso(from_tens(alert.header.created))},
      {"held", alert.held_apart},
      {"flags", flag_words(alert.flags)},
      {"desk_entry", alert.header.kind == AlertKind::desk},
      {"unconfirmed", (alert.flags & policy::flag::unconfirmed) != 0},
      {"roll_over", slug(alert.roll_over)},
      {"other_post", alert.other_post.is_zero() ? std::string() : to_string(alert.other_post)},
      {"there", alert.there ? slug(*alert.there) : std::string_view()},
      {"there_leads", alert.there_leads},
      {"group", alert.group.is_zero() ? std::string() : to_hex(alert.group.view())},
      {"state", alert.standing() != nullptr ? slug(alert.standing()->state) : std::string_view("unverified")},
      {"receipts", receipts}};
}

void add_desk(CLI::App& post, Context& context) {
  auto wish = std::make_shared<InboxWish>();
  auto& listing =
      add_command(post, "inbox", "alerts of all the post's communes: in progress first, then the oldest",
                  "  tocsin post inbox\n  tocsin post inbox --watch");
  listing.add_flag("--watch", wish->watch, "show what comes, as it comes");
  listing.add_flag("--all", wish->all, "closed ones too");
  listing.add_option("--for", wish->seconds, "seconds to watch at most")->check(CLI::Range(1, 24 * 3600));
  on_run(listing, context, [&context, wish] { return inbox(context, *wish); });

  auto service = std::make_shared<InboxWish>();
  auto& serving = add_command(
      post, "serve", "go into service: this desk listens, and referents see it, until this command ends",
      "  tocsin post serve\n  tocsin post serve --for 14400");
  serving.add_option("--for", service->seconds, "seconds to serve at most")->check(CLI::Range(1, 24 * 3600));
  on_run(serving, context, [&context, service] {
    service->watch = service->serve = true;
    return inbox(context, *service);
  });

  auto alert = std::make_shared<std::string>(), with = std::make_shared<std::string>();
  const auto on = [&post, &alert](const char* name, const char* about, const char* example) -> CLI::App& {
    auto& command = add_command(post, name, about, example);
    command.add_option("alert", *alert, "the beginning of its id")->required();
    return command;
  };
  auto& opening = on("open", "read an alert, with the reason that is logged first (R19)",
                     "  tocsin post open 019a --reason assess");
  opening.add_option("--reason", *with, slugs<OpenReason>())->required();
  on_run(opening, context, [&context, alert, with] { return open(context, *alert, *with); });

  auto& closing = on("close", "end an alert with its outcome", "  tocsin post close 019a --code patrol_sent");
  closing.add_option("--code", *with, slugs<ClosingCode>())->required();
  on_run(closing, context, [&context, alert, with] { return close(context, *alert, *with); });

  on_run(on("release", "release an alert held apart: two officers, or a commander (R11)",
            "  tocsin post release 019a"),
         context, [&context, alert] { return release(context, *alert); });

  struct Verb {
    const char *name, *about, *example;
    client::Answer<wire::Receipt> (client::Desk::*work)(const AlertId&);
  };
  for (const Verb& verb :
       {Verb{"take", "take an alert in hand", "  tocsin post take 019a", &client::Desk::take},
        Verb{"call-back", "ask the referent to call", "  tocsin post call-back 019a",
             &client::Desk::call_back},
        Verb{"reopen", "reopen a closed alert", "  tocsin post reopen 019a", &client::Desk::reopen}}) {
    const auto work = verb.work;
    on_run(on(verb.name, verb.about, verb.example), context, [&context, alert, work] {
      return on_alert(context, *alert, [&](client::Desk& desk, const client::InboxAlert& found) {
        return answer(context, found.alert, (desk.*work)(found.alert));
      });
    });
  }
}

}  // namespace tocsin::node::cli
