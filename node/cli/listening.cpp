#include "node/cli/listening.h"

#include "node/cli/words.h"
#include "policy/service.h"

namespace tocsin::node::cli {

namespace {

Listening at_post(const wire::PostRecord& post, const PresenceOf& presence_of) {
  std::vector<policy::Spell> spells;
  for (const auto& each : post.hours)
    spells.push_back({each.weekday, each.from_minute, each.until_minute, each.day});
  policy::Service service{true, spells, {}};
  const Instant now = system_now();
  Listening heard;
  if (post.presence) {
    auto until = presence_of(post);
    if (!until) {
      heard.words = say(text::listening_unknown);
      return heard;
    }
    service.presence_until = until->value_or(Instant{});
  }
  heard.now = policy::in_service(service, now);
  heard.changes = heard.now ? policy::closes_after(spells, now) : policy::opens_after(spells, now);
  if (heard.now) {
    heard.words = post.name + " " +
                  (heard.changes ? std::string(say(text::listens_until)) + " " + paris(*heard.changes)
                                 : std::string(say(text::listens_always)));
  } else {
    heard.words = say(text::nobody_listens);
    if (heard.changes)
      heard.words +=
          " · " + post.name + " " + std::string(say(text::listens_again)) + " " + paris(*heard.changes);
  }
  return heard;
}

}  // namespace

Listening listening(const wire::PostRecord& post, const wire::PostRecord* supervising,
                    const PresenceOf& presence_of) {
  auto own = at_post(post, presence_of);
  if (own.now || supervising == nullptr) return own;
  auto there = at_post(*supervising, presence_of);
  if (!there.now) return own;
  there.words = post.name + " → " + std::string(say(text::passes_to)) + " " + there.words;
  return there;
}

Listening listening(client::Referent& referent) {
  return listening(referent.post(), referent.supervising(),
                   [&](const wire::PostRecord& post) { return referent.presence(post); });
}

Record record_of(const Listening& heard) {
  Record record{{"now", heard.now}, {"words", heard.words}};
  if (heard.changes) record.push_back({heard.now ? "until" : "from", to_iso(*heard.changes)});
  return record;
}

}  // namespace tocsin::node::cli
