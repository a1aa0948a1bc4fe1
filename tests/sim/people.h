// What people do: referents send, withdraw and follow; officers open, take and close, two at once too;
// offices enrol, suspend and revoke. Requests and answers are lost on the way; a device asks again.
#pragma once
#include "tests/sim/clockwork.h"

namespace tocsin::sim {

// How often an answer, or a request, does not arrive, by thousandths.
struct Wire {
  unsigned request_lost = 0, answer_lost = 0;
};

// The node was started again since this device was greeted.
bool is_expired_challenge(const wire::Reply& reply);

class People {
 public:
  People(Town& town, Agenda& agenda, Random& random, Clockwork& clockwork, Oracle& oracle,
         const Options& options, Report& report);
  // Everybody is enrolled and begins to do things, until `end`.
  void begin(Instant end);
  // What a device still has to say, it goes on saying; nobody begins anything new.
  Wire wire;

  using Answer = std::optional<wire::Reply>;  // nullopt: nothing came
  Answer ask(std::size_t node, Asker& by, const wire::Request& request);
  AlertTruth& send(std::size_t sender, bool urgent, bool denied = false);
  void withdraw(std::size_t sender, const Hash& alert);
  void follow(std::size_t sender);
  void round(std::size_t post);
  // The mayor, or the commander, signs away a mandate, or suspends it for a while.
  void end_mandate(std::size_t sender, bool by_post, bool suspend);
  std::size_t enrol(std::size_t commune);
  // A device verifies a receipt and shows what it says.
  void see(ByteView receipt, std::size_t sender);

 private:
  using Done = std::function<bool(const Answer&)>;  // false: ask again later
  struct Asked {
    Asker* by;
    wire::Request request;
  };
  bool busy() const { return agenda_.now < end_; }
  void live(std::size_t sender);
  void patrol(std::size_t post);
  void preside(std::size_t commune);
  void loosen(std::size_t commune);
  void publish_mandate(std::size_t sender);
  void insist(std::size_t node, Asker& by, wire::Request request, Done done);
  void submitted(std::size_t sender, const Hash& alert, const Answer& answer);
  void unasked(const node::Reply& reply);
  void work_on(std::size_t post, const wire::Item& item);
  void open(std::size_t post, Asker& officer, const AlertTruth& alert);
  void take(std::size_t post, const AlertTruth& alert);
  std::vector<Answer> ask_together(std::size_t node, std::vector<Asked> asked);
  bool greet(std::size_t node, Asker& by);
  wire::Request request(wire::Verb verb, Bytes data = {}, ByteView subject = {}, std::uint8_t code = 0);
  std::size_t node_of(const Sender& sender) const { return town_.communes[sender.commune]->node; }

  Town& town_;
  Agenda& agenda_;
  Random& random_;
  Clockwork& clockwork_;
  Oracle& oracle_;
  const Options& options_;
  Report& report_;
  Instant end_{};
};

}  // namespace tocsin::sim
