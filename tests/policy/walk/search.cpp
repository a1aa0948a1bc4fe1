#include "search.h"

#include <bit>
#include <cstring>

namespace tocsin::policy::walk {
namespace {

constexpr std::uint64_t mixed(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93u;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93u;
  return x ^ (x >> 32);
}
// Open addressing; grows at two thirds.
class Fingerprints {
 public:
  bool insert(std::uint64_t print) {
    if (3 * count_ >= 2 * places_.size()) grow();
    if (!place(print)) return false;
    ++count_;
    return true;
  }
  std::uint64_t count() const { return count_; }

 private:
  bool place(std::uint64_t print) {
    for (auto i = static_cast<std::size_t>(print) & (places_.size() - 1);;
         i = (i + 1) & (places_.size() - 1)) {
      if (places_[i] == print) return false;
      if (places_[i] != 0) continue;
      places_[i] = print;
      return true;
    }
  }
  void grow() {
    std::vector<std::uint64_t> old(places_.size() * 2);
    old.swap(places_);
    for (auto print : old)
      if (print != 0) place(print);
  }
  std::vector<std::uint64_t> places_ = std::vector<std::uint64_t>(1u << 16);
  std::uint64_t count_ = 0;
};

struct Step {
  std::uint32_t before;  // in the level above
  std::uint16_t act;
};

}  // namespace

std::uint64_t fingerprint(const State& state) {
  std::uint64_t words[2];
  static_assert(sizeof words == sizeof state);
  std::memcpy(words, &state, sizeof words);
  auto print = mixed(words[0] ^ mixed(words[1] + 0x9e3779b97f4a7c15u));
  return print != 0 ? print : 1;
}

Found search(const std::vector<State>& from, const std::vector<Act>& acts, int depth,
             const Decisions& decisions, bool keep_paths) {
  Found found;
  Fingerprints seen;
  std::vector<State> level;
  std::vector<std::vector<Step>> steps;
  for (const auto& state : from)
    if (seen.insert(fingerprint(state))) level.push_back(state);

  auto tell = [&](std::size_t at, std::size_t act, const char* broken) {
    found.broken = broken;
    found.path.insert(found.path.begin(), describe(acts[act]));
    for (auto above = steps.rbegin(); above != steps.rend() && keep_paths; ++above) {
      found.path.insert(found.path.begin(), describe(acts[(*above)[at].act]));
      at = (*above)[at].before;
    }
  };
  for (; found.depth < depth && found.broken.empty(); ++found.depth) {
    std::vector<State> next;
    std::vector<Step> how;
    bool last = found.depth + 1 == depth;
    for (std::size_t i = 0; i < level.size() && found.broken.empty(); ++i) {
      for (std::size_t a = 0; a < acts.size(); ++a) {
        State state = level[i];
        ++found.tried;
        if (const char* broken = try_act(state, acts[a], decisions)) {
          tell(i, a, broken);
          break;
        }
        if (std::memcmp(&state, &level[i], sizeof state) == 0 || !seen.insert(fingerprint(state)) || last)
          continue;
        next.push_back(state);
        if (keep_paths) how.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint16_t>(a)});
      }
    }
    level.swap(next);
    steps.push_back(std::move(how));
  }
  found.states = seen.count();
  return found;
}

}  // namespace tocsin::policy::walk
