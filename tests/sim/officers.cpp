// What officers do at their post.
#include "protocol/seal/open/open_alert.h"
#include "tests/sim/people.h"

namespace tocsin::sim {

using wire::Outcome;
using wire::Verb;

namespace {

constexpr minutes round_every{8};  // of one post's officers, on average

// The list says that the other post has it in hand (node::listed).
bool is_elsewhere(const wire::Item& item) {
  return item.data.size() > limits::header_bytes && item.data.back() == 1;
}

}  // namespace

void People::patrol(std::size_t post) {
  round(post);
  if (busy()) agenda_.in(random_.until_next(round_every), [this, post] { patrol(post); });
}

void People::round(std::size_t post) {
  auto& here = *town_.posts[post];
  std::vector<wire::Item> items;
  auto asked = request(Verb::inbox, {}, {}, random_.one_in(6) ? 1 : 0);
  for (bool more = true; more;) {
    auto answer = ask(here.node, here.officers[0], asked);
    if (!answer || answer->outcome != Outcome::ok) return;
    for (auto& item : answer->items) items.push_back(std::move(item));
    more = answer->more;
    if (more) asked.number = ByteReader(answer->data).u64();
  }
  std::vector<AlertId> shown;
  for (const auto& item : items) shown.push_back(AlertId{item.id});
  oracle_.listed(post, shown);
  for (const auto& item : items)
    if (random_.one_in(is_elsewhere(item) ? 20 : 2)) work_on(post, item);
}

void People::work_on(std::size_t post, const wire::Item& item) {
  auto& here = *town_.posts[post];
  auto* alert = oracle_.find(AlertId{item.id});
  const auto& state = alert->at(post);
  auto act = [&](Asker& by, Verb verb, std::uint8_t code = 0) {
    ask(here.node, by, request(verb, {}, alert->id.view(), code));
  };
  auto& one = here.officers[random_.below(2)];
  if (item.code == 1) {
    if (!state.opened) open(post, one, *alert);
    act(here.officers[0], Verb::release);
    act(here.officers[1], Verb::release);
  } else if (!state.opened) {
    open(post, one, *alert);
  } else if (state.closed) {
    if (random_.one_in(20)) act(one, Verb::reopen);
  } else if (state.taken <= state.reopened) {
    take(post, *alert);
  } else if (random_.one_in(8)) {
    act(one, Verb::call_back);
  } else {
    act(one, Verb::close,
        static_cast<std::uint8_t>(random_.one_in(2) ? ClosingCode::patrol_sent : ClosingCode::handled));
  }
}

void People::open(std::size_t post, Asker& officer, const AlertTruth& alert) {
  auto session = seal::make_box_key(town_.world.entropy);
  auto answer =
      ask(town_.posts[post]->node, officer,
          request(Verb::open, Bytes(session.public_key.bytes.begin(), session.public_key.bytes.end()),
                  alert.id.view(), static_cast<std::uint8_t>(OpenReason::assess)));
  if (!answer || answer->outcome != Outcome::ok) return;
  auto plain = seal::open_sealed(session, answer->data);
  auto content = plain ? wire::decode_content(*plain) : Result<wire::AlertContent>(fail(Errc::malformed, ""));
  if (!content || content->alert != alert.id || !content->vehicle ||
      content->vehicle->plate.rfind(canary, 0) != 0)
    broken("I1", "an alert was delivered and its content is not what was sealed");
}

// Both officers in one batch, as often as one alone.
void People::take(std::size_t post, const AlertTruth& alert) {
  auto& here = *town_.posts[post];
  std::vector<Asked> asked;
  const bool both = random_.one_in(2);
  for (std::size_t i = 0; i < (both ? 2u : 1u); ++i)
    asked.push_back({&here.officers[i], request(Verb::take, {}, alert.id.view())});
  int took = 0;
  for (const auto& answer : ask_together(here.node, std::move(asked))) {
    if (answer && is_expired_challenge(*answer))
      for (auto& officer : here.officers) officer.challenge.reset();
    took += answer && answer->outcome == Outcome::ok;
  }
  if (took > 1) broken("I2", "two officers took one alert");
}

}  // namespace tocsin::sim
