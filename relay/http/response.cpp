#include "relay/http/response.h"

namespace tocsin::relay::http {
namespace {

constexpr const char* strict_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; "
    "img-src 'self'; style-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types tocsin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Embedder-Policy: require-corp\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Permissions-Policy: geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), "
    "serial=(), hid=(), midi=(), display-capture=(), browsing-topics=()\r\n";
constexpr const char* strict_transport = "Strict-Transport-Security: max-age=31536000\r\n";

const char* reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 417: return "Expectation Failed";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Error";
  }
}

}  // namespace

std::string head_of(const Answer& answer) {
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " " + reason(answer.status) + "\r\n";
  if (answer.stream)
    head += "Transfer-Encoding: chunked\r\nX-Accel-Buffering: no\r\n";
  else if (answer.status != 204)
    head += "Content-Length: " + std::to_string(answer.length) + "\r\n";
  if (answer.status != 204) head += "Content-Type: " + answer.type + "\r\n";
  if (!answer.keep) head += "Connection: close\r\n";
  head += strict_headers;
  if (answer.secure) head += strict_transport;
  return head + answer.more + "\r\n";
}

std::string refusal(const Refusal& what, bool keep, bool secure, bool body, std::string more) {
  const std::string line = std::string(what.line) + "\n";
  Answer answer;
  answer.status = what.status;
  answer.length = line.size();
  answer.keep = keep;
  answer.secure = secure;
  answer.more = std::move(more);
  return head_of(answer) + (body ? line : "");
}

std::string chunk(std::string_view bytes) {
  std::string size;
  for (std::size_t left = bytes.size(); left > 0; left /= 16)
    size.insert(0, 1, "0123456789abcdef"[left % 16]);
  size.append("\r\n").append(bytes);
  return size + "\r\n";
}

}  // namespace tocsin::relay::http
