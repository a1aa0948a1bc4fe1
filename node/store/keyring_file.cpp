#include "node/store/keyring_file.h"

#include <string.h>

#include <algorithm>
#include <set>

#include "node/files/private_file.h"

namespace tocsin::store {
namespace {

constexpr std::uint32_t slots_at_first = 64, slots_per_growth = 64;

std::uint64_t offset_of(std::uint32_t slot) {
  return std::uint64_t{slot} * slot_bytes;
}

ByteView part_of(const Bytes& copy, std::uint32_t slot) {
  ByteView all(copy);
  if (offset_of(slot) >= all.size()) return {};
  all = all.subspan(offset_of(slot));
  return all.first(std::min(all.size(), slot_bytes));
}

}  // namespace

KeyringFile::KeyringFile(std::string folder, txn::ValueCodec& codec, Entropy& entropy, Options options)
    : folder_(std::move(folder)), codec_(codec), entropy_(entropy), options_(std::move(options)) {}

KeyringFile::~KeyringFile() {
  for (auto& [name, held] : keys_) ::explicit_bzero(held.key.data(), held.key.size());
}

const txn::KeyBytes* KeyringFile::find(txn::KeyName name) const {
  auto found = keys_.find(name);
  return found == keys_.end() ? nullptr : &found->second.key;
}

std::vector<txn::KeyName> KeyringFile::all(txn::KeyUse use) const {
  std::vector<txn::KeyName> names;
  for (auto at = keys_.lower_bound({use, 0}); at != keys_.end() && at->first.use == use; ++at) {
    names.push_back(at->first);
  }
  return names;
}

std::vector<txn::KeyName> KeyringFile::below(txn::KeyName name) const {
  std::vector<txn::KeyName> names;
  for (auto at = keys_.lower_bound({name.use, 0}); at != keys_.end() && at->first < name; ++at)
    names.push_back(at->first);
  return names;
}

Result<std::unique_ptr<KeyringFile>> KeyringFile::open_or_create(const std::string& folder,
                                                                 txn::ValueCodec& codec, Entropy& entropy,
                                                                 const Options& options) {
  if (auto made = files::ensure_private_folder(folder); !made) return tl::unexpected<Error>(made.error());
  std::unique_ptr<KeyringFile> keyring(new KeyringFile(folder, codec, entropy, options));
  for (int copy : {0, 1}) {
    auto file = files::open_private_file(keyring->path(copy), files::Access::write);
    if (file) {
      keyring->files_[static_cast<std::size_t>(copy)] = std::move(*file);
    } else if (file.error().code != Errc::not_found) {
      return pass_on(file);
    }
  }
  bool none = !keyring->files_[0] && !keyring->files_[1];
  if (auto done = none ? keyring->create() : keyring->load(); !done)
    return tl::unexpected<Error>(done.error());
  return keyring;
}

Status KeyringFile::create() {
  findings_.created = true;
  places_.resize(slots_at_first);
  Bytes bytes;
  for (Index slot = 0; slot < slots_at_first; ++slot) {
    Image made = image(slot, Slot{});
    bytes.insert(bytes.end(), made.bytes.begin(), made.bytes.end());
  }
  for (int copy : {0, 1}) {
    if (auto done = files::write_private_file(path(copy), bytes); !done) return done;
    auto file = files::open_private_file(path(copy), files::Access::write);
    if (!file) return tl::unexpected<Error>(file.error());
    files_[static_cast<std::size_t>(copy)] = std::move(*file);
  }
  return {};
}

Status KeyringFile::load() {
  std::array<Bytes, 2> copies;
  for (std::size_t copy : {0u, 1u}) {
    if (!files_[copy]) continue;
    const std::string name = path(static_cast<int>(copy));
    constexpr std::size_t bytes_max = std::size_t{keyring_slots_max} * slot_bytes;
    auto bytes = files::read_at(files_[copy], 0, bytes_max + 1, name);
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    if (bytes->empty())
      return fail(Errc::configuration, name + " is empty: remove it, it is made again from the other copy");
    if (bytes->size() > bytes_max)
      return fail(Errc::configuration,
                  name + " is too long to be a keyring: remove it, it is made again from the other copy");
    copies[copy] = std::move(*bytes);
  }
  const auto slots =
      static_cast<Index>((std::max(copies[0].size(), copies[1].size()) + slot_bytes - 1) / slot_bytes);
  places_.resize(slots);
  std::array<std::vector<Image>, 2> repairs;
  for (Index slot = 0; slot < slots; ++slot) {
    if (auto done = settle(slot, copies, repairs); !done) return done;
  }
  if (readable_ == 0) {
    return fail(Errc::configuration, path(0) + " and " + path(1) +
                                         " do not open with this keyring key: put the right key file back");
  }
  // What was read may not be on disk yet, if the last process died before its sync.
  for (int copy : {0, 1}) {
    if (!files_[static_cast<std::size_t>(copy)]) continue;
    if (auto done = step({Step::Kind::sync, copy, 0, {}}); !done) return done;
  }
  for (int copy : {0, 1}) {
    auto at = static_cast<std::size_t>(copy);
    findings_.repaired += repairs[at].size();
    if (!files_[at]) {  // missing altogether: whole and durable before it has its name
      Bytes whole(offset_of(slots));
      for (const auto& repair : repairs[at]) {
        std::copy(repair.bytes.begin(), repair.bytes.end(),
                  whole.begin() + static_cast<std::ptrdiff_t>(offset_of(repair.slot)));
      }
      if (auto done = files::write_private_file(path(copy), whole); !done) return done;
      auto file = files::open_private_file(path(copy), files::Access::write);
      if (!file) return tl::unexpected<Error>(file.error());
      files_[at] = std::move(*file);
    } else if (auto done = write_all(copy, repairs[at], true); !done) {
      return done;
    }
  }
  return {};
}

// Decides what a slot holds, from both copies, and how a copy must change to say the same.
Status KeyringFile::settle(Index slot, const std::array<Bytes, 2>& copies,
                           std::array<std::vector<Image>, 2>& repairs) {
  const std::array<ByteView, 2> parts{part_of(copies[0], slot), part_of(copies[1], slot)};
  const std::array<std::optional<Slot>, 2> read{read_slot(codec_, slot, parts[0]),
                                                read_slot(codec_, slot, parts[1])};
  if (read[0] || read[1]) {
    // The later write is true: of a key that was being made or destroyed when the process died.
    std::size_t truth = !read[0] || (read[1] && read[1]->written > read[0]->written) ? 1 : 0;
    ++readable_;
    learn(slot, *read[truth]);
    if (!std::equal(parts[0].begin(), parts[0].end(), parts[1].begin(), parts[1].end())) {
      repairs[1 - truth].push_back({slot, Bytes(parts[truth].begin(), parts[truth].end())});
    }
    return {};
  }
  bool unclear = false, key = false;
  for (ByteView part : parts) {
    Remains remains = examine(part);
    unclear = unclear || remains.say == Remains::Say::unclear;
    if (remains.say != Remains::Say::key || key) continue;
    key = true;
    findings_.lost.push_back(remains.name);
    lost_[remains.name] = slot;
  }
  if (!key && unclear) ++findings_.lost_without_name;
  if (key || unclear) return {};  // left as it is, until the slot is needed
  Slot free;
  free.serials_used = serials_used_;
  Image blank = image(slot, free);
  repairs[0].push_back(blank);
  repairs[1].push_back(blank);
  return {};
}

void KeyringFile::learn(Index index, const Slot& slot) {
  places_[index] = {slot.state, slot.name};
  written_ = std::max(written_, slot.written);
  serials_used_ = std::max(serials_used_, slot.serials_used);
  if (slot.state != SlotState::held) return;
  if (slot.name.use == txn::KeyUse::spare) serials_used_ = std::max(serials_used_, slot.name.number);
  Held& held = keys_[slot.name];
  held.slot = index;
  held.key = slot.key;
}

std::vector<txn::KeyName> KeyringFile::missing(Day today) {
  std::set<txn::KeyName> spent;
  for (const auto& place : places_) {
    if (place.state == SlotState::spent) spent.insert(place.name);
  }
  std::vector<txn::KeyName> names;
  auto want = [&](txn::KeyUse use, Day days_ahead) {
    for (Day day = today; day <= today + days_ahead; ++day) {
      txn::KeyName name{use, day};
      if (keys_.count(name) == 0 && spent.count(name) == 0) names.push_back(name);
    }
  };
  want(txn::KeyUse::erasure_day, erasure_days_ahead);
  if (options_.epochs) want(txn::KeyUse::epoch, epoch_days_ahead);
  for (std::size_t held = all(txn::KeyUse::spare).size(); held < spares_held; ++held) {
    names.push_back({txn::KeyUse::spare, ++serials_used_});
  }
  return names;
}

// Slots that can be written: free ones, those of names whose day is over, then new ones at the end.
Result<std::vector<KeyringFile::Index>> KeyringFile::room_for(std::size_t count, Day today) {
  std::vector<Index> room;
  for (Index slot = 0; slot < places_.size() && room.size() < count; ++slot) {
    const Place& place = places_[slot];
    bool over = place.state == SlotState::spent && place.name.number < today;
    if (place.state == SlotState::free || over) room.push_back(slot);
  }
  if (room.size() == count) return room;
  const auto before = static_cast<Index>(places_.size());
  const auto more = (count - room.size() + slots_per_growth - 1) / slots_per_growth * slots_per_growth;
  if (before + more > keyring_slots_max) return fail(Errc::store_full, folder_ + ": the keyring is full");
  std::vector<Image> blanks;
  Slot free;
  free.serials_used = serials_used_;
  for (Index slot = before; slot < before + more; ++slot) {
    blanks.push_back(image(slot, free));
    if (room.size() < count) room.push_back(slot);
  }
  for (int copy : {0, 1}) {
    if (auto done = write_all(copy, blanks, false); !done) return tl::unexpected<Error>(done.error());
  }
  places_.resize(before + more);
  return room;
}

KeyringFile::Image KeyringFile::image(Index index, const Slot& slot) {
  Slot stamped = slot;
  stamped.written = ++written_;
  return {index, write_slot(codec_, index, stamped)};
}

Status KeyringFile::top_up(Day today) {
  if (broken_) return tl::unexpected<Error>(*broken_);
  auto names = missing(today);
  if (names.empty()) return {};
  auto room = room_for(names.size(), today);
  if (!room) return tl::unexpected<Error>(room.error());
  std::vector<Slot> made(names.size());
  std::vector<Image> images;
  for (std::size_t n = 0; n < names.size(); ++n) {
    made[n].state = SlotState::held;
    made[n].name = names[n];
    made[n].serials_used = serials_used_;
    entropy_.fill(made[n].key.data(), made[n].key.size());
    images.push_back(image((*room)[n], made[n]));
  }
  for (int copy : {0, 1}) {
    if (auto done = write_all(copy, images, false); !done) return done;
  }
  if (auto done = files::sync_folder(folder_); !done) return done;
  for (std::size_t n = 0; n < names.size(); ++n) {
    const Index slot = (*room)[n];
    std::erase_if(lost_, [&](const auto& lost) { return lost.second == slot; });
    learn(slot, made[n]);
  }
  return {};
}

Status KeyringFile::destroy(std::span<const txn::KeyName> names) {
  if (broken_) return tl::unexpected<Error>(*broken_);
  std::vector<Image> images;
  std::map<Index, txn::KeyName> ending;
  for (txn::KeyName name : names) {
    if (auto held = keys_.find(name); held != keys_.end()) ending[held->second.slot] = name;
    if (auto lost = lost_.find(name); lost != lost_.end()) ending[lost->second] = name;
  }
  if (ending.empty()) return {};
  for (const auto& [index, name] : ending) {
    Slot slot;
    slot.state = name.use == txn::KeyUse::spare ? SlotState::free : SlotState::spent;
    slot.name = name;
    slot.serials_used = serials_used_;
    images.push_back(image(index, slot));
  }
  for (int copy : {0, 1}) {
    if (auto done = write_all(copy, images, true); !done) return done;
  }
  for (const auto& [index, name] : ending) {
    places_[index] = {name.use == txn::KeyUse::spare ? SlotState::free : SlotState::spent, name};
    lost_.erase(name);
    auto held = keys_.find(name);
    if (held == keys_.end()) continue;
    ::explicit_bzero(held->second.key.data(), held->second.key.size());
    keys_.erase(held);
  }
  return {};
}

Status KeyringFile::step(const Step& step) {
  const auto at = static_cast<std::size_t>(step.copy);
  Status done;
  if (options_.before_step) done = options_.before_step(step);
  if (done && step.kind == Step::Kind::write)
    done = files::write_at(files_[at], step.offset, step.bytes, path(step.copy));
  if (done && step.kind == Step::Kind::sync) done = files::sync_file(files_[at], path(step.copy));
  if (!done) broken_ = done.error();
  return done;
}

// With `over_keys`, what the slots held is first overwritten with random bytes, durably.
Status KeyringFile::write_all(int copy, const std::vector<Image>& images, bool over_keys) {
  if (images.empty()) return {};
  for (bool noise : {true, false}) {
    if (noise && !over_keys) continue;
    Bytes random(slot_bytes);
    for (const auto& image : images) {
      if (noise) entropy_.fill(random.data(), random.size());
      const Bytes& bytes = noise ? random : image.bytes;
      if (auto done = step({Step::Kind::write, copy, offset_of(image.slot), bytes}); !done) return done;
    }
    if (auto done = step({Step::Kind::sync, copy, 0, {}}); !done) return done;
  }
  return {};
}

}  // namespace tocsin::store
