// One referent's device on one CURVE line, without waiting: many of them share a thread. It says hello,
// follows its receipts, seals and submits, and believes nothing that the right node has not signed.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "figures.h"
#include "protocol/wire/receipt.h"
#include "relay/io/dial.h"
#include "town.h"

namespace tocsin::bench {

// One alert on its way.
struct Underway {
  Hash header_hash;
  SteadyClock::time_point pressed;  // before the sealing
};
// What became of the alerts of one phase.
struct Tally {
  std::size_t delivered = 0;   // the post's receipt came; verified, unless kept for later
  std::size_t refused = 0;     // a signed refusal
  std::size_t failed = 0;      // no receipt: busy, or an error
  std::size_t unverified = 0;  // a receipt that nobody entitled had signed
  std::string first_trouble;   // of the first that was not delivered
  std::vector<double> latencies_us;
};

class Sender {
 public:
  // All references must outlive the sender. `place` differs between senders: their targets do too.
  static Result<Sender> open(relay::io::Context& context, const Town& town, const Device& device,
                             std::uint32_t place, Entropy& entropy);

  relay::io::Dial& dial() { return dial_; }
  bool ready() const { return state_ == State::following; }
  bool broken() const { return state_ == State::broken; }
  const std::string& trouble() const { return trouble_; }
  std::size_t underway() const { return underway_.size(); }
  std::size_t prepared() const { return prepared_.size(); }

  // Seals one alert in progress (17 called), signs the request and sends it; the clock runs from the sealing.
  void send_one();
  // Seals and signs ahead, for send_prepared.
  void prepare(std::size_t count);
  // The clock runs from the sending. False: nothing prepared is left.
  bool send_prepared();
  // Takes what came in. `later`: receipts are kept there instead of being verified now.
  struct KeptReceipt {
    Bytes bytes;
    Hash header_hash;
    SigningPublic signer;  // who must have signed it
    bool holds() const;
  };
  void take(Tally& tally, std::vector<KeptReceipt>* later = nullptr);

 private:
  enum class State { dialling, greeting, asking_to_follow, following, broken };
  struct Asked {
    AlertId alert;
    Hash header_hash;
  };
  struct Prepared {
    AlertId alert;
    Hash header_hash;
    Bytes frame;
  };
  Sender(relay::io::Dial dial, const Town& town, const Device& device, std::uint32_t place, Entropy& entropy);
  void break_off(std::string why);
  void greet();
  void take_frame(ByteView bytes, Tally& tally, std::vector<KeptReceipt>* later);
  void take_answer(std::uint32_t reference, const wire::Reply& reply, Tally& tally,
                   std::vector<KeptReceipt>* later);
  void take_event(const wire::Item& item, Tally& tally, std::vector<KeptReceipt>* later);
  Bytes signed_frame(wire::Request request);
  Prepared seal();
  void send(const Prepared& prepared, SteadyClock::time_point pressed);

  relay::io::Dial dial_;
  const Town* town_;
  const Device* device_;
  Entropy* entropy_;
  std::uint32_t place_;
  State state_ = State::dialling;
  std::string trouble_;
  Challenge challenge_;
  std::uint64_t counter_ = 0;
  std::uint32_t reference_ = 0;
  std::uint64_t sequence_ = 0;
  Hash previous_;
  std::map<AlertId, Underway> underway_;
  std::map<std::uint32_t, Asked> asked_;  // submissions without answer, by reference
  std::vector<Prepared> prepared_;        // in order
  std::size_t next_prepared_ = 0;
};

}  // namespace tocsin::bench
