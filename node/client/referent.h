// What a referent's device does with alerts: seals on the device, keeps the bytes until they are safe
// elsewhere, and shows nothing that a verified receipt does not say. One thread, one process per profile.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "node/client/enrolment.h"
#include "node/client/entries.h"
#include "node/client/issuers.h"
#include "node/client/law.h"
#include "node/client/ledger.h"
#include "node/client/locality.h"
#include "node/client/reviews.h"
#include "node/client/sealing.h"
#include "node/client/standing.h"
#include "policy/truth.h"
#include "policy/verdict.h"

namespace tocsin::client {

// What a screen may say of an alert. Times are of the receipts' issuers.
struct Step {
  AlertState state{};
  NodeKind issuer{};
  Instant at;
  std::uint8_t code = 0, rule = 0, refusal = 0;
  std::uint64_t leaf = 0;
  bool supervising = false;  // signed by the supervising post
  bool clock_noted = false;  // accepted, though this device's clock was ahead: the node's time counts
};
struct AlertView {
  AlertId alert;
  std::uint64_t sequence = 0;
  Category category{};
  SectorId sector = 0;
  std::string sector_name;
  Urgency urgency{};
  bool exercise = false;
  Instant sent;
  std::vector<Step> steps;       // in the order in which they were signed
  std::optional<Step> standing;  // empty: sealed on this device, and nothing else is known
  std::optional<policy::Truth>
      truth;  // R33; empty when refused, withdrawn or in violation: that receipt is the truth
  std::optional<Instant> truth_changes;
  bool lost = false;  // the post lost the key it was sealed to, and can read it no more: call 17
  bool over = false, call_back = false, contradicted = false, withdrawal_asked = false;
  std::optional<Instant>
      erased_at;  // when node and post must have erased it (R26); empty: nothing arrived there
};

struct NoticeView;  // node/client/notices.h

class Referent {
 public:
  // configuration: the profile is in use; not_found: no mandate in force here yet (see enrolment_standing).
  static Answer<Referent> open(Profile& profile, const Tools& tools);

  const wire::Charter& charter() const { return roster_.charter(commune_)->value; }
  const wire::PostRecord& post() const { return roster_.record(charter().post)->value; }
  const wire::PostRecord* supervising() const;  // nullptr: the post has none, or its record is not here
  const wire::Mandate& mandate() const { return own_.mandate; }
  // Of the charter, once it has come (refresh); it stays on this device.
  std::optional<wire::StreetList> streets() const { return kept_streets(*profile_, charter()); }
  // What the prefecture's directory says of the charter held here and of its post's record.
  wire::Listed listed_charter() const { return roster_.listed(commune_); }
  wire::Listed listed_record() const { return roster_.listed(charter().post); }

  // Judges as the nodes will (R5-R9, R27), seals, and keeps: durable when it answers, nothing has been sent.
  // The plaintext and its key are gone. expired: no epoch key at hand for the day that this device's clock
  // says, call 17.
  Answer<AlertId> seal(const Observation& observation);
  // Takes newer documents (epoch keys, charter) from the node and keeps them, and the node's time: what is
  // sealed after this bears it, whatever this device's clock says.
  Answer<bool> refresh();
  // The same for the mandate itself: takes over the one that renews it on this device, and what the node says
  // of its standing. refresh() does it too. True: the mandate was renewed.
  Answer<bool> learn_standing();
  const Standing& own_standing() const { return standing_; }

  // R21: a tie that has come up. One that bars stops the mandate at once.
  Answer<bool> declare(Tie tie);
  // R5: who stands in, and when; replaces an earlier statement. end_deputising: nobody any more.
  Answer<wire::Deputising> deputise(const MandateId& deputy, Instant from, Instant until);
  Answer<wire::Deputising> end_deputising();
  // R4: the conduct charter that the charter names. False: it was signed before.
  Answer<bool> sign_conduct();
  bool conduct_is_signed() const;

  // R33: until when somebody listens at the post, on this device's clock, as the node last heard; nullopt: it
  // heard of nobody. For a post whose record says that its desks tell (`presence`).
  Answer<std::optional<Instant>> presence(const wire::PostRecord& of);

