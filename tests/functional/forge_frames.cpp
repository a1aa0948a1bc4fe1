// Frames that no honest device sends: noise, cut and stretched frames, unknown kinds, and rubbish under this
// device's true signature. The same seed sends the same shapes.
#include <random>

#include "forge_device.h"
#include "protocol/bytes.h"

namespace tocsin::forge {
namespace {

constexpr std::size_t frames_per_line = 100;  // below what a node lets one session send at once
constexpr std::uint32_t hello_reference = 0xf0000000;
constexpr std::uint64_t shapes = 11;

class FrameForge {
 public:
  FrameForge(Device& device, std::uint64_t seed) : device_(&device), dice_(seed) {}

  void use(const Challenge& challenge) { challenge_ = challenge; }
  Bytes make(std::uint64_t shape) {
    switch (shape) {
      case 0: return noise(1 + roll(2'048));
      case 1: return cut(open_request(public_documents()));
      case 2: return with_kind(open_request(public_documents()), static_cast<std::uint8_t>(5 + roll(250)));
      case 3: return lengthened(signed_request(wire::encode(follow())));
      case 4: return framed(wire::FrameKind::signed_request, noise(limits::message_bytes_max - 5));
      case 5: return flipped(signed_request(wire::encode(follow())));
      case 6: return open_request(bomb());
      case 7: return noise(roll(6));
      case 8: return signed_request(noise(8 * (1 + roll(512))));
      case 9: return signed_request(flipped(wire::encode(submit_noise())));
      case 10:
        return with_kind(signed_request(wire::encode(follow())), static_cast<std::uint8_t>(3 + roll(2)));
    }
    return {};
  }
  Bytes hello() {
    wire::Request request;
    request.verb = wire::Verb::hello;
    request.command = seal::time_ordered_id<CommandId>(now(), device_->entropy());
    request.subject = device_->keys().id().bytes;
    return wire::encode(
        wire::ClientFrame{wire::FrameKind::open_request, hello_reference, wire::encode(request)});
  }
  std::uint64_t roll(std::uint64_t below) { return dice_() % below; }

 private:
  static Instant now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }
  Bytes noise(std::uint64_t count) {
    Bytes bytes(count);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice_());
    return bytes;
  }
  Bytes cut(Bytes bytes) {
    bytes.resize(roll(bytes.size()));
    return bytes;
  }
  static Bytes with_kind(Bytes frame, std::uint8_t kind) {
    frame.front() = kind;
    return frame;
  }
  Bytes flipped(Bytes bytes) {
    bytes[roll(bytes.size())] ^= static_cast<std::uint8_t>(1u << roll(8));
    return bytes;
  }
  // The length before the request's bytes says far more than there is.
  Bytes lengthened(Bytes frame) {
    constexpr std::size_t length_at = 5 + 2 + 32 + 16 + 32 + 8;
    for (std::size_t i = 0; i < 4; ++i)
      frame[length_at + i] = static_cast<std::uint8_t>(i == 3 ? roll(256) : 0xff);
    return frame;
  }
  // A message whose pointers all lead somewhere: far, backwards, around.
  Bytes bomb() {
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(roll(3) == 0 ? 0xffffffff : roll(4)));
    for (std::uint64_t word = 0; word < 64 + roll(1'024); ++word)
      out.u32(static_cast<std::uint32_t>(roll(4096) << 2 | roll(4))).u32(static_cast<std::uint32_t>(dice_()));
    return out.take();
  }
  static Bytes public_documents() {
    wire::Request request;
    request.verb = wire::Verb::public_documents;
    return wire::encode(request);
  }
  static wire::Request follow() {
    wire::Request request;
    request.verb = wire::Verb::follow;
    return request;
  }
  wire::Request submit_noise() {
    wire::Request request;
    request.verb = wire::Verb::submit;
    request.data = noise(limits::envelope_bytes);
    return request;
  }
  Bytes framed(wire::FrameKind kind, Bytes bytes) {
    return wire::encode(wire::ClientFrame{kind, ++reference_, std::move(bytes)});
  }
  Bytes open_request(Bytes bytes) { return framed(wire::FrameKind::open_request, std::move(bytes)); }
  Bytes signed_request(const Bytes& bytes) {
    counter_ = std::max(counter_ + 1, to_ms(now()) << 10);
    return framed(wire::FrameKind::signed_request,
                  seal::sign_request(device_->keys().signing, device_->charter().node.signing, challenge_,
                                     counter_, bytes));
  }

  Device* device_;
  std::mt19937_64 dice_;
  Challenge challenge_;
  std::uint64_t counter_ = 0;
  std::uint32_t reference_ = 0;
};

// Says hello and waits for its answer: by then the node has seen everything sent before on this line.
// `answers` counts the replies to other frames that came meanwhile.
Challenge greet(client::FrameLine& line, FrameForge& frames, Device& device, std::uint64_t& answers) {
  need(line.send(frames.hello()));
  for (;;) {
    auto frame = need(wire::decode_client_frame(need(line.receive(seconds(20)))));
    if (frame.kind != wire::FrameKind::reply || frame.reference != hello_reference) {
      ++answers;
      continue;
    }
    auto reply = need(wire::decode_reply(frame.bytes));
    if (reply.outcome != wire::Outcome::ok) throw Impossible("hello was answered with " + reply.detail);
    return need(seal::verify_hello(reply.data, device.charter().node.signing, device.keys().id())).challenge;
  }
}

}  // namespace

Json send_frames(Device& device, const std::string& hex, std::uint64_t count, std::uint64_t seed) {
  std::optional<Bytes> given;
  if (!hex.empty()) {
    given = from_hex(hex);
    if (!given) throw Impossible("--bytes is not hexadecimal");
    count = 1;
  }
  FrameForge frames(device, seed);
  std::uint64_t sent = 0, answers = 0;
  while (sent < count) {
    auto line = device.line();
    frames.use(greet(*line, frames, device, answers));
    for (std::size_t i = 0; i < frames_per_line && sent < count; ++i, ++sent)
      need(line->send(given ? *given : frames.make(sent < shapes ? sent : frames.roll(shapes))));
    greet(*line, frames, device, answers);
  }
  device.new_session();
  return Json{{"sent", sent}, {"answered", answers}, {"honest", outcome(device.follow())}};
}

}  // namespace tocsin::forge
