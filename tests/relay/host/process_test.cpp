// The real tocsin-relay, as an operator runs it: its flags, its files, its signals, its parcels.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "relay/host/config.h"
#include "relay/io/dial.h"
#include "relay/message.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::io;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 20s;

// One run of the program; its stdout and stderr are read together.
class Run {
 public:
  explicit Run(std::vector<std::string> args) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      dup2(ends[1], 1);
      dup2(ends[1], 2);
      close(ends[0]);
      close(ends[1]);
      std::vector<char*> argv{const_cast<char*>(TOCSIN_RELAY)};
      for (auto& arg : args) argv.push_back(arg.data());
      argv.push_back(nullptr);
      execv(TOCSIN_RELAY, argv.data());
      _exit(127);
    }
    close(ends[1]);
    out_ = ends[0];
  }
  ~Run() {
    if (pid_ > 0) end(SIGKILL);
    close(out_);
  }
  Run(const Run&) = delete;

  // The rest of the line after `word`, once the program has said it; "" if it ended before.
  std::string after(const std::string& word) {
    for (;;) {
      const auto at = said.find(word);
      const auto line_end = at == said.npos ? said.npos : said.find('\n', at);
      if (line_end != said.npos) return said.substr(at + word.size(), line_end - at - word.size());
      if (!read_more()) return "";
    }
  }
  void tell(int signal) { REQUIRE(kill(pid_, signal) == 0); }
  // Exit code; -signal when it was killed.
  int end(int signal) {
    tell(signal);
    return wait();
  }
  int wait() {
    while (read_more()) {
    }
    int status = 0;
    REQUIRE(waitpid(pid_, &status, 0) == pid_);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string said;

 private:
  bool read_more() {
    pollfd one{out_, POLLIN, 0};
    const auto ms = std::chrono::duration_cast<milliseconds>(patience).count();
    if (poll(&one, 1, static_cast<int>(ms)) != 1) return false;
    char some[4096];
    const auto got = read(out_, some, sizeof some);
    if (got > 0) said.append(some, static_cast<std::size_t>(got));
    return got > 0;
  }
  pid_t pid_ = -1;
  int out_ = -1;
};

// A folder with everything an operator prepares, and two nodes.
struct Site {
  std::filesystem::path folder;
  CurveKeys owner = make_curve_keys(), sender = make_curve_keys();
  BoxPublic relay_key;
  MailboxId mailbox;
  Context context;

  Site() : context(std::move(*Context::for_dialling())) {
    std::string name = "/tmp/tocsin-relay-XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder = name;
    mailbox.bytes.fill(0x77);
    Run make({"--make-key", path("curve.key")});
    REQUIRE(make.wait() == 0);
    relay_key = *id_from_hex<BoxPublic>(make.said.substr(0, 64));
    grant({sender.public_key});
    write("relay.toml", "listen = \"ipc://" + path("port") + "\"\nkey_file = \"" + path("curve.key") +
                            "\"\ngrants_file = \"" + path("grants") + "\"\ndata = \"" + path("data") +
                            "\"\n");
  }
  ~Site() { std::filesystem::remove_all(folder); }

  std::string path(const std::string& leaf) const { return folder / leaf; }
  void write(const std::string& leaf, const std::string& text) const { std::ofstream(folder / leaf) << text; }
  void grant(const std::vector<BoxPublic>& senders) const {
    std::string text = "tocsin-grants 1\nrelay " + to_hex(relay_key.view()) + "\nmailbox " +
                       to_hex(mailbox.view()) + " owner " + to_hex(owner.public_key.view()) + "\n";
    for (const auto& key : senders) text += "sender " + to_hex(key.view()) + "\n";
    write("grants", text);
  }
  std::vector<std::string> run() const { return {"--config", path("relay.toml")}; }
  Line dial(const CurveKeys& own, const std::string& endpoint) {
    DialOptions to;
    to.endpoint = endpoint;
    to.server_key = relay_key;
    auto line = Line::open(context, own, to, patience);
    if (!line) FAIL(line.error().detail);
    return std::move(*line);
  }
};

