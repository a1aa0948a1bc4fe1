// Bytes of one connection, in the clear or by TLS; never blocks.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/files/fd.h"
#include "protocol/result.h"

namespace tocsin::relay::gateway {

enum class Flow : std::uint8_t { done, again, closed };
struct Moved {
  Flow flow;
  std::size_t bytes = 0;  // with done
};

class Channel {
 public:
  virtual ~Channel() = default;
  virtual Flow begin() = 0;                   // until done
  virtual bool beginning_writes() const = 0;  // what it waits for: to write, else to read
  virtual Moved read(std::span<char> to) = 0;
  virtual Moved write(std::string_view bytes) = 0;
  virtual void end() = 0;  // no more will be written
  virtual bool secure() const = 0;
};

std::unique_ptr<Channel> plain_channel(int fd);

// Certificates with their keys; the one whose names fit the name asked for is shown. Held by each connection
// begun with it.
class TlsKeys {
 public:
  // configuration: the detail names the file.
  static Result<std::shared_ptr<TlsKeys>> load(const std::vector<std::string>& certificates,
                                               const std::vector<std::string>& keys);
  virtual ~TlsKeys() = default;
  // nullptr: no memory for it.
  virtual std::unique_ptr<Channel> channel(int fd) = 0;
};

}  // namespace tocsin::relay::gateway
