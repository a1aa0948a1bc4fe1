// `tocsin post vet`: the commander's signature on a mandate, after the interview (R21).
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/post_desk.h"
#include "node/cli/prompt.h"
#include "node/cli/standing.h"
#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

std::string normal_words(std::string_view typed) {
  std::string words;
  for (char c : typed) {
    const bool space = c == ' ' || c == '\t' || c == '\n';
    if (space && (words.empty() || words.back() == ' ')) continue;
    words += space ? ' ' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  while (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

struct VetWish {
  std::string mandate, words, trained;
};

Result<bool> same_words(const Context& context, const client::Candidate& candidate, const VetWish& wish) {
  if (!wish.words.empty()) {
    if (normal_words(wish.words) == normal_words(candidate.words)) return true;
    return fail(
        Errc::untrusted,
        "the words differ: the phone and this post do not see the same keys. Nothing was signed; start again "
        "with a new card, and find out who stands between");
  }
  // --yes must never stand for a comparison that nobody made.
  if (context.yes || context.no_input) {
    return fail(Errc::configuration, "the words on the person's phone are needed: --words \"…\"");
  }
  context.out.talk(std::string(say(text::words_intro)) + "\n  " + candidate.words);
  return confirm(context, "Does the phone, here in front of you, show exactly these six words?");
}

// A renewal on the device that the running mandate certified: the words were compared then. What the
// commander still vouches for is the person: the interview, and the day of the training.
Result<bool> same_person(const Context& context, const client::Candidate& candidate, const VetWish& wish) {
  context.out.talk("The running mandate certified this very device: its words are not compared again.");
  const auto day = paris(candidate.mandate.trained).substr(0, 10);
  std::string given = wish.trained;
  if (given.empty()) {
    // --yes must never stand for an interview that nobody held.
    auto typed = context.yes
                     ? Result<std::string>(fail(Errc::configuration,
                                                "the day of the training is needed: --trained 2026-11-02"))
                     : ask(context, "Day of the training that you saw proof of, at the interview?",
                           "--trained 2026-11-02");
    if (!typed) return pass_on(typed);
    given = *typed;
  }
  auto at = parse_iso(given);
  if (!at) return fail(Errc::configuration, "--trained " + given + ": write a day, such as 2026-11-02");
  if (paris(*at).substr(0, 10) == day) return true;
  return fail(Errc::untrusted, "the mandate says that the training was on " + day +
                                   ": nothing was signed; the mairie nominates again with the right day");
}

int vet(const Context& context, const VetWish& wish) {
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  client::Desk desk((*office)->official());
  std::vector<std::string> rejected;
  auto candidates = desk.candidates(&rejected);
  if (!candidates) return report(context, candidates.error());
  for (const auto& reason : rejected) context.out.warn(reason);
  const client::Candidate* chosen = nullptr;
  List list;
  std::string shown;
  for (const auto& candidate : *candidates) {
    const std::string id = to_hex(candidate.mandate.mandate.view());
    list.push_back(Record{{"mandate", id},
                          {"commune", candidate.commune},
                          {"words", candidate.words},
                          {"tie", slug(candidate.mandate.tie)},
                          {"device_certified", candidate.device_certified}});
    shown += id.substr(0, 16) + "  " + candidate.commune + "  " + candidate.words + "  " +
             tie_warning(candidate.mandate.tie) + "\n";
    if (!wish.mandate.empty() && id.compare(0, wish.mandate.size(), wish.mandate) == 0) {
      if (chosen != nullptr) return misuse(context, "several mandates begin with " + wish.mandate);
      chosen = &candidate;
    }
  }
  if (wish.mandate.empty()) {
    return context.out.done({{"waiting", list}},
                            shown.empty() ? std::string(say(text::nobody_waits)) : shown);
  }
  if (chosen == nullptr) {
    return context.out.failed(
        {Errc::not_found, "no mandate that waits for vetting begins with " + wish.mandate},
        rejected.empty() ? "" : "What was turned away is named above.");
  }
  if (auto warning = tie_warning(chosen->mandate.tie); !warning.empty()) context.out.warn(warning);
  if (chosen->former_phone)
    context.out.talk("Another phone of the same person: the states of what was sent under " +
                     to_hex(chosen->former_phone->view()).substr(0, 16) + " pass to this one.");
  auto same = chosen->device_certified && wish.words.empty() ? same_person(context, *chosen, wish)
                                                             : same_words(context, *chosen, wish);
  if (!same) return context.out.failed(same.error());
  if (!*same) return context.out.failed({Errc::untrusted, "not vetted: the words were not confirmed"});
  auto vetted = desk.vet(*chosen);
  if (!vetted) return report(context, vetted.error());
  context.out.good("vetted; in force once the commune's node has it in its log");
  Record done{{"mandate", to_hex(vetted->view())}, {"commune", chosen->commune}};
  if (chosen->former_phone) done.push_back({"former_phone", to_hex(chosen->former_phone->view())});
  return context.out.done(std::move(done), {});
}

}  // namespace

void add_vet(CLI::App& post, Context& context) {
  auto wish = std::make_shared<VetWish>();
  auto& vetting =
      add_command(post, "vet", "compare six words with the person present, then sign the mandate (R21)",
                  "  tocsin post vet\n  tocsin post vet 9f3a\n"
                  "  tocsin post vet 9f3a --words \"abeille bateau cerise dune encre forge\"");
  vetting.add_option("mandate", wish->mandate, "the beginning of its id; without it: those that wait");
  vetting.add_option("--words", wish->words, "the six words as the phone shows them");
  vetting.add_option("--trained", wish->trained,
                     "of a renewal on the same device: the day of the training that you saw proof of");
  on_run(vetting, context, [&context, wish] { return vet(context, *wish); });
}

}  // namespace tocsin::node::cli
