#include "node/client/line.h"

#include "node/client/gateway_line.h"
#include "relay/io/dial.h"

namespace tocsin::client {
namespace {

class CurveLine final : public FrameLine {
 public:
  explicit CurveLine(relay::io::Line line) : line_(std::move(line)) {}
  Status send(ByteView frame) override { return line_.send(frame); }
  Result<Bytes> receive(Duration timeout) override { return line_.receive(timeout); }

 private:
  relay::io::Line line_;
};

class CurveConnector final : public Connector {
 public:
  CurveConnector(relay::io::Context context, Duration timeout)
      : context_(std::move(context)), timeout_(timeout) {}

  Result<std::unique_ptr<FrameLine>> connect(const std::string& address, const BoxPublic& server,
                                             const seal::BoxKey& own) override {
    relay::io::DialOptions options;
    options.endpoint = address;
    options.server_key = server;
    options.user = "node";
    const auto keys = relay::io::curve_keys_of(relay::io::SecretView(own.secret.data(), 32));
    auto line = relay::io::Line::open(context_, keys, options, timeout_);
    if (!line) return tocsin::pass_on(line);
    return std::unique_ptr<FrameLine>(std::make_unique<CurveLine>(std::move(*line)));
  }

  Result<std::unique_ptr<FrameLine>> connect_by(const wire::Gateway& gateway,
                                                const BoxPublic& node) override {
    relay::io::DialOptions options;
    options.endpoint = gateway.address;
    options.server_key = gateway.server;
    options.user = "gateway";
    // A key of this line alone: to the gateway no two lines are the same device's.
    auto line = relay::io::Line::open(context_, relay::io::make_curve_keys(), options, timeout_);
    if (!line) return tocsin::pass_on(line);
    return open_gateway_line(std::move(*line), node, timeout_);
  }

 private:
  relay::io::Context context_;
  Duration timeout_;
};

}  // namespace

Result<std::unique_ptr<FrameLine>> Connector::connect_by(const wire::Gateway& gateway, const BoxPublic&) {
  return fail(Errc::unreachable, gateway.address + ": this program reaches no gateways");
}

Result<std::unique_ptr<Connector>> make_curve_connector(Duration connect_timeout) {
  auto context = relay::io::Context::for_dialling();
  if (!context) return tocsin::pass_on(context);
  return std::unique_ptr<Connector>(std::make_unique<CurveConnector>(std::move(*context), connect_timeout));
}

}  // namespace tocsin::client
