// The one thread of a node: gathers what came in on all sockets, handles it in one transaction, commits, and
// only then sends. Under load the batch grows while the disk works.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "node/config/config.h"
#include "node/io/batch.h"
#include "node/io/clock.h"
#include "node/io/gateways.h"
#include "node/io/links.h"
#include "node/io/log.h"
#include "node/io/open_node.h"
#include "node/io/supervisor.h"
#include "node/store/keyring_file.h"
#include "relay/io/listener.h"

namespace tocsin::node::io {

// What a loop works with; all of it outlives the loop.
struct Parts {
  const config::Config& config;
  OpenNode& open;
  const files::Fd& signals;  // of stop_signals
  Log& log;
  Entropy& entropy;
};

class Loop {
 public:
  explicit Loop(Parts parts);
  // Until SIGTERM or SIGINT: then the batch is finished and the answer is no error. An error ends the
  // process; after one nothing was sent that is not on disk. configuration: an address cannot be listened on.
  Status run();

 private:
  Status open();
  Status once();
  void gather(std::vector<Input>& inputs);
  void gather_from(relay::io::Listener& listener, bool clients, std::vector<Input>& inputs);
  Status turn(std::vector<Input> inputs);
  Status carry_out(const Input& input, const Outcome& outcome, Instant now);
  void answer_dropped(const Input& input, const Error& error, Instant now);
  void refresh_links(Instant now);
  void answer_hurried(ByteView frame, SessionId session);
  void send_to(SessionId session, ByteView frame, bool known);
  Status care_for_keyring(Instant now);
  // What this process does under one transport key of the node. Two, while one takes the place of another.
  struct Transport {
    seal::BoxKey key;
    relay::io::CurveKeys curve;
    std::optional<relay::io::Listener> clients, mailboxes;  // none, where it only dials
    std::optional<Gateways> gateways;
  };
  Status open_transport(const seal::BoxKey& key, const std::string& clients, const std::string& mailboxes);
  Status look_for_keys();
  void close_transports();
  Status destroy_keys(const std::vector<KeyId>& sets);
  void send_to_peer(SessionId session, ByteView frame);
  Duration until_next(Instant now) const;
  std::optional<std::string> admit(const BoxPublic& key);
  bool still_admitted(const std::string& user);

  Parts parts_;
  ClockWatch clock_;
  std::optional<relay::io::Context> context_;
  std::vector<std::unique_ptr<Transport>> transports_;  // by the age of their key; end before the context
  std::optional<Links> links_;                          // so does this
  std::map<std::string, BoxPublic> keys_of_users_;
  std::map<std::string, bool> asked_now_;  // what still_admitted answered during this gathering
  std::optional<Day> keyring_cared_for_;   // nullopt: before the next batch
  std::optional<Instant> wake_at_;
  std::chrono::milliseconds last_tick_{}, last_alive_{};
  std::optional<Duration> alive_every_;
};

}  // namespace tocsin::node::io