  // What this commune's law tightens or suspends just now, and what waits to loosen it (R24).
  Answer<std::optional<CommuneLaw>> law();
  // Hands over what lies in the outbox, oldest first, the same bytes each time, and withdrawals not yet
  // answered. Answers how many alerts the node has now answered. A refusal by the node is a receipt, not a
  // failure. What the node fails to answer stops none of the others, while there is a line: the first failure
  // is answered.
  Answer<std::size_t> flush();
  // Fetches every receipt since the last time, verified and kept; then they come by listen().
  Answer<std::size_t> catch_up();
  // Waits for one more receipt; false: nothing came. Call catch_up first.
  Answer<bool> listen(Duration timeout);
  // Signs and keeps a withdrawal, and sends it if the node is there. Inside the hold it ends the alert, later
  // it is a mark (R28). not_found: no such alert here.
  Answer<AlertView> withdraw(const AlertId& alert);

  // R14: what pauses this referent, and every review about his mandates; from the node.
  Answer<ReviewList> reviews();
  // Asks for the review of that pause; the post must answer within 30 days. A refusal says that nothing runs,
  // or that it was asked before.
  Answer<CommandId> contest();

  // The notices of this mandate's sectors, open or taken back, with every signature that R17 asks for; those
  // that lack one are named in `rejected`. `follow`: later ones make wait_for_notice answer.
  Answer<std::vector<NoticeView>> notices(std::vector<std::string>* rejected = nullptr, bool follow = false);
  // Signs and sends the receipt that this device showed the notice, or its cancel. Again is no error.
  Answer<bool> confirm_shown(const NoticeView& view);
  // True: something new has come, ask notices() again; false: nothing in `timeout`.
  Answer<bool> wait_for_notice(Duration timeout);
  // R35: what a desk entered in this person's name, as far as the node still tells of it; oldest first.
  std::vector<EnteredAlert> entered() const;
  // Signs that it was this person's report, and hands it to the node. not_found: no such entry here.
  Answer<bool> confirm(const AlertId& alert);

  std::vector<AlertView> alerts() const;  // oldest first
  Answer<AlertView> alert(const AlertId& id) const;
  // Drops what node and post must have erased by now.
  Status forget_due();
  // Receipts that were turned away because nobody who may sign them had signed them.
  std::size_t forged_receipts() const { return forged_; }
  // Drops the line; the next call opens another.
  void disconnect() { session_.reset(); }

 private:
  Referent(Profile& profile, Tools tools, DeviceKeys keys, Roster roster, Insee commune, OwnMandate own,
           Ledger ledger);
  Answer<Session*> connected();
  Instant node_now() const { return tools_.clock() + clock_offset_; }
  IssuerKeys issuers() const;
  // The node signs as nobody known here: what do its newest papers say? Once a session.
  bool learn_papers(Session& session);
  Status take_receipt(AlertEntry& entry, ByteView signed_receipt);
  Status take_item(const wire::Item& item);
  Status inherit(const wire::Item& item);
  bool is_linked(const MandateId& mandate) const;
  Answer<bool> flush_one(AlertEntry& entry);
  Answer<bool> submit(AlertEntry& entry);
  Answer<bool> send_withdrawal(AlertEntry& entry);
  AlertView view_of(const AlertEntry& entry) const;
  Status keep_offset();
  struct Former {
    std::uint64_t last_sequence = 0;
    MandateId mandate;
  };
  std::vector<Former> former() const;  // the mandates that this one renews, oldest first
  Status keep_former(const MandateId& mandate);
  MandateId sealed_under(const AlertEntry& entry) const;
  Answer<wire::SignedDocument> say(wire::SignedDocument document, seal::Tag tag);
  const DeputisingView* own_absence() const;

  Profile* profile_;
  Tools tools_;
  std::unique_ptr<DeviceKeys> keys_;  // stays in place: sessions sign with it
  Roster roster_;
  Insee commune_;
  OwnMandate own_;
  Ledger ledger_;
  std::optional<Session> session_;
  Duration clock_offset_{0};  // last signed node time less this device's clock
  std::uint64_t cursor_ = 0;  // last event seen
  // The event before the first receipt by a key that nobody here knows: the paper that names the key is on
  // its way, perhaps. Kept as the cursor, so that a later session takes the events from there once more.
  std::optional<std::uint64_t> doubted_;
  std::size_t forged_ = 0;
  bool following_ = false;
  bool papers_learnt_ = false;  // in this session
  Standing standing_;
};

}  // namespace tocsin::client
