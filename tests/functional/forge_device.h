// The device of a referent in the hands of a liar: the profile's real keys and documents, in a program that
// obeys no rule. What the node takes is kept in the profile, so that the honest program can ask about it.
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "node/client/enrolment.h"
#include "node/client/ledger.h"
#include "protocol/seal/alert.h"

namespace tocsin::forge {

using Json = nlohmann::ordered_json;

// The attack could not be performed; says nothing about how well the node defends itself.
struct Impossible : std::runtime_error {
  using std::runtime_error::runtime_error;
};
inline const std::string& reason(const Error& error) {
  return error.detail;
}
inline const std::string& reason(const client::Failure& failure) {
  return failure.error.detail;
}
template <class T, class E>
T need(tl::expected<T, E> result) {
  if (!result) throw Impossible(reason(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Forged {
  AlertId alert;
  Bytes envelope;
};

class Device {
 public:
  explicit Device(const std::string& directory);

  // A true exercise alert of danger going on, next in this device's chain, with tags and tag key filled in.
  seal::AlertDraft draft();
  // As the honest program seals it.
  Forged seal_honestly(const seal::AlertDraft& draft);
  // Header and content as they are given, lies and all; hashes, commitment, wraps and signature true to them.
  Forged seal_as_told(const seal::AlertDraft& draft);
  // Signed by this device over these very wraps and this body.
  Forged put_under_header(wire::AlertHeader header, ByteView wraps, ByteView body) const;

  // Signed requests on this device's line. `busy` is waited for: it is no answer.
  wire::Reply submit(ByteView envelope);
  wire::Reply follow();
  void new_session();
  // This device's key at any node, over a line with any transport key.
  Result<client::Session> session_at(const wire::Charter& there, const seal::BoxKey& transport);
  // A bare line with this device's transport key, for frames that no session would send.
  std::unique_ptr<client::FrameLine> line();
  // Keeps what was submitted, and the receipt if it is one, as the honest program does.
  void keep(const Forged& sent, const wire::Reply& reply);

  const client::DeviceKeys& keys() const { return keys_; }
  const wire::Charter& charter() const { return roster_.charter(commune_)->value; }
  const wire::Mandate& mandate() const { return own_.mandate; }
  Entropy& entropy() { return entropy_; }

 private:
  wire::Reply ask(const wire::Request& request);

  seal::SystemEntropy entropy_;
  std::unique_ptr<client::Connector> connector_;
  client::Tools tools_;
  client::Profile profile_;
  client::DeviceKeys keys_;
  client::Roster roster_;
  Insee commune_;
  client::OwnMandate own_;
  client::Ledger ledger_;
  seal::Secret32 tag_key_;
  std::optional<client::Session> session_;
  int asked_ = 0;  // on this session
};

// {"outcome", "rule", "refusal", "errc", "clock_noted"}; null where the answer says nothing.
Json shown(const wire::Reply& reply);
std::string outcome(const wire::Reply& reply);

// The attacks that need no well-formed request (forge_frames.cpp).
Json send_frames(Device& device, const std::string& hex, std::uint64_t count, std::uint64_t seed);

}  // namespace tocsin::forge
