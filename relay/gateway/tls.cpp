// TLS 1.3 and 1.2 by GnuTLS, which alone knows the keys of the certificates.
#include <gnutls/gnutls.h>
#include <sys/socket.h>

#include "relay/gateway/channel.h"

namespace tocsin::relay::gateway {
namespace {

constexpr const char* priorities = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:%SERVER_PRECEDENCE";

class Keys final : public TlsKeys, public std::enable_shared_from_this<Keys> {
 public:
  ~Keys() override {
    if (credentials != nullptr) gnutls_certificate_free_credentials(credentials);
    if (priority != nullptr) gnutls_priority_deinit(priority);
    gnutls_free(tickets.data);
  }
  std::unique_ptr<Channel> channel(int fd) override;

  gnutls_certificate_credentials_t credentials = nullptr;
  gnutls_priority_t priority = nullptr;
  gnutls_datum_t tickets{};  // under which a session is resumed; of this process alone
};

class Tls final : public Channel {
 public:
  Tls(std::shared_ptr<Keys> keys, int fd) : keys_(std::move(keys)), fd_(fd) {
    if (gnutls_init(&session_, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != GNUTLS_E_SUCCESS)
      return;
    gnutls_datum_t protocol{};
    unsigned char name[] = "http/1.1";
    protocol.data = name;
    protocol.size = sizeof name - 1;
    good_ =
        gnutls_priority_set(session_, keys_->priority) == GNUTLS_E_SUCCESS &&
        gnutls_credentials_set(session_, GNUTLS_CRD_CERTIFICATE, keys_->credentials) == GNUTLS_E_SUCCESS &&
        gnutls_alpn_set_protocols(session_, &protocol, 1, 0) == GNUTLS_E_SUCCESS &&
        gnutls_session_ticket_enable_server(session_, &keys_->tickets) == GNUTLS_E_SUCCESS;
    gnutls_handshake_set_timeout(session_, GNUTLS_INDEFINITE_TIMEOUT);  // the port has the clock
    gnutls_transport_set_int(session_, fd);
  }
  ~Tls() override {
    if (session_ != nullptr) gnutls_deinit(session_);
  }
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;
  bool good() const { return good_; }

  Flow begin() override {
    const int done = gnutls_handshake(session_);
    if (done == GNUTLS_E_SUCCESS) return Flow::done;
    return gnutls_error_is_fatal(done) != 0 ? Flow::closed : Flow::again;
  }
  bool beginning_writes() const override { return gnutls_record_get_direction(session_) == 1; }
  Moved read(std::span<char> to) override {
    return moved(gnutls_record_recv(session_, to.data(), to.size()));
  }
  Moved write(std::string_view bytes) override {
    return moved(gnutls_record_send(session_, bytes.data(), bytes.size()));
  }
  void end() override {
    gnutls_bye(session_, GNUTLS_SHUT_WR);
    shutdown(fd_, SHUT_WR);
  }
  bool secure() const override { return true; }

 private:
  static Moved moved(ssize_t count) {
    if (count > 0) return {Flow::done, static_cast<std::size_t>(count)};
    // A rehandshake asked for is refused by going on without it.
    if (count < 0 && gnutls_error_is_fatal(static_cast<int>(count)) == 0) return {Flow::again};
    return {Flow::closed};
  }

  std::shared_ptr<Keys> keys_;
  int fd_;
  gnutls_session_t session_ = nullptr;
  bool good_ = false;
};

std::unique_ptr<Channel> Keys::channel(int fd) {
  auto made = std::make_unique<Tls>(shared_from_this(), fd);
  if (!made->good()) return nullptr;
  return made;
}

}  // namespace

Result<std::shared_ptr<TlsKeys>> TlsKeys::load(const std::vector<std::string>& certificates,
                                               const std::vector<std::string>& keys) {
  auto made = std::make_shared<Keys>();
  if (gnutls_certificate_allocate_credentials(&made->credentials) != GNUTLS_E_SUCCESS ||
      gnutls_priority_init(&made->priority, priorities, nullptr) != GNUTLS_E_SUCCESS ||
      gnutls_session_ticket_key_generate(&made->tickets) != GNUTLS_E_SUCCESS)
    return fail(Errc::io, "TLS cannot be set up");
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    const int done = gnutls_certificate_set_x509_key_file(made->credentials, certificates[i].c_str(),
                                                          keys[i].c_str(), GNUTLS_X509_FMT_PEM);
    if (done < 0)
      return fail(Errc::configuration, certificates[i] + " with the key " + keys[i] + ": " +
                                           gnutls_strerror(done) + "; both must be PEM and belong together");
  }
  return std::shared_ptr<TlsKeys>(std::move(made));
}

}  // namespace tocsin::relay::gateway
