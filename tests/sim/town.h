// Who takes part: posts, communes and their people, with every document signed, decided by a seed.
#pragma once
#include <memory>
#include <vector>

#include "tests/sim/options.h"
#include "tests/sim/random.h"
#include "tests/sim/sim_node.h"

namespace tocsin::sim {

// A signer of requests: its counter rises over all its requests.
struct Asker {
  const seal::SigningKey* key = nullptr;
  std::string user;
  std::uint64_t counter = 0;
  node::SessionId session = 0;
  std::optional<Challenge> challenge;
  KeyId id() const { return seal::key_id(key->public_key); }
};
struct PostHere {
  tests::Post made;
  std::size_t node = 0;
  Asker commander, officers[2];
};
struct CommuneHere {
  tests::Commune made;
  std::size_t node = 0, post = 0;
  Asker mayor;
};
struct Sender {
  tests::Referent referent;
  std::size_t commune = 0;
  Asker asker;
  std::uint64_t cursor = 0;              // last event seen
  bool enrolled = false, ended = false;  // by the offices' doing, not by their nodes' knowledge
  Duration clock_error{0};
};

class Town {
 public:
  explicit Town(const Options& options);

  // The post that supervises this commune's, if there is one.
  std::optional<std::size_t> centre_of(std::size_t commune) const;
  const tests::Post* above(std::size_t commune) const {
    return centre_of(commune) ? &posts.front()->made : nullptr;
  }

 private:
  bool supervised_;

 public:
  tests::Ceremony world;
  std::vector<std::unique_ptr<PostHere>> posts;
  std::vector<std::unique_ptr<CommuneHere>> communes;
  std::vector<std::unique_ptr<Sender>> senders;
  std::vector<std::unique_ptr<SimNode>> nodes;
  std::vector<std::unique_ptr<tests::TestRelay>> relays;

  Sender& add_sender(std::size_t commune);
  Asker asker(const tests::Device& device);
  bool is_post(std::size_t node) const { return node < posts.size(); }

 private:
  void found_posts(const Options& options, Random& random);
  void found_communes(const Options& options, Random& random);
  void choose_mailboxes(std::vector<wire::Mailbox>& mailboxes, const BoxPublic& own, bool port,
                        Random& random);
  void open_nodes();
  void open_relays();
  node::SessionId next_session_ = 1'000'000;
};

}  // namespace tocsin::sim
