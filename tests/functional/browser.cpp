// What a browser's page does, without a browser: a device's tunnel over a gateway's HTTP. For http_test.py.
//
//   tocsin_browser ask URL PROFILE      hello, then a signed request; answers the commune's name
//   tocsin_browser send URL PROFILE     an exercise alert of danger under way, sealed and sent; answers its
//   id tocsin_browser replay URL PROFILE   brings one post twice; answers how the session ended
//
// Further words: `--ca-file FILE` (whom to believe) and `--connect HOST:PORT` (where the host of URL is).
#include <curl/curl.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "node/client/documents.h"
#include "node/client/gateway_line.h"
#include "node/client/referent.h"
#include "protocol/seal/tunnel.h"
#include "relay/http/record.h"

using namespace tocsin;
using relay::http::Record;

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

struct Site {
  std::string url, authorities, connect;
};

struct Impossible : std::runtime_error {
  using std::runtime_error::runtime_error;
};
template <class T>
T need(Result<T> result) {
  if (!result) throw Impossible(result.error().detail);
  return std::move(*result);
}
template <class T>
T need(client::Answer<T> result) {
  if (!result) throw Impossible(result.error().error.detail);
  return std::move(*result);
}

// ---- one session: a stream that stays open, and posts beside it
class HttpSession {
 public:
  HttpSession(const Site& site, ByteView call)
      : site_(site), stream_(curl_easy_init()), post_(curl_easy_init()), multi_(curl_multi_init()) {
    headers_ = curl_slist_append(headers_, ("Origin: " + site.url).c_str());
    prepare(stream_, site.url + "/v1/sessions");
    curl_easy_setopt(stream_, CURLOPT_POSTFIELDSIZE, static_cast<long>(call.size()));
    curl_easy_setopt(stream_, CURLOPT_COPYPOSTFIELDS, reinterpret_cast<const char*>(call.data()));
    curl_easy_setopt(stream_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(stream_, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(stream_, CURLOPT_WRITEDATA, this);
    curl_multi_add_handle(multi_, stream_);
  }
  ~HttpSession() {
    curl_multi_remove_handle(multi_, stream_);
    curl_easy_cleanup(stream_);
    curl_easy_cleanup(post_);
    curl_multi_cleanup(multi_);
    curl_slist_free_all(headers_);
  }
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  // The next record; nothing after `timeout`. unreachable: the stream is over.
  Result<std::optional<Record>> next(Duration timeout) {
    const auto end = Clock::now() + timeout;
    for (;;) {
      auto record = reader_.next();
      if (!record || *record) return record;
      int running = 0;
      curl_multi_perform(multi_, &running);
      record = reader_.next();
      if (!record || *record) return record;
      if (running == 0) {
        long status = 0;
        curl_easy_getinfo(stream_, CURLINFO_RESPONSE_CODE, &status);
        return fail(Errc::unreachable, "the stream ended, status " + std::to_string(status));
      }
      const auto left = std::chrono::ceil<Duration>(end - Clock::now());
      if (left <= Duration(0)) return std::optional<Record>{};
      curl_multi_wait(multi_, nullptr, 0, static_cast<int>(left.count()), nullptr);
    }
  }

  // Brings bytes until they are carried, whatever it is told to wait. The last status.
  long bring(ByteView bytes, int lane) {
    for (;;) {
      const auto status = post(bytes, lane);
      if (status != 429) return status;
      std::this_thread::sleep_for(std::chrono::milliseconds(std::clamp(retry_ms_, 1l, 5000l)));
    }
  }
  void named(const relay::http::Token& token) { token_ = to_hex(token); }

 private:
  void prepare(CURL* curl, const std::string& url) const {
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    if (!site_.authorities.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, site_.authorities.c_str());
    if (!site_.connect.empty()) {
      static curl_slist* to = curl_slist_append(nullptr, ("::" + site_.connect).c_str());
      curl_easy_setopt(curl, CURLOPT_CONNECT_TO, to);
    }
  }
  static std::size_t take(char* data, std::size_t, std::size_t count, void* self) {
    static_cast<HttpSession*>(self)->reader_.add({data, count});
    return count;
  }
  static std::size_t drop(char*, std::size_t, std::size_t count, void*) { return count; }
  static std::size_t hear(char* data, std::size_t, std::size_t count, void* self) {
    const std::string line(data, count), wanted = "Retry-After-Ms: ";
    if (line.compare(0, wanted.size(), wanted) == 0)
      static_cast<HttpSession*>(self)->retry_ms_ = std::stol(line.substr(wanted.size()));
    return count;
  }
  long post(ByteView bytes, int lane) {
    prepare(post_, site_.url + "/v1/sessions/" + token_);
    curl_slist* headers = curl_slist_append(nullptr, ("Origin: " + site_.url).c_str());
    headers = curl_slist_append(headers, ("Tocsin-Lane: " + std::to_string(lane)).c_str());
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(post_, CURLOPT_POSTFIELDSIZE, static_cast<long>(bytes.size()));
    curl_easy_setopt(post_, CURLOPT_POSTFIELDS, reinterpret_cast<const char*>(bytes.data()));
    curl_easy_setopt(post_, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(post_, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(post_, CURLOPT_HEADERFUNCTION, hear);
    curl_easy_setopt(post_, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(post_, CURLOPT_TIMEOUT, 30L);
    retry_ms_ = 1000;
    const auto done = curl_easy_perform(post_);
    curl_slist_free_all(headers);
    long status = 0;
    curl_easy_getinfo(post_, CURLINFO_RESPONSE_CODE, &status);
    return done == CURLE_OK ? status : 0;
  }

  const Site& site_;
  CURL* stream_;
  CURL* post_;
  CURLM* multi_;
  curl_slist* headers_ = nullptr;
  std::string token_;
  long retry_ms_ = 1000;
  relay::http::RecordReader reader_;
};

// ---- the tunnel in it, as a line of node/client
class BrowserLine final : public client::FrameLine {
 public:
  static Result<std::unique_ptr<client::FrameLine>> open(const Site& site, const BoxPublic& node,
                                                         Duration timeout, bool twice) {
    seal::SystemEntropy entropy;
    const auto call = seal::call_tunnel(entropy);
    auto session = std::make_unique<HttpSession>(site, call.bytes);
    const auto first = session->next(timeout);
    if (!first) return pass_on(first);
    const auto* token = *first ? std::get_if<relay::http::SessionToken>(&**first) : nullptr;
    if (token == nullptr) return fail(Errc::malformed, "the stream begins without a token");
    session->named(token->token);
    auto answer = carried(*session, timeout);
    if (!answer) return pass_on(answer);
    auto tunnel = seal::join_tunnel(call, node, *answer);
    if (!tunnel) return fail(Errc::cannot_open, "who answers is not the node");
    return std::unique_ptr<client::FrameLine>(new BrowserLine(std::move(session), std::move(*tunnel), twice));
  }
  Status send(ByteView frame) override {
    const auto sealed = tunnel_.seal(frame);
    const auto status = session_->bring(sealed, lane_);
    if (twice_) second_ = session_->bring(sealed, lane_);
    if (status == 204) return {};
    return fail(Errc::unreachable, "the gateway answered " + std::to_string(status));
  }
  void set_urgent(bool urgent) override { lane_ = urgent ? 2 : 3; }
  Result<Bytes> receive(Duration timeout) override {
    auto sealed = carried(*session_, timeout);
    if (!sealed) return sealed;
    auto frame = tunnel_.open(*sealed);
    if (!frame) return fail(Errc::unreachable, "what came is not what the node sent");
    return std::move(*frame);
  }

 private:
  BrowserLine(std::unique_ptr<HttpSession> session, seal::Tunnel tunnel, bool twice)
      : session_(std::move(session)), tunnel_(std::move(tunnel)), twice_(twice) {}
  static Result<Bytes> carried(HttpSession& session, Duration timeout) {
    const auto end = Clock::now() + timeout;
    while (Clock::now() < end) {
      auto record = session.next(std::chrono::ceil<Duration>(end - Clock::now()));
      if (!record) return pass_on(record);
      if (!*record) continue;
      if (auto* bytes = std::get_if<relay::http::Carried>(&**record)) return std::move(bytes->bytes);
      if (const auto* over = std::get_if<relay::http::Over>(&**record))
        return fail(Errc::unreachable, client::said_of(over->code));
    }
    return fail(Errc::unreachable, "nothing came in time");
  }

  std::unique_ptr<HttpSession> session_;
  seal::Tunnel tunnel_;
  int lane_ = 3;
  bool twice_;
  long second_ = 0;
};

class BrowserConnector final : public client::Connector {
 public:
  BrowserConnector(Site site, bool twice) : site_(std::move(site)), twice_(twice) {}
  Result<std::unique_ptr<client::FrameLine>> connect(const std::string& address, const BoxPublic&,
                                                     const seal::BoxKey&) override {
    return fail(Errc::unreachable, address + ": a browser opens no such line");
  }
  Result<std::unique_ptr<client::FrameLine>> connect_by(const wire::Gateway&,
                                                        const BoxPublic& node) override {
    return BrowserLine::open(site_, node, seconds(10), twice_);
  }

 private:
  Site site_;
  bool twice_;
};

Instant wall_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

// ---- what is done
int replay(const Site& site, client::Profile& profile) {
  seal::SystemEntropy entropy;
  BrowserConnector connector(site, true);
  const client::Tools tools{&connector, &entropy, wall_now, {}};
  const auto keys = need(profile.keys());
  const auto roster = need(client::kept_roster(profile));
  const auto commune = need(client::kept_commune(profile));
  auto session = need(client::open_session(tools, client::address_of(roster.charter(commune)->value),
                                           keys.transport, keys.signing));
  const auto first = session.learn_time();
  std::cout << Json{{"first", first ? "answered" : first.error().detail}}.dump();
  const auto second = client::public_documents(session);
  std::cout << "\n" << Json{{"after", second ? "answered" : second.error().error.detail}} << std::endl;
  return 0;
}

int use(const Site& site, const std::string& mode, const std::string& folder) {
  auto profile = need(client::Profile::open(folder));
  if (mode == "replay") return replay(site, profile);
  seal::SystemEntropy entropy;
  BrowserConnector connector(site, false);
  const client::Tools tools{&connector, &entropy, wall_now, {}};
  auto referent = need(client::Referent::open(profile, tools));
  need(referent.refresh());
  if (mode == "ask") {
    std::cout << Json{{"commune", referent.charter().name}} << std::endl;
    return 0;
  }
  client::Observation seen;
  seen.category = Category::intrusion;
  seen.conducts = wire::bit(Conduct::forcing_door_or_window);
  seen.sector = referent.mandate().sectors.front();
  seen.urgency = Urgency::in_progress;
  seen.called17 = seen.exercise = true;
  const auto alert = need(referent.seal(seen));
  const auto sent = need(referent.flush());
  std::cout << Json{{"alert", to_hex(alert.view())}, {"sent", sent}} << std::endl;
  return 0;
}

}  // namespace

int main(int count, char** words) {
  std::vector<std::string> args(words + 1, words + count);
  Site site;
  for (const auto& [name, to] :
       {std::pair{"--ca-file", &site.authorities}, std::pair{"--connect", &site.connect}})
    for (auto at = args.begin(); at + 1 < args.end(); ++at)
      if (*at == name) {
        *to = at[1];
        args.erase(at, at + 2);
        break;
      }
  try {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    seal::initialise();
    if (args.size() == 3) {
      site.url = args[1];
      return use(site, args[0], args[2]);
    }
  } catch (const std::exception& error) {
    std::cerr << "tocsin_browser: " << error.what() << "\n";
    return 1;
  }
  std::cerr << "usage: see the head of browser.cpp\n";
  return 2;
}
