// What a roster answers, and its bytes.
#include <algorithm>

#include "node/client/roster.h"
#include "protocol/bytes.h"

namespace tocsin::client {

const Believed<wire::PostRecord>* Roster::record(const PostId& post) const {
  for (const auto& held : records_) {
    if (held.value.post == post) return &held;
  }
  return nullptr;
}

const Believed<wire::Charter>* Roster::charter(const Insee& commune) const {
  for (const auto& held : charters_) {
    if (held.value.commune == commune) return &held;
  }
  return nullptr;
}

wire::Listed Roster::listed(const Insee& commune) const {
  const auto* held = charter(commune);
  return held == nullptr || !directory_ ? wire::Listed::same
                                        : wire::compare(directory_->value, held->value, held->hash);
}

wire::Listed Roster::listed(const PostId& post) const {
  const auto* held = record(post);
  return held == nullptr || !directory_ ? wire::Listed::same
                                        : wire::compare(directory_->value, held->value, held->hash);
}

std::vector<wire::EpochKey> Roster::epochs(const PostId& post) const {
  std::vector<wire::EpochKey> found;
  for (const auto& held : epochs_) {
    if (held.value.post == post) found.push_back(held.value);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
  return found;
}

std::vector<SigningPublic> Roster::keys_of(Role role, const Insee& commune) const {
  std::vector<SigningPublic> found;
  for (const auto& held : commissions_) {
    if (held.value.role == role && held.value.commune == commune) found.push_back(held.value.key);
  }
  return found;
}

std::vector<SigningPublic> Roster::keys_of(Role role, const PostId& post) const {
  std::vector<SigningPublic> found;
  for (const auto& held : commissions_) {
    if (held.value.role == role && held.value.post == post) found.push_back(held.value.key);
  }
  return found;
}

template <class Who>
std::vector<SigningPublic> Roster::keys_of_node(const Who& who, Who FormerKey::*is,
                                                const Instant* now) const {
  std::vector<SigningPublic> found;
  for (const auto& former : former_) {
    const bool counts =
        now == nullptr || former.learnt == Instant{} ||
        (*now<former.learnt + former_keys_believed&& * now + former_keys_believed> former.learnt);
    if (former.*is == who && counts) found.push_back(former.key);
  }
  return found;
}

std::vector<SigningPublic> Roster::node_keys(const Insee& commune) const {
  auto found = keys_of_node(commune, &FormerKey::commune, nullptr);
  if (const auto* held = charter(commune)) found.insert(found.begin(), held->value.node.signing);
  return found;
}

std::vector<SigningPublic> Roster::node_keys(const PostId& post) const {
  auto found = keys_of_node(post, &FormerKey::post, nullptr);
  if (const auto* held = record(post)) found.insert(found.begin(), held->value.node.signing);
  return found;
}

std::vector<SigningPublic> Roster::node_keys_at(const Insee& commune, Instant now) const {
  auto found = keys_of_node(commune, &FormerKey::commune, &now);
  if (const auto* held = charter(commune)) found.insert(found.begin(), held->value.node.signing);
  return found;
}

std::vector<SigningPublic> Roster::node_keys_at(const PostId& post, Instant now) const {
  auto found = keys_of_node(post, &FormerKey::post, &now);
  if (const auto* held = record(post)) found.insert(found.begin(), held->value.node.signing);
  return found;
}

void Roster::learnt_at(Instant now) {
  for (auto& former : former_)
    if (former.learnt == Instant{}) former.learnt = now;
}

bool Roster::is_lost(const PostId& post, Day epoch, Instant created, Instant heard) const {
  return std::any_of(losses_.begin(), losses_.end(), [&](const auto& held) {
    const auto& loss = held.value;
    return loss.post == post && created < loss.at && heard < loss.at &&
           std::binary_search(loss.lost.begin(), loss.lost.end(), epoch);
  });
}

void Roster::forget_epochs_before(Day day) {
  std::erase_if(losses_,
                [day](const auto& held) { return held.value.lost.back() + limits::epoch_days_kept < day; });
  epochs_.erase(std::remove_if(epochs_.begin(), epochs_.end(),
                               [day](const auto& held) { return held.value.day < day; }),
                epochs_.end());
}

// version u8 ‖ root ‖ count u32 ‖ documents in the order in which they can be believed ‖ count u32 ‖ former
// keys of nodes; from version 2 on ‖ count u32 ‖ former keys of offices; from version 3 on each of them ‖
// when this device learnt that it was replaced.
Bytes Roster::save() const {
  ByteWriter out;
  out.u8(3).sized(root_.container);
  std::vector<const Bytes*> all;
  if (rules_) all.push_back(&rules_->container);
  if (directory_) all.push_back(&directory_->container);
  for (const auto& held : records_) all.push_back(&held.container);
  for (const auto& held : charters_) all.push_back(&held.container);
  for (const auto& held : commissions_) all.push_back(&held.container);
  for (const auto& held : losses_) all.push_back(&held.container);
  for (const auto& held : epochs_) all.push_back(&held.container);
  out.u32(static_cast<std::uint32_t>(all.size()));
  for (const Bytes* each : all) out.sized(*each);
  out.u32(static_cast<std::uint32_t>(former_.size()));
  for (const auto* list : {&former_, &former_offices_}) {
    if (list == &former_offices_) out.u32(static_cast<std::uint32_t>(list->size()));
    for (const auto& former : *list)
      out.raw(former.commune).raw(former.post).raw(former.key).u64(to_ms(former.learnt));
  }
  return out.take();
}

Result<Roster> load_roster(ByteView saved) {
  ByteReader in(saved);
  const auto version = in.u8();
  if (version < 1 || version > 3)
    return fail(Errc::store_damaged, "the saved documents are not of a known version");
  // This file's own root was checked against the card before it was saved; the directory is the device's own.
  auto roster = Roster::from_handed_root(in.sized());
  if (!roster) return roster;
  const std::uint32_t count = in.u32();
  std::vector<Bytes> containers;
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    auto each = in.sized();
    containers.emplace_back(each.begin(), each.end());
  }
  auto read_formers = [&] {
    std::vector<Roster::FormerKey> all;
    const std::uint32_t formers = in.u32();
    for (std::uint32_t i = 0; i < formers && in.ok(); ++i) {
      auto commune = in.id<Insee>();
      auto post = in.id<PostId>();
      all.push_back({commune, post, in.id<SigningPublic>(), {}});
      if (version >= 3) all.back().learnt = from_ms(in.u64());
    }
    return all;
  };
  roster->former_ = read_formers();
  if (version >= 2) roster->former_offices_ = read_formers();
  // What a rotated root no longer vouches for is left out; the node has the newer issue.
  roster->loading_ = true;
  auto added = roster->add_all(containers);
  roster->loading_ = false;
  if (!added) return tocsin::pass_on(added);
  if (!in.finished()) return fail(Errc::store_damaged, "the saved documents are cut short");
  return roster;
}

}  // namespace tocsin::client
