#include "canonical.hpp"

#include <capnp/any.h>
#include <kj/exception.h>

#include <cstring>

namespace tocsin::wire {
namespace {

tl::unexpected<Error> malformed(const char* what, const char* why) {
  return fail(Errc::malformed, std::string(what) + ": " + why);
}

// An aligned copy of the bytes; what it held may be a plaintext.
class AlignedCopy {
 public:
  explicit AlignedCopy(ByteView bytes)
      : words_(kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word))) {
    std::memcpy(static_cast<void*>(words_.begin()), bytes.data(), bytes.size());
  }
  AlignedCopy(const AlignedCopy&) = delete;
  AlignedCopy& operator=(const AlignedCopy&) = delete;
  ~AlignedCopy() { explicit_bzero(static_cast<void*>(words_.begin()), words_.size() * sizeof(capnp::word)); }
  kj::ArrayPtr<const capnp::word> words() const { return words_; }

 private:
  kj::Array<capnp::word> words_;
};

}  // namespace

Status read_canonical(ByteView bytes, const char* what,
                      const std::function<void(capnp::MessageReader&)>& read) {
  if (bytes.empty() || bytes.size() % sizeof(capnp::word) != 0) return malformed(what, "not whole words");
  if (bytes.size() > limits::frame_bytes_max) return malformed(what, "larger than a frame");
  AlignedCopy copy(bytes);
  capnp::ReaderOptions options;
  options.traversalLimitInWords = 4 * copy.words().size();
  options.nestingLimit = 8;
  try {
    const kj::ArrayPtr<const capnp::word> segments[] = {copy.words()};
    capnp::SegmentArrayMessageReader message(segments, options);
    if (!message.isCanonical()) return malformed(what, "not canonical");
    read(message);
    return {};
  } catch (const kj::Exception&) {
    return malformed(what, "a pointer, size or depth is wrong");
  }
}

Bytes canonical_bytes(capnp::MessageBuilder& message) {
  auto root = message.getRoot<capnp::AnyPointer>().asReader().getAs<capnp::AnyStruct>();
  auto words = root.canonicalize();
  auto bytes = words.asBytes();
  return Bytes(bytes.begin(), bytes.end());
}

void copy_single_segment(capnp::MessageBuilder& message, std::span<std::uint8_t> out) {
  auto segments = message.getSegmentsForOutput();
  assert(segments.size() == 1 && segments[0].asBytes().size() == out.size());
  std::memcpy(out.data(), segments[0].begin(), out.size());
}

}  // namespace tocsin::wire
