// What a request asks of a gateway, and whether a page of this origin asks it. Pure.
#pragma once
#include <array>
#include <variant>

#include "relay/http/request.h"
#include "relay/message.h"

namespace tocsin::relay::http {

using Token = std::array<std::uint8_t, 16>;  // of one session, unguessable

struct GetFile {
  std::string path;  // as a manifest has it: "index.html"
};
struct OpenSession {};
struct CarryBytes {
  Token token;
  Lane lane;
};
struct CloseSession {
  Token token;
};
// Which node this host name leads to: for a page whose reader holds no card and no commission.
struct GetNode {};
struct GetHealth {};
struct GetReadiness {};
using Ask = std::variant<GetFile, OpenSession, CarryBytes, CloseSession, GetNode, GetHealth, GetReadiness>;

constexpr std::size_t call_bytes = 1 + 32;

// 400, 404, 405, 411, 413: with what is wrong.
Or<Ask> ask_of(const Request& request);
// The methods that a path has, for Allow.
const char* allowed(std::string_view path);

// A session is opened, used and closed by pages of this origin alone, and no other page embeds its files.
// 403: a request of another origin, or one that does not say where it comes from.
Or<void> check_origin(const Request& request, const Ask& ask, bool secure);

}  // namespace tocsin::relay::http
