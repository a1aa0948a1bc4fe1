#include "relay/http/metrics.h"

namespace tocsin::relay::http {
namespace {

class Text {
 public:
  void gauge(const char* name, const char* help, std::uint64_t value) { one(name, "gauge", help, value); }
  void counter(const char* name, const char* help, std::uint64_t value) { one(name, "counter", help, value); }
  void head(const char* name, const char* kind, const char* help) {
    text_ += std::string("# HELP tocsin_gateway_") + name + " " + help + "\n# TYPE tocsin_gateway_" + name +
             " " + kind + "\n";
  }
  void value(const std::string& name, std::uint64_t value) {
    text_ += "tocsin_gateway_" + name + " " + std::to_string(value) + "\n";
  }
  std::string take() { return std::move(text_); }

 private:
  void one(const char* name, const char* kind, const char* help, std::uint64_t number) {
    head(name, kind, help);
    value(name, number);
  }
  std::string text_;
};

}  // namespace

std::string to_text(const Metrics& of) {
  Text text;
  text.gauge("nodes", "Nodes that serve just now.", of.nodes);
  text.gauge("sessions", "Sessions of devices just now, over HTTP and over CURVE.", of.sessions);
  text.gauge("http_connections", "Connections of browsers just now.", of.connections);
  text.gauge("http_streams", "Streams of sessions open just now.", of.streams);
  text.gauge("http_buffered_bytes", "Bytes held for and from browsers just now.", of.buffered_bytes);
  text.gauge("origins", "Host names served.", of.origins);
  text.gauge("origins_refused", "Host names whose bundle does not match its signed manifest.",
             of.origins_refused);
  text.counter("calls_total", "Sessions begun.", of.gate.calls);
  text.counter("carried_total", "Messages carried to nodes.", of.gate.carried);
  text.counter("held_total", "Messages to be brought again.", of.gate.held);
  text.counter("not_connected_total", "Calls of nodes that were not there.", of.gate.not_connected);
  text.counter("crowded_total", "Calls and sessions that found no room.", of.gate.crowded);
  text.counter("malformed_total", "Messages not understood.", of.gate.malformed);
  text.counter("http_accepted_total", "Connections accepted.", of.accepted);
  text.counter("http_turned_away_total", "Connections closed at once, for want of room.", of.turned_away);
  text.counter("http_timed_out_total", "Connections too slow with a head, a body or an answer.",
               of.timed_out);
  text.counter("http_slow_streams_total", "Streams whose reader did not keep up.", of.slow_streams);
  text.counter("http_tls_failed_total", "Handshakes that did not end in a connection.", of.tls_failed);
  text.head("http_answers_total", "counter", "Answers by the first digit of their status.");
  for (std::size_t digit = 2; digit < of.answers.size(); ++digit)
    text.value("http_answers_total{class=\"" + std::to_string(digit) + "xx\"}", of.answers[digit]);
  return text.take();
}

}  // namespace tocsin::relay::http
