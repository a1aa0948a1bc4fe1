// The records of a session's stream, gateway to browser: length u32 little endian (of what follows) ‖ kind ‖
// rest. Both sides, for tests and other devices. Pure.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "relay/gate_message.h"
#include "relay/http/route.h"

namespace tocsin::relay::http {

struct SessionToken {
  Token token;
  bool operator==(const SessionToken&) const = default;
};
struct Carried {
  Bytes bytes;  // 1 … carried_bytes_max
  bool operator==(const Carried&) const = default;
};
struct Over {
  EndCode code;
  bool operator==(const Over&) const = default;
};
struct StillThere {
  bool operator==(const StillThere&) const = default;
};
using Record = std::variant<SessionToken, Carried, Over, StillThere>;

std::string encode(const Record& record);

// Takes bytes as they come, gives records as they are whole.
class RecordReader {
 public:
  void add(std::string_view bytes) { buffer_.append(bytes); }
  // Nothing: more is needed. malformed: no record of this stream; nothing more can be read.
  Result<std::optional<Record>> next();

 private:
  std::string buffer_;
  bool broken_ = false;
};

}  // namespace tocsin::relay::http
