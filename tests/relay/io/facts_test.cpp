// What the installed ZeroMQ does when it is left alone: the reasons for the rules of relay/io. When one of
// these fails after an upgrade, the library has changed and the rule deserves a second look.
#include <zmq.h>

#include "town.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::io;

namespace {

enum class Handler { none, denies };
struct Bare {
  Handler handler;
  bool domain, enforced;
};

// True if a ROUTER with CURVE, set as said, lets a key in that nobody named.
bool admits_a_stranger(Bare as, int& asked) {
  void* context = zmq_ctx_new();
  const auto server = make_curve_keys();
  const int one = 1, zero = 0;
  void* zap = zmq_socket(context, ZMQ_ROUTER);
  if (as.handler == Handler::denies) REQUIRE(zmq_bind(zap, "inproc://zeromq.zap.01") == 0);
  void* port = zmq_socket(context, ZMQ_ROUTER);
  REQUIRE(zmq_setsockopt(port, ZMQ_CURVE_SERVER, &one, sizeof one) == 0);
  REQUIRE(zmq_setsockopt(port, ZMQ_CURVE_SECRETKEY, server.secret.data(), 32) == 0);
  if (as.domain) REQUIRE(zmq_setsockopt(port, ZMQ_ZAP_DOMAIN, "tocsin", 6) == 0);
  if (as.enforced) REQUIRE(zmq_setsockopt(port, 93, &one, sizeof one) == 0);
  REQUIRE(zmq_bind(port, "tcp://127.0.0.1:*") == 0);
  char endpoint[128];
  std::size_t size = sizeof endpoint;
  REQUIRE(zmq_getsockopt(port, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0);

  auto own = Context::for_dialling();
  DialOptions to;
  to.endpoint = endpoint;
  to.server_key = server.public_key;
  auto line = Dial::open(*own, make_curve_keys(), to);
  REQUIRE(line);
  std::optional<LinkSignal> signal;
  const auto answer_no = [&] {
    zmq_pollitem_t item{zap, 0, ZMQ_POLLIN, 0};
    if (zmq_poll(&item, 1, 5) < 1) return;
    std::vector<std::string> ask;
    for (int more = 1; more != 0;) {
      char frame[256];
      const int got = zmq_recv(zap, frame, sizeof frame, 0);
      ask.emplace_back(frame, static_cast<std::size_t>(got));
      size = sizeof more;
      zmq_getsockopt(zap, ZMQ_RCVMORE, &more, &size);
    }
    ++asked;
    const std::string reply[] = {ask[0], "", "1.0", ask[3], "400", "", "", ""};
    for (int i = 0; i < 8; ++i) zmq_send(zap, reply[i].data(), reply[i].size(), i < 7 ? ZMQ_SNDMORE : 0);
  };
  REQUIRE(await(answer_no, [&] { return (signal = line->signal()).has_value(); }));
  for (void* socket : {zap, port}) {
    zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    zmq_close(socket);
  }
  zmq_ctx_term(context);
  return *signal == LinkSignal::connected;
}

}  // namespace

TEST_CASE("fact: without a handler, CURVE alone lets any key in") {
  int asked = 0;
  CHECK(admits_a_stranger({Handler::none, false, false}, asked));
  CHECK(admits_a_stranger({Handler::none, true, false}, asked));
}

TEST_CASE("fact: with domain and enforcement, a missing handler lets nobody in") {
  int asked = 0;
  CHECK_FALSE(admits_a_stranger({Handler::none, true, true}, asked));
}

TEST_CASE("fact: enforcement without a domain skips the handler altogether") {
  int asked = 0;
  CHECK(admits_a_stranger({Handler::denies, false, true}, asked));
  CHECK(asked == 0);
}

TEST_CASE("fact: with domain and enforcement, a handler that denies is asked and obeyed") {
  int asked = 0;
  CHECK_FALSE(admits_a_stranger({Handler::denies, true, true}, asked));
  CHECK(asked == 1);
}
