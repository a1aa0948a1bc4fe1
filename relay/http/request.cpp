#include "relay/http/request.h"

#include <algorithm>
#include <array>

namespace tocsin::relay::http {
namespace {

constexpr std::size_t length_digits_max = 9;

tl::unexpected<Refusal> refuse(int status, const char* line) {
  return tl::unexpected<Refusal>(Refusal{status, line});
}

bool is_token(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_token(c); });
}
bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
std::string small(std::string_view text) {
  std::string made(text);
  for (auto& c : made)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return made;
}
std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "." and ".." and empty segments, and every way to write them in disguise, are not paths here.
bool is_path(std::string_view path) {
  if (path.empty() || path[0] != '/') return false;
  for (const char c : path)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
          c == '-' || c == '_' || c == '.'))
      return false;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find('/', at + 1), path.size());
    const auto segment = path.substr(at + 1, end - at - 1);
    if (segment == "." || segment == ".." || (segment.empty() && end < path.size())) return false;
    at = end;
  }
  return true;
}

Method method_of(std::string_view text) {
  if (text == "GET") return Method::get;
  if (text == "HEAD") return Method::head;
  if (text == "POST") return Method::post;
  if (text == "DELETE") return Method::erase;
  return Method::other;
}

Or<void> parse_first_line(std::string_view line, Request& request) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == line.npos || first == last) return refuse(400, "a request line is METHOD /PATH HTTP/1.1");
  const auto method = line.substr(0, first), version = line.substr(last + 1);
  auto target = line.substr(first + 1, last - first - 1);
  if (!is_token(method)) return refuse(400, "a method is a word");
  if (version.substr(0, 5) != "HTTP/") return refuse(400, "a request line is METHOD /PATH HTTP/1.1");
  if (version != "HTTP/1.1") return refuse(505, "HTTP/1.1 and nothing else is spoken here");
  if (target.size() > target_bytes_max) return refuse(414, "the path is too long");
  const auto query = target.find('?');
  request.query = query != target.npos;
  if (request.query) {
    for (const char c : target.substr(query))
      if (c <= ' ' || c > '~' || c == '#') return refuse(400, "the query has characters that do not belong");
    target = target.substr(0, query);
  }
  if (!is_path(target)) return refuse(400, "a path is /NAME/NAME of letters, digits, - _ and .");
  request.method = method_of(method);
  request.path = target;
  return {};
}

Or<void> set_once(std::optional<std::string>& field, std::string_view value) {
  if (field) return refuse(400, "a header that may be there once is there twice");
  field.emplace(value);
  return {};
}

class Headers {
 public:
  explicit Headers(Request& request) : request_(request) {}

  Or<void> add(std::string_view line) {
    if (++count_ > headers_max) return refuse(431, "too many headers");
    if (line[0] == ' ' || line[0] == '\t') return refuse(400, "a header line may not be folded");
    const auto colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon)))
      return refuse(400, "a header line is NAME: VALUE");
    const auto value = trimmed(line.substr(colon + 1));
    for (const char c : value)
      if ((c < ' ' && c != '\t') || c > '~') return refuse(400, "a header's value is visible ASCII");
    return take(small(line.substr(0, colon)), value);
  }

  Or<void> finish() {
    if (!host_) return refuse(400, "a request has one Host header");
    request_.host = small(*host_);
    if (!is_host(request_.host)) return refuse(400, "the Host header is no host name");
    if (transfer_)
      return length_ ? refuse(400, "Content-Length and Transfer-Encoding together")
                     : refuse(411, "a body comes with Content-Length and without Transfer-Encoding");
    if (expect_) return refuse(417, "nothing is expected here; send the body at once");
    if (length_) {
      if (!is_digits(*length_) || (length_->size() > 1 && (*length_)[0] == '0'))
        return refuse(400, "Content-Length is a number");
      if (length_->size() > length_digits_max) return refuse(413, "the body is too long");
      std::size_t length = 0;
      for (const char c : *length_) length = length * 10 + static_cast<std::size_t>(c - '0');
      request_.length = length;
    }
    if (request_.method == Method::post && !request_.length)
      return refuse(411, "a body comes with Content-Length");
    if (request_.method != Method::post && request_.length.value_or(0) > 0)
      return refuse(400, "only a POST has a body");
    request_.keep = !connection_ || small(*connection_).find("close") == std::string::npos;
    return {};
  }

 private:
  static bool is_host(std::string_view host) {
    return !host.empty() && host.size() <= 255 &&
           host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:[]") == host.npos;
  }
  Or<void> take(const std::string& name, std::string_view value) {
    const std::pair<std::string_view, std::optional<std::string>*> fields[] = {
        {"host", &host_},
        {"content-length", &length_},
        {"transfer-encoding", &transfer_},
        {"expect", &expect_},
        {"connection", &connection_},
        {"origin", &request_.origin},
        {"sec-fetch-site", &request_.fetch_site},
        {"sec-fetch-mode", &request_.fetch_mode},
        {"tocsin-lane", &request_.lane},
        {"x-forwarded-for", &request_.forwarded_for},
        {"x-forwarded-proto", &request_.forwarded_proto}};
    for (const auto& [known, field] : fields)
      if (name == known) return set_once(*field, value);
    return {};
  }

  Request& request_;
  std::size_t count_ = 0;
  std::optional<std::string> host_, length_, transfer_, expect_, connection_;
};

}  // namespace

Or<Request> parse_head(std::string_view head) {
  Request request;
  Headers headers(request);
  for (std::size_t at = 0; at < head.size();) {
    const auto end = head.find("\r\n", at);
    if (end == head.npos) return refuse(400, "a line ends with CR and LF");
    const auto line = head.substr(at, end - at);
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos)
      return refuse(400, "a line ends with CR and LF, and holds neither");
    if (at > 0 && line.empty()) {
      if (end + 2 != head.size()) return refuse(400, "a head ends with its empty line");
      if (auto whole = headers.finish(); !whole) return tl::unexpected<Refusal>(whole.error());
      return request;
    }
    const auto read = at == 0 ? parse_first_line(line, request) : headers.add(line);
    if (!read) return tl::unexpected<Refusal>(read.error());
    at = end + 2;
  }
  return refuse(400, "a head ends with an empty line");
}

Or<std::optional<std::size_t>> HeadReader::look(std::string_view buffered) {
  for (; looked_ < buffered.size() && looked_ < head_bytes_max; ++looked_) {
    const char c = buffered[looked_];
    if (looked_ == 0 && !is_token(c)) return refuse(400, "a request begins with its method");
    if (c == '\0') return refuse(400, "a request's head holds no zero byte");
    if (c != '\n') continue;
    if (buffered[looked_ - 1] != '\r') return refuse(400, "a line ends with CR and LF");
    if (looked_ >= 3 && buffered[looked_ - 2] == '\n') {
      const auto whole = looked_ + 1;
      looked_ = 0;
      return std::optional<std::size_t>(whole);
    }
  }
  if (looked_ == head_bytes_max) return refuse(431, "the head is too long");
  return std::optional<std::size_t>{};
}

}  // namespace tocsin::relay::http
