// tocsind: one node, of a commune or of a post. `tocsin node` is its command line; this program only makes,
// feeds and runs it.
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "node/io/loop.h"
#include "node/io/open_node.h"
#include "protocol/limits.h"

namespace tocsin::node::io {
namespace {

enum Exit : int { exit_ok = 0, exit_failure = 1, exit_usage = 2, exit_configuration = 3, exit_integrity = 7 };

int exit_of(const Error& error) {
  switch (error.code) {
    case Errc::configuration:
    case Errc::conflict:
    case Errc::not_found: return exit_configuration;
    case Errc::store_damaged:
    case Errc::bad_signature:
    case Errc::malformed:
    case Errc::untrusted: return exit_integrity;
    case Errc::unsupported:
    case Errc::too_large:
    case Errc::cannot_open:
    case Errc::store_full:
    case Errc::io:
    case Errc::busy:
    case Errc::unreachable:
    case Errc::not_allowed:
    case Errc::expired: return exit_failure;
  }
  return exit_failure;
}

int failed(const Error& error) {
  std::fprintf(stderr, "tocsind: %s\n", error.detail.empty() ? name(error.code) : error.detail.c_str());
  return exit_of(error);
}

struct Asked {
  std::string config;
  config::Values flags;
  bool init = false, import = false, check = false, abandon = false, debug = false, help = false,
       version = false;
  std::vector<std::string> files;
};

void print_help() {
  std::puts(
      "tocsind: one node of Tocsin, of a commune or of a post\n"
      "\n"
      "  tocsind --config FILE                  run until SIGTERM or SIGINT\n"
      "  tocsind --config FILE --check          read the configuration and the keys, and say what is wrong\n"
      "  tocsind --config FILE --init           make the keys, the keyring and the empty database\n"
      "  tocsind --config FILE --import FILE…   accept documents while stopped: root, rules, records, "
      "charters\n"
      "  tocsind --config FILE --abandon-keys   give up, while stopped, keys that `tocsin node rotate "
      "--abandon` asks about\n"
      "  --debug                                let core files and debuggers see the memory\n"
      "\n"
      "Every key of the file is a flag (--client-listen) and a variable (TOCSIN_CLIENT_LISTEN) too; flags "
      "come\n"
      "before variables, variables before the file:\n");
  for (const auto& setting : config::settings()) {
    auto fallback =
        setting.fallback.empty() ? std::string("must be given") : "default " + std::string(setting.fallback);
    std::printf("  %-16s %s; %s\n", std::string(setting.key).c_str(), std::string(setting.help).c_str(),
                fallback.c_str());
  }
  std::puts(
      "\nExit codes: 0 ok, 1 failure, 2 usage, 3 configuration, 7 integrity.\n"
      "Example:\n  tocsind --config /etc/tocsin/25434.toml");
}

// "--client-listen" → "client_listen", if it is a key.
std::optional<std::string> key_of(const std::string& flag) {
  std::string key = flag.substr(2);
  for (char& c : key)
    if (c == '-') c = '_';
  for (const auto& setting : config::settings())
    if (setting.key == key) return key;
  return std::nullopt;
}

Result<Asked> parse(int count, char** words) {
  Asked asked;
  for (int i = 1; i < count; ++i) {
    std::string word = words[i];
    if (word.rfind("--", 0) != 0) {
      if (!asked.import) return fail(Errc::malformed, "`" + word + "` is not understood here; see --help");
      asked.files.push_back(word);
      continue;
    }
    auto equals = word.find('=');
    auto flag = word.substr(0, equals);
    bool* switches[] = {&asked.init,  &asked.import, &asked.check,  &asked.abandon,
                        &asked.debug, &asked.help,   &asked.version};
    const char* names[] = {"--init",  "--import", "--check",  "--abandon-keys",
                           "--debug", "--help",   "--version"};
    bool is_switch = false;
    for (std::size_t n = 0; n < std::size(names); ++n)
      if (word == names[n]) is_switch = *switches[n] = true;
    if (is_switch) continue;
    auto key = flag == "--config" ? std::optional<std::string>("config") : key_of(flag);
    if (!key) return fail(Errc::malformed, "unknown flag " + flag + "; see --help");
    if (equals == std::string::npos && i + 1 == count) return fail(Errc::malformed, flag + " needs a value");
    auto value = equals == std::string::npos ? std::string(words[++i]) : word.substr(equals + 1);
    (*key == "config" ? asked.config : asked.flags[*key]) = value;
  }
  return asked;
}

Result<std::vector<Bytes>> read_containers(const std::vector<std::string>& files) {
  std::vector<Bytes> containers;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(Errc::not_found, file + ": no such file, or it cannot be read");
    Bytes bytes(2 * limits::document_bytes_max);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    containers.push_back(std::move(bytes));
  }
  return containers;
}

int import_files(const config::Config& config, const std::vector<std::string>& files, Entropy& entropy) {
  auto containers = read_containers(files);
  if (!containers) return failed(containers.error());
  auto open = open_node(config, entropy);
  if (!open) return failed(open.error());
  if (auto done = import_into(**open, *containers, wall_now(), entropy); !done) return failed(done.error());
  std::fprintf(stderr, "tocsind: %zu documents accepted\n", files.size());
  return exit_ok;
}

// The answer lies in the keys folder, where the question was.
int abandon_keys(const config::Config& config, Entropy& entropy) {
  auto open = open_node(config, entropy);
  if (!open) return failed(open.error());
  auto done = abandon_if_asked(**open, config, wall_now(), entropy);
  if (!done) return failed(done.error());
  return *done ? int{exit_ok} : failed({Errc::not_found, "nobody asks: use `tocsin node rotate --abandon`"});
}

void tell_findings(const OpenNode& open, Log& log) {
  const auto& found = open.keyring->findings();
  if (open.scrub.damaged > 0)
    log.say(Level::error, "record_damaged number=" + std::to_string(open.scrub.damaged));
  if (found.created && open.scrub.rows > 0)
    log.say(Level::error,
            "keyring_missing: a new one was made; what was under the old one cannot be read any more");
  if (auto lost = found.lost.size() + found.lost_without_name; lost > 0)
    log.say(Level::error, "keyring_keys_lost number=" + std::to_string(lost));
  if (found.repaired > 0)
    log.say(Level::warn, "keyring_slots_repaired number=" + std::to_string(found.repaired));
}

int run_node(const config::Config& config, bool debug, Entropy& entropy) {
  auto log = Log::open(config.log_level, config.log_file);
  if (!log) return failed(log.error());
  auto signals = stop_signals();
  if (!signals) return failed(signals.error());
  auto open = open_node(config, entropy);
  if (!open) return failed(open.error());
  if (auto closed = close_memory(debug); !closed) return failed(closed.error());
  tell_findings(**open, *log);
  log->say(Level::info, "starting node=" + config.code() + " version=" TOCSIN_VERSION);
  Loop loop({config, **open, *signals, *log, entropy});
  if (auto ran = loop.run(); !ran) {
    log->say(Level::error, std::string("ending code=") + name(ran.error().code) + " " + ran.error().detail);
    return config.log_file.empty() ? exit_of(ran.error()) : failed(ran.error());
  }
  log->say(Level::info, "stopped");
  return exit_ok;
}

int run(int count, char** words) {
  auto asked = parse(count, words);
  if (!asked) {
    failed(asked.error());
    return exit_usage;
  }
  if (asked->help) return print_help(), exit_ok;
  if (asked->version) return std::puts("tocsind " TOCSIN_VERSION), exit_ok;
  if (asked->config.empty()) {
    failed({Errc::malformed, "--config FILE is needed; see --help"});
    return exit_usage;
  }
  ::umask(0077);
  seal::initialise();
  seal::SystemEntropy entropy;
  auto config = config::read_config(asked->config, config::environment(&std::getenv), asked->flags);
  if (!config) return failed(config.error());
  if (asked->init) {
    auto made = make_node(*config, entropy);
    return made ? int{exit_ok} : failed(made.error());
  }
  if (asked->import) return import_files(*config, asked->files, entropy);
  if (asked->abandon) return abandon_keys(*config, entropy);
  if (asked->check) {
    auto keys = config::read_node_keys(config->keys, config->credentials);
    return keys ? int{exit_ok} : failed(keys.error());
  }
  return run_node(*config, asked->debug, entropy);
}

}  // namespace
}  // namespace tocsin::node::io

int main(int count, char** words) {
  try {
    return tocsin::node::io::run(count, words);
  } catch (const std::exception& error) {  // out of memory: nothing was sent that is not on disk
    std::fprintf(stderr, "tocsind: %s\n", error.what());
    return 1;
  }
}
