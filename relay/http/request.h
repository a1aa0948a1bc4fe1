// The head of an HTTP/1.1 request, read strictly: one way to write each thing, so that no proxy in front can
// understand it otherwise. No chunked bodies, no folded lines, no bare line feeds, no byte above ASCII. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "protocol/result.h"

namespace tocsin::relay::http {

constexpr std::size_t head_bytes_max = 8192, target_bytes_max = 2048, headers_max = 64;

// What is answered instead of being served: a status and one line.
struct Refusal {
  int status;
  const char* line;
  bool operator==(const Refusal& other) const {
    return status == other.status && std::string_view(line) == other.line;
  }
};
template <class T>
using Or = tl::expected<T, Refusal>;

enum class Method : std::uint8_t { get, head, post, erase, other };

// Headers that mean something here; each at most once. Others are read, checked and forgotten.
struct Request {
  Method method = Method::other;
  std::string path;                   // from "/" to before "?": visible ASCII, nothing decoded
  bool query = false;                 // there was one
  std::string host;                   // small letters
  std::optional<std::size_t> length;  // of the body
  bool keep = true;                   // the connection may carry another request
  std::optional<std::string> origin, fetch_site, fetch_mode, lane, forwarded_for, forwarded_proto;
};

// `head` ends with the empty line.
Or<Request> parse_head(std::string_view head);

// Finds the end of a head as it comes in, and what can be refused before it is whole.
class HeadReader {
 public:
  // `buffered` is all that came since the last request, each time. The head's length once it is whole.
  Or<std::optional<std::size_t>> look(std::string_view buffered);

 private:
  std::size_t looked_ = 0;
};

}  // namespace tocsin::relay::http
