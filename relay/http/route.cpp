#include "relay/http/route.h"

#include <algorithm>

#include "relay/gate_message.h"

namespace tocsin::relay::http {
namespace {

constexpr std::string_view sessions_path = "/v1/sessions", node_path = "/v1/node";

tl::unexpected<Refusal> refuse(int status, const char* line) {
  return tl::unexpected<Refusal>(Refusal{status, line});
}

bool is_read(Method method) {
  return method == Method::get || method == Method::head;
}

Or<Ask> open_session(const Request& request) {
  if (request.method != Method::post) return refuse(405, "a session is opened by POST");
  if (*request.length > call_bytes) return refuse(413, "a call is 33 bytes");
  if (*request.length != call_bytes) return refuse(400, "a call is 33 bytes");
  return Ask(OpenSession{});
}

std::optional<Token> token_of(std::string_view hex) {
  Token token{};
  if (hex.size() != 2 * token.size()) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const auto digit = std::string_view("0123456789abcdef").find(hex[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    token[i / 2] = static_cast<std::uint8_t>(std::size_t{token[i / 2]} << 4 | digit);
  }
  return token;
}

Or<Ask> of_session(const Request& request, std::string_view hex) {
  if (request.method != Method::post && request.method != Method::erase)
    return refuse(405, "a session takes POST and DELETE");
  const auto token = token_of(hex);
  if (!token) return refuse(400, "a session's name is 32 hexadecimal digits");
  if (request.method == Method::erase) return Ask(CloseSession{*token});
  if (*request.length > carried_bytes_max) return refuse(413, "at most 130974 bytes are carried at once");
  if (*request.length == 0) return refuse(400, "at least one byte is carried");
  if (!request.lane || request.lane->size() != 1 || *request.lane < "1" || *request.lane > "3")
    return refuse(400, "Tocsin-Lane is 1, 2 or 3");
  return Ask(CarryBytes{*token, static_cast<Lane>(request.lane->front() - '0')});
}

}  // namespace

Or<Ask> ask_of(const Request& request) {
  const std::string_view path = request.path;
  const bool api = path.substr(0, 4) == "/v1/" || path == "/v1";
  if (api) {
    if (request.query) return refuse(400, "no query belongs here");
    if (path == sessions_path) return open_session(request);
    if (path.substr(0, sessions_path.size() + 1) == "/v1/sessions/")
      return of_session(request, path.substr(sessions_path.size() + 1));
    if (path != node_path) return refuse(404, "there is nothing here");
    if (!is_read(request.method)) return refuse(405, "this path takes GET and HEAD");
    return Ask(GetNode{});
  }
  if (!is_read(request.method)) return refuse(405, "this path takes GET and HEAD");
  if (path == "/healthz") return Ask(GetHealth{});
  if (path == "/readyz") return Ask(GetReadiness{});
  return Ask(GetFile{path == "/" ? "index.html" : std::string(path.substr(1))});
}

const char* allowed(std::string_view path) {
  if (path == sessions_path) return "POST";
  return path.substr(0, 4) == "/v1/" && path != node_path ? "POST, DELETE" : "GET, HEAD";
}

Or<void> check_origin(const Request& request, const Ask& ask, bool secure) {
  if (std::holds_alternative<GetHealth>(ask) || std::holds_alternative<GetReadiness>(ask)) return {};
  if (std::holds_alternative<GetFile>(ask)) {
    // A person may come from anywhere, typing or following a link; another site's page may embed nothing.
    const bool from_outside =
        request.fetch_site && *request.fetch_site != "same-origin" && *request.fetch_site != "none";
    if (from_outside && request.fetch_mode != "navigate")
      return refuse(403, "these files are for pages of this site");
    return {};
  }
  if (!request.origin && !request.fetch_site)
    return refuse(403, "a request says where it comes from: Origin or Sec-Fetch-Site");
  if (request.fetch_site && *request.fetch_site != "same-origin")
    return refuse(403, "only pages of this site may ask this");
  if (request.origin && *request.origin != (secure ? "https://" : "http://") + request.host)
    return refuse(403, "only pages of this site may ask this");
  return {};
}

}  // namespace tocsin::relay::http
