#include "relay/http/record.h"

#include <algorithm>

#include "protocol/bytes.h"

namespace tocsin::relay::http {
namespace {

enum class Kind : std::uint8_t { token = 0, carry = 12, ended = 15, still = 16 };
constexpr std::size_t length_bytes = 4, record_bytes_max = 1 + carried_bytes_max;

std::string framed(Kind kind, ByteView rest) {
  ByteWriter to;
  to.u32(static_cast<std::uint32_t>(rest.size() + 1)).u8(static_cast<std::uint8_t>(kind)).raw(rest);
  const auto bytes = to.view();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Encode {
  std::string operator()(const SessionToken& one) const { return framed(Kind::token, one.token); }
  std::string operator()(const Carried& one) const { return framed(Kind::carry, one.bytes); }
  std::string operator()(const Over& one) const {
    const auto code = static_cast<std::uint8_t>(one.code);
    return framed(Kind::ended, ByteView(&code, 1));
  }
  std::string operator()(const StillThere&) const { return framed(Kind::still, {}); }
};

std::optional<Record> decode(ByteView record) {
  const auto rest = record.subspan(1);
  switch (static_cast<Kind>(record[0])) {
    case Kind::token: {
      SessionToken one{};
      if (rest.size() != one.token.size()) return std::nullopt;
      std::copy(rest.begin(), rest.end(), one.token.begin());
      return one;
    }
    case Kind::carry:
      if (rest.empty()) return std::nullopt;
      return Carried{Bytes(rest.begin(), rest.end())};
    case Kind::ended:
      if (rest.size() != 1 || rest[0] < 1 || rest[0] > static_cast<std::uint8_t>(EndCode::unknown))
        return std::nullopt;
      return Over{static_cast<EndCode>(rest[0])};
    case Kind::still:
      if (!rest.empty()) return std::nullopt;
      return StillThere{};
  }
  return std::nullopt;
}

}  // namespace

std::string encode(const Record& record) {
  return std::visit(Encode{}, record);
}

Result<std::optional<Record>> RecordReader::next() {
  const auto wrong = [this] {
    broken_ = true;
    return fail(Errc::malformed, "the gateway's stream is not what gateways send");
  };
  if (broken_) return wrong();
  if (buffer_.size() < length_bytes) return std::optional<Record>{};
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(buffer_.data()), buffer_.size());
  const std::size_t length = ByteReader(bytes).u32();
  if (length == 0 || length > record_bytes_max) return wrong();
  if (buffer_.size() < length_bytes + length) return std::optional<Record>{};
  auto record = decode(bytes.subspan(length_bytes, length));
  if (!record) return wrong();
  buffer_.erase(0, length_bytes + length);
  return record;
}

}  // namespace tocsin::relay::http
