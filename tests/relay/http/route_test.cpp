#include "relay/http/route.h"

#include <catch2/catch.hpp>

#include "relay/gate_message.h"
#include "relay/http/response.h"

using namespace tocsin::relay;
using namespace tocsin::relay::http;

namespace {

Request request(Method method, const std::string& path) {
  Request made;
  made.method = method;
  made.path = path;
  made.host = "a.example";
  if (method == Method::post) made.length = call_bytes;
  return made;
}
int status_of(const Request& of) {
  const auto ask = ask_of(of);
  return ask ? 200 : ask.error().status;
}
const std::string token = "00112233445566778899aabbccddeeff";

}  // namespace

TEST_CASE("paths are what the contract says, and files are named as a manifest names them") {
  CHECK(std::get<GetFile>(*ask_of(request(Method::get, "/"))).path == "index.html");
  CHECK(std::get<GetFile>(*ask_of(request(Method::head, "/a/b.js"))).path == "a/b.js");
  CHECK(std::holds_alternative<OpenSession>(*ask_of(request(Method::post, "/v1/sessions"))));
  CHECK(std::holds_alternative<GetNode>(*ask_of(request(Method::get, "/v1/node"))));
  CHECK(std::holds_alternative<GetHealth>(*ask_of(request(Method::get, "/healthz"))));
  CHECK(std::holds_alternative<GetReadiness>(*ask_of(request(Method::get, "/readyz"))));
  auto carry = request(Method::post, "/v1/sessions/" + token);
  carry.lane = "2";
  const auto asked = std::get<CarryBytes>(*ask_of(carry));
  CHECK(asked.lane == Lane::in_progress);
  CHECK(asked.token[1] == 0x11);
  CHECK(asked.token[15] == 0xff);
  CHECK(std::get<CloseSession>(*ask_of(request(Method::erase, "/v1/sessions/" + token))).token ==
        asked.token);
}

TEST_CASE("what is not in the contract is refused with its status") {
  CHECK(status_of(request(Method::get, "/v1/sessions")) == 405);
  CHECK(status_of(request(Method::get, "/v1/sessions/" + token)) == 405);
  CHECK(status_of(request(Method::post, "/index.html")) == 405);
  CHECK(status_of(request(Method::other, "/")) == 405);
  CHECK(status_of(request(Method::get, "/v1")) == 404);
  CHECK(status_of(request(Method::post, "/v1/others")) == 404);
  CHECK(status_of(request(Method::get, "/v1/node/")) == 404);
  CHECK(status_of(request(Method::post, "/v1/node")) == 405);
  auto call = request(Method::post, "/v1/sessions");
  call.query = true;
  CHECK(status_of(call) == 400);
  for (const auto& [length, status] : {std::pair{0u, 400}, {32u, 400}, {33u, 200}, {34u, 413}}) {
    call = request(Method::post, "/v1/sessions");
    call.length = length;
    CHECK(status_of(call) == status);
  }
  auto carry = request(Method::post, "/v1/sessions/" + token);
  for (const auto* lane : {"0", "4", "11", "", " "}) {
    carry.lane = lane;
    CHECK(status_of(carry) == 400);
  }
  carry.lane.reset();
  CHECK(status_of(carry) == 400);
  carry.lane = "1";
  for (const auto& [length, status] : {std::pair<std::size_t, int>{0, 400},
                                       {1, 200},
                                       {carried_bytes_max, 200},
                                       {carried_bytes_max + 1, 413}}) {
    carry.length = length;
    CHECK(status_of(carry) == status);
  }
  for (const auto& name : {token.substr(1), token + "0", std::string(32, 'A'), std::string()})
    CHECK(status_of(request(Method::erase, "/v1/sessions/" + name)) == 400);
}

TEST_CASE("a session is for pages of its own origin, files for people who come") {
  const Ask open = OpenSession{}, file = GetFile{"a"};
  const auto allowed = [](const Request& of, const Ask& ask, bool secure) {
    return check_origin(of, ask, secure).has_value();
  };
  auto post = request(Method::post, "/v1/sessions");
  CHECK_FALSE(allowed(post, open, true));
  post.origin = "https://a.example";
  CHECK(allowed(post, open, true));
  CHECK_FALSE(allowed(post, open, false));
  for (const auto* site : {"cross-site", "same-site", "none", ""}) {
    post.fetch_site = site;
    CHECK_FALSE(allowed(post, open, true));
  }
  post.fetch_site = "same-origin";
  CHECK(allowed(post, open, true));
  for (const auto* origin :
       {"null", "", "https://a.example.evil", "https://a.example:1", "http://a.example"}) {
    post.origin = origin;
    CHECK_FALSE(allowed(post, open, true));
  }
  post.origin.reset();
  CHECK(allowed(post, open, true));
  auto get = request(Method::get, "/a");
  CHECK(allowed(get, file, true));
  get.fetch_site = "cross-site";
  CHECK_FALSE(allowed(get, file, true));
  get.fetch_mode = "navigate";
  CHECK(allowed(get, file, true));
}

TEST_CASE("every answer has the strict headers; HSTS only by TLS; a stream comes in chunks") {
  Answer answer;
  answer.length = 3;
  auto head = head_of(answer);
  CHECK(head.substr(0, 17) == "HTTP/1.1 200 OK\r\n");
  CHECK(head.find("\r\nContent-Length: 3\r\n") != head.npos);
  for (const auto* part :
       {"require-trusted-types-for 'script'", "Cache-Control: no-store", "nosniff", "no-referrer"})
    CHECK(head.find(part) != head.npos);
  CHECK(head.find("Strict-Transport-Security") == head.npos);
  CHECK(head.substr(head.size() - 4) == "\r\n\r\n");
  answer.secure = answer.stream = true;
  answer.keep = false;
  head = head_of(answer);
  CHECK(head.find("Strict-Transport-Security") != head.npos);
  CHECK(head.find("Content-Length") == head.npos);
  CHECK(head.find("Transfer-Encoding: chunked") != head.npos);
  CHECK(head.find("Connection: close") != head.npos);
  CHECK(chunk(std::string(300, 'a')).substr(0, 6) == "12c\r\na");
  CHECK(refusal({404, "nothing"}, true, false, false).find("nothing") == std::string::npos);
}
