#include "relay/gateway/connection.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>

#include "relay/gateway/admissions.h"

namespace tocsin::relay::gateway {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds handshake_time{10'000}, head_time{10'000}, idle_time{30'000}, body_time{15'000},
    answer_time{30'000}, stalled_time{30'000}, lingering_time{2'000};
constexpr std::size_t slowest_bytes_per_second = 2048;  // of a body, and of an answer
constexpr std::size_t stream_bytes_max = std::size_t{1} << 20, lingering_bytes_max = std::size_t{256} << 10;
constexpr int steps_max = 32;  // of one connection in one turn

milliseconds time_for(std::size_t bytes) {
  return milliseconds(bytes * 1000 / slowest_bytes_per_second);
}

}  // namespace

Reply refuse(const http::Refusal& what, std::string more) {
  Reply reply;
  reply.status = what.status;
  reply.text = std::string(what.line) + "\n";
  reply.more = std::move(more);
  return reply;
}

Connection::Connection(ConnectionId id, files::Fd fd, std::unique_ptr<Channel> channel, Door door, Now now)
    : id_(id),
      fd_(std::move(fd)),
      channel_(std::move(channel)),
      door_(std::move(door)),
      until_(now + handshake_time),
      peer_{door_.address, channel_->secure(), door_.status} {}

bool Connection::wants_to_read() const {
  return state_ != State::answer;
}

bool Connection::wants_to_write() const {
  return handshake_ ? channel_->beginning_writes() : out_at_ < out_.size() || file_ != nullptr;
}

bool Connection::acknowledged() const {
  int unsent = 0;
  return out_at_ == out_.size() && ioctl(fd_.get(), SIOCOUTQ, &unsent) == 0 && unsent == 0;
}

bool Connection::proceed(Ground& ground, Now now) {
  for (int i = 0; i < steps_max; ++i) {
    const auto done = step(ground, now);
    more_ = done == Step::on;
    if (done != Step::on) return done == Step::wait;
  }
  return true;
}

Connection::Step Connection::step(Ground& ground, Now now) {
  switch (state_) {
    case State::handshake: {
      const auto done = handshake(ground);
      if (done == Step::on) next_request(now);
      return done;
    }
    case State::head: return head(ground, now);
    case State::body: return body(ground, now);
    case State::answer: return answering(now);
    case State::stream: return streaming(now);
    case State::lingering: return lingering();
  }
  return Step::over;
}

Connection::Step Connection::handshake(Ground& ground) {
  const auto flow = channel_->begin();
  if (flow == Flow::again) return Step::wait;
  handshake_ = false;
  if (flow == Flow::done) return Step::on;
  ++ground.counts.tls_failed;
  return Step::over;
}

void Connection::next_request(Now now) {
  state_ = State::head;
  request_.reset();
  head_bytes_ = 0;
  until_ = now + (in_.empty() ? idle_time : head_time);
  if (in_.empty() && in_.capacity() > http::head_bytes_max) in_ = {};
  out_ = {};
  out_at_ = 0;
}

// Reads until there are so many bytes, or no more for now.
Flow Connection::fill(std::size_t bytes_max) {
  std::array<char, 16'384> part;
  while (in_.size() < bytes_max) {
    const auto room = std::min(part.size(), bytes_max - in_.size());
    const auto got = channel_->read(std::span(part).first(room));
    if (got.flow != Flow::done) return got.flow;
    in_.append(part.data(), got.bytes);
  }
  return Flow::done;
}

Connection::Step Connection::head(Ground& ground, Now now) {
  for (;;) {
    const auto looked = reader_.look(in_);
    if (!looked) return refuse_and_close(ground, looked.error(), now);
    if (*looked) {
      head_bytes_ = **looked;
      auto request = http::parse_head(std::string_view(in_).substr(0, head_bytes_));
      if (!request) return refuse_and_close(ground, request.error(), now);
      request_.emplace(std::move(*request));
      return weigh(ground, now);
    }
    const bool idle = in_.empty();
    const auto before = in_.size();
    const auto flow = fill(http::head_bytes_max);
    if (idle && !in_.empty()) until_ = now + head_time;
    if (in_.size() == before) return flow == Flow::closed ? Step::over : Step::wait;
  }
}

// For whom it asks. Nothing: a trusted proxy that does not say.
std::optional<Peer> Connection::peer_of(const http::Request& request) const {
  Peer peer{door_.address, channel_->secure(), door_.status};
  if (!door_.proxy) return peer;
  if (!request.forwarded_for) return std::nullopt;
  const auto& all = *request.forwarded_for;  // the last is the one that the proxy itself saw
  const auto last = all.find_last_of(", ");
  peer.origin = origin_of(last == std::string::npos ? all : all.substr(last + 1));
  peer.secure = peer.secure || request.forwarded_proto == "https";
  return peer;
}

Connection::Step Connection::weigh(Ground& ground, Now now) {
  auto peer = peer_of(*request_);
  if (!peer) return refuse_and_close(ground, {400, "the proxy in front must set X-Forwarded-For"}, now);
  peer_ = std::move(*peer);
  if (!ground.origins.ask(peer_.origin, now)) {
    request_->keep = false;
    return say(ground, refuse({429, "too many requests; come again"}, "Retry-After: 1\r\n"), now);
  }
  auto reply = ground.handler.weigh(*request_, peer_);
  const auto length = request_->length.value_or(0);
  if (!reply && length > 0 && ground.held > ground.held_max)
    reply = refuse({503, "no room just now; come again"}, "Retry-After: 1\r\n");
  if (reply) {
    if (length > 0) request_->keep = false;  // its body is not waited for
    if (length == 0) in_.erase(0, head_bytes_);
    return say(ground, std::move(*reply), now);
  }
  state_ = State::body;
  until_ = now + body_time + time_for(length);
  return Step::on;
}

Connection::Step Connection::body(Ground& ground, Now now) {
  const auto whole = head_bytes_ + request_->length.value_or(0);
  const auto flow = fill(whole);
  if (in_.size() < whole) return flow == Flow::closed ? Step::over : Step::wait;
  Bytes bytes(in_.begin() + static_cast<std::ptrdiff_t>(head_bytes_),
              in_.begin() + static_cast<std::ptrdiff_t>(whole));
  in_.erase(0, whole);
  return say(ground, ground.handler.answer(*request_, peer_, std::move(bytes), id_), now);
}

Connection::Step Connection::refuse_and_close(Ground& ground, const http::Refusal& what, Now now) {
  request_.emplace();
  request_->keep = false;
  return say(ground, refuse(what), now);
}

Connection::Step Connection::say(Ground& ground, Reply reply, Now now) {
  ++ground.counts.answers[static_cast<std::size_t>(reply.status / 100) % 6];
  http::Answer answer;
  answer.status = reply.status;
  answer.type = std::move(reply.type);
  answer.length = reply.file ? reply.file->size() : reply.text.size();
  answer.stream = reply.stream;
  answer.keep = keep_ = request_->keep && !reply.stream;
  answer.secure = peer_.secure;
  answer.more = std::move(reply.more);
  out_ = http::head_of(answer);
  out_at_ = 0;
  if (reply.stream) {
    in_ = {};
    out_ += http::chunk(reply.text);
    state_ = State::stream;
    until_ = now + stalled_time;
    return Step::on;
  }
  if (request_->method != http::Method::head) {
    out_ += reply.text;
    file_ = std::move(reply.file);
    file_at_ = 0;
  }
  state_ = State::answer;
  until_ = now + answer_time + time_for(answer.length);
  return Step::on;
}

// Writes what is to be sent. done: all of it.
Flow Connection::drain(Now now) {
  while (out_at_ < out_.size() || file_) {
    const bool head = out_at_ < out_.size();
    const auto rest =
        head ? std::string_view(out_).substr(out_at_) : std::string_view(*file_).substr(file_at_);
    if (rest.empty()) {
      file_.reset();
      continue;
    }
    const auto sent = channel_->write(rest);
    if (sent.flow != Flow::done) return sent.flow;
    (head ? out_at_ : file_at_) += sent.bytes;
    if (state_ == State::stream) until_ = now + stalled_time;
  }
  if (out_at_ > 0) {
    out_.clear();
    out_at_ = 0;
    if (out_.capacity() > http::head_bytes_max) out_ = {};
  }
  return Flow::done;
}

Connection::Step Connection::answering(Now now) {
  const auto flow = drain(now);
  if (flow != Flow::done) return flow == Flow::again ? Step::wait : Step::over;
  if (keep_) {
    next_request(now);
    return Step::on;
  }
  channel_->end();
  state_ = State::lingering;
  until_ = now + lingering_time;
  in_ = {};
  return Step::on;
}

// What a browser sends on a stream's connection is no request any more: it ends the stream.
Connection::Step Connection::streaming(Now now) {
  const auto flow = drain(now);
  if (flow == Flow::closed) return Step::over;
  std::array<char, 256> part;
  const auto got = channel_->read(part);
  if (got.flow != Flow::again) return Step::over;
  if (flow == Flow::done && finishing_) {
    state_ = State::answer;
    keep_ = false;
    return Step::on;
  }
  return Step::wait;
}

// Reads on for a moment, so that the answer is not lost to a reset.
Connection::Step Connection::lingering() {
  std::array<char, 16'384> part;
  for (;;) {
    const auto got = channel_->read(part);
    if (got.flow == Flow::again) return Step::wait;
    if (got.flow == Flow::closed) return Step::over;
    lingered_ += got.bytes;
    if (lingered_ > lingering_bytes_max) return Step::over;
  }
}

bool Connection::push(std::string_view bytes, Now now) {
  if (finishing_ || out_.size() - out_at_ + bytes.size() > stream_bytes_max) return false;
  if (out_at_ == out_.size()) until_ = now + stalled_time;
  if (out_at_ > 0) {
    out_.erase(0, out_at_);
    out_at_ = 0;
  }
  out_ += http::chunk(bytes);
  return true;
}

bool Connection::finish(std::string_view bytes, Now now) {
  if (!push(bytes, now)) return false;
  out_ += http::last_chunk;
  finishing_ = true;
  return true;
}

bool Connection::be_on_time(Ground& ground, Now now) {
  if (now < until_) return true;
  if (state_ == State::stream) {
    if (out_at_ == out_.size()) return true;
    ++ground.counts.slow_streams;
    return false;
  }
  if (state_ == State::lingering || (state_ == State::head && in_.empty())) return false;
  ++ground.counts.timed_out;
  if (state_ != State::head && state_ != State::body) return false;
  refuse_and_close(ground, {408, "the request did not come in time"}, now);
  return proceed(ground, now);
}

}  // namespace tocsin::relay::gateway