Message heard(Line& line) {
  auto bytes = line.receive(patience);
  REQUIRE(bytes);
  auto message = decode(*bytes);
  REQUIRE(message);
  return *message;
}

}  // namespace

TEST_CASE("the relay explains itself, and refuses what it does not understand") {
  Run help({"--help"});
  CHECK(help.wait() == 0);
  CHECK(help.said.find("--config FILE") != std::string::npos);
  Run version({"--version"});
  CHECK(version.wait() == 0);
  CHECK(version.said.find("tocsin-relay ") == 0);
  for (const auto& args :
       {std::vector<std::string>{}, {"--config"}, {"--confg", "x"}, {"--config", "a", "b"}}) {
    Run wrong(args);
    CHECK(wrong.wait() == 2);
    CHECK(std::count(wrong.said.begin(), wrong.said.end(), '\n') == 1);
  }
}

TEST_CASE("a key is made once, for its owner only, and never over another") {
  Site site;
  struct stat mode {};
  REQUIRE(stat(site.path("curve.key").c_str(), &mode) == 0);
  CHECK((mode.st_mode & 07777) == 0600);
  CHECK(mode.st_size == 32);
  Run again({"--make-key", site.path("curve.key")});
  CHECK(again.wait() == 3);
}

TEST_CASE("parcels survive kill -9, are handed to the owner, and are gone when taken") {
  Site site;
  const Bytes parcel(2048, 0x5a);
  {
    Run relay(site.run());
    auto sender =
        site.dial(site.sender, relay.after("endpoint=").substr(0, ("ipc://" + site.path("port")).size()));
    REQUIRE(sender.send(encode(Put{site.mailbox, 42, Lane::in_progress, parcel})));
    CHECK(heard(sender) == Message(Stored{site.mailbox, 42, {}}));
    CHECK(relay.end(SIGKILL) == -SIGKILL);
  }
  {
    Run relay(site.run());
    REQUIRE(!relay.after("endpoint=").empty());
    auto owner = site.dial(site.owner, "ipc://" + site.path("port"));
    REQUIRE(owner.send(encode(Fetch{site.mailbox, 32})));
    CHECK(heard(owner) == Message(Fetching{site.mailbox}));
    CHECK(heard(owner) == Message(Parcel{site.mailbox, 1, Lane::in_progress, parcel}));
    REQUIRE(owner.send(encode(Taken{site.mailbox, 1})));
    REQUIRE(owner.send(Bytes{0xff}));  // answered after what came before it
    CHECK(heard(owner) == Message(Refused{{}, 0, RefusedCode::malformed}));
    CHECK(relay.end(SIGTERM) == 0);
    CHECK(relay.said.find("stopped") != std::string::npos);
  }
  Run relay(site.run());
  CHECK(relay.after("parcels=") == "0");
}

TEST_CASE("a sender taken off the grants is told so at its next message, though its line is open") {
  Site site;
  Run relay(site.run());
  REQUIRE(!relay.after("endpoint=").empty());
  auto sender = site.dial(site.sender, "ipc://" + site.path("port"));
  REQUIRE(sender.send(encode(Put{site.mailbox, 1, Lane::rest, Bytes(2048, 1)})));
  CHECK(heard(sender) == Message(Stored{site.mailbox, 1, {}}));
  site.grant({});
  relay.said.clear();
  relay.tell(SIGHUP);
  CHECK(relay.after("granted mailboxes=1 keys=") == "1");  // the owner
  REQUIRE(sender.send(encode(Put{site.mailbox, 2, Lane::rest, Bytes(2048, 1)})));
  CHECK(heard(sender) == Message(Refused{site.mailbox, 2, RefusedCode::unwelcome}));
  auto owner = site.dial(site.owner, "ipc://" + site.path("port"));
  REQUIRE(owner.send(encode(Fetch{site.mailbox, 32})));
  CHECK(heard(owner) == Message(Fetching{site.mailbox}));
  CHECK(heard(owner) == Message(Parcel{site.mailbox, 1, Lane::rest, Bytes(2048, 1)}));
  DialOptions to;
  to.endpoint = "ipc://" + site.path("port");
  to.server_key = site.relay_key;
  CHECK_FALSE(
      tocsin::relay::io::Line::open(site.context, site.sender, to, patience));  // a new line is refused

  // Grants that cannot be read change nothing.
  site.write("grants", "nonsense\n");
  relay.tell(SIGHUP);
  CHECK(relay.after("grants stay as they were: ").find("grants:1: ") != std::string::npos);
  REQUIRE(owner.send(encode(Fetch{site.mailbox, 32})));
  CHECK(heard(owner) == Message(Fetching{site.mailbox}));
  CHECK(relay.end(SIGINT) == 0);
}

