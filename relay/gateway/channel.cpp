#include "relay/gateway/channel.h"

#include <sys/socket.h>

#include <cerrno>

namespace tocsin::relay::gateway {
namespace {

Moved moved(ssize_t count) {
  if (count > 0) return {Flow::done, static_cast<std::size_t>(count)};
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {Flow::again};
  return {Flow::closed};
}

class Plain final : public Channel {
 public:
  explicit Plain(int fd) : fd_(fd) {}
  Flow begin() override { return Flow::done; }
  bool beginning_writes() const override { return false; }
  Moved read(std::span<char> to) override { return moved(recv(fd_, to.data(), to.size(), 0)); }
  Moved write(std::string_view bytes) override {
    return moved(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  void end() override { shutdown(fd_, SHUT_WR); }
  bool secure() const override { return false; }

 private:
  int fd_;
};

}  // namespace

std::unique_ptr<Channel> plain_channel(int fd) {
  return std::make_unique<Plain>(fd);
}

}  // namespace tocsin::relay::gateway
