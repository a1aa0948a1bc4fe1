#include "tests/sim/sim_node.h"

#include "tests/sim/faults.h"

namespace tocsin::sim {

SimNode::SimNode(NodeKind of, const tests::NodeSecrets& secrets, tests::Ceremony& world)
    : parts(of, secrets, world), kind(of), entropy_(world.entropy) {}

std::string SimNode::user() const {
  return "node:" + to_hex(seal::key_id(parts.identity.signing.public_key).view());
}

bool SimNode::clock_steady() const {
  const auto moved = clock_error - error_at_start_;
  return moved < minutes(10) && moved > -minutes(10);
}

void SimNode::care_for_keyring(Instant at) {
  if (!clock_steady() || cared_for_ == day_of(at)) return;
  parts.keyring.top_up(day_of(at), kind == NodeKind::post, entropy_);
  cared_for_ = day_of(at);
}

void SimNode::start(Instant) {
  parts.store.restart();
  parts.identity.boot_secret = seal::Secret32::random(entropy_);
  error_at_start_ = clock_error;
  cared_for_.reset();
  running = true;
}

Turned SimNode::turn(std::vector<node::Input> inputs, Instant now, Fall fall) {
  using Crash = store::MemoryStore::Crash;
  const auto at = clock(now);
  care_for_keyring(at);
  inputs.emplace_back(node::Settle{});
  if (fall == Fall::before_commit || fall == Fall::commit_failed) parts.store.fail_next_commit(Crash::before);
  if (fall == Fall::commit_unanswered) parts.store.fail_next_commit(Crash::after);
  auto outcomes = node::io::run_batch(*parts.core, parts.store, inputs, at, entropy_);
  Turned turned;
  const bool commit_fails =
      fall == Fall::before_commit || fall == Fall::commit_failed || fall == Fall::commit_unanswered;
  if (!outcomes && !commit_fails) throw Broken("turn", "a batch failed: " + outcomes.error().detail);
  if (!outcomes || fall == Fall::before_sends) {
    turned.fell = true;
    return turned;
  }
  for (auto& outcome : *outcomes) {
    if (outcome.dropped) throw Broken("turn", "an input was dropped: " + outcome.dropped->detail);
    auto& destroy = outcome.effects.destroy_keys;
    if (!destroy.empty() && fall == Fall::before_key_destruction) turned.fell = true;
    if (!destroy.empty() && !turned.fell && !keeps_dead_keys) {
      parts.keyring.destroy(destroy);
      cared_for_.reset();
      outcome.effects.wake_at = at;  // the core hears of it by finding the keys gone
    }
    turned.effects.push_back(std::move(outcome.effects));
  }
  return turned;
}

}  // namespace tocsin::sim