TEST_CASE("one command makes a relay that runs, and tells nodes how to reach it") {
  Site site;
  const auto folder = site.path("made");
  Run undialable({"--init", folder, "--listen", "tcp://0.0.0.0:7619"});
  CHECK(undialable.wait() == 3);
  CHECK(undialable.said.find("--address") != std::string::npos);
  Run make(
      {"--init", folder, "--listen", "ipc://" + site.path("port2"), "--address", "tcp://192.0.2.7:7619"});
  REQUIRE(make.wait() == 0);
  std::ifstream from(folder + "/relay.pub");
  const std::string text(std::istreambuf_iterator<char>(from), {});
  CHECK(text == "tocsin-relay 1\naddress: tcp://192.0.2.7:7619\nserver: " + make.said.substr(0, 64) + "\n");
  Run relay({"--config", folder + "/relay.toml"});
  CHECK(relay.after("granted mailboxes=") == "0 keys=0");
  REQUIRE(!relay.after("endpoint=").empty());
  CHECK(relay.end(SIGTERM) == 0);
  Run again({"--init", folder, "--listen", "ipc://" + site.path("port2")});
  CHECK(again.wait() == 3);
}

TEST_CASE("a relay that cannot run says why in one line and ends with code 3") {
  Site site;
  std::string expected;
  SECTION("a key file that others may read") {
    REQUIRE(chmod(site.path("curve.key").c_str(), 0644) == 0);
    expected = "curve.key";
  }
  SECTION("a key file that is a link") {
    std::filesystem::rename(site.path("curve.key"), site.path("elsewhere"));
    std::filesystem::create_symlink(site.path("elsewhere"), site.path("curve.key"));
    expected = "curve.key";
  }
  SECTION("an empty key file") {
    std::filesystem::resize_file(site.path("curve.key"), 0);
    expected = "curve.key";
  }
  SECTION("a key file of another length") {
    std::filesystem::resize_file(site.path("curve.key"), 31);
    expected = "32 bytes";
  }
  SECTION("no key file") {
    std::filesystem::remove(site.path("curve.key"));
    expected = "curve.key";
  }
  SECTION("no grants") {
    std::filesystem::remove(site.path("grants"));
    expected = "grants";
  }
  SECTION("the grants of another relay") {
    site.relay_key = site.owner.public_key;
    site.grant({});
    expected = "grants:2: these grants are for another relay";
  }
  SECTION("a damaged configuration") {
    site.write("relay.toml", "listen = [\n");
    expected = "relay.toml:";
  }
  SECTION("an address that is none") {
    std::ifstream from(site.path("relay.toml"));
    std::string text(std::istreambuf_iterator<char>(from), {});
    site.write("relay.toml", text.replace(text.find("ipc://"), 6, "abc://"));
    expected = "abc://";
  }
  Run relay(site.run());
  CHECK(relay.wait() == 3);
  const auto line = relay.said.substr(relay.said.rfind("tocsin-relay: "));
  INFO(line);
  CHECK(line.find(expected) != std::string::npos);
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
}

TEST_CASE("a second relay on the same data refuses to start, and the first is not disturbed") {
  Site site;
  Run first(site.run());
  REQUIRE(!first.after("endpoint=").empty());
  Run second(site.run());
  CHECK(second.wait() == 3);
  auto sender = site.dial(site.sender, "ipc://" + site.path("port"));
  REQUIRE(sender.send(encode(Put{site.mailbox, 1, Lane::rest, Bytes(2048, 1)})));
  CHECK(heard(sender) == Message(Stored{site.mailbox, 1, {}}));
  CHECK(first.end(SIGTERM) == 0);
}
