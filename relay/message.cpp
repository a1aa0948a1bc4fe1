#include "relay/message.h"

#include <algorithm>
#include <cassert>
#include <concepts>

namespace tocsin::relay {
namespace {

enum class Kind : std::uint8_t { put = 1, stored, busy, refused, fetch, parcel, taken, fetching };

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
    Writer to(Kind::stored, 24 + stored.acknowledgement.size());
    return to.bytes(stored.mailbox.view()).number(stored.reference).bytes(stored.acknowledgement).done();
  }
  Bytes operator()(const Busy& busy) const {
    Writer to(Kind::busy, 28);
    return to.bytes(busy.mailbox.view()).number(busy.reference).number(busy.retry_after_ms).done();
  }
  Bytes operator()(const Refused& refused) const {
    assert(is_known(refused.code));
    Writer to(Kind::refused, 25);
    to.bytes(refused.mailbox.view()).number(refused.reference);
    return to.number(static_cast<std::uint8_t>(refused.code)).done();
  }
  Bytes operator()(const Fetch& fetch) const {
    assert(is_window(fetch.credits));
    return Writer(Kind::fetch, 18).bytes(fetch.mailbox.view()).number(fetch.credits).done();
  }
  Bytes operator()(const Parcel& parcel) const {
    assert(is_parcel_size(parcel.parcel.size()) && is_known(parcel.lane));
    Writer to(Kind::parcel, 25 + parcel.parcel.size());
    to.number(static_cast<std::uint8_t>(parcel.lane)).bytes(parcel.mailbox.view()).number(parcel.number);
    return to.bytes(parcel.parcel).done();
  }
  Bytes operator()(const Taken& taken) const {
    return Writer(Kind::taken, 24).bytes(taken.mailbox.view()).number(taken.number).done();
  }
  Bytes operator()(const Fetching& fetching) const {
    return Writer(Kind::fetching, 16).bytes(fetching.mailbox.view()).done();
  }
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

// Zero when it ran short, which the reader remembers.
MailboxId read_mailbox(Reader& from) {
  return MailboxId::from(from.bytes(MailboxId::size)).value_or(MailboxId{});
}

// Put and Parcel: lane, mailbox, a number, and the parcel as the rest.
template <class Carrier>
Result<Message> decode_carrier(Reader& from, std::uint64_t Carrier::*number) {
  Carrier carrier{};
  carrier.lane = static_cast<Lane>(from.number<std::uint8_t>());
  carrier.mailbox = read_mailbox(from);
  carrier.*number = from.number<std::uint64_t>();
  if (from.ran_short()) return wrong("wrong length");
  if (!is_known(carrier.lane)) return wrong("unknown lane");
  if (!is_parcel_size(from.left())) return wrong("no parcel size");
  carrier.parcel = from.rest();
  return carrier;
}

Result<Message> decode_stored(Reader& from) {
  Stored stored{};
  stored.mailbox = read_mailbox(from);
  stored.reference = from.number<std::uint64_t>();
  if (from.left() > acknowledgement_bytes_max) return wrong("acknowledgement too long");
  stored.acknowledgement = from.rest();
  return whole(from, std::move(stored));
}

Result<Message> decode_busy(Reader& from) {
  Busy busy{};
  busy.mailbox = read_mailbox(from);
  busy.reference = from.number<std::uint64_t>();
  busy.retry_after_ms = from.number<std::uint32_t>();
  return whole(from, busy);
}

Result<Message> decode_refused(Reader& from) {
  Refused refused{};
  refused.mailbox = read_mailbox(from);
  refused.reference = from.number<std::uint64_t>();
  refused.code = static_cast<RefusedCode>(from.number<std::uint8_t>());
  if (!from.at_end()) return wrong("wrong length");
  if (!is_known(refused.code)) return wrong("unknown refusal");
  return refused;
}

Result<Message> decode_fetch(Reader& from) {
  Fetch fetch{};
  fetch.mailbox = read_mailbox(from);
  fetch.credits = from.number<std::uint16_t>();
  if (!from.at_end()) return wrong("wrong length");
  if (!is_window(fetch.credits)) return wrong("credits outside the window");
  return fetch;
}

Result<Message> decode_taken(Reader& from) {
  Taken taken{};
  taken.mailbox = read_mailbox(from);
  taken.number = from.number<std::uint64_t>();
  return whole(from, taken);
}

Result<Message> decode_fetching(Reader& from) {
  Fetching fetching{read_mailbox(from)};
  return whole(from, fetching);
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
    case Kind::put: return decode_carrier<Put>(from, &Put::reference);
    case Kind::stored: return decode_stored(from);
    case Kind::busy: return decode_busy(from);
    case Kind::refused: return decode_refused(from);
    case Kind::fetch: return decode_fetch(from);
    case Kind::parcel: return decode_carrier<Parcel>(from, &Parcel::number);
    case Kind::taken: return decode_taken(from);
    case Kind::fetching: return decode_fetching(from);
  }
  return wrong("unknown kind");
}

bool is_answered(ByteView message) {
  return !message.empty() && (message[0] == static_cast<std::uint8_t>(Kind::put) ||
                              message[0] == static_cast<std::uint8_t>(Kind::fetch));
}

}  // namespace tocsin::relay
