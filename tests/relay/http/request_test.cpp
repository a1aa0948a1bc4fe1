#include "relay/http/request.h"

#include <catch2/catch.hpp>

using namespace tocsin::relay::http;

namespace {

std::string head(const std::string& line, const std::string& headers = "Host: a.example\r\n") {
  return line + "\r\n" + headers + "\r\n";
}
int status_of(const std::string& text) {
  const auto request = parse_head(text);
  return request ? 200 : request.error().status;
}
int with(const std::string& headers, const std::string& line = "GET / HTTP/1.1") {
  return status_of(head(line, "Host: a.example\r\n" + headers));
}

}  // namespace

TEST_CASE("a head is read: method, path, host, length, and what means something here") {
  const auto request = parse_head(head("POST /v1/sessions?x=%20 HTTP/1.1",
                                       "hOST:\t A.Example:80 \r\nContent-Length: 33\r\nOrigin: https://a\r\n"
                                       "Sec-Fetch-Site:same-origin\r\nTocsin-Lane: 2\r\nX-Other: y\r\n"
                                       "Connection: keep-alive, Close\r\n"));
  REQUIRE(request);
  CHECK(request->method == Method::post);
  CHECK(request->path == "/v1/sessions");
  CHECK(request->query);
  CHECK(request->host == "a.example:80");
  CHECK(request->length == 33);
  CHECK_FALSE(request->keep);
  CHECK(request->origin == "https://a");
  CHECK(request->fetch_site == "same-origin");
  CHECK(request->lane == "2");
  CHECK_FALSE(request->forwarded_for);
  CHECK(parse_head(head("GET / HTTP/1.1"))->keep);
}

TEST_CASE("each thing is written in one way, or refused with its status") {
  CHECK(with("") == 200);
  CHECK(with("Content-Length: 0\r\n") == 200);
  CHECK(with("Content-Length: 1\r\n") == 400);
  CHECK(with("Content-Length: 1\r\nContent-Length: 1\r\n", "POST / HTTP/1.1") == 400);
  CHECK(with("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "POST / HTTP/1.1") == 400);
  CHECK(with("Transfer-Encoding: chunked\r\n", "POST / HTTP/1.1") == 411);
  CHECK(with("", "POST / HTTP/1.1") == 411);
  CHECK(with("Content-Length: 1234567890\r\n", "POST / HTTP/1.1") == 413);
  for (const auto* length : {"+1", "-1", "1 1", "0x1", "01", "1,1", ""})
    CHECK(with(std::string("Content-Length: ") + length + "\r\n", "POST / HTTP/1.1") == 400);
  CHECK(with("Expect: 100-continue\r\n") == 417);
  CHECK(with("X : a\r\n") == 400);
  CHECK(with("X: a\r\n b\r\n") == 400);
  CHECK(with("X: a\nY: b\r\n") == 400);
  CHECK(with("X: a\rb\r\n") == 400);
  CHECK(with("X: \x80\r\n") == 400);
  CHECK(with("X: \x7f\r\n") == 400);
  CHECK(with("X: a\tb\r\n") == 200);
  CHECK(with("Host: a.example\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(status_of(head("GET / HTTP/1.1", "Host: a/b\r\n")) == 400);
  CHECK(status_of(head("GET / HTTP/1.1") + "more") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\nHost: a") == 400);
  std::string many;
  for (std::size_t i = 0; i < headers_max; ++i) many += "X: a\r\n";
  CHECK(with(many) == 431);
}

TEST_CASE("the request line is METHOD /PATH HTTP/1.1") {
  const auto line = [](const std::string& text) { return status_of(head(text)); };
  CHECK(line("GET /a-b_c.d/e HTTP/1.1") == 200);
  CHECK(line("BREW / HTTP/1.1") == 200);  // 405 is the route's to say
  CHECK(line("GET / HTTP/1.0") == 505);
  CHECK(line("GET / HTTP/2.0") == 505);
  CHECK(line("GET / http/1.1") == 400);
  CHECK(line("GET /") == 400);
  CHECK(line("GET  / HTTP/1.1") == 400);
  CHECK(line("GET /" + std::string(target_bytes_max, 'a') + " HTTP/1.1") == 414);
  for (const auto* path : {"/..", "/.", "/../a", "/a/../b", "/a/./b", "//a", "/a//b", "/%2e", "/a\\b", "/a b",
                           "a", "*", "http://a.example/", "/a~", "/\xc3\xa9", "/a#b", "/a?\x01", "/a?b#c"})
    CHECK(line(std::string("GET ") + path + " HTTP/1.1") == 400);
  CHECK(line("GET /a/ HTTP/1.1") == 200);
  CHECK(line("GET /... HTTP/1.1") == 200);
}

TEST_CASE("a head's end is found however it comes in, and what is wrong before it is whole") {
  const auto whole = head("GET / HTTP/1.1");
  HeadReader reader;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const auto looked = reader.look(std::string_view(whole).substr(0, i));
    REQUIRE(looked);
    CHECK_FALSE(*looked);
  }
  CHECK(**reader.look(whole + "GET") == whole.size());
  CHECK_FALSE(*reader.look("GET"));  // it begins anew
  const auto refused = [](std::string_view text) {
    HeadReader one;
    const auto looked = one.look(text);
    return looked ? 0 : looked.error().status;
  };
  CHECK(refused("\r\nGET") == 400);
  CHECK(refused("GET / HTTP/1.1\n") == 400);
  CHECK(refused(std::string_view("GET /\0", 6)) == 400);
  CHECK(refused("\x16\x03\x01") == 400);
  CHECK(refused("GET /" + std::string(head_bytes_max, 'a')) == 431);
}
