#include "relay/message.h"

#include <algorithm>
#include <cassert>
#include <concepts>

namespace tocsin::relay {
namespace {

enum class Kind : std::uint8_t { put = 1, stored, busy, refused, fetch, parcel, taken };

class Writer {
 public:
  explicit Writer(Kind kind, std::size_t more) {
    out_.reserve(1 + more);
    out_.push_back(static_cast<std::uint8_t>(kind));
  }
  template <std::unsigned_integral T>
  Writer& number(T value) {
    for (std::size_t i = 0; i < sizeof value; ++i)
      out_.push_back(static_cast<std::uint8_t>(std::uint64_t{value} >> (8 * i)));
    return *this;
  }
  Writer& bytes(ByteView from) {
    out_.insert(out_.end(), from.begin(), from.end());
    return *this;
  }
  Bytes done() { return std::move(out_); }

 private:
  Bytes out_;
};

// Reads in order; asked for more than there is, it gives zeros and remembers.
class Reader {
 public:
  explicit Reader(ByteView from) : left_(from) {}
  template <std::unsigned_integral T>
  T number() {
    const auto from = bytes(sizeof(T));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < from.size(); ++i) value |= std::uint64_t{from[i]} << (8 * i);
    return static_cast<T>(value);
  }
  ByteView bytes(std::size_t count) {
    if (count > left_.size()) {
      short_ = true;
      left_ = {};
      return {};
    }
    const auto taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
  }
  Bytes rest() {
    const auto taken = bytes(left_.size());
    return Bytes(taken.begin(), taken.end());
  }
  bool at_end() const { return left_.empty() && !short_; }
  bool ran_short() const { return short_; }
  std::size_t left() const { return left_.size(); }

 private:
  ByteView left_;
  bool short_ = false;
};

bool is_known(Lane lane) {
  return lane >= Lane::control && lane <= Lane::rest;
}
bool is_known(RefusedCode code) {
  return code >= RefusedCode::malformed && code <= RefusedCode::unwelcome;
}
bool is_window(std::uint16_t credits) {
  return credits >= window_parcels_min && credits <= window_parcels_max;
}

struct Encode {
  Bytes operator()(const Put& put) const {
    assert(is_parcel_size(put.parcel.size()) && is_known(put.lane));
    Writer to(Kind::put, 25 + put.parcel.size());
    to.number(static_cast<std::uint8_t>(put.lane)).bytes(put.mailbox.view()).number(put.reference);
    return to.bytes(put.parcel).done();
  }
  Bytes operator()(const Stored& stored) const {
    assert(stored.acknowledgement.size() <= acknowledgement_bytes_max);
    Writer to(Kind::stored, 8 + stored.acknowledgement.size());
    return to.number(stored.reference).bytes(stored.acknowledgement).done();
  }
  Bytes operator()(const Busy& busy) const {
    return Writer(Kind::busy, 12).number(busy.reference).number(busy.retry_after_ms).done();
  }
  Bytes operator()(const Refused& refused) const {
    assert(is_known(refused.code));
    Writer to(Kind::refused, 9);
    return to.number(refused.reference).number(static_cast<std::uint8_t>(refused.code)).done();
  }
  Bytes operator()(const Fetch& fetch) const {
    assert(is_window(fetch.credits));
    return Writer(Kind::fetch, 18).bytes(fetch.mailbox.view()).number(fetch.credits).done();
  }
  Bytes operator()(const Parcel& parcel) const {
    assert(is_parcel_size(parcel.parcel.size()) && is_known(parcel.lane));
    Writer to(Kind::parcel, 9 + parcel.parcel.size());
    to.number(static_cast<std::uint8_t>(parcel.lane)).number(parcel.number);
    return to.bytes(parcel.parcel).done();
  }
  Bytes operator()(const Taken& taken) const { return Writer(Kind::taken, 8).number(taken.number).done(); }
};

tl::unexpected<Error> wrong(const char* what) {
  return fail(Errc::malformed, std::string("mailbox message: ") + what);
}

// A message whose fields are read; what remains to be seen is whether they were there and nothing is left
// over.
Result<Message> whole(const Reader& from, Message message) {
  if (!from.at_end()) return wrong("wrong length");
  return message;
}

Result<Message> decode_put(Reader& from) {
  Put put{};
  put.lane = static_cast<Lane>(from.number<std::uint8_t>());
  const auto mailbox = MailboxId::from(from.bytes(MailboxId::size));
  put.reference = from.number<std::uint64_t>();
  if (from.ran_short() || !mailbox) return wrong("wrong length");
  if (!is_known(put.lane)) return wrong("unknown lane");
  if (!is_parcel_size(from.left())) return wrong("no parcel size");
  put.mailbox = *mailbox;
  put.parcel = from.rest();
  return put;
}

Result<Message> decode_stored(Reader& from) {
  Stored stored{};
  stored.reference = from.number<std::uint64_t>();
  if (from.left() > acknowledgement_bytes_max) return wrong("acknowledgement too long");
  stored.acknowledgement = from.rest();
  return whole(from, std::move(stored));
}

Result<Message> decode_refused(Reader& from) {
  Refused refused{};
  refused.reference = from.number<std::uint64_t>();
  refused.code = static_cast<RefusedCode>(from.number<std::uint8_t>());
  if (!from.at_end()) return wrong("wrong length");
  if (!is_known(refused.code)) return wrong("unknown refusal");
  return refused;
}

Result<Message> decode_fetch(Reader& from) {
  Fetch fetch{};
  const auto mailbox = MailboxId::from(from.bytes(MailboxId::size));
  fetch.credits = from.number<std::uint16_t>();
  if (!from.at_end() || !mailbox) return wrong("wrong length");
  if (!is_window(fetch.credits)) return wrong("credits outside the window");
  fetch.mailbox = *mailbox;
  return fetch;
}

Result<Message> decode_parcel(Reader& from) {
  Parcel parcel{};
  parcel.lane = static_cast<Lane>(from.number<std::uint8_t>());
  parcel.number = from.number<std::uint64_t>();
  if (from.ran_short()) return wrong("wrong length");
  if (!is_known(parcel.lane)) return wrong("unknown lane");
  if (!is_parcel_size(from.left())) return wrong("no parcel size");
  parcel.parcel = from.rest();
  return parcel;
}

}  // namespace

bool is_parcel_size(std::size_t bytes) {
  return std::find(std::begin(limits::parcel_buckets), std::end(limits::parcel_buckets), bytes) !=
         std::end(limits::parcel_buckets);
}

Bytes encode(const Message& message) {
  return std::visit(Encode{}, message);
}

Result<Message> decode(ByteView bytes) {
  if (bytes.empty()) return wrong("empty");
  Reader from(bytes.subspan(1));
  switch (static_cast<Kind>(bytes[0])) {
    case Kind::put: return decode_put(from);
    case Kind::stored: return decode_stored(from);
    case Kind::busy: {
      Busy busy{};
      busy.reference = from.number<std::uint64_t>();
      busy.retry_after_ms = from.number<std::uint32_t>();
      return whole(from, busy);
    }
    case Kind::refused: return decode_refused(from);
    case Kind::fetch: return decode_fetch(from);
    case Kind::parcel: return decode_parcel(from);
    case Kind::taken: {
      Taken taken{};
      taken.number = from.number<std::uint64_t>();
      return whole(from, taken);
    }
  }
  return wrong("unknown kind");
}

}  // namespace tocsin::relay
