#include "tests/node/in_process_line.h"

namespace tocsin::tests {

class InProcessLine final : public client::FrameLine {
 public:
  InProcessLine(InProcess& network, TestNode& node, node::SessionId session, std::string user)
      : network_(&network), node_(&node), session_(session), user_(std::move(user)) {}

  Status send(ByteView frame) override {
    if (network_->unreachable) return fail(Errc::unreachable, "the line is down");
    ++network_->frames;
    node_->run({node::ClientMessage{session_, user_, Bytes(frame.begin(), frame.end())}},
               network_->pair_->now);
    if (network_->answers_to_lose > 0) {
      --network_->answers_to_lose;
      while (next()) {
      }
    }
    return {};
  }

  Result<Bytes> receive(Duration) override {
    if (network_->unreachable) return fail(Errc::unreachable, "the line is down");
    auto frame = next();
    if (!frame) return fail(Errc::unreachable, "nothing came");
    if (network_->on_reply) network_->on_reply(*frame);
    return *frame;
  }

 private:
  std::optional<Bytes> next() {
    for (auto it = node_->replies.begin(); it != node_->replies.end(); ++it) {
      if (it->session != session_) continue;
      Bytes frame = std::move(it->frame);
      node_->replies.erase(it);
      return frame;
    }
    return std::nullopt;
  }

  InProcess* network_;
  TestNode* node_;
  node::SessionId session_;
  std::string user_;
};

Result<std::unique_ptr<client::FrameLine>> InProcess::connect(const std::string& address,
                                                              const BoxPublic& server,
                                                              const seal::BoxKey& own) {
  if (unreachable) return fail(Errc::unreachable, "nobody answers at " + address);
  for (auto [node, at] : {std::pair{&pair_->commune, &pair_->world.commune.charter.client_address},
                          std::pair{&pair_->post, &pair_->world.post.record.client_address}}) {
    if (address != *at || node->identity.curve != server) continue;
    auto transaction = node->store.begin();
    auto user = node->core->admit(**transaction, own.public_key, pair_->now);
    if (!user) return fail(Errc::not_allowed, "this key is not admitted");
    return std::unique_ptr<client::FrameLine>(
        std::make_unique<InProcessLine>(*this, *node, next_session_++, std::move(*user)));
  }
  return fail(Errc::unreachable, "nobody with that key answers at " + address);
}

client::Tools InProcess::tools(Duration device_clock_error) {
  client::Tools tools;
  tools.connector = this;
  tools.entropy = &pair_->world.entropy;
  tools.clock = [this, device_clock_error] { return pair_->now + device_clock_error + milliseconds(frames); };
  tools.session.answer_timeout = milliseconds(50);
  return tools;
}

}  // namespace tocsin::tests
