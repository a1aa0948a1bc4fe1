// A whole world of signed documents, made in memory from a seed: root, rules, posts, communes, commissions,
// mandates, epoch keys, envelopes and receipts. Tests state what they change of it; everything unsaid is
// valid at `now`.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "protocol/entropy.h"
#include "protocol/seal/alert.h"
#include "protocol/seal/session.h"
#include "protocol/seal/trust.h"

namespace tocsin::tests {

using wire::SignedDocument;

// Repeatable randomness (SplitMix64). Never for anything but tests.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : state_(seed) {}
  void fill(std::uint8_t* out, std::size_t count) override;

 private:
  std::uint64_t state_;
};

struct Device {
  seal::SigningKey signing;
  seal::BoxKey transport;
  seal::Secret32 tag_key;
  KeyId id() const { return seal::key_id(signing.public_key); }
};
struct Commissioned {
  Device device;
  wire::Commission commission;
  SignedDocument document;
};
struct NodeSecrets {
  seal::SigningKey signing;
  seal::BoxKey curve, parcel;
  seal::SigningKey log;
  wire::NodeKeys publics() const;
};
struct EpochDay {
  Day day = 0;
  seal::BoxKey key;
  SignedDocument document;
};

struct Post {
  seal::SigningKey office;
  NodeSecrets node;
  wire::PostRecord record;
  SignedDocument document;
  Commissioned commander, officer_a, officer_b;
  std::vector<EpochDay> epochs;          // of the day of `now` and the 14 after it, ascending
  const EpochDay& epoch(Day day) const;  // asserts that there is one
};
struct Commune {
  seal::SigningKey office;
  NodeSecrets node;
  wire::Charter charter;
  SignedDocument document;
  Commissioned mayor, clerk;
  Hash charter_hash() const { return seal::document_hash(document); }
};
struct Referent {
  Device device;
  wire::Mandate mandate;
  SignedDocument document;  // nominated and vetted
  SignedDocument in_force;
  std::uint64_t sequence = 0;  // of the last alert sealed
  Hash previous;               // its header hash
};

// How a test's alert differs from the usual one (a suspect vehicle in the first sector, ordinary, real or
// exercise as the charter says).
struct AlertWish {
  AlertKind kind = AlertKind::device;
  Category category = Category::suspect_vehicle;
  Urgency urgency = Urgency::ordinary;
  bool called17 = false;
  bool exercise = false;  // in a charter that is in exercise: always
  SectorId sector = 0;    // 0: the mandate's first
  std::uint64_t conducts = wire::bit(Conduct::slow_repeated_passes);
  wire::Place place;
  std::optional<wire::Vehicle> vehicle;
  std::vector<wire::Person> persons;
  Duration clock_error{0};  // of the device
};

// How a test's world differs from the usual one.
struct WorldWish {
  bool exercise = true;                   // the charter's
  std::vector<wire::OpeningHours> hours;  // the post's; empty: always open
  int gateways = 0;                       // where not 0, no node has a port for devices: they come by these
  int relays = 0;           // where not 0, no node has a port of its own: each has a mailbox at each of these
  bool presence = false;    // the post's desks tell when they listen
  bool supervised = false;  // by P25-000, open at any hour; alerts are sealed to it as well
};

class Ceremony {
 public:
  // One post (P25-014, Brigade d'Ornans) and one commune (25434 Ornans, exercise) with one referent.
  explicit Ceremony(std::uint64_t seed = 1, Instant at = default_now(), const WorldWish& wish = {});
  static Instant default_now();  // 2026-03-02T12:00:00Z, a Monday

  Instant now;
  SeededEntropy entropy;
  std::array<seal::SigningKey, 3> root_keys;
  wire::Root root;
  SignedDocument root_document;
  wire::Rules rules;
  SignedDocument rules_document;
  std::vector<BoxPublic> relays;  // server keys
  std::optional<Post> above;      // the supervising post
  std::vector<wire::Gateway> gateways;
  Post post;
  Commune commune;
  Referent referent;

  // ---- more of the same world
  Post make_post(std::string_view id, std::string name, const PostId& supervising = {});
  Commune make_commune(std::string_view insee, std::string name, const Post& of, bool exercise = true);
  Device make_device();
  // At its own port, or at the relays of this world.
  std::vector<wire::Mailbox> make_mailboxes(const char* own_port, const BoxPublic& own);
  NodeSecrets make_node_secrets();
  Commissioned make_commission(Role role, const seal::SigningKey& office, const Insee& insee,
                               const PostId& post_id);
  // Nominated by the commune's mayor, vetted by the post's commander, in force since yesterday.
  Referent make_referent(const Commune& in, const Post& vetting);
  wire::Mandate draft_mandate(const Commune& in, const Device& device);
  EpochDay make_epoch(const Post& of, Day day);

  // ---- signing what a test has changed
  SignedDocument sign_root(const wire::Root& value) const;  // by the first two keys
  SignedDocument sign_rules(const wire::Rules& value) const;
  SignedDocument sign_record(const wire::PostRecord& value, const seal::SigningKey& office) const;
  SignedDocument sign_charter(const wire::Charter& value, const seal::SigningKey& mairie,
                              const seal::SigningKey& post_office) const;
  SignedDocument nominate(const wire::Mandate& value, const Commune& by) const;
  SignedDocument vet(SignedDocument nominated, const Post& by) const;
  SignedDocument in_force(const SignedDocument& mandate, const Commune& by, std::uint64_t leaf = 7) const;
  template <class Document>
  SignedDocument sign_single(const Document& value, const seal::SigningKey& key, seal::Tag tag) const {
    SignedDocument document = seal::draft(value);
    seal::add_signature(document, key, tag);
    return document;
  }

  // Every document of this world as containers, in the order in which they can be believed.
  std::vector<Bytes> public_documents(const Commune& of, const Post& at) const;

  // ---- alerts and receipts
  // The next alert of this referent: its sequence and previous hash go up. Sealed to `centre` as well;
  // nullptr: to `above`, where that supervises `to`.
  seal::SealedAlert seal_alert(Referent& by, const Commune& in, const Post& to, const AlertWish& wish = {},
                               const Post* centre = nullptr);
  wire::AlertHeader draft_header(Referent& by, const Commune& in, const AlertWish& wish);
  // 192 signed bytes. `number` rises per alert and issuer: the caller counts.
  Bytes receipt(const NodeSecrets& by, NodeKind kind, AlertState state, const Hash& header_hash,
                std::uint32_t number, std::uint8_t code_or_rule = 0) const;
};

}  // namespace tocsin::tests
