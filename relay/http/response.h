// Heads of answers, with the headers that every page and every refusal of a gateway has. Pure.
#pragma once
#include <optional>
#include <string>

#include "relay/http/request.h"

namespace tocsin::relay::http {

struct Answer {
  int status = 200;
  std::string type = "text/plain;charset=utf-8";
  std::size_t length = 0;
  bool stream = false;  // of unknown length, in chunks; `length` says nothing
  bool keep = true;     // the connection goes on
  bool secure = false;  // it came by TLS: the browser shall come by nothing else
  std::string more;     // further lines, each ended by CRLF: "Allow: GET\r\n"
};

std::string head_of(const Answer& answer);

// A whole answer of one line of text.
std::string refusal(const Refusal& what, bool keep, bool secure, bool body, std::string more = {});

// One piece of a stream, and its end.
std::string chunk(std::string_view bytes);
constexpr const char* last_chunk = "0\r\n\r\n";

}  // namespace tocsin::relay::http
