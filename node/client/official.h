// The device of a person with a commission, at a mairie or a post: its keys, what it believes, and what both
// sides may sign. What only a post does is in desk.h, what only a mairie does in office.h. One thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/client/documents.h"
#include "node/client/law.h"
#include "node/client/profile.h"
#include "node/client/standing.h"

namespace tocsin::client {

// The public halves of a device: what its office commissions.
struct DevicePublic {
  SigningPublic signing;
  BoxPublic transport;
  Hash tag_commitment;  // of a desk's device; zero otherwise
  bool operator==(const DevicePublic&) const = default;
};
// "TOCSIN-DEVICE1:" and hexadecimal; a file of one line.
std::string to_text(const DevicePublic& device);
Result<DevicePublic> parse_device(std::string_view text);

// Exactly one of the two is set.
struct OfficeName {
  Insee commune;
  PostId post;
  bool is_post() const { return !post.is_zero(); }
};

// One line of the roll: a mandate as the node holds it.
enum class MandateState : std::uint8_t {
  waiting = 0,
  in_force = 1,
  suspended = 2,
  revoked = 3,
  expired = 4,
  tied = 5,     // R21: what its person has declared since
  refused = 6,  // both have signed, and a node refused it: `standing.stop` says why
};
struct MandateRow {
  MandateId id;
  MandateState state{};
  wire::SignedDocument document;
  wire::Mandate mandate;  // parsed, its signatures not verified here
  std::optional<wire::SignedDocument> enrolment;
  Standing standing;
  std::string name;  // as the mairie typed it; at its own node only, else empty
};
// In force, 30 days or less from its end, and nothing on the roll follows it for the same person.
bool renewal_due(const MandateRow& row, const std::vector<MandateRow>& roll, Instant now);
struct CountCell {
  // 1 alerts by category, 2 by sector, 3 outcomes by ClosingCode, 4 totals; 5 unfounded by sector, 6
  // describing persons, 7 times that a rule of drift spoke, 8 refused by rule (0: format, time or charter),
  // 9 median delay to a state, by its band (policy/counts.h), 10 erased, 11 referents now
  std::uint8_t kind = 0;
  std::uint64_t key = 0;               // category, sector, code, rule, state, or 0
  std::optional<std::uint64_t> count;  // empty: masked, fewer than the minimum
  std::optional<std::uint64_t> whole;  // of a share: `count` of so many
};

struct Counts {
  Instant from, until;  // of the period
  bool exercise = false;
  Instant since;                   // when the node began to count; zero: not known
  std::uint32_t mask_minimum = 0;  // smaller numbers are masked
  std::vector<CountCell> cells;
  bool held() const { return until > since; }
};

class Official {
 public:
  // Makes the keys once and pins the root: `containers` are handed over by the office, root first, with the
  // record or charter of `office` among them. A desk's device also makes a tag key.
  static Answer<DevicePublic> prepare(Profile& profile, const Tools& tools, const OfficeName& office,
                                      std::span<const Bytes> containers, bool desk = false);
  // not_found: not prepared.
  static Answer<Official> open(Profile& profile, const Tools& tools);

  const OfficeName& office() const { return office_; }
  const Roster& roster() const { return roster_; }
  const DeviceKeys& keys() const { return *keys_; }
  const Tools& tools() const { return tools_; }
  Answer<Session*> connected();
  void disconnect() { session_.reset(); }
  bool is_connected() const { return session_.has_value(); }

  // Takes newer documents and commissions from the node, as far as they are vouched for, and keeps them.
  Answer<bool> refresh();
  // The same from files.
  Status learn(std::span<const Bytes> containers);

  Answer<wire::Reply> ask(wire::Request request);
  Answer<wire::Reply> publish(const wire::SignedDocument& document);
  Answer<std::vector<MandateRow>> mandates();
  // `first_day`: of a closed period; 0: the last closed one.
  Answer<Counts> counts(Day first_day = 0);

  // R22: at once, by either side alone. `until` is asked for suspensions. Answers the act's id.
  Answer<CommandId> act_on_mandate(wire::ActKind kind, const MandateId& mandate, const Insee& commune,
                                   ActReason reason, Instant until = {});
  // R23. Of that commune's node, by the charter held here.
  Answer<wire::NodeAct> suspend_node(const Insee& commune, ActReason reason);
  // R23: the statement that all three sign. Made from the suspension in force, or the one that others signed
  // already; comes back with this device's signature. not_found: nothing is suspended.
  Answer<wire::SignedDocument> sign_resumption(const Insee& commune, ActReason reason,
                                               const std::optional<wire::SignedDocument>& by_others);

  // R33: until when somebody listens at that post, on this device's clock; as Referent::presence.
  Answer<std::optional<Instant>> presence(const wire::PostRecord& post);

  // By which an alert under the charter of that number says its street. nullopt: it names none, or its list
  // has not come to this office's node.
  std::optional<wire::StreetList> streets(const Insee& commune, std::uint32_t charter_sequence);

  // R24: what tightens, waits to loosen, or suspends, as this office's node shows it to anyone.
  Answer<std::vector<CommuneLaw>> law();
  // At once, alone. Answers the overlay's name.
  Answer<Hash> tighten(const Insee& commune, std::vector<wire::LimitValue> limits, ActReason reason);
  // The other office's signature over the same bytes: it does not lapse any more.
  Answer<wire::Reply> join_overlay(wire::SignedDocument overlay);
  // Within its first hour, by an office that signed it.
  Answer<wire::Reply> withdraw_overlay(const Insee& commune, const Hash& overlay);

 private:
  Official(Profile& profile, Tools tools, OfficeName office, DeviceKeys keys, Roster roster);
  NodeAddress node() const;
  std::optional<wire::Charter> charter_numbered(const Insee& commune, std::uint32_t sequence);
  Answer<std::optional<wire::NodeAct>> latest_node_act(const Insee& commune);

  Profile* profile_;
  Tools tools_;
  OfficeName office_;
  std::unique_ptr<DeviceKeys> keys_;  // stays in place: sessions sign with it
  Roster roster_;
  bool learn_papers(Session& session);
  bool papers_learnt_ = false;  // in this session
  std::optional<Session> session_;
};

}  // namespace tocsin::client
